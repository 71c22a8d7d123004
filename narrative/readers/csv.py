"""Comma-separated tables (.csv).  Nothing in their content tells them from text, so the suffix does."""

from __future__ import annotations

import csv
import io

from narrative.readers._decode import decode
from narrative.readers._limits import Limits
from narrative.readers._sample import LIKELY, NO, Sample
from narrative.schema import Cell, Document, Grid, Place, ReadError

FORMAT = "csv"
SUFFIXES = (".csv",)

_DELIMITERS = ",\t;|"
_LONGEST_CELL = 1_000_000


def sniff(sample: Sample) -> int:
    """LIKELY for text under the suffix."""
    return LIKELY if sample.suffix in SUFFIXES else NO


def read(sample: Sample, limits: Limits) -> Document:
    """One grid of all rows with text.  The format knows no merged cells, so its blanks may be merged ones."""
    text, _ = decode(sample.data)
    rows = _rows(text, sample.source, limits)
    columns = max((len(row) for _, row in rows), default=0)
    if columns * len(rows) > limits.cells:
        raise ReadError(sample.source, f"单元格超过 {limits.cells} 个", code="too_large")
    cells = [
        Cell(text, number, column, place=Place(sample.source, line=line, table=1, row=line, column=column + 1))
        for number, (line, row) in enumerate(rows)
        for column, text in enumerate(row + [""] * (columns - len(row)))
    ]
    place = Place(sample.source, table=1)
    grids = (Grid(tuple(cells), len(rows), columns, place, spans_known=False),) if cells else ()
    return Document(source=sample.source, blocks=grids, format=FORMAT)


def _rows(text: str, source: str, limits: Limits) -> list[tuple[int, list[str]]]:
    """The rows with text, each with its number in the file as a spreadsheet counts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, row in enumerate(reader, start=1):
            cells = [cell.strip() for cell in row]
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
