"""Row checks: an effect that is answered by what was done."""

from __future__ import annotations

from collections.abc import Iterator

from narrative.checks.case import Case, Row, further
from narrative.checks.frame import Hit, check
from narrative.checks.rows import marks
from narrative.checks.rules.wording import vague
from narrative.checks.sample import form, row
from narrative.checks.say import around, listed
from narrative.checks.words import words_of
from narrative.schema import Quantity


@check(
    "R226",
    "效益指标只报了做了多少",
    "提示",
    why="宣传了多少场是产出，不是效果；意识、能力有没有提升要另有依据。",
    remedy="写明效果的测量：问卷、测试、前后对比或第三方数据。",
    fires=(
        form(
            row(
                "社会效益",
                "青少年法治意识",
                "提升",
                "全年开展宣传活动160场，重点宣传法律知识，法治意识有所提升。",
                6,
                5,
            )
        ),
    ),
    passes=(
        form(row("社会效益", "青少年法治意识", "提升", "问卷测试平均分由71分升至83分。", 6, 6)),
        form(row("数量", "宣传活动", "≥150场", "160场", 6, 6)),
        form(row("社会效益", "青少年法治意识", "提升", "宣传160场，知晓率由62%升至81%。", 6, 6)),
    ),
)
def output_for_effect(case: Case) -> Iterator[Hit]:
    """Vague effects whose actual counts activities and measures nothing; one hit for all such rows."""
    found = [(one, counted) for one in case.rows if (counted := _activity(one))]
    if found:
        rows = [one for one, _ in found]
        said = listed(
            f"{one.name}（目标{one.target}，{marks(one)}）完成值为"
            f"{around(one.indicator.actual, counted.start, counted.end)}"
            for one, counted in found
        )
        first, counted = found[0]
        yield Hit(
            f"{said}：说的是做了多少，没有说效果。",
            first.spot("actual", counted),
            first.spot("target"),
            further(rows, "actual"),
        )


def _activity(one: Row) -> Quantity | None:
    """The first activity counted in the actual of a vague effect; None where a share or a change measures it."""
    item = one.indicator
    effect = any(word in item.level1 + item.level2 for word in ("效益", "效果", "影响")) and "满意" not in item.name
    found = one.quantities("actual")
    if not effect or not vague(one) or any(q.change or q.kind in ("percent", "money") for q in found):
        return None
    return next((q for q in found if q.kind == "count" and q.unit in words_of("activity_units")), None)
