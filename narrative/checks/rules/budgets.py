"""Narrative checks: the money the text speaks of against the funds block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case
from narrative.checks.frame import Hit, check
from narrative.checks.sample import form, fund
from narrative.checks.say import figure, listed
from narrative.checks.texts import near
from narrative.checks.words import words_of
from narrative.schema import Quantity


@check(
    "N316",
    "文字中的预算与资金表不同",
    "错误",
    why="文字说项目预算、合同是一个数，资金表的预算数是另一个数，执行率因此失真。",
    remedy="资金表按项目预算填列，或写明两者差额的来源（分年安排等）。",
    fires=(
        form(
            total=fund("0.00", "137.00", "137.00", "10", "100.00", "10"),
            outcome="项目预算237万元，合同签订232万元，已支付137万元。",
        ),
        form(total=fund("200", "200", "200", "10", "100", "10"), outcome="总投资206.4万元，建成公厕12座。"),
    ),
    passes=(
        form(
            total=fund("237.00", "237.00", "137.00", "10", "57.81", "5.78"), outcome="项目预算237万元，已支付137万元。"
        ),
    ),
)
def text_against_funds(case: Case) -> Iterator[Hit]:
    """Budget, contract or payment in the outcome against the funds block."""
    total = case.total
    if total is None:
        return
    scale = {"万元": Decimal(10000), "元": Decimal(1)}.get(case.form.funds_unit, Decimal(10000))
    budgets = [value for value in (total.initial, total.full_year) if value is not None]
    off = [
        *_off_sums(case, "text_budget", budgets, scale),
        *_off_sums(case, "text_paid", [total.executed] if total.executed is not None else [], scale),
    ]
    if not off:
        return
    named = [*off, *(q for q in _named(case, "text_contract") if q not in off)]
    named += [q for q in _named(case, "text_paid") if q not in named]
    shares = _shares(total.executed, named, scale)
    said = listed(near(case, "outcome", q) for q in sorted(named, key=lambda q: q.start))
    printed = f"预算数{figure(budgets[-1] if budgets else None)}、执行数{figure(total.executed)}"
    rate = f"、执行率{figure(total.rate)}%" if total.rate is not None else ""
    score = f"（得{figure(total.score)}分）" if total.score is not None else ""
    message = f"完成情况中{said}，资金表{printed}{rate}{score}，两处不一致{shares}。"
    yield Hit(
        message,
        case.spot("outcome", 0, off[0]),
        case.fund("total", "full_year"),
        tuple(case.spot("outcome", 0, q) for q in named[1:]),
        None if any(_certain(case, q, total.executed, scale) for q in off) else "问题",
    )


def _certain(case: Case, q: Quantity, executed: Decimal | None, scale: Decimal) -> bool:
    """The project's own budget, or more paid than the funds block has; an investment has other money in it."""
    lead = _lead(case.form.outcome, q)
    if any(lead.endswith(word) for word in words_of("text_budget")):
        return not lead.endswith(WIDER)
    return executed is not None and (q.low or Decimal(0)) > executed * scale


WIDER = ("总投资", "概算", "项目总额")
"""Amounts that may hold money from elsewhere or for other years."""


def _named(case: Case, words: str) -> list[Quantity]:
    """Amounts of money right behind one of the words."""
    text = case.form.outcome
    found = [q for q in case.quantities.get((0, "outcome"), ()) if q.kind == "money" and not q.per and not q.change]
    before = [q for q in found if any(_lead(text, q).endswith(word) for word in words_of(words))]
    spent = words == "text_paid"
    behind = [
        q for q in found if spent and re.match(r"(?:已|均)?(?:全部|全额)?(?:支付|拨付|执行|使用)完", text[q.end :])
    ]
    return list(dict.fromkeys((*before, *behind)))


def _lead(text: str, q: Quantity) -> str:
    """What stands before an amount, without 为, 约 and the like."""
    return text[: q.start].rstrip("为：:是达 约共计")


def _off_sums(case: Case, words: str, sums: list[Decimal], scale: Decimal) -> list[Quantity]:
    """Named amounts that are none of the sums, beyond rounding to a full 万元."""
    tolerance = scale * Decimal("0.5") if scale > 1 else Decimal(5000)
    return [
        q
        for q in _named(case, words)
        if sums and all(abs((q.low or Decimal(0)) - one * scale) > tolerance for one in sums)
    ]


def _shares(executed: Decimal | None, named: list[Quantity], scale: Decimal) -> str:
    bases = [q for q in named if q.low and executed is not None and q.low > executed * scale]
    shares = [f"占{q.text}的{(executed or Decimal(0)) * scale / (q.low or Decimal(1)) * 100:.2f}%" for q in bases]
    return f"；执行数{'、'.join(shares)}" if shares else ""
