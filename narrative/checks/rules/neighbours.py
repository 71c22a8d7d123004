"""Row checks: figures beside those of another row, or beside a target without any."""

from __future__ import annotations

from collections.abc import Iterator

from narrative.checks.case import Case, Row, further
from narrative.checks.frame import Hit, check
from narrative.checks.links import topic_words
from narrative.checks.rows import marks
from narrative.checks.rules.wording import vague
from narrative.checks.sample import form, row
from narrative.checks.say import listed
from narrative.checks.units import kinship
from narrative.schema import Quantity


@check(
    "R216",
    "同一目标的两条指标完成值不同",
    "提示",
    why="同一项目中目标相同、内容相近的两条指标报了不同的数，口径可能不一致。",
    remedy="说明两条指标的口径差别，或改成同一个数。",
    fires=(
        form(
            row("数量", "志愿服务天数", "不少于162天", "168天", 5, 5),
            row("数量", "志愿服务驻地运行保障", "不少于162天", "190天", 5, 5),
        ),
    ),
    passes=(
        form(
            row("数量", "志愿服务天数", "不少于162天", "168天", 5, 5),
            row("数量", "园林养护", "不少于162天", "190天", 5, 5),
        ),
    ),
)
def same_target_other_result(case: Case) -> Iterator[Hit]:
    """Two rows with one odd target and a common topic, different actuals."""
    rows = [
        (one, q) for one in case.rows for q in one.quantities("target") if q.kind != "percent" and (q.low or 0) > 20
    ]
    for place, (one, q) in enumerate(rows):
        for other, second in rows[place + 1 :]:
            if other.number == one.number or (q.low, q.unit) != (second.low, second.unit) or q.kind != second.kind:
                continue
            shared = any(word in other.indicator.name for word in topic_words(one.indicator.name))
            mine, theirs = _value(one, q), _value(other, second)
            if shared and mine and theirs and mine.low != theirs.low:
                message = (
                    f"{one.title}与{other.title}目标都是{q.text}，完成值却为{mine.text}和{theirs.text}，"
                    "口径是否一致待说明。"
                )
                yield Hit(message, one.spot("actual", mine), other.spot("actual", theirs))


def _value(one: Row, target: Quantity) -> Quantity | None:
    return next((q for q in one.quantities("actual") if q.unit == target.unit and q.low is not None), None)


@check(
    "R222",
    "目标没有数而完成值是数",
    "提示",
    why="目标是文字，完成值是一个数，达到与否无从比较。",
    remedy="目标值写明数量和标准。",
    fires=(form(row("质量", "表彰志愿者", "符合评选标准人员", "988名", 5, 4)),),
    passes=(form(row("质量", "表彰志愿者", "≥900名", "988名", 5, 5)),),
)
def figure_for_words(case: Case) -> Iterator[Hit]:
    """A vague target answered by a bare figure; one hit for all such rows."""
    rows = [
        one
        for one in case.rows
        if vague(one)
        and one.label("target") != "empty"
        and any(
            q.low is not None and q.start <= 1 and q.end >= len(one.indicator.actual.strip()) - 1
            for q in one.quantities("actual")
        )
    ]
    if rows:
        said = listed(f"{one.name}（目标{one.target}，完成{one.actual}，{marks(one)}）" for one in rows)
        yield Hit(
            f"{said}：目标没有数，无从比较。", rows[0].spot("actual"), rows[0].spot("target"), further(rows, "actual")
        )


@check(
    "R224",
    "同一个数换了单位",
    "提示",
    why="同一个数在一条指标里是人次、在另一条里是人，至少有一处口径不对。",
    remedy="分清人与人次、家与家次，各填实际数。",
    fires=(
        form(
            row("数量", "园区志愿者人次", "20000人次", "20000人次", 3, 3),
            row("质量", "文化标识使用对象", "不少于20000人", "20000人", 3, 3),
        ),
    ),
    passes=(
        form(
            row("数量", "园区志愿者人次", "20000人次", "21350人次", 3, 3),
            row("质量", "文化标识使用对象", "不少于20000人", "20000人", 3, 3),
        ),
    ),
)
def same_figure_other_unit(case: Case) -> Iterator[Hit]:
    """One count of a hundred or more under two near units (人, 人次) in two rows."""
    found = [
        (one, q) for one in case.rows for q in one.quantities("actual") if q.kind == "count" and (q.low or 0) >= 100
    ]
    for place, (one, q) in enumerate(found):
        for other, second in found[place + 1 :]:
            if other.number != one.number and q.low == second.low and kinship(q, second) == "near":
                message = f"{one.title}完成{q.text}，{other.title}完成{second.text}，同一个数，单位不同，口径待说明。"
                yield Hit(message, one.spot("actual", q), other.spot("actual", second))
