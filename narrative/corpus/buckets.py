"""Forms dealt into buckets on the disk by department, so that all forms of a unit lie in one bucket.

Only a bucket need be in memory at a time, whatever the size of the corpus.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from narrative.corpus import arrow
from narrative.corpus.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

FORMS_A_BUCKET = 1500
MOST_BUCKETS = 256
"""Open at a time; more are dealt in two goes."""
_TABLES = ("forms", "indicators", "quantities")
FormKey = tuple[str, int]
Bucket = Mapping[str, Path]
"""The file of each table."""


class _Buckets:
    """So many buckets below a folder, open for writing."""

    def __init__(self, folder: Path, count: int, stack: ExitStack) -> None:
        self._folder, self._count, self._stack = folder, count, stack
        self._writers: dict[tuple[int, str], Any] = {}

    def add(self, table: str, rows: pa.Table, units: Mapping[FormKey, int]) -> None:
        """Deal some rows of a table."""
        for number, some in _split(rows, units, self._count).items():
            if (number, table) not in self._writers:
                writer = _writer(self.file(number, table), rows.schema)
                self._writers[number, table] = self._stack.enter_context(writer)
            self._writers[number, table].write_table(some)

    def file(self, number: int, table: str) -> Path:
        return self._folder / f"{number}-{table}.arrow"

    def all(self) -> Iterator[Bucket]:
        return ({table: self.file(number, table) for table in _TABLES} for number in range(self._count))


def deal(store: Store, keys: Sequence[str], folder: Path) -> Iterator[Bucket]:
    """The buckets of a corpus: of the whole, or of each of its coarse buckets where they would be too many."""
    count = 1 + _number_of_forms(store, keys) // FORMS_A_BUCKET
    with ExitStack() as stack:
        buckets = _Buckets(folder, min(MOST_BUCKETS, count), stack)
        for key in keys:
            rows = {table: arrow.plain(path) for table in _TABLES if (path := store.shard(table, key)).exists()}
            units = _units(rows["forms"]) if "forms" in rows else {}
            for table in rows if units else ():
                buckets.add(table, rows[table], units)
    for coarse in buckets.all():
        yield from [coarse] if count <= MOST_BUCKETS else _deal_again(coarse, 1 + count // MOST_BUCKETS)


def _deal_again(coarse: Bucket, count: int) -> Iterator[Bucket]:
    """The same bucket in finer ones."""
    folder = coarse["forms"].with_suffix("")
    folder.mkdir()
    units = {key: unit // MOST_BUCKETS for batch in batches(coarse["forms"]) for key, unit in _units(batch).items()}
    with ExitStack() as stack:
        buckets = _Buckets(folder, count, stack)
        for table, path in coarse.items():
            for rows in batches(path):
                buckets.add(table, rows, units)
            path.unlink(missing_ok=True)
    yield from buckets.all()
    rmtree(folder)


def batches(path: Path) -> Iterator[pa.Table]:
    """The rows of a file of a bucket, some at a time; none where there is no file."""
    import pyarrow as pa

    if path.exists():
        with pa.ipc.open_stream(str(path)) as reader:
            yield from (pa.Table.from_batches([batch]) for batch in reader)


def _number_of_forms(store: Store, keys: Sequence[str]) -> int:
    import pyarrow.parquet as pq

    paths = (store.shard("forms", key) for key in keys)
    return sum(pq.read_metadata(path).num_rows for path in paths if path.exists())


def _writer(path: Path, schema: pa.Schema) -> Any:
    import pyarrow as pa

    return pa.ipc.new_stream(str(path), schema)


def _units(forms: pa.Table) -> dict[FormKey, int]:
    """A number for the unit of each form; forms that name no department are left out."""
    columns = (forms.column(name).to_pylist() for name in ("source", "form_no", "department"))
    return {
        (source, form_no): zlib.crc32(unit.encode()) for source, form_no, unit in zip(*columns, strict=True) if unit
    }


def _split(rows: pa.Table, units: Mapping[FormKey, int], count: int) -> dict[int, pa.Table]:
    """The rows of a table by bucket."""
    import pyarrow as pa

    at: dict[int, list[int]] = defaultdict(list)
    keys = zip(rows.column("source").to_pylist(), rows.column("form_no").to_pylist(), strict=True)
    for number, key in enumerate(keys):
        if key in units:
            at[units[key] % count].append(number)
    return {bucket: rows.take(pa.array(numbers)) for bucket, numbers in at.items()}
