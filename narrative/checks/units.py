"""Whether two quantities may be compared, and on what scale."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from typing import Literal

from narrative.locations import DATA
from narrative.schema import Quantity

Kinship = Literal["same", "near", "none"]
FIGURES = ("count", "number")


@cache
def _groups(name: str) -> tuple[frozenset[str], ...]:
    data = tomllib.loads((DATA / "checks" / "units.toml").read_text(encoding="utf-8"))
    return tuple(frozenset(group) for group in data[name])


@cache
def _units(one: str, other: str) -> Kinship:
    if one == other or any({one, other} <= group for group in _groups("same")):
        return "same"
    return "near" if any({one, other} <= group for group in _groups("near")) else "none"


def kinship(one: Quantity, other: Quantity) -> Kinship:
    """How near two units are: same compares freely, near compares and tells, none does not compare."""
    if "date" in (one.kind, other.kind):
        return "none"
    if one.base_unit and one.base_unit == other.base_unit:
        return "same"
    if "number" in (one.kind, other.kind):
        return "same"  # one side gives no unit: the indicator means one thing
    if one.kind != other.kind:
        return "none"
    return "same" if one.unit == other.unit else _units(one.unit, other.unit) if one.kind == "count" else "none"


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
    first, second = values
    if first == second:
        return True
    low, high = min(first, second), max(first, second)
    vague = {"~", ">", ">=", "<", "<="} & {one.relation, other.relation}
    return bool(vague) and low > 0 and high / low <= Decimal("1.1")
