"""A row as the rules see it: folded cells, the figures that count, and the spans of every cue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from narrative.schema import Indicator, Quantity
from narrative.tagging.cues import cues
from narrative.tagging.folding import Folded, fold

Span = tuple[int, int]
Found = tuple[str, int, int]  # name of the cue, start, end

_LIST_NUMBER = re.compile(
    r"^(?:指标\s*[0-9一二三四五六七八九十]+\s*[:：、.]?|[0-9]{1,2}[、.．](?![0-9])|[①-⑳]|[（(][0-9一二三四五六七八九十][)）])"
)
_LEADING_VERB = re.compile(r"^(?:开展|完成|组织|实施|举办|建设|购置|新增|做好)")
_EDGE = re.compile(r"^[\s，,。.；;：:、“”\"'‘’—-]+|[\s，,。.；;：:、“”\"'‘’]+$")


@lru_cache(maxsize=65_536)
def found(field: str, text: str) -> tuple[Found, ...]:
    """Every cue of ``field`` in a folded text, in text order."""
    spans = [(name, *span) for name, cue in cues(field).items() for span in cue.find(text)]
    return tuple(sorted(spans, key=lambda entry: entry[1:]))


@lru_cache(maxsize=65_536)
def amounts(text: str, header: str = "") -> tuple[Quantity, ...]:
    """The quantities of a folded text, as the quantity room reads them."""
    from narrative.quantity import quantities

    return tuple(quantities(text, of=False, header=header)) if text else ()


def unnumbered(name: str) -> str:
    """An indicator's name without its list number (指标1：, 1.)."""
    return _LIST_NUMBER.sub("", name)


@dataclass(frozen=True)
class View:
    """The folded cells of one row; everything further is looked up when a rule asks for it."""

    row: Indicator
    kind: str = "自评"

    @cached_property
    def level2(self) -> str:
        """二级指标, folded."""
        return fold(self.row.level2).text

    @cached_property
    def name(self) -> str:
        """三级指标, folded, without its list number."""
        return unnumbered(fold(self.row.name).text)

    @cached_property
    def cell(self) -> Folded:
        """The target with the way back to its characters."""
        return fold(self.row.target)

    @cached_property
    def target(self) -> str:
        """The folded target."""
        return self.cell.text

    @cached_property
    def actual(self) -> str:
        """The folded actual."""
        return fold(self.row.actual).text

    @cached_property
    def reason(self) -> str:
        """The folded reason."""
        return fold(self.row.reason).text

    @cached_property
    def body(self) -> Span:
        """The target without its list number and the punctuation around it."""
        number = _LIST_NUMBER.match(self.target)
        start = number.end() if number and number.end() < len(self.target) else 0
        edge = _EDGE.match(self.target[start:])
        start += edge.end() if edge else 0
        return start, len(self.target.rstrip("，,。.；;：:、“”\"'‘’ "))

    @cached_property
    def start(self) -> int:
        """Where the target says something of its own, after a leading copy of the indicator's name."""
        start, end = self.body
        for name in (self.name, _LEADING_VERB.sub("", self.name)):
            if len(name) >= 2 and self.target.startswith(name, start) and start + len(name) < end:
                return start + len(name)
        return start

    @cached_property
    def of_time(self) -> bool:
        """Whether the row stands under 时效 or its name asks for a time."""
        return "时效" in self.level2 or "进度" in self.level2

    @cached_property
    def lost(self) -> bool:
        """Whether points were lost, as the form prints them."""
        return (
            isinstance(self.row.points, Decimal)
            and isinstance(self.row.score, Decimal)
            and self.row.score < self.row.points
        )
