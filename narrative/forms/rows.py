"""Indicator rows: cells → fields, level cells filled down, rows broken by a page put together.

Start at :func:`indicators`.  Rows are read by :mod:`narrative.forms.align`; how much a shift against the
header weighs depends on how steadily the figures of the table stand under their headers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from narrative.forms.align import NEVER, Column, Cost, align
from narrative.forms.figures import is_blank, is_plain, number, split_weight
from narrative.forms.fragment import Fragment, printed, seam, solid
from narrative.forms.header import SPLIT, Header
from narrative.forms.labels import LONGEST, key, labels, levels
from narrative.forms.lines import mend
from narrative.forms.stream import Row
from narrative.schema import Cell, Indicator, Note, Pieces

_STEADY, _RAGGED = 2.0, 0.15  # what a change of shift costs
_HALF = 0.5  # where cells keep their columns, an empty one is nothing unusual
_STRANGE = {"level1": 7.0, "level2": 2.8}  # a word no level has, in a table whose levels are the usual ones
_TEXTS = ("name", "target", "actual", "reason", "unit", "nature")
_SIGNS = frozenset("=≥≤><＝≧≦＞＜﹥﹤≠") | {"定性", "定量", ">=", "<=", "正向", "反向"}
_LONGEST_UNIT = 8
_LONG_LEVEL = 14  # characters from which a level cell is unlikely


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


def indicators(rows: Sequence[Row], header: Header, held: Levels) -> tuple[list[Indicator], list[Note]]:
    """The indicators of the rows under one header, with what the reading was unsure of.

    ``held`` carries the levels on to the next table: a page may repeat the header in the middle of a level.
    """
    if header.has("points") or header.has("score"):
        rows = mend(rows)
    steady = _is_steady(rows, header)
    price, header = (_STEADY, header.cheaper(_HALF)) if steady else (_RAGGED, header)
    held.known |= _known_levels(rows)
    found, notes = list[Indicator](), list[Note]()
    for row in rows:
        draft = _draft(row, header, held, price)
        if draft.is_row:
            held.take(draft)
            found.append(_indicator(draft, held))
        else:
            notes.extend(_scrap(row, draft, held, found))
    return found, notes


# --------------------------------------------------------------------------------------------------
# Which cell is which field


def _is_steady(rows: Sequence[Row], header: Header) -> bool:
    """Whether figures and level words stand under their headers in nearly all rows that hold them."""
    spots = {column.at for column in header.columns if column.field in {"points", "score"}}
    level2 = {column.at for column in header.columns if column.field == "level2"}
    if not header.printed:
        return False
    words = [cell.column for row in rows for cell in row.cells[:3] if _level_word(cell) in levels(2) - levels(1)]
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
    if any(cell.text.strip() in _SIGNS for cell in row.cells):
        header = header.widened()
    chosen = align(row.cells, header.columns, _cost(held, header), shift=price)
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


def _cost(held: Levels, header: Header) -> Cost:
    """How badly a cell fits a column, given the levels that hold above it."""
    signs = _SIGNS if header.has("nature") else frozenset[str]()

    def cost(cell: Cell, column: Column) -> float:
        stray_sign = column.field != "nature" and cell.text.strip() in signs
        return _fit(cell, column, held) + (2.0 if stray_sign else 0.0)

    return cost


def _fit(cell: Cell, column: Column, held: Levels) -> float:
    name = column.field
    if name in {"points", "score"}:
        return _figure_cost(cell)
    if name in {"level1", "level2"}:
        return _level_cost(cell, name, held)
    if name in SPLIT:
        return _value_cost(cell, column)
    others = {"block": _block_cost, "number": _number_cost, "name": _name_cost, "reason": _reason_cost}
    return others[name](cell) if name in others else 0.0


def _reason_cost(cell: Cell) -> float:
    return 1.5 if is_plain(cell.text) else 0.0


def _figure_cost(cell: Cell) -> float:
    if is_plain(cell.text):
        return 0.0
    if is_blank(cell.text):
        return 0.5
    return 1.0 if number(cell.text) is not None else NEVER


def _value_cost(cell: Cell, column: Column) -> float:
    """A bare figure is rarely a whole target; what follows one within its header is a figure or a unit."""
    if column.empty:
        return 0.7 if is_plain(cell.text) else 0.0
    return 0.0 if len(cell.text.strip()) <= _LONGEST_UNIT else 1.0


def _level_cost(cell: Cell, name: str, held: Levels) -> float:
    word = _level_word(cell)
    own, other = (levels(1), levels(2)) if name == "level1" else (levels(2), levels(1))
    if word in own:
        inner = name == "level1" and word in other and _encloses(held.level1.text, word)
        return 1.4 if inner else 0.0
    if word in other:
        return 4.5
    strange = _STRANGE[name] if name in held.known else 2.0
    return strange + is_plain(cell.text) + (len(word) > _LONG_LEVEL or not word)


def _known_levels(rows: Sequence[Row]) -> frozenset[str]:
    words = {_level_word(cell) for row in rows for cell in row.cells[:3]}
    return frozenset(name for name, own in (("level1", levels(1)), ("level2", levels(2))) if words & own)


def _encloses(level1: str, word: str) -> bool:
    """Whether a word that can be either level stands below the level 1 that holds (效益指标 under 效果指标)."""
    return (level1.startswith("产出") and word.startswith("成本")) or (
        level1.startswith("效果") and word.startswith(("效益", "满意度"))
    )


def _level_word(cell: Cell) -> str:
    return _bare_level(cell.text) if len(cell.text) <= LONGEST else ""


@lru_cache(maxsize=8192)
def _bare_level(text: str) -> str:
    """A level cell's text without blanks, markup, number and weight."""
    return key(split_weight(solid(printed(Cell(text, 0, 0))))[0].text)


def _number_cost(cell: Cell) -> float:
    return 0.0 if is_plain(cell.text) else NEVER


def _block_cost(cell: Cell) -> float:
    return 0.0 if labels().find("header", cell.text) == "block" else NEVER


def _name_cost(cell: Cell) -> float:
    word = key(cell.text)
    if word in levels(1) or word in levels(2):
        return 1.5 if word.endswith("指标") else 0.4
    return 0.6 if is_plain(cell.text) else 0.0


# --------------------------------------------------------------------------------------------------
# Fields → Indicator


def _indicator(draft: Draft, held: Levels) -> Indicator:
    texts = {name: draft.text(name) for name in _TEXTS}
    figures = {name: draft.text(name) for name in ("points", "score")}
    level = {"level1": held.level1, "level2": held.level2}
    return Indicator(
        level1=held.level1.text,
        level1_points=held.level1_points,
        level2=held.level2.text,
        level2_points=held.level2_points,
        name=texts["name"].text,
        target=texts["target"].text,
        actual=texts["actual"].text,
        points=number(figures["points"].text),
        score=number(figures["score"].text),
        reason=texts["reason"].text,
        unit=texts["unit"].text,
        nature=texts["nature"].text,
        extras={header: printed(cell).text for header, cell in draft.extras.items()},
        places=_places({**level, **texts, **figures}),
    )


def _places(fragments: Mapping[str, Fragment]) -> dict[str, Pieces]:
    return {name: fragment.pieces for name, fragment in fragments.items() if fragment.pieces}


# --------------------------------------------------------------------------------------------------
# Scraps: what a page break tore off


def _scrap(row: Row, draft: Draft, held: Levels, found: list[Indicator]) -> list[Note]:
    """A row that is no indicator: the rest of a level cell, the rest of a row, or nothing we know."""
    if len(row.cells) == 1 and found:
        return _level_scrap(row.first, held, found)
    if set(draft.parts) <= {"level1", "level2", "block"}:
        held.take(draft)
        return []
    text = " ".join(printed(cell).text for cell in row.cells)
    return [Note("row_skipped", f"有一行未能认出，已略过：{text[:40]}", row.first.place)]


def _level_scrap(cell: Cell, held: Levels, found: list[Indicator]) -> list[Note]:
    scrap = solid(printed(cell))
    level = _level_of(_level_word(cell))
    if level and held.level2.text in levels(2):
        held.take(Draft({level: (cell,)}, Row((cell,), 0)))
        return []
    for name in ("level2", "level1"):
        joined = _join_label(getattr(held, name), scrap)
        if joined is not None:
            setattr(held, name, joined)
            places = {**found[-1].places, name: joined.pieces}
            found[-1] = replace(found[-1], places=places, **{name: joined.text})  # type: ignore[arg-type]
            message = f"“{scrap.text}”是分页断开的半个标签，已并入“{joined.text}”"
            return [Note("label_joined", message, cell.place)]
    return [Note("row_skipped", f"有一行未能认出，已略过：{scrap.text[:40]}", cell.place)]


def _level_of(word: str) -> str:
    return "level1" if word in levels(1) else "level2" if word in levels(2) else ""


def _join_label(label: Fragment, scrap: Fragment) -> Fragment | None:
    """The known label that a broken cell and its scrap make, the overlap taken once; None for none."""
    if not label or len(scrap.text) > _LONG_LEVEL:
        return None
    known = levels(1) | levels(2)
    if label.text in known and label.text.endswith(scrap.text):
        return label
    for start in range(len(scrap.text)):
        joined = label.then(scrap.cut(start, len(scrap.text)))
        if joined.text in known:
            return joined
    return None
