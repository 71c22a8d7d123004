"""Targets that say nothing: blank cells, options nobody chose from, the indicator's name again."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.tagging.cues import grades
from narrative.tagging.figures import counted
from narrative.tagging.rules import rule
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import View, found

_MARKS = "□☐○◯()（）①②③④⑤1234567890.、ABCD:：．"
_TICKED = re.compile(r"[☑√✓✔■●]")
_SEPARATORS = re.compile(r"[/／、，,|；;\\]|[（(]\s*[)）]|[□☐○①②③④⑤]|(?<=[一-龥])[0-9][.、．](?![0-9])|[A-D][.、．]")


@rule(
    title="空着或没有填",
    remedy="填上目标值。",
    hits=["", "—", "无", "≥  %", "XX", "定性", "待定"],
    misses=["无投诉", "≥95%"],
)
def blank(view: View) -> Verdict | None:
    """没有写目标，或留着样表的占位，无从核对。"""
    if not view.said:
        return Verdict("empty", "blank", (0, len(view.target)), final=True)
    if view.said in _bare_units():
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
    said = view.said
    if said and _undone(said) == _undone(view.name.strip("，。；、")) and not counted(view):
        return Verdict("echo", "name_again", view.body)
    return None


def _undone(text: str) -> str:
    """A text without a leading verb that says no more than that the thing is on."""
    return re.sub(r"^(?:开展|组织|实施|举办|做好)(?=..)", "", text)
