"""Narrative checks: the figures of the text against those of the rows and of the funds block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.links import clause_of, links, sentence_of, topic_words
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.texts import near, stretches
from narrative.checks.units import agree, kinship
from narrative.checks.words import has, words_of
from narrative.schema import Quantity, Severity

COUNTED = ("count", "money", "measure", "percent", "duration")


@check(
    "N306",
    "文字与表中同一件事的数不同",
    "错误",
    why="同一件事在完成情况和指标行里是两个数，至少有一处不实。",
    remedy="按台账核对，两处改成同一个数、同一个单位。",
    fires=(
        form(row("数量", "推送信息数量", "≥50条", "393条", 15, 15), outcome="全年共推送信息306条。"),
        form(
            row("数量", "园区志愿者人次", "20000人次", "20000人次", 3, 3),
            outcome="共选拔保障16000余名志愿者，在园区内提供服务。",
        ),
    ),
    passes=(
        form(
            row("数量", "推送信息数量", "≥50条", "306条", 15, 15), outcome="全年共推送信息306条，其中视频推送信息20条。"
        ),
        form(row("数量", "接待参观", "≥6万人次", "6.4万余人次", 1, 1), outcome="全年接待参观64500人次。"),
        form(row("数量", "培训场次", "≥5场", "6场", 1, 1), outcome="上半年培训2场，下半年培训4场。"),
    ),
)
def text_against_row(case: Case) -> Iterator[Hit]:
    """A figure in the outcome for the thing a row counts, with another value."""
    for link in links(case):
        if link.stand != "contradicts":
            continue
        unit = "" if link.same_unit else f"（单位一为{link.filed.unit}，一为{link.said.unit}）"
        message = (
            f"{link.row.title}完成值为{link.filed.text}，完成情况为{near(case, 'outcome', link.said)}，"
            f"两处不一致{unit}。"
        )
        severity: Severity = "错误" if link.same_unit else "问题"
        yield Hit(message, link.row.spot("actual", link.filed), case.spot("outcome", 0, link.said), severity=severity)


@check(
    "N318",
    "目标文字与指标值不同",
    "问题",
    kinds=EVERY,
    why="同一件事在年度目标和指标值里是两个数，不知以哪个为准。",
    remedy="统一为一个数。",
    fires=(form(row("数量", "培训场次", "≥3场", "5场", 10, 10), goal="全年举办培训5场。"),),
    passes=(form(row("数量", "培训场次", "≥5场", "5场", 10, 10), goal="全年举办培训5场。"),),
)
def goal_against_target(case: Case) -> Iterator[Hit]:
    """A figure in the goal for the thing a row counts, with another value in the target."""
    for link in links(case, field="target", text="goal"):
        if link.stand == "contradicts" and link.same_unit:
            message = (
                f"{link.row.title}目标值为{link.filed.text}，年度目标为{near(case, 'goal', link.said)}，两处不一致。"
            )
            yield Hit(message, link.row.spot("target", link.filed), case.spot("goal", 0, link.said))


@check(
    "N317",
    "文中的总数被填成其中一条指标",
    "问题",
    why="文字里的总数等于表中一条分项的完成值，而表中另有同类分项，总数与分项不可能相等。",
    remedy="分清总数与分项，分别填写。",
    fires=(
        form(
            row("数量", "园区志愿者人次", "20000人次", "20000人次", 3, 3),
            row("数量", "城市及社会志愿者人次", "≥10万人次", "121189人次", 2, 2),
            outcome="志愿者累计上岗121189人次。",
        ),
    ),
    passes=(
        form(
            row("数量", "园区志愿者人次", "20000人次", "20000人次", 3, 3),
            row("数量", "城市及社会志愿者人次", "≥10万人次", "101189人次", 2, 2),
            outcome="志愿者累计上岗121189人次。",
        ),
    ),
)
def whole_filed_as_part(case: Case) -> Iterator[Hit]:
    """The text's total equals one row of several that share a head noun."""
    for link in links(case):
        clause = clause_of(case, "outcome", link.said)
        if link.stand != "supports" or not has(clause, "whole") or not link.same_unit:
            continue
        for other in case.rows:
            shared = _shared_noun(link.row, other)
            second = next((q for q in other.quantities("actual") if q.unit == link.filed.unit and q.low), None)
            if shared and second and shared in clause and not _own_words(link.row, shared, clause):
                message = (
                    f"完成情况{quoted(clause)}是{shared}的总数，{link.row.title}却以{link.filed.text}为完成值，"
                    f"另有{other.title}{second.text}；总数与分项不符。"
                )
                yield Hit(
                    message,
                    link.row.spot("actual", link.filed),
                    case.spot("outcome", 0, link.said),
                    (other.spot("actual"),),
                )


def _shared_noun(one: Row, other: Row) -> str:
    """The head noun two different names share: three characters at least before a common tail."""
    if one.number == other.number or one.indicator.level2 != other.indicator.level2:
        return ""
    mine = [word for word in topic_words(one.indicator.name) if len(word) > 2]
    return next(
        (word for word in mine if word in other.indicator.name and one.indicator.name != other.indicator.name), ""
    )


def _own_words(one: Row, shared: str, clause: str) -> bool:
    """Whether the clause says the words that set this row apart."""
    return any(word in clause for word in topic_words(one.indicator.name) if word != shared)


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
    if any(kinship(promised, q) == "same" and _same_thing(case, promised, q) for q in given):
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
    "N319",
    "目标的数没有达到而指标行未反映",
    "问题",
    why="年度目标写的数，完成情况里少了，指标行却没有这一条，得分不受影响。",
    remedy="把该项列为指标，或说明未达到的原因。",
    fires=(
        form(
            row("数量", "演出场次", "≥80场", "86场", 10, 10),
            goal="送戏下乡覆盖全市12个乡镇。",
            outcome="演出86场，覆盖9个乡镇。",
        ),
    ),
    passes=(
        form(
            row("数量", "演出场次", "≥80场", "86场", 10, 10),
            goal="送戏下乡覆盖全市12个乡镇。",
            outcome="演出86场，覆盖12个乡镇。",
        ),
        form(
            row("数量", "覆盖乡镇", "12个", "9个", 10, "7.5"),
            goal="送戏下乡覆盖全市12个乡镇。",
            outcome="演出86场，覆盖9个乡镇。",
        ),
    ),
)
def goal_missed_in_text(case: Case) -> Iterator[Hit]:
    """A figure of the goal, and a smaller one in the outcome for the same noun; no row states either."""
    rows = [q for key, found in case.quantities.items() if key[0] for q in found]
    goal, outcome = case.quantities.get((0, "goal"), ()), case.quantities.get((0, "outcome"), ())
    for promised in goal:
        noun = _noun_behind(case.form.goal, promised)
        rivals = [q for q in outcome if noun and q.unit == promised.unit and _noun_behind(case.form.outcome, q) == noun]
        if len(rivals) != 1 or promised.kind != "count" or any(_same(promised, other) for other in rows):
            continue
        if agree(promised, rivals[0]) or (rivals[0].low or 0) >= (promised.low or 0):
            continue
        message = (
            f"年度目标{near(case, 'goal', promised)}，完成情况为{near(case, 'outcome', rivals[0])}，"
            f"少于目标，指标行没有反映。"
        )
        yield Hit(message, case.spot("outcome", 0, rivals[0]), case.spot("goal", 0, promised))


def _noun_behind(text: str, q: Quantity) -> str:
    """The two characters after a figure: the noun it counts, or ""."""
    behind = re.match(r"[\u4e00-\u9fff]{2}", text[q.end :])
    return behind.group() if behind else ""


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
    linked = {id(link.said) for link in links(case)}
    rows = [q for key, found in case.quantities.items() if key[0] for q in found]
    free = [
        q
        for q in case.quantities.get((0, "outcome"), ())
        if _a_result(q) and id(q) not in linked and not any(_same(q, other) for other in rows)
    ]
    if free:
        said = listed(stretches(case, "outcome", free), 5)
        filed = [one for one in case.rows if "数量" in one.indicator.level2 and one.indicator.actual]
        shown = listed((f"{one.indicator.name}{quoted(one.indicator.actual, 24)}" for one in filed), 4)
        tail = f"；数量指标为{shown}" if filed else ""
        also = tuple(case.spot("outcome", 0, q) for q in free[1:])
        yield Hit(f"完成情况中{said}没有对应的指标{tail}。", case.spot("outcome", 0, free[0]), also=also)


def _a_result(q: Quantity) -> bool:
    return (
        q.kind in ("count", "percent")
        and (q.kind == "percent" or (q.low or 0) > 1)
        and q.unit not in ("级", "方", "段", "期")
    )


def _same(one: Quantity, other: Quantity) -> bool:
    return kinship(one, other) != "none" and agree(one, other)


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
    supported = {link.row.number for link in links(case)}
    rows = [one for one in case.rows if one.number not in supported and _needs_source(one)]
    if rows:
        said = listed(f"{one.indicator.name}{_filed(one)}" for one in rows)
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
    score = f"（得{figure(one.indicator.score)}分）" if one.indicator.score is not None else ""
    return f"{one.indicator.actual}{score}"


@check(
    "N316",
    "文字中的预算与资金表不同",
    "错误",
    why="文字说项目预算、合同是一个数，资金表的预算数是另一个数，执行率因此失真。",
    remedy="资金表按项目预算填列，或写明两者差额的来源（分年安排等）。",
    fires=(
        form(
            total=fund("0.00", "137.00", "137.00", "10", "100.00", "10"),
            outcome="项目预算237万元，合同签订232万元，已支付137万元。",
        ),
    ),
    passes=(
        form(
            total=fund("237.00", "237.00", "137.00", "10", "57.81", "5.78"), outcome="项目预算237万元，已支付137万元。"
        ),
    ),
)
def text_against_funds(case: Case) -> Iterator[Hit]:
    """Budget, contract or payment in the outcome against the funds block."""
    total = case.form.funds.get("total")
    if total is None:
        return
    scale = {"万元": Decimal(10000), "元": Decimal(1)}.get(case.form.funds_unit, Decimal(10000))
    budgets = [value for value in (total.initial, total.full_year) if value is not None]
    off = [
        *_off_sums(case, "text_budget", budgets, scale),
        *_off_sums(case, "text_paid", [total.executed] if total.executed is not None else [], scale),
    ]
    if not off:
        return
    named = [*off, *(q for q in _named(case, "text_contract") if q not in off)]
    named += [q for q in _named(case, "text_paid") if q not in named]
    shares = _shares(total.executed, named, scale)
    said = listed(near(case, "outcome", q) for q in sorted(named, key=lambda q: q.start))
    printed = f"预算数{figure(budgets[-1] if budgets else None)}、执行数{figure(total.executed)}"
    rate = f"、执行率{figure(total.rate)}%" if total.rate is not None else ""
    score = f"（得{figure(total.score)}分）" if total.score is not None else ""
    message = f"完成情况中{said}，资金表{printed}{rate}{score}，两处不一致{shares}。"
    yield Hit(
        message,
        case.spot("outcome", 0, off[0]),
        case.fund("total", "full_year"),
        tuple(case.spot("outcome", 0, q) for q in named[1:]),
    )


def _named(case: Case, words: str) -> list[Quantity]:
    """Amounts of money right behind one of the words."""
    text = case.form.outcome
    found = [q for q in case.quantities.get((0, "outcome"), ()) if q.kind == "money" and not q.per and not q.change]
    return [
        q for q in found if any(text[: q.start].rstrip("为：:是达 约共计").endswith(word) for word in words_of(words))
    ]


def _off_sums(case: Case, words: str, sums: list[Decimal], scale: Decimal) -> list[Quantity]:
    """Named amounts that are none of the sums, beyond rounding to a full 万元."""
    tolerance = scale * Decimal("0.5") if scale > 1 else Decimal(5000)
    return [
        q
        for q in _named(case, words)
        if sums and all(abs((q.low or Decimal(0)) - one * scale) > tolerance for one in sums)
    ]


def _shares(executed: Decimal | None, named: list[Quantity], scale: Decimal) -> str:
    bases = [q for q in named if q.low and executed is not None and q.low > executed * scale]
    shares = [f"占{q.text}的{(executed or Decimal(0)) * scale / (q.low or Decimal(1)) * 100:.2f}%" for q in bases]
    return f"；执行数{'、'.join(shares)}" if shares else ""
