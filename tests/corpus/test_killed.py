"""The whole command killed three times at random, as the benchmark does it at any size."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import narrative
from narrative.corpus import Settings, tag
from narrative.corpus.parts import Format

from .conftest import load

ROOT = Path(narrative.__file__).parents[1]


@pytest.mark.heavy
@pytest.mark.parametrize(("seed", "format_"), [(1, "parquet"), (2, "csv"), (3, "jsonl")])
def test_killed_three_times_and_resumed(seed: int, format_: str, make: Callable[..., Path], tmp_path: Path) -> None:
    benchmark = load(ROOT / "benchmarks" / "corpus_resume.py")
    assert benchmark.run(make(300, broken=1), tmp_path, kills=3, seed=seed, format_=format_) == []


@pytest.mark.parametrize("format_", ["parquet", "csv", "jsonl"])
def test_a_lost_and_a_doubled_row_are_seen(format_: Format, make: Callable[..., Path], tmp_path: Path) -> None:
    benchmark = load(ROOT / "benchmarks" / "corpus_resume.py")
    folder, out, other = make(12), tmp_path / "out", tmp_path / "other"
    tag([folder], out, settings=Settings(format=format_), workers=0)
    shutil.copytree(out, other)
    assert benchmark.differing(out, other, format_) == []
    shard = min(path for path in (other / "forms").iterdir() if path.stem != "empty")
    shutil.copy(shard, shard.with_stem("twice"))
    (other / "findings" / shard.name).unlink()
    assert [line.partition(":")[0] for line in benchmark.differing(out, other, format_)] == ["forms", "findings"]
