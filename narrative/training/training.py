"""The verb train: models/*.json from the corpus, the same to the last byte each time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from os import PathLike
from pathlib import Path

from narrative.locations import models
from narrative.schema import MEASURABLE
from narrative.tagging.judge import standing, verdict_of
from narrative.tagging.scorecard import Scorecard, logistic, odds
from narrative.training.corpus import FIELDS, Example, data_hash, labelled, read, read_sentences, rows_path
from narrative.training.fitting import STRENGTH, fit, headline_curve, unseen

# Share of wrong headlines among decided rows that the review thresholds allow.  Whoever wrote the rules saw these
# rows, so that unseen ones fare worse (docs/accuracy.md), most of all where no rule knows a word or rules object.
TOLERATED = {"agree": 0.015, "alone": 0.005, "conflict": 0.005}
COMMAND = "narrative train"


@dataclass(frozen=True)
class Trained:
    """What was written: paths, and for each field the number of examples and of non-zero weights.

    ``review`` is the confidence below which a target is left to review, by how the rules stand to the model.
    """

    paths: tuple[Path, ...]
    examples: Mapping[str, int]
    weights: Mapping[str, int]
    review: Mapping[str, float]


def train(
    *, data: str | PathLike[str] | None = None, out: str | PathLike[str] | None = None, date: str = ""
) -> Trained:
    """Fit the scorecards of target, actual and reason and measure the rules; write them to ``out``.

    ``data`` is a table of one's own (default: the corpus).  Rows of the test split are never used.
    Raises ValueError when the table lacks columns or has fewer than two labels.
    """
    source = Path(data) if data is not None else rows_path()
    examples = [example for example in read(source) if example.split != "test"]
    if len({example.labels["target"] for example in examples if "target" in example.labels}) < 2:
        raise ValueError(f"{source}：至少要有两种目标标签才能训练")
    folder = Path(out) if out is not None else models()
    folder.mkdir(parents=True, exist_ok=True)
    about = _about(source, date)
    cards = [_trained_card(labelled(examples, field), field) for field in FIELDS if labelled(examples, field)]
    sentences = read_sentences() if data is None else []
    cards += [fit(sentences, "text")[0]] if sentences else []
    paths = [_write(folder / f"{card.field}.json", card_text(card, about)) for card in cards]
    paths.append(_write(folder / "rules.json", rules_text(examples, about)))
    return Trained(
        tuple(paths),
        {card.field: len(labelled([*examples, *sentences], card.field)) for card in cards},
        {card.field: sum(map(len, card.weights.values())) for card in cards},
        cards[0].review,
    )


def _trained_card(examples: Sequence[Example], field: str) -> Scorecard:
    card, _ = fit(examples, field)
    return replace(card, review=review_thresholds(examples)) if field == "target" else card


def review_thresholds(examples: Sequence[Example]) -> dict[str, float]:
    """By how the rules stand to the model, the lowest confidence at which few enough unseen rows are wrong."""
    scores = unseen(examples, "target")
    curve = headline_curve(scores, [example.labels["target"] for example in examples])
    groups: dict[str, list[tuple[float, bool]]] = {name: [] for name in TOLERATED}
    for example, each in zip(examples, scores, strict=True):
        chance = logistic(curve, odds(each, MEASURABLE))
        wrong = (chance >= 0.5) != (example.labels["target"] in MEASURABLE)
        groups[standing(verdict_of(example.view, "target"), chance)].append((max(chance, 1 - chance), wrong))
    return {name: _threshold(rows, TOLERATED[name]) for name, rows in groups.items()}


def _threshold(rows: Sequence[tuple[float, bool]], tolerated: float) -> float:
    """The lowest confidence down to which at most a share of the rows is wrong; 1 where even the surest are."""
    wrong, threshold = 0, 1.0
    for seen, (confidence, error) in enumerate(sorted(rows, key=lambda row: (-row[0], row[1])), 1):
        wrong += error
        if wrong <= tolerated * seen:
            threshold = confidence
    return round(threshold, 3)


def _about(source: Path, date: str) -> dict[str, object]:
    return {
        "command": COMMAND,
        "date": date,
        "data": source.name,
        "data_hash": data_hash([source]),
        "versions": {name: version(name) for name in ("scikit-learn", "scipy", "numpy", "jieba")},
        "strength": STRENGTH,
    }


def card_text(card: Scorecard, about: Mapping[str, object]) -> str:
    """The scorecard as JSON with one feature a line, so that a diff can be read."""
    head = {
        "field": card.field,
        "about": about,
        "labels": card.labels,
        "intercepts": card.intercepts,
        "calibration": card.calibration,
        "headline": card.headline,
        "review": card.review,
    }
    lines = [f"  {_json(name)}: {_json(value)}," for name, value in head.items()]
    weights = ",\n".join(f"    {_json(name)}: {_json(by_label)}" for name, by_label in card.weights.items())
    return "{\n" + "\n".join(lines) + '\n  "weights": {\n' + weights + "\n  }\n}\n"


def rules_text(examples: Iterable[Example], about: Mapping[str, object]) -> str:
    """The precision of every rule on the development split, as JSON with one rule a line."""
    blocks = []
    for field in FIELDS:
        entries = precisions([example for example in examples if example.split == "dev"], field)
        lines = ",\n".join(f"      {_json(name)}: {_json(entry)}" for name, entry in sorted(entries.items()))
        blocks.append(f"    {_json(field)}: {{\n{lines}\n    }}")
    return '{\n  "about": ' + _json(about) + ',\n  "precision": {\n' + ",\n".join(blocks) + "\n  }\n}\n"


def precisions(examples: Iterable[Example], field: str) -> dict[str, dict[str, float]]:
    """Rule (and rule/cue) → share of right labels and headlines, and the number of rows it decided."""
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    headline: Counter[str] = Counter()
    for example in labelled(list(examples), field):
        verdict = verdict_of(example.view, field)
        truth = example.labels[field]
        for name in {verdict.rule, verdict.key}:
            seen[name] += 1
            right[name] += verdict.label == truth
            headline[name] += (verdict.label in MEASURABLE) == (truth in MEASURABLE)
    return {
        name: {"label": round(right[name] / n, 4), "headline": round(headline[name] / n, 4), "n": n}
        for name, n in seen.items()
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
