"""Row checks: one thing measured twice, a target too low to miss, an actual that is still a bound."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row, further
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.rows import marks
from narrative.checks.rules.spending import rate_of, rate_said
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted

_BOUND = re.compile(r"不少于|不低于|不高于|不超过|[≥≤＞＜><]")
_SAVED = re.compile(r"节省|节约|节支|降低[^，。；]{0,4}成本|成本[^，。；]{0,4}降低")


@check(
    "W134",
    "同一件事在几类指标里重复",
    "提示",
    kinds=EVERY,
    why="同一项工作既设数量又设进度或质量，一次完成得几次分，别的方面没有指标。",
    remedy="一项工作设一条最能说明问题的指标；其余改为衡量质量和效果。",
    fires=(
        form(
            row("数量", "站点工作指导", "3900次", "4000次", 5, 5),
            row("数量", "团体督导", "780次", "810次", 2, 2),
            row("进度", "站点工作指导", "1-12月", "100%", 2, 2),
            row("进度", "团体督导", "1-12月", "100%", 2, 2),
        ),
    ),
    passes=(
        form(
            row("数量", "站点工作指导", "3900次", "4000次", 5, 5),
            row("进度", "指导完成时间", "12月底前", "11月", 2, 2),
        ),
    ),
)
def measured_twice(case: Case) -> Iterator[Hit]:
    """Indicator names that stand under another kind and again under time; one hit for the form."""
    named: dict[str, list[Row]] = {}
    for one in case.rows:
        named.setdefault(one.indicator.name.strip("。 "), []).append(one)
    again = [rows for name, rows in named.items() if name and _also_timed(rows)]
    if again:
        said = listed(
            f"{rows[0].name}（{'、'.join(f'{one.indicator.level2}{one.target}' for one in rows)}）" for rows in again
        )
        every = [one for rows in again for one in rows]
        points = sum(one.indicator.points or 0 for one in every)
        total = f"，共计{figure(points)}分" if points else ""
        yield Hit(
            f"{len(again)}项工作各设了几条指标{total}：{said}。",
            every[0].spot("name"),
            every[1].spot("name"),
            further(every[1:], "name"),
        )


def _also_timed(rows: list[Row]) -> bool:
    """Several kinds, one of them time: the date by which a count is reached is no second measure."""
    kinds = {one.indicator.level2 for one in rows}
    return len(kinds) > 1 and any("时效" in kind or "进度" in kind for kind in kinds)


@check(
    "W135",
    "满意度目标偏低",
    "提示",
    kinds=EVERY,
    why="满意度目标定得低，几乎不可能达不到，看不出服务好坏。",
    remedy="按上年实际或同类项目的水平确定目标值。",
    fires=(form(row("满意度", "活动公众满意度", "≥70%", "76%", 8, 8)),),
    passes=(form(row("满意度", "活动公众满意度", "≥90%", "93%", 8, 8)),),
)
def satisfaction_low(case: Case) -> Iterator[Hit]:
    """A satisfaction target under the usual level."""
    limit = case.profile.limit("low_satisfaction")
    for one in case.rows:
        wanted = next((q for q in one.quantities("target") if q.kind == "percent" and q.low), None)
        if wanted and "满意" in one.indicator.name + one.indicator.level2 and (wanted.low or 0) < limit.value:
            filed = f"，完成{quoted(one.actual, 24)}，{marks(one)}" if one.actual else ""
            message = f"{one.title}目标{quoted(one.target)}，低于{figure(limit.value)}%{limit.own}{filed}。"
            yield Hit(message, one.spot("target", wanted), one.spot("actual"))


@check(
    "R230",
    "完成值仍是界限",
    "提示",
    why="完成值写“不少于2次”，仍是一个要求，不是实际发生的数。",
    remedy="填写实际数，如“每周2.3次”或“全年112次”。",
    fires=(form(row("数量", "宣传频次", "每周不少于1次", "每周不少于2次", 5, 5)),),
    passes=(
        form(row("数量", "宣传频次", "每周不少于1次", "每周2次", 5, 5)),
        form(row("数量", "参观人次", "≥6万人次", "6.4万余人次", 5, 5)),
    ),
)
def still_a_bound(case: Case) -> Iterator[Hit]:
    """An actual with another figure than the target, and a comparator before it; one hit for the form."""
    rows = [
        one
        for one in case.rows
        if _BOUND.search(one.indicator.actual) and compare(one) and overall(compare(one)) != "copied"
    ]
    if rows:
        said = listed(f"{one.name}（{one.target}→{one.actual}，{marks(one)}）" for one in rows)
        yield Hit(
            f"{said}：完成值仍是界限，不是实际数。",
            rows[0].spot("actual"),
            rows[0].spot("target"),
            further(rows, "actual"),
        )


@check(
    "F430",
    "称有节约而资金用完",
    "提示",
    why="指标或原因说节约了支出，没有写节约多少，资金表却一分未剩。",
    remedy="写明节约的金额、与什么相比；余款去向一并说明。",
    fires=(
        form(
            row("效益", "人力成本支出", "得到节省", "得到节省", 10, 8, reason="岗位设置节约了人力成本。"),
            total=fund("2315.49", "", "2315.49", "10", "100.00", "10.00"),
        ),
    ),
    passes=(
        form(
            row("效益", "人力成本支出", "节省30万元", "节省32万元", 10, 10),
            total=fund("2315.49", "", "2315.49", "10", "100.00", "10.00"),
        ),
        form(
            row("效益", "人力成本支出", "得到节省", "得到节省", 10, 8),
            total=fund("2315.49", "", "2283.10", "10", "98.60", "9.86"),
        ),
    ),
)
def saved_but_spent(case: Case) -> Iterator[Hit]:
    """Savings claimed without an amount, the budget spent to the last; one hit for the form."""
    total = case.total
    rate = rate_of(total) if total else None
    rows = [one for one in case.rows if _claims_saving(one)]
    if total and rate == 100 and rows:
        said = listed(f"{one.name}完成{quoted(one.actual, 24)}、{marks(one)}" for one in rows)
        message = f"{said}，说有节约而没有金额；资金表{rate_said(total)}，一分未剩。"
        yield Hit(message, rows[0].spot("actual"), case.fund("total", "executed"), further(rows, "actual"))


def _claims_saving(one: Row) -> bool:
    """A saving of money in the actual or reason, with no amount in either; 节约用水 is none."""
    told = one.indicator.actual + one.indicator.reason
    amount = any(q.kind in ("money", "percent") for name in ("actual", "reason") for q in one.quantities(name))
    money = any(word in told + one.indicator.name for word in ("成本", "支出", "经费", "资金", "费用"))
    return bool(_SAVED.search(told)) and money and not amount
