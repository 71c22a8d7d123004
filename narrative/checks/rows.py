"""How rows are spoken of: target and actual as printed, marks, whether missed."""

from __future__ import annotations

from narrative.checks.case import Row
from narrative.checks.comparing import compare
from narrative.checks.say import around, figure, quoted, rounded
from narrative.checks.verdicts import Comparison
from narrative.schema import Quantity


def sides(one: Row, found: Comparison | None = None) -> str:
    """Target and actual of a row as printed; of long cells, what stands around the figures compared."""
    sides = [("target", found.target if found else None), ("actual", found.actual if found else None)]
    shown = [_side(one, name, quantity) for name, quantity in sides]
    return f"年度指标值{shown[0]}，实际完成值{shown[1]}"


def _side(one: Row, name: str, quantity: Quantity | None) -> str:
    printed = one.target if name == "target" else one.actual
    text = one.case.text(name, one.number)
    return around(text, quantity.start, quantity.end) if quantity and printed == text else quoted(printed)


def marks(one: Row) -> str:
    """Score and points as printed."""
    item = one.indicator
    score = "未评分" if item.score is None else f"得{figure(item.score)}分"
    return f"{score}（分值{figure(item.points)}分）"


def short_by(one: Comparison) -> str:
    """By how much the bound is missed or passed, in words; "" where no ratio says it."""
    if one.ratio is None or one.direction == "time":
        return "，晚于目标" if one.direction == "time" and one.verdict == "missed" else ""
    share = one.ratio * 100
    return f"，为目标值的{rounded(share, 2 if 99 < share < 101 else 1)}%"


def missed(one: Row) -> Comparison | None:
    """The first bound of the target that the actual misses."""
    return next((found for found in compare(one) if found.verdict == "missed"), None)


def full(one: Row) -> bool:
    """Whether the row scores all its points."""
    item = one.indicator
    return bool(item.points) and item.score == item.points


def lost(one: Row) -> bool:
    """Whether the row lost points."""
    item = one.indicator
    return item.points is not None and item.score is not None and item.score < item.points
