"""Unit and scale from a column header or an indicator's name: 成本控制数（万元）, 执行率(%), 计量单位：人次."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from narrative.quantity.units import Unit, units
from narrative.schema import Quantity

_SCALE = "(?P<scale>[百千]?[万亿]?)"
_UNIT = r"(?P<unit>[^（）()0-9≥≤=><\s:：，、]{1,5}|%|‰)"
_BRACKET = re.compile(rf"[（(](?:[^（）()]*?[:：，、\s])?(?:单位[:：]?)?\s*{_SCALE}{_UNIT}\s*[)）]")
_WHOLE = re.compile(rf"(?:(?:计量|金额)?单位[:：]?)?\s*{_SCALE}{_UNIT}\s*")
_COLUMNS = re.compile(r"指标值|完成值|实际值|预算数|执行数|计量单位|单位[:：]|执行率|金额|得分|年初|全年")
_VALUES = re.compile(r"指标值|完成值|实际值|目标值|计量单位")
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
}


def header_unit(header: str) -> tuple[Decimal, Unit] | None:
    """Scale and unit that *header* gives, None when it gives none."""
    for match in (_BRACKET.search(header), _WHOLE.fullmatch(header.strip())):
        unit = units().get(match["unit"]) if match else None
        if match and unit:
            return Decimal(_SCALES[match["scale"]]), unit
    return None


def names_nothing(header: str) -> bool:
    """Whether *header* is a mere unit or a column of values, so that it says nothing of what is counted."""
    whole = _WHOLE.fullmatch(header.strip())
    return bool(_VALUES.search(header) or (whole and whole["unit"] in units()))


def with_header(quantity: Quantity, given: tuple[Decimal, Unit], header: str) -> Quantity:
    """The bare number *quantity* in the unit of the header, its source named."""
    scale, unit = given
    factor = scale * unit.multiple
    low, high = quantity.low, quantity.high
    if low is None or high is None:
        return quantity
    return replace(
        quantity,
        kind=unit.kind,
        unit=unit.shown,
        low=low * factor,
        high=high * factor,
        base=low * factor * unit.factor,
        base_unit=unit.base,
        source="header" if _COLUMNS.search(header) or header.strip() == unit.surface else "indicator",
    )
