"""Wording checks from the cells themselves: names, placeholders, units, classes, impossible values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, Spot
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.names import belongs, elsewhere, environmental, undefined
from narrative.checks.rules.wording import vague
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed, quoted
from narrative.checks.words import less_is_better

PLACEHOLDER = re.compile(r"[*＊×]{2,}|[XxＸ]{2,}|…{1,2}$|^\.{3,}|（?\d+字以内|指标\s*\d+$|待填|示例|此处填写|^[_＿]+$")
CLOSED = ("合格", "覆盖", "满意", "准确", "达标", "及时率", "知晓", "到位率", "办结", "整改率", "发放率", "出勤率")
NO_NAME = re.compile(r"^[\d.\s、]*$|^指标\s*\d*$")


def _spots(rows: list[Row], name: str) -> tuple[Spot, ...]:
    return tuple(one.spot(name) for one in rows[1:])


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
        said = listed(f"{one.indicator.name}（目标{one.indicator.target}{_filed(one)}）" for one in rows)
        message = f"{said}：有数，但没有说明对象、分母或等级标准，无从复核{_known(case)}。"
        yield Hit(message, rows[0].spot("target"), rows[0].spot("name"), _spots(rows, "target"))


def _filed(one: Row) -> str:
    item = one.indicator
    score = f"，得{figure(item.score)}分" if item.score is not None else ""
    return f"，完成{item.actual}{score}" if item.actual else ""


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
        said = listed(f"{one.indicator.name}（{one.indicator.target}）" for one in rows)
        yield Hit(f"{said}没有单位。", rows[0].spot("target"), also=_spots(rows, "target"))


def _only_numbers(one: Row) -> bool:
    found = one.quantities("target")
    return bool(found) and all(quantity.kind == "number" and not quantity.unit for quantity in found)


def _unit_in_name(one: Row) -> bool:
    return bool(re.search(r"[（(][^）)]+[）)]|[数率度量额比]$", one.indicator.name))


@check(
    "W122",
    "指标名不是名称",
    "错误",
    kinds=EVERY,
    why="名称处只有数或“指标1”，看不出衡量什么。",
    remedy="写出指标名称（衡量的对象和内容）。",
    fires=(form(row("数量", "2", "=2.00(项)", "2.00(项)", 15, 15), outcome="编制2个领域、4个街道的评估报告。"),),
    passes=(form(row("数量", "评估报告", "=2.00(项)", "2.00(项)", 15, 15)),),
)
def name_is_none(case: Case) -> Iterator[Hit]:
    """The indicator is named by a figure, by 指标1, or not at all."""
    for one in case.rows:
        name = one.indicator.name.strip()
        if NO_NAME.match(name) and one.indicator.target:
            filed = f"，完成值{quoted(one.indicator.actual)}" if one.indicator.actual else ""
            shown = f"只填了{quoted(name)}" if name else "没有填"
            message = (
                f"第{one.number}条{one.indicator.level2}的指标名称{shown}，目标值{quoted(one.indicator.target)}{filed}"
                f"，看不出衡量什么{_known(case)}。"
            )
            yield Hit(message, one.spot("name"), one.spot("target"))


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
    "W124",
    "指标与所列类别不符",
    "问题",
    kinds=EVERY,
    why="放错类别的指标不能说明该类效益，常是为凑齐类别。",
    remedy="移到相应的类别；没有该类效益的不设。",
    fires=(
        form(row("经济效益", "预算执行率", "=100%", "100%", 15, 15)),
        form(row("生态效益", "互动沟通渠道", "拓宽", "达成指标", 15, 15), project="公众号运营"),
    ),
    passes=(
        form(row("经济效益", "节约资金", "≥5万元", "6万元", 15, 15)),
        form(row("生态效益", "环保性", "纯电", "达成指标", 15, 15), project="公务车购置"),
    ),
)
def misfiled(case: Case) -> Iterator[Hit]:
    """Indicators whose name does not speak of what their class is about; one hit for the form."""
    found = [(one, why) for one in case.rows if (why := _why_misfiled(one))]
    if found:
        said = "；".join(f"{one.indicator.name}列在{one.indicator.level2}，{why}" for one, why in found)
        rows = [one for one, _ in found]
        yield Hit(f"{said}。", rows[0].spot("level2"), rows[0].spot("name"), _spots(rows, "level2"))


def _why_misfiled(one: Row) -> str:
    item = one.indicator
    right = elsewhere(item.name)
    if right and right[:2] not in item.level2 and "满意" not in right:
        return f"应属{right}"
    kind = belongs(item)
    if kind and vague(one):
        return f"从名称和目标值{quoted(item.target)}看不出与{kind.removesuffix('效益')}有关"
    if "生态" in item.level2 and not environmental(one.case.form):
        return f"而本项目“{one.case.form.project}”看不出与生态环境有关"
    if (
        item.target.strip() in ("及时", "按时", "按期")
        and "时效" not in item.level2 + item.level1
        and "进度" not in item.level2
    ):
        return f"目标值{quoted(item.target)}属时效"
    return ""


@check(
    "W125",
    "时效指标没有时间",
    "提示",
    kinds=EVERY,
    why="及时、按时没有截止时间，事后无法判断。",
    remedy="写明完成日期或时限。",
    fires=(form(row("时效", "完成及时性", "及时", "及时", 10, 10)),),
    passes=(
        form(row("时效", "完成时间", "11月30日前", "11月20日", 10, 10)),
        form(row("时效", "及时率", "≥95%", "98%", 10, 10)),
    ),
)
def time_without_date(case: Case) -> Iterator[Hit]:
    """Timeliness indicators whose target gives no date, period or rate; one hit for the form."""
    rows = [
        one
        for one in case.rows
        if ("时效" in one.indicator.level2 or "进度" in one.indicator.level2)
        and one.label("target") not in ("", "time", "quantity", "standard", "state")
        and not one.quantities("target")
    ]
    if rows:
        said = listed(f"{one.indicator.name}（{one.indicator.target}）" for one in rows)
        yield Hit(f"{said}没有写明时间。", rows[0].spot("target"), also=_spots(rows, "target"))


@check(
    "W126",
    "比较符与指标性质相反",
    "问题",
    kinds=EVERY,
    why="成本写“≥”等于要求至少花这么多，事故写“≥”等于要求至少发生这么多。",
    remedy="改为“≤”。",
    fires=(
        form(row("成本", "人均培训成本", "≥400元", "420元", 10, 10)),
        form(row("社会效益", "安全事故起数", "≥1起", "0起", 10, 10)),
    ),
    passes=(
        form(row("成本", "人均培训成本", "≤400元", "380元", 10, 10)),
        form(row("质量", "事故处置率", "≥95%", "98%", 10, 10)),
    ),
)
def comparator_turned(case: Case) -> Iterator[Hit]:
    """≥ on what should be small."""
    for one in case.rows:
        item = one.indicator
        bad = [q for q in one.quantities("target") if q.relation in (">=", ">") and not q.change]
        if bad and _should_be_small(item.name, item.level2):
            message = f"{one.title}的目标值{quoted(item.target)}，这类指标越小越好，比较符疑为写反。"
            yield Hit(message, one.spot("target", bad[0]), one.spot("name"))


def _should_be_small(name: str, level2: str) -> bool:
    small = ("事故", "投诉", "流失率", "死亡", "伤亡", "差错", "故障率", "违规", "成本", "超支", "空置率", "失业率")
    costs = "成本" in level2 and any(word in name for word in ("费", "支出", "单价", "控制"))
    return less_is_better(name) is True and (costs or any(word in name for word in small))


@check(
    "W127",
    "不可能的百分数",
    "错误",
    kinds=EVERY,
    why="合格率、覆盖率、满意度一类的比率不会超过100%。",
    remedy="核对原始数据，改正数值。",
    fires=(form(row("质量", "验收合格率", "≥95%", "295%", 10, 10)),),
    passes=(
        form(row("经济效益", "产值增长率", "≥95%", "295%", 10, 10)),
        form(row("质量", "验收合格率", "≥95%", "100%", 10, 10)),
    ),
)
def impossible_percent(case: Case) -> Iterator[Hit]:
    """A closed ratio above 100 %."""
    for one in case.rows:
        if not any(word in one.indicator.name for word in CLOSED):
            continue
        for name in ("target", "actual"):
            for quantity in one.quantities(name):
                if (
                    quantity.kind == "percent"
                    and quantity.low is not None
                    and quantity.low > 100
                    and not quantity.change
                ):
                    side = "目标值" if name == "target" else "完成值"
                    message = f"{one.title}{side}为{quantity.text}，这类比率不会超过100%{_misread(quantity.low)}。"
                    yield Hit(message, one.spot(name, quantity), one.spot("name"))


def _misread(value: Decimal) -> str:
    """≥90% read as 290%: the comparator became a digit."""
    tail = f"{value:f}"[-2:]
    plausible = value == value.to_integral_value() and 200 < value < 300 and int(tail) >= 60
    return f"，疑为{tail}%之误（“≥{tail}%”识别成{value:f}%）" if plausible else ""


@check(
    "W129",
    "单位疑误",
    "问题",
    kinds=EVERY,
    why="质量类的机制、体系填成“100个”，多半是把百分比填成了个数；个数也说明不了质量。",
    remedy="核对单位，改为百分比或写明个数的清单。",
    fires=(form(row("质量", "风险防控及预警机制", "=100.00(个)", "100.00(个)", 30, 30)),),
    passes=(
        form(row("质量", "通过验收设备", "=100.00(台)", "100.00(台)", 30, 30)),
        form(row("数量", "建立机制", "=2个", "2个", 30, 30)),
    ),
)
def unit_doubtful(case: Case) -> Iterator[Hit]:
    """Exactly 100 of something that comes in ones or as a rate."""
    for one in case.rows:
        item = one.indicator
        hundred = [q for q in one.quantities("target") if q.kind == "count" and q.low == 100 and q.unit in ("个", "项")]
        abstract = any(
            item.name.endswith(word)
            for word in ("机制", "体系", "制度", "能力", "水平", "率", "度", "性", "效果", "质量")
        )
        if hundred and (
            abstract or ("质量" in item.level2 and hundred[0].unit == "个" and not item.name.endswith("数"))
        ):
            message = (
                f"{one.title}目标{quoted(item.target)}，完成{quoted(item.actual)}：{hundred[0].text}{item.name}"
                "不合常理，单位疑为百分比。"
            )
            yield Hit(message, one.spot("target", hundred[0]), one.spot("actual"))


@check(
    "W131",
    "同一目标值反复使用",
    "提示",
    kinds=EVERY,
    why="多条不同的指标用同一句目标值，说明没有逐条设定。",
    remedy="按各指标的内容分别设定目标值。",
    fires=(form(*(row("社会效益", name, "效果明显", "达成指标", 10, 10) for name in ("宣传", "培训", "检查"))),),
    passes=(form(*(row("社会效益", name, "≥90%", "95%", 10, 10) for name in ("宣传率", "培训率", "检查率"))),),
)
def same_words_again(case: Case) -> Iterator[Hit]:
    """One wording as the target of several rows."""
    groups: dict[str, list[Row]] = {}
    for one in case.rows:
        if one.indicator.target and not one.quantities("target"):
            groups.setdefault(one.indicator.target.strip("。； "), []).append(one)
    for target, rows in groups.items():
        if len(rows) >= case.profile.limit("same_target").value:
            names = listed(one.indicator.name for one in rows)
            message = f"{names}共{len(rows)}条指标的目标值都是{quoted(target)}。"
            yield Hit(
                message, rows[0].spot("target"), rows[1].spot("target"), tuple(one.spot("target") for one in rows[2:])
            )
