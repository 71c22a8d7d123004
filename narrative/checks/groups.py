"""Which cases are held against each other, and which figures they cannot share by chance."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrative.checks.case import Case
from narrative.schema import Quantity


def project_key(name: str) -> str:
    """A project's name without its year, blanks and marks: 2024年度“河道保洁” 项目 and 河道保洁项目 are one."""
    return "".join(char for char in re.sub(r"20\d\d\s*(?:年度?)?", "", name) if char.isalnum())


def one_unit(one: Case, other: Case) -> bool:
    """Whether two forms can be of one department; a blank says nothing against it."""
    mine, theirs = one.form.department, other.form.department
    return mine in theirs or theirs in mine


NAMED = 4
"""Characters that name a work before its source of money."""
_SOURCE = re.compile(r"(?:中央|国债|省级?|市级?|县级?|区级?|本级|上级|财政|配套|补助|资金|专项|转移支付|[（()）])*")


def by_department(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases of one department and year together: their projects answer for the same work."""
    years: dict[tuple[str, int | None], list[Case]] = {}
    for case in cases:
        years.setdefault((case.form.department, case.form.year), []).append(case)
    return list(years.values())


def one_work(group: Sequence[Case]) -> bool:
    """Whether the projects are one work by its sources of money: their names begin alike (…中央资金, …县级配套)."""
    names = [case.form.project for case in group]
    shortest = min(map(len, names))
    shared = next((place for place in range(shortest) if len({name[place] for name in names}) > 1), shortest)
    sources = all(_SOURCE.fullmatch(name[shared:]) for name in names)
    return (sources and shared >= NAMED) or shared * 3 >= max(map(len, names)) * 2


def odd(case: Case, q: Quantity) -> bool:
    """A count that two projects do not share by chance: three different leading digits, or four in all."""
    if q.kind not in ("count", "measure") or q.low is None or q.low < case.profile.limit("claim_size").value:
        return False
    digits = f"{q.low.normalize():f}".replace(".", "").strip("0")
    return len(digits) >= 3 and len(set(digits)) > 1
