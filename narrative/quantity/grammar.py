"""One ordered competition at every candidate: every stretch of text gets one reading.

The text is scanned once for places where a number may start; there the rules of :data:`RULES` are
tried in order and the first that matches takes the stretch.  A rule gives a :class:`Reading`; one
with ``rejected`` says why the stretch is no quantity and is kept for the explanation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from narrative.quantity import numerals
from narrative.quantity.numerals import CHINESE, LONGEST
from narrative.quantity.patterns import Grammar, grammar
from narrative.quantity.units import ONE, Unit, units
from narrative.schema import QuantityKind, Relation


@dataclass(slots=True)
class Reading:
    """One reading of ``text[start:end]``, before its surroundings are looked at.

    ``relation`` is what the core itself says (46000余次), None where it says nothing; scanning goes on at ``skip``.
    """

    start: int
    end: int
    rule: str
    kind: QuantityKind = "number"
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    relation: Relation | None = None
    factor: Decimal = ONE
    base_unit: str = ""
    rejected: str = ""
    skip: int = 0


Rule = Callable[[str, int, Grammar], Reading | None]
_SAID: dict[str, Relation | None] = {"=": None, ">": ">", "~": "~"}
_SECTION = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_BETWEEN = frozenset("-—–－~～─至到 \u3000\xa0")
_NEVER = (1 << 60, 1 << 60)

_TITLE = re.compile(r"《[^《》\n]{1,160}》")
_SCALES = re.compile(r"[万亿]+$")
_MORE_ORDINALS = re.compile(r"(?:[、至到和—~\-]第?[0-9一二三四五六七八九十]+)+")
_EVENTS = {"开展", "举办", "组织", "活动", "禁毒", "分别", "集中"}
_MONTH_DAY_LIST = re.compile(r"(?:、(?:1[0-2]|[1-9])\.[0-9]{1,2})+(?![0-9.])")
_AFTER_MONTH_DAY = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}、$")
_UP = {"以", "及", "向", "网", "线", "在"}
_CHINESE = frozenset(CHINESE)


def readings(text: str, *, rejected: bool = True) -> Iterator[Reading]:
    """The winning readings of *text* in order; those that are none only when *rejected*."""
    patterns = grammar()
    titles = iter([match.span() for match in _TITLE.finditer(text)] if "《" in text else [])
    opening, closing = next(titles, _NEVER)
    done = 0
    search = patterns.start.search
    while match := search(text, done):
        start, done = match.span()
        while closing <= start:
            opening, closing = next(titles, _NEVER)
        if opening < start:
            done = closing
            reading = Reading(start, closing - 1, "书名号", rejected="书名号内的名称")
        elif match.lastgroup:
            if not rejected:
                continue
            reading = Reading(start, done, "数字", rejected="没有单位")
        else:
            reading = compete(text, start, patterns)
            done = max(reading.skip, reading.end, done)
        if rejected or not reading.rejected:
            yield reading


def compete(text: str, start: int, patterns: Grammar) -> Reading:
    """The first reading in the order of :data:`RULES`; there always is one."""
    for name in _applicable(text, start, patterns):
        reading = RULES[name](text, start, patterns)
        if reading:
            return reading
    return Reading(start, start + 1, "无", rejected="不成数")


def _applicable(text: str, start: int, patterns: Grammar) -> tuple[str, ...]:
    """The rules that the characters around the figures let apply at all, in their order."""
    precedes = text[start - 1] if start else ""
    if precedes == "第":
        return _EVERY
    figures = patterns.figures.match(text, start)
    at = figures.end() if figures else start
    follows = text[at : at + 1]
    rules = _AFTER.get(follows, _MOST)
    if follows in patterns.names_after or precedes in patterns.names_before or text[start] in _CHINESE:
        return rules
    return _NAMELESS[rules]


def _document(text: str, start: int, patterns: Grammar) -> Reading | None:
    match = patterns.document.match(text, start)
    return Reading(start, match.end(), "文号", rejected="文号、编号") if match else None


def _name(text: str, start: int, patterns: Grammar) -> Reading | None:
    chinese = text[start] in _CHINESE
    match = patterns.chinese_names.match(text, start) if chinese else _neighboured(text, start, patterns)
    return Reading(start, match.end(), "名称", rejected="名称") if match else None


def _neighboured(text: str, start: int, patterns: Grammar) -> re.Match[str] | None:
    """A name that begins with a figure: only those whose neighbour stands there are tried."""
    end = patterns.figures.match(text, start).end()  # type: ignore[union-attr]  # a figure stands at start
    after = patterns.names_after.get(text[end : end + 1])
    before = patterns.names_before.get(text[start - 1 : start])
    return (after and after.match(text, start)) or (before and before.match(text, start)) or None


def _ordinal(text: str, start: int, patterns: Grammar) -> Reading | None:
    if text[start - 1 : start] != "第":
        return None
    if quarter := patterns.date.match(text, start - 1):
        return Reading(quarter.start(), quarter.end(), "日期", "date")
    item = patterns.item.match(text, start)
    end = item.end("number") if item else start + 1
    more = _MORE_ORDINALS.match(text, end)
    return Reading(start, more.end() if more else end, "序数", rejected="序数（第几）")


def _date(text: str, start: int, patterns: Grammar) -> Reading | None:
    match = patterns.date.match(text, start)
    if match:
        if match.end() - start == 2 and match.group()[0] == "一":  # 一月 as in 一月一次
            return None
        quarters = match.group()[-2:] == "季度" and text[start - 1 : start] == "前"  # 前三季度 is three of them
        return Reading(start - quarters, match.end(), "日期", "date")
    match = patterns.month_day.match(text, start)
    if match and _stands_for_day(text, start, match.end()):
        return Reading(start, match.end(), "日期", "date")
    return None


def _stands_for_day(text: str, start: int, end: int) -> bool:
    """6.26、12.5 before a word of events, never before a unit."""
    before, after = text[start - 1 : start], text[end : end + 2]
    if after[:1] == "、":
        following = _MONTH_DAY_LIST.match(text, end)
        after = text[following.end() : following.end() + 2] if following else ""
    listed = before == "、" and bool(_AFTER_MONTH_DAY.search(text, max(0, start - 6), start))
    return after in _EVENTS and (listed or before in {"", "在", "于", "自", "，", "。"})


def _fraction(text: str, start: int, patterns: Grammar) -> Reading | None:
    """百分之N, 千分之N in ‰, N分之M in percent."""
    match = patterns.fraction.match(text, start)
    if match is None:
        return None
    base, part, high = (numerals.value(match[name] or match["part"]) for name in ("base", "part", "high"))
    if base is None or part is None or high is None or not base.low:
        return None
    mille = match["base"] == "千"
    low, top = (value.low if mille else _percent(value.low, base.low) for value in (part, high))
    factor = Decimal("0.1") if mille else Decimal(1)
    return Reading(start, match.end(), "分数", "percent", low, top, "‰" if mille else "%", None, factor, "%")


def _percent(part: Decimal, base: Decimal) -> Decimal:
    """Exact where it can be; a third to two places."""
    percent = part * 100 / base
    return percent if len(percent.as_tuple().digits) < LONGEST else round(percent, 2)


def _quantity(text: str, start: int, patterns: Grammar) -> Reading | None:
    match = patterns.item.match(text, start)
    if not match:
        return None
    unit = _unit_of(match, text)
    number = numerals.value(match[1])
    if number is None:
        return Reading(start, match.end("number"), "数量", rejected="不成数", skip=match.end("number"))
    reading = _assemble(match, number, unit)
    if text[start] in "百千万亿" and text[start - 1 : start] == "上" and text[start - 2 : start - 1] not in _UP:
        reading.start, reading.relation = start - 1, ">="  # 上千 is a numeral as 数千 is
    if text[reading.end : reading.end + 1] in _BETWEEN and reading.low == reading.high:
        _range(text, reading, match, unit, patterns)
    return reading


def _unit_of(match: re.Match[str], text: str) -> Unit | None:
    surface = match["unit"]
    if surface:
        return units()[surface]
    bracket = match["bracket"]
    if not bracket:
        return None
    unit = units().get(bracket) or units().get(bracket.lstrip("万亿"))
    unnamed = unit is None and bracket.isalpha() and _closes_cell(text, match.end())
    return Unit(bracket, "count", bracket, shown=bracket) if unnamed else unit


def _closes_cell(text: str, end: int) -> bool:
    return not text[end:].strip() if len(text) - end < 4 else text[end] in "\t\n；;"


def _assemble(match: re.Match[str], number: numerals.Value, unit: Unit | None) -> Reading:
    _, infix, half, _, tail, bracket = match.groups()
    low, high, said = number
    relation = _SAID[said]
    if bracket and bracket[0] in "万亿":
        low, high = low * _SECTION[bracket[0]], high * _SECTION[bracket[0]]
    if half or tail:  # 一个半月, 两个多月, 两年半, 六成五
        more = _more(half or tail)
        low, high, relation = low + more, high + more, relation if more else ">"
    if unit is None:
        return Reading(match.start(), match.end("number"), "数字", "number", low, high, "", relation)
    if infix:
        relation = "~" if "来" in infix else ">"
    if unit.multiple is not ONE:
        low, high = low * unit.multiple, high * unit.multiple
    shown = "个" + unit.shown if half and half[0] == "个" else unit.shown
    return Reading(match.start(), match.end(), "数量", unit.kind, low, high, shown, relation, unit.factor, unit.base)


def _more(words: str) -> Decimal:
    """What 半, 个半 and a figure after 成 add; nothing for 多 and 余."""
    if "半" in words:
        return Decimal("0.5")
    figure = numerals.value(words) if words[0] not in "个多余" else None
    return figure.low / 10 if figure else Decimal(0)


def _range(text: str, reading: Reading, match: re.Match[str], unit: Unit | None, patterns: Grammar) -> None:
    """Extend 3-5天, 10万至20万元, 60%—80% in place."""
    to = patterns.to.match(text, reading.end)
    other = patterns.item.match(text, to.end()) if to else None
    number = numerals.value(other["number"]) if other else None
    if other is None or number is None or number.low != number.high:
        return
    second = _unit_of(other, text)
    if unit and (second is None or unit.kind != second.kind or unit.base != second.base):
        return
    tail = _assemble(other, number, second)
    low = reading.low if unit else _scaled(match["number"], reading.low, other["number"], second)
    if unit and second and unit.factor != second.factor and low is not None:
        low = low * unit.factor / second.factor  # 30分钟至2小时: both ends in the unit of the second
    if low is None or tail.low is None or low > tail.low:
        return
    reading.low, reading.high, reading.end = low, tail.high, tail.end
    reading.kind, reading.unit, reading.rule = tail.kind, tail.unit, tail.rule
    reading.factor, reading.base_unit, reading.relation = tail.factor, tail.base_unit, "="


def _scaled(numeral: str, low: Decimal | None, other: str, unit: Unit | None) -> Decimal | None:
    """10-20亿元: the first figure takes unit and scale of the second; 5000-1万 takes no scale."""
    if low is None:
        return None
    if unit:
        low *= unit.multiple
    scale = _SCALES.search(other.strip())
    if not scale or _SCALES.search(numeral):
        return low
    mantissa = numerals.value(other.strip()[: -len(scale.group())])
    if mantissa is None or low > mantissa.low:
        return low
    whole = numerals.value("1" + scale.group())
    return low * whole.low if whole else low


RULES: dict[str, Rule] = {
    "序数": _ordinal,
    "文号": _document,
    "名称": _name,
    "日期": _date,
    "分数": _fraction,
    "数量": _quantity,
}

# What may follow the figures (blanks left out) where a rule can apply at all; the others always can.
_NEEDS = {
    "文号": frozenset("〕]］】﹞﹚）)号年"),
    "日期": frozenset("年月季日号学/.．-－—–~～─至到"),
    "分数": frozenset("分"),
}
_EVERY = tuple(RULES)
_MOST = tuple(name for name in RULES if name != "序数" and name not in _NEEDS)
_AFTER = {
    char: tuple(name for name in RULES if name in _MOST or char in _NEEDS.get(name, ()))
    for char in frozenset[str]().union(*_NEEDS.values())
}
_NAMELESS = {rules: tuple(name for name in rules if name != "名称") for rules in (_MOST, *_AFTER.values())}
