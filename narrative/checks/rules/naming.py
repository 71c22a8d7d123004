"""Wording checks from the cells themselves: names, placeholders, units, classes, impossible values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row, further
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.names import undefined
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted

PLACEHOLDER = re.compile(r"[*＊×]{2,}|[XxＸ]{2,}|…{1,2}$|^\.{3,}|（?\d+字以内|指标\s*\d+$|待填|示例|此处填写|^[_＿]+$")
NO_NAME = re.compile(r"^[\d.\s、]*$|^指标\s*\d*$")


@check(
    "W120",
    "有数而无从测量",
    "问题",
    kinds=EVERY,
    why="数落在没有定义的指数、能级或没有对象的比率上，看不出分母和算法。",
    remedy="写明计算方法、分母和数据来源，或换成可数的指标。",
    fires=(
        form(
            row("数量", "管理能级指数", "≥5.00(级)", "5.00(级)", 15, 15),
            row("经济效益", "投入产出比", "=100%", "100%", 15, 15),
            row("数量", "覆盖度", "=100%", "100%", 15, 15),
        ),
    ),
    passes=(
        form(
            row("数量", "隐患整改率", "≥90%", "95%", 15, 15),
            row("数量", "空气质量指数达标天数", "≥300天", "310天", 15, 15),
        ),
    ),
)
def pseudo_quantified(case: Case) -> Iterator[Hit]:
    """A figure on an undefined construct or on a rate of nothing named; one hit for the form."""
    rows = [one for one in case.rows if one.label("target") == "quantity" and undefined(one.indicator)]
    if rows:
        said = listed(f"{one.name}（目标{one.target}{_filed(one)}）" for one in rows)
        message = f"{said}：有数，但没有说明对象、分母或等级标准，无从复核{_known(case)}{_beside(case, rows)}。"
        yield Hit(message, rows[0].spot("target"), rows[0].spot("name"), further(rows, "target"))


def _beside(case: Case, rows: list[Row]) -> str:
    """What else the form says on it: a short goal, and the execution rate beside a ratio of input to output."""
    goal = f"；年度目标为{quoted(case.form.goal)}" if 0 < len(case.form.goal) <= 30 else ""
    total = case.form.funds.get("total")
    asked = any(word in one.indicator.name for one in rows for word in ("投入", "产出", "效益"))
    return goal + (f"；预算执行率为{figure(total.rate)}%" if asked and total and total.rate is not None else "")


def _filed(one: Row) -> str:
    item = one.indicator
    score = f"，得{figure(item.score)}分" if item.score is not None else ""
    return f"，完成{one.actual}{score}" if item.actual else ""


def _known(case: Case) -> str:
    """The counts the outcome does give, so that the reader sees what could be the base."""
    counts = [q.text for q in case.quantities.get((0, "outcome"), ()) if q.kind == "count"]
    return f"；完成情况中可作依据的数只有{listed(dict.fromkeys(counts), 4)}" if counts else ""


@check(
    "W121",
    "数没有单位",
    "提示",
    kinds=EVERY,
    why="没有单位就不知道数的是什么。",
    remedy="补上单位。",
    fires=(form(row("数量", "注册志愿者", "420万", "440万", 5, 5)),),
    passes=(
        form(row("数量", "注册志愿者", "420万人", "440万人", 5, 5)),
        form(row("成本", "预算控制数（万元）", "702.80", "697.87", 5, 5)),
    ),
)
def unit_missing(case: Case) -> Iterator[Hit]:
    """Figures with no unit in the cell, in a column or in the name; one hit for the form."""
    rows = [one for one in case.rows if not one.indicator.unit and not _unit_in_name(one) and _only_numbers(one)]
    if rows:
        said = listed(f"{one.name}（{one.target}）" for one in rows)
        yield Hit(f"{said}没有单位。", rows[0].spot("target"), also=further(rows, "target"))


def _only_numbers(one: Row) -> bool:
    found = one.quantities("target")
    return (
        one.label("target") == "quantity"
        and bool(found)
        and all(quantity.kind == "number" and not quantity.unit and quantity.low for quantity in found)
    )


def _unit_in_name(one: Row) -> bool:
    return bool(re.search(r"[（(][^）)]+[）)]|[数率度量额比]$", one.indicator.name))


@check(
    "W122",
    "指标名不是名称",
    "错误",
    kinds=EVERY,
    why="名称处只有数或“指标1”，看不出衡量什么。",
    remedy="写出指标名称（衡量的对象和内容）。",
    fires=(
        form(row("数量", "2", "=2.00(项)", "2.00(项)", 15, 15), outcome="编制2个领域、4个街道的评估报告。"),
        form(row("进度", "1-12月", "1-12月", "基本达到预期指标", 10, 7)),
    ),
    passes=(form(row("数量", "评估报告", "=2.00(项)", "2.00(项)", 15, 15)),),
)
def name_is_none(case: Case) -> Iterator[Hit]:
    """The indicator is named by a figure, by 指标1, or not at all."""
    for one in case.rows:
        name = one.indicator.name.strip()
        dated = _only_a_date(one)
        if (NO_NAME.match(name) or dated) and one.indicator.target:
            filed = f"，完成值{quoted(one.actual)}" if one.indicator.actual else ""
            shown = f"只填了{quoted(name)}" if name else "没有填"
            message = (
                f"第{one.number}条{one.indicator.level2}的指标名称{shown}，目标值{quoted(one.target)}{filed}"
                f"，看不出衡量什么{_known(case)}。"
            )
            yield Hit(message, one.spot("name"), one.spot("target"), severity="问题" if dated else None)


def _only_a_date(one: Row) -> bool:
    """The name is the target again, and that is a date or period (贯穿全年)."""
    name = one.indicator.name.strip()
    return bool(name) and name == one.indicator.target.strip() and one.label("target") == "time"


@check(
    "W123",
    "模板文字未替换",
    "错误",
    kinds=EVERY,
    why="还留着填报模板的占位符，说明没有填完。",
    remedy="替换为本项目的内容。",
    fires=(
        form(row("数量", "培训人次", "≥**人", "100人", 10, 10)),
        form(row("数量", "指标2", "≥50人", "100人", 10, 10), goal="（100字以内）"),
    ),
    passes=(form(row("数量", "培训人次", "≥100人", "100人", 10, 10), goal="完成培训。"),),
)
def placeholder_left(case: Case) -> Iterator[Hit]:
    """Asterisks, XX, 指标2, (100字以内) and the like in any cell; one hit for the form."""
    places = [case.spot(name) for name in ("goal", "outcome") if PLACEHOLDER.search(case.text(name))]
    for one in case.rows:
        places += [
            one.spot(name) for name in ("name", "target", "actual") if PLACEHOLDER.search(case.text(name, one.number))
        ]
    if places:
        said = listed(quoted(spot.quote, 24) for spot in places)
        yield Hit(f"{said}仍是模板的占位文字。", places[0], also=tuple(places[1:]))


@check(
    "W130",
    "名称是率，目标却是个数",
    "提示",
    kinds=EVERY,
    why="知晓度、覆盖率应是占比，填成人数、个数就不是同一个量。",
    remedy="改为百分比并写明分母，或把名称改成数量。",
    fires=(form(row("质量", "志愿工作知晓度", "不少于12万人", "不少于12万人", 2, 2)),),
    passes=(
        form(row("质量", "志愿工作知晓度", "≥90%", "95%", 2, 2)),
        form(row("数量", "宣传力度", "5场", "5场", 2, 2)),
    ),
)
def count_for_rate(case: Case) -> Iterator[Hit]:
    """A rate by name with a count for a target."""
    rate = re.compile(r"(?:满意|知晓|覆盖|参与|准确|精准|匹配|认知|认可|支持)度$|[^频效功]率$")
    rows = [
        one
        for one in case.rows
        if rate.search(one.indicator.name.strip())
        and (found := one.quantities("target"))
        and all(q.kind == "count" and q.unit not in ("次", "分") and not q.per and not q.change for q in found)
    ]
    if rows:
        said = listed(f"{one.name}（目标{one.target}{_filed(one)}）" for one in rows)
        yield Hit(
            f"{said}：名称是占比，目标值却是个数。",
            rows[0].spot("target"),
            rows[0].spot("name"),
            further(rows, "target"),
        )


@check(
    "W132",
    "一条指标写了几件事",
    "提示",
    kinds=EVERY,
    why="名称里并列几项要求，一个完成值、一个得分说不清各项完成情况。",
    remedy="拆成几条指标，各设目标值。",
    fires=(
        form(
            row(
                "质量",
                "影视作品达到播出级别≥100%。网站正常运行率≥99%。调研样本合格率≥95%。",
                "达到标准",
                "基本达到",
                20,
                16,
            )
        ),
    ),
    passes=(form(row("质量", "网站正常运行率", "≥99%", "99.5%", 20, 20)),),
)
def several_in_one(case: Case) -> Iterator[Hit]:
    """A name of several clauses, thresholds among them."""
    for one in case.rows:
        name = one.indicator.name.strip("。；， ")
        if len(re.findall(r"[。；;]|[，,](?=.{4})", name)) >= 2 or len(re.findall(r"[≥≤]\s*\d", name)) >= 2:
            item = one.indicator
            message = (
                f"第{one.number}条{item.level2}的名称{quoted(name, 60)}含几项要求，目标{quoted(one.target)}"
                f"{_filed(one)}，说不清各项是否达到。"
            )
            yield Hit(message, one.spot("name"), one.spot("target"))
