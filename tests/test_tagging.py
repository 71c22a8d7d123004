"""Cues and rules by their own examples, and what every tag promises."""

from __future__ import annotations

from decimal import Decimal

import pytest

from narrative.schema import Indicator
from narrative.tagging import actual, reason, target
from narrative.tagging.cues import Cue, cues
from narrative.tagging.folding import fold
from narrative.tagging.rules import Rule, first
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import View

FIELDS = ("target", "actual", "reason", "text")
CUES = [cue for field in FIELDS for cue in cues(field).values()]
RULES = [(room, rule) for room in (target, actual, reason) for rule in room.RULES]


def row_of(example: str, room: object) -> Indicator:
    parts = example.split("|")
    if room is target:
        level2, name, text = parts if len(parts) == 3 else ("", "", example)
        return Indicator(level2=level2, name=name, target=text)
    if room is actual:
        return Indicator(target=parts[0], actual=parts[1])
    points, score = Decimal(parts[2]), Decimal(parts[3])
    return Indicator(target=parts[0], actual=parts[1], points=points, score=score, reason=parts[4])


def verdict(example: str, room: object) -> Verdict | None:
    return first(room.RULES, View(row_of(example, room)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: f"{cue.field}-{cue.name}")
def test_a_cue_finds_its_marked_span_and_nothing_in_its_misses(cue: Cue) -> None:
    assert cue.hits
    assert cue.misses
    for hit in cue.hits:
        text = hit.replace("⟦", "").replace("⟧", "")
        text = fold(text).text
        found = {text[start:end] for start, end in cue.find(text)}
        marked = {fold(part.split("⟧")[0]).text for part in hit.split("⟦")[1:]}
        assert marked <= found, hit
    for miss in cue.misses:
        assert not cue.find(fold(miss).text), miss


@pytest.mark.parametrize(("room", "rule"), RULES, ids=lambda part: getattr(part, "name", ""))
def test_a_rule_decides_its_hits_and_leaves_its_misses(room: object, rule: Rule) -> None:
    assert rule.hits
    for hit in rule.hits:
        found = verdict(hit, room)
        assert found is not None, hit
        assert found.rule == rule.name, (hit, found)
    for miss in rule.misses:
        found = verdict(miss, room)
        assert found is None or found.rule != rule.name, (miss, found)
