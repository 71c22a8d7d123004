"""Narrative checks: figures promised and not reported, reported and not measured, filed and not told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row
from narrative.checks.frame import Hit, check
from narrative.checks.links import before_in_clause, clause_of, evidence, sentence_of, topic_words
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.texts import stretches
from narrative.checks.units import agree, kinship, same_figure
from narrative.checks.words import has
from narrative.schema import Quantity

COUNTED = ("count", "money", "measure", "percent", "duration")


@check(
    "N304",
    "目标中的数没有交代",
    "问题",
    why="年度目标写了数，完成情况和指标行都没有回应，看不出完成多少。",
    remedy="在完成情况中逐项写明实际数。",
    fires=(
        form(
            row("数量", "检查企业", "≥100家", "120家", 10, 10),
            goal="检查企业100家，建设示范点8个。",
            outcome="全年检查企业120家。",
        ),
    ),
    passes=(
        form(
            row("数量", "检查企业", "≥100家", "120家", 10, 10),
            goal="检查企业100家，建设示范点8个。",
            outcome="建成示范点8个。",
        ),
    ),
)
def promise_unanswered(case: Case) -> Iterator[Hit]:
    """Counts in the goal with nothing of the same value or thing in outcome or rows; one hit for the form."""
    if not case.form.outcome.strip():
        return
    open_ones = [q for q in case.quantities.get((0, "goal"), ()) if _a_promise(case, q) and not _answered(case, q)]
    open_ones = [] if _whole_answered(case, open_ones) else open_ones
    if open_ones:
        said = listed(stretches(case, "goal", open_ones), 5)
        given = listed(dict.fromkeys(q.text for q in case.quantities.get((0, "outcome"), ()) if q.kind in COUNTED), 5)
        tail = f"；完成情况中的数只有{given}" if given else "；完成情况没有一个数"
        first = open_ones[0]
        also = tuple(case.spot("goal", 0, q) for q in open_ones[1:])
        yield Hit(
            f"年度目标中{said}，完成情况和指标行没有交代{tail}。",
            case.spot("goal", 0, first),
            case.spot("outcome"),
            also,
        )


def _a_promise(case: Case, promised: Quantity) -> bool:
    small = promised.kind != "percent" and (promised.low or 0) < 2
    basis = has(clause_of(case, "goal", promised), "background")
    return promised.kind in ("count", "percent", "measure") and not small and not promised.change and not basis


def _answered(case: Case, promised: Quantity) -> bool:
    given = [q for key, found in case.quantities.items() if key != (0, "goal") for q in found]
    if any(kinship(promised, q) != "none" and agree(promised, q) for q in given):
        return True
    if any(kinship(promised, q) != "none" and _same_thing(case, promised, q) for q in given):
        return True
    return _a_part_of_answered(case, promised, given)


def _a_part_of_answered(case: Case, promised: Quantity, given: list[Quantity]) -> bool:
    """The total of the same sentence is answered; its parts (1个、3个、7个) need no answer of their own."""
    sentence = sentence_of(case, "goal", promised)
    goal = case.quantities[0, "goal"]
    peers = [q for q in goal if sentence.start <= q.start < sentence.end and q.unit == promised.unit]
    bigger = [q for q in peers if (q.low or 0) > (promised.low or 0)]
    return any(agree(q, other) for q in bigger for other in given if kinship(q, other) == "same")


def _whole_answered(case: Case, parts: list[Quantity]) -> bool:
    """The goal lists parts of a total that is answered (共计14个：1个、3个、7个、1个、2个)."""
    goal = case.quantities.get((0, "goal"), ())
    for total in goal:
        others = [q for q in goal if q.unit == total.unit and q is not total]
        if parts and all(q in others for q in parts) and sum(q.low or 0 for q in others) == total.low:
            return _answered(case, total)
    return False


def _same_thing(case: Case, promised: Quantity, given: Quantity) -> bool:
    """Another figure for the same thing: the promise is answered, met or not."""
    where = given.where
    topic = topic_words(clause_of(case, "goal", promised))
    text = case.text(where.field, where.row_no) + (case.form.indicators[where.row_no - 1].name if where.row_no else "")
    around = text if where.row_no else clause_of(case, where.field, given)
    hits = sum(word in around for word in topic)
    return bool(topic) and hits >= max(1, len(topic) // 2)


@check(
    "N305",
    "完成情况中的数没有对应指标",
    "提示",
    why="最能说明成效的数在文字里，指标行却没有；下年可设为指标。",
    remedy="把这些数设为指标，或说明与现有指标的关系。",
    fires=(form(row("数量", "覆盖率", "≥90%", "100%", 15, 15), outcome="指导服务企业6041家次，发现隐患22410条。"),),
    passes=(form(row("数量", "服务企业家次", "≥5000家次", "6041家次", 15, 15), outcome="指导服务企业6041家次。"),),
)
def figures_without_row(case: Case) -> Iterator[Hit]:
    """Counts in the outcome that no row states; one hit for the form, beside the rows' own figures."""
    linked = {id(link.said) for link in evidence(case)}
    rows = [q for key, found in case.quantities.items() if key[0] for q in found]
    free = [
        q
        for q in case.quantities.get((0, "outcome"), ())
        if _a_result(case, q) and id(q) not in linked and not any(_states(other, q) for other in rows)
    ]
    if free:
        said = listed(stretches(case, "outcome", free), 8)
        filed = [one for one in case.rows if "数量" in one.indicator.level2 and one.indicator.actual]
        shown = listed((f"{one.name}{quoted(one.actual, 24)}" for one in filed), 4)
        tail = f"；数量指标为{shown}" if filed else ""
        words = [
            one
            for one in case.rows
            if one.label("target") == "direction" and one.label("actual") in ("completion", "hedged")
        ]
        if words:
            tail += f"；而{listed((one.name for one in words), 3)}只填{quoted(words[0].actual, 20)}"
        also = tuple(case.spot("outcome", 0, q) for q in free[1:])
        yield Hit(f"完成情况中{said}没有对应的指标{tail}。", case.spot("outcome", 0, free[0]), also=also)


def _states(filed: Quantity, q: Quantity) -> bool:
    """Whether a row states the figure: its value, not only a bound that lies below it."""
    bound = filed.relation in ("<=", "<", ">=", ">") and not re.search("[余多几]", filed.text)
    return same_figure(q, filed) and (not bound or q.low == filed.low)


def _a_result(case: Case, q: Quantity) -> bool:
    """A count or a share of this year; no figure of last year beside it, no 两级."""
    earlier = re.search(r"上年|去年|往年|同比", before_in_clause(case, "outcome", q))
    counted = q.kind == "count" and (q.low or 0) > 1 and q.unit not in ("级", "方", "段", "期")
    return not earlier and (counted or q.kind == "percent")


@check(
    "N315",
    "完成值在完成情况中找不到出处",
    "提示",
    why="指标行的数在完成情况里没有提到，看不出从何而来。",
    remedy="在完成情况中写明同一个数及其来源，或附台账。",
    fires=(
        form(
            row("数量", "装备采购", "=92台", "92台", 30, 30),
            outcome="配备会议控制器、触控显示、移动终端等设施，对接3个避难场所监控。",
        ),
    ),
    passes=(form(row("数量", "装备采购", "=92台", "92台", 30, 30), outcome="采购装备92台。"),),
)
def row_without_evidence(case: Case) -> Iterator[Hit]:
    """Figures of rows that the outcome does not hold; one hit for the form."""
    if len(case.form.outcome) < 8:
        return
    supported = {link.row.number for link in evidence(case)}
    rows = [one for one in case.rows if one.number not in supported and _needs_source(one)]
    if rows:
        said = listed(f"{one.name}{_filed(one)}" for one in rows)
        given = listed(dict.fromkeys(q.text for q in case.quantities.get((0, "outcome"), ()) if q.kind in COUNTED), 5)
        tail = f"，其中出现的数只有{given}" if given else "，其中没有一个数"
        message = f"{said}，在完成情况中找不到出处{tail}。"
        yield Hit(message, rows[0].spot("actual"), case.spot("outcome"), tuple(one.spot("actual") for one in rows[1:]))


def _needs_source(one: Row) -> bool:
    """A figure of its own, short enough to be no account in itself."""
    found = [q for q in one.quantities("actual") if q.kind in ("count", "percent", "measure")]
    cost = (
        "成本" in one.indicator.level2
        or "执行率" in one.indicator.name
        or "时效" in one.indicator.level2
        or "进度" in one.indicator.level2
    )
    return bool(found) and len(one.indicator.actual) <= 20 and not cost


def _filed(one: Row) -> str:
    score = f"，得{figure(one.indicator.score)}分" if one.indicator.score is not None else ""
    return f"（完成{one.actual}{score}）"
