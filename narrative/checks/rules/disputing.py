"""Form checks: rows and reasons against the funds block."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, Spot, further
from narrative.checks.comparing import compare
from narrative.checks.frame import Hit, check
from narrative.checks.rules.spending import change_said, changed, rate_of, rate_said
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted, rounded
from narrative.checks.texts import explanation
from narrative.checks.verdicts import Comparison
from narrative.checks.words import has

_DONE = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)


@check(
    "F424",
    "调整理由与方向相反",
    "问题",
    why="人员、任务减少应减少支出，却作为追加的理由，方向说不通。",
    remedy="写明追加的具体用途和测算。",
    fires=(form(_DONE, total=fund("22.50", "24.38", "23.36"), outcome="1人7月结束任务返回，故申请追加预算。"),),
    passes=(form(_DONE, total=fund("22.50", "24.38", "23.36"), outcome="新增2名派驻人员，故申请追加预算。"),),
)
def adjustment_reason_points_away(case: Case) -> Iterator[Hit]:
    """The budget grew, and the sentence that explains it tells of less to do."""
    found = changed(case)
    said = explanation(case, lambda text: has(text, "added"))
    if found and found[1] > 0 and said and has(said.quote, "less_need"):
        message = (
            f"{change_said(*found)}，理由为{quoted(said.quote, 60)}；所述情况会减少支出，与追加方向不符，"
            "请说明追加的用途。"
        )
        yield Hit(message, case.fund("total", "full_year"), said)


@check(
    "F425",
    "称经费核减而预算未减",
    "问题",
    why="偏差原因说经费核减，资金表却没有调减并已基本执行完，两处对不上。",
    remedy="说明核减的金额及余款去向，或改写原因。",
    fires=(
        form(
            row("数量", "培训", "5场", "2场", 10, 4, reason="培训费用核减，场次减少。"),
            total=fund("50.00", "", "49.90", "10", "99.80", "9.98"),
        ),
    ),
    passes=(
        form(
            row("数量", "培训", "5场", "2场", 10, 4, reason="培训费用核减，场次减少。"),
            total=fund("50.00", "40.00", "39.90", "10", "99.75", "9.98"),
        ),
    ),
)
def cut_claimed_not_seen(case: Case) -> Iterator[Hit]:
    """A reason cell says money was cut; the funds block shows the same budget spent."""
    total = case.total
    rate = rate_of(total) if total else None
    if total is None or rate is None or total.initial is None or rate < case.profile.limit("execution_explain").value:
        return
    if total.full_year is not None and total.full_year < total.initial:
        return
    for one in case.rows:
        if has(one.indicator.reason, "money_cut"):
            message = (
                f"{one.title}的原因为{quoted(one.indicator.reason)}，而资金表{rate_said(total)}，"
                "预算没有调减且已执行，核减的钱用在何处未说明。"
            )
            yield Hit(message, one.spot("reason"), case.fund("total", "executed"))


@check(
    "F418",
    "指标中的执行率与资金表不一致",
    "错误",
    why="同一张表的预算执行率只应有一个数；预算执行已单独计分，再设指标是重复计分。",
    remedy="删去预算执行率指标，或按资金表填写。",
    fires=(
        form(
            row("经济效益", "预算执行率", "=100.00%", "100.00%", 15, 15),
            total=fund("80", "80", "79.98", "10", "99.97", "10"),
        ),
    ),
    passes=(
        form(
            row("经济效益", "预算执行率", "≥95%", "99.97%", 15, 15),
            total=fund("80", "80", "79.98", "10", "99.97", "10"),
        ),
    ),
)
def rate_row_differs(case: Case) -> Iterator[Hit]:
    """A row that states the execution rate against the funds block."""
    total = case.total
    rate = rate_of(total) if total else None
    if total is None or rate is None:
        return
    for one in case.rows:
        if not any(word in one.indicator.name for word in ("预算执行", "资金执行", "执行率", "支出进度", "资金支付率")):
            continue
        filed = next((q for q in one.quantities("actual") if q.kind == "percent" and q.low is not None), None)
        if filed is None or abs((filed.low or Decimal(0)) - rate) <= Decimal("0.011"):
            continue
        shown = figure(total.rate) if total.rate is not None else rounded(rate)
        twice = (
            f"；预算执行已另计{figure(total.points)}分，此处再计{figure(one.indicator.points)}分"
            if total.points and one.indicator.points
            else ""
        )
        message = (
            f"{one.title}完成值{filed.text}（目标{quoted(one.target)}），资金表执行率为{shown}%，两处不一致{twice}。"
        )
        yield Hit(message, one.spot("actual", filed), case.fund("total", "rate"))


@check(
    "F419",
    "成本指标与资金表不一致",
    "错误",
    why="预算控制数就是本项目的预算，应与资金表的预算数、执行数相同。",
    remedy="核对两处金额，改正填错的一处。",
    fires=(
        form(
            row("成本", "预算控制数", "83.12万元", "83.12万元", 10, 10),
            total=fund("82.12", "", "82.12", "10", "100.00", "10"),
        ),
    ),
    passes=(
        form(
            row("成本", "项目预算控制数", "526.44万元", "526.237786万元", 5, 5),
            total=fund("526.44", "", "526.24", "10", "99.96", "10"),
        ),
        form(
            row("成本", "人均培训成本", "≤400元", "380元", 5, 5),
            total=fund("526.44", "", "526.24", "10", "99.96", "10"),
        ),
    ),
)
def cost_row_differs(case: Case) -> Iterator[Hit]:
    """A row on the project's whole cost against the funds block: target with budget, actual with spending."""
    total = case.total
    unit = {"万元": Decimal(10000), "元": Decimal(1)}.get(case.form.funds_unit, Decimal(10000))
    for one in case.rows:
        if total is None or not _whole_cost(one):
            continue
        sides = [("target", "预算数", (total.initial, total.full_year)), ("actual", "执行数", (total.executed,))]
        off = [side for name, label, sums in sides if (side := _cost_off(one, name, label, sums, unit))]
        if off:
            message = f"{one.title}{'；'.join(said for said, _ in off)}，两处不一致。"
            yield Hit(message, off[0][1], case.fund("total", "executed"))


def _whole_cost(one: Row) -> bool:
    """A cost row on the whole project: by its name, its class, and an amount for a target."""
    name = one.indicator.name
    words = ("预算控制", "项目总成本", "总成本", "项目成本", "成本控制数", "支持资金", "项目支出总额")
    named = any(word in name for word in words) and not any(word in name for word in ("人均", "单位成本", "单价", "率"))
    amount = any(q.kind in ("money", "number") for q in one.quantities("target"))
    return named and amount and "成本" in one.indicator.level1 + one.indicator.level2


def _cost_off(
    one: Row, name: str, label: str, sums: tuple[Decimal | None, ...], unit: Decimal
) -> tuple[str, Spot] | None:
    """One side of a cost row that fits none of the sums; amounts under 5 % of the sums are parts, not the whole."""
    known = [value for value in sums if value is not None]
    money = [
        q for q in one.quantities(name) if q.kind == "money" or (q.kind == "number" and "万元" in one.indicator.name)
    ]
    if not known or len(money) != 1 or money[0].low is None:
        return None
    scale = unit if money[0].kind == "number" else Decimal(1)
    amount = money[0].low * scale
    gaps = [abs(amount - value * unit) for value in known]
    tolerance = max(unit * Decimal("0.01"), Decimal(1))
    if min(gaps) <= tolerance or amount < max(known) * unit / 20:
        return None
    side = "目标值" if name == "target" else "完成值"
    return f"{side}{money[0].text}，资金表{label}为{listed(figure(value) for value in dict.fromkeys(known))}", one.spot(
        name, money[0]
    )


@check(
    "F426",
    "预算控制数与预算执行重复计分",
    "提示",
    why="预算执行已单独计分，再设等于总预算的成本指标是重复计分，也不反映成本高低。",
    remedy="成本指标改为单位成本或分项成本。",
    fires=(
        form(
            row("成本", "项目预算控制数", "526.44万元", "526.24万元", 5, 5),
            total=fund("526.44", "", "526.24", "10", "99.96", "10"),
        ),
    ),
    passes=(
        form(
            row("成本", "人均培训成本", "≤400元", "380元", 5, 5),
            total=fund("526.44", "", "526.24", "10", "99.96", "10"),
        ),
    ),
)
def budget_scored_twice(case: Case) -> Iterator[Hit]:
    """A cost row that is the whole budget again."""
    total = case.total
    for one in case.rows:
        if total and total.points and one.indicator.points and _whole_cost(one):
            item = one.indicator
            message = (
                f"{one.title}目标{quoted(one.target)}，完成{quoted(one.actual)}，就是本项目的预算和支出，"
                f"计{figure(item.points)}分；预算执行已另计{figure(total.points)}分。"
            )
            yield Hit(message, one.spot("name"), case.fund("total", "points"))


@check(
    "F427",
    "产出少于目标而资金用完",
    "提示",
    why="数量没有完成，资金却基本用完，单位成本高于预算，或资金另作他用。",
    remedy="说明实际单位成本，或未完成部分资金的去向。",
    fires=(
        form(
            row("数量", "走访学生", "2500名", "2166名", 3, "2.6", reason="困难学生减少。"),
            total=fund("82.12", "", "82.12", "10", "100.00", "10.00"),
        ),
    ),
    passes=(
        form(
            row("数量", "走访学生", "2500名", "2166名", 3, "2.6", reason="困难学生减少。"),
            total=fund("82.12", "", "70.00", "10", "85.24", "8.52"),
        ),
    ),
)
def less_done_all_spent(case: Case) -> Iterator[Hit]:
    """A count well short of its target and a rate of nearly 100 %; one hit for all such rows."""
    total = case.total
    rate = rate_of(total) if total else None
    if total is None or rate is None or rate < case.profile.limit("execution_mild").value:
        return
    rows = [(one, found) for one in case.rows for found in compare(one) if _short(found)]
    if rows:
        said = listed(f"{one.name}（目标{one.target}，完成{one.actual}）" for one, _ in rows)
        message = f"{said}没有完成，而{rate_said(total)}，资金基本用完，单位成本或余款去向待说明。"
        first = rows[0][0]
        yield Hit(
            message, first.spot("actual"), case.fund("total", "executed"), further([one for one, _ in rows], "actual")
        )


def _short(found: Comparison) -> bool:
    """A count under nine tenths of its target, a near unit included (2166人次 for 2500名)."""
    counted = found.target.kind == "count" and found.direction == "up" and (found.target.low or 0) > 2
    told = found.verdict == "missed" or found.why == "unit"
    return counted and told and found.ratio is not None and found.ratio < Decimal("0.9")
