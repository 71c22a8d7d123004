"""Tables separated by commas or tabs (.csv, .tsv).  Only the suffix tells them from text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import groupby, takewhile

from narrative.readers import _grid
from narrative.readers._decode import decode
from narrative.readers._limits import Limits
from narrative.readers._sample import LIKELY, NO, Sample
from narrative.schema import Block, Cell, Document, Grid, Paragraph, Place, ReadError

FORMAT = "csv"
SUFFIXES = (".csv", ".tsv", ".tab")

_DELIMITERS = ",\t;|"
_LONGEST_CELL = 1_000_000


def sniff(sample: Sample) -> int:
    """LIKELY for text under the suffix."""
    return LIKELY if sample.suffix in SUFFIXES else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Tables parted by empty rows, rows of a single cell before one as its titles.

    The format knows no merged cells, so its blanks may be merged ones.
    """
    text, _ = decode(sample.data)
    rows = _rows(text, sample.source, limits)
    columns = max((len(row) for _, row in rows), default=0)
    _grid.check(columns * len(rows), Place(sample.source), limits)
    _grid.check_columns(columns, Place(sample.source), limits)
    blocks: list[Block] = []
    for part in _parts(rows):
        titles = list(takewhile(lambda item: sum(map(bool, item[1])) == 1, part))
        blocks.extend(Paragraph(next(filter(None, row)), Place(sample.source, line=line)) for line, row in titles)
        tables = sum(isinstance(block, Grid) for block in blocks)
        blocks.extend(_table(part[len(titles) :], Place(sample.source, table=tables + 1)))
    return Document(source=sample.source, blocks=tuple(blocks), format=FORMAT)


_Row = tuple[int, list[str]]
"""A row's number in the file, as a spreadsheet counts, and its cells."""


def _parts(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Stretches of rows without an empty one between them."""
    numbered = groupby(enumerate(rows), key=lambda item: item[1][0] - item[0])
    yield from ([row for _, row in group] for _, group in numbered)


def _table(rows: list[_Row], place: Place) -> Iterator[Grid]:
    if not rows:
        return
    columns = max(len(row) for _, row in rows)
    cells = [
        Cell(text, number, column, place=Place(place.source, line=line, table=place.table, row=line, column=column + 1))
        for number, (line, row) in enumerate(rows)
        for column, text in enumerate(row + [""] * (columns - len(row)))
    ]
    yield Grid(tuple(cells), len(rows), columns, place, spans_known=False)


def _rows(text: str, source: str, limits: Limits) -> list[_Row]:
    """The rows with text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[_Row] = []
    try:
        for number, row in enumerate(reader, start=1):
            cells = [cell.replace("\r\n", "\n").strip() for cell in row]
            if any(cells):
                rows.append((number, cells))
            if number > limits.cells:
                raise ReadError(source, f"超过 {limits.cells} 行", code="too_large")
    except csv.Error as error:
        raise ReadError(source, "引号不成对或单元格过长，不是可读的 csv", code="broken") from error
    return rows


def _delimiter(text: str) -> str:
    """The one that stands outside quotes in most of the first lines."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:50]
    return max(
        _DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines))
    )
