"""Tables → stretches of so many rows, spooled to files that every worker sees.

Only the master reads a table, in a stream; a stretch that is already done is passed over.
"""

from __future__ import annotations

import codecs
import itertools
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from narrative.corpus.manifest import Manifest
from narrative.corpus.parts import CorpusError, Item, Part, Settings, part_of
from narrative.corpus.store import Store
from narrative.corpus.tabular import Columns, cell_text
from narrative.corpus.work import digest_of

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 64_000
"""Rows of a stretch.  Changing it changes where stretches begin, so corpora must then be done again."""
_SAMPLE = 1 << 16


def stretches(
    store: Store, manifest: Manifest, settings: Settings, facts: Mapping[str, str], columns: Columns
) -> Iterator[Part]:
    """The parts of all tables found that are not done yet."""
    out = os.path.abspath(store.out)
    for item in manifest.found():
        done = manifest.stretches(item.path)
        for stretch, message in _stretches(item, columns, done, store.work):
            part = part_of(out, (stretch,), settings, facts)
            yield part.skipping(0, "table", message) if message else part


def _stretches(item: Item, columns: Columns, done: Container[int], folder: Path) -> Iterator[tuple[Item, str]]:
    """The stretches of a table not done yet; where it cannot be read any further, an item and why."""
    at = replace(item, sha256=digest_of(item.path))
    try:
        for batch in _rebatched(read_table(item.path, columns)):
            if at.start not in done:
                path = folder / f"{uuid4().hex}.arrow"
                _spool(batch, str(path))
                yield replace(at, spooled=str(path)), ""
            at = replace(at, start=at.start + ROWS)
    except CorpusError as error:
        if at.start not in done:
            yield at, str(error)


def _spool(table: pa.Table, path: str) -> None:
    import pyarrow as pa

    with pa.OSFile(path, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def _rebatched(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows, ROWS at a time."""
    import pyarrow as pa

    waiting: list[Any] = []
    for batch in batches:
        waiting.append(batch)
        while sum(len(one) for one in waiting) >= ROWS:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, ROWS)
            waiting = table.slice(ROWS).to_batches()
    if sum(len(one) for one in waiting):
        yield pa.Table.from_batches(waiting)


def read_table(path: str, columns: Columns) -> Iterator[pa.RecordBatch]:
    """A table in batches, its fields under their own names as text.  Raises CorpusError."""
    reader = _READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise CorpusError(f"不是可读的表格；后缀可用 {' '.join(_READERS)}")
    try:
        yield from reader(path, columns)
    except CorpusError:
        raise
    except Exception as error:  # each library has its own ways to trip over a broken table
        raise CorpusError(f"表格读不了（{type(error).__name__}：{error}）") from error


def _read_csv(path: str, columns: Columns) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv

    encoding, delimiter = _encoding(path), "\t" if path.lower().endswith(".tsv") else ","
    parse = csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    reading = csv.ReadOptions(encoding=encoding)
    header = csv.open_csv(path, read_options=reading, parse_options=parse).schema.names
    fields = columns.find([name.removeprefix("\ufeff") for name in header])
    types = csv.ConvertOptions(
        column_types=dict.fromkeys(header, pa.string()),
        strings_can_be_null=False,
        include_columns=list(fields.values()),
    )
    with csv.open_csv(path, read_options=reading, parse_options=parse, convert_options=types) as batches:
        for batch in batches:
            yield pa.RecordBatch.from_arrays(batch.columns, names=list(fields))


def _encoding(path: str) -> str:
    with open(path, "rb") as file:
        sample = file.read(_SAMPLE)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _read_parquet(path: str, columns: Columns) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        fields = columns.find(file.schema_arrow.names)
        for batch in file.iter_batches(columns=list(fields.values())):
            arrays = [pa.array(map(cell_text, batch.column(name).to_pylist()), pa.string()) for name in fields.values()]
            yield pa.RecordBatch.from_arrays(arrays, names=list(fields))


def _read_xlsx(path: str, columns: Columns) -> Iterator[pa.RecordBatch]:
    import openpyxl
    import pyarrow as pa

    books = [openpyxl.load_workbook(path, read_only=True, data_only=only) for only in (True, False)]
    try:
        values, formulas = (book.worksheets[0].iter_rows(values_only=True) for book in books)
        rows = (_shown(*both) for both in zip(values, formulas, strict=True))
        header = [cell_text(value) for value in next(rows, ())]
        fields = columns.find(header)
        at = [header.index(name) for name in fields.values()]
        while batch := list(itertools.islice(rows, ROWS)):
            arrays = [pa.array([cell_text(row[i]) if i < len(row) else "" for row in batch], pa.string()) for i in at]
            yield pa.RecordBatch.from_arrays(arrays, names=list(fields))
    finally:
        for book in books:
            book.close()


def _shown(values: Sequence[object], formulas: Sequence[object]) -> tuple[object, ...]:
    """What a row shows: a formula that no program has worked out is text, such as =100.00(百分比)."""
    return tuple(text if value is None else value for value, text in zip(values, formulas, strict=True))


_READERS: dict[str, Callable[[str, Columns], Iterator[Any]]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".parquet": _read_parquet,
}
