"""The six labels of an actual (实际完成值), judged beside its target."""

from __future__ import annotations

import re

from narrative.schema import Quantity
from narrative.tagging.cues import grades
from narrative.tagging.echo import core
from narrative.tagging.figures import counted_in
from narrative.tagging.rules import Rule, rule
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import View, found

_BLANK = re.compile(r"^(?:暂?无|没有|空|未填|未填报|/|不适用|待统计|待定|N/?A|[\s\-—–_/\\.。…*×xX?]*)$")
_NOUGHT = re.compile(r"^(?:无|没有|未发生|未出现|零)$")
_PUNCTUATION = re.compile(r"[\s，,。.；;：:、“”\"'‘’（）()的了已均都并地得]")
_WORN = re.compile(r"^(?:已|已经|全部|均|得到|有了?|实现了?|做到|达到|完成了?|都|能|能够|基本上?|取得)+|(?:了|到位)$")


@rule(
    title="没有填",
    remedy="填上实际数或凭据。",
    hits=["≥90%|", "提升|—", "良好|无"],
    misses=["无投诉|无", "≥90%|92%"],
)
def nothing(view: View) -> Verdict | None:
    """实际完成值空着。"""
    text = view.actual
    if not _BLANK.match(text):
        return None
    if _NOUGHT.match(text) and re.search(r"无|不|未|零|0|没有|杜绝", view.target):
        return None
    return Verdict("empty", "nothing", (0, len(text)), final=True)


@rule(
    title="照抄目标",
    remedy="写出实际数、日期或凭据。",
    hits=[
        "≥90%|≥90%",
        "得到提升|得到提升",
        "零差错|零差错",
        "全覆盖|全覆盖",
        "通过竣工验收|已通过竣工验收",
        "提升|得到提升",
    ],
    misses=["150场|150场", "12月底前|12月底前", "≥90%|92%", "甲级|甲级"],
)
def repeated(view: View) -> Verdict | None:
    """把目标的界限、状态或用语又写一遍，没有报告结果。"""
    if not _same(view.actual, view.target) or _figure_again(view):
        return None
    return Verdict("copy", "repeated", (0, len(view.actual)))


def _plain(text: str) -> str:
    text = _PUNCTUATION.sub("", text)
    return _WORN.sub("", text) or text


def _same(actual: str, target: str) -> bool:
    said, asked = _plain(actual), _plain(target)
    if not said or not asked:
        return False
    return said == asked or (
        len(asked) >= 2 and len(said) <= len(asked) + 3 and asked in said and not re.search(r"[0-9]", said)
    )


_COMPARATOR = re.compile(
    r"[≥≤><~]|不少于|不低于|不超过?|不高于|不多于|低于|高于|超过?|大于|小于|以[上下内]|左右|至少|约|力争"
)


def _figure_again(view: View) -> bool:
    """A figure, date or grade said again without its comparator is a value."""
    text = view.actual
    if _COMPARATOR.search(text):
        return False
    if text in grades():
        return "/" in view.target or "、" in view.target
    return bool(re.search(r"[0-9]", text)) or any(
        entry[0] in ("grade", "deadline", "period") for entry in found("target", text)
    )


@rule(
    title="数、日期、等级与目标相等",
    hits=["150场|150场", "12月底前|12月底前", "当日|当日"],
    misses=["≥90%|≥90%", "提升|提升"],
)
def equal(view: View) -> Verdict | None:
    """去掉“不少于”一类的界限以后，说的是自己的数，只是与目标相等。"""
    if not _same(view.actual, view.target) or not _figure_again(view):
        return None
    return Verdict("value", "equal", (0, len(view.actual)), final=bool(counted_in(view.actual, view.header)))


@rule(
    title="选了一个等级",
    hits=["优/良/中/差|优", "好□ 较好□ 一般□ 差□|较好"],
    misses=["良好|良好"],
)
def chosen(view: View) -> Verdict | None:
    """目标列着选项，实际选了一个。"""
    if view.actual in grades() and len(view.target) > len(view.actual) and re.search(r"[/、□；;，,①]", view.target):
        return Verdict("value", "chosen", (0, len(view.actual)))
    return None


@rule(
    title="含糊达成",
    remedy="写出实际数，或写明哪些完成、哪些没有。",
    hits=["提升|基本达到预期指标", "提升|得到一定程度提升", "提升|部分达成年度指标并具有一定效果"],
    misses=["≥90%|92%"],
)
def hedged(view: View) -> Verdict | None:
    """到底完成没有，读的人分不出来。"""
    if re.search(r"[0-9]", view.actual):
        return None
    entry = next((entry for entry in found("actual", view.actual) if entry[0] == "hedge"), None)
    return Verdict("hedged", "hedged", entry[1:], cue="hedge") if entry else None


@rule(
    title="完成套话",
    remedy="写出实际数、日期或凭据。",
    hits=["提升|达成指标", "提升|已完成", "≥90%|达到预期目标"],
    misses=["≥90%|92%", "提升|印发《办法》"],
)
def formula(view: View) -> Verdict | None:
    """只说达成，没有给出结果；多是系统选项，应看目标怎么写。"""
    entry = next((entry for entry in found("actual", view.actual) if entry[0] == "formula"), None)
    return Verdict("completion", "formula", entry[1:], cue="formula") if entry else None


@rule(
    title="有自己的数",
    hits=["≥90%|92%", "≥90%|约90%", "年底前|11月20日", "400万|420万", "零事故|0起", "提升|由71%升至79%"],
    misses=["提升|开展宣传3场"],
)
def measured(view: View) -> Verdict | None:
    """写出了数量、日期或等级。"""
    figures = counted_in(view.actual, view.header)
    for quantity in figures:
        if _answers(quantity, view):
            return Verdict("value", "measured", (quantity.start, quantity.end))
    if view.actual in grades() - {"有", "是", "完成", "达成"} or any(
        e[0] == "grade" for e in found("target", view.actual)
    ):
        return Verdict("value", "measured", (0, len(view.actual)))
    return None


def _answers(quantity: Quantity, view: View) -> bool:
    """Whether a figure speaks on the target's measure: its unit, its kind, or nothing else in the cell."""
    asked = counted_in(view.target, view.header)
    around = view.actual[: quantity.start] + view.actual[quantity.end :]
    if not asked:
        return quantity.kind == "percent" or not re.search(r"[一-龥]", around)
    if not re.search(r"[一-龥]{5,}", around):
        return True
    return any(
        quantity.kind == each.kind and (quantity.unit == each.unit or quantity.kind != "count") for each in asked
    )


@rule(
    title="有据可查",
    hits=["提升|印发《办法》并挂牌", "提升|开展宣传3场，发放资料400份", "通过验收|出具验收报告"],
    misses=["提升|达成指标"],
)
def particulars(view: View) -> Verdict | None:
    """写出了查得到的人、事、文书，但不是目标所量的那个值。"""
    figures = counted_in(view.actual, view.header)
    if figures:
        return Verdict("evidence", "particulars", (figures[0].start, figures[0].end))
    entry = next((entry for entry in found("target", view.actual) if entry[0] in _FACTS), None)
    return Verdict("evidence", "particulars", entry[1:], cue=entry[0]) if entry else None


_FACTS = (
    "passed",
    "act",
    "absence",
    "list",
    "category",
    "named_document",
    "all",
    "zero",
    "deadline",
    "period",
    "rank",
    "on_record",
)


@rule(
    title="只有评价",
    remedy="写出实际数、日期或凭据。",
    hits=["完善|运转良好，群众认可"],
    misses=["提升|印发《办法》"],
)
def praised(view: View) -> Verdict | None:
    """实际完成值只是评价，等于没有报告结果。"""
    evaluative = [
        entry for entry in found("target", view.actual) if entry[0] in ("quality", "soft", "change", "unnamed")
    ]
    if not evaluative:
        return None
    same = len(core(view.actual)) >= 2 and core(view.actual) in view.target
    return Verdict("copy" if same else "completion", "praised", evaluative[0][1:], sure=False)


RULES: tuple[Rule, ...] = (nothing, chosen, repeated, equal, hedged, formula, measured, particulars, praised)
