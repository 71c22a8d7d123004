"""Whether two quantities may be held against each other, and whether they can be one figure."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from typing import Literal

from narrative.locations import DATA
from narrative.quantity.compare import comparison
from narrative.schema import Quantity

Kinship = Literal["same", "near", "none"]
SLACK = Decimal("1.1")
"""余, 多, 约 are taken to reach at most a tenth beyond the figure they stand with."""


@cache
def _near() -> tuple[frozenset[str], ...]:
    data = tomllib.loads((DATA / "checks" / "units.toml").read_text(encoding="utf-8"))
    return tuple(frozenset(group) for group in data["near"])


def kinship(one: Quantity, other: Quantity) -> Kinship:
    """How near two units are: same compares freely, near compares and tells, none does not compare."""
    if "date" in (one.kind, other.kind):
        return "none"
    if one.kind == other.kind == "number" or comparison(one, other).comparable:
        return "same"
    if "number" in (one.kind, other.kind) and {one.kind, other.kind} <= {"number", "count", "percent"}:
        return "same"  # one side gives no unit: the indicator means one thing
    units = {one.unit, other.unit}
    counts = one.kind == other.kind == "count" and len(units) == 2
    return "near" if counts and any(units <= group for group in _near()) else "none"


def on_scale(one: Quantity, other: Quantity) -> tuple[Decimal, Decimal] | None:
    """Both low values on one scale: canonical units where both have the same, as printed otherwise."""
    if one.base is not None and other.base is not None and one.base_unit == other.base_unit:
        return one.base, other.base
    if one.low is None or other.low is None:
        return None
    return one.low, other.low


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities can be the same figure, bounds and approximations taken into account."""
    values = on_scale(one, other)
    if values is None:
        return False
    (low, high), (least, most) = _span(one, values[0]), _span(other, values[1])
    return low <= most and least <= high


def same_figure(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities may be held against each other and agree."""
    return kinship(one, other) != "none" and agree(one, other)


def _step(value: Decimal) -> Decimal:
    """One more of the last digit that is told: 200余 stays under 300, 6.4万余 under 6.5万."""
    bare = value.normalize()
    return Decimal(1).scaleb(int(bare.as_tuple().exponent)) if bare else Decimal(1)


def _span(one: Quantity, value: Decimal) -> tuple[Decimal, Decimal]:
    """What a figure can stand for: 余 and 多 up to the next digit, ≥ any more, 约 a little to both sides."""
    slack = value * (SLACK - 1) if one.kind != "percent" else Decimal(2)
    if one.relation == "~":
        return value - slack, value + slack
    if one.relation in (">=", ">"):
        return value, value + _step(value) if re.search("[余多几]", one.text) else Decimal("Infinity")
    if one.relation in ("<=", "<"):
        return Decimal("-Infinity"), value
    return value, value
