"""Form checks: what the money says, and whether the form explains it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, Spot
from narrative.checks.frame import Hit, check
from narrative.checks.rules.funds import ITEMS, budget, exact_rate
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted, rounded, signed
from narrative.checks.texts import explanation
from narrative.checks.words import has
from narrative.schema import Fund

_DONE = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)
_CUT = fund("10.00", "3.00", "3.00", "10", "100.00", "10")
_LOW = fund("10.00", "10.00", "8.00", "10", "80.00", "8.00")


def _rate(total: Fund) -> Decimal | None:
    return total.rate if total.rate is not None else exact_rate(total)


def _rate_said(total: Fund) -> str:
    rate = _rate(total)
    printed = figure(total.rate) if total.rate is not None else rounded(rate or Decimal(0))
    name, base = budget(total)
    return f"{ITEMS[name]}{figure(base)}，执行{figure(total.executed)}，执行率{printed}%"


@check(
    "F409",
    "预算未执行完而无说明",
    "问题",
    why="执行率偏低要说明原因；表中没有一处提到。",
    remedy="在完成情况或说明栏写明未执行的金额和原因（尾款、节约、项目延期等）。",
    fires=(form(_DONE, total=_LOW, outcome="全年检查120家次。"),),
    passes=(
        form(_DONE, total=_LOW, outcome="合同尾款2.00万元次年支付。"),
        form(_DONE, total=fund("10.00", "10.00", "10.00", "10", "100.00", "10")),
    ),
)
def unspent_unexplained(case: Case) -> Iterator[Hit]:
    """A rate below 100 with no sentence about it; mild above the profile's line, where it is only told."""
    total = case.form.funds.get("total")
    rate = _rate(total) if total else None
    if (
        total is None
        or rate is None
        or rate >= Decimal("99.995")
        or explanation(case, lambda text: has(text, "execution_reason"))
    ):
        return
    limit = case.profile.limit("execution_explain")
    lost = ""
    if total.points is not None and total.score is not None and total.score < total.points:
        lost = (
            f"，预算执行得{figure(total.score)}分（满分{figure(total.points)}分），"
            f"扣{figure(total.points - total.score)}分"
        )
    message = f"{_rate_said(total)}{lost}；表中没有说明原因。"
    yield Hit(
        message,
        case.fund("total", "rate"),
        case.fund("total", "executed"),
        severity=None if rate < limit.value else "提示",
    )


@check(
    "F410",
    "钱几乎没花而指标全部完成",
    "问题",
    why="执行率很低而产出、效益全部满分：要么预算编大了，要么产出不是这笔钱做的，要么指标值不是实际数。",
    remedy="说明产出由什么资金完成；据实填写完成值，或压减下年预算。",
    fires=(form(_DONE, total=fund("10.00", "3.00", "0.08", "10", "2.66", "0.27"), rating="优", total_score="90.27"),),
    passes=(form(_DONE, total=fund("10.00", "10.00", "9.50", "10", "95.00", "9.50")),),
)
def little_money_full_output(case: Case) -> Iterator[Hit]:
    """Execution under the profile's floor while the rows score in full; the price of one unit said."""
    total = case.form.funds.get("total")
    rate = _rate(total) if total else None
    limit = case.profile.limit("execution_far")
    scored = [one for one in case.rows if one.indicator.points and one.indicator.score is not None]
    points = sum((one.indicator.points or Decimal(0) for one in scored), Decimal(0))
    score = sum((one.indicator.score or Decimal(0) for one in scored), Decimal(0))
    if total is None or rate is None or rate >= limit.value or not points:
        return
    if score / points * 100 < case.profile.limit("output_full").value:
        return
    grade = f"，总得分{figure(case.form.total_score)}分" if case.form.total_score is not None else ""
    rating = f"，评为“{case.form.rating}”" if case.form.rating else ""
    text = f"；完成情况只写{quoted(case.form.outcome)}" if 0 < len(case.form.outcome) <= 20 else ""
    message = (
        f"{_rate_said(total)}{_of_initial(total)}，{len(scored)}条指标却得{figure(score)}分（满分{figure(points)}分）"
        f"{grade}{rating}{text}{_price(case, total)}。"
    )
    yield Hit(
        message, case.fund("total", "rate"), case.spot("total_score"), also=tuple(one.spot("score") for one in scored)
    )


def _of_initial(total: Fund) -> str:
    if not total.initial or total.initial == total.full_year or total.executed is None:
        return ""
    return f"（仅为年初预算数{figure(total.initial)}的{rounded(total.executed / total.initial * 100, 1)}%）"


def _price(case: Case, total: Fund) -> str:
    """Money ÷ the largest count on the rows, where the unit of money is known."""
    scale = {"万元": Decimal(10000), "元": Decimal(1)}.get(case.form.funds_unit)
    counts = [
        quantity
        for one in case.rows
        for name in ("actual", "reason")
        for quantity in one.quantities(name)
        if quantity.kind == "count" and quantity.low and quantity.low > 1
    ]
    if scale is None or not counts or total.executed is None:
        return ""
    most = max(counts, key=lambda quantity: quantity.low or Decimal(0))
    money = total.executed * scale
    return f"；按{most.text}计，执行数合每{most.unit}{rounded(money / (most.low or Decimal(1)))}元"


def _changed(case: Case) -> tuple[Fund, Decimal] | None:
    """The total row and the change of the budget during the year, where both are printed and differ."""
    total = case.form.funds.get("total")
    if total is None or total.initial is None or total.full_year is None or total.initial == total.full_year:
        return None
    return total, total.full_year - total.initial


def _change_said(total: Fund, change: Decimal) -> str:
    share = f"，{signed(change / total.initial * 100)}%" if total.initial else ""
    sign = "+" if change > 0 else ""
    return f"年初预算数{figure(total.initial)}，全年预算数{figure(total.full_year)}（{sign}{figure(change)}{share}）"


@check(
    "F411",
    "预算调整未说明",
    "问题",
    why="年中追加或压减预算应说明原因；调减后执行率按调减后的预算计算，容易掩盖未执行的部分。",
    remedy="写明调整的时间、依据和原因。",
    fires=(
        form(_DONE, total=_CUT, outcome="完成检查。"),
        form(_DONE, total=fund("0.00", "137.00", "137.00", "10", "100.00", "10")),
    ),
    passes=(
        form(_DONE, total=_CUT, outcome="9月按过紧日子要求压减7.00万元。"),
        form(_DONE, total=fund("10.00", "10.20", "10.00", "10", "98.04", "9.80")),
    ),
)
def adjustment_unexplained(case: Case) -> Iterator[Hit]:
    """The full-year budget away from the initial one, and no sentence about it."""
    found = _changed(case)
    if found is None or explanation(case, lambda text: has(text, "adjustment_reason")):
        return
    total, change = found
    limit = case.profile.limit("adjust_explain")
    if total.initial and abs(change) / total.initial * 100 <= limit.value:
        return
    again = ""
    if change < 0 and total.initial and total.executed is not None and total.rate is not None:
        share = rounded(total.executed / total.initial * 100)
        again = f"；执行率{figure(total.rate)}%按调减后的预算计算，占年初预算的{share}%"
    message = f"{_change_said(total, change)}，表中没有说明调整原因{again}。"
    yield Hit(message, case.fund("total", "full_year"), case.fund("total", "initial"))


@check(
    "F412",
    "追加的预算又未用完",
    "问题",
    why="年中追加后年底又有结余，说明追加依据不足。",
    remedy="说明追加金额如何测算、结余如何处理。",
    fires=(form(_DONE, total=fund("22.50", "24.38", "23.36", "10", "95.81", "9.58")),),
    passes=(form(_DONE, total=fund("22.50", "24.38", "24.30", "10", "99.67", "9.97")),),
)
def added_then_unspent(case: Case) -> Iterator[Hit]:
    """A good part of what was added is left over."""
    found = _changed(case)
    if found is None or found[1] <= 0 or found[0].executed is None or found[0].full_year is None:
        return
    total, change = found
    left = (total.full_year or Decimal(0)) - (total.executed or Decimal(0))
    limit = case.profile.limit("added_unspent")
    told = explanation(case, lambda text: has(text, "execution_reason"))
    if total.initial and left / change * 100 >= limit.value and not told:
        message = (
            f"{_change_said(total, change)}，执行{figure(total.executed)}，尚余{figure(left)}，"
            f"为追加额的{rounded(left / change * 100, 0)}%，追加依据待说明。"
        )
        yield Hit(message, case.fund("total", "executed"), case.fund("total", "full_year"))


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
    found = _changed(case)
    said = explanation(case, lambda text: has(text, "added"))
    if found and found[1] > 0 and said and has(said.quote, "less_need"):
        message = (
            f"{_change_said(*found)}，理由为{quoted(said.quote, 60)}；所述情况会减少支出，与追加方向不符，"
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
    total = case.form.funds.get("total")
    rate = _rate(total) if total else None
    if total is None or rate is None or total.initial is None or rate < case.profile.limit("execution_explain").value:
        return
    if total.full_year is not None and total.full_year < total.initial:
        return
    for one in case.rows:
        if has(one.indicator.reason, "money_cut"):
            message = (
                f"{one.title}的原因为{quoted(one.indicator.reason)}，而资金表{_rate_said(total)}，"
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
    total = case.form.funds.get("total")
    rate = _rate(total) if total else None
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
            f"{one.title}完成值{filed.text}（目标{quoted(one.indicator.target)}），资金表执行率为{shown}%，"
            f"两处不一致{twice}。"
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
    total = case.form.funds.get("total")
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
    name = one.indicator.name
    named = any(
        word in name
        for word in ("预算控制", "项目总成本", "总成本", "项目成本", "成本控制数", "支持资金", "项目支出总额")
    )
    return named and not any(word in name for word in ("人均", "单位成本", "单价", "率"))


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
