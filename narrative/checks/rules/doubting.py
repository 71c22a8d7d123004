"""Wording checks: figures that cannot be, units that cannot be meant, one target used again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.checks.case import Case, Row, further
from narrative.checks.comparing import compare, misread
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted

CLOSED = ("合格", "覆盖", "满意", "准确", "达标", "及时率", "知晓", "到位率", "办结", "整改率", "发放率", "出勤率")


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
                f"{one.title}目标{quoted(one.target)}，完成{quoted(one.actual)}：{hundred[0].text}{item.name}"
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
            names = listed(one.name for one in rows)
            message = f"{names}共{len(rows)}条指标的目标值都是{quoted(target)}。"
            yield Hit(
                message, rows[0].spot("target"), rows[1].spot("target"), tuple(one.spot("target") for one in rows[2:])
            )


@check(
    "W128",
    "比较符疑被识别成数字",
    "提示",
    kinds=EVERY,
    why="扫描件中“≥”常被识别成“2”：“≥1间”成了“21间”，不能据此判定未完成。",
    remedy="对照原件改正目标值。",
    fires=(form(row("数量", "值班室改造", "21间", "1间", 10, 10)),),
    passes=(form(row("数量", "值班室改造", "21间", "20间", 10, "9.52")),),
)
def comparator_misread(case: Case) -> Iterator[Hit]:
    """A target that is 2 and the actual's own digits."""
    for one in case.rows:
        found = next((found for found in compare(one) if misread(found) and found.target.kind != "percent"), None)
        if found and found.actual:
            message = f"{one.title}目标{quoted(one.target)}，完成{quoted(one.actual)}，目标的“2”疑为“≥”之误。"
            yield Hit(message, one.spot("target", found.target), one.spot("actual", found.actual))


@check(
    "W133",
    "目标没有区分度",
    "提示",
    kinds=EVERY,
    why="发放率、支付率一类由填报单位自己控制，定为100%总能达到，看不出好坏。",
    remedy="换成能反映时效、质量或效果的指标。",
    fires=(form(row("质量", "补贴发放率", "=100%", "100%", 10, 10)),),
    passes=(form(row("质量", "隐患整改率", "≥95%", "97%", 10, 10)),),
)
def no_stretch(case: Case) -> Iterator[Hit]:
    """100 % of what the filer controls; one hit for the form."""
    own = ("发放率", "支付率", "执行率", "拨付率", "到位率", "资金使用合规率", "专款专用率")
    rows = [
        one
        for one in case.rows
        if any(word in one.indicator.name for word in own)
        and any(q.kind == "percent" and q.low == 100 for q in one.quantities("target"))
    ]
    if rows:
        said = listed(f"{one.name}（{one.target}）" for one in rows)
        yield Hit(
            f"{said}由填报单位自己控制，定为100%没有区分度。", rows[0].spot("target"), also=further(rows, "target")
        )
