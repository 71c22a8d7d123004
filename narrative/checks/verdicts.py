"""What comparing a target with an actual gives: one verdict a bound."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from narrative.schema import Quantity

Verdict = Literal["met", "bound", "missed", "copied", "unknown"]
Direction = Literal["up", "down", "range", "time"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One bound of a target against what was reported for it.

    ``bound``: exactly the bound; ``copied``: the actual repeats the bound, so that nothing is measured;
    ``unknown``: cannot be told, ``why`` is one of approximate, unit, change, period, nothing.
    ``ratio`` is actual ÷ target where both are figures and the target isn't 0.
    """

    verdict: Verdict
    direction: Direction
    target: Quantity
    actual: Quantity | None = None
    ratio: Decimal | None = None
    why: str = ""

    @property
    def fulfilled(self) -> bool:
        """Whether the actual, as filed, reaches the target."""
        return self.verdict in ("met", "bound", "copied")
