"""Corpus checks: how points, grades and kinds of indicator are spread over the projects of a department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from narrative.checks.case import Case
from narrative.checks.frame import EVERY, Hit, corpus_check
from narrative.checks.groups import by_department
from narrative.checks.rules.wording import NOTHING_REPORTED, vague
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, rounded
from narrative.checks.texts import explanation
from narrative.checks.words import has


@corpus_check(
    "X503",
    "评分等级没有区分度",
    "提示",
    why="全部项目同一等级，看不出差别，适合抽查。",
    remedy="对执行率低、目标不可核的项目重新评分。",
    fires=(
        tuple(
            form(project=name, total_score=score, rating="优")
            for name, score in (("甲", "99.58"), ("乙", "90.27"), ("丙", "100"))
        ),
    ),
    passes=(
        tuple(
            form(project=name, total_score=score, rating=rating)
            for name, score, rating in (("甲", "99", "优"), ("乙", "85", "良"), ("丙", "70", "中"))
        ),
    ),
)
def one_rating(cases: Sequence[Case]) -> Iterator[Hit]:
    """Every form of a year at the same grade."""
    for group in by_department([case for case in cases if case.form.rating]):
        ratings = Counter(case.form.rating for case in group)
        if len(group) >= group[0].profile.limit("few_rows").value and len(ratings) == 1:
            scores = sorted(case.form.total_score for case in group if case.form.total_score is not None)
            span = f"，总得分{figure(scores[0])}—{figure(scores[-1])}分" if scores else ""
            message = f"{len(group)}个项目全部评为“{group[0].form.rating}”{span}。"
            yield Hit(message, group[0].spot("rating"), also=tuple(case.spot("rating") for case in group[1:]))


@corpus_check(
    "X507",
    "各项目指标几乎全部满分",
    "问题",
    why="一个单位的指标条条满分，失分只来自执行率，指标起不到区分作用。",
    remedy="对不可核的指标补充标准，如实评分。",
    fires=(
        tuple(
            form(
                row("社会效益", "效果", "提升", "达成指标", 45, 45),
                row("数量", "检查", "≥5次", "5次", 45, 45),
                project=name,
            )
            for name in "甲乙丙"
        ),
    ),
    passes=(
        tuple(
            form(
                row("社会效益", "效果", "提升", "达成指标", 45, score),
                row("数量", "检查", "≥5次", "5次", 45, 45),
                project=name,
            )
            for name, score in zip("甲乙丙", (30, 38, 45), strict=True)
        ),
    ),
)
def everything_full_everywhere(cases: Sequence[Case]) -> Iterator[Hit]:
    """All rows of all forms of a year at full marks, and how many of them report only a formula."""
    for group in by_department(cases):
        scored = [
            one for case in group for one in case.rows if one.indicator.points and one.indicator.score is not None
        ]
        full = [one for one in scored if one.indicator.score == one.indicator.points]
        if len(group) < group[0].profile.limit("few_rows").value or not scored:
            continue
        if Decimal(len(full)) / len(scored) * 100 < group[0].profile.limit("output_full").value:
            continue
        words = [one for one in full if vague(one) and one.label("actual") in NOTHING_REPORTED]
        formula = [one for one in full if one.label("actual") == "completion"]
        scores = sorted(case.form.total_score for case in group if case.form.total_score is not None)
        span = f"；总得分{figure(scores[0])}—{figure(scores[-1])}分，差别只来自执行率" if scores else ""
        weak = f"，其中{len(formula)}条只填达成套话、{len(words)}条目标值不可核" if formula or words else ""
        message = f"{len(group)}个项目共{len(scored)}条指标，{len(full)}条满分{weak}{span}。"
        also = tuple(case.spot("total_score") for case in group)
        yield Hit(message, full[0].spot("score"), also=also, severity=None if weak else "提示")


@corpus_check(
    "X508",
    "各项目都缺同类指标",
    "问题",
    kinds=EVERY,
    why="一个单位的所有项目都没有满意度、时效或成本指标，评价内容不完整。",
    remedy="按所用口径补设缺少的类别。",
    fires=(
        tuple(
            form(
                row("社会效益", "社会满意率", "满意", "达成指标", 45, 45),
                row("数量", "检查", "≥5次", "5次", 45, 45),
                project=name,
            )
            for name in "甲乙丙"
        ),
    ),
    passes=(
        tuple(
            form(
                *(row(kind, f"{kind}项", "≥90%", "95%", 10, 10) for kind in ("数量", "质量", "时效", "成本", "满意度")),
                project=name,
            )
            for name in "甲乙丙"
        ),
    ),
)
def class_missing_everywhere(cases: Sequence[Case]) -> Iterator[Hit]:
    """Kinds of indicator that no form of the year has; satisfaction filed elsewhere is named."""
    for group in by_department(cases):
        have = "".join(one.level2 + one.level1 for case in group for one in case.form.indicators)
        if len(group) < group[0].profile.limit("few_rows").value or not have:
            continue
        kinds = {"满意": "满意度指标", "时效": "时效指标", "成本": "成本指标"}
        missing = [name for word, name in kinds.items() if word not in have.replace("进度", "时效")]
        if missing:
            filed = (
                [one for case in group for one in case.rows if "满意" in one.indicator.name]
                if "满意度指标" in missing
                else []
            )
            classes = listed(dict.fromkeys(one.indicator.level2 for one in filed), 3)
            where = f"；{len(filed)}条满意度列在{classes}" if filed else ""
            message = f"{len(group)}个项目没有一个设{listed(missing)}{where}。"
            first = next(case for case in group if case.form.indicators)
            yield Hit(message, first.spot("level2", 1), also=tuple(one.spot("level2") for one in filed))


@corpus_check(
    "X509",
    "各项目未给评分等级",
    "提示",
    why="总得分没有对应的等级，不便汇总；有的地方可以不评级。",
    remedy="按总得分填写等级，或说明当地不评级。",
    fires=(
        tuple(
            form(project=name, total_score=score) for name, score in (("甲", "87.40"), ("乙", "94.50"), ("丙", "89.00"))
        ),
    ),
    passes=(tuple(form(project=name, total_score="87.40", rating="良") for name in "甲乙丙"),),
)
def no_rating(cases: Sequence[Case]) -> Iterator[Hit]:
    """No form of the year has a grade; what the totals would give is said."""
    for group in by_department([case for case in cases if case.form.total_score is not None]):
        if len(group) < group[0].profile.limit("few_rows").value or any(case.form.rating for case in group):
            continue
        said = listed(f"“{case.form.project}”{figure(case.form.total_score)}分" for case in group)
        bands = Counter(_band(case) for case in group)
        would = "、".join(f"{name}{count}个" for name, count in bands.items())
        message = f"{len(group)}个项目都没有评分等级：{said}；按通用区间为{would}。"
        yield Hit(message, group[0].spot("total_score"), also=tuple(case.spot("total_score") for case in group[1:]))


def _band(case: Case) -> str:
    bands, total = case.profile.bands, case.form.total_score or Decimal(0)
    return max((name for name in bands if bands[name] <= total), key=lambda name: bands[name], default="（无）")


@corpus_check(
    "X510",
    "各项目的执行率扣分都没有说明",
    "提示",
    why="执行率扣分是唯一的失分来源，却没有一个项目说明原因。",
    remedy="逐个项目说明未执行的金额和原因。",
    fires=(tuple(form(project=name, total=fund("10", "10", "9.5", "10", "95.00", "9.50")) for name in "甲乙丙"),),
    passes=(tuple(form(project=name, total=fund("10", "10", "10", "10", "100.00", "10.00")) for name in "甲乙丙"),),
)
def losses_unexplained(cases: Sequence[Case]) -> Iterator[Hit]:
    """Execution points lost in several forms, by how much, none explained."""
    for group in by_department(cases):
        lost = [
            (case, gap)
            for case in group
            if (gap := _lost(case)) and not explanation(case, lambda text: has(text, "execution_reason"))
        ]
        if group and len(lost) >= group[0].profile.limit("few_rows").value:
            said = listed((f"“{case.form.project}”{rounded(gap)}分" for case, gap in lost), 12)
            message = f"{len(lost)}个项目因执行率扣分，表中都没有说明：{said}。"
            yield Hit(
                message,
                lost[0][0].fund("total", "score"),
                also=tuple(case.fund("total", "score") for case, _ in lost[1:]),
            )


def _lost(case: Case) -> Decimal:
    total = case.form.funds.get("total")
    if total is None or total.points is None or total.score is None:
        return Decimal(0)
    return max(total.points - total.score, Decimal(0))
