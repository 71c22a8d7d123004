"""Corpus checks: the approved targets against the self-evaluation, one year against the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from narrative.checks.case import Case, Row, Spot, further
from narrative.checks.frame import EVERY, Hit, corpus_check
from narrative.checks.groups import odd, one_unit, project_key
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted


@corpus_check(
    "X504",
    "完成值与上年相同",
    "问题",
    why="同一项目两年报同一个数，可能照抄上年。",
    remedy="填写本年实际数。",
    fires=(
        (
            form(row("数量", "检查家次", "≥1000家次", "1263家次"), year=2023),
            form(row("数量", "检查家次", "≥1000家次", "1263家次"), year=2024),
        ),
    ),
    passes=(
        (
            form(row("数量", "检查家次", "≥1000家次", "1263家次"), year=2023),
            form(row("数量", "检查家次", "≥1000家次", "1311家次"), year=2024),
        ),
    ),
)
def last_years_figure(cases: Sequence[Case]) -> Iterator[Hit]:
    """The same odd actual for the same indicator of the same project in two years; one hit a pair of years."""
    for earlier, later in _consecutive(cases):
        known = {one.indicator.name: one for one in earlier.rows}
        same = [
            (one, known[one.indicator.name])
            for one in later.rows
            if one.indicator.name in known and _copied(one, known[one.indicator.name])
        ]
        if same:
            said = listed(f"{one.name}{one.actual}" for one, _ in same)
            message = f"“{later.form.project}”{earlier.form.year}年与{later.form.year}年的完成值相同：{said}。"
            yield Hit(
                message,
                same[0][0].spot("actual"),
                same[0][1].spot("actual"),
                tuple(one.spot("actual") for one, _ in same[1:]),
            )


def _consecutive(cases: Sequence[Case]) -> Iterator[tuple[Case, Case]]:
    projects: dict[str, list[Case]] = {}
    for case in cases:
        if case.form.project and case.form.year:
            projects.setdefault(project_key(case.form.project), []).append(case)
    for group in projects.values():
        ordered = sorted(group, key=lambda case: case.form.year or 0)
        yield from ((a, b) for a, b in pairwise(ordered) if a.form.year != b.form.year and one_unit(a, b))


def _copied(one: Row, before: Row) -> bool:
    found = [q for q in one.quantities("actual") if odd(one.case, q)]
    return bool(found) and one.indicator.actual == before.indicator.actual


def _pairs(cases: Sequence[Case]) -> Iterator[tuple[Case, Case]]:
    """(approved targets, self-evaluation) of the same project and year."""
    plans = {(project_key(case.form.project), case.form.year): case for case in cases if case.form.kind == "申报"}
    for case in cases:
        key = project_key(case.form.project)
        plan = plans.get((key, case.form.year)) or plans.get((key, None))
        if case.form.kind != "申报" and plan and one_unit(plan, case):
            yield plan, case


_PLAN = form(row("数量", "检查家次", "≥200家次"), row("质量", "整改率", "≥95%"), kind="申报")


@corpus_check(
    "X505",
    "批复的指标在自评表中不见了",
    "错误",
    kinds=EVERY,
    why="自评应对照随预算批复的目标逐条评价；少了的指标往往是没有完成的。",
    remedy="补上缺少的指标；确经批准调整的附批准文件。",
    fires=((_PLAN, form(row("数量", "检查家次", "≥200家次", "210家次", 10, 10))),),
    passes=(
        (
            _PLAN,
            form(row("数量", "检查家次", "≥200家次", "210家次", 10, 10), row("质量", "整改率", "≥95%", "97%", 10, 10)),
        ),
        (
            _PLAN,
            form(
                row("数量", "检查的家次", "≥200家次", "210家次", 10, 10), row("质量", "整改率", "≥95%", "97%", 10, 10)
            ),
        ),
    ),
)
def indicator_dropped(cases: Sequence[Case]) -> Iterator[Hit]:
    """Indicators of the approved form that the self-evaluation lacks; one hit a form."""
    for plan, case in _pairs(cases):
        kept = {before.number for before, _ in _matched(plan, case)}
        gone = [one for one in plan.rows if one.number not in kept]
        if gone:
            said = listed(f"{one.name}（{one.target}）" for one in gone)
            message = f"“{case.form.project}”申报的{len(plan.form.indicators)}条指标，自评表缺{len(gone)}条：{said}。"
            at = Spot(case.where("indicators"), indicator=gone[0].indicator.name)
            yield Hit(message, at, gone[0].spot("name"), further(gone, "name"))


def _matched(plan: Case, case: Case) -> list[tuple[Row, Row]]:
    """(approved, self-evaluated) rows of the same indicator: by name, else by the most similar one left."""
    own = {_bare(one.indicator.name): one for one in case.rows}
    found = [(before, own.pop(name)) for before in plan.rows if (name := _bare(before.indicator.name)) in own]
    known = [before.number for before, _ in found]
    for before in (one for one in plan.rows if one.number not in known):
        name = max(own, key=lambda name: _alike(before, own[name]), default="")
        if name and _alike(before, own[name]) >= float(case.profile.limit("renamed").value):
            found.append((before, own.pop(name)))
    return found


def _alike(before: Row, one: Row) -> float:
    mine, theirs = _bare(before.indicator.name), _bare(one.indicator.name)
    same_kind = before.indicator.level2 == one.indicator.level2
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() if same_kind else 0.0


@corpus_check(
    "X506",
    "自评的目标值与批复的不同",
    "错误",
    kinds=EVERY,
    why="自评时改低目标值，完成情况就失去意义。",
    remedy="按批复的目标值自评；经批准调整的附批准文件。",
    fires=(
        (
            _PLAN,
            form(row("数量", "检查家次", "≥150家次", "160家次", 10, 10), row("质量", "整改率", "≥95%", "97%", 10, 10)),
        ),
    ),
    passes=(
        (
            _PLAN,
            form(
                row("数量", "检查家次", "≥200 家次", "210家次", 10, 10), row("质量", "整改率", "≥95.00%", "97%", 10, 10)
            ),
        ),
    ),
)
def target_changed(cases: Sequence[Case]) -> Iterator[Hit]:
    """Targets that differ between the approved form and the self-evaluation; one hit a form."""
    for plan, case in _pairs(cases):
        changed = [(before, one) for before, one in _matched(plan, case) if _differs(before, one)]
        if changed:
            said = "；".join(
                f"{one.name}申报{quoted(before.target)}，自评{quoted(one.target)}" for before, one in changed
            )
            message = f"“{case.form.project}”的目标值与申报时不同：{said}。"
            yield Hit(
                message,
                changed[0][1].spot("target"),
                changed[0][0].spot("target"),
                tuple(one.spot("target") for _, one in changed[1:]),
            )


def _bare(name: str) -> str:
    return "".join(char for char in name if char.isalnum())


def _differs(before: Row, one: Row) -> bool:
    mine, theirs = one.quantities("target"), before.quantities("target")
    if mine or theirs:
        return [(q.low, q.high, q.relation) for q in mine] != [(q.low, q.high, q.relation) for q in theirs]
    return _bare(one.indicator.target) != _bare(before.indicator.target)
