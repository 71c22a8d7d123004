"""Target dates against reported dates: later than promised, in time, or not a date at all."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.checks.case import Row
from narrative.checks.comparing import Comparison
from narrative.schema import Quantity


def compare_dates(row: Row, targets: Sequence[Quantity]) -> Comparison:
    """The last date of the target against the last date reported."""
    found = row.quantities("actual")
    if found and all(one.kind == "percent" for one in found):
        return Comparison("unknown", "time", targets[-1], found[0], why="period")
    return Comparison("unknown", "time", targets[-1], why="nothing")
