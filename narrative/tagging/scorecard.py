"""A linear model as a readable table: feature → weight per label.  No scikit-learn is needed to use it.

The score of a label is its intercept plus the weights of the features a row has, each counted once.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from narrative.locations import models
from narrative.schema import Evidence
from narrative.tagging.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The model of one field.

    ``weights[feature]`` maps labels to weights; ``calibration`` holds slope and intercept of the
    logistic curve from margin to the share of right labels; ``headline`` the same from the log odds of
    the measurable labels to the share of measurable targets; ``review`` the confidence below which a
    target is left to review, by how the rules stand to the model (agree, alone, conflict).
    """

    field: str
    labels: tuple[str, ...]
    intercepts: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]
    calibration: tuple[float, float]
    headline: tuple[float, float] | None = None
    review: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        """The decision function: label → intercept plus weights."""
        total = dict(self.intercepts)
        weights = self.weights
        for feature in features:
            if feature in weights:
                for label, weight in weights[feature].items():
                    total[label] += weight
        return total

    def best(self, scores: Mapping[str, float], among: frozenset[str]) -> tuple[str, float]:
        """The best label among some, and its calibrated chance of being right against all others."""
        top, label = max((score, name) for name, score in scores.items() if name in among)
        rival = max(score for name, score in scores.items() if name != label)
        return label, logistic(self.calibration, top - rival)

    def chance(self, scores: Mapping[str, float], labels: frozenset[str]) -> float:
        """The calibrated chance that the label is one of ``labels``."""
        return logistic(self.headline or (1.0, 0.0), odds(scores, labels))


LINES = 6  # contributions shown one by one; the rest is one line


def contributions(
    card: Scorecard, features: Iterable[str], label: str, line: Callable[[str, float], Evidence]
) -> tuple[Evidence, ...]:
    """The largest contributions to a label's score, and one line for the rest: they add up to it."""
    weighted = [(name, card.weights[name].get(label, 0.0)) for name in features if name in card.weights]
    ranked = sorted((entry for entry in weighted if entry[1]), key=lambda entry: (-abs(entry[1]), entry[0]))
    lines = [line(name, weight) for name, weight in ranked[:LINES]]
    if rest := ranked[LINES:]:
        lines.append(Evidence("rest", f"其余{len(rest)}项", card.field, weight=sum(weight for _, weight in rest)))
    return tuple(lines)


def odds(scores: Mapping[str, float], labels: frozenset[str]) -> float:
    """Log odds of a set of labels against the others."""
    inside = sum(exp(min(score, 30.0)) for label, score in scores.items() if label in labels)
    outside = sum(exp(min(score, 30.0)) for label, score in scores.items() if label not in labels)
    return log(inside) - log(outside)


def logistic(curve: tuple[float, float], x: float) -> float:
    """1 ÷ (1 + e^−(slope·x + intercept))."""
    z = curve[0] * x + curve[1]
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


@lru_cache(maxsize=8)
def load(field: str) -> Scorecard:
    """The shipped scorecard of a field (target, actual, reason, text)."""
    return parse(json.loads((models() / f"{field}.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a rule was right on ``n`` rows of the development split: its label, and its headline."""

    label: float = 0.0
    headline: float = 0.0
    n: int = 0

    @property
    def certain(self) -> bool:
        """Whether the rule may decide alone."""
        return self.n >= ENOUGH and self.label >= CERTAIN


CERTAIN, ENOUGH = 0.97, 20


@lru_cache(maxsize=1)
def _precisions() -> dict[str, dict[str, Precision]]:
    table = json.loads((models() / "rules.json").read_text(encoding="utf-8"))["precision"]
    return {
        field: {name: Precision(entry["label"], entry["headline"], entry["n"]) for name, entry in entries.items()}
        for field, entries in table.items()
    }


def rule_precision(field: str, verdict: Verdict) -> Precision:
    """The precision of a rule, by the cue it went by where that was seen often enough."""
    entries = _precisions().get(field, {})
    by_cue = entries.get(verdict.key, Precision())
    return by_cue if by_cue.n >= 8 else entries.get(verdict.rule, by_cue)


def parse(card: Mapping[str, object]) -> Scorecard:
    """A scorecard from its JSON value."""
    data: dict[str, object] = dict(card)
    return Scorecard(
        field=str(data["field"]),
        labels=tuple(data["labels"]),  # type: ignore[arg-type]
        intercepts=dict(data["intercepts"]),  # type: ignore[call-overload]
        weights=dict(data["weights"]),  # type: ignore[call-overload]
        calibration=tuple(data["calibration"]),  # type: ignore[arg-type]
        headline=tuple(data["headline"]) if data.get("headline") else None,  # type: ignore[arg-type]
        review=dict(data.get("review") or {}),  # type: ignore[call-overload]
    )
