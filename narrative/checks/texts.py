"""Looking through the texts of a case: sentences with their address."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from narrative.checks.case import Case, Spot
from narrative.schema import Quantity
from narrative.segment import clauses, sentences


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


def near(case: Case, name: str, quantity: Quantity, before: int = 10, after: int = 8) -> str:
    """A figure with the words around it, inside its clause: 「累计刊登市区媒体报道89篇」."""
    text = case.text(name)
    start, end = next(
        ((start, end) for start, end in clauses(text) if start <= quantity.start < end), (quantity.start, quantity.end)
    )
    left, right = max(start, quantity.start - before), min(end, quantity.end + after)
    return f"「{text[left:right].strip('，。；：、,;（）() ')}」"
