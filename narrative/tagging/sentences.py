"""Sentences of goal, outcome and prose: fact, basis, boilerplate or mixed.

Agreement on sentences is low in every published study: the labels are for highlights, not for figures.
"""

from __future__ import annotations

import re
from dataclasses import replace

from narrative.schema import Evidence, Tag
from narrative.segment import sentences
from narrative.tagging.cues import cues
from narrative.tagging.features import gram_span, grams
from narrative.tagging.figures import counted_in
from narrative.tagging.folding import Folded, fold
from narrative.tagging.scorecard import contributions, load
from narrative.tagging.view import Found, found
from narrative.tagging.wording import feature_message

_BASIS = ("legal", "background", "budgeted")
_FACT = ("deed", "object")
_TALK = ("talk",)
_FACTUAL_CUES = ("passed", "act", "absence", "zero", "all", "rank", "on_record", "list")


def label_sentence(text: str) -> tuple[str, list[Found]]:
    """The rules' label of one folded sentence and the spans it rests on."""
    entries = list(found("text", text))
    basis = [entry for entry in entries if entry[0] in _BASIS]
    deeds = [entry for entry in entries if entry[0] in _FACT]
    talk = [entry for entry in entries if entry[0] in _TALK]
    figures = [("figure", quantity.start, quantity.end) for quantity in counted_in(text) if quantity.kind != "date"]
    facts = [*figures, *deeds]
    return _weigh(facts, basis, talk, text)


def _weigh(facts: list[Found], basis: list[Found], talk: list[Found], text: str) -> tuple[str, list[Found]]:
    if basis and not (facts and _after(facts, basis)):
        return "basis", basis
    if facts and talk and _balanced(talk, text):
        return "mixed", [*facts, *talk]
    if facts:
        return "fact", facts
    return ("basis", basis) if basis else ("boilerplate", talk)


def _after(facts: list[Found], basis: list[Found]) -> bool:
    """Whether the sentence goes on from its basis to a result of its own."""
    return facts[-1][1] > basis[-1][2]


def _balanced(talk: list[Found], text: str) -> bool:
    """Whether evaluation stands in a clause of its own beside the facts."""
    clauses = re.split(r"[，,；;：:]", text)
    plain = sum(bool(re.search(r"[0-9]", clause)) for clause in clauses)
    return len(talk) >= 2 or plain < len(clauses)


def sentence_features(text: str) -> set[str]:
    """The names of the features of a folded sentence."""
    label, _ = label_sentence(text)
    names = set(grams("x", text))
    for field in ("text", "target"):
        names.update(f"xc:{name}" for name, _, _ in found(field, text))
    figures = [quantity.kind for quantity in counted_in(text)]
    names.update(f"xq:{kind}" for kind in figures)
    names.add(f"xn:{min(len(figures), 3)}")
    names.add(f"xR:{label}")
    return names


def tag_sentences(text: str) -> list[Tag]:
    """A tag for every sentence of a field, in text order; ``start`` and ``end`` count in ``text``."""
    return [_tag(text, start, end) for start, end in sentences(text)]


def _tag(text: str, start: int, end: int) -> Tag:
    sentence = text[start:end]
    folded = fold(sentence)
    ruled, spans = label_sentence(folded.text)
    card = load("text")
    features = sentence_features(folded.text)
    scores = card.scores(features)
    label, confidence = card.best(scores, frozenset(card.labels))
    tag = Tag("text", label, confidence=round(confidence, 4), start=start, end=end, text=sentence)
    if label == ruled:
        evidence = tuple(
            _placed(Evidence(name, _message(name), "text"), folded, start, (left, right)) for name, left, right in spans
        )
        return replace(tag, rule="sentence", evidence=evidence)
    lines = contributions(card, features, label, lambda name, weight: _weighed(folded, start, name, weight))
    return replace(tag, by="model", evidence=lines, score=scores[label], intercept=card.intercepts[label], other=ruled)


def _weighed(folded: Folded, start: int, name: str, weight: float) -> Evidence:
    prefix, _, value = name.partition(":")
    span = gram_span(folded.text, 0, len(folded.text), value) if prefix == "x" else (0, 0)
    if prefix == "xc":
        spans = [entry[1:] for field in ("text", "target") for entry in found(field, folded.text) if entry[0] == value]
        span = spans[0] if spans else (0, 0)
    return _placed(Evidence(name, feature_message(name), "text", weight=weight), folded, start, span)


def _placed(evidence: Evidence, folded: Folded, start: int, span: tuple[int, int]) -> Evidence:
    """The evidence with its span in the field, where it has one in the sentence."""
    if span[1] <= span[0]:
        return evidence
    first, last = folded.span(*span)
    return replace(evidence, start=start + first, end=start + last, text=folded.raw[first:last])


def _message(name: str) -> str:
    cue = cues("text").get(name)
    return cue.title if cue else "有自己的数"
