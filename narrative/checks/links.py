"""Evidence: which sentences of the text support or contradict what a row reports.

Start at :func:`evidence`.  A figure of the text speaks of a row when its clause (or the next one) holds
the words of the indicator's name and its unit can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Literal

from narrative.checks.case import Case, Row, Spot
from narrative.checks.say import around
from narrative.checks.units import agree, kinship, on_scale
from narrative.checks.words import words_of
from narrative.schema import Quantity
from narrative.segment import clauses, sentences, words

Stand = Literal["supports", "contradicts"]
VAGUE_UNITS = ("个", "项")
FAR = Decimal("1.5")
"""Beyond this many times a lower bound a figure is another one."""
HALF = 0.5
ENOUGH = 0.75
"""The share of a name's words that a clause must hold to speak of it."""
_COUNTED = re.compile(
    r"(?:数量|总量|总数|里程|长度|面积|规模|[人家户场篇件条个天台期届批项所座辆份册套艘亩株幅名]次?数?|次数)$"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A figure of the text that speaks of a row: with the row's own figure, and whether they agree."""

    row: Row
    filed: Quantity
    said: Quantity
    sentence: Spot
    stand: Stand
    same_unit: bool


def evidence(case: Case, *, field: str = "actual", text: str = "outcome") -> list[Link]:
    """The evidence for every row: figures of *field* against those of *text*, the nearest first."""
    key = ("links", field, text)
    return case.remembered(key, lambda: [link for row in case.rows for link in _links(case, row, field, text)])


def quote_of(link: Link) -> str:
    """The sentence of a link in 「」, a long one cut to what stands around its figure."""
    start = link.said.start - link.sentence.start
    return around(link.sentence.quote, start, start + len(link.said.text))


def _links(case: Case, row: Row, field: str, text: str) -> Iterator[Link]:
    filed = next((one for one in row.quantities(field) if one.low is not None), None)
    topic = topic_words(row.indicator.name)
    if filed is None:
        return
    if field == "target":
        filed = replace(filed, relation="=")  # ≥3场 beside a promise of 5场 is another promise
    found = [one for one in case.quantities.get((0, text), ()) if one.low is not None and kinship(filed, one) != "none"]
    supports = [one for one in found if _bears_out(filed, one) and _meant(case, text, filed, one, topic)]
    yield from (_link(row, filed, one, "supports") for one in supports)
    if not supports and topic and not _parts(case, text, filed, found):
        against = [one for one in found if _contradicts(row, text, filed, one, topic)]
        yield from (_link(row, filed, one, "contradicts") for one in against[:1])


def _link(row: Row, filed: Quantity, said: Quantity, stand: Stand) -> Link:
    sentence = sentence_of(row.case, said.where.field, said)
    return Link(row, filed, said, sentence, stand, kinship(filed, said) == "same")


def _bears_out(filed: Quantity, said: Quantity) -> bool:
    """Whether two figures can be one; 过500篇 says nothing of 2163篇, though both can be true."""
    low, high = sorted(on_scale(filed, said) or (Decimal(0), Decimal(0)))
    return agree(filed, said) and high <= low * FAR


def _meant(case: Case, text: str, filed: Quantity, said: Quantity, topic: tuple[str, ...]) -> bool:
    """Whether an equal figure is the row's: its clause speaks of the row, or it is too odd for chance."""
    share, same = _speaks(case, text, said, topic), filed.unit == said.unit
    odd = said.kind != "percent" and filed.low == said.low and (said.low or 0) >= 10
    loose = {filed.unit, said.unit} & set(VAGUE_UNITS)  # 50个社区 is not 50所学校
    return share >= (HALF if same or not loose else ENOUGH) or (same and (share > 0 or odd))


def _contradicts(row: Row, text: str, filed: Quantity, said: Quantity, topic: tuple[str, ...]) -> bool:
    case = row.case
    if said.change or said.per != filed.per or (said.kind == "percent" and said.unit != filed.unit):
        return False
    if filed.unit != said.unit and {filed.unit, said.unit} & set(VAGUE_UNITS):
        return False
    before = before_in_clause(case, text, said)
    if any(word in before for word in words_of("not_the_whole") if word not in row.indicator.name):
        return False
    if _of_something_else(row, before, topic):
        return False
    years = {int(year) for year in re.findall(r"(20\d\d)年", before)}
    if case.form.year and years and case.form.year not in years:
        return False
    elliptic = before.strip() in topic  # 征集项目118个，支持22个: the verb alone is left of the name
    return elliptic or _speaks(case, text, said, topic) >= ENOUGH


def _of_something_else(row: Row, before: str, topic: tuple[str, ...]) -> bool:
    """检查发现问题企业45家: another verb stands between the row's thing and the figure."""
    last = max((before.rfind(_stem(word)) + len(_stem(word)) for word in topic if _stem(word) in before), default=0)
    return any(word in before[last:] for word in words_of("something_else") if word not in row.indicator.name)


def before_in_clause(case: Case, text: str, said: Quantity) -> str:
    """What stands before a figure in its clause: 其中, 计划, 上年 there say that it is not the whole."""
    spans = _clauses(case.text(text))
    start = next((start for start, end in spans if start <= said.start < end), said.start)
    return case.text(text)[start : said.start]


def _parts(case: Case, text: str, filed: Quantity, found: list[Quantity]) -> bool:
    """Whether the comparable figures of one sentence add up to the row's."""
    by_sentence: dict[int, list[Quantity]] = {}
    for one in (one for one in found if "其中" not in before_in_clause(case, text, one)):
        by_sentence.setdefault(sentence_of(case, text, one).start, []).append(one)
    return any(_adds_up(group[:8], filed) for group in by_sentence.values())


def _adds_up(group: list[Quantity], filed: Quantity) -> bool:
    """Whether some of the figures together make the row's (4个网站、2个专题页面、2个公众号 for 6个)."""
    values = [one.low or Decimal(0) for one in group]
    return any(sum(some) == filed.low for size in range(2, len(values) + 1) for some in combinations(values, size))


def _speaks(case: Case, text: str, said: Quantity, topic: tuple[str, ...]) -> float:
    """The share of the topic's words in the clause of a figure and the one after it."""
    around = _earlier(case, text, said) + clause_of(case, text, said, after=1)
    return sum(_stem(word) in around for word in topic) / len(topic) if topic else 0.0


def _stem(word: str) -> str:
    """满意度, 满意率: one thing."""
    return word.rstrip("率度") if len(word) > 2 else word


def _earlier(case: Case, text: str, said: Quantity) -> str:
    """The clause before, where the figure's own goes on about it (组织培训3期，共计185人参加)."""
    whole, spans = case.text(text), _clauses(case.text(text))
    place = next((i for i, (start, end) in enumerate(spans) if start <= said.start < end), 0)
    start, end = spans[place] if spans else (0, 0)
    same = place > 0 and spans[place - 1][0] >= sentence_of(case, text, said).start
    goes_on = whole[start:end].startswith(words_of("goes_on"))
    return whole[spans[place - 1][0] : start] if same and goes_on else ""


def clause_of(case: Case, text: str, said: Quantity, *, after: int = 0) -> str:
    """The clause a figure stands in, with some that follow in the same sentence."""
    whole = case.text(text)
    spans = _clauses(whole)
    place = next((i for i, (start, end) in enumerate(spans) if start <= said.start < end), None)
    if place is None:
        return whole
    last = min(place + after, len(spans) - 1)
    stop = min(spans[last][1], sentence_of(case, text, said).end)
    return whole[spans[place][0] : max(stop, spans[place][1])]


def sentence_of(case: Case, text: str, said: Quantity) -> Spot:
    """The sentence a figure stands in, quoted with its offsets."""
    spans = _sentences(case.text(text))
    found = next(((start, end) for start, end in spans if start <= said.start < end), (said.start, said.end))
    return case.span(text, *found)


@lru_cache(maxsize=4096)
def topic_words(name: str) -> tuple[str, ...]:
    """The words of a name that say which thing is meant."""
    bare = _COUNTED.sub("", name)  # 企业家次 would be cut as 企业家 and 次
    every = tuple(dict.fromkeys(word for word in words(bare) if len(word) > 1 and not word.isascii()))
    return tuple(word for word in every if word not in words_of("generic"))


@lru_cache(maxsize=1024)
def _clauses(text: str) -> list[tuple[int, int]]:
    return clauses(text)


@lru_cache(maxsize=1024)
def _sentences(text: str) -> list[tuple[int, int]]:
    return sentences(text)
