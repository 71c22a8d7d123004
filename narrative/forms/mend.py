"""Labels that a page break cut in two (年度总体 | 目标), made whole again.

Only the forms know that neither half is a label of its own and both together are one; the reader, which
sees where lines stand, joins whatever it can be sure of before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from narrative.forms.funds import fund_label
from narrative.forms.labels import CONTEXTS, key, labels, levels
from narrative.schema import Cell, Document, Grid

_LONGEST = 12  # characters of a half


def mended(document: Document) -> Document:
    """The document with every label's lower half on the next page joined to its upper half."""
    blocks = (_mended(block) if isinstance(block, Grid) else block for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _mended(grid: Grid) -> Grid:
    pages = {cell.place.page for cell in grid.cells}
    return replace(grid, cells=tuple(_joined(grid.cells))) if len(pages) > 1 else grid


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    lower = {(cell.row, cell.column, cell.colspan): cell for cell in cells if 0 < len(cell.text) <= _LONGEST}
    held = Counter(cell.row for cell in cells if cell.text.strip())
    gone: set[Cell] = set()
    found: list[Cell] = []
    for cell in cells:
        below = lower.get((cell.row + cell.rowspan, cell.column, cell.colspan))
        if below and _is_half(cell, below, alone=held[below.row] == 1):
            gone.add(below)
            found.append(replace(cell, text=cell.text + below.text, rowspan=cell.rowspan + below.rowspan))
        else:
            found.append(cell)
    return [cell for cell in found if cell not in gone]


def _is_half(cell: Cell, below: Cell, *, alone: bool) -> bool:
    """Whether both together are a label and the lower one is none, or none that a row begins with."""
    if below.place.page <= cell.place.page or not 0 < len(cell.text) <= _LONGEST:
        return False
    if not _known(cell.text + below.text):
        return False
    return not _known(below.text) or (alone and not _known(cell.text))


def _known(text: str) -> bool:
    return key(text) in _words() or bool(fund_label(text))


@cache
def _words() -> frozenset[str]:
    tables = labels().tables
    return frozenset(word for context in CONTEXTS for word in tables[context]) | levels(1) | levels(2)
