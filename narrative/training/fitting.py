"""Examples → scorecard: one L1-regularised logistic regression a label, then calibration.

Everything is seeded and ordered by name, and weights are rounded, so that the same data on the same
versions gives the same file to the last byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from narrative.schema import MEASURABLE
from narrative.tagging.folding import fold
from narrative.tagging.judge import features_of, verdict_of
from narrative.tagging.scorecard import Scorecard, odds
from narrative.tagging.sentences import sentence_features
from narrative.training.corpus import Example

STRENGTH = {"target": 2.0, "actual": 1.2, "reason": 2.0, "text": 1.0}  # C of the regression, by cross-validation
DIGITS = 3
FOLDS = 5
FEWEST = 2  # a feature of a single example says nothing of the next
Bag = frozenset[str]
Keep = Callable[[str], bool]


@cache
def bag(example: Example, field: str) -> Bag:
    """The names of an example's features."""
    if field == "text":
        return frozenset(sentence_features(fold(example.text).text))
    return frozenset(features_of(example.view, field, verdict_of(example.view, field)))


def unruled(features: Bag) -> Bag:
    """The features without the verdict of the rules."""
    return frozenset(name for name in features if name.partition(":")[0] not in RULED)


RULED = frozenset({"R", "aR", "rR", "xR"})


@dataclass(frozen=True)
class Fitted:
    """The estimators of scikit-learn by label, and the vocabulary they count in."""

    vocabulary: Mapping[str, int]
    estimators: Mapping[str, Any]

    def decision(self, bags: Sequence[Bag]) -> list[dict[str, float]]:
        """scikit-learn's decision function, label by label."""
        matrix = to_matrix(bags, self.vocabulary)
        columns = {label: estimator.decision_function(matrix) for label, estimator in self.estimators.items()}
        return [{label: float(column[row]) for label, column in columns.items()} for row in range(len(bags))]


def vocabulary_of(bags: Sequence[Bag], keep: Keep) -> dict[str, int]:
    """Feature → column, in order of name, of the features that occur often enough."""
    counts = Counter(name for each in bags for name in each)
    return {name: at for at, name in enumerate(sorted(n for n, c in counts.items() if c >= FEWEST and keep(n)))}


def to_matrix(bags: Sequence[Bag], vocabulary: Mapping[str, int]) -> Any:
    """Rows × vocabulary, 1 where the feature is present."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # scipy ships no types

    columns = [sorted(vocabulary[name] for name in each if name in vocabulary) for each in bags]
    starts = [0]
    for row in columns:
        starts.append(starts[-1] + len(row))
    flat = [column for row in columns for column in row]
    return csr_matrix(([1.0] * len(flat), flat, starts), shape=(len(bags), len(vocabulary)))


def estimate(bags: Sequence[Bag], labels: Sequence[str], strength: float, keep: Keep = lambda _: True) -> Fitted:
    """One regression a label, with coefficients rounded as the scorecard keeps them.

    Every example counts a second time without the verdict of the rules: they were written with these
    rows in sight and are worse on others, so the model must not lean on them alone.
    """
    from sklearn.linear_model import LogisticRegression

    bags, labels = [*bags, *map(unruled, bags)], [*labels, *labels]
    vocabulary = vocabulary_of(bags, keep)
    matrix = to_matrix(bags, vocabulary)
    estimators = {}
    for label in sorted(set(labels)):
        estimator = LogisticRegression(
            solver="liblinear",
            l1_ratio=1.0,
            C=strength / 2,
            random_state=0,
            intercept_scaling=3.0,
            tol=1e-3,
            max_iter=2000,
        ).fit(matrix, [each == label for each in labels])
        estimator.coef_ = estimator.coef_.round(DIGITS) + 0.0
        estimator.intercept_ = estimator.intercept_.round(DIGITS) + 0.0
        estimators[label] = estimator
    return Fitted(vocabulary, estimators)


def fit(
    examples: Sequence[Example], field: str, *, keep: Keep = lambda _: True, calibrate: bool = True
) -> tuple[Scorecard, Fitted]:
    """The scorecard of a field and the estimators behind it.

    ``keep`` chooses features by name (for ablations).  Calibration uses predictions for groups that
    the model has not seen.
    """
    bags = [bag(example, field) for example in examples]
    labels = [example.labels[field] for example in examples]
    fitted = estimate(bags, labels, STRENGTH[field], keep)
    card = to_card(field, fitted)
    if not calibrate:
        return card, fitted
    scores = unseen(examples, field, keep)
    curve = margin_curve(card, scores, labels)
    headline = headline_curve(scores, labels) if field == "target" else None
    return Scorecard(field, card.labels, card.intercepts, card.weights, curve, headline), fitted


def to_card(field: str, fitted: Fitted) -> Scorecard:
    """The estimators as a table without its zeros."""
    weights: dict[str, dict[str, float]] = {}
    for label, estimator in fitted.estimators.items():
        for name, at in fitted.vocabulary.items():
            if weight := float(estimator.coef_[0, at]):
                weights.setdefault(name, {})[label] = weight
    intercepts = {label: float(estimator.intercept_[0]) for label, estimator in fitted.estimators.items()}
    return Scorecard(field, tuple(fitted.estimators), intercepts, dict(sorted(weights.items())), (1.0, 0.0))


def unseen(examples: Sequence[Example], field: str, keep: Keep = lambda _: True) -> list[dict[str, float]]:
    """Scores of every example by a model that has seen nothing of its group, nor what the rules say of it."""
    return left_out(examples, field, [fold_of(example.group) for example in examples], keep, unruled)


def left_out(
    examples: Sequence[Example],
    field: str,
    parts: Sequence[Any],
    keep: Keep = lambda _: True,
    show: Callable[[Bag], Bag] = lambda features: features,
) -> list[dict[str, float]]:
    """Scores of every example by a model fitted without the examples of its part; ``show`` is what it sees."""
    bags = [bag(example, field) for example in examples]
    scores: list[dict[str, float]] = [{} for _ in examples]
    every = sorted({example.labels[field] for example in examples})
    for part in sorted(set(parts)):
        inside = [at for at, each in enumerate(parts) if each == part]
        outside = [at for at, each in enumerate(parts) if each != part]
        labels = [examples[at].labels[field] for at in outside]
        fitted = estimate([bags[at] for at in outside], labels, STRENGTH[field], keep)
        for at, found in zip(inside, fitted.decision([show(bags[at]) for at in inside]), strict=True):
            scores[at] = {label: found.get(label, -9.0) for label in every}
    return scores


def fold_of(group: str) -> int:
    """A stable fold for a group."""
    import hashlib

    return int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % FOLDS


def margin_curve(card: Scorecard, scores: Sequence[Mapping[str, float]], labels: Sequence[str]) -> tuple[float, float]:
    """Slope and intercept from the margin of the best label to the chance that it is right."""
    margins, right = [], []
    for each, label in zip(scores, labels, strict=True):
        ranked = sorted(card.labels, key=lambda name: -each[name])
        margins.append(each[ranked[0]] - each[ranked[1]])
        right.append(ranked[0] == label)
    return _curve(margins, right)


def headline_curve(scores: Sequence[Mapping[str, float]], labels: Sequence[str]) -> tuple[float, float]:
    """Slope and intercept from the log odds of the measurable labels to the chance of a measurable target."""
    return _curve([odds(each, MEASURABLE) for each in scores], [label in MEASURABLE for label in labels])


def _curve(values: Sequence[float], truth: Sequence[bool]) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    if len(set(truth)) < 2:
        return (1.0, 0.0)
    model = LogisticRegression(C=1e6, solver="lbfgs", max_iter=1000).fit([[value] for value in values], truth)
    return round(float(model.coef_[0, 0]), DIGITS), round(float(model.intercept_[0]), DIGITS)
