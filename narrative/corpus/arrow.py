"""Shards as plain Arrow tables, the forms of a part beside its indicators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def plain(path: Path) -> pa.Table:
    """A Parquet shard with its text as text: the dictionaries of two shards differ."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def without_dictionary(type_: pa.DataType) -> pa.DataType:
        return type_.value_type if pa.types.is_dictionary(type_) else type_

    with pq.ParquetFile(path) as file:  # read_table would look for a data set, and load pandas for it
        table = file.read()
    return table.cast(pa.schema([pa.field(field.name, without_dictionary(field.type)) for field in table.schema]))


def pairs(out: Path) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The forms and the indicators of each part."""
    empty = plain(out / "indicators" / "empty.parquet")
    for path in sorted((out / "forms").glob("*.parquet")):
        indicators = out / "indicators" / path.name
        yield plain(path), plain(indicators) if indicators.exists() else empty
