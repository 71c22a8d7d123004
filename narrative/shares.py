"""How much of a form, a file or a corpus rests on targets nobody could check: by count and by points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from narrative.checks import Case
from narrative.schema import Form, Indicator

NO_EVIDENCE = frozenset({"completion", "copy", "hedged", "empty"})
"""Labels of an actual that report nothing."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a form rests on targets nobody could check.

    ``points`` are those of the rows that have any; shares are None where there is nothing to divide by.
    Rows left to review count in the whole, never as vague.
    """

    rows: int = 0
    vague: int = 0
    empty: int = 0
    review: int = 0
    points: Decimal = Decimal(0)
    vague_points: Decimal = Decimal(0)
    review_points: Decimal = Decimal(0)
    full_without_evidence: int = 0

    @property
    def vague_share(self) -> float | None:
        """Vague rows ÷ all rows."""
        return self.vague / self.rows if self.rows else None

    @property
    def vague_points_share(self) -> float | None:
        """Points riding on vague rows ÷ points of all rows."""
        return float(self.vague_points / self.points) if self.points else None

    @property
    def review_share(self) -> float | None:
        """Rows left to review ÷ all rows."""
        return self.review / self.rows if self.rows else None


def shares(cases: Iterable[Case]) -> Shares:
    """Count the rows of one or many forms by what can be said of their targets."""
    rows = [(row, case.tags[n, "target"], case.tags[n, "actual"]) for case in cases for n, row in _numbered(case.form)]
    vague = [(row, target) for row, target, _ in rows if target.measurable is False]
    review = [row for row, target, _ in rows if target.measurable is None]
    return Shares(
        rows=len(rows),
        vague=len(vague),
        empty=sum(target.label == "empty" for _, target in vague),
        review=len(review),
        points=_points(row for row, _, _ in rows),
        vague_points=_points(row for row, _ in vague),
        review_points=_points(review),
        full_without_evidence=sum(
            row.score is not None and row.score == row.points and actual.label in NO_EVIDENCE for row, _, actual in rows
        ),
    )


def _numbered(form: Form) -> Iterator[tuple[int, Indicator]]:
    return iter(enumerate(form.indicators, 1))


def _points(rows: Iterable[Indicator]) -> Decimal:
    return sum((row.points for row in rows if row.points is not None), Decimal(0))
