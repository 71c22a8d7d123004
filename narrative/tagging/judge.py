"""Rules and scorecard together: the three tags of a row.

A rule that proved certain on the development split decides alone.  Otherwise the scorecard, to which the
rule's verdict is evidence among other evidence, has the last word on the label, and the headline is left
to review where it is unsure.  A rule's confidence is its precision, the model's its calibrated score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from narrative.schema import MEASURABLE, Evidence, Indicator, Tag
from narrative.tagging import actual, reason, target
from narrative.tagging.cues import cues
from narrative.tagging.features import actual_features, located, reason_features, target_features
from narrative.tagging.folding import fold
from narrative.tagging.rules import Rule, first
from narrative.tagging.scorecard import Scorecard, contributions, load, rule_precision
from narrative.tagging.verdict import Verdict
from narrative.tagging.view import View
from narrative.tagging.wording import feature_message

RULES: dict[str, tuple[Rule, ...]] = {"target": target.RULES, "actual": actual.RULES, "reason": reason.RULES}
_DEFAULT = {"target": "judgement", "actual": "evidence", "reason": "note"}
_BLANK = {"actual": frozenset({"empty"}), "reason": frozenset({"none", "missing"})}  # rules alone see blanks
FEW = 5  # rows of the development split from which a rule's precision says something
Row = tuple[Tag, Tag, Tag]


def tag_row(row: Indicator, *, kind: str = "自评") -> Row:
    """The tags of target, actual and reason of one row; ``where`` is the caller's.

    ``kind`` is the form's (自评, 申报, 整体).  Missing cells are judged as blank.
    """
    view = View(row, kind)
    return _tag(view, "target"), _tag(view, "actual"), _tag(view, "reason")


def tag_rows(rows: Iterable[Indicator], *, kind: str = "自评") -> list[Row]:
    """The tags of many rows, in order; rows that read the same are judged once."""
    judged: dict[Sequence[object], Row] = {}
    tags = []
    for row in rows:
        key = (row.level2, row.name, row.target, row.actual, row.points, row.score, row.reason, row.unit)
        if key not in judged:
            judged[key] = tag_row(row, kind=kind)
        tags.append(judged[key])
    return tags


def verdict_of(view: View, field: str) -> Verdict:
    """What the rules alone say of a field."""
    if field not in view.verdicts:
        view.verdicts[field] = first(RULES[field], view) or Verdict(_DEFAULT[field], "default", sure=False)
    return view.verdicts[field]


def features_of(view: View, field: str, verdict: Verdict) -> set[str]:
    """The names of the features of a field; ``verdict`` is what the rules say of it."""
    if field == "target":
        return target_features(view, verdict)
    if field == "actual":
        return actual_features(view, verdict_of(view, "target").label, verdict)
    return reason_features(view, verdict)


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What the scorecard says of a field; ``chance`` is that of a measurable target."""

    card: Scorecard
    verdict: Verdict
    features: set[str]
    scores: dict[str, float]
    label: str
    confidence: float
    chance: float | None = None

    def headline(self, label: str) -> bool | None:
        """The headline for a label: None when unsure, or when it speaks against the label."""
        if self.chance is None or unsure(self.card, self.verdict, self.chance):
            return None
        measurable = self.chance >= 0.5
        return measurable if measurable == (label in MEASURABLE) else None


def unsure(card: Scorecard, verdict: Verdict, chance: float) -> bool:
    """Whether a chance is too near to one half, given what the rules say of the headline."""
    return max(chance, 1 - chance) < card.review.get(standing(verdict, chance), 0.0)


def standing(verdict: Verdict, chance: float) -> str:
    """How the rules stand to the model's headline: agree, conflict, or the model is alone with words no rule knows."""
    if verdict.rule == "default":
        return "alone"
    return "agree" if (verdict.label in MEASURABLE) == (chance >= 0.5) else "conflict"


def _opinion(view: View, field: str, verdict: Verdict) -> _Opinion:
    card = load(field)
    features = features_of(view, field, verdict)
    scores = card.scores(features)
    if field != "target":
        return _Opinion(card, verdict, features, scores, *card.best(scores, frozenset(card.labels) - _BLANK[field]))
    chance = card.chance(scores, MEASURABLE)
    side = MEASURABLE if chance >= 0.5 else frozenset(card.labels) - MEASURABLE
    return _Opinion(card, verdict, features, scores, *card.best(scores, side), chance)


def chance_of(view: View) -> float:
    """The calibrated chance that the row's target is measurable, certain rules aside."""
    return _opinion(view, "target", verdict_of(view, "target")).chance or 0.0


def _tag(view: View, field: str) -> Tag:
    verdict = verdict_of(view, field)
    precision = rule_precision(field, verdict)
    if verdict.final or (verdict.sure and precision.certain):
        confidence = precision.label if precision.n >= FEW else 1.0
        return _by_rule(view, field, verdict, confidence, measurable=_headline(field, verdict.label))
    opinion = _opinion(view, field, verdict)
    if opinion.label == verdict.label:
        measurable = opinion.headline(verdict.label) if verdict.sure or verdict.rule == "default" else None
        confidence = precision.label if precision.n >= FEW else opinion.confidence
        return _by_rule(view, field, verdict, confidence, measurable=measurable)
    return _by_model(view, field, opinion, other="" if verdict.rule == "default" else verdict.label)


def _headline(field: str, label: str) -> bool | None:
    return label in MEASURABLE if field == "target" else None


def _by_rule(view: View, field: str, verdict: Verdict, confidence: float, *, measurable: bool | None) -> Tag:
    cell = fold(getattr(view.row, field))
    start, end = cell.span(*verdict.span)
    name = verdict.cue or verdict.rule
    evidence = Evidence(name, _title(field, verdict), field, start, end, cell.raw[start:end])
    return Tag(field, verdict.label, measurable, round(confidence, 4), "rule", verdict.rule, (evidence,))


def _title(field: str, verdict: Verdict) -> str:
    if verdict.cue in cues(field):
        return cues(field)[verdict.cue].title
    return next((rule.title for rule in RULES[field] if rule.name == verdict.rule), "没有可依据的写法")


def _by_model(view: View, field: str, opinion: _Opinion, *, other: str) -> Tag:
    return Tag(
        field=field,
        label=opinion.label,
        measurable=opinion.headline(opinion.label),
        confidence=round(opinion.confidence, 4),
        by="model",
        rule="",
        evidence=contributions(
            opinion.card,
            opinion.features,
            opinion.label,
            lambda name, weight: _line(view, opinion.verdict, name, weight),
        ),
        score=opinion.scores[opinion.label],
        intercept=opinion.card.intercepts[opinion.label],
        other=other if other != opinion.label else "",
    )


def _line(view: View, verdict: Verdict, name: str, weight: float) -> Evidence:
    field, span = located(view, name, verdict)
    cell = fold(getattr(view.row, field))
    start, end = cell.span(*span) if span[1] > span[0] else (0, 0)
    return Evidence(name, feature_message(name), field, start, end, cell.raw[start:end], weight)
