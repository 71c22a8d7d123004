"""One paragraph on a form, made of its own figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from narrative.checks.case import Case
from narrative.checks.say import figure, quoted
from narrative.schema import SEVERITIES, Finding, Form

SAID = 3
"""How many findings a summary names."""
BRIEF = 90
"""The longest message a summary repeats."""


def form_name(form: Form) -> str:
    """What a form is called: its project, or the unit whose spending as a whole it is about."""
    unit = form.department or form.implementer
    whole = f"{unit}部门整体支出" if form.kind == "整体" and unit else ""
    return form.project or whole or "（无项目名称）"


def summary(case: Case, findings: Sequence[Finding]) -> str:
    """A one-paragraph summary in Chinese: money, score, what can be checked, what was found."""
    open_ones = [one for one in findings if not one.suppressed]
    sentences = [_head(case), _money(case), _rows(case), _found(open_ones), _first(open_ones)]
    return "".join(filter(None, sentences))


def _head(case: Case) -> str:
    form = case.form
    year = f"{form.year}年度" if form.year else ""
    score = f"，总得分{figure(form.total_score)}分" if form.total_score is not None else ""
    rating = f"，评为“{form.rating}”" if form.rating else ""
    return f"“{form_name(form)}”{year}{form.kind}表{score}{rating}。"


def _money(case: Case) -> str:
    total = case.form.funds.get("total")
    if total is None or total.executed is None:
        return ""
    unit = case.form.funds_unit
    initial = f"年初预算{figure(total.initial)}{unit}，" if total.initial is not None else ""
    full = f"全年预算{figure(total.full_year)}{unit}，" if total.full_year not in (None, total.initial) else ""
    rate = f"，执行率{figure(total.rate)}%" if total.rate is not None else ""
    return f"{initial}{full}执行{figure(total.executed)}{unit}{rate}。"


def _rows(case: Case) -> str:
    rows = list(case.rows)
    vague = [one for one in rows if (tag := case.tags.get((one.number, "target"))) and tag.measurable is False]
    if not rows:
        return "表中没有指标行。"
    points = sum((one.indicator.points or Decimal(0) for one in vague), Decimal(0))
    whole = sum((one.indicator.points or Decimal(0) for one in rows), Decimal(0))
    if not vague:
        return f"{len(rows)}条指标。"
    share = f"，占{figure(whole)}分中的{figure(points)}分" if whole else ""
    return f"{len(rows)}条指标中{len(vague)}条目标值不可核{share}。"


def _found(findings: Sequence[Finding]) -> str:
    counts = {name: sum(one.severity == name for one in findings) for name in SEVERITIES}
    parts = [f"{name}{number}项" for name, number in counts.items() if number]
    return f"查出{'、'.join(parts)}。" if parts else "未查出问题。"


def _first(findings: Sequence[Finding]) -> str:
    serious = [one for one in findings if one.severity != "提示"][:SAID]
    return f"首先要问的是：{'；'.join(map(_briefly, serious))}。" if serious else ""


def _briefly(finding: Finding) -> str:
    """The first part of a message; of a long one its title with the two sides."""
    message = finding.message.rstrip("。")
    for part in (message, message.split("；")[0]):
        if len(part) <= BRIEF:
            return part
    sides = "、".join(dict.fromkeys(filter(None, _sides(finding))))
    where = f"“{finding.indicator}”" if finding.indicator else ""
    return f"{where}{finding.title}（{sides}）" if sides else f"{where}{finding.title}"


def _sides(finding: Finding) -> tuple[str, str]:
    """Both sides as a summary quotes them: a bare score says that it is one."""
    pairs = ((finding.where, finding.quote), (finding.where_other, finding.quote_other))
    first, second = (
        f"得{text}分" if where and where.field == "score" and text else quoted(text, 24) if text else ""
        for where, text in pairs
    )
    return first, second
