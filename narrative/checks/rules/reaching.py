"""Row checks: is the target reached, and does the score follow from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row
from narrative.checks.comparing import Comparison, compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.sample import form, row
from narrative.checks.say import around, figure, listed, quoted, rounded
from narrative.checks.scoring import expected, tier_of
from narrative.schema import MEASURABLE, Quantity, Severity

ATTAINED = ("completion", "hedged")


def sides(one: Row, found: Comparison | None = None) -> str:
    """Target and actual of a row as printed; of long cells, what stands around the figures compared."""
    sides = [("target", found.target if found else None), ("actual", found.actual if found else None)]
    shown = [_side(one, name, quantity) for name, quantity in sides]
    return f"年度指标值{shown[0]}，实际完成值{shown[1]}"


def _side(one: Row, name: str, quantity: Quantity | None) -> str:
    text = one.case.text(name, one.number)
    return around(text, quantity.start, quantity.end) if quantity else quoted(text)


def marks(one: Row) -> str:
    """Score and points as printed."""
    item = one.indicator
    return f"得{figure(item.score)}分（分值{figure(item.points)}分）"


def short_by(one: Comparison) -> str:
    """By how much the bound is missed or passed, in words; "" where no ratio says it."""
    if one.ratio is None or one.direction == "time":
        return "，晚于目标" if one.direction == "time" and one.verdict == "missed" else ""
    share = one.ratio * 100
    return f"，为目标值的{rounded(share, 1)}%"


def _missed(one: Row) -> Comparison | None:
    return next((found for found in compare(one) if found.verdict == "missed"), None)


def _full(one: Row) -> bool:
    item = one.indicator
    return bool(item.points) and item.score == item.points


def _lost(one: Row) -> bool:
    item = one.indicator
    return item.points is not None and item.score is not None and item.score < item.points


@check(
    "R201",
    "未达目标却得满分",
    "错误",
    why="定量指标未完成的按完成比例扣分。",
    remedy="按完成比例扣分，并说明原因和改进措施。",
    fires=(
        form(row("数量", "补贴人次", "≥4754人", "4604人", 10, 10)),
        form(row("成本", "人均补贴标准", "≤5300元", "5830元", 10, 10)),
        form(row("数量", "网站和公众号运营", "6个", "运维网络平台5个", 2, 2)),
    ),
    passes=(
        form(row("数量", "补贴人次", "≥4754人", "4754人", 10, 10)),
        form(row("成本", "项目成本", "≤5300元", "5230元", 10, 10)),
        form(row("数量", "志愿者宣传频次", "每周不少于1次", "每周不少于2次", 5, 5)),
        form(row("数量", "文化产品", "34部", "戏剧1部、动画1部、动漫1部，专题视频31部", 1, 1)),
    ),
)
def full_though_missed(case: Case) -> Iterator[Hit]:
    """The target is missed by its own figure or date, and the score is full."""
    for one in case.rows:
        found = _missed(one) if _full(one) else None
        if found:
            fair = expected(found, one.indicator.points or Decimal(0), case.profile)
            scores = "或".join(f"{name}应得{rounded(score)}分" for name, score in fair.items())
            should = f"；按{scores}" if fair else ""
            message = (
                f"{one.title}{sides(one, found)}{short_by(found)}，未达目标而得满分{figure(one.indicator.score)}"
                f"分{should}。"
            )
            yield Hit(message, one.spot("actual", found.actual), one.spot("target", found.target))


@check(
    "R202",
    "得分与完成比例不符",
    "错误",
    why="定量指标未完成时，得分＝完成比例×分值；越小越好的指标有两种通行算法。",
    remedy="按完成比例重新计算得分；如当地另有算法，请写明。",
    fires=(form(row("数量", "培训天数", "≥3天", "1天", 2, "0.5")),),
    passes=(
        form(row("数量", "培训", "5场", "2场", 6, "2.4")),
        form(row("成本", "单位成本", "≤100元", "120元", 10, "8")),
        form(row("成本", "单位成本", "≤100元", "120元", 10, "8.33")),
    ),
)
def score_off_formula(case: Case) -> Iterator[Hit]:
    """A missed target whose score follows none of the accepted formulas."""
    for one in case.rows:
        found, item = (_missed(one) if _lost(one) else None), one.indicator
        if found is None or item.points is None or item.score is None or len(compare(one)) > 1:
            continue
        fair = expected(found, item.points, case.profile)
        gaps = [abs(score - item.score) for score in fair.values()]
        if not gaps or min(gaps) <= case.profile.limit("row_tolerance").value:
            continue
        shown = "或".join(f"{name}为{rounded(score)}分" for name, score in fair.items())
        message = f"{one.title}{sides(one, found)}{short_by(found)}，{shown}，表中{marks(one)}。"
        small = min(gaps) <= item.points / 10 or item.score == item.score.to_integral_value()
        yield Hit(message, one.spot("score"), one.spot("actual", found.actual), severity="问题" if small else None)


@check(
    "R203",
    "达到目标却被扣分",
    "问题",
    why="达到目标值应得满分；扣分说明评分用的不是目标值，或完成值不是实际数。",
    remedy="写明扣分依据；若实际未达目标，据实填写完成值。",
    fires=(
        form(row("数量", "检查家次", "≥100家次", "105家次", 10, 7)),
        form(row("满意度", "青少年满意度", ">90%", "满意度>90%", 10, 9, reason="个别对象未填写评估表，未实现100%。")),
    ),
    passes=(
        form(row("数量", "检查家次", "≥100家次", "105家次", 10, 10)),
        form(row("数量", "检查家次", "≥100家次", "80家次", 10, 8)),
    ),
)
def points_lost_though_met(case: Case) -> Iterator[Hit]:
    """Every bound is reached as filed, and points are lost."""
    hits = []
    for one in case.rows:
        found = compare(one)
        if not _lost(one) or overall(found) not in ("met", "bound", "copied"):
            continue
        reason = one.indicator.reason.strip()
        why = _why_lost(one) if reason else "，没有说明扣分原因"
        hits.append((one, f"{one.title}{sides(one)}，已达目标而{marks(one)}{why}"))
    if hits:
        rows = [one for one, _ in hits]
        message = "；".join(said for _, said in hits)
        yield Hit(
            f"{message}。", rows[0].spot("score"), rows[0].spot("actual"), tuple(one.spot("score") for one in rows[1:])
        )


def _why_lost(one: Row) -> str:
    """The reason given, and whether it argues from another figure than the target's."""
    target = next((q for q in one.quantities("target") if q.kind == "percent"), None)
    other = next((q for q in one.quantities("reason") if target and q.kind == "percent" and q.low != target.low), None)
    said = f"，原因写{quoted(one.indicator.reason)}"
    return f"{said}，所说的{other.text}不是目标值" if other else said


@check(
    "R204",
    "得分超出所填档位的区间",
    "错误",
    why="定性指标按三档评分，每一档有得分区间。",
    remedy="按档位区间评分，或改填与得分相符的档位。",
    fires=(
        form(row("社会效益", "服务效果", "提升自信", "基本达成预期指标且效果较好", 8, 6)),
        form(row("社会效益", "服务效果", "提升自信", "部分达成预期指标并具有一定效果", 10, 10)),
    ),
    passes=(
        form(row("社会效益", "服务效果", "提升自信", "基本达成预期指标且效果较好", 10, 8)),
        form(row("社会效益", "服务效果", "提升自信", "未达成预期指标且效果较差", 10, 3)),
    ),
)
def score_outside_tier(case: Case) -> Iterator[Hit]:
    """The actual claims a tier; the score lies outside its range; one hit for all such rows."""
    found = []
    for one in case.rows:
        item, tier = one.indicator, tier_of(one.indicator.actual, case.profile)
        if tier is None or not item.points or item.score is None or one.label("target") in ("quantity", "time"):
            continue
        share = item.score / item.points * 100
        if not tier.low <= share <= tier.high:
            found.append((one, f"{one.title}填{quoted(item.actual)}，{marks(one)}，得分率{rounded(share, 1)}%", tier))
    if found:
        ranges = listed(
            dict.fromkeys(f"{tier.name}档为{figure(tier.high)}%—{figure(tier.low)}%" for _, _, tier in found)
        )
        message = f"{'；'.join(said for _, said, _ in found)}；{ranges}。"
        first = found[0][0]
        yield Hit(
            message, first.spot("score"), first.spot("actual"), tuple(one.spot("score") for one, _, _ in found[1:])
        )


@check(
    "R205",
    "定量目标只填了达成套话",
    "错误",
    why="目标有数或时限，完成值就要有实际的数或时间，否则无法核对。",
    remedy="填写实际完成的数值或日期。",
    fires=(
        form(row("满意度", "公众满意度", "≥70%", "基本达成预期指标", 8, 6)),
        form(row("时效", "完成时间", "12月底前", "达成指标", 8, 8)),
    ),
    passes=(
        form(row("满意度", "公众满意度", "≥70%", "82%", 8, 8)),
        form(row("社会效益", "影响力", "提升", "达成指标", 8, 8)),
    ),
)
def figure_answered_by_formula(case: Case) -> Iterator[Hit]:
    """A target with a figure or date answered by a formula of attainment; one hit for all such rows."""
    rows = [one for one in case.rows if one.label("target") in ("quantity", "time") and _only_words(one)]
    if rows:
        said = "；".join(f"{one.title}{sides(one)}，{marks(one)}" for one in rows)
        message = f"{said}；没有实际的数或日期，无法核对。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )


def _only_words(one: Row) -> bool:
    """A formula of attainment, or a short word such as 及时, 满意, without any figure or date."""
    said = one.label("actual") in ATTAINED or (
        0 < len(one.indicator.actual.strip()) <= 6 and one.label("actual") != "empty"
    )
    worded = re.search("[零全无未逐每均]", one.indicator.actual)  # a worded nought or full is a figure
    return said and not one.quantities("actual") and not worded


@check(
    "R206",
    "完成值照抄目标值",
    "问题",
    why="完成值原样重复目标的界限（≥90%填≥90%），没有报告实际数。",
    remedy="填写实测值及来源。",
    fires=(form(row("质量", "岗位匹配度", "≥90%", "≥90%", 5, 5), row("数量", "道路长度", "≥266米", "≥266米", 5, 5)),),
    passes=(form(row("质量", "岗位匹配度", "≥90%", "94.46%", 5, 5)), form(row("数量", "讲座", "150场", "150场", 5, 5))),
)
def bound_copied(case: Case) -> Iterator[Hit]:
    """Measurable targets whose actual repeats the bound; one hit for the form."""
    rows = [one for one in case.rows if one.label("target") in MEASURABLE and _is_copy(one)]
    if rows:
        points = sum((one.indicator.score or Decimal(0) for one in rows), Decimal(0))
        said = listed(f"{one.indicator.name}（{one.indicator.target}→{one.indicator.actual}）" for one in rows)
        message = f"{len(rows)}条指标的完成值照抄目标值，没有实际数，共得{figure(points)}分：{said}。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )


def _is_copy(one: Row) -> bool:
    """A bound said again; a point value said again, or the highest that occurred, is a result."""
    if re.search("最[高低大小多少]", one.indicator.actual):
        return False
    if one.label("target") in ("quantity", "time"):
        return overall(compare(one)) == "copied"
    return one.label("actual") == "copy"


@check(
    "R207",
    "目标值与完成值单位不同",
    "问题",
    why="单位不同就不是同一个量，不能比较，也不能按比例计分。",
    remedy="统一单位；确需换算的写明换算口径。",
    fires=(form(row("数量", "学生走访", "2500名学生走访", "2166人次", 3, "2.6")),),
    passes=(
        form(row("数量", "学生走访", "2500名", "2166人", 3, "2.6")),
        form(row("数量", "培训", "≥5场", "6场次", 3, 3)),
    ),
)
def units_differ(case: Case) -> Iterator[Hit]:
    """Target and actual count in different units."""
    for one in case.rows:
        for found in compare(one):
            if found.why == "unit" and found.actual and found.actual.unit and found.target.kind == found.actual.kind:
                ratio = (
                    f"；数值之比{rounded(found.ratio * 100, 1)}%，{marks(one)}" if found.ratio and _lost(one) else ""
                )
                message = (
                    f"{one.title}目标{found.target.text}（{found.target.unit}），"
                    f"完成{found.actual.text}（{found.actual.unit}），单位不同，不能直接比较{ratio}。"
                )
                yield Hit(message, one.spot("actual", found.actual), one.spot("target", found.target))


@check(
    "R208",
    "完成值与目标值无法比较",
    "问题",
    why="“约90%”对“≥90%”、百分数对期间，都看不出是否达到目标。",
    remedy="按目标的口径填写确切的数或日期。",
    fires=(
        form(row("满意度", "群众满意度", "≥90%", "约90%", 10, 10)),
        form(row("时效", "工作指导", "1-12月", "100%", 2, 2), row("时效", "活动监测", "1-12月", "100%", 2, 2)),
    ),
    passes=(
        form(row("满意度", "群众满意度", "≥90%", "约97%", 10, 10)),
        form(row("时效", "工作指导", "1-12月", "1-12月", 2, 2)),
    ),
)
def cannot_be_told(case: Case) -> Iterator[Hit]:
    """Approximate actuals at the bound, other kinds of measure; one hit a kind."""
    kinds = {
        "approximate": "只说约数，是否达到目标看不出",
        "period": "目标是时间，完成值不是时间",
        "change": "一为增减幅度，一为水平",
    }
    for why, said in kinds.items():
        rows = [(one, found) for one in case.rows for found in compare(one) if found.why == why]
        if rows:
            names = listed(
                f"{one.indicator.name}（{one.indicator.target}→{one.indicator.actual}，{marks(one)}）"
                for one, _ in rows
            )
            first, found = rows[0]
            also = tuple(one.spot("actual") for one, _ in rows[1:])
            yield Hit(f"{names}：{said}。", first.spot("actual", found.actual), first.spot("target"), also)


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
        found = _missed(one)
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
        f"{one.title}目标{quoted(one.indicator.target)}，完成{quoted(one.indicator.actual)}，"
        f"为目标的{rounded(_share(top) * 100, 0)}%"
        for one, top in found
    )
    first, top = found[0]
    note = "目标值偏低" if worst >= low.value else f"达到{rounded(ask.value, 1)}倍而未说明原因"
    message = f"{said}；{note}{low.own if worst >= low.value else ''}，请说明目标值如何确定。"
    also = tuple(one.spot("actual") for one, _ in found[1:])
    severity: Severity = "问题" if worst >= low.value else "提示"
    yield Hit(message, first.spot("actual", top.actual), first.spot("target", top.target), also, severity)


def _share(found: Comparison) -> Decimal:
    return found.ratio or Decimal(0)


def _over(found: Comparison, limit: Decimal) -> bool:
    """Counts and amounts of work only: a rate is bounded, and a target of one or two is soon doubled."""
    if found.direction != "up" or found.ratio is None or found.verdict != "met":
        return False
    counted = found.target.kind in ("count", "number", "measure") and (found.target.low or 0) > 2
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
        found = _missed(one)
        if found and _lost(one) and one.label("reason") not in ("missing", "none"):
            message = (
                f"{one.title}{sides(one, found)}{short_by(found)}，未达目标，{marks(one)}，原因："
                f"{quoted(one.indicator.reason)}。"
            )
            yield Hit(message, one.spot("actual", found.actual), one.spot("target", found.target))


@check(
    "R219",
    "完成值恰为目标下限",
    "提示",
    why="完成值与目标的最低界限分毫不差，多半是照目标填的，看不出实际完成多少。",
    remedy="填写台账中的实际数。",
    fires=(form(row("数量", "深井维保", "≥30.00(次)", "30.00(次)", 15, 15)),),
    passes=(
        form(row("数量", "深井维保", "≥30.00(次)", "31.00(次)", 15, 15)),
        form(row("数量", "购车", "=1辆", "1辆", 5, 5)),
    ),
)
def just_the_bound(case: Case) -> Iterator[Hit]:
    """Counts filed exactly at an open bound; one hit for all such rows."""
    rows = [
        one
        for one in case.rows
        if any(
            f.verdict == "bound" and f.target.relation in (">=", ">") and (f.target.low or 0) > 1 for f in compare(one)
        )
        and not any(quantity.low == 100 and quantity.kind == "percent" for quantity in one.quantities("actual"))
    ]
    if rows:
        said = listed(
            f"{one.indicator.name}（{one.indicator.target}→{one.indicator.actual}，{marks(one)}）" for one in rows
        )
        message = f"{said}：完成值恰为目标下限，没有上年数或台账可比。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )
