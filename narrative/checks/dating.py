"""Target dates against reported dates: in time, later than promised, or not a date at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from narrative.checks.case import Row
from narrative.checks.verdicts import Comparison, Verdict
from narrative.quantity.calendar import interval
from narrative.schema import Quantity


def compare_dates(row: Row, targets: Sequence[Quantity]) -> Comparison:
    """The last day the target allows against the last day reported."""
    target, year = targets[-1], row.case.form.year
    found = row.quantities("actual")
    dates = [one for one in found if one.kind == "date"]
    if any(row.indicator.target[: one.start].endswith(("次年", "翌年", "明年")) for one in targets):
        return Comparison("unknown", "time", target, why="nothing")
    if not dates:
        share = next((one for one in found if one.kind == "percent"), None)
        return Comparison("unknown", "time", target, share, why="period" if share else "nothing")
    promised = _last_day(targets, year)
    reported = _last_day(dates, promised.year if promised else year)
    since = any(one.relation in (">=", ">") for one in (*targets, *dates))  # 6月起: a beginning, no deadline
    if promised is None or reported is None or since:
        return Comparison("unknown", "time", target, dates[-1], why="nothing")
    verdict: Verdict = "missed" if reported > promised else "bound" if reported == promised else "met"
    return Comparison(verdict, "time", target, dates[-1])


def _last_day(dates: Iterable[Quantity], year: int | None) -> date | None:
    found = [days[1] for one in dates if (days := interval(one.text, year))]
    return max(found, default=None)
