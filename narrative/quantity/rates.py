"""The denominator of a rate (``per``): 9元/户, 10元每户, 每户9元, 每4家配备1名, 人均30元."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from narrative.quantity import units
from narrative.quantity.dates import BLANK
from narrative.quantity.patterns import HAN, NUMBER

BREAK = "，。；：！？,;:\n\t"
_REACH = 18
_AVERAGE = re.compile(
    rf"([人户亩日月年周生校村班床车次件])均[^{BREAK}]{{0,8}}$|(?<!简)单(公里|[件台户])[^{BREAK}]{{0,8}}$"
    rf"|(?:^|[{BREAK}、])(年)[加处供节用][^{BREAK}底初末中度]{{0,6}}$"
)
_YEARLY = re.compile(r"年[加处供节用]")
_LAST_CLAUSE = re.compile(rf"[^{BREAK}]*$")
_SELF_SUFFICIENT = frozenset("人户年月日天周次亩村校生时度期学头只吨里米队班餐车床岁口量元株")
_TIME = frozenset("年月日天周时口度期")
_NOT_COUNTED = frozenset("财政 中央 省级 市级 县级 区级 容量 重量 面积 价格 造价 单价 成本 费用".split())  # noqa: SIM905  # a row of words
_NUMERAL = re.compile(r"[0-9０-９百千万亿]|[两三四五六七八九十]")
_GIVEN = re.compile(
    r"配|补|奖|资|安排|发放|拥有|不|至|约|达|平均|给|收|支|需|投|拨|服务|开展|组织|培训|指导|走访|带|评审|管|建|设|仅|可|应|一"
)
_OPENING = re.compile(rf"{BLANK}?(?:[/／]{BLANK}?[(（]?|(?P<every>每))")
_GOES_ON = re.compile(rf"{HAN}|[0-9]")
_SLASH_JOINT = re.compile("[·*×.・/／]")
_SLASH_WORD = re.compile(rf"{HAN}{{1,2}}(?!{HAN})")
_JOINT = re.compile(r"[*×.·・/／]|每")


class _Patterns(NamedTuple):
    """One thing of a denominator (户, 4家, 10万人口, 半年) is a figure, if any, and a unit or ``word``."""

    figure: re.Pattern[str]
    unit: re.Pattern[str]
    word: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    return _Patterns(
        re.compile(rf"{NUMBER}{BLANK}?"),
        re.compile(units.pattern()),
        re.compile("[月生队株](?!均)"),
    )


def _thing(text: str, start: int) -> int:
    """Where the thing that begins at *start* ends, or *start*."""
    patterns = _patterns()
    figure = patterns.figure.match(text, start)
    at = figure.end() if figure else start
    match = patterns.unit.match(text, at) or patterns.word.match(text, at)
    return match.end() if match else start


def after(text: str, end: int) -> str | None:
    """The denominator that follows the core: 元/人·月, 元每户."""
    opening = _OPENING.match(text, end)
    if not opening:
        return None
    start = opening.end()
    stop = _thing(text, start)
    if opening["every"]:
        return _joined(text[start:stop]) if stop > start and not _GOES_ON.match(text, stop) else None
    while stop > start and (joint := _SLASH_JOINT.match(text, stop)):
        following = _thing(text, joint.end())
        if following == joint.end():
            break
        stop = following
    if stop == start and (word := _SLASH_WORD.match(text, start)):
        stop = word.end()
    return _joined(text[start:stop]) if stop > start else None


def before(text: str, start: int, floor: int) -> str | None:
    """The denominator named before the number in its clause, not before *floor*: 每户补助, 每人每年, 人均."""
    clause = text[max(floor, start - _REACH) : start]
    every = clause.find("每")
    if every >= 0:
        clause = _LAST_CLAUSE.search(clause).group()  # type: ignore[union-attr]  # matches the empty clause too
        every = clause.find("每")
        end = _things(clause, every + 1) if every >= 0 else 0
        if end > every + 1 > 0:
            thing = clause[every + 1 : end]
            noun = _noun(thing, clause[end:])
            more = end + len(noun)  # 每名|学生|每学期
            further = _things(clause, more + 1) if noun and clause[more : more + 1] == "每" else more
            return _joined(thing + noun + clause[more:further])
    if "均" in clause or "单" in clause or ("年" in clause and _YEARLY.search(clause)):
        average = _AVERAGE.search(clause)
        return next(filter(None, average.groups())) if average else None
    return None


def _things(text: str, start: int) -> int:
    """The end of 人, 人每月, 4家 from *start* on."""
    end = _thing(text, start)
    while end > start and text[end : end + 1] == "每" and (following := _thing(text, end + 1)) > end + 1:
        end = following
    return end


def _noun(thing: str, rest: str) -> str:
    """The noun of a denominator with a classifier: 每个|示范村|奖励, 每10名|学员|配; 户 and 年 need none."""
    if thing[-1] in _TIME or (thing[-1] in _SELF_SUFFICIENT and not _NUMERAL.match(thing)):
        return ""
    if thing[-1] == "人" and rest[:1] != "口":
        return ""  # 每万人|发明专利
    noun = _GIVEN.split(rest, maxsplit=1)[0].partition("每")[0]
    noun = noun if len(noun) <= 4 else noun[:2]
    return "" if noun in _NOT_COUNTED else noun


def _joined(per: str) -> str:
    """人*月, 人/月, 人每月: one spelling, 人·月."""
    return _JOINT.sub("·", re.sub(r"\s", "", per))
