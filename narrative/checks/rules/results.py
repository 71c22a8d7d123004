"""Narrative checks: does the outcome report a result, of this goal, of this year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from narrative.checks.case import Case
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.words import has, words_of

_OK = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)
_BARE = re.compile(r"[\s。，,.；;！!（）()“”\"、]")


def bare(text: str) -> str:
    """A text without punctuation and blanks."""
    return _BARE.sub("", text)


@check(
    "N301",
    "完成情况没有说出结果",
    "问题",
    why="只写“已完成”“按要求完成”，没有数、没有事实，等于没有报告。",
    remedy="写明做了什么、做了多少、结果如何、有何凭据。",
    fires=(
        form(_OK, goal="应急管理能级有效提升", outcome="已完成。"),
        form(_OK, goal="公务车购置", outcome="完成购置。"),
    ),
    passes=(
        form(_OK, goal="公务车购置", outcome="5月购置纯电执法车1辆，11.89万元，已上牌。"),
        form(_OK, goal="公务车购置"),
    ),
)
def says_nothing(case: Case) -> Iterator[Hit]:
    """The outcome is a formula; money and score beside it are said."""
    text = bare(case.form.outcome)
    if not text or not _formula(text, case.form.project, case.form.goal):
        return
    total = case.form.funds.get("total")
    parts = [f"年度目标为{quoted(case.form.goal, 60)}" if case.form.goal.strip() else ""]
    if total and total.executed is not None:
        rate = f"、执行率{figure(total.rate)}%" if total.rate is not None else ""
        parts.append(f"执行{figure(total.executed)}{case.form.funds_unit}{rate}")
    if case.form.total_score is not None:
        parts.append(f"总得分{figure(case.form.total_score)}分")
    beside = "、".join(filter(None, parts))
    message = f"实际完成情况只有{quoted(case.form.outcome)}{'；' + beside if beside else ''}，没有一项结果。"
    yield Hit(message, case.spot("outcome"), case.spot("goal"))


def _formula(text: str, project: str, goal: str) -> bool:
    if text in words_of("empty_result"):
        return True
    rest = text
    for known in sorted(
        (
            *words_of("empty_result"),
            "了",
            "本年度",
            "全年",
            "项目",
            "均",
            "各项",
            "任务",
            "工作",
            bare(project),
            bare(goal),
        ),
        key=len,
        reverse=True,
    ):
        rest = rest.replace(known, "") if known else rest
    return len(text) <= 30 and len(rest) <= 1 and any(word in text for word in ("完成", "达成", "支付", "执行", "到位"))


@check(
    "N302",
    "完成情况照抄年度目标",
    "问题",
    why="把目标原样抄成结果，没有报告实际做了什么。",
    remedy="写实际结果：数、事实、时间。",
    fires=(form(_OK, goal="实现执法队伍标准化建设", outcome="实现了执法队伍标准化建设"),),
    passes=(form(_OK, goal="实现执法队伍标准化建设", outcome="为12名队员配齐执法装备，建成装备室1间。"),),
)
def goal_copied(case: Case) -> Iterator[Hit]:
    """Goal and outcome are the same but for 了 and the like."""
    goal, outcome = bare(case.form.goal), bare(case.form.outcome).replace("了", "")
    other_figures = re.findall(r"\d+", goal) != re.findall(r"\d+", outcome)
    if len(goal) < 6 or not outcome or other_figures:
        return
    limit = case.profile.limit("copied_goal")
    alike = SequenceMatcher(None, goal.replace("了", ""), outcome, autojunk=False).ratio()
    if Decimal(str(alike)) >= limit.value:
        same = "完全相同" if goal == outcome else f"相似度{alike:.0%}{limit.own}"
        message = (
            f"年度目标{quoted(case.form.goal, 60)}与实际完成情况{quoted(case.form.outcome, 60)}{same}，没有报告结果。"
        )
        yield Hit(message, case.spot("outcome"), case.spot("goal"))


@check(
    "N303",
    "完成情况没有一个数",
    "提示",
    why="没有可数的结果，无法与指标行互相印证。",
    remedy="写明各项工作的实际数量。",
    fires=(form(_OK, outcome="通过严格选拔、加强管理、定期培训等方式，形成了一支专业素质高的队伍。"),),
    passes=(form(_OK, outcome="全年检查120家次，整改隐患300条。"),),
)
def nothing_counted(case: Case) -> Iterator[Hit]:
    """An outcome of some length without a figure; the rows' figures are said beside it."""
    text = case.form.outcome
    if len(bare(text)) < 20 or any(q.kind != "date" for q in case.quantities.get((0, "outcome"), ())):
        return
    filed = [one for one in case.rows if any(q.kind == "count" for q in one.quantities("actual"))]
    shown = listed((f"{one.name}{one.actual}" for one in filed if len(one.indicator.actual) < 20), 4)
    tail = f"，指标行的{shown}无从印证" if shown else ""
    yield Hit(f"实际完成情况共{len(text)}字，没有一个数{tail}。", case.spot("outcome"))


@check(
    "N309",
    "年度目标只有背景和意义",
    "提示",
    kinds=EVERY,
    why="目标写的是依据和意义，没有说今年要做什么、做到什么程度。",
    remedy="写明本年任务、数量和要达到的结果。",
    fires=(form(_OK, goal="为进一步贯彻落实上级文件精神，依据有关规定，营造良好氛围，提升治理能力。"),),
    passes=(form(_OK, goal="为贯彻上级精神，全年检查企业100家。"), form(_OK, goal="采购应急装备。")),
)
def goal_is_background(case: Case) -> Iterator[Hit]:
    """A longish goal without a task verb, a figure or an object to deliver."""
    goal = case.form.goal
    if (
        len(bare(goal)) >= 20
        and has(goal, "not_a_task")
        and not has(goal, "task")
        and not case.quantities.get((0, "goal"))
    ):
        yield Hit(f"年度目标{quoted(goal, 60)}只有背景和意义，没有本年任务。", case.spot("goal"))


@check(
    "N310",
    "目标栏填的是金额",
    "错误",
    kinds=EVERY,
    why="目标或完成情况栏只有一个数，像是把资金填错了栏。",
    remedy="改填目标和完成情况的文字。",
    fires=(form(_OK, goal="43.2", outcome="37.24"),),
    passes=(form(_OK, goal="完成43.2公里道路养护", outcome="完成37.24公里"),),
)
def money_for_goal(case: Case) -> Iterator[Hit]:
    """Goal or outcome is nothing but a figure."""
    found = [name for name in ("goal", "outcome") if re.fullmatch(r"\s*[\d.,，]+\s*(?:万元|元)?\s*", case.text(name))]
    if found:
        names = {"goal": "年度目标", "outcome": "实际完成情况"}
        said = "，".join(f"{names[name]}栏只有{quoted(case.text(name))}" for name in found)
        yield Hit(f"{said}，像是金额。", case.spot(found[0]), case.spot(found[1]) if len(found) > 1 else None)
