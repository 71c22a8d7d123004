"""From readings to quantities: comparators, denominators, changes, and what a list hands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from narrative.quantity import context, rates
from narrative.quantity.grammar import Reading, readings
from narrative.quantity.header import header_unit, with_header
from narrative.quantity.patterns import grammar
from narrative.quantity.units import ONE
from narrative.quantity.vetoes import veto
from narrative.schema import Quantity, Relation

_NOT_OF_COUNTS = frozenset({"提升", "提高", "扩大", "缩小", "压缩", "追加"})  # 服务中心新建8个、提升5个
_GRADED = frozenset("分倍番名位级")
_ARRIVING = re.compile("[至到为在]")
_MORE = frozenset("多余")
_RATE = frozenset("/／每 ")
_LASTING = re.compile("(?:时|续|达|长|历|用|耗)近$")
_SPREAD = re.compile(r"[ ]?(?:[、和及与]|以及|/)[ ]?")
_SPREAD_LIST = re.compile(r"(?:[、和及与]|以及)[^，。；：,;:\n0-9]{0,14}")
_COMPOUND = re.compile(
    r"[ ]?[/／][ ]?(?:[A-Za-z㎡³²·]+[23]?|[一-鿿]{1,3}(?=[，。；、,;)）\s]|$)|[日天年月时秒亩人户瓦]"
    r"|立方米|平方米|千克|公斤|小时|公里|万元|公顷|分钟)(?:[·][一-鿿])?"
)


class Link(NamedTuple):
    """What a quantity hands on to the next one of its list (每月A、B、C; 分别下降A和B)."""

    end: int
    per: str | None
    change: str | None


_NO_LINK = Link(-1, None, None)


def extract(text: str, header: str = "", *, rejected: bool = False) -> Iterator[Quantity]:
    """The quantities of *text*, ``of`` not filled; with ``rejected`` also the readings that are none."""
    link, floor = _NO_LINK, 0
    given = header_unit(header) if header else None
    for reading in readings(text, rejected=rejected):
        before = context.before(text, reading.start)
        reading.rejected = reading.rejected or veto(text, reading, before)
        if reading.rejected:
            if rejected:
                yield _rejected(text, reading)
            continue
        relation = _relation(text, reading, before)
        per = _denominator(text, reading, floor)
        change = _change(text, reading, before)
        if link is not _NO_LINK:
            per, change = _inherited(text, reading, link, per, change)
        link = Link(reading.end, per, change) if per or change else _NO_LINK
        # The next one's denominator may not begin before this end, but for 每4家配备1名.
        floor = reading.start - 1 if text[reading.start - 1 : reading.start] == "每" else reading.end
        quantity = _quantity(text, reading, relation, per, change)
        yield with_header(quantity, given, header) if given and quantity.kind == "number" else quantity


def _rejected(text: str, reading: Reading) -> Quantity:
    if reading.rule == "名称":
        reading.rejected = grammar().reason(text, reading.start)
    return _quantity(text, reading, "=", None, None)


def _quantity(text: str, reading: Reading, relation: Relation, per: str | None, change: str | None) -> Quantity:
    end = reading.end
    low = reading.low
    base = low if low is None or reading.factor is ONE else low * reading.factor
    return Quantity(
        reading.start,
        end,
        text[reading.start : end],
        reading.kind,
        low,
        reading.high,
        reading.unit,
        relation,
        per,
        change,
        None,
        base,
        reading.base_unit,
        "text",
        reading.rejected,
    )


# --------------------------------------------------------------------------------------------------
# Comparators, denominators, changes


def _relation(text: str, reading: Reading, before: context.Before) -> Relation:
    """The innermost wins: the core's own 余/多, then what follows, then what stands before."""
    if reading.relation:
        return reading.relation
    after = _relation_after(text, reading)
    front = before.relation
    if reading.kind == "date":
        return after or (front if front in {"<=", ">=", "~"} else None) or "="
    if reading.kind == "duration" and front == "~" and text[reading.start - 1] == "近":
        lasting = _LASTING.search(text, max(0, reading.start - 2), reading.start)
        front = "~" if lasting else None  # 近三年 is recent, not about
    if after == "~" and front:
        return front
    return after or front or context.across(text, before.start) or "="


def _relation_after(text: str, reading: Reading) -> Relation | None:
    follows = text[reading.end : reading.end + 1]
    if follows in _MORE and _more_after(text, reading.end):
        return ">"
    if follows not in context.after_first():  # most numbers
        return None
    end = _last_of_dates(text, reading.end) if reading.kind == "date" else reading.end
    after, end = context.after(text, end, date=reading.kind == "date")
    word = text[reading.end : end]
    if word == "内" and reading.kind in {"count", "number"}:  # 5个区内 is a place
        return None
    if word.endswith("以下") and reading.unit == "分":
        return "<"  # a grading: 60分以下 leaves 60 to the grade above
    return after


def _last_of_dates(text: str, end: int) -> int:
    """6月底和11月底前: what follows the last belongs to each."""
    match = grammar().date.match(text, end + 1) if text[end : end + 1] in {"和", "及", "、"} else None
    return match.end() if match else end


def _more_after(text: str, end: int) -> bool:
    """3年多, 5公里余."""
    return (text[end + 1 : end + 2] or "。") in "，。；、,;)）的 以来时未没不无间"


def _denominator(text: str, reading: Reading, floor: int) -> str | None:
    """``per``; a measure over something stays one unit (微克/立方米, 吨/日) and grows by it."""
    if reading.kind == "date":
        return None
    if reading.kind == "measure":
        if text[reading.end : reading.end + 1] in _RATE and (match := _COMPOUND.match(text, reading.end)):
            over = re.sub(r"\s", "", match.group())
            reading.unit += over
            reading.base_unit += over
            reading.end = match.end()
    elif text[reading.end : reading.end + 1] in _RATE and (per := rates.after(text, reading.end)):
        return per
    return rates.before(text, reading.start, floor)


def _change(text: str, reading: Reading, before: context.Before) -> str | None:
    if reading.kind == "date":
        return None
    chain = text[before.start : reading.start]
    if chain and _ARRIVING.search(chain) and "幅" not in text[max(0, before.start - 1) : before.start]:
        return None
    change = context.change(text, before.start)
    if change in _NOT_OF_COUNTS and reading.kind == "count" and reading.unit not in _GRADED:
        return None
    if change and change[-1] in "增减降升翻少多高低":
        position = before.start - len(change)
        if text[max(0, position - 1) : position] in set("新最至不较更很"):
            return None
    return change


def _inherited(
    text: str, reading: Reading, link: Link, per: str | None, change: str | None
) -> tuple[str | None, str | None]:
    gap = text[link.end : reading.start]
    if change is None and link.change and _SPREAD.fullmatch(gap):
        change = link.change
    if per is None and link.per and _SPREAD_LIST.fullmatch(gap):
        per = link.per
    return per, change
