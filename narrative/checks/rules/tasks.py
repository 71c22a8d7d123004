"""Narrative checks: what the goal set out to do, and what the outcome claims beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from narrative.checks.case import Case, Spot
from narrative.checks.frame import Hit, check
from narrative.checks.rules.results import bare
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted, trimmed
from narrative.checks.texts import clauses_of, listed_items, sentences_of
from narrative.checks.words import first, has, words_of
from narrative.schema import Severity
from narrative.segment import clauses, tagged

_OK = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)
CONTENT = ("n", "nz", "v", "vn", "nt", "ns", "l", "j", "eng")


@check(
    "N307",
    "目标中的任务没有交代",
    "问题",
    why="年度目标列了任务，完成情况和指标行都没有提到做没做。",
    remedy="逐项说明完成情况；未开展的说明原因。",
    fires=(
        form(
            _OK,
            goal="检查重点企业，建立监管档案，打通部门数据壁垒。",
            outcome="全年检查重点企业120家次，发现隐患300条。",
        ),
    ),
    passes=(
        form(_OK, goal="检查重点企业，建立监管档案。", outcome="检查重点企业120家次，建成监管档案120份。"),
        form(_OK, goal="提升安全水平，营造良好氛围。", outcome="全年检查重点企业120家次，发现隐患300条。"),
    ),
)
def task_unanswered(case: Case) -> Iterator[Hit]:
    """Tasks of the goal whose objects neither outcome nor rows name; one hit for the form."""
    if len(bare(case.form.outcome)) < 20:
        return
    told = case.form.outcome + "".join(one.name + one.actual + one.reason for one in case.form.indicators)
    limit = float(case.profile.limit("unanswered").value)
    tasks = list(_tasks(case))
    silent = [spot for spot, objects in tasks if _told(objects, told) < limit]
    partly = [spot for spot, objects in tasks if spot not in silent and _own_untold(case, objects, told)]
    open_ones = [*silent, *partly]
    if open_ones:
        said = listed((quoted(spot.quote, 30) for spot in open_ones), 5)
        message = f"年度目标中的{said}，完成情况和指标行没有交代；完成情况写的是{quoted(case.form.outcome, 60)}。"
        severity: Severity = "问题" if silent else "提示"
        yield Hit(message, open_ones[0], case.spot("outcome"), tuple(open_ones[1:]), severity)


def _tasks(case: Case) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    """The tasks of the goal: a task verb and what it is about, at least two words of content."""
    for start, end in _pieces(case.form.goal):
        piece = case.form.goal[start:end]
        verb = first(piece, words_of("task"))
        noun = verb and piece[: piece.find(verb)].endswith(("预算", "机构", "人员", "项目", "工程"))  # 预算编制
        if (
            _due_later(case, piece)
            or not verb
            or noun
            or has(piece[: piece.find(verb)], "not_a_task")
            or has(piece, "background")
        ):
            continue
        begin = piece.find(verb)
        objects = _objects(piece[begin:])
        if begin <= 12 and (len(objects) >= 2 or sum(map(len, objects)) >= 4):
            yield case.span("goal", start + begin, end), objects


def _due_later(case: Case, piece: str) -> bool:
    """2025年底前建成 on the form of 2024: not due yet."""
    return any(int(year) > (case.form.year or 9999) for year in re.findall(r"(20\d\d)年", piece))


@lru_cache(maxsize=512)
def _pieces(text: str) -> tuple[tuple[int, int], ...]:
    """Clauses without their closing punctuation."""
    found = []
    for start, end in clauses(text):
        stop = start + len(text[start:end].rstrip("，。；：,;:、！ "))
        found.append((start, stop))
    return tuple(found)


@lru_cache(maxsize=4096)
def _objects(piece: str) -> tuple[str, ...]:
    """The words of content behind the verb."""
    words = [word for word, tag in tagged(piece) if len(word) > 1 and (tag in CONTENT or tag.startswith("n"))]
    return tuple(dict.fromkeys(word for word in words if word not in words_of("task") and not _generic(word)))


def _generic(word: str) -> bool:
    """A word, or each half of one, that fits any project (维护管理)."""
    halves = (word[: len(word) // 2], word[len(word) // 2 :])
    return word in words_of("generic") or all(half in words_of("generic") for half in halves)


def _own_untold(case: Case, objects: tuple[str, ...], told: str) -> bool:
    """Nothing is told of what sets the task apart from the rest of the goal."""
    own = [word for word in objects if case.form.goal.count(word) <= 2]
    return bool(own) and not any(word in told for word in own)


def _told(objects: tuple[str, ...], told: str) -> float:
    return sum(word in told for word in objects) / len(objects)


@check(
    "N322",
    "完成情况多是没有依据的评价",
    "提示",
    why="“促进”“推动”“提升”一类的效果没有数和事实，既不在目标里，也没有指标衡量。",
    remedy="写明效果的数据或事例，或删去。",
    fires=(
        form(
            _OK,
            goal="保障驻点人员经费",
            outcome="促进当地在经济、教育等领域均衡发展，缩小区域差距。发扬了团结互助的精神，形成了良好的促进范围。",
        ),
    ),
    passes=(form(_OK, goal="保障驻点人员经费", outcome="保障2名驻点人员经费24万元。提升了当地就业300人。"),),
)
def effects_without_facts(case: Case) -> Iterator[Hit]:
    """Sentences that claim an effect without a figure; told where they make up half of the outcome or more."""
    every = list(sentences_of(case, "outcome"))
    found = [spot for spot in every if _claims_effect(spot.quote)]
    length = sum(len(spot.quote) for spot in found)
    if found and length * 2 >= len(case.form.outcome) and length >= 20:
        said = listed((quoted(spot.quote, 44) for spot in found), 3)
        goal = f"；年度目标为{quoted(case.form.goal, 40)}" if case.form.goal.strip() else ""
        yield Hit(
            f"完成情况中{said}，没有数和事实支持，也没有指标衡量{goal}。", found[0], case.spot("goal"), tuple(found[1:])
        )


def _claims_effect(sentence: str) -> bool:
    return has(sentence, "effect") and not re.search(r"\d", sentence)


@check(
    "N325",
    "目标列举的成果有缺项",
    "提示",
    why="年度目标列举了几种成果，完成情况和指标行只提到其中几种。",
    remedy="逐种说明完成数量；没有完成的说明原因。",
    fires=(
        form(_OK, goal="产出包括微电影、动画、公益广告、游戏等文化产品34部。", outcome="完成动画1部，微电影33部。"),
    ),
    passes=(form(_OK, goal="产出包括微电影、动画等文化产品34部。", outcome="完成动画1部，微电影33部。"),),
)
def kinds_missing(case: Case) -> Iterator[Hit]:
    """A list behind 包括 in the goal, some of it told and some not."""
    told = case.form.outcome + "".join(one.actual for one in case.form.indicators)
    for spot in sentences_of(case, "goal"):
        items = listed_items(spot.quote)
        missing = [item for item in items if item not in told]
        if len(items) >= 3 and missing and len(missing) < len(items) and case.form.outcome:
            message = f"年度目标列举{listed(items)}，完成情况和指标行没有提到{listed(missing)}。"
            yield Hit(message, spot, case.spot("outcome"))


@check(
    "N326",
    "完成情况写了目标以外的事",
    "提示",
    why="完成情况中的工作既不在年度目标里，也没有指标衡量，看不出是否本项目所做。",
    remedy="只写本项目的工作；确属本项目的补入目标和指标。",
    fires=(
        form(
            row("数量", "推送信息", "≥300条", "306条", 15, 15),
            project="公众号运营",
            goal="运营微信公众号，推送应急知识。",
            outcome="全年推送信息306条。制作警示短片，组织街镇干部集中收看，入围部委展播评选。",
        ),
    ),
    passes=(
        form(
            row("数量", "推送信息", "≥300条", "306条", 15, 15),
            project="公众号运营",
            goal="运营微信公众号，推送应急知识。",
            outcome="全年推送信息306条。公众号粉丝增长15.8%。",
        ),
    ),
)
def beyond_the_goal(case: Case) -> Iterator[Hit]:
    """Sentences of the outcome that share next to no word of content with project, goal and rows; works of a name."""
    asked = case.form.project + case.form.goal + "".join(one.name + one.target for one in case.form.indicators)
    filed = asked + "".join(one.actual for one in case.form.indicators)
    every = [spot for spot in sentences_of(case, "outcome") if not _explains(spot.quote, filed)]
    found = [spot for spot in every if _foreign(spot.quote, asked)]
    told = "".join(spot.quote for spot in found)
    found += [spot for spot in clauses_of(case, "outcome") if spot.quote not in told and _product(spot.quote, asked)]
    if found and case.form.goal.strip():
        said = listed((quoted(trimmed(spot.quote), 44) for spot in found), 4)
        goal = quoted(case.form.goal, 60)
        yield Hit(
            f"完成情况中{said}，“{case.form.project}”的年度目标{goal}和指标行都没有提到。",
            found[0],
            case.spot("goal"),
            tuple(found[1:]),
        )


def _explains(sentence: str, filed: str) -> bool:
    """A reason, the money, or a figure that goal or rows state: the sentence is of this project, whatever its words."""
    reason = sentence.startswith(("因", "由于", "受")) or has(sentence, "execution_reason")
    return reason or any(figure in filed for figure in re.findall(r"\d[\d.]+", sentence))


def _foreign(sentence: str, asked: str) -> bool:
    objects = _objects(sentence)
    return len(objects) >= 4 and sum(word in asked for word in objects) / len(objects) < FOREIGN


def _product(clause: str, asked: str) -> bool:
    """A document or film of its own name that was made, and that neither goal nor rows speak of."""
    made = re.search(r"(?:编制|制定|印发|出台|制作|出版|拍摄)[^《，。；]{0,8}《([^》]+)》", clause)
    return bool(made) and made.group(1) not in asked  # type: ignore[union-attr]


FOREIGN = 0.15
"""The share of known words under which a sentence speaks of something else."""


_NAMES = re.compile(r"(?:“[^“”]{2,12}”[、和及]?){2,}")


@check(
    "N334",
    "完成情况列举的比目标多",
    "提示",
    why="目标只列了几个对象，完成情况列得更多，多出来的是否本项目所做、钱从何来看不出。",
    remedy="多出的对象说明来源；确属本项目的补入目标。",
    fires=(form(_OK, goal="运营“晨光”、“新风”公众号。", outcome="运营“晨光”“新风”“志愿行”3个公众号。"),),
    passes=(
        form(_OK, goal="运营“晨光”、“新风”公众号。", outcome="运营“晨光”“新风”2个公众号。"),
        form(_OK, goal="运营“晨光”、“新风”公众号。", outcome="开设“普法”“健康”2个栏目。"),
    ),
)
def more_named_than_promised(case: Case) -> Iterator[Hit]:
    """A run of names in quotation marks in the outcome that holds the goal's names and others."""
    goal = set(re.findall(r"“([^“”]{2,12})”", case.form.goal))
    for run in _NAMES.finditer(case.form.outcome):
        names = re.findall(r"“([^“”]+)”", run.group())
        more = [name for name in names if name not in case.form.goal]
        shared = [name for name in names if name in goal]
        if more and len(shared) > 1:
            there = case.span("outcome", run.start(), min(run.end() + SHOWN_BEHIND, len(case.form.outcome)))
            said = "".join(f"“{name}”" for name in more)
            named = "".join(f"“{name}”" for name in shared)
            message = f"年度目标列了{named}共{len(shared)}个，完成情况写{quoted(there.quote, 40)}，多出{said}。"
            yield Hit(message, there, case.spot("goal"))
            return


SHOWN_BEHIND = 8
"""Characters behind a run of names: what they are and how many."""
