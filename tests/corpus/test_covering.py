"""How much could be read is told by document: those in archives each, a table once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from narrative.corpus import Columns, spooling, tag
from narrative.corpus.covering import Covered, coverage


def covered(out: Path) -> dict[str, Covered]:
    return coverage(out, lambda path: Path(path).suffix)


def test_documents_of_archives_count_each(make: Callable[..., Path], tmp_path: Path) -> None:
    forms = sorted(path for path in make(4, broken=25, name="forms").rglob("*") if path.is_file())
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in/各县.zip", "w") as archive:
        for path in forms:
            archive.write(path, path.name)
        archive.writestr("说明.txt", "本年度工作总结。全年工作平稳有序。")
    (tmp_path / "in/坏.zip").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "in/一.txt").write_bytes(next(path for path in forms if path.stat().st_size).read_bytes())
    tag([tmp_path / "in"], tmp_path / "out", workers=0)
    assert covered(tmp_path / "out") == {
        ".zip": Covered(files=6, read=4, without_form=1),
        ".txt": Covered(files=1, read=1),
    }


def test_a_table_counts_once_and_lacks_no_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooling, "ROWS", 2)
    pd.DataFrame({"年度指标值": ["10家", "良好", "20家"]}).to_csv(tmp_path / "一.csv", index=False)
    tag([tmp_path / "一.csv"], tmp_path / "out", columns=Columns("rows"), workers=0)
    assert covered(tmp_path / "out") == {".csv": Covered(files=1, read=1)}
