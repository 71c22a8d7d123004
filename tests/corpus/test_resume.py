"""Going on: nothing lost, nothing twice, whatever was done before and whenever it stopped."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from narrative.corpus import CorpusError, Settings, tag
from narrative.corpus.parts import part_of
from narrative.corpus.running import most_items
from narrative.corpus.store import Store
from narrative.corpus.walking import item_of
from narrative.corpus.work import do

from .conftest import rows_of, sources_of

Make = Callable[..., Path]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_second_run_does_nothing(corpus: Path, tmp_path: Path) -> None:
    first = tag([corpus], tmp_path, workers=0)
    before = {path: path.stat().st_mtime_ns for path in files(tmp_path) if path.suffix == ".parquet"}
    second = tag([corpus], tmp_path, workers=0)
    assert (first.found, first.done, first.failed) == (16, 16, 2)
    assert (second.done, second.kept, second.failed) == (0, 16, 2)
    assert before == {path: path.stat().st_mtime_ns for path in files(tmp_path) if path.suffix == ".parquet"}
    assert not (tmp_path / "_work").exists()


def test_added_changed_touched_and_removed_files(make: Make, tmp_path: Path) -> None:
    folder, out = make(10), tmp_path / "out"
    tag([folder], out, workers=0)
    changed, touched, removed, *_ = files(folder)
    changed.write_text(changed.read_text("utf-8").replace("年度", "年度 "), encoding="utf-8")
    os.utime(touched)
    removed.unlink()
    (folder / "新.txt").write_bytes(touched.read_bytes() + b"\n")
    summary = tag([folder], out, workers=0)
    assert (summary.done, summary.dropped) == (2, 2)
    tag([folder], tmp_path / "fresh", workers=0)
    assert rows_of(out) == rows_of(tmp_path / "fresh")


def test_a_change_that_keeps_size_and_time_is_seen(make: Make, tmp_path: Path) -> None:
    folder, out = make(3), tmp_path / "out"
    tag([folder], out, workers=0)
    path = files(folder)[0]
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("1", "2"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert tag([folder], out, workers=0).done == 1


def test_files_elsewhere_stay(make: Make, tmp_path: Path) -> None:
    one, other, out = make(3, name="one"), make(4, name="other"), tmp_path / "out"
    tag([one], out, workers=0)
    assert tag([other], out, workers=0).dropped == 0
    assert len(sources_of(out)) == 7


def test_a_file_named_twice_is_done_once(make: Make, tmp_path: Path) -> None:
    folder = make(4)
    assert tag([folder, folder, files(folder)[0]], tmp_path / "out", workers=0).done == 4
    assert len(sources_of(tmp_path / "out")) == 4


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_text_shards_are_dropped_from_too(make: Make, tmp_path: Path, format_: str) -> None:
    folder, settings = make(8), Settings(format=format_)  # type: ignore[arg-type]
    tag([folder], tmp_path / "out", settings=settings, workers=0)
    files(folder)[2].unlink()
    tag([folder], tmp_path / "out", settings=settings, workers=0)
    tag([folder], tmp_path / "fresh", settings=settings, workers=0)

    def lines(out: Path) -> list[str]:
        return sorted(line for path in out.glob(f"*/*.{format_}") for line in path.read_text("utf-8").splitlines())

    assert lines(tmp_path / "out") == lines(tmp_path / "fresh")


def test_other_settings_are_refused_and_redone_when_asked(make: Make, tmp_path: Path) -> None:
    folder, out = make(2), tmp_path / "out"
    tag([folder], out, workers=0)
    with pytest.raises(CorpusError, match="句子表"):
        tag([folder], out, workers=0, settings=Settings(sentences=True))
    assert rows_of(out)["sentences"] == []
    tag([folder], out, workers=0, settings=Settings(sentences=True), redo=True)
    assert rows_of(out)["sentences"]
    assert len(sources_of(out)) == 2


def test_retry_does_the_files_with_errors_again(corpus: Path, tmp_path: Path) -> None:
    tag([corpus], tmp_path, workers=0)
    before = rows_of(tmp_path)
    assert tag([corpus], tmp_path, workers=0, retry=True).done == 2
    assert rows_of(tmp_path) == before


def test_two_masters_cannot_write_one_folder(make: Make, tmp_path: Path) -> None:
    folder, store = make(1), Store(tmp_path / "out")
    with store.opened(), pytest.raises(CorpusError, match="正被另一个进程写入"):
        tag([folder], store.out, workers=0)


# Every moment a run can be killed at, made by hand from a finished run and a finished part.
def stop_while_writing(out: Path, key: str) -> None:
    (out / "_work" / key / "receipt.json").unlink()


def stop_before_publishing(out: Path, key: str) -> None:
    pass


def stop_while_publishing(out: Path, key: str) -> None:
    for table in ("forms", "quantities"):
        (out / "_work" / key / f"{table}.parquet").replace(out / table / f"{key}.parquet")


def stop_before_the_receipt(out: Path, key: str) -> None:
    for shard in (out / "_work" / key).glob("*.parquet"):
        shard.replace(out / shard.stem / f"{key}.parquet")


def stop_while_removing(out: Path, key: str) -> None:
    stop_before_the_receipt(out, key)
    shutil.rmtree(out / "_work" / key)
    (out / "forms" / f"{key}.parquet").unlink()


MOMENTS = [
    stop_while_writing,
    stop_before_publishing,
    stop_while_publishing,
    stop_before_the_receipt,
    stop_while_removing,
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
@pytest.mark.parametrize("overlap", [False, True], ids=["new", "orphan of files done since"])
def test_killed_at_any_moment(moment: Callable[[Path, str], None], overlap: bool, make: Make, tmp_path: Path) -> None:
    folder, out, settings = make(12), tmp_path / "out", Settings()
    paths = files(folder)
    tag(paths if overlap else paths[:6], out, workers=0)
    part = part_of(str(out), tuple(filter(None, map(item_of, map(str, paths[6:])))), settings, settings.facts())
    (out / "_work").mkdir()
    do(part)
    moment(out, part.key)
    tag([folder], out, workers=0)
    tag([folder], tmp_path / "fresh", workers=0)
    assert rows_of(out) == rows_of(tmp_path / "fresh")


def test_killed_while_rows_are_dropped(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, out = make(8), tmp_path / "out"
    tag([folder], out, workers=0)
    files(folder)[0].unlink()
    monkeypatch.setattr(Store, "remove", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        tag([folder], out, workers=0)
    monkeypatch.undo()
    tag([folder], out, workers=0)
    tag([folder], tmp_path / "fresh", workers=0)
    assert rows_of(out) == rows_of(tmp_path / "fresh")


def test_receipts_name_the_bytes(make: Make, tmp_path: Path) -> None:
    import hashlib

    folder = make(2)
    tag([folder], tmp_path / "out", workers=0)
    items = [
        item for path in (tmp_path / "out/_receipts").glob("*.json") for item in json.loads(path.read_text())["items"]
    ]
    assert {item[0]: item[5] for item in items} == {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files(folder)
    }


@pytest.mark.parametrize(("todo", "workers", "most"), [(0, 1, 8), (100, 2, 8), (3200, 2, 80), (10**6, 2, 256)])
def test_parts_are_small_enough_to_share_and_large_enough_to_keep(todo: int, workers: int, most: int) -> None:
    assert most_items(todo, workers) == most
