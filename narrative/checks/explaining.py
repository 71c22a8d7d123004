"""``narrative explain CODE``: what a check finds, why it matters, how to mend it, with examples."""

from __future__ import annotations

from narrative.checks.frame import Check, Example, checks
from narrative.checks.sample import forms_of
from narrative.schema import Form, Fund


def explain(code: str) -> str:
    """A check explained in Chinese; raises KeyError that lists the known codes."""
    every = checks()
    key = code.strip().upper()
    if key not in every:
        raise KeyError(f"没有代码 {code}；已有：{'、'.join(every)}")
    return _explained(every[key])


def _explained(one: Check) -> str:
    parts = [
        f"{one.code} {one.title}（{one.family}，{one.severity}）",
        f"适用：{'、'.join(one.kinds)}{'、自评报告正文' if one.prose else ''}",
        f"为何：{one.why}",
        f"怎样改：{one.remedy}",
        *(f"会提出：{shown(example)}" for example in one.fires),
        *(f"不提出：{shown(example)}" for example in one.passes),
    ]
    return "\n".join(parts)


def shown(example: Example) -> str:
    """An example in one line: what of a form is filled in."""
    return " ‖ ".join(_form(form) for form in forms_of(example))


def _form(form: Form) -> str:
    rows = [
        " ".join(
            filter(None, (row.level2, row.name, row.target, row.actual, _score(row.points, row.score), row.reason))
        )
        for row in form.indicators
    ]
    texts = [f"目标：{form.goal}" if form.goal else "", f"完成情况：{form.outcome}" if form.outcome else ""]
    funds = [f"{label} {_fund(row)}" for label, row in form.funds.items()]
    total = [f"总得分{form.total_score}" if form.total_score is not None else "", form.rating]
    return "；".join(filter(None, (*texts, *funds, *rows, *total)))


def _score(points: object, score: object) -> str:
    return "" if points is None else f"{points}分" + ("" if score is None else f"得{score}分")


def _fund(row: Fund) -> str:
    figures = {"年初": row.initial, "全年": row.full_year, "执行": row.executed, "执行率": row.rate, "得分": row.score}
    return " ".join(f"{name}{value}" for name, value in figures.items() if value is not None)
