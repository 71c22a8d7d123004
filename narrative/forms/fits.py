"""How badly a cell fits a column of the indicator table: what :mod:`narrative.forms.align` weighs.

A level cell speaks the words of levels, points and scores are figures, a sign stands under 指标性质.
"""

from __future__ import annotations

from functools import lru_cache

from narrative.forms.align import NEVER, Column, Cost
from narrative.forms.figures import is_blank, is_plain, number, split_weight
from narrative.forms.fragment import printed, solid
from narrative.forms.header import SPLIT, Header
from narrative.forms.labels import LONGEST, key, labels, levels
from narrative.schema import Cell

SIGNS = frozenset("=≥≤><＝≧≦＞＜﹥﹤≠") | {"定性", "定量", ">=", "<=", "正向", "反向"}
LONG_LEVEL = 14  # characters from which a level cell is unlikely
_STRANGE = {"level1": 7.0, "level2": 2.8}  # a word no level has, in a table whose levels are the usual ones
_LONGEST_UNIT = 8


def cost_of(level1: str, known: frozenset[str], header: Header) -> Cost:
    """How badly a cell fits a column.

    ``level1`` is the level that holds above it; ``known`` the level columns that speak the usual words.
    """
    signs = SIGNS if header.has("nature") else frozenset[str]()

    def cost(cell: Cell, column: Column) -> float:
        stray_sign = column.field != "nature" and cell.text.strip() in signs
        return _fit(cell, column, level1, known) + (2.0 if stray_sign else 0.0)

    return cost


def _fit(cell: Cell, column: Column, level1: str, known: frozenset[str]) -> float:
    name = column.field
    if name in {"points", "score"}:
        return _figure_cost(cell)
    if name in {"level1", "level2"}:
        return _level_cost(cell, name, level1, known)
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


def _level_cost(cell: Cell, name: str, level1: str, known: frozenset[str]) -> float:
    word = level_word(cell)
    own, other = (levels(1), levels(2)) if name == "level1" else (levels(2), levels(1))
    if word in own:
        inner = name == "level1" and word in other and _encloses(level1, word)
        return 1.4 if inner else 0.0
    if word in other:
        return 4.5
    strange = _STRANGE[name] if name in known else 2.0
    return strange + is_plain(cell.text) + (len(word) > LONG_LEVEL or not word)


def _encloses(level1: str, word: str) -> bool:
    """Whether a word that can be either level stands below the level 1 that holds (效益指标 under 效果指标)."""
    return (level1.startswith("产出") and word.startswith("成本")) or (
        level1.startswith("效果") and word.startswith(("效益", "满意度"))
    )


def level_word(cell: Cell) -> str:
    """What a level cell says, to be looked up among the words of levels."""
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
