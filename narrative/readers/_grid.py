"""Cells as a format gives them → grids as the schema wants them: spans laid out, unused columns closed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from narrative.readers._limits import Limits
from narrative.schema import Block, Cell, Grid, Place, ReadError

_NOWHERE = Place()


@dataclass(slots=True)
class Slot:
    """One cell on its way into a grid; ``inner`` holds what a cell with a table in it contains."""

    text: str
    row: int = 0
    column: int = 0
    rowspan: int = 1
    colspan: int = 1
    place: Place = _NOWHERE
    inner: list[Block] = field(default_factory=list)


def flow(rows: Sequence[Sequence[Slot]], place: Place, limits: Limits) -> list[Slot]:
    """Give every slot its row and column as a browser does: each takes the next position still free.

    A span reaches no further than the last row and no wider than ``limits.span``.
    """
    taken: list[int] = []  # per column, the first row that is free again
    area = 0
    for number, row in enumerate(rows):
        column = 0
        area += len(taken)
        check(area // 4, place, limits)
        check_columns(len(taken), place, limits)
        for slot in row:
            while column < len(taken) and taken[column] > number:
                column += 1
            slot.row, slot.column = number, column
            slot.colspan = min(max(slot.colspan, 1), limits.span)
            slot.rowspan = min(max(slot.rowspan, 1), len(rows) - number)
            end = column + slot.colspan
            taken.extend([0] * (end - len(taken)))
            taken[column:end] = [number + slot.rowspan] * slot.colspan
            column = end
    return [slot for row in rows for slot in row]


def build(slots: Sequence[Slot], place: Place, limits: Limits, *, rows: int = 0) -> list[Block]:
    """One grid of the slots, parted at each row that holds a nested table: head, inner blocks, tail.

    ``place`` names the table; ``rows`` is the number of rows where trailing ones hold no cell.
    """
    if not slots:
        return []
    check(len(slots), place, limits)
    edges = sorted({slot.column for slot in slots} | {slot.column + slot.colspan for slot in slots})
    cells = [_cell(slot, edges, place) for slot in slots]
    height = max(rows, *(slot.row + slot.rowspan for slot in slots))
    whole = Grid(tuple(cells), height, len(edges) - 1, place)
    cuts: dict[int, list[Block]] = {}
    for slot in slots:
        if slot.inner:
            cuts.setdefault(slot.row + 1, []).extend(slot.inner)
    return _parts(whole, cuts) if cuts else [whole]


def check(cells: int, place: Place, limits: Limits) -> None:
    """Raise ReadError (``too_large``) beyond the limit of cells."""
    if cells > limits.cells:
        raise ReadError(place.source, f"单元格超过 {limits.cells} 个", code="too_large", place=place)


def check_columns(columns: int, place: Place, limits: Limits) -> None:
    """Raise ReadError (``too_large``) beyond the limit of columns."""
    if columns > limits.columns:
        raise ReadError(place.source, f"表格超过 {limits.columns} 列", code="too_large", place=place)


def _cell(slot: Slot, edges: list[int], table: Place) -> Cell:
    left = bisect_left(edges, slot.column)
    right = bisect_left(edges, slot.column + slot.colspan)
    own = slot.place
    place = Place(
        source=table.source,
        page=own.page or table.page,
        table=table.table,
        row=own.row or slot.row + 1,
        column=own.column or left + 1,
        sheet=table.sheet,
        cell=own.cell,
        container=own.container or table.container,
        address=own.address,
        box=own.box,
        ocr=own.ocr,
    )
    return Cell(slot.text, slot.row, left, slot.rowspan, right - left, place)


def _parts(whole: Grid, cuts: dict[int, list[Block]]) -> list[Block]:
    blocks: list[Block] = []
    start = 0
    for cut in sorted({*cuts, whole.rows}):
        part = _stretch(whole, start, cut)
        blocks.extend([part] if any(cell.text for cell in part.cells) else [])
        blocks.extend(cuts.get(cut, []))
        start = cut
    return blocks


def _stretch(whole: Grid, start: int, end: int) -> Grid:
    """Rows ``start`` to ``end`` as a grid of their own; a span that crosses the cut ends at it."""
    inside: Iterable[Cell] = (cell for cell in whole.cells if start <= cell.row < end)
    cells = tuple(replace(cell, row=cell.row - start, rowspan=min(cell.rowspan, end - cell.row)) for cell in inside)
    return replace(whole, cells=cells, rows=end - start)


def inline(blocks: Sequence[Block]) -> str | None:
    """The text of nested blocks that are no table of their own: one row or one column; None otherwise."""
    lines: list[str] = []
    for block in blocks:
        if not isinstance(block, Grid):
            lines.append(block.text)
        elif block.rows > 1 and block.columns > 1:
            return None
        else:
            lines.append(("\n" if block.columns == 1 else " ").join(cell.text for cell in block.cells if cell.text))
    return "\n".join(line for line in lines if line)
