"""Form checks: do points, scores, rating and weights add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from narrative.checks.case import Case, Row
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.profiles import group_points
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed

FULL = Decimal(100)


def _sum(figures: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, or None when a figure is missing: a sum over gaps proves nothing."""
    known = list(figures)
    return None if not known or None in known else sum((one for one in known if one is not None), Decimal(0))


def _as_read(case: Case, hit: Hit) -> Hit:
    """A sum over a form that was not read whole is only a hint: the missing row may be ours."""
    if not case.unsure:
        return replace(hit, message=f"{hit.message}。")
    return replace(hit, message=f"{hit.message}（读表时：{case.unsure}，请先核对原表）。", severity="提示")


def execution(case: Case, item: str) -> Decimal | None:
    """Points or score of budget execution, as the first row of the funds block prints it."""
    total = case.form.funds.get("total")
    return getattr(total, item) if total else None


_ROWS = (row("数量", "检查家次", "≥100家次", "100家次", 50, 50), row("社会效益", "事故起数", "≤2起", "1起", 40, 40))
_FUND = fund("10.00", "10.00", "10.00", "10.00", "100.00", "10.00")


@check(
    "F401",
    "分值合计不等于满分",
    "错误",
    kinds=EVERY,
    why="各条指标分值与预算执行分值相加应等于总分，否则总得分没有意义。",
    remedy="核对各条指标分值，使其与预算执行分值之和等于100分。",
    fires=(form(_ROWS[0], row("社会效益", "事故起数", "≤2起", "1起", 35, 35), total=_FUND),),
    passes=(form(*_ROWS, total=_FUND), form(_ROWS[0], row("社会效益", "受益人数", "≥5人", "6人"), total=_FUND)),
)
def points_do_not_add_up(case: Case) -> Iterator[Hit]:
    """Σ points + execution points against the total printed, or 100."""
    rows = _sum(one.points for one in case.form.indicators)
    if rows is None:
        return
    share = execution(case, "points")
    wanted = case.form.total_points or FULL
    sums = {rows + share} if share is not None else {rows, rows + case.profile.weights.get("预算执行", Decimal(10))}
    if any(abs(one - wanted) <= case.profile.limit("total_tolerance").value for one in sums):
        return
    parts = f"加预算执行{figure(share)}分" if share is not None else "（预算执行分值未见）"
    message = (
        f"各条指标分值合计{figure(rows)}分，{parts}，得{figure(rows + (share or 0))}分，与总分{figure(wanted)}分不等"
    )
    yield _as_read(case, Hit(message, case.spot("total_points"), also=tuple(one.spot("points") for one in case.rows)))


@check(
    "F402",
    "组内分值不等于表头分值",
    "错误",
    kinds=EVERY,
    why="一级指标后标注的分值是本组指标分值之和。",
    remedy="调整组内各条分值，或改正一级指标后标注的分值。",
    fires=(form(row("数量", "检查家次", "≥100家次", "100家次", 40, 40, level1_points=50)),),
    passes=(form(row("数量", "检查家次", "≥100家次", "100家次", 50, 50, level1_points=50)),),
)
def group_differs_from_header(case: Case) -> Iterator[Hit]:
    """The sum of a group's points against the figure behind its first-level label."""
    groups: dict[str, list[Row]] = {}
    for one in case.rows:
        groups.setdefault(one.indicator.level1, []).append(one)
    satisfaction = [one for name, rows in groups.items() if "满意" in name for one in rows]
    for name, rows in groups.items():
        header = rows[0].indicator.level1_points
        total = _sum(one.indicator.points for one in rows)
        with_all = _sum(one.indicator.points for one in (*rows, *satisfaction))  # some count it under 效果
        tolerance = case.profile.limit("total_tolerance").value
        if header is None or total is None or any(abs((one or 0) - header) <= tolerance for one in (total, with_all)):
            continue
        message = f"{name}标注{figure(header)}分，组内{len(rows)}条指标分值合计{figure(total)}分"
        yield _as_read(case, Hit(message, rows[0].spot("level1"), also=tuple(one.spot("points") for one in rows)))


@check(
    "F403",
    "权重与所用口径不同",
    "提示",
    kinds=EVERY,
    why="各地各年权重不同；与所选口径不符时，要么是当地规定，要么是填错。",
    remedy="如当地另有规定，用 --profile 指定相应口径；否则按口径调整分值。",
    fires=(
        form(
            row("数量", "检查家次", "≥100家次", "100家次", 30, 30), row("社会效益", "事故起数", "≤2起", "1起", 60, 60)
        ),
    ),
    passes=(
        form(
            row("数量", "检查家次", "≥100家次", points=50),
            row("社会效益", "事故", "≤2起", points=30),
            row("满意度", "群众满意度", "≥90%", points=10),
        ),
    ),
)
def weights_differ_from_profile(case: Case) -> Iterator[Hit]:
    """The points of each group against the profile's, said once."""
    if _sum(one.points for one in case.form.indicators) is None:
        return
    groups = group_points(case.form)
    wanted = {name: points for name, points in case.profile.weights.items() if name != "预算执行"}
    if not wanted or groups == wanted:
        return
    filed = listed(f"{name}{figure(points)}" for name, points in groups.items())
    usual = listed(f"{name}{figure(points)}" for name, points in wanted.items())
    yield Hit(f"本表权重为{filed}；口径“{case.profile.title}”为{usual}。", case.spot("level1", 1))


@check(
    "F404",
    "总得分不等于各项得分之和",
    "错误",
    why="总得分由预算执行得分与各条指标得分相加而来。",
    remedy="重新加总；如有加减分，另行写明。",
    fires=(form(*_ROWS, total=_FUND, total_score="98.00"),),
    passes=(form(*_ROWS, total=_FUND, total_score="100.00"), form(*_ROWS, total=_FUND, total_score="99.95")),
)
def scores_do_not_add_up(case: Case) -> Iterator[Hit]:
    """Σ scores + execution score against the total printed."""
    rows, total = _sum(one.score for one in case.form.indicators), case.form.total_score
    share = execution(case, "score")
    if rows is None or total is None or (share is None and execution(case, "points") is not None):
        return
    found = rows + (share or Decimal(0))
    if abs(found - total) <= case.profile.limit("total_tolerance").value:
        return
    money = f"预算执行得分{figure(share)}分加" if share is not None else ""
    message = (
        f"{money}各条指标得分{figure(rows)}分，合计{figure(found)}分，"
        f"表中总得分为{figure(total)}分，相差{figure(abs(found - total))}分"
    )
    yield _as_read(case, Hit(message, case.spot("total_score"), also=tuple(one.spot("score") for one in case.rows)))


@check(
    "F413",
    "评分等级与总得分不符",
    "错误",
    why="等级由总得分所在区间决定。",
    remedy="按总得分所在区间改正等级，或改正总得分。",
    fires=(form(*_ROWS, total_score="85.00", rating="优"),),
    passes=(form(*_ROWS, total_score="90.00", rating="优"), form(*_ROWS, total_score="85.00")),
)
def rating_outside_band(case: Case) -> Iterator[Hit]:
    """The grade word against the band of the total."""
    total, bands = case.form.total_score, case.profile.bands
    if total is None or case.form.rating not in bands:
        return
    fitting = max((name for name in bands if bands[name] <= total), key=lambda name: bands[name], default="")
    if fitting != case.form.rating:
        message = f"总得分{figure(total)}分，按“{case.profile.title}”属“{fitting}”，表中评为“{case.form.rating}”。"
        yield Hit(message, case.spot("rating"), case.spot("total_score"))


@check(
    "F414",
    "得分高于分值",
    "错误",
    why="单条指标不设加分，得分不超过分值。",
    remedy="得分以分值为上限。",
    fires=(form(row("数量", "检查家次", "≥100家次", "150家次", 10, 12)),),
    passes=(form(row("数量", "检查家次", "≥100家次", "150家次", 10, 10)),),
)
def score_above_points(case: Case) -> Iterator[Hit]:
    """A row's score above its points."""
    for one in case.rows:
        points, score = one.indicator.points, one.indicator.score
        if points is not None and score is not None and score > points:
            message = f"{one.title}分值{figure(points)}分，得分{figure(score)}分，超出分值。"
            yield Hit(message, one.spot("score"), one.spot("points"))


@check(
    "F415",
    "有分值而未填得分",
    "问题",
    why="有分值的指标都应评分，否则总得分无从核对。",
    remedy="补填得分；不适用的指标说明原因，并按规则折算。",
    fires=(form(row("数量", "检查家次", "≥100家次", "150家次", 10), row("质量", "合格率", "≥90%", "95%", 10, 10)),),
    passes=(form(row("数量", "检查家次", "≥100家次", "150家次", 10)),),
)
def score_missing(case: Case) -> Iterator[Hit]:
    """Rows with points and no score, on a form that scores others."""
    if all(one.score is None for one in case.form.indicators):
        return
    blank = [one for one in case.rows if one.indicator.points and one.indicator.score is None]
    if blank:
        message = f"{listed(one.title for one in blank)}有分值而未填得分。"
        yield Hit(message, blank[0].spot("score"), also=tuple(one.spot("score") for one in blank[1:]))


@check(
    "F416",
    "指标全部满分",
    "提示",
    why="全部满分的表没有区分度，总分只随执行率变动，适合抽查。",
    remedy="对不可核的指标补充标准和依据，如实评分。",
    fires=(form(*(row("数量", f"检查{n}", "≥5次", "5次", 10, 10) for n in "甲乙丙")),),
    passes=(form(*(row("数量", f"检查{n}", "≥5次", "5次", 10, s) for n, s in (("甲", 10), ("乙", 9), ("丙", 10)))),),
)
def everything_full(case: Case) -> Iterator[Hit]:
    """Every row at full marks."""
    rows = list(case.rows)
    scored = [one.indicator for one in rows if one.indicator.points and one.indicator.score is not None]
    if len(rows) < case.profile.limit("few_rows").value or len(scored) < len(rows):
        return
    if all(one.score == one.points for one in scored):
        points = sum((one.points or Decimal(0) for one in scored), Decimal(0))
        blank = "，偏差原因栏全部为空" if not any(one.reason.strip() for one in scored) else ""
        total = case.form.total_score
        tail = f"；总得分{figure(total)}分只反映预算执行" if total is not None else ""
        message = f"{len(rows)}条指标共{figure(points)}分全部满分{blank}{tail}。"
        yield Hit(message, rows[0].spot("score"), also=tuple(one.spot("score") for one in rows[1:]))


@check(
    "F417",
    "缺少应有的指标类别",
    "提示",
    kinds=EVERY,
    why="只设容易完成的类别，看不出项目的质量、进度、成本和服务对象感受。",
    remedy="补设缺少的类别，或说明不适用的原因。",
    fires=(
        form(
            row("数量", "检查家次", "≥100家次", "100家次", 50, 50), row("社会效益", "事故起数", "≤2起", "1起", 40, 40)
        ),
    ),
    passes=(
        form(*(row(kind, f"{kind}项", "≥90%", "95%", 10, 10) for kind in ("数量", "质量", "时效", "成本", "满意度"))),
    ),
)
def class_missing(case: Case) -> Iterator[Hit]:
    """Kinds of indicator the profile asks for and the form has not."""
    rows = case.form.indicators
    if not rows:
        return
    have = "".join(one.level2 + one.level1 for one in rows).replace("进度", "进度时效").replace("时效", "时效进度")
    missing = [kind for kind in case.profile.required if kind not in have]
    if not missing:
        return
    filed = [one for one in case.rows if "满意" in one.indicator.name and "满意" in missing]
    under = f"；{listed(f'{one.name}列在{one.indicator.level2}' for one in filed)}" if filed else ""
    names = listed(kind + ("度指标" if kind == "满意" else "指标") for kind in missing)
    yield Hit(f"本表没有{names}{under}。", case.spot("level2", 1), also=tuple(one.spot("level2") for one in filed))
