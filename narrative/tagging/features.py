"""What the scorecard sees of a field: evidence, words and character n-grams, by name.

A feature is ``prefix:value``.  Prefixes tell the source: ``t`` n-grams, ``w`` words, ``c`` cues, ``q``
figures, ``n`` words of the indicator, ``s`` the kind of 二级指标, ``e`` the echo of the name, ``l`` length,
``R`` the verdict of the rules; ``a…`` and ``r…`` the same of actual and reason.  Figures are folded to 0,
so that 45 and 46 are one.  Names are made fast, for every row; :func:`located` finds the text of the few
that a verdict shows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.segment import words
from narrative.tagging.echo import core, echoes
from narrative.tagging.figures import bound, counted, counted_in
from narrative.tagging.missed import missed
from narrative.tagging.verdict import Span, Verdict
from narrative.tagging.view import View, found

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_KINDS = ["数量", "质量", "时效", "进度", "成本", "经济", "社会", "生态", "环境", "可持续", "满意"]
_CACHED = 65_536


@lru_cache(maxsize=_CACHED)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text)) if text else ()


@lru_cache(maxsize=_CACHED)
def grams(prefix: str, text: str) -> frozenset[str]:
    """n-grams of one to three characters, with ^ and $ at the edges and figures folded to 0."""
    shape = f"^{_DIGITS.sub('0', text)}$"
    head = prefix + ":"
    grams = {head + char for char in shape[1:-1]}
    grams.update(head + shape[at : at + 2] for at in range(len(shape) - 1))
    grams.update(head + shape[at : at + 3] for at in range(len(shape) - 2))
    return frozenset(grams)


def target_features(view: View, verdict: Verdict) -> set[str]:
    """The features of a target in its row; ``verdict`` is what the rules say of it."""
    start, end = view.start, view.body[1]
    said = view.target[start:end]
    names = set(grams("t", said))
    names.update(f"w:{word}" for word in _words(said) if len(word) > 1)
    names.update(grams("n", view.name))
    for name, left, right in found("target", view.target):
        if left >= start:
            names.add(f"c$:{name}" if right >= end else f"c:{name}")
    names.update(_figure_features(view))
    names.update(_row_features(view, said))
    names.update(_verdict_features("R", verdict))
    return names


def _verdict_features(prefix: str, verdict: Verdict) -> tuple[str, str]:
    return f"{prefix}:{verdict.label}", f"{prefix}:{verdict.key}"


def _figure_features(view: View) -> list[str]:
    figures = counted(view)
    names = []
    for quantity in figures:
        tied = "tied" if bound(quantity, view.target) else "loose"
        names += [f"q:{quantity.kind}", f"q:{quantity.kind}-{tied}-{quantity.relation}"]
    if not figures and _DIGITS.search(view.target):
        names.append("q:none")
    return names


def _row_features(view: View, said: str) -> list[str]:
    kind = next((kind for kind in _KINDS if kind in view.level2), "其他")
    attribute = core(said)
    shared = sum(char in view.name for char in attribute) / len(attribute) if attribute else 0.0
    names = [f"s:{kind}", f"e:{int(shared * 4)}", f"l:{min(len(said), 24) // 4}"]
    if said and echoes(said, view.name):
        names.append("e:yes")
    return names


def actual_features(view: View, asked: str, verdict: Verdict) -> set[str]:
    """The features of an actual; ``asked`` is the target's label by the rules."""
    text = view.actual
    names = set(grams("a", text))
    for field in ("target", "actual"):
        for name, left, right in found(field, text):
            names.add(f"ac=:{name}" if left == 0 and right == len(text) else f"ac:{name}")
    names.add(f"asked:{asked}")
    names.update(_answer_features(view, asked))
    names.update(_verdict_features("aR", verdict))
    return names


def _answer_features(view: View, asked: str) -> list[str]:
    wanted = counted_in(view.target, view.header)
    figures = counted_in(view.actual, view.header)
    match = "none" if not figures else "unasked" if not wanted else "other"
    if any(one.kind == other.kind and one.unit == other.unit for one in figures for other in wanted):
        match = "unit"
    text = view.actual
    shared = int(5 * sum(char in view.target for char in text) / len(text)) if text else 0
    named = int(3 * sum(char in view.name for char in text) / len(text)) if text else 0
    return [
        *(f"aq:{quantity.kind}" for quantity in figures),
        *(f"aq:{quantity.kind}-{asked}" for quantity in figures),
        *(f"aq:{match}", f"aq:{match}-{asked}", f"ae:{shared}", f"ae:{shared}-{asked}", f"an:{named}"),
        f"al:{min(len(text), 24) // 3}",
    ]


def reason_features(view: View, verdict: Verdict) -> set[str]:
    """The features of a reason, with what points and figures say of the row."""
    text = view.reason
    names = set(grams("r", text))
    names.update(f"rc:{name}" for name, _, _ in found("reason", text))
    names.update(f"rq:{quantity.kind}" for quantity in counted_in(text))
    names.add(f"rl:{min(len(text), 24) // 4}")
    names.add(f"lost:{view.lost or missed(view)}")
    names.update(_verdict_features("rR", verdict))
    return names


# --------------------------------------------------------------------------------------------------
# Where a feature stands

_FIELDS = {"a": "actual", "r": "reason"}


def located(view: View, name: str, verdict: Verdict) -> tuple[str, Span]:
    """The field a feature speaks of, and its span in the folded field; (0, 0) where it has none."""
    prefix, _, value = name.partition(":")
    field = _FIELDS.get(prefix[0], "target")
    text = str(getattr(view, field))
    start, end = (view.start, view.body[1]) if field == "target" else (0, len(text))
    if prefix in ("t", "a", "r"):
        return field, gram_span(text, start, end, value)
    if prefix == "w":
        at = text.find(value, start)
        return field, (at, at + len(value)) if at >= 0 else (0, 0)
    if prefix.lstrip("ar") in ("c", "c$", "c="):
        spans = [entry[1:] for source in ("target", field) for entry in found(source, text) if entry[0] == value]
        return field, next((span for span in spans if span[0] >= start), (0, 0))
    return field, verdict.span if prefix.endswith("R") else (0, 0)


def gram_span(text: str, start: int, end: int, gram: str) -> Span:
    """Where an n-gram stands, its edges and folded figures allowed for."""
    said = text[start:end]
    pattern = "".join(_EDGES.get(char, re.escape(char)) for char in gram)
    match = re.search(pattern, said)
    return (start + match.start(), start + match.end()) if match and match.end() > match.start() else (0, 0)


_EDGES = {"^": "^", "$": "$", "0": r"[0-9]+(?:[.,][0-9]+)*"}
