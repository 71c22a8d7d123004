"""Row checks: does the actual answer the target with a figure of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, further
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.rows import lost, marks, sides
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, rounded
from narrative.schema import Severity

ATTAINED = ("completion", "hedged")


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
        form(row("质量", "任务完成率", "100%", "全部完成", 8, 8)),
    ),
)
def figure_answered_by_formula(case: Case) -> Iterator[Hit]:
    """A target with a figure or date answered by a formula of attainment; one hit for all such rows."""
    rows = [
        one
        for one in case.rows
        if one.label("target") in ("quantity", "time")
        and re.search(r"[\d０-９]", one.indicator.target)
        and _only_words(one)
        and not _says_all(one)
    ]
    if rows:
        said = "；".join(f"{one.title}{sides(one)}，{marks(one)}" for one in rows)
        message = f"{said}；没有实际的数或日期，无法核对。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )


def _says_all(one: Row) -> bool:
    """全部完成 for 100%: the whole, in words."""
    whole = any(q.kind == "percent" and q.low == 100 for q in one.quantities("target"))
    return whole and bool(re.search("全部|全覆盖|全面覆盖|无一", one.indicator.actual))


def _only_words(one: Row) -> bool:
    """A formula of attainment, or a word of praise such as 及时, 满意, without any figure or date."""
    actual = one.indicator.actual.strip("。 ")
    judged = re.fullmatch(r"(?:较|很|基本|比较)?(?:及时|满意|良好|好|达标|合格|按时|按期|有效|正常|到位|是)", actual)
    return bool(one.label("actual") in ATTAINED or judged) and not one.quantities("actual")


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
    rows = [one for one in case.rows if overall(compare(one)) == "copied" and not _extreme(one)]
    if rows:
        points = sum((one.indicator.score or Decimal(0) for one in rows), Decimal(0))
        said = listed(f"{one.name}（{one.target}→{one.actual}）" for one in rows)
        message = f"{len(rows)}条指标的完成值照抄目标值，没有实际数，共得{figure(points)}分：{said}。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )


def _extreme(one: Row) -> bool:
    """The highest that occurred (最高50万元) is a result, though it reads like a bound."""
    return bool(re.search("最[高低大小多少]", one.indicator.actual))


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
            if found.why == "unit" and found.actual:
                ratio = f"；数值之比{rounded(found.ratio * 100, 1)}%，{marks(one)}" if found.ratio and lost(one) else ""
                message = (
                    f"{one.title}目标{found.target.text}，"
                    f"完成{found.actual.text}，单位不同（{found.target.unit}、{found.actual.unit}），不能直接比较{ratio}。"
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
            names = listed(f"{one.name}（{one.target}→{one.actual}，{marks(one)}）" for one, _ in rows)
            first, found = rows[0]
            also = tuple(one.spot("actual") for one, _ in rows[1:])
            yield Hit(f"{names}：{said}。", first.spot("actual", found.actual), first.spot("target"), also)


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
        said = listed(f"{one.name}（{one.target}→{one.actual}，{marks(one)}）" for one in rows)
        message = f"{said}：完成值恰为目标下限，没有上年数或台账可比。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )


@check(
    "R220",
    "完成值未填",
    "问题",
    why="完成值为空就无从评分。",
    remedy="补填实际完成值；不适用的说明原因。",
    fires=(form(row("数量", "覆盖率", "100%", "", 60, 60)), form(row("数量", "覆盖率", "100%", "—", 60, 60))),
    passes=(
        form(row("数量", "覆盖率", "100%", "98%", 60, "58.8")),
        form(row("数量", "覆盖率", "100%", "", 60, ""), kind="申报"),
    ),
)
def actual_blank(case: Case) -> Iterator[Hit]:
    """Rows with a target and no actual; an error where they are scored; one hit for the form."""
    rows = [one for one in case.rows if one.indicator.target.strip() and one.indicator.actual.strip() in BLANK]
    if rows:
        scored = [one for one in rows if one.indicator.score]
        said = listed(f"{one.name}（目标{one.target}，{marks(one)}）" for one in rows)
        tail = f"，其中{len(scored)}条已得分" if scored else ""
        severity: Severity = "错误" if scored else "问题"
        message = f"{len(rows)}条指标的完成值未填{tail}：{said}。"
        yield Hit(message, rows[0].spot("actual"), rows[0].spot("target"), further(rows, "actual"), severity)


BLANK = ("", "—", "-", "/", "－", "——")
