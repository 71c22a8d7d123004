"""Which quantities may be compared, and what to say beside it (data/units_alias.tsv)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from narrative.quantity.units import table
from narrative.schema import Quantity


class Comparison(NamedTuple):
    """``order`` is -1, 0 or 1 as the first is smaller, equal or larger; None where they can't be compared.

    ``note`` (Chinese) is what must stand beside the comparison, or why there is none; "" when the two
    are in the same unit.
    """

    comparable: bool
    order: int | None
    note: str = ""


def comparison(a: Quantity, b: Quantity) -> Comparison:
    """Compare the values of two quantities in their base unit; a range counts by its low end."""
    if a.low is None or b.low is None:
        return Comparison(False, None, "日期不按数值比较")
    if a.per != b.per:
        return Comparison(False, None, f"口径不同：每{a.per or '—'}与每{b.per or '—'}")
    if a.comparable(b):
        note = _aliases().get(frozenset((a.unit, b.unit)), ("", ""))[1] or _converted(a, b)
        return Comparison(True, _order(a, b), note)
    allowed, note = _aliases().get(frozenset((a.unit, b.unit)), ("否", f"单位不同：{a.unit or '无'}与{b.unit or '无'}"))
    return Comparison(allowed == "可", _order(a, b) if allowed == "可" else None, note)


def _order(a: Quantity, b: Quantity) -> int:
    first, second = (q.low if q.base is None else q.base for q in (a, b))
    assert first is not None  # noqa: S101  # comparison() has left dates behind
    assert second is not None  # noqa: S101
    return (first > second) - (first < second)


def _converted(a: Quantity, b: Quantity) -> str:
    return f"换算为{a.base_unit}后比较" if a.unit != b.unit and a.kind != "money" else ""


@lru_cache(maxsize=1)
def _aliases() -> dict[frozenset[str], tuple[str, str]]:
    """Pairs of units → (可 or 否, note)."""
    return {
        frozenset((first, second)): (allowed, note)
        for first, others, allowed, note in table("units_alias.tsv")
        for second in others.split()
    }
