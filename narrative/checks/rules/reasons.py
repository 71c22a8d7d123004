"""Row checks: what the reason cell says, and lists of deliverables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.links import topic_words
from narrative.checks.rows import marks, sides
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted
from narrative.checks.units import agree, kinship
from narrative.checks.words import has
from narrative.schema import Quantity
from narrative.segment import clauses

EMPTY_TALK = {"gap": "只说还有差距，没有原因", "claim": "说的是效果好，不是原因", "note": "与偏差无关"}


def _deviates(one: Row) -> bool:
    item = one.indicator
    lost = item.points is not None and item.score is not None and item.score < item.points
    return lost or overall(compare(one)) == "missed"


@check(
    "R211",
    "偏差原因没有说出原因",
    "问题",
    why="“有待提高”“效果较好”不是原因，看不出为何扣分、怎样改进。",
    remedy="写明具体原因（何事、何时、影响多少）和改进措施。",
    fires=(
        form(row("效益", "受助学生资料", "真实可靠", "基本达成预期指标且效果较好", 8, "6.4", reason="效果较好。")),
        form(row("效益", "社会影响力", "得到提升", "得到一定程度提升", 8, 5, reason="还有进一步提升的空间。")),
    ),
    passes=(
        form(row("数量", "培训", "5场", "2场", 6, "2.4", reason="7月场馆维修，停办3场。")),
        form(row("数量", "培训", "5场", "5场", 6, 6, reason="效果较好。")),
    ),
)
def reason_is_no_cause(case: Case) -> Iterator[Hit]:
    """Points lost or target missed, and a reason that gives no cause; one hit for all such rows."""
    rows = [one for one in case.rows if _deviates(one) and one.label("reason") in EMPTY_TALK]
    if rows:
        kinds = dict.fromkeys(EMPTY_TALK[one.label("reason")] for one in rows)
        said = "；".join(f"{one.indicator.name}（{marks(one)}）{quoted(one.indicator.reason, 50)}" for one in rows)
        message = f"{len(rows)}条扣分指标的原因{listed(kinds)}：{said}。"
        yield Hit(message, rows[0].spot("reason"), rows[0].spot("score"), tuple(one.spot("reason") for one in rows[1:]))


@check(
    "R212",
    "偏差原因栏写着另一个数",
    "错误",
    why="同一条指标在完成值和原因栏里是两个数，完成值多半是照目标填的。",
    remedy="以台账为准，完成值填实际数，单位保持一致。",
    fires=(
        form(row("数量", "举报数量", "=500.00(条)", "500.00(条)", 15, 15, reason="2024 年度实际受理举报件数 920 件")),
    ),
    passes=(
        form(row("数量", "培训场次", "5场", "2场", 6, "2.4", reason="因场馆维修减少培训3场。")),
        form(row("数量", "在岗社工", "40人", "38人", 6, "5.7", reason="其中2人年底离职。")),
        form(row("数量", "举报数量", "=500条", "920条", 15, 15, reason="实际受理举报920件。")),
    ),
)
def reason_states_another_figure(case: Case) -> Iterator[Hit]:
    """A figure in the reason for the very thing the row counts, different from actual and target."""
    for one in case.rows:
        filed = next((q for q in one.quantities("actual") if q.low is not None), None)
        other = next((q for q in one.quantities("reason") if filed and _rival(one, filed, q)), None)
        if filed is None or other is None:
            continue
        ratio = _of_target(one, other)
        unit = f"，单位也不同（{filed.unit}、{other.unit}）" if filed.unit != other.unit else ""
        message = (
            f"{one.title}{sides(one)}，{marks(one)}；偏差原因栏写{quoted(one.indicator.reason)}，"
            f"{filed.text}与{other.text}两处不一致{unit}{ratio}。"
        )
        yield Hit(message, one.spot("actual", filed), one.spot("reason", other))


def _rival(one: Row, filed: Quantity, other: Quantity) -> bool:
    """Same sort of unit, another value, the same thing said, and not the size of the gap."""
    if other.low is None or other.change or kinship(filed, other) == "none" or agree(filed, other):
        return False
    if any(agree(other, target) for target in one.quantities("target") if kinship(other, target) != "none"):
        return False
    clause = _clause(one.indicator.reason, other)
    part = (
        "其中",
        "减少",
        "增加",
        "少",
        "因",
        "剩余",
        "未",
        "差",
        "缺",
        "每",
        "平均",
        "离",
        "取消",
        "停",
        "推迟",
        "新增",
        "超",
    )
    topic = topic_words(one.indicator.name)
    same = any(word in clause for word in topic) or any(word in clause for word in ("实际", "共计", "累计"))
    return same and not any(word in clause for word in part)


def _clause(text: str, q: Quantity) -> str:
    return next((text[start:end] for start, end in clauses(text) if start <= q.start < end), text)


def _of_target(one: Row, other: Quantity) -> str:
    target = next((q for q in one.quantities("target") if q.low and kinship(q, other) != "none"), None)
    if target is None or other.low is None or not target.low:
        return ""
    share = other.low / target.low * 100
    missed = "，以“=”计则未达目标" if one.indicator.target.startswith(("=", "＝")) and share != 100 else ""
    return f"；{other.text}为目标的{share:.0f}%{missed}"


@check(
    "R213",
    "应交付的内容有缺项",
    "问题",
    why="目标列明了几项成果，完成值少了其中几项，却未扣分或说明。",
    remedy="逐项说明完成情况；未完成的扣分并说明原因。",
    fires=(form(row("数量", "文化标识", "一整套(含logo、歌曲、口号、标识等)", "标识徽章(logo)、口号、标识", 3, 3)),),
    passes=(
        form(row("数量", "文化标识", "一整套(含logo、歌曲、口号)", "logo、歌曲、口号各1件", 3, 3)),
        form(row("数量", "文化标识", "一整套(含logo、歌曲、口号)", "已完成", 3, 3)),
    ),
)
def deliverable_missing(case: Case) -> Iterator[Hit]:
    """A list in the target of which the actual names some and not all."""
    for one in case.rows:
        items = _listed_items(one.indicator.target)
        missing = [item for item in items if item.lower() not in one.indicator.actual.lower()]
        if len(items) >= 2 and missing and len(missing) < len(items):
            message = f"{one.title}{sides(one)}，完成值没有提到{listed(missing)}，{marks(one)}。"
            yield Hit(message, one.spot("actual"), one.spot("target"))


def _listed_items(target: str) -> list[str]:
    """What stands behind 含, 包括: logo, 歌曲, 口号 …."""
    found = re.search(r"(?:含|包括|包含|涵盖)[：:]?([^（）()；。]+)", target)
    if not found:
        return []
    items = [re.sub(r"^(?:和|及|以及)|等.*$", "", item).strip() for item in re.split(r"[、，,和及]", found.group(1))]
    return [item for item in items if 1 < len(item) <= 10]


@check(
    "R214",
    "原因栏自称达到目标却扣分",
    "问题",
    why="原因说已达到预期，得分却扣了分，两处矛盾。",
    remedy="达到目标的给满分；未达到的写明差在哪里。",
    fires=(
        form(
            row(
                "满意度",
                "参与人员",
                "满意度≥95%",
                "达到预期指标",
                20,
                17,
                reason="总体满意度达到预期目标，但应进一步提高。",
            )
        ),
    ),
    passes=(form(row("满意度", "参与人员", "满意度≥95%", "92%", 20, 19, reason="距目标差3个百分点。")),),
)
def reason_claims_success(case: Case) -> Iterator[Hit]:
    """Points lost, and the reason says that the target was reached."""
    for one in case.rows:
        reason = one.indicator.reason
        claims = re.search(r"(?<!未)(?<!没有)(?:达到|达成|完成)(?:了)?(?:预期|年度|既定)?(?:目标|指标)", reason)
        item = one.indicator
        lost = item.points is not None and item.score is not None and item.score < item.points
        if lost and claims and not has(reason, "money_cut"):
            message = f"{one.title}{marks(one)}，原因栏却写{quoted(reason, 60)}，说法与扣分矛盾。"
            yield Hit(message, one.spot("reason"), one.spot("score"))


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
            shared = set(topic_words(one.indicator.name)) & set(topic_words(other.indicator.name))
            mine, theirs = _value(one, q), _value(other, second)
            if shared and mine and theirs and mine.low != theirs.low:
                message = (
                    f"{one.title}与{other.title}目标都是{q.text}，完成值却为{mine.text}和{theirs.text}，"
                    "口径是否一致待说明。"
                )
                yield Hit(message, one.spot("actual", mine), other.spot("actual", theirs))


def _value(one: Row, target: Quantity) -> Quantity | None:
    return next((q for q in one.quantities("actual") if q.unit == target.unit and q.low is not None), None)
