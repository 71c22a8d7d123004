"""What the scorecard sees of a field: evidence, words and character n-grams, each with its span.

A feature is ``prefix:value``.  Prefixes tell the source: ``t`` n-grams, ``w`` words, ``c`` cues, ``q``
figures, ``n`` words of the indicator, ``s`` the kind of 二级指标, ``e`` the echo of the name, ``l`` length,
``R`` the verdict of the rules; ``a…`` and ``r…`` the same of actual and reason.  Figures are folded to 0,
so that 45 and 46 are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from narrative.segment import words
from narrative.tagging.echo import core, echoes
from narrative.tagging.figures import bound, counted, counted_in
from narrative.tagging.missed import missed
from narrative.tagging.rules import Verdict
from narrative.tagging.view import View, found

Feature = tuple[str, str, int, int]  # name, field, start, end (folded)
_DIGIT = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_KINDS = ["数量", "质量", "时效", "进度", "成本", "经济", "社会", "生态", "环境", "可持续", "满意"]


@lru_cache(maxsize=65_536)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(words(text))


@lru_cache(maxsize=65_536)
def _text_features(prefix: str, text: str) -> tuple[tuple[str, int, int], ...]:
    """n-grams of one to three characters with edges, and words."""
    shape, places = _shape(text)
    features = []
    for size in (1, 2, 3):
        features += [
            (f"{prefix}:{shape[at : at + size]}", places[at], places[at + size])
            for at in range(len(shape) - size + 1)
            if size > 1 or shape[at] not in "^$"
        ]
    start = 0
    for word in _cut(text):
        if len(word) > 1:
            features.append((f"{prefix}w:{_DIGIT.sub('0', word)}", start, start + len(word)))
        start += len(word)
    return tuple(features)


def _shape(text: str) -> tuple[str, list[int]]:
    """The text with edges and folded figures, and the place of each of its characters in the text."""
    shape, places, last = ["^"], [0], 0
    for match in _DIGIT.finditer(text):
        shape += [*text[last : match.start()], "0"]
        places += [*range(last, match.start()), match.start()]
        last = match.end()
    shape += [*text[last:], "$"]
    places += [*range(last, len(text)), len(text), len(text)]
    return "".join(shape), places


def target_features(view: View, verdict: Verdict | None) -> Iterator[Feature]:
    """The features of a target in its row; ``verdict`` is what the rules say of it."""
    yield from _verdict_features("R", "target", verdict)
    start = view.start
    end = view.body[1]
    said = view.target[start:end]
    for name, left, right in _text_features("t", said):
        yield name, "target", start + left, start + right
    for name, left, right in found("target", view.target):
        if left >= start:
            yield f"c:{name}", "target", left, right
            if right >= end:
                yield f"c$:{name}", "target", left, right
    yield from _figure_features(view)
    yield from _row_features(view, said)


def _verdict_features(prefix: str, field: str, verdict: Verdict | None) -> Iterator[Feature]:
    if verdict is None:
        yield f"{prefix}:none", field, 0, 0
        return
    yield f"{prefix}:{verdict.label}", field, *verdict.span
    yield f"{prefix}:{verdict.key}", field, *verdict.span


def _figure_features(view: View) -> Iterator[Feature]:
    figures = counted(view)
    for quantity in figures:
        tied = "tied" if bound(quantity, view.target) else "loose"
        yield f"q:{quantity.kind}", "target", quantity.start, quantity.end
        yield f"q:{quantity.kind}-{tied}-{quantity.relation}", "target", quantity.start, quantity.end
    if not figures and re.search(r"[0-9]", view.target):
        yield "q:none", "target", 0, 0


def _row_features(view: View, said: str) -> Iterator[Feature]:
    kind = next((kind for kind in _KINDS if kind in view.level2), "其他")
    yield f"s:{kind}", "level2", 0, len(view.level2)
    for word in _cut(view.name):
        yield f"n:{word}", "name", 0, 0
    if said and echoes(said, view.name):
        yield "e:yes", "target", 0, 0
    shared = sum(char in view.name for char in core(said)) / len(core(said)) if said else 0.0
    yield f"e:{int(shared * 4)}", "target", 0, 0
    yield f"l:{min(len(said), 24) // 4}", "target", 0, 0


def actual_features(view: View, asked: str, verdict: Verdict | None) -> Iterator[Feature]:
    """The features of an actual; ``asked`` is the target's label by the rules."""
    yield from _verdict_features("aR", "actual", verdict)
    text = view.actual
    for name, left, right in _text_features("a", text):
        yield name, "actual", left, right
    for field in ("target", "actual"):
        for name, left, right in found(field, text):
            yield f"ac:{name}", "actual", left, right
            if left == 0 and right == len(text):
                yield f"ac=:{name}", "actual", left, right
    yield f"asked:{asked}", "target", 0, 0
    yield from _answer_features(view, asked)


def _answer_features(view: View, asked: str) -> Iterator[Feature]:
    wanted = counted_in(view.target, view.name)
    figures = counted_in(view.actual, view.name)
    for quantity in figures:
        yield f"aq:{quantity.kind}", "actual", quantity.start, quantity.end
    match = "none" if not figures else "unasked" if not wanted else "other"
    if any(one.kind == other.kind and one.unit == other.unit for one in figures for other in wanted):
        match = "unit"
    yield f"aq:{match}", "actual", 0, 0
    yield f"aq:{match}-{asked}", "actual", 0, 0
    shared = sum(char in view.target for char in view.actual) / len(view.actual) if view.actual else 0.0
    yield f"ae:{int(shared * 5)}", "actual", 0, 0
    yield f"ae:{int(shared * 5)}-{asked}", "actual", 0, 0
    yield f"al:{min(len(view.actual), 24) // 3}", "actual", 0, 0


def reason_features(view: View, verdict: Verdict | None) -> Iterator[Feature]:
    """The features of a reason, with what points and figures say of the row."""
    yield from _verdict_features("rR", "reason", verdict)
    for name, left, right in _text_features("r", view.reason):
        yield name, "reason", left, right
    for name, left, right in found("reason", view.reason):
        yield f"rc:{name}", "reason", left, right
    for quantity in counted_in(view.reason):
        yield f"rq:{quantity.kind}", "reason", quantity.start, quantity.end
    yield f"rl:{min(len(view.reason), 24) // 4}", "reason", 0, 0
    yield f"lost:{view.lost or missed(view)}", "score", 0, 0
