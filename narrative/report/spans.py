"""Which stretches of a field are marked, and how: quantities, vague wording, what makes a target measurable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrative.checks import Case


class Mark(Enum):
    """What a marked stretch is."""

    QUANTITY = "quantity"
    VAGUE = "vague"
    MEASURABLE = "measurable"


Marked = tuple[int, int, Mark]


def marks(case: Case, row_no: int, field: str) -> tuple[Marked, ...]:
    """The marked stretches of one field, none overlapping, in text order; a verdict's evidence wins over a quantity."""
    tag = case.tags.get((row_no, field))
    evidence: list[Marked] = []
    if tag and field == "target" and tag.measurable is not None:
        mark = Mark.MEASURABLE if tag.measurable else Mark.VAGUE
        evidence = [(e.start, e.end, mark) for e in tag.evidence if e.field == field and e.end > e.start]
    counted = [(q.start, q.end, Mark.QUANTITY) for q in case.quantities.get((row_no, field), ())]
    return disjoint([*evidence, *counted])


def disjoint(found: Iterable[Marked]) -> tuple[Marked, ...]:
    """Keep of overlapping stretches the one named first; order by position."""
    kept: list[Marked] = []
    for start, end, mark in found:
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, mark))
    return tuple(sorted(kept, key=lambda item: item[0]))


def segments(text: str, marked: Iterable[Marked]) -> Iterator[tuple[str, Mark | None]]:
    """Cut a text into its marked and plain stretches; joined they are the text."""
    at = 0
    for start, end, mark in marked:
        if start > at:
            yield text[at:start], None
        yield text[start:end], mark
        at = end
    if at < len(text):
        yield text[at:], None
