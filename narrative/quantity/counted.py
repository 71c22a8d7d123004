"""The counted thing (``of``): 指导服务企业6041家次 → 企业, 4个街道镇 → 街道镇, ≥90% under 满意度 → 满意度.

Where it stands, in the order it is looked for: right after the unit of a count, as the noun phrase
before the number (comparators, words of change and denominators left out), with the quantity before
it in the same sentence (同比增长15.8%, 由86个增至131个), in the header.  jieba's words and their
parts of speech decide where a noun phrase ends; only the clause around the number is segmented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from narrative import segment
from narrative.quantity import context, units
from narrative.quantity.header import names_nothing
from narrative.schema import Quantity

_REACH = 24
_MARKS = r"，。；：！？、,;:!?（）()\[\]【】〔〕《》<>≥≤＞＜=＝\t\r\n“”\"'‘’／/"
# A figure ends a clause unless it is part of a name (5G基站, A4纸, PM2.5).
_BOUNDARY = re.compile(rf"[{_MARKS}]|(?<![A-Za-z0-9.])[0-9０-９]+(?![A-Za-z0-9])")
_ITEM = re.compile("^[一二三四五六七八九十]+是")
_BREAK = re.compile("[，。；：,;:]")
_LIST = re.compile("[、和与及，]|以及")
_TITLE = re.compile("《[^《》]+》$")
_SENTENCE = re.compile("[。；！？;!?\n]")
_SIGNS = re.compile(r"[≥≧⩾≤≦⩽<>=＝═﹦＞＜~～≈￥¥$＄:：\s]+$")
_FUNCTION = frozenset("p c d u uj ul uv ug ud uz r m t f y e o x df dg tg mq rr rz rg".split())  # noqa: SIM905  # a row of tags
_AFTER_LEAD = re.compile(r"(?:及?以[上下]|左右|以内|上下)?[ ]?(?:的|“[^”]{1,12}”)?[ “]?")
# What leads from the thing up to the number, where jieba would glue it to the thing (治理|率达).
_LEADING_UP = re.compile(
    r"(?:(?<=[率度量数比额值费期])(?:仍|已|均)?(?:达到?|为|由|从|在|仅|约|超|至)|(?:较|比)[^，]{1,6}(?:增|减|提高|下降|降低|上升|节约)[加少长]?)$"
)
_MEASURED = frozenset("率量额费款金值")
_MODEL = re.compile("[0-9.]*[A-Za-z][A-Za-z0-9.]*")
_CLASSIFIERS = frozenset("名位个家所项条台套辆件份支座处栋间张部篇场艘架")
_ENDINGS = frozenset({"号", "线", "道", "桩", "本科", "专科"})  # jieba tags them as measure words
_BASIS = re.compile(r"[较比].{0,4}|[由从]的")
_ARRIVED = re.compile("[到至为][^，。；]{0,6}$|的$")
_SHARE = re.compile(r"(?:占|为|达|是|完成)(?:了)?[^，。；]{1,10}的$")
_TOLD_BY_DE = frozenset({"percent", "duration", "number"})

_MODIFIERS = frozenset({"a", "ad", "b", "z", "ag"})

Token = tuple[str, str]


class Nouns:
    """The word lists of data/quantity_nouns.tsv, by role."""

    def __init__(self) -> None:
        roles: dict[str, frozenset[str]] = {}
        for role, names, *_ in units.table("quantity_nouns.tsv"):
            roles[role] = roles.get(role, frozenset()) | frozenset(names.split())
        self.strong = roles["strong"] | roles["opening"]
        self.verbs = roles["verb"] | self.strong
        self.pay = roles["pay"]
        self.heads = roles["head"]
        self.events = roles["event"]
        self.void = roles["void"]
        self.bound = roles["bound"]
        self.given = roles["given"]
        self.persons = roles["person"]
        self.opening = roles["opening"]
        table = context.words()
        self.change = frozenset(table.change)
        self.strip = roles["strip"] | frozenset(table.before)


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    """The word lists, read once."""
    return Nouns()


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
        names = _enumerated(text[max(floor, at - 2 * _REACH) : at]) if len(group) > 1 else []
        if len(names) != len(group):
            names = [things[j] for j in range(i) if found[j].kind != "date"][-len(group) :]
        if len(names) == len(group) > 1:
            for j, name in zip(group, names, strict=True):
                things[j] = name or things[j]


def _enumerated(text: str) -> list[str | None]:
    """The nouns of a list that ends the clause: 产量和产值同比 → 产量, 产值."""
    clause = re.split("[，。；：,;:!?（(0-9]", text)[-1]
    return [_trailing_noun(part) for part in re.split("[、和与及]", clause) if part]


def _tagged(clause: str) -> list[Token]:
    """Words with tags, jieba's mistakes on words of measuring put right (率, 逾期|率, 周期, 占|比)."""
    words = segment.tagged(clause)
    heads = nouns().heads
    for i, (word, tag) in enumerate(words):
        if word[-1] == "级" or word == "第三方":
            words[i] = (word, "b")
        elif word in heads or word[-1] in _MEASURED or _MODEL.fullmatch(word) or (tag == "t" and word[-1] == "期"):
            words[i] = (word, "n")
        elif word == "占" and i + 1 < len(words) and words[i + 1][0] == "比":
            words[i : i + 2] = [("占比", "n")]
            break
    return words


def _named(text: str, quantity: Quantity, last: Quantity | None, limit: int, taken: int) -> tuple[str | None, bool]:
    """What the text names, and whether it stands after the unit."""
    after, reaches = _after(text, quantity, limit)
    if after and not reaches:
        return after, True
    before = _before(text, quantity, last, taken if after else 0)
    return (before, False) if before else (after, True)


# --------------------------------------------------------------------------------------------------
# After the unit


def _after(text: str, quantity: Quantity, limit: int) -> tuple[str | None, bool]:
    """The noun phrase after the unit, and whether it runs into the next number (and may be its)."""
    lead = _AFTER_LEAD.match(text, quantity.end)
    start = lead.end() if lead else quantity.end
    told = quantity.kind in _TOLD_BY_DE and quantity.unit not in {"岁", "周岁"}
    if (told and text[start - 1] != "的") or quantity.unit in {"倍", "番", "分"}:
        return None, False
    reach = min(limit, start + _REACH)
    boundary = _BOUNDARY.search(text, start, reach)
    end = boundary.start() if boundary else reach
    thing = _leading_noun(text[start:end], quantity.unit in _CLASSIFIERS) if end > start else None
    return thing, thing is not None and start + len(thing) >= limit < len(text)


@lru_cache(maxsize=65536)
def _leading_noun(clause: str, classified: bool) -> str | None:
    """The noun phrase that *clause* begins with; right after a classifier jieba's verb is a noun (考生)."""
    words = _tagged(clause)
    lists = nouns()
    taken: list[Token] = []
    for i, (word, tag) in enumerate(words):
        if tag in _FUNCTION or word in lists.strip or word in lists.strong:
            break
        named = classified and i == 0 and len(word) > 1 and word not in lists.verbs
        if tag == "v" and not named and not _goes_on(words, i):
            break
        tag = "n" if named else tag  # noqa: PLW2901  # the tag as corrected
        taken.append((word, tag))
    if taken and taken[0][0] in lists.verbs and len(taken) > 1 and taken[1][0] not in lists.heads:
        return None
    whole = len(taken) == len(words)  # 1名专业|督导，: at the end of the clause it is a noun
    while len(taken) > 1 and ((taken[-1][0] in lists.verbs and not whole) or taken[-1][1] in _MODIFIERS):
        taken.pop()
    return _phrase(taken)


def _goes_on(words: list[Token], i: int) -> bool:
    """A verb inside a compound: 应急|避难|场所, 退役|士兵; not 学生|走访."""
    return words[i][0] not in nouns().verbs and i + 1 < len(words) and words[i + 1][1][:1] == "n"


def _phrase(taken: list[Token]) -> str | None:
    lists = nouns()
    phrase = "".join(word for word, _ in taken).lstrip("且并及和与或等")
    if len(taken) == 1 and taken[0][1] in {"v", *_MODIFIERS} and phrase not in lists.events | lists.heads - lists.pay:
        return None
    if len(phrase) < 2 or phrase in lists.void or phrase in lists.verbs - lists.events - lists.heads:
        return None
    return phrase


# --------------------------------------------------------------------------------------------------
# Before the number


def _before(text: str, quantity: Quantity, last: Quantity | None, taken: int) -> str | None:
    floor, end = (max(last.end, taken) if last else 0), quantity.start
    if last and last.kind == "date" and _BASIS.fullmatch(text[last.start - 1] + text[last.end : end]):
        floor, end = 0, last.start - 1  # 强度较2020年下降15.3%
    else:
        end = context.before(text, end).start
    if text[end - 1 : end] == "》" and (title := _TITLE.search(text, max(0, end - 60), end)):
        return title.group()
    window = _SIGNS.sub("", text[max(floor, end - _REACH) : end])
    window = _without_rate(window, quantity.per)
    boundaries = [match.end() for match in _BOUNDARY.finditer(window)]
    clause = _ITEM.sub("", window[boundaries[-1] :] if boundaries else window)
    if not clause or clause[-1] == "的" or (quantity.kind == "percent" and _SHARE.search(clause)):
        return None
    thing = _trailing_noun(clause)
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
        return thing[-1] in "期时间限长龄数日" or thing in nouns().events
    return quantity.kind != "money" or not thing.endswith(tuple(nouns().persons))


@lru_cache(maxsize=65536)
def _trailing_noun(clause: str) -> str | None:
    """The noun phrase that *clause* ends with, what belongs to the number left out."""
    words = _tagged(_LEADING_UP.sub("", clause))
    _drop_number_words(words)
    chunk: list[Token] = []
    while words and (not _stops(*words[-1]) or (not chunk and words[-1][0] in _ENDINGS)):
        chunk.insert(0, words.pop())
    return _phrase(_without_verbs(chunk))


def _stops(word: str, tag: str) -> bool:
    return tag in _FUNCTION or word[0] in "每各较" or word in nouns().strip


def _drop_number_words(words: list[Token]) -> None:
    """Drop comparators, words of change, 共, 分别, 每户 from the end."""
    lists = nouns()
    while words:
        word, tag = words[-1]
        if word in lists.strip or word in lists.change or word[0] == "每" or tag in {"d", "p", "c", "ul"}:
            words.pop()
        elif len(words) > 1 and words[-2][0][0] == "每" and (len(word) == 1 or tag == "q"):
            del words[-2:]
        else:
            return


def _without_verbs(chunk: list[Token]) -> list[Token]:
    """发放|宣传|手册 → 宣传手册, 水体|治理 → 水体; a verb before a head stays (投保|金额, 整改|率)."""
    lists = nouns()
    while len(chunk) > 1 and chunk[-1][0] in lists.verbs and chunk[-1][0] not in lists.heads:
        chunk = chunk[:-1]
    for i in range(len(chunk) - 1, 0, -1):
        if chunk[i - 1][0] in lists.strong and chunk[i][0] not in lists.bound:
            chunk = chunk[i:]  # 形式|招录|劳务|派遣|人员
            break
    while len(chunk) > 1 and _is_leading_verb(chunk):
        chunk = chunk[1:]
    return chunk


def _is_leading_verb(chunk: list[Token]) -> bool:
    lists = nouns()
    word, tag = chunk[0]
    if len(chunk[1][0]) == 1 and len(chunk) == 2:
        return False
    if word in lists.pay or word in lists.void:
        return True
    if chunk[1][0] in lists.heads:
        return False
    return word in lists.verbs or tag == "v"


def _carries_on(text: str, last: Quantity, quantity: Quantity) -> bool:
    """The quantity says more of what the one before it counts."""
    gap = text[last.end : quantity.start]
    if _SENTENCE.search(gap):
        return False
    if quantity.change is not None or gap in {"", "、", "和", "至", "或", "共", "计", "，共", "，计"}:
        return True
    if quantity.kind in {"percent", "money", "duration", "number"}:
        return bool(_ARRIVED.search(gap))
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
