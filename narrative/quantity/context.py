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
    "过": "通经超度错不难路渡",
    "约": "签预节制条公履违契合特大",
    "超": "彩高反赶英中Ｂ",
    "近": "附邻靠临毗",
    "达": "到通传发抵",
}


class _Patterns(NamedTuple):
    last: frozenset[str]
    before: re.Pattern[str]
    after_first: frozenset[str]
    after: re.Pattern[str]
    after_date: re.Pattern[str]
    change_last: frozenset[str]
    change: re.Pattern[str]


_MONEY_SIGN = "人民币|[￥¥＄$]"
_NOTE = r"(?:[（(][^（）()]{0,3}含[^（）()]{0,6}[)）])?"  # 90分（含）以上
_BETWEEN = "(?:累计|分别|各|共|净|均|平均|年均|将|再|又|已|大幅|也)*"


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    table = words()
    return _Patterns(
        frozenset(word[-1] for word in table.before) | frozenset("￥¥$＄币 \u3000"),
        # Searched from the left of a short window: the longest chain that reaches the number wins.
        re.compile(rf"(?:(?:{_any(table.before)})(?:{_MONEY_SIGN})?[ \u3000\xa0]?)+$|(?:{_MONEY_SIGN})$"),
        frozenset(word[0] for word in (*table.after, *table.after_date)) | frozenset("（("),
        re.compile(rf"{_NOTE}(?P<word>{_any(table.after)})"),
        re.compile(rf"(?P<word>{_any(table.after_date)})(?!提|期|述)"),
        frozenset(word[-1] for word in table.change) | frozenset("了 "),
        re.compile(rf"{_BETWEEN}(?P<basis>同比|环比)?(?P<word>{_any(table.change)})了?[ ]?$"),
    )


def _any(table: dict[str, Relation]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


def before(text: str, position: int) -> Before:
    """The comparators that end at *position*; the one nearest to the number that says something wins."""
    if not position or text[position - 1] not in _patterns().last:
        return Before(None, position)
    window = max(0, position - WINDOW)
    match = _patterns().before.search(text, window, position)
    if not match:
        return Before(None, position)
    return _innermost(match.group(), match.start(), text)


def _innermost(chain: str, start: int, text: str) -> Before:
    found: Relation | None = None
    for word, relation in _words(chain):
        if relation != "=" or word in "=＝═﹦":
            found = relation
    if start and text[start - 1] in _PARTS.get(chain.strip(), ""):
        return Before(None, start + len(chain))  # 签约, 彩超, 通过: the end of a word
    return Before(found, start)


def _words(chain: str) -> list[tuple[str, Relation]]:
    table = words().before
    found = []
    i = 0
    while i < len(chain):
        word = next((chain[i : i + n] for n in range(6, 0, -1) if chain[i : i + n] in table), "")
        if word:
            found.append((word, table[word]))
        i += len(word) or 1
    return found


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
    if not any(word in window for word in ("少", "多", "超", "于")):
        return None
    match = _ACROSS.search(window)
    return words().before[match["verb"] or match["share"]] if match else None


def change(text: str, position: int) -> str | None:
    """The word that makes the number ending its clause at *position* the size of a change."""
    if text[position - 1 : position] not in _patterns().change_last:
        return None
    match = _patterns().change.search(text, max(0, position - WINDOW), position)
    return (match["basis"] or "") + match["word"] if match else None
