"""Rows that state their cells' edges instead of spans (.doc, .rtf) → slots of one grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from narrative.readers import _grid
from narrative.readers._grid import Slot
from narrative.readers._limits import Limits
from narrative.schema import Block, Paragraph, Place

_NEAR = 30  # twips (1/20 point): edges closer than this are one

Merge = Literal["", "first", "goes_on"]


@dataclass(slots=True)
class Edge:
    """What a row says of one cell: its right edge in twips and whether it is merged."""

    right: int
    down: Merge = ""
    across: Merge = ""


@dataclass(slots=True)
class Row:
    """One row: the blocks of each cell, its left edge, and the edges of its cells."""

    cells: list[list[Block]]
    left: int = 0
    edges: list[Edge] = field(default_factory=list)


def table(rows: Sequence[Row], place: Place, limits: Limits) -> list[Block]:
    """The grid of these rows, and what is nested in it."""
    columns = _columns(rows)
    slots: list[Slot] = []
    heads: dict[int, Slot] = {}
    for number, row in enumerate(rows):
        for slot, edge in _row_slots(row, number, columns, limits):
            above = heads.get(slot.column) if edge.down == "goes_on" else None
            if above and above.row + above.rowspan == number:
                above.rowspan += 1
                above.text = above.text or slot.text
                above.inner.extend(slot.inner)
            else:
                heads[slot.column] = slot
                slots.append(slot)
    return _grid.build(slots, place, limits, rows=len(rows))


def _columns(rows: Sequence[Row]) -> list[int]:
    """The distinct edges of all rows, from left to right."""
    edges = sorted({row.left for row in rows} | {edge.right for row in rows for edge in row.edges})
    found: list[int] = []
    for edge in edges:
        if not found or edge - found[-1] > _NEAR:
            found.append(edge)
    return found


def _row_slots(row: Row, number: int, columns: list[int], limits: Limits) -> list[tuple[Slot, Edge]]:
    found: list[tuple[Slot, Edge]] = []
    column = _nearest(columns, row.left)
    for index, blocks in enumerate(row.cells):
        edge = row.edges[index] if index < len(row.edges) else Edge(row.left)
        end = max(_nearest(columns, edge.right), column + 1)
        if edge.across == "goes_on" and found:
            found[-1][0].colspan += end - column
        else:
            text = _grid.inline(blocks)
            slot = Slot(text or "", number, column, 1, min(end - column, limits.span))
            slot.inner = [] if text is not None else list(blocks)
            found.append((slot, edge))
        column = end
    return found


def _nearest(columns: list[int], edge: int) -> int:
    at = bisect_left(columns, edge)
    return min((abs(columns[i] - edge), i) for i in (at - 1, at) if 0 <= i < len(columns))[1]


@dataclass(slots=True)
class Level:
    """A table under construction: the rows so far, the cells of the open row, the open cell."""

    rows: list[Row] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    open: list[Block] = field(default_factory=list)

    def close_cell(self) -> None:
        """End the open cell."""
        self.cells.append(self.open)
        self.open = []

    def close_row(self, left: int, edges: list[Edge]) -> None:
        """End the open row, with what it says of its cells."""
        if self.cells:
            self.rows.append(Row(self.cells, left, edges))
        self.cells, self.open = [], []


class Builder:
    """Blocks out of a stream of paragraphs, cell ends and row ends, each at a depth (0 is outside tables)."""

    def __init__(self, source: str, limits: Limits) -> None:
        self.source, self.limits = source, limits
        self.blocks: list[Block] = []
        self._levels: list[Level] = []
        self._tables = self._paragraphs = self._cells = 0

    def paragraph(self, text: str, depth: int, outline: int = 0) -> None:
        """Text that ends with a paragraph."""
        self.descend(depth)
        if not text.strip():
            return
        self._paragraphs += not self._levels
        place = Place(self.source, paragraph=0 if self._levels else self._paragraphs)
        self._target().append(Paragraph(text.strip(), place, 0 if self._levels else outline))

    def cell(self, text: str, depth: int) -> None:
        """Text that ends with its cell."""
        self.paragraph(text, max(depth, 1))
        self._levels[-1].close_cell()
        self._cells += 1
        _grid.check(self._cells, Place(self.source, table=self._tables + 1), self.limits)

    def row(self, depth: int, left: int, edges: list[Edge]) -> None:
        """The end of a row."""
        self.descend(max(depth, 1))
        self._levels[-1].close_row(left, edges)

    def descend(self, depth: int) -> None:
        """Open or close tables until ``depth`` of them are open."""
        while len(self._levels) > depth:
            level = self._levels.pop()
            if level.cells:  # a row the file never ended
                level.close_row(0, [])
            self._tables += 1
            place = Place(self.source, table=self._tables)
            self._target().extend(table(level.rows, place, self.limits) if level.rows else [])
        while len(self._levels) < depth:
            self._levels.append(Level())

    def finish(self) -> tuple[Block, ...]:
        """All blocks, in order."""
        self.descend(0)
        return tuple(self.blocks)

    def _target(self) -> list[Block]:
        return self._levels[-1].open if self._levels else self.blocks
