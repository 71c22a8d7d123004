"""The nine labels of a target (年度指标值): the vague ones, and the order in which the first match wins.

What says nothing is in ``unsaid``, what can be checked in ``measurable``.
"""

from __future__ import annotations

import re

from narrative.tagging.echo import core, echoes, own_attribute
from narrative.tagging.measurable import (
    dated,
    figure,
    kind_given,
    listed,
    named_standard,
    recorded_fact,
    threshold_in_name,
    worded_amount,
)
from narrative.tagging.rules import Rule, by_cue, entry_of, rule
from narrative.tagging.unsaid import blank, name_again, options
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import View


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
    said = view.said
    if not said or len(said) > 14 or not echoes(said, view.name):
        return None
    if entry_of(view, ("change", "unnamed")) and not _attribute(said, view.name):
        return None
    return Verdict("echo", "restated", view.body, final=own_attribute(said, view.name))


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
    entry = entry_of(view, ("change",))
    return by_cue("direction", entry, "only_direction") if entry else None


@rule(
    title="标准未指明",
    remedy="写出标准名称、条款或日期。",
    hits=["达到标准", "符合要求", "按期完成", "按〔2024〕12号文落实"],
    misses=["符合GB 50300要求"],
)
def no_standard_named(view: View) -> Verdict | None:
    """没有说是哪一条标准、哪一天，无从对照。"""
    entry = entry_of(view, ("unnamed",))
    return by_cue("unnamed_standard", entry, "no_standard_named") if entry else None


@rule(
    title="评价词",
    remedy="给出分级标准，或换成查得到的事实。",
    hits=["良好", "有效", "及时", "一批", "形成长效机制", "完整且清晰"],
    misses=["挂牌"],
)
def evaluated(view: View) -> Verdict | None:
    """好到什么程度算完成，各人看法不同。"""
    entry = entry_of(view, ("quality", "soft"))
    return by_cue("judgement", entry, "evaluated") if entry else None


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
