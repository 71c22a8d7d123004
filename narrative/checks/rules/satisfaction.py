"""Form checks: is a satisfaction measured."""

from __future__ import annotations

from collections.abc import Iterator

from narrative.checks.case import Case, Row
from narrative.checks.frame import Hit, check
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed
from narrative.checks.words import words_of


@check(
    "F422",
    "满意度没有调查依据",
    "问题",
    why="恰好100%或照抄目标的满意度，没有提到问卷、样本和回收数，不可信。",
    remedy="写明调查对象、发放与回收份数、题目和统计结果。",
    fires=(
        form(row("社会效益", "企业满意度", "≥90.00(百分比)", "100.00(百分比)", 15, 15)),
        form(row("满意度", "服务满意度", "≥90%", "≥90%", 10, 10)),
    ),
    passes=(
        form(row("满意度", "企业满意度", "≥90%", "94.46%", 10, 10)),
        form(row("满意度", "企业满意度", "≥90%", "100%", 10, 10), outcome="发放问卷120份，回收118份。"),
        form(row("质量", "验收合格率", "≥90%", "100%", 10, 10)),
    ),
)
def no_survey(case: Case) -> Iterator[Hit]:
    """Satisfaction of exactly 100 %, or the bound copied, with no survey named; one hit for the form."""
    if _surveyed(case):
        return
    rows = [one for one in case.rows if "满意" in one.indicator.name + one.indicator.level2 and _round(one)]
    if rows:
        said = listed(f"{one.name}（目标{one.target}，完成{one.actual}{_score(one)}）" for one in rows)
        message = f"{said}：表中没有提到问卷、样本或回收份数。"
        yield Hit(
            message, rows[0].spot("actual"), rows[0].spot("target"), tuple(one.spot("actual") for one in rows[1:])
        )


def _score(one: Row) -> str:
    return f"，得{figure(one.indicator.score)}分" if one.indicator.score is not None else ""


def _round(one: Row) -> bool:
    """Exactly full, or no more than a bound."""
    shares = [q for q in one.quantities("actual") if q.kind == "percent" and q.low is not None]
    return any(q.low == 100 or q.relation in (">=", ">", "~") for q in shares)


def _surveyed(case: Case) -> bool:
    """Whether outcome, actual or reason of a satisfaction row names how it was asked."""
    cells = [
        one.indicator.actual + one.indicator.reason
        for one in case.rows
        if "满意" in one.indicator.name + one.indicator.level2
    ]
    sentences = [part for part in case.form.outcome.split("。") if "满意" in part or "问卷" in part]
    return any(word in text for text in (*cells, *sentences) for word in words_of("survey"))
