"""Form checks: do the amounts of the funds block add up, and does the rate follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from narrative.checks.case import Case
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.sample import form, fund
from narrative.checks.say import figure, rounded
from narrative.schema import Fund

ITEMS = {"initial": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数"}
PARTS = ("fiscal", "carried_over", "other")
LABELS = {"total": "年度资金总额", "fiscal": "财政拨款", "carried_over": "上年结转资金", "other": "其他资金"}


def budget(row: Fund) -> tuple[str, Decimal | None]:
    """The budget a rate is taken from: the full-year figure, or the initial one where the form has no other."""
    return ("full_year", row.full_year) if row.full_year is not None else ("initial", row.initial)


def exact_rate(row: Fund) -> Decimal | None:
    """Spending ÷ budget in percent, unrounded; None without both."""
    base = budget(row)[1]
    return None if not base or row.executed is None else row.executed / base * 100


def _step(value: Decimal) -> Decimal:
    """One unit in the last digit printed."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _reach(row: Fund) -> tuple[Decimal, Decimal]:
    """The rates possible before the amounts were rounded to their printed digits."""
    base, done = budget(row)[1] or Decimal(1), row.executed or Decimal(0)
    half, half_done = _step(base) / 2, _step(done) / 2
    low = max(done - half_done, Decimal(0)) / (base + half)
    return low * 100, (done + half_done) / max(base - half, half) * 100


@check(
    "F405",
    "预算执行得分与执行率不符",
    "错误",
    why="预算执行得分＝执行率×分值，以分值为上限。",
    remedy="按执行率重新计算得分。",
    fires=(
        form(total=fund("10.00", "10.00", "8.00", "10.00", "80.00", "9.00")),
        form(total=fund("50.00", "50.00", "43.00", "10", "86.00", "10")),
    ),
    passes=(
        form(total=fund("10.00", "10.00", "8.00", "10.00", "80.00", "8.00")),
        form(total=fund("1.00", "1.00", "1.20", "10", "120", "10")),
    ),
)
def execution_score_off(case: Case) -> Iterator[Hit]:
    """The execution score against rate × points, capped."""
    row = case.form.funds.get("total")
    if row is None or row.points is None or row.score is None:
        return
    rate = row.rate if row.rate is not None else exact_rate(row)
    if rate is None:
        return
    wanted = min(rate * row.points / 100, row.points)
    if abs(wanted - row.score) <= case.profile.limit("row_tolerance").value:
        return
    whole = row.score == row.score.to_integral_value() and abs(wanted - row.score) < 1
    note = "，系取整所致" if whole and row.score != row.points else ""
    shown = figure(row.rate) if row.rate is not None else rounded(rate)
    message = f"执行率{shown}%×分值{figure(row.points)}分，应得{rounded(wanted)}分，表中得{figure(row.score)}分{note}。"
    yield Hit(message, case.fund("total", "score"), case.fund("total", "rate"), severity="问题" if note else None)


@check(
    "F406",
    "执行率与金额不符",
    "错误",
    why="执行率＝全年执行数÷全年（调整后）预算数。",
    remedy="按表内金额重新计算执行率，或改正金额。",
    fires=(
        form(total=fund("10.00", "20.00", "9.00", "10", "90.00", "9.00")),
        form(total=fund("100", "100", "80.00", "10", "88.00", "8.80")),
    ),
    passes=(
        form(total=fund("10.00", "20.00", "9.00", "10", "45.00", "4.50")),
        form(total=fund("10.00", "3.00", "0.08", "10", "2.66", "0.27")),
    ),
)
def rate_off(case: Case) -> Iterator[Hit]:
    """The printed rate against the amounts beside it, beyond any rounding."""
    for label, row in case.form.funds.items():
        exact = exact_rate(row)
        if exact is None or row.rate is None or _explained(case, row, exact):
            continue
        name, base = budget(row)
        division = f"执行数{figure(row.executed)}÷{ITEMS[name]}{figure(base)}＝{rounded(exact)}%"
        message = f"{LABELS.get(label, label)}：{division}，表中执行率为{figure(row.rate)}%{_other_base(row)}。"
        yield Hit(message, case.fund(label, "rate"), case.fund(label, "executed"))


def _explained(case: Case, row: Fund, exact: Decimal) -> bool:
    """Whether rounding, of the rate or of the amounts, explains the printed rate."""
    rate = row.rate or Decimal(0)
    low, high = _reach(row)
    tolerance = max(case.profile.limit("rate_tolerance").value, _step(rate))
    return abs(exact - rate) <= tolerance or low - _step(rate) <= rate <= high + _step(rate)


def _other_base(row: Fund) -> str:
    """Says so when the rate follows from the initial budget instead."""
    if row.initial and row.executed is not None and row.rate is not None and row.initial != row.full_year:
        rate = row.executed / row.initial * 100
        if abs(rate - row.rate) <= _step(row.rate):
            return f"（与年初预算数{figure(row.initial)}相除才得此数）"
    return ""


@check(
    "F407",
    "执行率末位截尾",
    "提示",
    why="末位截尾与四舍五入差0.01个百分点，不影响结论，汇总时须口径一致。",
    remedy="统一按四舍五入保留两位小数。",
    fires=(form(total=fund("24.38", "24.38", "23.36", "10", "95.81", "9.58")),),
    passes=(form(total=fund("24.38", "24.38", "23.36", "10", "95.82", "9.58")),),
)
def rate_truncated(case: Case) -> Iterator[Hit]:
    """The rate cut off, not rounded, said as such."""
    row = case.form.funds.get("total")
    exact = exact_rate(row) if row else None
    if row is None or exact is None or row.rate is None or row.rate == exact:
        return
    step = _step(row.rate)
    half_up = exact.quantize(step, ROUND_HALF_UP)
    if exact.quantize(step, ROUND_DOWN) == row.rate != half_up:
        name, base = budget(row)
        division = f"执行数{figure(row.executed)}÷{ITEMS[name]}{figure(base)}＝{rounded(exact, 3)}%"
        message = f"{division}，四舍五入为{figure(half_up)}%，表中{figure(row.rate)}%为截尾。"
        yield Hit(message, case.fund("total", "rate"), case.fund("total", "executed"))


@check(
    "F408",
    "资金总额不等于各分项之和",
    "错误",
    kinds=EVERY,
    why="年度资金总额由财政拨款、上年结转资金、其他资金组成。",
    remedy="核对资金来源，使分项之和等于总额。",
    fires=(form(total=fund("0.00", "0.00", "0.00"), funds={"fiscal": fund("90.00", "90.00", "85.00")}),),
    passes=(
        form(
            total=fund("90.00", "90.00", "85.00"),
            funds={"fiscal": fund("80.00", "80.00", "75.00"), "other": fund("10.00", "10.00", "10.00")},
        ),
        form(total=fund("90.00", "90.00", "85.00"), funds={"fiscal": fund()}),
    ),
)
def parts_differ_from_total(case: Case) -> Iterator[Hit]:
    """Each column of the funds block: total against its parts; one hit for all columns."""
    total = case.form.funds.get("total")
    if total is None:
        return
    off = {item: parts for item in ITEMS if (parts := _off(case, item))}
    for item, parts in list(off.items())[:1]:
        said = "；".join(_sum_said(case, one, known) for one, known in off.items())
        other = case.fund(next(iter(parts)), item)
        yield Hit(f"{said}。", case.fund("total", item), other, tuple(case.fund("total", one) for one in off)[1:])


def _off(case: Case, item: str) -> dict[str, Decimal]:
    """The parts of a column that do not make up its total; empty when they do or are not given."""
    whole = getattr(case.form.funds["total"], item)
    parts = {label: getattr(row, item) for label, row in case.form.funds.items() if label != "total"}
    known = {label: value for label, value in parts.items() if value is not None}
    return {} if whole is None or not known or _adds_up(case, whole, known) else known


def _sum_said(case: Case, item: str, known: dict[str, Decimal]) -> str:
    whole = getattr(case.form.funds["total"], item)
    shown = "＋".join(f"{LABELS.get(label, label)}{figure(value)}" for label, value in known.items())
    return f"{ITEMS[item]}：总额{figure(whole)}，分项{shown}，合计{figure(sum(known.values(), Decimal(0)))}"


def _adds_up(case: Case, whole: Decimal, known: dict[str, Decimal]) -> bool:
    """Further printed lines may be parts of parts (其中：中央), so the known three may do alone."""
    tolerance = case.profile.limit("money_tolerance").value
    main = [value for label, value in known.items() if label in PARTS]
    sums = {sum(known.values(), Decimal(0)), sum(main, Decimal(0)) if main else Decimal(-1)}
    return any(abs(one - whole) <= tolerance for one in sums)


@check(
    "F421",
    "预算执行数超过预算数",
    "问题",
    why="执行数大于全年预算数，说明预算数未按调整后填列，或支出超出预算。",
    remedy="填列调整后的全年预算数，或说明超支来源。",
    fires=(form(total=fund("10.00", "10.00", "12.50", "10", "125.00", "10.00")),),
    passes=(form(total=fund("10.00", "12.50", "12.50", "10", "100.00", "10.00")),),
)
def spent_more_than_budget(case: Case) -> Iterator[Hit]:
    """More spent than the full-year budget allows."""
    row = case.form.funds.get("total")
    if row is None or row.executed is None:
        return
    name, base = budget(row)
    if base is not None and row.executed > base + case.profile.limit("money_tolerance").value:
        message = (
            f"全年执行数{figure(row.executed)}大于{ITEMS[name]}{figure(base)}，超出{figure(row.executed - base)}。"
        )
        yield Hit(message, case.fund("total", "executed"), case.fund("total", name))


@check(
    "F428",
    "资金单位疑误",
    "提示",
    kinds=EVERY,
    why="单项目资金达到百亿元的很少，多半是按元填在了万元的表里。",
    remedy="核对资金表的单位。",
    fires=(form(total=fund("2370000.00", "2370000.00", "1370000.00")),),
    passes=(form(total=fund("237.00", "237.00", "137.00")),),
)
def unit_of_money_doubtful(case: Case) -> Iterator[Hit]:
    """Sums under 万元 that would be ten billion and more."""
    total, limit = case.form.funds.get("total"), case.profile.limit("huge_budget")
    base = budget(total)[1] if total else None
    if case.form.funds_unit == "万元" and base is not None and base >= limit.value:
        message = f"资金表单位为万元，预算数{figure(base)}即{rounded(base / 10000, 0)}亿元{limit.own}，单位疑为元。"
        yield Hit(message, case.fund("total", budget(total)[0] if total else "initial"))
