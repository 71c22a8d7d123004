"""Narrative checks: is the year over, is it this year, is the work done."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from narrative.checks.case import Case
from narrative.checks.frame import Hit, check
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.texts import near, sentences_of
from narrative.checks.words import has, words_of
from narrative.locations import DATA
from narrative.schema import Quantity, Severity

_OK = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)


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
        form(_OK, outcome="整改率98.3%，剩余5条隐患正在整改，计划2025年3月前完成。2025年将继续开展检查。"),
    ),
)
def unfinished_full(case: Case) -> Iterator[Hit]:
    """A statement that something is not done yet, while every row is full."""
    scored = [one.indicator for one in case.rows if one.indicator.points and one.indicator.score is not None]
    if not scored or any((one.score or 0) < (one.points or 0) for one in scored):
        return
    every = list(sentences_of(case, "outcome"))
    open_ones = [spot for spot in every if _unfinished(case, spot.quote)]
    said = [spot for spot in every if spot in open_ones or has(spot.quote, "partly")]
    if said:
        points = sum((one.score or Decimal(0) for one in scored), Decimal(0))
        score = f"，总得分{figure(case.form.total_score)}分" if case.form.total_score is not None else ""
        goal = f"；年度目标为{quoted(case.form.goal, 60)}" if 0 < len(case.form.goal) <= 80 else ""
        quotes = listed(quoted(spot.quote, 50) for spot in said)
        message = f"完成情况说{quotes}，指标却全部满分{figure(points)}分{score}{goal}。"
        severity: Severity = "问题" if open_ones else "提示"
        yield Hit(message, said[0], case.spot("total_score"), tuple(said[1:]), severity)


def _unfinished(case: Case, sentence: str) -> bool:
    """The sentence says that something the year was for is not done, or puts it into a later year."""
    text = sentence
    for word in words_of("not_unfinished"):
        text = text.replace(word, "")
    if _counted_rest(text):
        return False
    return has(text, "unfinished") or (has(text, "ahead") and has(text, "put_off")) or _in_a_later_year(case, text)


def _counted_rest(text: str) -> bool:
    """整改率98.3%，剩余5条正在整改: the rate tells what is left, and the score may follow from it."""
    return bool(
        re.search(r"率[^，。；]{0,4}\d[\d.]*[%％]", text) and re.search(r"(?:剩余|其余|余下)[^，。；]{0,4}\d", text)
    )


def _in_a_later_year(case: Case, text: str) -> bool:
    """2025年…验收通过后完成: a later year with what will be done in it; a title or a name doesn't count."""
    for found in re.finditer(r"(20\d\d)年", text):
        later = case.form.year is not None and int(found[1]) > case.form.year
        named = re.search(r"[《“（(]\D{0,6}$", text[: found.start()])
        rest = text[found.end() :]
        planned = re.search(r"(?:将|拟|计划|预计|于)[^，。]*$", text[: found.start()]) or re.search(
            r"[^，。]*(?:后|将|拟|计划)", rest
        )
        if later and not named and planned and re.search("完成|验收|启动|投入使用|交付|完工|竣工", text):
            return True
    return False


@check(
    "N313",
    "完成情况的期间不足一年",
    "问题",
    why="自评针对全年，只报到某月就不是年终数。",
    remedy="补报全年数。",
    fires=(form(_OK, outcome="截止10月底指导服务企业6041家次。"), form(_OK, outcome="1-9月检查企业120家次。")),
    passes=(
        form(_OK, outcome="截至12月底指导服务企业6041家次。"),
        form(_OK, outcome="10月举办宣传活动1场。"),
        form(_OK, outcome="1-6月检查企业56家次，7-12月检查企业64家次。"),
    ),
)
def period_short(case: Case) -> Iterator[Hit]:
    """截止10月底, 1-9月: the figures of a year that ends in December."""
    for q in case.quantities.get((0, "outcome"), ()):
        month = _last_month(case, q)
        if q.kind == "date" and month and month < 12 and _in_year(case, q):
            full = [one for one in case.rows if one.indicator.points and one.indicator.score == one.indicator.points]
            filed = next((one for one in full if "数量" in one.indicator.level2), None)
            beside = f"；{filed.title}已填{filed.actual}、满分" if filed else ""
            year = f"{case.form.year}年度" if case.form.year else "年度"
            message = f"完成情况写{near(case, 'outcome', q, 6, 20)}，是到{month}月的数，不是{year}全年{beside}。"
            yield Hit(message, case.spot("outcome", 0, q), filed.spot("actual") if filed else None)
            return


def _last_month(case: Case, q: Quantity) -> int | None:
    """The month a reporting period ends with: after 截止, or the end of 1-9月."""
    before = case.form.outcome[max(0, q.start - 4) : q.start]
    until = re.search(r"(?:截止|截至)\D{0,2}$", before) or re.match(r"(?:截止|截至)", q.text)
    months = re.findall(r"(\d{1,2})月", q.text)
    if not until and re.search("全年|12月", case.form.outcome[q.end :]):
        return None  # 1-6月56家次，7-12月64家次，全年共120家次
    whole = re.fullmatch(r"(?:20\d\d年)?1月?(?:份)?\s?[-—–至到~～]{1,2}\s?\d{1,2}月(?:份|底)?", q.text)
    return int(months[-1]) if months and (until or whole) else None


def _in_year(case: Case, q: Quantity) -> bool:
    years = re.findall(r"20\d\d", q.text)
    return not years or case.form.year is None or int(years[-1]) == case.form.year


@check(
    "N323",
    "截止时间不明",
    "提示",
    prose=True,
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
    total = case.total
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
