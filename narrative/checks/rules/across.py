"""Corpus checks: across the forms of one document, one department, or one project through the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from narrative.checks.case import Case, Spot
from narrative.checks.frame import EVERY, Hit, corpus_check
from narrative.checks.groups import by_department, odd, one_work
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.texts import near
from narrative.schema import Quantity, Severity

Key = tuple[Decimal, str, str]


@corpus_check(
    "X501",
    "同一成果由几个项目申报",
    "错误",
    prose=True,
    why="同一个数、同一件事写进两个项目，可能重复计算，或本是合并出资而未说明。",
    remedy="说明成果由哪个项目完成；合并出资的写明各自负担的部分。",
    fires=(
        (
            form(project="甲", outcome="对6041家次企业开展指导，发现隐患22410条。"),
            form(project="乙", outcome="截止10月底指导服务企业6041家次，发现各类隐患22410条。"),
        ),
        tuple(form(project=f"基层防灾工程{money}", outcome="配备装备481个。") for money in ("中央资金", "县级配套")),
    ),
    passes=(
        (form(project="甲", outcome="检查企业50家次。"), form(project="乙", outcome="指导服务企业6041家次。")),
        (
            form(project="甲", year=2023, outcome="指导企业6041家次。"),
            form(project="甲", year=2024, outcome="指导企业6041家次。"),
        ),
    ),
)
def claimed_twice(cases: Sequence[Case]) -> Iterator[Hit]:
    """The same odd figure in the same unit in the texts of several projects; one hit a group of projects."""
    for group in by_department(cases):
        claims: dict[tuple[int, ...], list[tuple[Quantity, ...]]] = {}
        for places in _claims(group).values():
            first = {group[number].form.project: (number, q) for number, q in reversed(places)}
            if len(first) > 1:
                numbers, figures = zip(*sorted(first.values(), key=lambda item: item[0]), strict=True)
                claims.setdefault(numbers, []).append(figures)
        for numbers, shared in claims.items():
            yield _claimed([group[number] for number in numbers], shared)


def _claims(group: Sequence[Case]) -> dict[Key, list[tuple[int, Quantity]]]:
    """Figures of outcomes and rows by value and unit, the first of each case."""
    found: dict[Key, list[tuple[int, Quantity]]] = {}
    for number, case in enumerate(group):
        mine: dict[Key, Quantity] = {}
        for (_, name), quantities in case.quantities.items():
            for q in quantities if name in ("outcome", "actual") else ():
                if odd(case, q):
                    mine.setdefault((q.low or Decimal(0), q.unit, q.per or ""), q)
        for key, q in mine.items():
            found.setdefault(key, []).append((number, q))
    return {key: places for key, places in found.items() if len(places) > 1}


def _claimed(group: Sequence[Case], shared: Sequence[tuple[Quantity, ...]]) -> Hit:
    """One figure or several that all these projects report."""
    said = listed(dict.fromkeys(figures[0].text for figures in shared))
    names = "与".join(f"“{case.form.project}”{_money(case)}" for case in group)
    quotes = "，".join(
        f"{label}写{_claim(case, q)}" for label, case, q in zip(("前者", "后者"), group, shared[0], strict=False)
    )
    first, second, *more = (_spot(case, q) for figures in shared for case, q in zip(group, figures, strict=True))
    split = one_work(group)
    guess = "像是同一项目按资金来源分列，成果只能算一次" if split else "同一成果疑被几个项目重复申报"
    message = f"{names}都报{said}：{quotes if len(group) == 2 else _claim(group[0], shared[0][0])}；{guess}。"
    return Hit(message, first, second, tuple(more), "提示" if split else _how_sure(shared))


def _how_sure(shared: Sequence[tuple[Quantity, ...]]) -> Severity | None:
    """Several figures, or a large one, are no chance; one small one is a question, a headcount hardly that."""
    figures = [found[0] for found in shared]
    if len(figures) > 1 or any((q.low or 0) >= LARGE for q in figures):
        return None
    return "提示" if figures[0].unit in ("人", "名") else "问题"


LARGE = 1000
"""From here on one figure alone in two projects is taken for one result."""


def _claim(case: Case, q: Quantity) -> str:
    return quoted(q.text) if q.where.row_no else near(case, q.where.field, q)


def _spot(case: Case, q: Quantity) -> Spot:
    return case.spot(q.where.field, q.where.row_no, q)


def _money(case: Case) -> str:
    total = case.form.funds.get("total")
    return f"（执行{figure(total.executed)}{case.form.funds_unit}）" if total and total.executed is not None else ""


@corpus_check(
    "X502",
    "不同项目用同一套指标",
    "问题",
    kinds=EVERY,
    why="性质不同的项目套用同一组指标和目标值，说明不是按项目设定的。",
    remedy="按各项目的内容分别设定指标。",
    fires=(
        tuple(
            form(
                *(
                    row("社会效益", name, "效果明显", "达成指标", 10, 10)
                    for name in ("宣传效果", "服务效果", "管理效果")
                ),
                project=project,
            )
            for project in ("公车购置", "课题研究")
        ),
    ),
    passes=(
        tuple(
            form(
                *(
                    row("社会效益", f"{project}{name}", "效果明显", "达成指标", 10, 10)
                    for name in ("宣传", "服务", "管理")
                ),
                project=project,
            )
            for project in ("公车购置", "课题研究")
        ),
    ),
)
def same_block(cases: Sequence[Case]) -> Iterator[Hit]:
    """The same names and targets in forms of different projects; one hit a block."""
    blocks: dict[tuple[tuple[str, str], ...], list[Case]] = {}
    for case in cases:
        block = tuple((one.name, one.target) for one in case.form.indicators)
        if len(block) >= case.profile.limit("few_rows").value:
            blocks.setdefault(block, []).append(case)
    for block, group in blocks.items():
        projects = list(dict.fromkeys(case.form.project for case in group))
        if len(projects) > 1:
            message = (
                f"{listed(f'“{name}”' for name in projects)}共{len(projects)}个项目的{len(block)}"
                "条指标和目标值完全相同。"
            )
            yield Hit(message, _row_spot(group[0]), _row_spot(group[1]), tuple(_row_spot(case) for case in group[2:]))


def _row_spot(case: Case) -> Spot:
    return case.spot("target", 1)
