"""Every code block of docs/corpora.md runs as it stands."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import narrative
from narrative.cli import main

from .test_tabular import FRAME, NAMES

ROOT = Path(narrative.__file__).parents[1]
PAGE = ROOT / "docs" / "corpora.md"
BLOCKS = re.findall(r"^```(\w+)(?: (\w+))?\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
CODE = [(how, code) for language, how, code in BLOCKS if language == "python"]
COMMANDS = [line for language, how, code in BLOCKS if language == "sh" and how != "skip" for line in code.splitlines()]


@pytest.fixture(scope="module")
def place(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "语料").symlink_to(corpus)
    FRAME.rename(columns={**NAMES, "年度指标值（A）": "目标"}).to_csv(folder / "指标.csv", index=False)
    FRAME.rename(columns=NAMES).to_parquet(folder / "指标.parquet")
    FRAME.rename(columns={"实际完成值": "叙述"}).to_parquet(folder / "叙述.parquet")
    return folder


@pytest.fixture(autouse=True)
def in_place(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str) -> None:
    name, *arguments = shlex.split(command)
    assert name == "narrative"
    assert main(arguments) == (1 if "语料/" in command else 0)


@pytest.mark.parametrize(("how", "code"), CODE)
def test_code(how: str, code: str, place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if how == "spark" and not importlib.util.find_spec("pyspark"):
        pytest.skip("pyspark is not installed")
    if how == "script":
        (place / "script.py").write_text(code, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "script.py"], check=True, cwd=place, env=environment)
        return
    exec(compile(code, str(PAGE), "exec"), {"__name__": "docs"})


def test_blocks_are_found() -> None:
    assert len(CODE) >= 8
    assert len(COMMANDS) >= 4
