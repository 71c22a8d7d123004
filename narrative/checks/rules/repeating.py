"""Corpus checks on the texts of several projects: told in the same words, money in parts, another year's project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from narrative.checks.case import Case
from narrative.checks.frame import EVERY, Hit, check, corpus_check
from narrative.checks.groups import by_department, one_work
from narrative.checks.links import sentence_of
from narrative.checks.sample import form
from narrative.checks.say import figure, listed, quoted, trimmed
from narrative.checks.texts import sentences_of
from narrative.schema import Quantity

SENTENCE = 8
"""Characters from which a sentence is not shared by chance."""
_RATED = re.compile(r"(?:评价结果|评价等级|等级|结论)[^，。；]{0,4}为[“\"]?优")


@check(
    "N331",
    "项目名称写的是别的年度",
    "提示",
    kinds=EVERY,
    prose=True,
    why="别的年度的项目列在本年度里，是结转还是误列看不出。",
    remedy="结转的注明结转金额和本年完成的部分；误列的改正。",
    fires=(form(project="2023年度救灾物资采购", year=2024, outcome="采购棉被200件。"),),
    passes=(
        form(project="2024年度救灾物资采购", year=2024, outcome="采购棉被200件。"),
        form(project="2023-2025年绿化养护", year=2024, outcome="养护绿地20公顷。"),
    ),
)
def project_of_another_year(case: Case) -> Iterator[Hit]:
    """A project named for one year on the report of another."""
    years = [int(year) for year in re.findall(r"20\d\d", case.form.project)]
    if case.form.year and len(years) == 1 and years[0] != case.form.year and "年" in case.form.project:
        message = f"“{case.form.project}”列在{case.form.year}年度，名称是{years[0]}年的，是否结转、本年完成多少待说明。"
        yield Hit(message, case.spot("project"))


@corpus_check(
    "X512",
    "不同项目的完成情况用同样的话",
    "问题",
    prose=True,
    why="几个项目的完成情况大段相同，看不出各自做了什么、钱各用在哪里。",
    remedy="分别写明各项目的工作、数量和支出。",
    fires=(
        tuple(
            form(project=name, outcome="按照方案成立应急队伍，建立健全队伍体系。通过核查评估，使住房保险应赔尽赔。")
            for name in ("救助资金", "房屋保险")
        ),
    ),
    passes=(
        (
            form(project="救助资金", outcome="按照方案成立应急队伍，建立健全队伍体系。救助受灾群众320人。"),
            form(project="房屋保险", outcome="按照方案成立应急队伍，建立健全队伍体系。为11200户投保，赔付85起。"),
        ),
    ),
)
def told_in_the_same_words(cases: Sequence[Case]) -> Iterator[Hit]:
    """Outcomes of different projects that share most of their sentences; one hit a group."""
    for group in by_department([case for case in cases if case.form.project]):
        taken: set[int] = set()
        for case in group:
            alike = [other for other in _sharing(case, group) if other.form_no not in taken]
            if case.form_no not in taken and alike:
                taken |= {case.form_no, *(other.form_no for other in alike)}
                yield _same_words([case, *alike])


def _sharing(case: Case, group: Sequence[Case]) -> list[Case]:
    """The other projects whose outcome holds most of this one's sentences, and the other way round."""
    mine = _long_sentences(case)
    limit = float(case.profile.limit("copied_text").value)
    found = []
    for other in group:
        theirs = _long_sentences(other)
        shared = sum(map(len, mine & theirs))
        whole = max(sum(map(len, mine)), sum(map(len, theirs)))
        enough = shared and shared >= whole * limit
        if enough and other.form.project != case.form.project and not one_work([case, other]):
            found.append(other)
    return found


def _long_sentences(case: Case) -> frozenset[str]:
    def make() -> frozenset[str]:
        head = f"{case.form.project}："
        texts = (trimmed(spot.quote).removeprefix(head) for spot in sentences_of(case, "outcome"))
        return frozenset(text for text in texts if len(text) >= SENTENCE)

    return case.remembered("long sentences", make)


def _same_words(group: Sequence[Case]) -> Hit:
    names = listed(f"“{case.form.project}”" for case in group)
    shared = frozenset.intersection(*(_long_sentences(case) for case in group)) or _long_sentences(group[0])
    example = max(shared, key=len, default="")
    message = f"{names}共{len(group)}个项目的完成情况大段相同，都写{quoted(example, 60)}。"
    return Hit(message, group[0].spot("outcome"), group[1].spot("outcome"), tuple(c.spot("outcome") for c in group[2:]))


@corpus_check(
    "X513",
    "各资金来源相加不等于项目总额",
    "问题",
    prose=True,
    why="同一个总额分几个来源写，几个来源加起来应等于总额。",
    remedy="核对各来源的金额；另有来源的补写。",
    fires=(
        (
            form(project="预警工程中央资金", outcome="项目资金109万元，其中国债补助资金87.2万元。"),
            form(project="预警工程县级配套", outcome="项目资金109万元，其中县级配套3.37万元。"),
        ),
    ),
    passes=(
        (
            form(project="预警工程中央资金", outcome="项目资金109万元，其中国债补助资金87.2万元。"),
            form(project="预警工程县级配套", outcome="项目资金109万元，其中县级配套21.8万元。"),
        ),
        (
            form(project="甲", outcome="项目资金109万元，其中国债补助资金87.2万元。"),
            form(project="乙", outcome="项目资金50万元，其中县级配套3万元。"),
        ),
    ),
)
def sources_do_not_add_up(cases: Sequence[Case]) -> Iterator[Hit]:
    """One total with 其中 another part in each of several projects, the parts not making the total."""
    for group in by_department([case for case in cases if case.form.project]):
        totals: dict[Decimal, list[tuple[Case, Quantity, Quantity]]] = {}
        for case in group:
            for total, part in _totals_with_parts(case):
                totals.setdefault(total.low or Decimal(0), []).append((case, total, part))
        for found in totals.values():
            projects = {case.form.project for case, _, _ in found}
            together = sum((part.low or Decimal(0) for _, _, part in found), Decimal(0))
            if 1 < len(found) == len(projects) and together != found[0][1].low:
                yield _off(found, together)


def _totals_with_parts(case: Case) -> Iterator[tuple[Quantity, Quantity]]:
    money = [q for q in case.quantities.get((0, "outcome"), ()) if q.kind == "money" and q.low]
    for total, part in pairwise(money):
        between = case.form.outcome[total.end : part.start]
        inside = part.start < sentence_of(case, "outcome", total).end
        if (
            inside
            and re.match(r"[，,（(]?其中", between)
            and "，" not in between[2:]
            and (part.low or 0) < (total.low or 0)
        ):
            yield total, part


def _off(found: Sequence[tuple[Case, Quantity, Quantity]], together: Decimal) -> Hit:
    (first, total, _), *_ = found
    said = "、".join(f"{part.text}（“{case.form.project}”）" for case, _, part in found)
    scale = Decimal(10000) if "万" in total.text else Decimal(1)
    unit = "万元" if scale > 1 else total.unit
    whole, gap = figure((together / scale).normalize()), figure((abs(together - (total.low or 0)) / scale).normalize())
    message = f"总额{total.text}，所列来源{said}，合计{whole}{unit}，相差{gap}{unit}。"
    spots = [case.spot("outcome", 0, part) for case, _, part in found]
    return Hit(message, first.spot("outcome", 0, total), spots[0], tuple(spots[1:]))


@corpus_check(
    "X514",
    "评价为优而有项目不及格",
    "问题",
    prose=True,
    why="整体评价为优，又写着有项目得分在60分以下，两处要能说得通。",
    remedy="说明低分项目的名称、原因和整改，以及整体得分如何汇总。",
    fires=((form(outcome="自评得分90分以上的22个，60分以下3个。"), form(outcome="综合得分90分以上，评价结果为优。")),),
    passes=((form(outcome="自评得分90分以上的25个，60分以下0个。"), form(outcome="综合得分90分以上，评价结果为优。")),),
)
def excellent_with_failures(cases: Sequence[Case]) -> Iterator[Hit]:
    """Projects under 60 points in the text, and a result of 优 in the same report or department."""
    for group in by_department(cases):
        failures = [spot for case in group for spot in sentences_of(case, "outcome") if _failed(spot.quote)]
        rated = [spot for case in group for spot in sentences_of(case, "outcome") if _RATED.search(spot.quote)]
        if failures and rated:
            said, result = (quoted(trimmed(spots[0].quote), 60) for spots in (failures, rated))
            message = f"文中写{said}，又写{result}，低分项目没有说明原因。"
            yield Hit(message, failures[0], rated[0])


def _failed(sentence: str) -> bool:
    found = re.search(r"60分以下(?:的)?[^\d，。；]{0,4}(\d+)个", sentence)
    return bool(found) and int(found.group(1)) > 0  # type: ignore[union-attr]
