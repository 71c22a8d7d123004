"""Row checks: deviations from the target, down and up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case
from narrative.checks.comparing import compare
from narrative.checks.frame import Hit, check
from narrative.checks.rows import lost, marks, missed, short_by, sides
from narrative.checks.sample import form, row
from narrative.checks.say import quoted, rounded
from narrative.checks.verdicts import Comparison
from narrative.schema import Severity

SMALL = 10
"""Targets under this are soon passed by half."""


@check(
    "R209",
    "未达目标而没有说明",
    "错误",
    why="未完成的指标要说明原因和改进措施。",
    remedy="写明具体原因（何事、何时、影响多少）和下一步措施。",
    fires=(
        form(row("数量", "培训", "5场", "2场", 6, "2.4")),
        form(row("数量", "培训", "5场", "2场", 6, "2.4", reason="无")),
    ),
    passes=(
        form(row("数量", "培训", "5场", "2场", 6, "2.4", reason="因场馆维修停办3场。")),
        form(row("数量", "培训", "5场", "5场", 6, 6)),
    ),
)
def missed_unexplained(case: Case) -> Iterator[Hit]:
    """A missed target with a blank reason cell."""
    for one in case.rows:
        found = missed(one)
        if found and one.label("reason") in ("missing", "none"):
            message = f"{one.title}{sides(one, found)}{short_by(found)}，{marks(one)}，未达目标而偏差原因栏为空。"
            yield Hit(message, one.spot("actual", found.actual), one.spot("target", found.target))


@check(
    "R210",
    "完成值远超目标值",
    "问题",
    why="大幅超额多半是目标定低了；有的地方达到1.3倍就必须说明。",
    remedy="说明超额原因和目标值的依据（上年实际数、测算），下年调高目标。",
    fires=(form(row("数量", "推送数量", "≥50次", "393次", 15, 15)),),
    passes=(form(row("数量", "推送数量", "≥50次", "60次", 15, 15)), form(row("质量", "满意率", "≥60%", "98%", 15, 15))),
)
def target_too_low(case: Case) -> Iterator[Hit]:
    """Counts far above target; one hit for all such rows."""
    low, ask = case.profile.limit("over_low"), case.profile.limit("over_ask")
    found = []
    for one in case.rows:
        blank = one.label("reason") in ("none", "missing")
        limit = ask if blank else low
        top = max((one_bound for one_bound in compare(one) if _over(one_bound, limit.value)), key=_share, default=None)
        if top:
            found.append((one, top))
    worst = max((_share(top) for _, top in found), default=Decimal(0))
    if not found:
        return
    said = "；".join(
        f"{one.title}目标{quoted(one.target)}，完成{quoted(one.actual)}，为目标的{rounded(_share(top) * 100, 0)}%"
        for one, top in found
    )
    first, top = found[0]
    note = "目标值偏低" if worst >= low.value else f"达到{rounded(ask.value, 1)}倍而未说明原因"
    message = f"{said}；{note}{low.own if worst >= low.value else ''}，请说明目标值如何确定。"
    also = tuple(one.spot("actual") for one, _ in found[1:])
    severity: Severity = "问题" if any(_far(top, low.value) for _, top in found) else "提示"
    yield Hit(message, first.spot("actual", top.actual), first.spot("target", top.target), also, severity)


def _share(found: Comparison) -> Decimal:
    return found.ratio or Decimal(0)


def _far(found: Comparison, limit: Decimal) -> bool:
    """Far enough to doubt the target: 5 for 3 is two more, not two thirds more."""
    small = (found.target.low or 0) < SMALL
    return _share(found) >= (2 if small else limit)


def _over(found: Comparison, limit: Decimal) -> bool:
    """Counts and amounts of work only: a rate is bounded, and a target of one or two is soon doubled."""
    if found.direction != "up" or found.ratio is None or found.verdict != "met":
        return False
    counted = found.target.kind in ("count", "number", "measure", "duration") and (found.target.low or 0) > 2
    return counted and found.ratio >= limit


@check(
    "R215",
    "未达目标，已扣分说明",
    "提示",
    why="未完成的指标供汇总和下年目标参考。",
    remedy="下年设定目标时考虑本年未完成的原因。",
    fires=(form(row("数量", "培训", "5场", "2场", 6, "2.4", reason="因场馆维修停办3场。")),),
    passes=(form(row("数量", "培训", "5场", "5场", 6, 6)),),
)
def missed_and_said(case: Case) -> Iterator[Hit]:
    """A missed target, by how much, with points lost and a reason."""
    for one in case.rows:
        found = missed(one)
        if found and lost(one) and one.label("reason") not in ("missing", "none"):
            message = (
                f"{one.title}{sides(one, found)}{short_by(found)}，未达目标，{marks(one)}，原因："
                f"{quoted(one.indicator.reason)}。"
            )
            yield Hit(message, one.spot("actual", found.actual), one.spot("target", found.target))
