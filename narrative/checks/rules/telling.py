"""Narrative checks: the figures of the text against those of the rows and of the funds block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.links import Link, clause_of, evidence, topic_words
from narrative.checks.sample import form, row
from narrative.checks.say import quoted
from narrative.checks.texts import near
from narrative.checks.units import agree, same_figure
from narrative.checks.words import has
from narrative.schema import Quantity, Severity


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
    for link in evidence(case):
        if link.stand != "contradicts":
            continue
        unit = "" if link.same_unit else f"（单位一为{link.filed.unit}，一为{link.said.unit}）"
        message = (
            f"{link.row.title}完成值为{_as_filed(link)}，完成情况为{near(case, 'outcome', link.said)}，"
            f"两处不一致{unit}。"
        )
        severity: Severity = "错误" if link.same_unit else "问题"
        yield Hit(message, link.row.spot("actual", link.filed), case.spot("outcome", 0, link.said), severity=severity)


def _as_filed(link: Link) -> str:
    """A short cell whole, with its comparator; of a long one the figure."""
    actual = link.row.indicator.actual.strip()
    return actual if len(actual) <= 20 else link.filed.text


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
    for link in evidence(case, field="target", text="goal"):
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
    for link in evidence(case):
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
        if len(rivals) != 1 or promised.kind != "count" or any(same_figure(promised, other) for other in rows):
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
    "N330",
    "目标列举的个数与指标值不同",
    "提示",
    kinds=EVERY,
    why="年度目标逐项列了个数，合起来与指标的目标值不同，有的任务没有算进指标。",
    remedy="指标值按年度目标的合计填写，或写明指标只含哪几项。",
    fires=(
        form(
            row("数量", "运营网站公众号", "6个", "5个", 2, 2),
            goal="运营4个专业网站、2个专题页面、2个公众号。",
        ),
    ),
    passes=(
        form(
            row("数量", "运营网站公众号", "8个", "8个", 2, 2),
            goal="运营4个专业网站、2个专题页面、2个公众号。",
        ),
        form(row("数量", "培训场次", "≥6场", "6场", 2, 2), goal="举办讲座4场、展览2个、比赛3个。"),
    ),
)
def parts_of_goal_against_target(case: Case) -> Iterator[Hit]:
    """A run of counts in one unit in the goal whose sum is not the target of the row that counts them."""
    for one in case.rows:
        wanted = next((q for q in one.quantities("target") if q.kind == "count" and q.low), None)
        parts = _run(case, wanted.unit) if wanted else []
        together = sum((q.low or 0 for q in parts), 0)
        if wanted is None or len(parts) < 2 or together == wanted.low or any(agree(q, wanted) for q in parts):
            continue
        if len({_named(case, one, q) for q in parts} - {""}) < 2:
            continue
        filed = next((q for q in one.quantities("actual") if q.unit == wanted.unit), None)
        done = f"，完成{filed.text}" if filed else ""
        listing = case.span("goal", parts[0].start, parts[-1].end + len(_noun(case, parts[-1])))
        message = (
            f"年度目标列了{quoted(listing.quote, 60)}，合计{together:f}{wanted.unit}；"
            f"{one.title}目标{wanted.text}{done}，两处不同。"
        )
        yield Hit(message, one.spot("target", wanted), listing)


def _run(case: Case, unit: str) -> list[Quantity]:
    """The counts in one unit that follow each other in one sentence of the goal, 、 between them."""
    runs: list[list[Quantity]] = [[]]
    for q in case.quantities.get((0, "goal"), ()):
        last = runs[-1][-1] if runs[-1] else None
        joined = last is not None and re.fullmatch(r"[^，。；、]{1,12}、", case.form.goal[last.end : q.start])
        if q.unit == unit and q.kind == "count" and (joined or last is None):
            runs[-1].append(q)
        else:
            runs.append([q] if q.unit == unit and q.kind == "count" else [])
    return max(runs, key=len)


def _noun(case: Case, q: Quantity) -> str:
    """What a count of the goal counts: the characters behind it."""
    noun = re.match(r"[\u4e00-\u9fff]{2,12}", case.form.goal[q.end :])
    return noun.group() if noun else ""


def _named(case: Case, one: Row, q: Quantity) -> str:
    """The last word of the row's name that stands in what a count of the goal counts; "" for none."""
    noun = _noun(case, q)
    return next((word for word in reversed(topic_words(one.indicator.name)) if word in noun), "")
