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


def one_work(group: Sequence[Case]) -> bool:
    """Whether the projects are one work by its sources of money: their names begin alike (…中央资金, …县级配套)."""
    names = [case.form.project for case in group]
    shared = next((place for place, chars in enumerate(zip(*names, strict=False)) if len(set(chars)) > 1), 0)
    return shared * 3 >= max(map(len, names)) * 2


def odd(case: Case, q: Quantity) -> bool:
    """A count that two projects do not share by chance: three different leading digits, or four in all."""
    if q.kind not in ("count", "measure") or q.low is None or q.low < case.profile.limit("claim_size").value:
        return False
    digits = f"{q.low.normalize():f}".replace(".", "").strip("0")
    return len(digits) >= 3 and len(set(digits)) > 1
