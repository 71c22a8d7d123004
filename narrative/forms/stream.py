"""All blocks of a document as one stream of rows: a form may be spread over several tables and pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from narrative.forms.fragment import without_markup
from narrative.schema import Cell, Document, Grid, Paragraph


@dataclass(frozen=True, slots=True)
class Row:
    """One table row, or one paragraph as a row of one cell.

    ``cells`` are the cells that print something, left to right; ``block`` is the ordinal of the block
    they come from; ``outline`` is a paragraph's outline level; ``more`` holds, by the ordinal of a cell,
    what lines below it go on with.
    """

    cells: tuple[Cell, ...]
    block: int
    is_table: bool = True
    spans_known: bool = False
    outline: int = 0
    more: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)

    @property
    def first(self) -> Cell:
        """The leftmost cell that prints something."""
        return self.cells[0]

    @property
    def page(self) -> int:
        """The page it begins on, 0 when the format has none."""
        return self.first.place.page


def stream(document: Document) -> list[Row]:
    """Rows in reading order; rows that print nothing are left out."""
    return [row for number, block in enumerate(document.blocks) for row in _rows(block, number)]


def _rows(block: Grid | Paragraph, number: int) -> Iterator[Row]:
    if isinstance(block, Grid):
        if block.caption.strip():
            yield Row((Cell(block.caption, 0, 0, place=block.place),), number, is_table=False)
        yield from _table_rows(block, number)
    elif block.text.strip():
        yield Row((Cell(block.text, 0, 0, place=block.place),), number, is_table=False, outline=block.level)


def _table_rows(grid: Grid, number: int) -> Iterator[Row]:
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in grid.cells:
        if without_markup(cell.text).strip():
            rows[cell.row].append(cell)
    for index in sorted(rows):
        cells = tuple(sorted(rows[index], key=lambda cell: cell.column))
        yield Row(cells, number, spans_known=grid.spans_known)
