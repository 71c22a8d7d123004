"""One shard: the rows of one table from one part, written whole and brought to the disk."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from narrative import __version__, tables
from narrative.corpus.parts import Format
from narrative.tables import ARROW, SCHEMA_VERSION, TABLES, Row, harmless

if TYPE_CHECKING:
    import pyarrow as pa

Stretches = Sequence[tuple[int, int]]
"""Half-open stretches of row numbers, in order."""


def write(table: str, rows: Sequence[Row], path: Path, format_: Format) -> None:
    """Write rows of one table and wait until they are on the disk."""
    _WRITE[format_](table, rows, path)
    sync(path)


def keep(table: str, source: Path, target: Path, stretches: Stretches, format_: Format) -> None:
    """Copy some stretches of a shard into another."""
    _KEEP[format_](table, source, target, stretches)
    sync(target)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


# --------------------------------------------------------------------------------------------------
# Parquet


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table: repeated text dictionary-encoded, its version in the metadata."""
    import pyarrow as pa

    def type_of(column: tables.Column) -> pa.DataType:
        plain = getattr(pa, {"double": "float64", "bool": "bool_"}.get(ARROW[column.dtype], ARROW[column.dtype]))()
        return pa.dictionary(pa.int32(), plain) if column.repeats else plain

    fields = [pa.field(column.name, type_of(column)) for column in TABLES[table]]
    about = {"narrative.table": table, "narrative.schema_version": str(SCHEMA_VERSION), "narrative": __version__}
    return pa.schema(fields, metadata=about)


def arrow_table(table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows of one table as Arrow."""
    import pyarrow as pa

    made = schema(table)
    columns = zip(*rows, strict=True) if rows else ([] for _ in made)
    return pa.Table.from_arrays(
        [_array(values, field.type) for values, field in zip(columns, made, strict=True)], schema=made
    )


def _array(values: Iterable[Any], type_: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_dictionary(type_):
        return pa.array(map(_sound, values), type_.value_type).dictionary_encode()
    return pa.array(map(_sound, values) if pa.types.is_string(type_) else values, type_)


def _sound(value: str | None) -> str | None:
    """Text that UTF-8 can hold: a file name of odd bytes or half a surrogate pair cannot go as it is."""
    if value is None or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")


def _write_parquet(table: str, rows: Sequence[Row], path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(arrow_table(table, rows), path, compression="zstd")


def write_stretches(table: str, stretches: Iterable[Sequence[Row]], path: Path) -> int:
    """Write rows of one table to Parquet as they come, never all in memory; returns how many."""
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetWriter(path, schema(table), compression="zstd") as writer:
        for rows in stretches:
            if rows:
                writer.write_table(arrow_table(table, rows))
                number += len(rows)
    sync(path)
    return number


def _keep_parquet(table: str, source: Path, target: Path, stretches: Stretches) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pq.read_table(source, partitioning=None)
    kept = [whole.slice(start, stop - start) for start, stop in stretches]
    pq.write_table(pa.concat_tables(kept) if kept else schema(table).empty_table(), target, compression="zstd")


# --------------------------------------------------------------------------------------------------
# Text


@contextmanager
def _text(path: Path, mode: str, encoding: str = "utf-8") -> Iterator[IO[str]]:
    with path.open(mode, encoding=encoding, errors="replace", newline="") as file:
        yield file


def _write_csv(table: str, rows: Iterable[Row], path: Path) -> None:
    with _text(path, "w", "utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(tables.names(table))
        writer.writerows([harmless(value) for value in row] for row in rows)


def _keep_csv(table: str, source: Path, target: Path, stretches: Stretches) -> None:
    with _text(source, "r", "utf-8-sig") as old, _text(target, "w", "utf-8-sig") as new:
        rows = csv.reader(old)
        writer = csv.writer(new)
        writer.writerow(next(rows, tables.names(table)))
        writer.writerows(_chosen(rows, stretches))


def _write_jsonl(table: str, rows: Iterable[Row], path: Path) -> None:
    names = tables.names(table)
    with _text(path, "w") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")


def _keep_jsonl(_: str, source: Path, target: Path, stretches: Stretches) -> None:
    with _text(source, "r") as old, _text(target, "w") as new:
        new.writelines(_chosen(old, stretches))


def _chosen(rows: Iterator[Any], stretches: Stretches) -> Iterator[Any]:
    at = 0
    for start, stop in stretches:
        yield from islice(rows, start - at, stop - at)
        at = stop


_WRITE: dict[Format, Callable[[str, Sequence[Row], Path], None]] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "jsonl": _write_jsonl,
}
_KEEP: dict[Format, Callable[[str, Path, Path, Stretches], None]] = {
    "parquet": _keep_parquet,
    "csv": _keep_csv,
    "jsonl": _keep_jsonl,
}
