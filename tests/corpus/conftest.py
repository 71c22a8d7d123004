"""A small generated corpus, and the rows of a tagged one in an order of their own."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
import pytest

from narrative import locations
from narrative.tables import TABLES

Rows = dict[str, list[tuple[Any, ...]]]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def generator() -> ModuleType:
    return load(locations.corpora() / "generate.py")


@pytest.fixture(scope="session")
def corpus(generator: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """16 forms, two of them broken; not to be changed."""
    folder = tmp_path_factory.mktemp("corpus")
    generator.generate(folder, 16, broken=12.5)
    return folder


@pytest.fixture
def make(generator: ModuleType, tmp_path: Path) -> Callable[..., Path]:
    """A corpus of one's own."""

    def made(forms: int, broken: float = 0.0, name: str = "in") -> Path:
        generator.generate(tmp_path / name, forms, broken=broken)
        return tmp_path / name

    return made


def rows_of(out: Path, *, across: bool = True) -> Rows:
    """Every row of every table, sorted."""
    found: Rows = {}
    for table in TABLES:
        shards = [path for path in (out / table).glob("*.parquet") if across or not path.stem.startswith("across-")]
        found[table] = sorted(
            (tuple(row.values()) for path in shards for row in pq.read_table(path, partitioning=None).to_pylist()),
            key=repr,
        )
    return found


def sources_of(out: Path, table: str = "forms") -> list[str]:
    """The names of the files that a table holds rows of, one for each row."""
    at = [column.name for column in TABLES[table]].index("source")
    return sorted(Path(row[at]).name for row in rows_of(out)[table])
