"""Targets that can be checked: an amount, a time, a named standard, a fact on record."""

from __future__ import annotations

import re

from narrative.schema import Quantity
from narrative.segment import tagged
from narrative.tagging.figures import attributive, bound, counted, evaluations
from narrative.tagging.rules import by_cue, entry_of, rule
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import Found, View, amounts, found


@rule(
    title="写明了数量",
    hits=["≥90%", "=100.00(百分比)", "不少于162天", "420万", "45所学校", "质量指标|整改率|98"],
    misses=[
        "2024年有效提升",
        "148家企业管理进一步规范",
        "按〔2024〕12号文落实",
        "形成1+N体系",
        "12345热线有效",
        "一批",
    ],
)
def figure(view: View) -> Verdict | None:
    """有数、有单位或比例，能比出完成没有。"""
    evaluative = evaluations(view.target)
    for quantity in counted(view):
        if quantity.kind == "date" or attributive(quantity, view.target, evaluative):
            continue
        label = "time" if quantity.kind == "duration" and _as_time(view) else "quantity"
        return Verdict(label, "figure", (quantity.start, quantity.end), cue=f"{quantity.kind}-{_tie(view, quantity)}")
    return None


_DRESS = re.compile(r"[^一-龥]|不少于|不低于|不超过|不高于|大于|小于|等于|达到|以上|以下|以内|左右|及|达|约")


def _tie(view: View, quantity: Quantity) -> str:
    """How a figure is tied to the row: as the whole cell but for comparators, by a comparator, or loosely."""
    rest = view.target[view.start : quantity.start] + view.target[quantity.end :]
    if not _DRESS.sub("", rest):
        return "whole"
    return "tied" if bound(quantity, view.target) else "loose"


def _as_time(view: View) -> bool:
    """A duration is a time under 时效, as a warranty or a service life; downtime and lead time are amounts."""
    around = view.name + view.target
    if re.search(r"质保|保修|使用年限|使用寿命|保质|设计年限|使用期限|服务期限|有效期", around):
        return True
    if re.search(r"停[水电气机运工]|中断|故障|宕机|提前|延误|等[待候]|学时|课时|工时|机时|时长", around):
        return False
    return view.of_time


_MEASURING = ("zero", "all", "half", "rank", "on_record")


@rule(
    title="不用数字说出的量",
    hits=["零投诉", "社区全覆盖", "件件有回音", "居全市第一", "不低于上年", "不超概算", "半数以上"],
    misses=["零距离服务", "走在前列", "不低于规定标准"],
)
def worded_amount(view: View) -> Verdict | None:
    """零、全部、逐一、名次、与在案的数比，都数得出做到没有。"""
    entry = entry_of(view, _MEASURING)
    if entry is None:
        return None
    return by_cue("quantity", entry, "worded_amount")


@rule(
    title="写明了时间",
    hits=["2019年12月底前", "1-12月", "三季度末前", "年底前", "按月", "当日办结"],
    misses=["2024年有效提升", "及时", "十四五期间持续加强"],
)
def dated(view: View) -> Verdict | None:
    """有日期、期限或周期，查记录便知。"""
    evaluative = evaluations(view.target)
    for quantity in counted(view):
        if quantity.kind == "date" and not (evaluative and _plain_year(quantity, view.target)):
            return Verdict("time", "dated", (quantity.start, quantity.end))
    entry = entry_of(view, ("deadline", "period"))
    if entry is None or (evaluative and view.target[entry[1] : entry[2]] in _WEAK_TIMES):
        return None
    return by_cue("time", entry, "dated")


_WEAK_TIMES = frozenset(
    [
        "全年",
        "常年",
        "汛期",
        "年度",
        "月度",
        "全天候",
        "昼夜",
        "日夜",
        "年内",
        "当年",
        "全周期",
        "汛期内",
        "春运期间",
        "通年",
    ]
)


def _plain_year(quantity: Quantity, text: str) -> bool:
    """A year or span that is no deadline: 2024年, 2024年度, but not 2024年12月底前."""
    return not re.search(r"月|日|季|底|末|前", quantity.text + text[quantity.end : quantity.end + 2])


@rule(
    title="写明了标准或等级",
    hits=["符合GB 50300要求", "达到《农村生活饮用水卫生标准》要求", "甲级资质", "水质优于Ⅲ类"],
    misses=["达到国家标准", "符合要求", "3A级旅游厕所管理到位"],
)
def named_standard(view: View) -> Verdict | None:
    """标准有名称、等级有评定，可以逐条对照。"""
    entry = entry_of(view, ("bounded_grade",))
    if entry is not None and not evaluations(view.target):
        return Verdict("standard", "named_standard", entry[1:], cue=entry[0], final=True)
    entry = entry_of(view, ("named_document", "grade"))
    if entry is None:
        return None
    if entry[0] == "named_document" and not _appealed_to(view.target, entry):
        return None
    if entry[0] == "grade" and _judged(view.target, entry):
        return None
    return by_cue("standard", entry, "named_standard")


def _judged(text: str, entry: Found) -> bool:
    """Whether the grade only names what the clause then evaluates: 3A级旅游厕所管理到位."""
    end = entry[2] + len(re.split(r"[，,。；;（(]", text[entry[2] :])[0])
    return any(entry[2] < other[1] and end - 1 <= other[2] <= end for other in evaluations(text))


_APPEAL = re.compile(
    r"(?:按照?|依照?|依据|符合|达到|达|满足|控制在|比照|对标|执行|遵守|遵照|合乎|参照|对照|根据|落实|遵循|通过|优于|不低于|高于|贯彻)[^《》，。；]{0,8}$"
)


def _appealed_to(text: str, entry: Found) -> bool:
    before, after = text[: entry[1]], text[entry[2] : entry[2] + 6]
    if "《" not in text[entry[1] : entry[2]]:
        return True
    return bool(
        _APPEAL.search(before) or re.match(r"(?:中)?[一-龥]{0,4}?(?:要求|标准|规定|规范|条款|指标|限值)", after)
    )


@rule(
    title="指标名里有门槛",
    hits=["质量指标|水质达标率≥99%|达到标准", "质量指标|培训合格率(不低于95%)|达到要求"],
    misses=["质量指标|水质达标率|达到标准"],
)
def threshold_in_name(view: View) -> Verdict | None:
    """门槛写在指标名里，达到与否可以对照。"""
    if not re.search(r"[≥≤><]|不低于|不少于|不超过|不高于|以上|以内", view.name) or not amounts(view.name):
        return None
    if re.search(r"达到|达标|符合|满足|完成|实现|合格", view.target):
        return Verdict("standard", "threshold_in_name", view.body)
    return None


_FACTS = ("absence", "passed", "act", "category", "list")
_KIND_NAME = re.compile(
    r"(?:类型|类别|型号|规格|材质|材料|品种|格式|制式|工艺|能源|燃料|动力|光源|坐标系|版本|颜色|载体|介质|方式|渠道|性质|终端)$"
)


@rule(
    title="写明了哪一种",
    hits=["质量指标|设备类型|平板终端", "质量指标|管道材质|球墨管"],
    misses=["质量指标|设备类型|先进", "质量指标|服务方式|便捷高效"],
)
def kind_given(view: View) -> Verdict | None:
    """问的是类型、材质、方式，答的是其中一种，看实物或证照便知。"""
    said = view.said
    if not _KIND_NAME.search(view.name) or not 1 < len(said) <= 14 or found("target", view.target):
        return None
    return Verdict("state", "kind_given", view.body) if tagged(said)[-1][1][:1] in ("n", "x", "e") else None


_TITLE = re.compile(r"^[一-龥]{0,4}?(?:工程|项目|改造|行动|计划|中心|规划|条例|示范|试点|服务站|通道)")


@rule(
    title="查记录便知有没有",
    hits=["通过竣工验收", "不发生安全事故", "无投诉", "纯电", "一整套(含logo、歌曲)", "建成投用", "挂牌"],
    misses=["及时印发", "无缝衔接", "正常使用", "高质量完成编制"],
)
def recorded_fact(view: View) -> Verdict | None:
    """有明确的对象和结果，文书、影像、台账能证明做了没有。"""
    entry = entry_of(view, _FACTS)
    if entry is None:
        return None
    if any(not _in_title(view.target, other) and not _within(other, view) for other in evaluations(view.target)):
        return None
    return by_cue("state", entry, "recorded_fact")


def _in_title(text: str, entry: Found) -> bool:
    """Evaluation that is part of a project's name: 提升改造工程通过验收."""
    return entry[0] != "unnamed" and bool(_TITLE.match(text[entry[2] :]))


def _within(entry: Found, view: View) -> bool:
    """Evaluation inside the fact itself: 不出现服务不及时."""
    return any(
        fact[0] in ("absence", "passed") and fact[1] <= entry[1] and entry[2] <= fact[2]
        for fact in found("target", view.target)
    )


@rule(
    title="列出了成果",
    hits=["数量指标|赛事物资|号码布、计时芯片、奖牌、参赛包"],
    misses=["理解、支持、配合", "态度好、办得快、少跑路"],
)
def listed(view: View) -> Verdict | None:
    """清单里有什么、交了没有，可以逐件核对。"""
    items = re.split(r"[、，,]|和|及|以及|与", view.said.split("：")[-1].split(":")[-1])
    if len(items) < 3 or not all(2 <= len(item) <= 14 for item in items) or evaluations(view.target):
        return None
    return Verdict("state", "listed", view.body) if all(_thing(item) for item in items) else None


def _thing(item: str) -> bool:
    """Whether an item ends in a noun.  Parts of speech are dear, but such lists are rare."""
    return item[-1] in "包布牌册书图表卡证片单频报播机器具车刊画网箱袋伞笔本" or tagged(item)[-1][1][:1] == "n"
