"""Corpus checks: across the forms of one document, one department, or one project through the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from narrative.checks.case import Case, Row, Spot
from narrative.checks.frame import EVERY, Hit, corpus_check
from narrative.checks.rules.wording import NOTHING_REPORTED, vague
from narrative.checks.sample import form, fund, row
from narrative.checks.say import figure, listed, quoted, rounded
from narrative.checks.texts import explanation, near
from narrative.checks.words import has
from narrative.schema import Quantity

Key = tuple[Decimal, str, str]


def _years(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases of one department and year together: their projects answer for the same work."""
    years: dict[tuple[str, int | None], list[Case]] = {}
    for case in cases:
        years.setdefault((case.form.department, case.form.year), []).append(case)
    return list(years.values())


@corpus_check(
    "X501",
    "同一成果由几个项目申报",
    "错误",
    why="同一个数、同一件事写进两个项目，可能重复计算，或本是合并出资而未说明。",
    remedy="说明成果由哪个项目完成；合并出资的写明各自负担的部分。",
    fires=(
        (
            form(project="甲", outcome="对6041家次企业开展指导，发现隐患22410条。"),
            form(project="乙", outcome="截止10月底指导服务企业6041家次，发现各类隐患22410条。"),
        ),
    ),
    passes=(
        (form(project="甲", outcome="检查企业50家次。"), form(project="乙", outcome="指导服务企业6041家次。")),
        (
            form(project="甲", year=2023, outcome="指导企业6041家次。"),
            form(project="甲", year=2024, outcome="指导企业6041家次。"),
        ),
    ),
)
def claimed_twice(cases: Sequence[Case]) -> Iterator[Hit]:
    """The same odd figure in the same unit in the texts of several projects; one hit a pair of projects."""
    for group in _years(cases):
        pairs: dict[tuple[int, int], list[tuple[Quantity, Quantity]]] = {}
        for places in _claims(group).values():
            (one, q), *others = places
            for other, second in others:
                if group[other].form.project != group[one].form.project:
                    pairs.setdefault((one, other), []).append((q, second))
        for (one, other), claims in pairs.items():
            yield _double(group[one], group[other], claims)


def _claims(group: Sequence[Case]) -> dict[Key, list[tuple[int, Quantity]]]:
    """Figures of outcomes and rows by value and unit, the first of each case."""
    found: dict[Key, list[tuple[int, Quantity]]] = {}
    for number, case in enumerate(group):
        mine: dict[Key, Quantity] = {}
        for (_, name), quantities in case.quantities.items():
            for q in quantities if name in ("outcome", "actual") else ():
                if _odd(case, q):
                    mine.setdefault((q.low or Decimal(0), q.unit, q.per or ""), q)
        for key, q in mine.items():
            found.setdefault(key, []).append((number, q))
    return {key: places for key, places in found.items() if len(places) > 1}


def _odd(case: Case, q: Quantity) -> bool:
    """A count that two projects do not share by chance: three different leading digits, or four in all."""
    if q.kind not in ("count", "measure") or q.low is None or q.low < case.profile.limit("claim_size").value:
        return False
    digits = f"{q.low.normalize():f}".replace(".", "").strip("0")
    return len(digits) >= 3 and len(set(digits)) > 1


def _double(one: Case, other: Case, claims: list[tuple[Quantity, Quantity]]) -> Hit:
    said = listed(dict.fromkeys(q.text for q, _ in claims))
    names = f"“{one.form.project}”{_money(one)}与“{other.form.project}”{_money(other)}"
    quotes = f"前者写{_claim(one, claims[0][0])}，后者写{_claim(other, claims[0][1])}"
    first, *mine = (_spot(one, pair[0]) for pair in claims)
    second, *theirs = (_spot(other, pair[1]) for pair in claims)
    return Hit(f"{names}都报{said}：{quotes}；同一成果疑被两个项目重复申报。", first, second, (*mine, *theirs))


def _claim(case: Case, q: Quantity) -> str:
    return quoted(q.text) if q.where.row_no else near(case, q.where.field, q)


def _spot(case: Case, q: Quantity) -> Spot:
    return case.spot(q.where.field, q.where.row_no, q)


def _money(case: Case) -> str:
    total = case.form.funds.get("total")
    return f"（执行{figure(total.executed)}{case.form.funds_unit}）" if total and total.executed is not None else ""


@corpus_check(
    "X502",
    "不同项目用同一套指标",
    "问题",
    kinds=EVERY,
    why="性质不同的项目套用同一组指标和目标值，说明不是按项目设定的。",
    remedy="按各项目的内容分别设定指标。",
    fires=(
        tuple(
            form(
                *(
                    row("社会效益", name, "效果明显", "达成指标", 10, 10)
                    for name in ("宣传效果", "服务效果", "管理效果")
                ),
                project=project,
            )
            for project in ("公车购置", "课题研究")
        ),
    ),
    passes=(
        tuple(
            form(
                *(
                    row("社会效益", f"{project}{name}", "效果明显", "达成指标", 10, 10)
                    for name in ("宣传", "服务", "管理")
                ),
                project=project,
            )
            for project in ("公车购置", "课题研究")
        ),
    ),
)
def same_block(cases: Sequence[Case]) -> Iterator[Hit]:
    """The same names and targets in forms of different projects; one hit a block."""
    blocks: dict[tuple[tuple[str, str], ...], list[Case]] = {}
    for case in cases:
        block = tuple((one.name, one.target) for one in case.form.indicators)
        if len(block) >= case.profile.limit("few_rows").value:
            blocks.setdefault(block, []).append(case)
    for block, group in blocks.items():
        projects = list(dict.fromkeys(case.form.project for case in group))
        if len(projects) > 1:
            message = (
                f"{listed(f'“{name}”' for name in projects)}共{len(projects)}个项目的{len(block)}"
                "条指标和目标值完全相同。"
            )
            yield Hit(message, _row_spot(group[0]), _row_spot(group[1]), tuple(_row_spot(case) for case in group[2:]))


def _row_spot(case: Case) -> Spot:
    return case.spot("target", 1)


@corpus_check(
    "X503",
    "评分等级没有区分度",
    "提示",
    why="全部项目同一等级，看不出差别，适合抽查。",
    remedy="对执行率低、目标不可核的项目重新评分。",
    fires=(
        tuple(
            form(project=name, total_score=score, rating="优")
            for name, score in (("甲", "99.58"), ("乙", "90.27"), ("丙", "100"))
        ),
    ),
    passes=(
        tuple(
            form(project=name, total_score=score, rating=rating)
            for name, score, rating in (("甲", "99", "优"), ("乙", "85", "良"), ("丙", "70", "中"))
        ),
    ),
)
def one_rating(cases: Sequence[Case]) -> Iterator[Hit]:
    """Every form of a year at the same grade."""
    for group in _years([case for case in cases if case.form.rating]):
        ratings = Counter(case.form.rating for case in group)
        if len(group) >= group[0].profile.limit("few_rows").value and len(ratings) == 1:
            scores = sorted(case.form.total_score for case in group if case.form.total_score is not None)
            span = f"，总得分{figure(scores[0])}—{figure(scores[-1])}分" if scores else ""
            message = f"{len(group)}个项目全部评为“{group[0].form.rating}”{span}。"
            yield Hit(message, group[0].spot("rating"), also=tuple(case.spot("rating") for case in group[1:]))


@corpus_check(
    "X504",
    "完成值与上年相同",
    "问题",
    why="同一项目两年报同一个数，可能照抄上年。",
    remedy="填写本年实际数。",
    fires=(
        (
            form(row("数量", "检查家次", "≥1000家次", "1263家次"), year=2023),
            form(row("数量", "检查家次", "≥1000家次", "1263家次"), year=2024),
        ),
    ),
    passes=(
        (
            form(row("数量", "检查家次", "≥1000家次", "1263家次"), year=2023),
            form(row("数量", "检查家次", "≥1000家次", "1311家次"), year=2024),
        ),
    ),
)
def last_years_figure(cases: Sequence[Case]) -> Iterator[Hit]:
    """The same odd actual for the same indicator of the same project in two years; one hit a pair of years."""
    for earlier, later in _consecutive(cases):
        known = {one.indicator.name: one for one in earlier.rows}
        same = [
            (one, known[one.indicator.name])
            for one in later.rows
            if one.indicator.name in known and _copied(one, known[one.indicator.name])
        ]
        if same:
            said = listed(f"{one.indicator.name}{one.indicator.actual}" for one, _ in same)
            message = f"“{later.form.project}”{earlier.form.year}年与{later.form.year}年的完成值相同：{said}。"
            yield Hit(
                message,
                same[0][0].spot("actual"),
                same[0][1].spot("actual"),
                tuple(one.spot("actual") for one, _ in same[1:]),
            )


def _consecutive(cases: Sequence[Case]) -> Iterator[tuple[Case, Case]]:
    projects: dict[str, list[Case]] = {}
    for case in cases:
        if case.form.project and case.form.year:
            projects.setdefault(case.form.project, []).append(case)
    for group in projects.values():
        ordered = sorted(group, key=lambda case: case.form.year or 0)
        yield from ((a, b) for a, b in pairwise(ordered) if a.form.year != b.form.year)


def _copied(one: Row, before: Row) -> bool:
    found = [q for q in one.quantities("actual") if _odd(one.case, q)]
    return bool(found) and one.indicator.actual == before.indicator.actual


def _pairs(cases: Sequence[Case]) -> Iterator[tuple[Case, Case]]:
    """(approved targets, self-evaluation) of the same project and year."""
    plans = {(case.form.project, case.form.year): case for case in cases if case.form.kind == "申报"}
    for case in cases:
        plan = plans.get((case.form.project, case.form.year)) or plans.get((case.form.project, None))
        if case.form.kind != "申报" and plan:
            yield plan, case


_PLAN = form(row("数量", "检查家次", "≥200家次"), row("质量", "整改率", "≥95%"), kind="申报")


@corpus_check(
    "X505",
    "批复的指标在自评表中不见了",
    "错误",
    kinds=EVERY,
    why="自评应对照随预算批复的目标逐条评价；少了的指标往往是没有完成的。",
    remedy="补上缺少的指标；确经批准调整的附批准文件。",
    fires=((_PLAN, form(row("数量", "检查家次", "≥200家次", "210家次", 10, 10))),),
    passes=(
        (
            _PLAN,
            form(row("数量", "检查家次", "≥200家次", "210家次", 10, 10), row("质量", "整改率", "≥95%", "97%", 10, 10)),
        ),
    ),
)
def indicator_dropped(cases: Sequence[Case]) -> Iterator[Hit]:
    """Indicators of the approved form that the self-evaluation lacks; one hit a form."""
    for plan, case in _pairs(cases):
        have = {_bare(one.name) for one in case.form.indicators}
        gone = [one for one in plan.rows if _bare(one.indicator.name) not in have]
        if gone:
            said = listed(f"{one.indicator.name}（{one.indicator.target}）" for one in gone)
            message = f"“{case.form.project}”申报的{len(plan.form.indicators)}条指标，自评表缺{len(gone)}条：{said}。"
            yield Hit(message, gone[0].spot("name"), case.spot("name", 1), tuple(one.spot("name") for one in gone[1:]))


@corpus_check(
    "X506",
    "自评的目标值与批复的不同",
    "错误",
    kinds=EVERY,
    why="自评时改低目标值，完成情况就失去意义。",
    remedy="按批复的目标值自评；经批准调整的附批准文件。",
    fires=(
        (
            _PLAN,
            form(row("数量", "检查家次", "≥150家次", "160家次", 10, 10), row("质量", "整改率", "≥95%", "97%", 10, 10)),
        ),
    ),
    passes=(
        (
            _PLAN,
            form(
                row("数量", "检查家次", "≥200 家次", "210家次", 10, 10), row("质量", "整改率", "≥95.00%", "97%", 10, 10)
            ),
        ),
    ),
)
def target_changed(cases: Sequence[Case]) -> Iterator[Hit]:
    """Targets that differ between the approved form and the self-evaluation; one hit a form."""
    for plan, case in _pairs(cases):
        known = {_bare(one.indicator.name): one for one in plan.rows}
        pairs = [(known[_bare(one.indicator.name)], one) for one in case.rows if _bare(one.indicator.name) in known]
        changed = [(before, one) for before, one in pairs if _differs(before, one)]
        if changed:
            said = "；".join(
                f"{one.indicator.name}申报{quoted(before.indicator.target)}，自评{quoted(one.indicator.target)}"
                for before, one in changed
            )
            message = f"“{case.form.project}”的目标值与申报时不同：{said}。"
            yield Hit(
                message,
                changed[0][1].spot("target"),
                changed[0][0].spot("target"),
                tuple(one.spot("target") for _, one in changed[1:]),
            )


def _bare(name: str) -> str:
    return "".join(char for char in name if char.isalnum())


def _differs(before: Row, one: Row) -> bool:
    mine, theirs = one.quantities("target"), before.quantities("target")
    if mine or theirs:
        return [(q.low, q.high, q.relation) for q in mine] != [(q.low, q.high, q.relation) for q in theirs]
    return _bare(one.indicator.target) != _bare(before.indicator.target)


@corpus_check(
    "X507",
    "各项目指标几乎全部满分",
    "问题",
    why="一个单位的指标条条满分，失分只来自执行率，指标起不到区分作用。",
    remedy="对不可核的指标补充标准，如实评分。",
    fires=(
        tuple(
            form(
                row("社会效益", "效果", "提升", "达成指标", 45, 45),
                row("数量", "检查", "≥5次", "5次", 45, 45),
                project=name,
            )
            for name in "甲乙丙"
        ),
    ),
    passes=(
        tuple(
            form(
                row("社会效益", "效果", "提升", "达成指标", 45, score),
                row("数量", "检查", "≥5次", "5次", 45, 45),
                project=name,
            )
            for name, score in zip("甲乙丙", (30, 38, 45), strict=True)
        ),
    ),
)
def everything_full_everywhere(cases: Sequence[Case]) -> Iterator[Hit]:
    """All rows of all forms of a year at full marks, and how many of them report only a formula."""
    for group in _years(cases):
        scored = [
            one for case in group for one in case.rows if one.indicator.points and one.indicator.score is not None
        ]
        full = [one for one in scored if one.indicator.score == one.indicator.points]
        if len(group) < group[0].profile.limit("few_rows").value or not scored:
            continue
        if Decimal(len(full)) / len(scored) * 100 < group[0].profile.limit("output_full").value:
            continue
        words = [one for one in full if vague(one) and one.label("actual") in NOTHING_REPORTED]
        formula = [one for one in full if one.label("actual") == "completion"]
        scores = sorted(case.form.total_score for case in group if case.form.total_score is not None)
        span = f"；总得分{figure(scores[0])}—{figure(scores[-1])}分，差别只来自执行率" if scores else ""
        message = (
            f"{len(group)}个项目共{len(scored)}条指标，{len(full)}条满分，其中{len(formula)}条只填达成套话、"
            f"{len(words)}条目标值不可核{span}。"
        )
        yield Hit(message, full[0].spot("score"), also=tuple(case.spot("total_score") for case in group))


@corpus_check(
    "X508",
    "各项目都缺同类指标",
    "问题",
    kinds=EVERY,
    why="一个单位的所有项目都没有满意度、时效或成本指标，评价内容不完整。",
    remedy="按所用口径补设缺少的类别。",
    fires=(
        tuple(
            form(
                row("社会效益", "社会满意率", "满意", "达成指标", 45, 45),
                row("数量", "检查", "≥5次", "5次", 45, 45),
                project=name,
            )
            for name in "甲乙丙"
        ),
    ),
    passes=(
        tuple(
            form(
                *(row(kind, f"{kind}项", "≥90%", "95%", 10, 10) for kind in ("数量", "质量", "时效", "成本", "满意度")),
                project=name,
            )
            for name in "甲乙丙"
        ),
    ),
)
def class_missing_everywhere(cases: Sequence[Case]) -> Iterator[Hit]:
    """Kinds of indicator that no form of the year has; satisfaction filed elsewhere is named."""
    for group in _years(cases):
        have = "".join(one.level2 + one.level1 for case in group for one in case.form.indicators)
        if len(group) < group[0].profile.limit("few_rows").value or not have:
            continue
        kinds = {"满意": "满意度指标", "时效": "时效指标", "成本": "成本指标"}
        missing = [name for word, name in kinds.items() if word not in have.replace("进度", "时效")]
        if missing:
            filed = (
                [one for case in group for one in case.rows if "满意" in one.indicator.name]
                if "满意度指标" in missing
                else []
            )
            classes = listed(dict.fromkeys(one.indicator.level2 for one in filed), 3)
            where = f"；{len(filed)}条满意度列在{classes}" if filed else ""
            message = f"{len(group)}个项目没有一个设{listed(missing)}{where}。"
            yield Hit(message, group[0].spot("level2", 1), also=tuple(one.spot("level2") for one in filed))


@corpus_check(
    "X509",
    "各项目未给评分等级",
    "提示",
    why="总得分没有对应的等级，不便汇总；有的地方可以不评级。",
    remedy="按总得分填写等级，或说明当地不评级。",
    fires=(
        tuple(
            form(project=name, total_score=score) for name, score in (("甲", "87.40"), ("乙", "94.50"), ("丙", "89.00"))
        ),
    ),
    passes=(tuple(form(project=name, total_score="87.40", rating="良") for name in "甲乙丙"),),
)
def no_rating(cases: Sequence[Case]) -> Iterator[Hit]:
    """No form of the year has a grade; what the totals would give is said."""
    for group in _years([case for case in cases if case.form.total_score is not None]):
        if len(group) < group[0].profile.limit("few_rows").value or any(case.form.rating for case in group):
            continue
        said = listed(f"“{case.form.project}”{figure(case.form.total_score)}分" for case in group)
        bands = Counter(_band(case) for case in group)
        would = "、".join(f"{name}{count}个" for name, count in bands.items())
        message = f"{len(group)}个项目都没有评分等级：{said}；按通用区间为{would}。"
        yield Hit(message, group[0].spot("total_score"), also=tuple(case.spot("total_score") for case in group[1:]))


def _band(case: Case) -> str:
    bands, total = case.profile.bands, case.form.total_score or Decimal(0)
    return max((name for name in bands if bands[name] <= total), key=lambda name: bands[name], default="（无）")


@corpus_check(
    "X510",
    "各项目的执行率扣分都没有说明",
    "提示",
    why="执行率扣分是唯一的失分来源，却没有一个项目说明原因。",
    remedy="逐个项目说明未执行的金额和原因。",
    fires=(tuple(form(project=name, total=fund("10", "10", "9.5", "10", "95.00", "9.50")) for name in "甲乙丙"),),
    passes=(tuple(form(project=name, total=fund("10", "10", "10", "10", "100.00", "10.00")) for name in "甲乙丙"),),
)
def losses_unexplained(cases: Sequence[Case]) -> Iterator[Hit]:
    """Execution points lost in several forms, by how much, none explained."""
    for group in _years(cases):
        lost = [
            (case, gap)
            for case in group
            if (gap := _lost(case)) and not explanation(case, lambda text: has(text, "execution_reason"))
        ]
        if group and len(lost) >= group[0].profile.limit("few_rows").value:
            said = listed((f"“{case.form.project}”{rounded(gap)}分" for case, gap in lost), 12)
            message = f"{len(lost)}个项目因执行率扣分，表中都没有说明：{said}。"
            yield Hit(
                message,
                lost[0][0].fund("total", "score"),
                also=tuple(case.fund("total", "score") for case, _ in lost[1:]),
            )


def _lost(case: Case) -> Decimal:
    total = case.form.funds.get("total")
    if total is None or total.points is None or total.score is None:
        return Decimal(0)
    return max(total.points - total.score, Decimal(0))
