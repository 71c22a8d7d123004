"""Wording checks from the tags: targets nobody could check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, further
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted
from narrative.schema import MEASURABLE, TargetLabel

VAGUE: dict[TargetLabel, str] = {
    "echo": "复述指标",
    "direction": "只有方向",
    "unnamed_standard": "标准未指明",
    "judgement": "评价词无标准",
    "empty": "空缺",
}
NOTHING_REPORTED = ("completion", "copy", "hedged", "empty")


def vague(one: Row) -> bool:
    """Whether the tag says the target cannot be checked; a target left to review is not called vague."""
    tag = one.case.tags.get((one.number, "target"))
    return tag is not None and tag.measurable is False


def rests_on_words(one: Row) -> bool:
    """A vague target with full marks and nothing reported for it."""
    item = one.indicator
    full = bool(item.points) and item.score == item.points
    return vague(one) and full and one.label("actual") in NOTHING_REPORTED


def _points(rows: Iterable[Row], name: str = "points") -> Decimal:
    return sum((getattr(one.indicator, name) or Decimal(0) for one in rows), Decimal(0))


@check(
    "W110",
    "目标值不可核，凭套话得满分",
    "问题",
    why="目标值没有可核的标准，完成值只填“达成指标”一类选项，满分没有依据。",
    remedy="目标值改为可核的写法（数、等级、期限、验收等事件），完成值附依据。",
    fires=(
        form(
            row("社会效益", "社会满意率", "满意", "达成指标", 15, 15),
            row("生态效益", "环保度", "环保", "达成指标", 15, 15),
        ),
    ),
    passes=(
        form(row("社会效益", "社会满意率", "≥90%", "95%", 15, 15)),
        form(row("社会效益", "影响力", "提升", "达成指标", 15, 10)),
    ),
)
def full_on_words(case: Case) -> Iterator[Hit]:
    """Rows whose full score rests on wording alone; one hit for the form."""
    words = [one for one in case.rows if rests_on_words(one)]
    if not words:
        return
    events = [one for one in case.rows if _formula_else(one)]
    rows, every = [*words, *events], list(case.rows)
    actuals = listed(dict.fromkeys(quoted(one.actual or "（空）") for one in rows), 4)
    told = [one for one in events if one.label("target") in MEASURABLE]
    open_ones = [one for one in events if one not in told]
    also = f"；{_named(told)}目标可核，但没有附依据" if told else ""
    also += f"；{_named(open_ones)}的目标值待复核" if open_ones else ""
    message = (
        f"{len(every)}条指标中{len(rows)}条的完成值只填{actuals}，即得满分{figure(_points(rows, 'score'))}分"
        f"（全部指标{figure(_points(every))}分）；{_named(words)}的目标值没有可核的标准{also}。"
    )
    yield Hit(message, rows[0].spot("target"), rows[0].spot("actual"), further(rows, "target"))


def _formula_else(one: Row) -> bool:
    """Full marks and a formula for an answer, on a target that is not vague and not a figure (R205 tells those)."""
    item = one.indicator
    scored = bool(item.points) and item.score == item.points
    figure_or_vague = vague(one) or one.label("target") in ("quantity", "time", "")
    return scored and not figure_or_vague and one.label("actual") == "completion"


def _named(rows: Iterable[Row]) -> str:
    return "、".join(f"{one.name}（{one.target or '空'}）" for one in rows)


def _worded(case: Case, label: str, advice: str) -> Iterator[Hit]:
    """One hit for the rows of a label that W110 doesn't already name."""
    rows = [one for one in case.rows if one.label("target") == label and vague(one) and not rests_on_words(one)]
    if rows:
        worth = f"共{figure(points)}分" if (points := _points(rows)) else ""
        said = "、".join(f"{one.name}（{one.target or '空'}{_reported(one)}）" for one in rows)
        message = f"{len(rows)}条指标{worth}的目标值{advice}：{said}。"
        yield Hit(message, rows[0].spot("target"), also=tuple(one.spot("target") for one in rows[1:]))


def _reported(one: Row) -> str:
    """A short actual and the score, where the form gives them."""
    item = one.indicator
    actual = f"，完成{one.actual}" if 0 < len(item.actual) <= 14 else ""
    score = f"，得{figure(item.score)}/{figure(item.points)}分" if item.score is not None and item.points else ""
    return actual + score


@check(
    "W101",
    "目标值复述指标名",
    "问题",
    kinds=EVERY,
    why="目标值只说指标自己成立（环保度→环保），没有增加任何信息。",
    remedy="写出怎样算达到：数、等级、事件或日期。",
    fires=(form(row("生态效益", "环保度", "环保", points=15), kind="申报"),),
    passes=(form(row("质量", "一次验收合格率", "=100%", points=15), kind="申报"),),
)
def echoes(case: Case) -> Iterator[Hit]:
    """Targets labelled echo."""
    yield from _worded(case, "echo", "只是复述指标名")


@check(
    "W102",
    "目标值只有方向",
    "问题",
    kinds=EVERY,
    why="只说提升、减少，没有基数和幅度，做多做少都算达到。",
    remedy="写明基数、目标数和数据来源（由82%提高到90%）。",
    fires=(form(row("社会效益", "群众安全意识", "提升", points=15), kind="申报"),),
    passes=(form(row("社会效益", "知晓率", "由82%提高到90%", points=15), kind="申报"),),
)
def directions(case: Case) -> Iterator[Hit]:
    """Targets labelled direction."""
    yield from _worded(case, "direction", "只有方向，没有基数和幅度")


@check(
    "W103",
    "目标值所指标准不明",
    "问题",
    kinds=EVERY,
    why="说达到标准、符合要求而不说是哪一个标准，无从核对。",
    remedy="写明标准名称、编号或具体条件。",
    fires=(form(row("质量", "活动质量", "符合要求", points=10), kind="申报"),),
    passes=(form(row("质量", "工程质量", "通过竣工验收", points=10), kind="申报"),),
)
def unnamed_standards(case: Case) -> Iterator[Hit]:
    """Targets labelled unnamed_standard."""
    yield from _worded(case, "unnamed_standard", "所说的标准没有指明")


@check(
    "W104",
    "目标值是没有标准的评价词",
    "问题",
    kinds=EVERY,
    why="有效、良好、及时因人而异，没有等级和评定人。",
    remedy="给出等级划分和评定办法，或换成可数的结果。",
    fires=(form(row("社会效益", "个案响应机制", "有效", points=7), kind="申报"),),
    passes=(form(row("时效", "30分钟内响应率", "≥95%", points=7), kind="申报"),),
)
def judgements(case: Case) -> Iterator[Hit]:
    """Targets labelled judgement."""
    yield from _worded(case, "judgement", "是没有标准的评价词")


@check(
    "W105",
    "目标值空缺",
    "问题",
    kinds=EVERY,
    why="没有目标值就没有完成与否。",
    remedy="补填目标值。",
    fires=(form(row("数量", "检查家次", "", points=10), row("质量", "合格率", "≥  %", points=10), kind="申报"),),
    passes=(form(row("数量", "检查家次", "≥100家次", points=10), kind="申报"),),
)
def empties(case: Case) -> Iterator[Hit]:
    """Targets labelled empty."""
    yield from _worded(case, "empty", "空缺或未填完整")
