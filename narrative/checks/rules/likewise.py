"""Like rows scored unlike: in one form, and across the forms of a department."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from narrative.checks.case import Case, Row, further
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check, corpus_check
from narrative.checks.groups import by_department
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted, rounded

HEDGE = re.compile(r"部分(?:达成|达到|完成)|基本(?:达成|达到|完成|实现)|一定(?:程度)?(?:的)?(?=[提增改加])")


@check(
    "R225",
    "说法相同而得分率不同",
    "提示",
    why="两条指标的完成值是同一句话，一条扣得多、一条扣得少，看不出按什么打分。",
    remedy="写明各自的实际数；按同一标准打分。",
    fires=(
        form(
            row("质量", "文化产品", "达到标准", "基本达到预期指标", 20, 16),
            row("进度", "实施进度", "贯穿全年", "基本达到预期指标", 10, 7),
        ),
        form(
            row("满意度", "学员满意度", ">90%", "满意度>90%", 10, 9),
            row("满意度", "家长满意度", ">90%", "满意度>90%", 10, 8),
        ),
    ),
    passes=(
        form(
            row("质量", "文化产品", "达到标准", "基本达到预期指标", 20, 16),
            row("进度", "实施进度", "贯穿全年", "基本达到预期指标", 10, 8),
        ),
        form(row("数量", "培训", "5场", "4场", 10, 8), row("数量", "讲座", "4场", "4场", 10, 10)),
    ),
)
def same_words_other_score(case: Case) -> Iterator[Hit]:
    """Rows that report the same words, or copy the same bound, at shares of their points that differ."""
    groups: dict[str, list[Row]] = {}
    for one in case.rows:
        if (key := _wording(one)) and _rate(one) is not None:
            groups.setdefault(key, []).append(one)
    for rows in groups.values():
        if len({_rate(one) for one in rows}) > 1:
            said = listed(f"{one.name}（{one.target}）{_scored(one)}" for one in rows)
            message = f"完成值都是{quoted(_wording(rows[0]), 30)}，得分率却不同：{said}。"
            yield Hit(message, rows[0].spot("score"), rows[1].spot("score"), further(rows[1:], "score"))


def _wording(one: Row) -> str:
    """What a row reports when it reports no figure of its own: its words, or the bound it copies; "" otherwise."""
    if overall(compare(one)) == "copied":
        return one.target.strip("。； ")
    return one.actual.strip("。； ") if one.label("actual") in ("completion", "hedged") else ""


def _rate(one: Row) -> Decimal | None:
    item = one.indicator
    return item.score / item.points if item.points and item.score is not None else None


def _scored(one: Row) -> str:
    item, rate = one.indicator, _rate(one) or Decimal(0)
    return f"得{figure(item.score)}/{figure(item.points)}分、{rounded(rate * 100, 1)}%"


@corpus_check(
    "X511",
    "各项目对同样的说法得分率不同",
    "提示",
    why="同一单位里“得到一定提高”有的得六成、有的得八成，项目之间不能比较。",
    remedy="统一定性指标的打分标准：哪一档得多少分。",
    fires=(
        (
            form(row("效益", "能力水平", "得到提升", "得到一定程度提升", 8, 5), project="甲"),
            form(row("效益", "影响力", "显著提高", "得到一定提高", 15, "12.5"), project="乙"),
        ),
    ),
    passes=(
        (
            form(row("效益", "能力水平", "得到提升", "得到一定程度提升", 8, "6.4"), project="甲"),
            form(row("效益", "影响力", "显著提高", "得到一定提高", 15, 12), project="乙"),
        ),
    ),
)
def same_words_other_score_elsewhere(cases: Sequence[Case]) -> Iterator[Hit]:
    """One hedge (一定, 基本达到) at shares of the points that differ by a tenth or more between forms."""
    for group in by_department(cases):
        hedges: dict[str, list[Row]] = {}
        for one in (one for case in group for one in case.rows if one.label("actual") == "hedged"):
            if (found := HEDGE.search(one.actual)) and _rate(one) is not None:
                hedges.setdefault(found.group()[:2], []).append(one)
        for rows in hedges.values():
            first = _apart(rows)
            limit = group[0].profile.limit("uneven")
            if (_rate(first[-1]) or 0) - (_rate(first[0]) or 0) >= limit.value / 100:
                said = listed(f"“{one.case.form.project}”{quoted(one.actual, 20)}{_scored(one)}" for one in first)
                message = f"同样的说法各项目得分率不同{limit.own}：{said}。"
                yield Hit(message, first[0].spot("score"), first[1].spot("score"), further(first[1:], "score"))


def _apart(rows: list[Row]) -> list[Row]:
    """One row a form, from the lowest rate to the highest: the lowest of all, and the highest of each other form."""
    rising = sorted(rows, key=lambda one: _rate(one) or Decimal(0))
    low = rising[0]
    others = {one.case.form_no: one for one in rising if one.case.form_no != low.case.form_no}
    return [low, *sorted(others.values(), key=lambda one: _rate(one) or Decimal(0))]
