"""Form checks: what the money says, and whether the form explains it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.rules.funds import ITEMS, budget, exact_rate
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted, rounded, signed
from narrative.checks.texts import explanation
from narrative.checks.verdicts import Comparison
from narrative.checks.words import has
from narrative.schema import Fund

_DONE = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)
_CUT = fund("10.00", "3.00", "3.00", "10", "100.00", "10")
_LOW = fund("10.00", "10.00", "8.00", "10", "80.00", "8.00")


def rate_of(total: Fund) -> Decimal | None:
    """The rate as printed, else as the amounts give it."""
    return total.rate if total.rate is not None else exact_rate(total)


def rate_said(total: Fund) -> str:
    """Budget, spending and rate in words."""
    rate = rate_of(total)
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
    total = case.total
    rate = rate_of(total) if total else None
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
    message = f"{rate_said(total)}{lost}；表中没有说明原因{_done_all_the_same(case)}。"
    yield Hit(
        message,
        case.fund("total", "rate"),
        case.fund("total", "executed"),
        severity=None if rate < limit.value else "提示",
    )


def _done_all_the_same(case: Case) -> str:
    """Where all counts are reached: money saved on finished work, or not yet paid."""
    counted = [one for one in case.rows if "数量" in one.indicator.level2 and any(map(_of_work, compare(one)))]
    if not counted or any(overall(compare(one)) not in ("met", "bound") for one in counted):
        return ""
    told = [one for one in counted if len(one.indicator.actual) <= SHORT and not one.name.isdigit()]
    said = listed((f"{one.name}{one.actual}" for one in told), 3)
    return f"；{said}已完成，差额是节约还是未支付看不出" if said else ""


def _of_work(found: Comparison) -> bool:
    """An amount of work: neither a rate nor a grade."""
    return found.target.kind in ("count", "measure") and found.target.unit not in ("级", "分", "%")


SHORT = 20
"""Characters of an actual that a message on money repeats."""


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
    total = case.total
    rate = rate_of(total) if total else None
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
        f"{rate_said(total)}{_of_initial(total)}，{len(scored)}条指标却得{figure(score)}分（满分{figure(points)}分）"
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


def changed(case: Case) -> tuple[Fund, Decimal] | None:
    """The total row and the change of the budget during the year, where both are printed and differ."""
    total = case.total
    if total is None or total.initial is None or total.full_year is None or total.initial == total.full_year:
        return None
    return total, total.full_year - total.initial


def change_said(total: Fund, change: Decimal) -> str:
    """The change of the budget in words."""
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
    found = changed(case)
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
    message = f"{change_said(total, change)}，表中没有说明调整原因{again}。"
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
    found = changed(case)
    if found is None or found[1] <= 0 or found[0].executed is None or found[0].full_year is None:
        return
    total, change = found
    left = (total.full_year or Decimal(0)) - (total.executed or Decimal(0))
    limit = case.profile.limit("added_unspent")
    told = explanation(case, lambda text: has(text, "execution_reason"))
    if total.initial and total.initial > 0 and left / change * 100 >= limit.value and not told:
        share = f"为追加额的{rounded(left / change * 100, 0)}%" if left < change else "追加的钱一分未用"
        message = (
            f"{change_said(total, change)}，执行{figure(total.executed)}，尚余{figure(left)}，{share}，追加依据待说明。"
        )
        yield Hit(message, case.fund("total", "executed"), case.fund("total", "full_year"))
