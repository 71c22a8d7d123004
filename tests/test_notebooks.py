"""The notebooks run, each in less than a minute, and their charts say something."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.py"))
SECONDS = 60


def test_they_are_there() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path) -> None:
    jupytext = pytest.importorskip("jupytext", reason="the notebook extra is not installed")
    nbclient = pytest.importorskip("nbclient", reason="the notebook extra is not installed")
    notebook = jupytext.read(path)
    start = time.monotonic()
    resources = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    assert time.monotonic() - start < SECONDS
    assert any(has_chinese_text(output) for cell in notebook.cells for output in cell.get("outputs", ()))


def has_chinese_text(output: Any) -> bool:
    """Whether an output is a picture with Chinese words in it."""
    assert not (output.get("name") == "stderr" and "Warning" in output["text"]), output["text"]
    return bool(re.search(r"<text[^>]*>[^<]*[一-龥]", output.get("data", {}).get("image/svg+xml", "")))
