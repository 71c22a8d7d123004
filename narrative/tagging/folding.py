"""One cell as the rules see it: half-width, without blanks, and every character still traceable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# One character for one, so that a position in the folded text is a position in the cell.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= str.maketrans("≧≦﹪髙己ⅹ·∶", "≥≤%高已×·:")
_FOLD |= {ord(mark): ord(mark) for mark in "（）：，；？！"}
# Blanks carry no meaning inside a Chinese cell: 及 时, ≥ 90 %.
# What OCR makes of figures: ≥lO台, =I2座, 9O%, 31曰.  A Roman grade (≥I类, ≥II级) is left alone.
_LOOKS = (
    (re.compile(r"(?<=[0-9.])[OoQ]+(?=[0-9%‰.]|[^A-Za-z0-9]|$)"), "0"),
    (re.compile(r"(?:(?<=[≥≤=<>])|^)[lI|](?=[0-9OoQ.]|[一-龥](?<![类级型等]))"), "1"),
    (re.compile(r"(?<=[≥≤=<>]1)[OoQ]+"), "0"),
    (re.compile(r"(?<=[0-9])[lI|](?=[0-9%.])"), "1"),
    (re.compile(r"(?<=[0-9])曰"), "日"),
    (re.compile(r"(?<=[0-9])[亇亍]"), "个"),
)
_BLANKS = frozenset(" \t\r\n\u3000\xa0\u200b\ufeff")


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` without blanks; ``index`` gives each character's place in the cell, None when equal."""

    raw: str
    text: str
    index: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the cell for a half-open span of ``text``."""
        if self.index is None or start >= end:
            return (start, end) if self.index is None else (0, 0)
        return self.index[start], self.index[end - 1] + 1


@lru_cache(maxsize=65_536)
def fold(raw: str) -> Folded:
    """Fold a cell: half-width forms, look-alikes of OCR, no blanks."""
    text = _recognised(raw.translate(_FOLD))
    if _BLANKS.isdisjoint(text):
        return Folded(raw, text)
    index = tuple(place for place, char in enumerate(text) if char not in _BLANKS)
    return Folded(raw, "".join(text[place] for place in index), index)


def _recognised(text: str) -> str:
    """Figures with their look-alikes put right, one character for one."""
    if not text or text.isdecimal():
        return text
    for pattern, char in _LOOKS:
        if pattern.search(text):
            text = "".join(char * len(part) if odd else part for odd, part in _parts(pattern, text))
    return text


def _parts(pattern: re.Pattern[str], text: str) -> Iterator[tuple[bool, str]]:
    """The text cut into what matches and what stands between."""
    at = 0
    for match in pattern.finditer(text):
        yield False, text[at : match.start()]
        yield True, match[0]
        at = match.end()
    yield False, text[at:]
