"""Target against actual: by direction, unit and date; what can be told, and why not where it cannot.

Start at :func:`compare`.  One comparison per bound of the target (覆盖率≥90%且次数≥780次 has two).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from narrative.checks.case import Row
from narrative.checks.units import kinship, on_scale
from narrative.checks.words import less_is_better
from narrative.schema import Quantity

Verdict = Literal["met", "bound", "missed", "copied", "unknown"]
Direction = Literal["up", "down", "range", "time"]
NEARLY = Decimal("0.95")
"""约N is taken to reach at least this share of N: below it 约 cannot save a missed target."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One bound of a target against what was reported for it.

    ``bound``: exactly the bound; ``copied``: the actual repeats the bound, so that nothing is measured;
    ``unknown``: cannot be told, ``why`` is one of approximate, unit, change, period, nothing.
    ``ratio`` is actual ÷ target where both are figures and the target isn't 0.
    """

    verdict: Verdict
    direction: Direction
    target: Quantity
    actual: Quantity | None = None
    ratio: Decimal | None = None
    why: str = ""

    @property
    def fulfilled(self) -> bool:
        """Whether the actual, as filed, reaches the target."""
        return self.verdict in ("met", "bound", "copied")


def compare(row: Row) -> list[Comparison]:
    """Every bound of the target compared; empty for a target without figure or date."""
    from narrative.checks.dating import compare_dates

    targets = row.quantities("target")
    figures = [one for one in targets if one.low is not None]
    dates = [one for one in targets if one.kind == "date"]
    found = [_figure(row, one, len(figures)) for one in figures]
    return found or ([compare_dates(row, dates)] if dates else [])


def overall(comparisons: Sequence[Comparison]) -> Verdict | Literal[""]:
    """The verdict on a row: missed when one bound is, met when all are, "" for nothing to compare."""
    verdicts = [one.verdict for one in comparisons]
    for verdict in ("missed", "unknown", "copied", "bound", "met"):
        if verdict in verdicts:
            return verdict
    return ""


def direction(row: Row, target: Quantity) -> Direction:
    """Which way is good: the relation says it, else 指标性质, else the nature of the indicator."""
    if target.relation in (">=", ">"):
        return "up"
    if target.relation in ("<=", "<"):
        return "down"
    nature = row.indicator.nature
    if any(mark in nature for mark in ("≥", "＞", ">", "正向")):
        return "up"
    if any(mark in nature for mark in ("≤", "＜", "<", "反向", "逆向")):
        return "down"
    if target.low != target.high:
        return "range"
    told = less_is_better(row.indicator.name)
    return "down" if told or (told is None and "成本" in row.indicator.level2) else "up"


def _figure(row: Row, target: Quantity, bounds: int) -> Comparison:
    way = direction(row, target)
    found = [one for one in row.quantities("actual") if one.low is not None]
    same = [one for one in found if kinship(target, one) == "same"]
    if same:
        return _judged(target, way, _best(row, target, same, way), same)
    near = [one for one in found if kinship(target, one) == "near"]
    if near:
        return Comparison("unknown", way, target, near[0], _ratio(target, near[0]), "unit")
    if found and bounds == 1:
        return Comparison("unknown", way, target, found[0], None, "unit")
    return Comparison("unknown", way, target, None, None, "nothing")


def _best(row: Row, target: Quantity, same: list[Quantity], way: Direction) -> Quantity:
    """The figure that answers: the same thing counted, else the first; a target copied in front is passed over."""
    named = [one for one in same if target.of and one.of and (target.of in one.of or one.of in target.of)]
    pool = named or same
    later = [one for one in pool if one.low != target.low]
    copied_first = len(pool) > 1 and later and row.indicator.actual.startswith(row.indicator.target[:6])
    return later[0] if copied_first and way == "up" else pool[0]


def _ratio(target: Quantity, actual: Quantity) -> Decimal | None:
    values = on_scale(target, actual)
    return values[1] / values[0] if values and values[0] else None


def _judged(target: Quantity, way: Direction, actual: Quantity, same: list[Quantity]) -> Comparison:
    if (target.change is None) != (actual.change is None) and target.kind == "percent":
        return Comparison("unknown", way, target, actual, None, "change")
    values = on_scale(target, actual)
    if values is None:
        return Comparison("unknown", way, target, actual, None, "nothing")
    wanted, filed = values
    if way == "up" and filed < wanted and len(same) > 1:
        filed = _together(target, same, filed)
    found = Comparison("unknown", way, target, actual, filed / wanted if wanted else None)
    if filed == wanted and _same_bound(target, actual):  # the bound again is no measurement
        return replace(found, verdict="copied")
    verdict = _verdict(found, wanted, filed)
    return replace(found, verdict=verdict, why="approximate" if verdict == "unknown" else "")


def _together(target: Quantity, same: list[Quantity], filed: Decimal) -> Decimal:
    """Several figures in one unit may be the parts of the whole (戏剧1部、动画1部): the largest reading counts."""
    values = [pair[1] for one in same if (pair := on_scale(target, one))]
    return max(values, default=filed) if target.kind == "percent" else sum(values, Decimal(0))


def _verdict(found: Comparison, wanted: Decimal, filed: Decimal) -> Verdict:
    if found.direction == "range":
        return "met" if filed >= wanted else "missed"  # more than the upper end is no failure
    if found.actual and found.actual.relation == "~":
        return _approximate(found.direction, wanted, filed)
    gap = filed - wanted if found.direction == "up" else wanted - filed
    return "bound" if gap == 0 else "met" if gap > 0 else "missed"


def _same_bound(target: Quantity, actual: Quantity) -> bool:
    """≥90% for ≥90%; but 30余所 for 30所 is more than 30."""
    sides = ({">=", ">"}, {"<=", "<"})
    return any({target.relation, actual.relation} <= side for side in sides) and not re.search("[余多几]", actual.text)


def _approximate(way: Direction, wanted: Decimal, filed: Decimal) -> Verdict:
    low, high = filed * NEARLY, filed / NEARLY
    if way == "up":
        return "met" if low >= wanted else "missed" if high < wanted else "unknown"
    return "met" if high <= wanted else "missed" if low > wanted else "unknown"
