"""Looking through the texts of a case: sentences with their address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from narrative.checks.case import Case, Spot
from narrative.schema import Quantity
from narrative.segment import clauses, sentences, words


def sentences_of(case: Case, *names: str) -> Iterator[Spot]:
    """The sentences of goal, outcome or remarks, each quoted with its offsets."""
    for name in names:
        for start, end in sentences(case.text(name)):
            yield case.span(name, start, end)


def clauses_of(case: Case, *names: str) -> Iterator[Spot]:
    """The clauses of goal or outcome, each quoted with its offsets."""
    for name in names:
        for start, end in clauses(case.text(name)):
            yield case.span(name, start, end)


def explanation(case: Case, tells: Callable[[str], bool]) -> Spot | None:
    """The first place where the form explains itself: the outcome, the remarks, a reason cell."""
    found = next((spot for spot in sentences_of(case, "outcome") if tells(spot.quote)), None)
    if found:
        return found
    for label, text in case.form.remarks.items():
        if tells(text):
            return Spot(case.where(f"remarks.{label}"), text, 0, len(text))
    return next((row.spot("reason") for row in case.rows if tells(row.indicator.reason)), None)


def near(case: Case, name: str, quantity: Quantity, before: int = 12, after: int = 10) -> str:
    """A figure with the words around it, inside its clause: 「累计刊登市区媒体报道89篇」."""
    text = case.text(name)
    spans = clauses(text)
    inside = ((start, end) for start, end in spans if start <= quantity.start < end)
    start, end = next(inside, (quantity.start, quantity.end))
    edges = _edges(text[start:end], start)
    left = min(edge for edge in edges if edge >= quantity.start - before)
    right = max(edge for edge in edges if edge <= max(quantity.end, min(end, quantity.end + after)))
    shown = text[min(left, quantity.start) : max(right, quantity.end)].strip(" ，。；：、,;")
    return f"「{shown + '）' * (shown.count('（') > shown.count('）'))}」"


def stretches(case: Case, name: str, quantities: Sequence[Quantity]) -> list[str]:
    """Figures with the words around them; those of one clause in one stretch."""
    spans = clauses(case.text(name))
    groups = [[q for q in quantities if start <= q.start < end] for start, end in spans]
    return [_stretch(case, name, group) for group in groups if group]


def _stretch(case: Case, name: str, group: list[Quantity]) -> str:
    whole = replace(group[0], end=group[-1].end, text=case.text(name)[group[0].start : group[-1].end])
    return near(case, name, whole)


def _edges(text: str, offset: int) -> list[int]:
    """Where words begin and end, in the offsets of the field."""
    edges = [offset]
    for word in words(text):
        edges.append(edges[-1] + len(word))
    return edges


def listed_items(target: str) -> list[str]:
    """What stands behind 含, 包括: logo, 歌曲, 口号 …."""
    found = re.search(r"(?:含|包括|包含|涵盖)[：:]?([^（）()；;。，,]+)", target)
    if not found:
        return []
    items = [re.sub(r"^(?:和|及|以及)|等.*$", "", item).strip() for item in re.split(r"[、和及]", found.group(1))]
    return [item for item in items if 1 < len(item) <= 10]
