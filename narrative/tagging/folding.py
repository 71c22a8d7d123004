"""One cell as the rules see it: half-width, without blanks, and every character still traceable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# One character for one, so that a position in the folded text is a position in the cell.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= str.maketrans("≧≦﹪髙己ⅹ·∶", "≥≤%高已×·:")
_FOLD |= {ord(mark): ord(mark) for mark in "（）：，；？！"}
# Blanks carry no meaning inside a Chinese cell: 及 时, ≥ 90 %.
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
    text = raw.translate(_FOLD)
    if _BLANKS.isdisjoint(text):
        return Folded(raw, text)
    index = tuple(place for place, char in enumerate(text) if char not in _BLANKS)
    return Folded(raw, "".join(text[place] for place in index), index)
