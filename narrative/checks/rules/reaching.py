"""Row checks: is the target reached, and does the score follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal

from narrative.checks.case import Case, Row, further
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.profiles import Tier
from narrative.checks.rows import full, lost, marks, missed, short_by, sides
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted, rounded
from narrative.checks.scoring import expected, tier_of
from narrative.schema import Indicator, Severity


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
        found = missed(one) if full(one) else None
        if found:
            fair = expected(found, one.indicator.points or Decimal(0), case.profile)
            scores = "或".join(f"{name}应得{rounded(score)}分" for name, score in fair.items())
            should = f"；按{scores}" if fair else ""
            message = (
                f"{one.title}{sides(one, found)}{short_by(found)}，未达目标而得满分{figure(one.indicator.score)}"
                f"分{should}。"
            )
            slight = (
                fair and (one.indicator.score or 0) - max(fair.values()) <= case.profile.limit("row_tolerance").value
            )
            severity: Severity | None = "问题" if slight else None
            yield Hit(message, one.spot("actual", found.actual), one.spot("target", found.target), severity=severity)


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
        found, item = (missed(one) if lost(one) else None), one.indicator
        if found is None or item.points is None or item.score is None or len(compare(one)) > 1:
            continue
        fair = expected(found, item.points, case.profile)
        gaps = [abs(score - item.score) for score in fair.values()]
        if not gaps or min(gaps) <= case.profile.limit("row_tolerance").value or _cut_off(fair.values(), item.score):
            continue
        shown = "或".join(f"{name}为{rounded(score)}分" for name, score in fair.items())
        message = f"{one.title}{sides(one, found)}{short_by(found)}，{shown}，表中{marks(one)}。"
        yield Hit(message, one.spot("score"), one.spot("actual", found.actual), severity=_how_far(min(gaps), item))


def _cut_off(fair: Iterable[Decimal], score: Decimal) -> bool:
    """The score is the expected one cut to one decimal."""
    return any(one.quantize(Decimal("0.1"), ROUND_DOWN) == score for one in fair)


def _how_far(gap: Decimal, item: Indicator) -> Severity:
    """A whole figure less than a point away is rounding; a tenth of the points, a question; more, an error."""
    whole = item.score is not None and item.score == item.score.to_integral_value()
    if whole and gap < 1:
        return "提示"
    return "问题" if gap <= (item.points or Decimal(0)) / 10 else "错误"


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
        if not lost(one) or overall(found) not in ("met", "bound", "copied"):
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
    found = [(one, tier, share) for one in case.rows for tier, share in _outside(one, case)]
    if found:
        alike: dict[str, list[str]] = {}
        for one, tier, share in found:
            range_ = f"{tier.name}档为{figure(tier.high)}%—{figure(tier.low)}%"
            said = f"填{quoted(one.actual)}、得分率{rounded(share, 1)}%（{range_}）"
            alike.setdefault(said, []).append(f"{one.title}{marks(one)}")
        message = "；".join(f"{listed(rows)}，{said}" for said, rows in alike.items())
        rows = [one for one, _, _ in found]
        yield Hit(f"{message}。", rows[0].spot("score"), rows[0].spot("actual"), further(rows, "score"))


def _outside(one: Row, case: Case) -> Iterator[tuple[Tier, Decimal]]:
    """The tier a vague row claims, with its share of the points, where that is outside the tier's range."""
    item, tier = one.indicator, tier_of(one.indicator.actual, case.profile)
    if tier and item.points and item.score is not None and one.label("target") not in ("quantity", "time"):
        share = item.score / item.points * 100
        if not tier.low <= share <= tier.high:
            yield tier, share
