"""Form checks: how the points are shared out over the rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, further
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.rules.wording import vague
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, rounded


@check(
    "F423",
    "分值过于集中或平均分配",
    "提示",
    kinds=EVERY,
    why="单条分值过重时一条定全表；全部等分说明没有按重要程度分配。",
    remedy="按各项工作的重要程度分配分值。",
    fires=(form(row("数量", "检查家次", "≥100家次", "100家次", 60, 60), row("质量", "合格率", "≥90%", "95%", 30, 30)),),
    passes=(
        form(
            *(row("数量", f"检查{n}", "≥5次", "5次", p, p) for n, p in (("甲", 10), ("乙", 20), ("丙", 15), ("丁", 5)))
        ),
    ),
)
def weights_lumped(case: Case) -> Iterator[Hit]:
    """One row with a third of the points, or all rows alike."""
    limit = case.profile.limit("heavy_row")
    rows = [one for one in case.rows if one.indicator.points]
    heavy = [one for one in rows if (one.indicator.points or 0) >= limit.value]
    if heavy:
        names = listed(f"{one.title}{figure(one.indicator.points)}分" for one in heavy)
        message = f"全表{len(rows)}条指标{_absent(case)}；{names}，单条达到{figure(limit.value)}分{limit.own}。"
        yield Hit(message, heavy[0].spot("points"), also=tuple(one.spot("points") for one in heavy[1:]))
    elif len(rows) > case.profile.limit("few_rows").value and len({one.indicator.points for one in rows}) == 1:
        message = f"{len(rows)}条指标每条都是{figure(rows[0].indicator.points)}分，未按重要程度分配。"
        yield Hit(message, rows[0].spot("points"), also=tuple(one.spot("points") for one in rows[1:]))


def _absent(case: Case) -> str:
    """The usual kinds of indicator that the form does not have."""
    have = "".join(one.level1 + one.level2 for one in case.form.indicators).replace("进度", "时效")
    missing = [kind for kind in ("质量", "时效", "成本", "经济效益", "社会效益", "满意度") if kind not in have]
    return f"，没有{listed(missing)}" if missing else ""


@check(
    "F429",
    "可量化的指标分值过低",
    "提示",
    kinds=EVERY,
    why="数得清的指标每条只有一两分，说不清的一条十几二十分，总分主要取决于后者。",
    remedy="提高可量化指标的分值，把说不清的指标改成可核的。",
    fires=(
        form(
            *(row("数量", f"讲座{n}", "≥5场", "6场", 1, 1) for n in "甲乙丙丁"),
            row("质量", "文件精神落实", "达到标准", "基本达到预期指标", 20, 16),
            row("社会效益", "社会影响力", "得到提升", "基本达到", 20, 16),
        ),
    ),
    passes=(
        form(
            *(row("数量", f"讲座{n}", "≥5场", "6场", 10, 10) for n in "甲乙丙丁"),
            row("质量", "文件精神落实", "达到标准", "基本达到预期指标", 20, 16),
        ),
    ),
)
def counted_rows_slight(case: Case) -> Iterator[Hit]:
    """Counts that are half of the rows or more and hold few of the points; the heaviest others beside them."""
    rows = [one for one in case.rows if one.indicator.points]
    counted = [one for one in rows if "数量" in one.indicator.level2 and not vague(one)]
    limit = case.profile.limit("slight_points")
    points, whole = _points(counted), _points(rows)
    if len(counted) < 4 or len(counted) * 2 < len(rows) or points * 100 >= whole * limit.value:
        return
    others = sorted((one for one in rows if one not in counted), key=lambda one: -(one.indicator.points or 0))
    if others:
        heavy = listed((f"{one.title}（{one.target}）{figure(one.indicator.points)}分" for one in others[:3]), 3)
        share = f"{rounded(points / whole * 100, 1)}%"
        message = (
            f"{len(counted)}条数量指标合计只有{figure(points)}分，为指标总分{figure(whole)}分的{share}{limit.own}；"
            f"而{heavy}。"
        )
        yield Hit(message, counted[0].spot("points"), others[0].spot("points"), further(counted, "points"))


def _points(rows: list[Row]) -> Decimal:
    return sum((one.indicator.points or Decimal(0) for one in rows), Decimal(0))
