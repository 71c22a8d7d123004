"""Sentences of goal, outcome and prose: fact, basis, boilerplate or mixed.

Agreement on sentences is low in every published study: the labels are for highlights, not for figures.
"""

from __future__ import annotations

import re

from narrative.schema import Evidence, Tag
from narrative.segment import sentences
from narrative.tagging.cues import cues
from narrative.tagging.figures import counted_in
from narrative.tagging.folding import fold
from narrative.tagging.view import Found, found

_BASIS = ("legal", "background", "budgeted")
_FACT = ("deed", "object")
_TALK = ("talk",)
_FACTUAL_CUES = ("passed", "act", "absence", "zero", "all", "rank", "on_record", "list")


def label_sentence(text: str) -> tuple[str, list[Found]]:
    """The label of one sentence and the spans it rests on."""
    folded = fold(text)
    entries = list(found("text", folded.text))
    basis = [entry for entry in entries if entry[0] in _BASIS]
    deeds = [entry for entry in entries if entry[0] in _FACT]
    talk = [entry for entry in entries if entry[0] in _TALK]
    figures = [
        ("figure", quantity.start, quantity.end) for quantity in counted_in(folded.text) if quantity.kind != "date"
    ]
    facts = [*figures, *deeds]
    return _weigh(facts, basis, talk, folded.text)


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


def tag_sentences(text: str) -> list[Tag]:
    """A tag for every sentence of a field, in text order; ``start`` and ``end`` count in ``text``."""
    return [_tag(text, start, end) for start, end in sentences(text)]


def _tag(text: str, start: int, end: int) -> Tag:
    sentence = text[start:end]
    label, spans = label_sentence(sentence)
    folded = fold(sentence)
    evidence = []
    for name, left, right in spans:
        a, b = folded.span(left, right)
        evidence.append(Evidence(name, _message(name), "text", start + a, start + b, sentence[a:b]))
    return Tag("text", label, rule="sentence", evidence=tuple(evidence), start=start, end=end, text=sentence)


def _message(name: str) -> str:
    cue = cues("text").get(name)
    return cue.title if cue else "有自己的数"
