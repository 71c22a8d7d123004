"""What stands around a number: comparators on either side, the denominator of a rate, words of change."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from narrative.quantity import units
from narrative.schema import Relation

WINDOW = 14


class Words(NamedTuple):
    """The word table (data/quantity_words.tsv) by role."""

    before: dict[str, Relation]
    after: dict[str, Relation]
    after_date: dict[str, Relation]
    change: dict[str, Relation]


@lru_cache(maxsize=1)
def words() -> Words:
    """Comparators and words of change, each with its relation."""
    roles: dict[str, dict[str, Relation]] = {role: {} for role in Words._fields}
    for role, relation, names, *_ in units.table("quantity_words.tsv"):
        roles[role] |= dict.fromkeys(names.split(), relation)  # type: ignore[arg-type]  # a test checks the column
    return Words(**roles)


class Before(NamedTuple):
    """What the look-back found: ``start`` is where its first word begins."""

    relation: Relation | None
    start: int


_PARTS = {
    "过": frozenset("通经度错难路渡"),
    "约": frozenset("签预节制条公履违契合特"),
    "超": frozenset("彩高反赶英中"),
    "近": frozenset("附邻靠临毗"),
    "为": frozenset("行"),
    "达": frozenset("到通传发抵"),
}


class _Patterns(NamedTuple):
    last: frozenset[str]
    before: frozenset[str]
    change_last: frozenset[str]
    after_first: frozenset[str]
    after: re.Pattern[str]
    after_date: re.Pattern[str]


_MONEY_SIGNS = ("人民币", "￥", "¥", "＄", "$")
_BLANKS = frozenset(" \u3000\xa0")
LONGEST = 6
_NOTE = r"(?:[（(][^（）()]{0,3}含[^（）()]{0,6}[)）])?"  # 90分（含）以上
_BASES = ("同比", "环比")


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    table = words()
    return _Patterns(
        frozenset(word[-1] for word in (*table.before, *_MONEY_SIGNS)),
        frozenset((*table.before, *_MONEY_SIGNS)),
        frozenset(word[-1] for word in table.change),
        frozenset(word[0] for word in (*table.after, *table.after_date)) | frozenset("（(和及、"),
        re.compile(rf"{_NOTE}(?P<word>{_any(table.after)})"),
        re.compile(rf"(?P<word>{_any(table.after_date)})(?!提|期|述)"),
    )


def _any(table: dict[str, Relation]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


def before(text: str, position: int) -> Before:
    """The comparators that end at *position*; the one nearest to the number that says something wins."""
    start = position - 1 if text[position - 1 : position] in _BLANKS else position
    if not start or text[start - 1] not in _patterns().last:
        return Before(None, position)  # most numbers
    found: Relation | None = None
    begin = position
    while (word := _word_before(text, start)) and begin > position - WINDOW:
        relation = words().before.get(word, "=")
        if found is None and (relation != "=" or word in "=＝═﹦"):
            found = relation
        begin = start - len(word)
        if text[begin - 1 : begin] in _PARTS.get(word, ()):
            return Before(None, position)  # 签约, 彩超, 通过: the end of a word
        start = _skip(text, begin)
    return Before(found, begin)


def _skip(text: str, position: int) -> int:
    return position - 1 if text[position - 1 : position] in _BLANKS else position


def _word_before(text: str, end: int) -> str:
    """The longest comparator (or sign of money) that ends at *end*."""
    table = _patterns().before
    for length in range(min(LONGEST, end), 0, -1):
        if (word := text[end - length : end]) in table:
            return word
    return ""


def after_first() -> frozenset[str]:
    """What a comparator after a number may begin with, or lead to one by a list of dates (6月底和11月底前)."""
    return _patterns().after_first


def after(text: str, position: int, *, date: bool) -> tuple[Relation | None, int]:
    """The comparator that begins at *position* and where it ends."""
    if text[position : position + 1] not in _patterns().after_first:
        return None, position
    match = (_patterns().after_date if date else _patterns().after).match(text, position)
    if not match:
        return None, position
    return (words().after_date if date else words().after)[match["word"]], match.end()


_ACROSS = re.compile(
    r"(?:(?P<verb>至少|最少|不少于|至多|最多|不超过)[一-鿿]{1,3}|(?P<share>不超过|不低于|不高于|不少于|超过|高于|低于)[一-鿿]{1,8}的)$"
)


def across(text: str, position: int) -> Relation | None:
    """A comparator with a verb or a base between it and the number: 至少走访2次, 不超过总投资的40%."""
    window = text[max(0, position - 12) : position]
    if "少" not in window and "多" not in window and "超" not in window and "于" not in window:
        return None
    match = _ACROSS.search(window)
    return words().before[match["verb"] or match["share"]] if match else None


def change(text: str, position: int) -> str | None:
    """The word that makes the number whose comparators begin at *position* the size of a change."""
    end = _skip(text, position)
    end -= text[end - 1 : end] == "了"
    table = words().change
    if text[end - 1 : end] not in _patterns().change_last:
        return None
    for length in (2, 1):
        if (word := text[max(0, end - length) : end]) in table:
            basis = text[max(0, end - length - 2) : end - length]
            return basis + word if basis in _BASES else word
    return None
