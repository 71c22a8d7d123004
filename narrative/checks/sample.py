"""A tiny builder of forms: the examples of every check, and the tests, are written with it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from narrative.schema import Form, FormKind, Fund, Indicator

Figure = str | int
_LEVEL1 = {"数量": "产出", "质量": "产出", "时效": "产出", "进度": "产出", "成本": "产出", "满意": "满意度"}


def row(  # noqa: PLR0917 - read like a printed row, left to right
    level2: str,
    name: str,
    target: str,
    actual: str = "",
    points: Figure = "",
    score: Figure = "",
    *,
    reason: str = "",
    level1: str = "",
    level1_points: Figure = "",
    unit: str = "",
    nature: str = "",
) -> Indicator:
    """An indicator row; ``level2`` without 指标, the first level follows from it when not given."""
    group = level1 or next((known for word, known in _LEVEL1.items() if word in level2), "效益")
    return Indicator(
        level1=group if group.endswith("指标") else f"{group}指标",
        level1_points=_number(level1_points),
        level2=level2 if level2.endswith("指标") or not level2 else f"{level2}指标",
        name=name,
        target=target,
        actual=actual,
        points=_number(points),
        score=_number(score),
        reason=reason,
        unit=unit,
        nature=nature,
    )


def fund(  # noqa: PLR0917 - read like a printed row, left to right
    initial: Figure = "",
    full_year: Figure = "",
    executed: Figure = "",
    points: Figure = "",
    rate: Figure = "",
    score: Figure = "",
) -> Fund:
    """One row of the funds block; "" is a blank cell."""
    return Fund(
        "年度资金总额",
        initial=_number(initial),
        full_year=_number(full_year),
        executed=_number(executed),
        points=_number(points),
        rate=_number(rate),
        score=_number(score),
    )


def form(
    *rows: Indicator,
    project: str = "示例项目",
    kind: FormKind = "自评",
    year: int | None = 2024,
    department: str = "",
    goal: str = "",
    outcome: str = "",
    total: Fund | None = None,
    funds: dict[str, Fund] | None = None,
    total_points: Figure = "",
    total_score: Figure = "",
    rating: str = "",
    remarks: dict[str, str] | None = None,
) -> Form:
    """A form of rows; ``total`` is the first row of its funds block, ``funds`` further ones."""
    return Form(
        kind=kind,
        year=year,
        project=project,
        department=department,
        implementer=department,
        goal=goal,
        outcome=outcome,
        funds={**({"total": total} if total else {}), **(funds or {})},
        funds_unit="万元" if total or funds else "",
        indicators=tuple(rows),
        total_points=_number(total_points),
        total_score=_number(total_score),
        rating=rating,
        remarks=remarks or {},
    )


def _number(figure: Figure) -> Decimal | None:
    return None if figure == "" else Decimal(str(figure))


def forms_of(example: Form | Sequence[Form]) -> tuple[Form, ...]:
    """An example as forms: a form check has one, a corpus check several."""
    return (example,) if isinstance(example, Form) else tuple(example)
