"""Row checks: what the reason cell says, and lists of deliverables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row, further
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.links import topic_words
from narrative.checks.rows import lost, marks, sides
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted
from narrative.checks.texts import listed_items
from narrative.checks.units import agree, kinship
from narrative.checks.words import has
from narrative.schema import Quantity, Severity
from narrative.segment import clauses

EMPTY_TALK = {"gap": "只说还有差距", "claim": "只说效果好", "note": "所说与偏差无关"}


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
        form(row("数量", "走访", "250名", "216名", 3, "2.6", reason="困难学生减少,导致需要走访的学生减少。")),
        form(row("数量", "培训", "5场", "5场", 6, 6, reason="效果较好。")),
    ),
)
def reason_is_no_cause(case: Case) -> Iterator[Hit]:
    """Points lost or target missed, and a reason that gives no cause; one hit for all such rows."""
    rows = [
        one
        for one in case.rows
        if _deviates(one) and one.label("reason") in EMPTY_TALK and not _cause(one.indicator.reason)
    ]
    if rows:
        kinds = dict.fromkeys(EMPTY_TALK[one.label("reason")] for one in rows)
        said = "；".join(f"{one.name}（{marks(one)}）{quoted(one.indicator.reason, 50)}" for one in rows)
        message = f"{len(rows)}条扣分指标没有说出原因，{listed(kinds)}：{said}。"
        yield Hit(message, rows[0].spot("reason"), rows[0].spot("score"), tuple(one.spot("reason") for one in rows[1:]))


_CAUSE = re.compile(r"(?:由于|因为|鉴于|受到?(?=.{2,12}影响)|因(?!此|而|素)).{3,}|导致|致使|.{3,}等原因")
_NO_CAUSE = re.compile(r"(?:各种|多种|种种|客观|主观|特殊|历史|某些)原因|(?:各种|客观|其他|诸多)因素")


def _cause(reason: str) -> bool:
    """Whether a reason names what led to the gap, whatever else it says."""
    return bool(_CAUSE.search(reason)) and not _NO_CAUSE.search(reason)


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
            f"{one.title}完成值{filed.text}，偏差原因栏写{quoted(one.indicator.reason)}，两处不一致{unit}；"
            f"年度指标值{quoted(one.target)}，{marks(one)}{ratio}。"
        )
        yield Hit(message, one.spot("actual", filed), one.spot("reason", other))


def _rival(one: Row, filed: Quantity, other: Quantity) -> bool:
    """Same sort of unit, another value, the same thing said, and not the size of the gap."""
    if (
        other.low is None
        or other.change
        or not filed.low
        or other.low < filed.low / 2
        or kinship(filed, other) == "none"
        or agree(filed, other)
    ):
        return False
    if any(target.low == other.low for target in one.quantities("target")):
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
        items = listed_items(one.indicator.target)
        missing = [item for item in items if item.lower() not in one.indicator.actual.lower()]
        if len(items) >= 2 and missing and len(missing) < len(items):
            message = f"{one.title}{sides(one)}，完成值没有提到{listed(missing)}，{marks(one)}。"
            yield Hit(message, one.spot("actual"), one.spot("target"))


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
    "R218",
    "扣分而没有说明",
    "问题",
    why="扣了分就要说明差在哪里、为何没有达到。",
    remedy="写明扣分的原因和改进措施。",
    fires=(form(row("社会效益", "社会影响力", "得到提升", "基本达到", 10, 8)),),
    passes=(
        form(row("社会效益", "社会影响力", "得到提升", "基本达到", 10, 8, reason="宣传未覆盖老年人群。")),
        form(row("社会效益", "社会影响力", "得到提升", "得到提升", 10, 10)),
    ),
)
def loss_unexplained(case: Case) -> Iterator[Hit]:
    """Points lost on a target without a figure, reason blank; one hit for all such rows."""
    rows = [one for one in case.rows if lost(one) and _blank(one) and overall(compare(one)) in ("", "unknown")]
    if rows:
        above = [_shared_reason(one) for one in rows]
        said = "；".join(f"{one.title}{sides(one)}，{marks(one)}" for one in rows)
        shared = listed(quoted(reason, 40) for reason in dict.fromkeys(filter(None, above)))
        note = f"，是否与上一条合用{shared}待说明" if shared else ""
        severity: Severity | None = "提示" if all(above) else None
        message = f"{said}；偏差原因栏为空{note}。"
        yield Hit(message, rows[0].spot("score"), rows[0].spot("reason"), further(rows, "score"), severity)


def _shared_reason(one: Row) -> str:
    """The reason of the row above where it reports and loses the same: its cell may have been merged."""
    if one.number == 1:
        return ""
    item, above = one.indicator, one.case.form.indicators[one.number - 2]
    alike = (item.level2, item.actual, item.points, item.score) == (
        above.level2,
        above.actual,
        above.points,
        above.score,
    )
    return above.reason if alike else ""


def _blank(one: Row) -> bool:
    return one.label("reason") in ("none", "missing")


CONTRARY = {
    "稳定": r"\d+[^，。]{0,12}(?:变动|离职|离岗|流失|调离)",
    "及时": r"延期|滞后|推迟|逾期|超期",
    "按时": r"延期|滞后|推迟|逾期|超期",
    "按期": r"延期|滞后|推迟|逾期|超期",
    "齐全": r"缺少|缺失|不全|遗失",
    "完整": r"缺少|缺失|不全|遗失",
    "无事故": r"发生[^，。]{0,8}事故[^，。]{0,4}[1-9]\d*起|[1-9]\d*起[^，。]{0,6}事故",
    "不发生": r"发生[^，。]{0,10}[1-9]\d*[起件例]",
}
"""What a target says, and what in the actual says otherwise."""


@check(
    "R221",
    "完成值与目标相反",
    "问题",
    why="完成值里写的事实与目标要求的状态相反。",
    remedy="据实评分，说明影响和措施。",
    fires=(form(row("质量", "社工队伍", "人员稳定", "年末在岗42人，全年共有10个岗位人员变动。", 6, 4)),),
    passes=(form(row("质量", "社工队伍", "人员稳定", "年末在岗42人，全年无人离职。", 6, 6)),),
)
def contrary_to_target(case: Case) -> Iterator[Hit]:
    """A state asked for, and a fact in actual or reason that denies it."""
    for one in case.rows:
        for word, contrary in CONTRARY.items():
            name = next((name for name in ("actual", "reason") if re.search(contrary, case.text(name, one.number))), "")
            if word in one.indicator.target and name:
                found = re.search(rf"[^，。；]*(?:{contrary})[^，。；]*", case.text(name, one.number))
                said = found.group() if found else ""
                message = (
                    f"{one.title}目标{quoted(one.target)}，{'完成值' if name == 'actual' else '原因'}"
                    f"写{quoted(said)}，{marks(one)}。"
                )
                yield Hit(message, one.spot(name), one.spot("target"))
                break
