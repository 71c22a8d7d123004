"""Which cell of a row is which field, before levels are filled down.

Start at :func:`drafts`.  How much a shift against the header weighs depends on how steadily figures and
level words of the table stand under their headers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from narrative.forms.align import align
from narrative.forms.figures import is_blank, is_plain, split_weight
from narrative.forms.fits import SIGNS, cost_of, level_word
from narrative.forms.fragment import Fragment, printed, seam, solid
from narrative.forms.header import Header
from narrative.forms.labels import levels
from narrative.forms.stream import Row
from narrative.schema import Cell

_STEADY, _RAGGED = 2.0, 0.15  # what a change of shift costs
_HALF = 0.5  # where cells keep their columns, an empty one is nothing unusual


@dataclass(frozen=True, slots=True)
class Draft:
    """One row with its cells sorted into fields, before levels are filled down."""

    parts: Mapping[str, tuple[Cell, ...]]
    row: Row
    extras: Mapping[str, Cell] = field(default_factory=dict)

    def text(self, name: str) -> Fragment:
        """A field as printed, its cells joined; a copy of the cell before is one and the same."""
        joined = Fragment()
        last = ""
        for cell in self.parts.get(name, ()):
            piece = printed(cell)
            if piece.text != last:
                joined, last = joined.then(piece, seam(joined.text, piece.text) if self.row.more else ""), piece.text
        return joined

    @property
    def is_row(self) -> bool:
        """An indicator has a name or a target, and something measured beside it."""
        says = bool(self.parts.get("name") or self.parts.get("target"))
        return says and any(self.parts.get(name) for name in ("target", "actual", "points", "score"))


@dataclass(slots=True)
class Levels:
    """The level cells that hold for the rows below them, until the next.

    ``known`` says which level columns of the table speak the usual words (产出指标, 数量指标).
    """

    level1: Fragment = field(default_factory=Fragment)
    level2: Fragment = field(default_factory=Fragment)
    level1_points: Decimal | None = None
    level2_points: Decimal | None = None
    known: frozenset[str] = frozenset()

    def take(self, draft: Draft) -> None:
        """Move on to the levels a row prints."""
        if draft.parts.get("level1"):
            self.level1, self.level1_points = split_weight(solid(draft.text("level1")))
            self.level2, self.level2_points = Fragment(), None
        if draft.parts.get("level2"):
            self.level2, self.level2_points = split_weight(solid(draft.text("level2")))


def drafts(rows: Sequence[Row], header: Header, held: Levels) -> Iterator[Draft]:
    """The rows of one table with their cells sorted; ``held`` must be moved on between them."""
    steady = _is_steady(rows, header)
    price, header = (_STEADY, header.cheaper(_HALF)) if steady else (_RAGGED, header)
    held.known |= _known_levels(rows)
    for row in rows:
        yield _draft(row, header, held, price)


def _is_steady(rows: Sequence[Row], header: Header) -> bool:
    """Whether figures and level words stand under their headers in nearly all rows that hold them."""
    spots = {column.at for column in header.columns if column.field in {"points", "score"}}
    level2 = {column.at for column in header.columns if column.field == "level2"}
    if not header.printed:
        return False
    words = [cell.column for row in rows for cell in row.cells[:3] if level_word(cell) in levels(2) - levels(1)]
    figures = [hit for row in rows if (hit := _figures_under(row, spots)) is not None]
    return _nearly_all(figures) and _nearly_all([column in level2 for column in words])


def _figures_under(row: Row, spots: set[int]) -> bool | None:
    """Whether a row's figures stand in these columns; None for a row without enough figures to tell."""
    here = [cell.text for cell in row.cells if cell.column in spots]
    if len(here) == len(spots) and all(is_plain(text) or is_blank(text) for text in here):
        return True
    return False if sum(is_plain(cell.text) for cell in row.cells) >= len(spots) else None


def _nearly_all(hits: Sequence[bool]) -> bool:
    return sum(hits) >= 0.75 * len(hits)


def _draft(row: Row, header: Header, held: Levels, price: float) -> Draft:
    if any(cell.text.strip() in SIGNS for cell in row.cells):
        header = header.widened()
    chosen = align(row.cells, header.columns, cost_of(held.level1.text, held.known, header), shift=price)
    parts: dict[str, tuple[Cell, ...]] = {}
    extras: dict[str, Cell] = {}
    for ordinal, (cell, index) in enumerate(zip(row.cells, chosen, strict=True)):
        if index is None:
            continue
        column = header.columns[index]
        if column.field == "extra":
            extras[column.header] = cell
        else:
            parts[column.field] = (*parts.get(column.field, ()), cell, *row.more.get(ordinal, ()))
    return Draft(parts, row, extras)


def _known_levels(rows: Sequence[Row]) -> frozenset[str]:
    words = {level_word(cell) for row in rows for cell in row.cells[:3]}
    return frozenset(name for name, own in (("level1", levels(1)), ("level2", levels(2))) if words & own)
