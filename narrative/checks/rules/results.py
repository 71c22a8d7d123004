"""Narrative checks: does the outcome report a result, of this goal, of this year."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from narrative.checks.case import Case, Spot
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.texts import near, sentences_of
from narrative.checks.words import has, words_of
from narrative.locations import DATA
from narrative.schema import Quantity

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
    if len(goal) < 6 or not outcome:
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
    shown = listed(
        (f"{one.indicator.name}{one.indicator.actual}" for one in filed if len(one.indicator.actual) < 20), 4
    )
    tail = f"，指标行的{shown}无从印证" if shown else ""
    yield Hit(f"实际完成情况共{len(text)}字，没有一个数{tail}。", case.spot("outcome"))


@check(
    "N308",
    "文字说未完，指标却满分",
    "问题",
    why="完成情况写着尚未验收、后续启动，指标却全部满分。",
    remedy="未完成的部分据实扣分，或说明其不在本年目标之内。",
    fires=(
        form(_OK, outcome="已完成采购及安装。2025年该项目测试验收通过后完成任务书。"),
        form(_OK, goal="拟开启二期评估。", outcome="基本完成第一轮评估。后续将启动第二轮评估。"),
    ),
    passes=(
        form(row("数量", "检查家次", "≥100家次", "80家次", 50, 40), outcome="设备尚未验收。"),
        form(_OK, outcome="已完成采购及安装，验收合格。"),
    ),
)
def unfinished_full(case: Case) -> Iterator[Hit]:
    """A statement that something is not done yet, while every row is full."""
    scored = [one.indicator for one in case.rows if one.indicator.points and one.indicator.score is not None]
    if not scored or any((one.score or 0) < (one.points or 0) for one in scored):
        return
    said = [spot for spot in sentences_of(case, "outcome") if _unfinished(case, spot)]
    if said:
        points = sum((one.score or Decimal(0) for one in scored), Decimal(0))
        score = f"，总得分{figure(case.form.total_score)}分" if case.form.total_score is not None else ""
        goal = f"；年度目标为{quoted(case.form.goal, 60)}" if 0 < len(case.form.goal) <= 80 else ""
        quotes = listed(quoted(spot.quote, 50) for spot in said)
        message = f"完成情况说{quotes}，指标却全部满分{figure(points)}分{score}{goal}。"
        yield Hit(message, said[0], case.spot("total_score"), tuple(said[1:]))


def _unfinished(case: Case, spot: Spot) -> bool:
    if has(spot.quote, "unfinished") or has(spot.quote, "partly"):
        return not any(word in spot.quote for word in ("无尚未", "不存在未完成", "未完成项目0", "均已"))
    year = case.form.year
    later = [int(found) for found in re.findall(r"(20\d\d)年", spot.quote)]
    ahead = any(word in spot.quote for word in ("完成", "验收", "启动", "实施", "投入使用", "支付", "继续"))
    return bool(
        year
        and later
        and max(later) > year
        and ahead
        and not re.search(r"[《（(“]\D{0,6}20\d\d年", spot.quote)
        and re.search(rf"(?:将|拟|计划|预计|后|于)?[^，。]*{max(later)}年[^，。]*(?:将|后|拟|计划|预计)", spot.quote)
    )


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


@check(
    "N313",
    "完成情况的期间不足一年",
    "问题",
    why="自评针对全年，只报到某月就不是年终数。",
    remedy="补报全年数。",
    fires=(form(_OK, outcome="截止10月底指导服务企业6041家次。"), form(_OK, outcome="1-9月检查企业120家次。")),
    passes=(form(_OK, outcome="截至12月底指导服务企业6041家次。"), form(_OK, outcome="10月举办宣传活动1场。")),
)
def period_short(case: Case) -> Iterator[Hit]:
    """截止10月底, 1-9月: the figures of a year that ends in December."""
    for q in case.quantities.get((0, "outcome"), ()):
        month = _last_month(case, q)
        if q.kind == "date" and month and month < 12 and _in_year(case, q):
            full = [one for one in case.rows if one.indicator.points and one.indicator.score == one.indicator.points]
            filed = next((one for one in full if "数量" in one.indicator.level2), None)
            beside = f"；{filed.title}已填{filed.indicator.actual}、满分" if filed else ""
            year = f"{case.form.year}年度" if case.form.year else "年度"
            message = f"完成情况写{near(case, 'outcome', q, 6, 20)}，是到{month}月的数，不是{year}全年{beside}。"
            yield Hit(message, case.spot("outcome", 0, q), filed.spot("actual") if filed else None)
            return


def _last_month(case: Case, q: Quantity) -> int | None:
    """The month a reporting period ends with: after 截止, or the end of 1-9月."""
    before = case.form.outcome[max(0, q.start - 4) : q.start]
    until = re.search(r"(?:截止|截至)\D{0,2}$", before) or re.match(r"(?:截止|截至)", q.text)
    months = re.findall(r"(\d{1,2})月", q.text)
    whole = re.fullmatch(r"(?:20\d\d年)?1月?(?:份)?\s?[-—–至到~～]{1,2}\s?\d{1,2}月(?:份|底)?", q.text)
    return int(months[-1]) if months and (until or whole) else None


def _in_year(case: Case, q: Quantity) -> bool:
    years = re.findall(r"20\d\d", q.text)
    return not years or case.form.year is None or int(years[-1]) == case.form.year


@check(
    "N323",
    "截止时间不明",
    "提示",
    why="“截止目前”看不出截到哪一天。",
    remedy="写明截止日期，报全年数。",
    fires=(form(_OK, outcome="截止目前覆盖高校团委82个。"),),
    passes=(form(_OK, outcome="截至12月31日覆盖高校团委82个。"),),
)
def until_now(case: Case) -> Iterator[Hit]:
    """截止目前, 迄今 in the outcome."""
    for spot in sentences_of(case, "outcome"):
        if has(spot.quote, "so_far"):
            yield Hit(f"完成情况写{quoted(spot.quote, 50)}，截止日期不明，是否为全年数看不出。", spot)
            return


@check(
    "N314",
    "写的是别的年度的事",
    "问题",
    why="完成情况里的事件不是本年度的，可能是从别的年度抄来的。",
    remedy="改写本年度的完成情况。",
    fires=(
        form(_OK, year=2019, outcome="在国庆70周年庆典、新冠疫情防控宣传等工作上形成传播效应。"),
        form(_OK, year=2024, outcome="2023年共检查企业120家次。"),
    ),
    passes=(
        form(_OK, year=2021, outcome="组织建党100周年宣传和疫情防控工作。"),
        form(_OK, year=2024, outcome="比2023年增加20家次，依据2023年印发的规划实施。"),
    ),
)
def other_year(case: Case) -> Iterator[Hit]:
    """Dated events and past years told as this year's result."""
    year = case.form.year
    for spot in sentences_of(case, "outcome") if year else ():
        event = next(
            (word for item in _events() for word in item["words"] if word in spot.quote and year not in item["years"]),
            "",
        )
        past = _past_year(spot.quote, year or 0)
        if event or past:
            what = f"“{event}”不是{year}年度的事" if event else f"{past}年不是本年度（{year}年）"
            yield Hit(
                f"完成情况写{quoted(spot.quote, 60)}，{what}。",
                spot,
                case.spot("year"),
                severity="问题" if event else "提示",
            )
            return


@cache
def _events() -> list[dict[str, Any]]:
    data = tomllib.loads((DATA / "checks" / "events.toml").read_text(encoding="utf-8"))
    return list(data["event"])


def _past_year(sentence: str, year: int) -> int | None:
    """A past year that dates an act, not a comparison, a basis or a title."""
    if re.search(
        r"同比|较|比|相比|依据|根据|按照|以来|规划|印发|结转|自20|起|《[^》]*20\d\d|上年|去年|招标|签订|立项", sentence
    ):
        return None
    found = [
        int(one)
        for one in re.findall(r"(?<![\d〔（(\[])(20\d\d)年(?!度?[^，。]{0,12}(?:办法|规划|通知|方案))", sentence)
    ]
    return next((one for one in found if one < year), None) if found and max(found) < year else None


@check(
    "N320",
    "计划外工作未动预算",
    "问题",
    why="做了计划外的工作，预算没有调整又全部执行完：要么原预算偏大，要么另有资金。",
    remedy="说明计划外工作的资金来源。",
    fires=(
        form(
            _OK,
            outcome="完成计划内项目14个，并完成计划外新增项目14个。",
            total=fund("1000", "", "1000", "10", "100", "10"),
        ),
    ),
    passes=(form(_OK, outcome="完成计划内项目14个。", total=fund("1000", "", "1000", "10", "100", "10")),),
)
def beside_the_plan(case: Case) -> Iterator[Hit]:
    """Unplanned work in the outcome, the budget spent to the last and never changed."""
    total = case.form.funds.get("total")
    if (
        total is None
        or total.rate is None
        or total.rate < 98
        or total.initial is None
        or total.full_year not in (None, total.initial)
    ):
        return
    for spot in sentences_of(case, "outcome"):
        if has(spot.quote, "beside_plan"):
            message = (
                f"完成情况写{quoted(spot.quote, 60)}，而预算{figure(total.initial)}{case.form.funds_unit}没有调整，"
                f"执行率{figure(total.rate)}%；计划外工作的资金从何而来未说明。"
            )
            counts = [
                q
                for q in case.quantities.get((0, "outcome"), ())
                if spot.start <= q.start < spot.end and q.kind == "count"
            ]
            if counts:
                message = message.replace(
                    "；计划外", f"（所述数：{listed(dict.fromkeys(q.text for q in counts), 3)}）；计划外"
                )
            yield Hit(message, spot, case.fund("total", "executed"))
            return
