"""The nine labels of a target (年度指标值): the rules, in the order in which the first match wins."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.schema import Quantity
from narrative.segment import tagged
from narrative.tagging.cues import grades
from narrative.tagging.echo import core, echoes
from narrative.tagging.figures import attributive, bound, counted, evaluations
from narrative.tagging.rules import Rule, Verdict, rule
from narrative.tagging.view import Found, View, amounts, found

_MARKS = "□☐○◯()（）①②③④⑤1234567890.、ABCD:：．"
_TICKED = re.compile(r"[☑√✓✔■●]")
_SEPARATORS = re.compile(r"[/／、，,|；;\\]|[（(]\s*[)）]|[□☐○①②③④⑤]|(?<=[一-龥])[0-9][.、．](?![0-9])|[A-D][.、．]")


def _cue(view: View, names: tuple[str, ...]) -> Found | None:
    return next((entry for entry in found("target", view.target) if entry[0] in names and entry[1] >= view.start), None)


def _by_cue(label: str, entry: Found, name: str, *, sure: bool = True) -> Verdict:
    return Verdict(label, name, entry[1:], sure, entry[0])


def _said(view: View) -> str:
    start, end = view.body
    return view.target[start:end]


@rule(
    title="空着或没有填",
    remedy="填上目标值。",
    hits=["", "—", "无", "≥  %", "XX", "定性", "待定"],
    misses=["无投诉", "≥95%"],
)
def blank(view: View) -> Verdict | None:
    """没有写目标，或留着样表的占位，无从核对。"""
    if not _said(view):
        return Verdict("empty", "blank", (0, len(view.target)), final=True)
    if _said(view) in _bare_units():
        return Verdict("empty", "blank", view.body, cue="placeholder", final=True)
    entry = next((entry for entry in found("target", view.target) if entry[0] == "placeholder"), None)
    if entry is None:
        return None
    none_of_it = view.target in ("无", "没有", "未发生") and bool(_MISHAP.search(view.name))
    return Verdict("empty", "blank", entry[1:], not none_of_it, "placeholder", not none_of_it)


# 安全事故 → 无 may mean that none is to happen: two careful people differ.
_MISHAP = re.compile(
    r"事故|事件|投诉|差错|案件|违[规纪法约]|破坏|污染|故障|上访|舆情|伤亡|死亡|纠纷|拖欠|泄|损失|返贫|负面|不良|隐患|遗漏|超[标期支编]"
)


@lru_cache(maxsize=1)
def _bare_units() -> frozenset[str]:
    """Units that stand in a cell alone when the figure before them was left out."""
    from narrative.quantity.units import units

    return frozenset(surface for surface, unit in units().items() if unit.kind not in ("noun", "duration"))


@rule(
    title="选项没有选",
    remedy="选定一个，并写明等级怎么分。",
    hits=[
        "优/良/中/差",
        "好□ 较好□ 一般□ 差□",
        "①规范 ②较规范 ③不规范",
        "健全/基本健全/不健全",
        "是/否",
        "通过/未通过评定",
        "☑好 □较好 □一般",
    ],
    misses=["☑报告 □手册", "报告、手册", "优"],
)
def options(view: View) -> Verdict | None:
    """几个等级都列着，没有选定哪一个。"""
    text = view.target
    if len(text) > 40:
        return None
    if _TICKED.search(text):
        return Verdict("judgement", "options", (0, len(text)), final=True) if _picked(text) else None
    parts = [part.strip(_MARKS) for part in _SEPARATORS.split(text)]
    parts = [part for part in parts if part]
    if text in ("优良中差", "高中低", "好中差", "优良中低差", "有无", "是否"):
        parts = list(text)
    if len(parts) == 2 and re.match(f"[未不没]有?{re.escape(parts[0])}", parts[1]):
        return Verdict("empty", "options", (0, len(text)), final=True)
    between = re.split(r"[/／]", text)
    slashed = len(between) >= 3 and all(1 <= len(part) <= 6 and not re.search(r"[0-9A-Za-z]", part) for part in between)
    if len(parts) >= 2 and (slashed or all(part in grades() for part in parts) or _graded(parts)):
        return Verdict("empty", "options", (0, len(text)), final=True)
    return None


def _picked(text: str) -> bool:
    """Whether a grade was ticked among others: self-picked, like a grade alone."""
    parts = [part.strip(_MARKS) for part in _SEPARATORS.split(_TICKED.sub("□", text))]
    graded = [part for part in parts if part]
    return len(graded) >= 2 and sum(part in grades() for part in graded) * 2 >= len(graded)


def _graded(parts: list[str]) -> bool:
    """The same word with and without 不, 较, 基本: a scale, not a list."""
    stems = {
        re.sub(r"^(?:不太|不够|不|未|较为|较|基本|比较|非常|很|部分|一般|完全|有所|没有|无|欠|十分)", "", part)
        for part in parts
    }
    return len(stems) == 1 and len(set(parts)) == len(parts)


@rule(
    title="抄指标名",
    remedy="写出数量、日期、标准或查得到的结果。",
    hits=["质量指标|扩大影响力|扩大影响力", "可持续影响指标|信息化可持续发展|信息化可持续发展。"],
    misses=["数量指标|开展安全一堂课|开展安全一堂课45所学校"],
)
def name_again(view: View) -> Verdict | None:
    """只把指标名称又写一遍，没有说做到什么程度。"""
    said = _said(view)
    if said and _undone(said) == _undone(view.name.strip("，。；、")) and not counted(view):
        return Verdict("echo", "name_again", view.body)
    return None


def _undone(text: str) -> str:
    """A text without a leading verb that says no more than that the thing is on."""
    return re.sub(r"^(?:开展|组织|实施|举办|做好)(?=..)", "", text)


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
    entry = _cue(view, _MEASURING)
    if entry is None:
        return None
    return _by_cue("quantity", entry, "worded_amount")


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
    entry = _cue(view, ("deadline", "period"))
    if entry is None or (evaluative and view.target[entry[1] : entry[2]] in _WEAK_TIMES):
        return None
    return _by_cue("time", entry, "dated")


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
    misses=["达到国家标准", "符合要求"],
)
def named_standard(view: View) -> Verdict | None:
    """标准有名称、等级有评定，可以逐条对照。"""
    entry = _cue(view, ("bounded_grade",))
    if entry is not None and not evaluations(view.target):
        return Verdict("standard", "named_standard", entry[1:], cue=entry[0], final=True)
    entry = _cue(view, ("named_document", "grade"))
    if entry is None:
        return None
    if entry[0] == "named_document" and not _appealed_to(view.target, entry):
        return None
    return _by_cue("standard", entry, "named_standard")


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
    said = _said(view)
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
    entry = _cue(view, _FACTS)
    if entry is None:
        return None
    if any(not _in_title(view.target, other) and not _within(other, view) for other in evaluations(view.target)):
        return None
    return _by_cue("state", entry, "recorded_fact")


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
    items = re.split(r"[、，,]|和|及|以及|与", _said(view).split("：")[-1].split(":")[-1])
    if len(items) < 3 or not all(2 <= len(item) <= 14 for item in items) or evaluations(view.target):
        return None
    return Verdict("state", "listed", view.body) if all(_thing(item) for item in items) else None


def _thing(item: str) -> bool:
    """Whether an item ends in a noun.  Parts of speech are dear, but such lists are rare."""
    return item[-1] in "包布牌册书图表卡证片单频报播机器具车刊画网箱袋伞笔本" or tagged(item)[-1][1][:1] == "n"


@rule(
    title="复述指标",
    remedy="给出比例、数量、标准或查得到的事实。",
    hits=[
        "生态效益指标|环保度|环保",
        "社会效益指标|社会满意度|满意率",
        "质量指标|评估精度|精度准确",
        "可持续影响指标|长期影响力|影响长期性",
    ],
    misses=["生态效益指标|环保性|纯电", "社会效益指标|执法效能|提升"],
)
def restated(view: View) -> Verdict | None:
    """只说指标自己的属性成立，没有说做到什么程度算成立。"""
    said = _said(view)
    if not said or len(said) > 14 or not echoes(said, view.name):
        return None
    if _cue(view, ("change", "unnamed")) and not _attribute(said, view.name):
        return None
    return Verdict("echo", "restated", view.body)


def _attribute(said: str, name: str) -> bool:
    """Whether what is said is the attribute the name ends in: 节约 of 成本节约率, but not 增长 of 产值增长."""
    return bool(re.search(r"[度率性化力]$|程度$|情况$", name)) and core(name).endswith(core(said))


@rule(
    title="只有方向",
    remedy="写明基数、目标值和数据来源。",
    hits=["提升", "显著提高", "逐步增长", "2024年有效提升"],
    misses=["提升5%"],
)
def only_direction(view: View) -> Verdict | None:
    """提高多少才算完成，没有说。"""
    entry = _cue(view, ("change",))
    return _by_cue("direction", entry, "only_direction") if entry else None


@rule(
    title="标准未指明",
    remedy="写出标准名称、条款或日期。",
    hits=["达到标准", "符合要求", "按期完成", "按〔2024〕12号文落实"],
    misses=["符合GB 50300要求"],
)
def no_standard_named(view: View) -> Verdict | None:
    """没有说是哪一条标准、哪一天，无从对照。"""
    entry = _cue(view, ("unnamed",))
    return _by_cue("unnamed_standard", entry, "no_standard_named") if entry else None


@rule(
    title="评价词",
    remedy="给出分级标准，或换成查得到的事实。",
    hits=["良好", "有效", "及时", "一批", "形成长效机制", "完整且清晰"],
    misses=["挂牌"],
)
def evaluated(view: View) -> Verdict | None:
    """好到什么程度算完成，各人看法不同。"""
    entry = _cue(view, ("quality", "soft"))
    return _by_cue("judgement", entry, "evaluated") if entry else None


RULES: tuple[Rule, ...] = (
    blank,
    options,
    name_again,
    figure,
    worded_amount,
    dated,
    named_standard,
    threshold_in_name,
    recorded_fact,
    listed,
    kind_given,
    restated,
    only_direction,
    no_standard_named,
    evaluated,
)
