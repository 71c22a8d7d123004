"""The six labels of a reason (偏差原因), judged beside points, score, target and actual."""

from __future__ import annotations

import re

from narrative.tagging.missed import missed
from narrative.tagging.rules import Rule, rule
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import Found, View, found

_BLANK = re.compile(r"^(?:暂?无|没有|空|不适用|无说明|0+(?:\.0+)?|N/?A|[\s\-—–_/\\.。…*×]*)$")


@rule(
    title="没有说明",
    remedy="丢了分或没完成的，写明原因和改进措施。",
    hits=["≥90%|85%|10|9|", "≥90%|95%|10|10|", "=100场|90场|10|10|无"],
    misses=["≥90%|85%|10|9|供货商延期"],
)
def blank(view: View) -> Verdict | None:
    """偏差原因空着。"""
    if not _BLANK.match(view.reason):
        return None
    label = "missing" if view.lost or missed(view) else "none"
    return Verdict(label, "blank", (0, len(view.reason)), final=True)


def _entry(view: View, name: str) -> Found | None:
    return next((entry for entry in found("reason", view.reason) if entry[0] == name), None)


@rule(
    title="有原因",
    hits=["≥90%|85%|10|9|因供货商延期", "≥90%|85%|10|9|受台风影响，还需加快"],
    misses=["≥90%|85%|10|9|还需加强"],
)
def because(view: View) -> Verdict | None:
    """说出了在先的事件、条件或具体失误。"""
    entry = _entry(view, "because") or _entry(view, "affected")
    return Verdict("cause", "because", entry[1:], cue=entry[0], final=entry[0] == "because") if entry else None


@rule(
    title="自称完成",
    remedy="丢了分的写明原因，没丢分的可以不填。",
    hits=["提升|提升|10|9|效果较好。", "提升|提升|10|9|基本达到标准。"],
    misses=["提升|提升|10|9|效果较好，还需加强"],
)
def claimed(view: View) -> Verdict | None:
    """只说做得好、已完成，没有解释差在哪里。"""
    entry = _entry(view, "success")
    if entry is None or _entry(view, "more_needed") or _entry(view, "event"):
        return None
    return Verdict("claim", "claimed", entry[1:], cue="success")


@rule(
    title="只述差距",
    remedy="写明差在哪里、因为什么事、什么时候补上。",
    hits=["提升|提升|10|9|还有提升空间", "提升|提升|10|9|不断完善"],
    misses=["提升|提升|10|9|人员离岗，还需补充"],
)
def gap_only(view: View) -> Verdict | None:
    """只说还差、还要加强，没有说为什么。"""
    entry = _entry(view, "more_needed")
    if entry is None or _entry(view, "event"):
        return None
    return Verdict("gap", "gap_only", entry[1:], cue="more_needed", final=entry[1] == 0)


@rule(
    title="另有所指",
    remedy="写明为什么没有完成。",
    hits=["=500条|500条|15|14|详见附件", "提升|提升|10|9|该指标为新增指标"],
    misses=["提升|提升|10|9|供货商延期，详见附件"],
)
def elsewhere(view: View) -> Verdict | None:
    """指到别处，或说指标的由来，没有解释差距。"""
    entry = _entry(view, "side")
    if entry is None or any(
        other[0] == "event" and not _inside(other, entry) for other in found("reason", view.reason)
    ):
        return None
    return Verdict("note", "elsewhere", entry[1:], cue="side", final=True)


def _inside(one: Found, other: Found) -> bool:
    return other[1] <= one[1] and one[2] <= other[2]


@rule(
    title="具体的事",
    hits=["=380块|362块|10|9|供货商板材返工，18块次年1月补装"],
    misses=["提升|提升|10|9|效果较好"],
)
def event(view: View) -> Verdict | None:
    """有一件说得出来的事：延期、核减、调整、停工。"""
    entry = _entry(view, "event")
    return Verdict("cause", "event", entry[1:], cue="event") if entry else None


@rule(
    title="无关说明",
    remedy="写明为什么没有完成。",
    hits=["=500条|500条|15|15|2024年度实际受理举报件数920件", "提升|提升|10|10|同往年一样"],
)
def aside(view: View) -> Verdict | None:
    """说了件事，但解释不了差距。"""
    return Verdict("note", "aside", (0, len(view.reason)), sure=False)


RULES: tuple[Rule, ...] = (blank, because, claimed, gap_only, elsewhere, event, aside)
