"""The public data set: its checksums and the tables printed of it stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CORPORA = Path(__file__).parents[1] / "corpora"


def test_checksums_are_those_of_the_files() -> None:
    done = subprocess.run([sys.executable, "checksums.py", "--check"], cwd=CORPORA, check=False)
    assert done.returncode == 0, "corpora/ has changed: raise VERSION in checksums.py and run it"


def test_the_results_name_every_baseline() -> None:
    results = (CORPORA / "results.md").read_text(encoding="utf-8")
    for name in ("有没有数字", "只看二级指标", "只用规则", "只用模型", "规则加模型"):
        (line,) = re.findall(rf"^\| {name} \|.*$", results, re.MULTILINE)
        assert line.count("%") >= 4
