"""Which cases are held against each other, and which figures they cannot share by chance."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.checks.case import Case
from narrative.schema import Quantity


def by_department(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases of one department and year together: their projects answer for the same work."""
    years: dict[tuple[str, int | None], list[Case]] = {}
    for case in cases:
        years.setdefault((case.form.department, case.form.year), []).append(case)
    return list(years.values())


def odd(case: Case, q: Quantity) -> bool:
    """A count that two projects do not share by chance: three different leading digits, or four in all."""
    if q.kind not in ("count", "measure") or q.low is None or q.low < case.profile.limit("claim_size").value:
        return False
    digits = f"{q.low.normalize():f}".replace(".", "").strip("0")
    return len(digits) >= 3 and len(set(digits)) > 1
