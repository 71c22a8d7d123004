"""The counted thing (``of``): 指导服务企业6041家次 → 企业, 4个街道镇 → 街道镇, ≥90% under 满意度 → 满意度.

Where it stands, in the order it is looked for: right after the unit of a count, as the noun phrase
before the number (comparators, words of change and denominators left out), with the quantity before
it in the same sentence (同比增长15.8%, 由86个增至131个), in the header.  jieba's words and their
parts of speech decide where a noun phrase ends; only the clause around the number is segmented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrative import segment
from narrative.quantity import context
from narrative.quantity.header import names_nothing
from narrative.quantity.nouns import TELLING, leading_noun, trailing_noun
from narrative.quantity.units import is_noun
from narrative.quantity.wordlists import nouns
from narrative.schema import Quantity

_REACH = 24
_MARKS = r"，。；：！？、,;:!?（）()\[\]【】〔〕《》<>≥≤＞＜=＝\t\r\n“”\"'‘’／/"
# A figure ends a clause unless it is part of a name (5G基站, A4纸, PM2.5).
_BOUNDARY = re.compile(rf"[{_MARKS}]|(?<![A-Za-z0-9.])[0-9０-９]+(?![A-Za-z0-9强])")
_BREAK = re.compile("[，。；：,;:]")
_LIST = re.compile("[、和与及，]|以及")
_ITEM = re.compile("^[一二三四五六七八九十]+是")
_TITLE = re.compile("《[^《》]+》$")
_SENTENCE = re.compile("[。；！？;!?\n]")
_SIGNS = re.compile(r"[≥≧⩾≤≦⩽<>=＝═﹦＞＜~～≈￥¥$＄:：\s]+$")
_AFTER_LEAD = re.compile(r"(?:及?以[上下]|左右|以内|上下)?[ ]?(?:的|“[^”]{1,12}”)?[ “]?")
_CLASSIFIERS = frozenset("名位个家所项条台套辆件份支座处栋间张部篇场艘架")
_BASIS = re.compile(r"[较比].{0,4}|[由从是为]的|续(?:保持|稳定|达|实现|为).{0,2}")
_FORMER = re.compile("(?:由|从|较|比|为|是)(?:上年|去年|年初|期初|原来|原先)(?:同期)?的$")
_EXTREME = re.compile("[，、](?:其中)?(?:最高|最低|平均)")
_LEVELS = frozenset("省市区县镇乡村")
_BEYOND = re.compile(r"(?:高于|低于|优于|好于|超过?|控制在|保持在?|稳定在)[^，。；]{0,8}$")
_YARDSTICK = re.compile("(?:目标|水平|均值|任务)$")
_ARRIVED = re.compile("[到至为][^，。；]{0,6}$|的$")
_SHARE = re.compile(r"(?:占|为|达|是|完成)(?:了)?[^，。；]{1,10}的$")
_MEASURED = frozenset("率量额度值费价入")
_SIDE_BY_SIDE = re.compile(r"[^\t\r\n，。；、]{0,6}\t[≥≤＞＜><=＝~约]?")
_TOLD_BY_DE = frozenset({"percent", "duration", "number"})


def counted(text: str, found: Sequence[Quantity], header: str = "") -> list[str | None]:
    """What each quantity counts or measures, None where the text names nothing."""
    things: list[str | None] = []
    valued: Quantity | None = None  # the last one that isn't a date, and what it counts
    carried: str | None = None
    given = of_header(header) if header else None
    taken = 0  # up to here the text belongs to the quantity before: 7个乡镇|58个村庄
    for i, quantity in enumerate(found):
        if quantity.kind == "date" or quantity.rejected:
            things.append(None)
            continue
        last = found[i - 1] if i else None
        following = found[i + 1].start if i + 1 < len(found) else len(text)
        thing, after = _named(text, quantity, last, following, taken)
        taken = quantity.end + len(thing or "") if after else 0
        if thing is None and valued and carried and _carries_on(text, valued, quantity):
            thing = carried
        valued, carried = quantity, thing
        things.append(thing or given)
    _distribute(text, found, things)
    return things


def _distribute(text: str, found: Sequence[Quantity], things: list[str | None]) -> None:
    """事故起数和死亡人数分别下降A和B: the first figure is of the first noun; things are set in place."""
    for i, quantity in enumerate(found):
        floor = found[i - 1].end if i else 0
        at = text.rfind("分别", floor, quantity.start)
        if at < 0 or _BREAK.search(text, at, quantity.start):
            continue
        group = [i]
        while group[-1] + 1 < len(found) and _LIST.fullmatch(text, found[group[-1]].end, found[group[-1] + 1].start):
            group.append(group[-1] + 1)
        if len(group) == 1:
            continue
        names = _enumerated(text[max(floor, at - 2 * _REACH) : at])
        if len(names) == 1 and names[0] and names[0][-1] in _MEASURED:
            names *= len(group)  # 甲和乙两家医院…，门诊量分别下降A和B
        elif len(names) != len(group):
            names = [things[j] for j in range(max(0, i - 3 * len(group)), i) if found[j].kind != "date"]
            names = names[-len(group) :]
        if len(names) == len(group):
            for j, name in zip(group, names, strict=True):
                things[j] = name or things[j]


def _enumerated(text: str) -> list[str | None]:
    """The nouns of a list that ends the clause: 产量和产值同比 → 产量, 产值."""
    clause = re.split("[，。；：,;:!?（(0-9]", text)[-1]
    return [trailing_noun(part) for part in re.split("[、和与及]", clause) if part]


def _named(text: str, quantity: Quantity, last: Quantity | None, limit: int, taken: int) -> tuple[str | None, bool]:
    """What the text names, and whether it stands after the unit."""
    if quantity.unit == "级" and text[quantity.start - 1 : quantity.start] in _LEVELS:
        return None, False  # 市区两级
    after, reaches = _after(text, quantity, limit)
    if after and not reaches and not _follows_its_noun(quantity.unit):
        return after, True
    before = _before(text, quantity, last, taken if after else 0)
    return (before, False) if before else (after, True)


def _follows_its_noun(unit: str) -> bool:
    """人, 户, 人次 stand after what they count (执法人员22人配发服装); 名 and 个 before it."""
    return unit in {"人", "户"} or unit[-1:] == "次"


# --------------------------------------------------------------------------------------------------
# After the unit


def _after(text: str, quantity: Quantity, limit: int) -> tuple[str | None, bool]:
    """The noun phrase after the unit, and whether it runs into the next number (and may be its)."""
    lead = _AFTER_LEAD.match(text, quantity.end)
    start = lead.end() if lead else quantity.end
    if not _may_name(quantity, text[start - 1] == "的"):
        return None, False
    reach = min(limit, start + _REACH)
    boundary = _BOUNDARY.search(text, start, reach)
    end = boundary.start() if boundary else reach
    thing = leading_noun(text[start:end], quantity.unit in _CLASSIFIERS, end == limit) if end > start else None
    return thing, thing is not None and start + len(thing) >= limit < len(text)


# --------------------------------------------------------------------------------------------------
# Before the number


def _may_name(quantity: Quantity, attributive: bool) -> bool:
    """Whether a noun after the unit is what the quantity is of: 三成企业; not 100%覆盖, 1.1万群众吃水问题."""
    if quantity.unit in {"倍", "番", "分"} or (len(quantity.unit) > 1 and is_noun(quantity.unit)):
        return False
    if quantity.kind == "money":
        return not attributive
    share = quantity.text[-1] == "成" or "分之" in quantity.text or quantity.unit in {"岁", "周岁"}
    return attributive or share or quantity.kind not in _TOLD_BY_DE


def _before(text: str, quantity: Quantity, last: Quantity | None, taken: int) -> str | None:
    floor, end = (max(last.end, taken) if last else 0), quantity.start
    if last and last.kind in {"date", "duration"} and _BASIS.fullmatch(text[last.start - 1] + text[last.end : end]):
        floor, end = 0, last.start - 1  # 强度较2020年下降15.3%
    else:
        end = context.before(text, end).start
    if text[end - 1 : end] in {"）", ")"} and quantity.kind == "money":
        opening = max(text.rfind("（", 0, end), text.rfind("(", 0, end))
        floor, end = max(0, opening - _REACH), max(opening, 0)  # 国债资金（80%）96万元
    elif text[end - 1 : end] in {"（", "("} and text[quantity.end : quantity.end + 1] in {"）", ")"}:
        end -= 1  # 国债资金（80%）
    if text[end - 1 : end] == "》" and (title := _TITLE.search(text, max(0, end - 60), end)):
        return title.group()
    lead = text[max(floor, end - _REACH) : end]
    window = _SIGNS.sub("", lead)
    if "\t" in lead[len(window) :]:  # the cell before, in the text of a table: an indicator's name
        cells = re.split("[\t\r\n]", window)
        return of_header(cells[-1]) if len(cells) > 1 or not last else None  # 2次/周⇥3次/周: no name between
    window = _without_rate(window, quantity.per)
    boundaries = [match.end() for match in _BOUNDARY.finditer(window)]
    clause = _FORMER.sub("", _ITEM.sub("", window[boundaries[-1] :] if boundaries else window))
    if not clause or clause[-1] == "的" or (quantity.kind == "percent" and _SHARE.search(clause)):
        return None
    thing = trailing_noun(clause, quantity.unit if quantity.unit in TELLING else "")
    if thing and _YARDSTICK.search(thing) and (beyond := _BEYOND.search(clause)):
        thing = trailing_noun(clause[: beyond.start()]) if beyond.start() else None  # 满意率高于省定目标4.5个百分点
    return thing if thing and _fits(thing, quantity) else None


def _without_rate(window: str, per: str | None) -> str:
    """What stands after 每千人口, or before 每户 when nothing stands after it."""
    at = window.rfind("每" + per.replace("·", "每")) if per else -1
    if at < 0 or per is None:
        return window
    rest = window[at + 1 + len(per) :]
    if rest in nouns().given:
        return ""  # 每辆补贴18万元
    return rest or window[:at]


def _fits(thing: str, quantity: Quantity) -> bool:
    """A duration is of a period, an amount of money not of persons (返还群众217万元)."""
    if quantity.kind == "duration":
        return thing[-1] in "期时间限长龄数日隔量" or thing in nouns().events
    return quantity.kind != "money" or not thing.endswith(tuple(nouns().persons))


def _carries_on(text: str, last: Quantity, quantity: Quantity) -> bool:
    """The quantity says more of what the one before it counts."""
    gap = text[last.end : quantity.start]
    if _SENTENCE.search(gap):
        return False
    if _SIDE_BY_SIDE.fullmatch(gap):  # target and actual in a table
        return quantity.unit == last.unit
    if quantity.change is not None or gap in {"", "、", "和", "至", "或", "共", "计", "，共", "，计"}:
        return True
    if _EXTREME.fullmatch(gap):
        return quantity.kind == last.kind
    if quantity.kind in {"percent", "money", "duration", "number"}:
        return bool(_ARRIVED.search(gap) or (quantity.kind == "percent" and _BEYOND.search(gap)))
    return quantity.unit == last.unit or quantity.base_unit == last.base_unit == "人"


# --------------------------------------------------------------------------------------------------
# From the header


def of_header(header: str) -> str | None:
    """The indicator's name without unit, weight and a leading verb; None for a mere figure."""
    if names_nothing(header):
        return None
    name = re.sub(r"[（(][^（）()]*[)）]", "", header).strip(" 　。；：:")
    words = segment.tagged(name)
    if len(words) > 1 and words[0][0] in nouns().opening:
        name = name[len(words[0][0]) :]
    return name if re.search("[一-鿿A-Za-z]", name) else None
