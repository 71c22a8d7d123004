"""From readings to quantities: vetoes, comparators, denominators, changes, spreads, header units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from narrative.quantity import context, rates
from narrative.quantity.grammar import Reading, readings
from narrative.quantity.units import Unit, units
from narrative.schema import Quantity, Relation

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


def extract(text: str, header: str = "") -> Iterator[Quantity]:
    """Every reading of *text* as a Quantity, the rejected ones with their reason; ``of`` not filled."""
    link = Link(-1, None, None)
    given = header_unit(header) if header else None
    for reading in readings(text):
        before = context.before(text, reading.start)
        reading.rejected = reading.rejected or veto(text, reading, before)
        if reading.rejected:
            yield _quantity(text, reading, "=", None, None)
            continue
        relation, _ = _relation(text, reading, before)
        per = _denominator(text, reading)
        change = _change(text, reading, before)
        per, change = _inherited(text, reading, link, per, change)
        quantity = _quantity(text, reading, relation, per, change)
        if given and quantity.kind == "number":
            quantity = _with_header(quantity, given, header)
        link = Link(quantity.end, per, change)
        yield quantity


def _quantity(text: str, reading: Reading, relation: Relation, per: str | None, change: str | None) -> Quantity:
    end = reading.end
    low = reading.low
    base = None if low is None else low * reading.factor
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


def _relation(text: str, reading: Reading, before: context.Before) -> tuple[Relation, int]:
    """The innermost wins: the core's own 余/多, then what follows, then what stands before."""
    after, end = context.after(text, reading.end, date=reading.kind == "date")
    if after == "<=" and text[reading.end : end].endswith("内") and reading.kind in {"count", "number"}:
        after = "<=" if "以" in text[reading.end : end] or "之" in text[reading.end : end] else None
    if reading.relation == "=":  # a range
        return "=", end
    if reading.relation:
        return reading.relation, end
    front = before.relation
    if front == ">=" and text[before.start : reading.start] == "上" and text[reading.start] not in "百千万亿":
        front = None
    if reading.kind == "date":
        return after or (front if front in {"<=", ">=", "~"} else None) or "=", end
    if reading.kind == "duration" and front == "~" and text[reading.start - 1] == "近":
        front = (
            "~" if re.search(r"(?:时|续|达|长|历|用|耗)近$", text[max(0, reading.start - 3) : reading.start]) else None
        )
    if _more_after(text, reading.end):
        return ">", reading.end + 1
    if after in {"~"} and front:
        return front if front != "~" else after, end
    return after or front or "=", end


def _more_after(text: str, end: int) -> bool:
    """3年多, 5公里余."""
    return text[end : end + 1] in {"多", "余"} and (text[end + 1 : end + 2] or "。") in "，。；、,;)）的 以来时"


def _denominator(text: str, reading: Reading) -> str | None:
    """``per``; a measure over something stays one unit (微克/立方米, 吨/日) and grows by it."""
    if reading.kind == "date":
        return None
    if reading.kind == "measure":
        if match := _COMPOUND.match(text, reading.end):
            over = re.sub(r"\s", "", match.group())
            reading.unit += over
            reading.base_unit += over
            reading.end = match.end()
    elif per := rates.after(text, reading.end):
        return per
    return rates.before(text, reading.start)


def _change(text: str, reading: Reading, before: context.Before) -> str | None:
    if reading.kind in {"date"}:
        return None
    chain = text[before.start : reading.start]
    if any(c in chain for c in "至到为在") and "幅" not in text[max(0, before.start - 1) : before.start]:
        return None
    change = context.change(text, before.start)
    if change and change[-1] in "增减降升翻少多高低":
        position = before.start - len(change)
        if text[max(0, position - 1) : position] in set("新最至不较更很"):
            return None
    return change


def _inherited(
    text: str, reading: Reading, link: Link, per: str | None, change: str | None
) -> tuple[str | None, str | None]:
    if link.end < 0 or (link.per is None and link.change is None):
        return per, change
    gap = text[link.end : reading.start]
    if change is None and link.change and _SPREAD.fullmatch(gap):
        change = link.change
    if per is None and link.per and _SPREAD_LIST.fullmatch(gap):
        per = link.per
    return per, change


# --------------------------------------------------------------------------------------------------
# Vetoes: why a reading that fits the grammar is no quantity

_ARTICLE_BEFORE = set("第统唯进之万任单同逐不专划其归某有另每这那哪")
_ARTICLE = "冠词性的“一”"
_COUNTING = re.compile(
    r"(?:每|各|仅|只|共|计|增|减|达|少于|至少|不少|超过|不到|约|近|为|满|及|期|隔|限)[^，。；、]{0,6}$"
)
_CLOSED = re.compile(r"[，。；、,;)）\s]|$")
_ORDINAL_UNITS = frozenset("期级类等号届轮层楼区线环档版款路")
_DEVICES = frozenset("台套部块个只件辆架把张条根盏组支片项例人名次家份处")
_LABELS = re.compile(r"(?:得分|分值|总分|综合|评分|为|达|达到|系数|指数|比|值|至|≥|≤|=|＝|>|<|＞|＜|约)\s*$")
_MONEY_BEFORE = re.compile(
    r"(?:资金|经费|投入|投资|预算|补助|拨付|支出|安排|成本|补贴|奖金|收入|产值|金额|费用?)[^，。；、0-9]{0,3}$"
)
_MONEY_AFTER = re.compile(
    r"(?:以上|以下|左右|的)?(?:支持|专项|补助|财政|配套|扶持|奖励)?(?:资金|经费|投资|预算|补助|补贴)"
)


def veto(text: str, reading: Reading, before: context.Before) -> str:
    """The reason why the reading is none, or ""; may turn a bare number into money."""
    if reading.rule == "日期":
        return ""
    core = text[reading.start : reading.end]
    if core[0] in _CHINESE_ONLY:
        return _veto_chinese(text, reading, before, core)
    previous = text[reading.start - 1 : reading.start]
    if previous.isascii() and previous.isalpha() and reading.unit not in _DEVICES:
        return "型号、编号"
    if reading.rule == "数字":
        return _veto_bare(text, reading, before)
    noun = reading.unit in units() and units()[reading.unit].noun
    return "年份" if noun and _YEAR.match(core) else ""


_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9,.])")
_CHINESE_ONLY = frozenset("〇零○一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億半几数")


def _veto_chinese(text: str, reading: Reading, before: context.Before, core: str) -> str:
    if reading.rule == "分数":
        return ""
    if reading.rule == "数字":
        return _veto_bare(text, reading, before)
    numeral = core.removesuffix(reading.unit)
    previous = text[reading.start - 1 : reading.start]
    if numeral == "一":
        return _veto_one(text, reading, before, previous)
    return _veto_scale(core[0], numeral, reading, before, previous) or _veto_ordinal(numeral, reading, before, previous)


def _veto_scale(first: str, numeral: str, reading: Reading, before: context.Before, previous: str) -> str:
    """百, 千, 万 alone and 几, 数 alone are no numbers (千方百计, 几个) unless something makes them one."""
    if previous == "每" and first in "百千万亿":
        return "比率的分母"
    if first in "几数" and len(numeral) == 1:
        return "概数（若干）"
    if first in "百千万亿" and not before.relation and reading.relation is None and previous not in "各成":
        return "固定词组"
    return ""


def _veto_ordinal(numeral: str, reading: Reading, before: context.Before, previous: str) -> str:
    if len(numeral) != 1 or numeral == "两" or reading.unit not in _ORDINAL_UNITS or before.relation:
        return ""
    return "" if previous and previous in "、分共等" else "序数（第几）"


def _veto_one(text: str, reading: Reading, before: context.Before, previous: str) -> str:
    if reading.kind in {"duration", "percent", "measure", "money"} or reading.unit in {"倍", "番"}:
        return _ARTICLE if previous in _ARTICLE_BEFORE and previous not in "每有" else ""
    if before.relation or reading.low != reading.high:
        return ""
    if previous in _ARTICLE_BEFORE and previous and previous not in "每":
        return _ARTICLE
    if _COUNTING.search(text, max(0, reading.start - 10), reading.start) or _CLOSED.match(text, reading.end):
        return ""
    return _ARTICLE


def _veto_bare(text: str, reading: Reading, before: context.Before) -> str:
    core = text[reading.start : reading.end]
    scaled = core[-1] in "万亿" or (core[0].isdigit() and core[-1] in "千百")
    if scaled and (core[0].isdigit() or before.relation or len(core) > 1):
        if _MONEY_AFTER.match(text, reading.end) or (
            _MONEY_BEFORE.search(text, max(0, before.start - 8), before.start)
        ):
            reading.kind, reading.unit, reading.base_unit = "money", "元", "元"
        return ""
    if not core[0].isdigit():
        return "没有单位"
    rest = text[reading.end : reading.end + 2].strip()
    closed = not rest or rest[0] in "，。；、,;)）以及且"
    if closed and (_is_cell(text, reading, before) or _LABELS.search(text, max(0, reading.start - 6), reading.start)):
        return "年份" if re.fullmatch(r"(?:19|20)\d\d", core) and not before.relation else ""
    return "没有单位"


def _is_cell(text: str, reading: Reading, before: context.Before) -> bool:
    """The number, with or without a comparator, is all the text there is."""
    return not text[: before.start].strip() and not text[reading.end :].strip(" 。；;，")


# --------------------------------------------------------------------------------------------------
# Units from a header

_HEADER_UNIT = re.compile(
    r"[（(][^（）()]*?(?:单位[:：])?\s*(?P<scale>[百千]?[万亿]?)(?P<unit>[^（）()0-9≥≤=><\s]{1,5}|%|‰)\s*[)）]"
)
_COLUMNS = re.compile(r"指标值|完成值|实际值|预算数|执行数|计量单位|执行率|金额|得分|年初|全年")


def header_unit(header: str) -> tuple[Decimal, Unit] | None:
    """Scale and unit that a header or indicator name gives: 成本控制数（万元）, 执行率(%), 计量单位：人次."""
    match = _HEADER_UNIT.search(header) or re.fullmatch(
        r"(?:计量)?单位[:：]?\s*(?P<scale>[万亿]?)(?P<unit>\S{1,5})", header.strip()
    )
    surface = match["unit"] if match else ""
    unit = units().get(surface)
    if not match or unit is None:
        return None
    scale = {"": 1, "万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "百": 100, "千": 1000}[match["scale"]]
    return Decimal(scale), unit


def _with_header(quantity: Quantity, given: tuple[Decimal, Unit], header: str) -> Quantity:
    from dataclasses import replace

    scale, unit = given
    factor = scale * (unit.factor if unit.kind == "money" else 1)
    assert quantity.low is not None  # noqa: S101  # a bare number has a value
    assert quantity.high is not None  # noqa: S101
    low = quantity.low * factor
    return replace(
        quantity,
        kind=unit.kind,
        unit="元"
        if unit.kind == "money" and unit.base == "元"
        else {"％": "%", "百分比": "%"}.get(unit.surface, unit.surface),
        low=low,
        high=quantity.high * factor,
        base=low if unit.kind == "money" else low * unit.factor,
        base_unit=unit.base,
        source="header" if _COLUMNS.search(header) else "indicator",
    )
