"""The whole command killed three times at random, as the benchmark does it at any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import narrative

from .conftest import load

ROOT = Path(narrative.__file__).parents[1]


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_three_times_and_resumed(seed: int, make: Callable[..., Path], tmp_path: Path) -> None:
    benchmark = load(ROOT / "benchmarks" / "corpus_resume.py")
    assert benchmark.run(make(300, broken=1), tmp_path, kills=3, seed=seed) == []
