"""A row as the rules see it: folded cells, the figures that count, and the spans of every cue."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from narrative.schema import Indicator, Quantity
from narrative.tagging.cues import spans_of
from narrative.tagging.folding import Folded, fold
from narrative.tagging.verdict import Span, Verdict

Found = tuple[str, int, int]  # name of the cue, start, end

_LIST_NUMBER = re.compile(
    r"^(?:指标\s*[0-9一二三四五六七八九十]+\s*[:：、.]?|[0-9]{1,2}[、.．](?![0-9])|[①-⑳]|[（(][0-9一二三四五六七八九十][)）])"
)
_NUMERAL = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿两半几数双仨]")  # no figure without one of these
_LEADING_VERB = re.compile(r"^(?:开展|完成|组织|实施|举办|建设|购置|新增|做好)")
_EDGES = "，,。.；;：:、“”\"'‘’—- "


@lru_cache(maxsize=65_536)
def found(field: str, text: str) -> tuple[Found, ...]:
    """Every cue of a field in a folded text, in text order."""
    return tuple(sorted(spans_of(field, text), key=lambda entry: entry[1:]))


@lru_cache(maxsize=65_536)
def amounts(text: str, header: str = "") -> tuple[Quantity, ...]:
    """The quantities of a folded text, as the quantity room reads them."""
    from narrative.quantity import quantities

    return tuple(quantities(text, of=False, header=header)) if _NUMERAL.search(text) else ()


def unnumbered(name: str) -> str:
    """An indicator's name without its list number (指标1：, 1.)."""
    return _LIST_NUMBER.sub("", name)


class View:
    """The folded cells of one row.  Made once for every row, so it is plain and computed at once.

    ``body`` is the target without its list number and the punctuation around it; ``start`` is where it
    says something of its own, after a leading copy of the indicator's name; ``verdicts`` keeps what the
    rules said, by field.
    """

    __slots__ = (
        "actual",
        "body",
        "cell",
        "header",
        "kind",
        "level2",
        "name",
        "reason",
        "row",
        "start",
        "target",
        "verdicts",
    )

    def __init__(self, row: Indicator, kind: str = "自评") -> None:
        self.row = row
        self.kind = kind
        self.level2 = fold(row.level2).text
        self.name = unnumbered(fold(row.name).text)
        self.header = f"{self.name}（{row.unit}）" if row.unit else self.name
        self.cell: Folded = fold(row.target)
        self.target = self.cell.text
        self.actual = fold(row.actual).text
        self.reason = fold(row.reason).text
        self.body: Span = _body(self.target)
        self.start = _start(self.target, self.name, *self.body)
        self.verdicts: dict[str, Verdict] = {}

    @property
    def said(self) -> str:
        """The target without its list number and the punctuation around it."""
        return self.target[slice(*self.body)]

    @property
    def of_time(self) -> bool:
        """Whether the row stands under 时效 or its name asks for a time."""
        return "时效" in self.level2 or "进度" in self.level2

    @property
    def lost(self) -> bool:
        """Whether points were lost, as the form prints them."""
        points, score = self.row.points, self.row.score
        return isinstance(points, Decimal) and isinstance(score, Decimal) and score < points


def _body(target: str) -> Span:
    number = _LIST_NUMBER.match(target)
    start = number.end() if number and number.end() < len(target) else 0
    while start < len(target) and target[start] in _EDGES:
        start += 1
    return start, max(start, len(target.rstrip(_EDGES)))


def _start(target: str, name: str, start: int, end: int) -> int:
    """Where the target goes on after a copy of the name, with or without its leading verb."""
    if len(name) < 2 or end - start < 2:
        return start
    for copy in (name, _LEADING_VERB.sub("", name)):
        if len(copy) >= 2 and target.startswith(copy, start) and start + len(copy) < end:
            return start + len(copy)
    return start
