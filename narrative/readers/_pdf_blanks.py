"""Which gaps between the characters of a line stand for a blank that the file does not hold.

Browsers print no blank at all and word processors lose some: only the gap is left.  It is measured from
pen to pen in ems, because the boxes of some fonts are only the ink.  Between Chinese and Latin it counts
beyond what the producer leaves there anyway; in a document whose lines are spread it counts nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from narrative.readers._pdf_page import Char, Page, Spacing

_ASCII = re.compile(r"[!-~]")
_LATIN = re.compile(r"[0-9A-Za-z]")
_LATIN_BLANK = 0.22  # of the height
_BLANK = 0.2
_MORE = 0.045  # than the automatic gap: a blank in the Chinese font is hardly wider
_WIDEST_AUTOSPACE = 0.26
_WIDE_BLANK = 0.9  # of the height: between signs, and between pieces that a recogniser read
_SPREAD_BLANK = 3.0  # in a spread line
_APART = 0.05
_SPREAD = 0.03  # of the pairs of Chinese characters: more of them set apart than blanks explain


def spacing(pages: Sequence[Page]) -> Spacing:
    """How the producer of these pages sets its characters."""
    changes = sorted(gap for page in pages for gap in _changes(page) if -0.2 < gap < 0.6)
    usual = changes[len(changes) // 10] if changes else 0.0
    gaps = [gap for page in pages for gap in _chinese_gaps(page.chars) if -0.2 < gap < 0.8]
    spread = sum(gap > _APART for gap in gaps) > _SPREAD * len(gaps)
    return Spacing(0.0 if spread else max(0.0, min(usual, _WIDEST_AUTOSPACE)), spread)


def _changes(page: Page) -> Iterator[float]:
    for last, char in pairwise(page.chars):
        if abs(last.base - char.base) < 1 and {_is_chinese(last), _is_chinese(char)} == {True, False}:
            latin = last if _is_chinese(char) else char
            if _LATIN.fullmatch(latin.text):
                yield _gap(last, char)


def _chinese_gaps(chars: Sequence[Char]) -> Iterator[float]:
    for last, char in pairwise(chars):
        if abs(last.base - char.base) < 1 and _is_chinese(last) and _is_chinese(char):
            yield _gap(last, char)


def text_of(row: Sequence[Char], spacing: Spacing) -> str:
    """The characters of a line from left to right, with the blanks its gaps stand for."""
    telling = not spacing.spread or _is_tight(row)
    out: list[str] = []
    for number, char in enumerate(row):
        if number and _apart(row[number - 1], char, spacing.automatic if telling else None):
            out.append(" ")
        out.append(char.text)
    return re.sub(r"[ \u3000]+", " ", "".join(out)).strip()


def _is_tight(row: Sequence[Char]) -> bool:
    """Whether a line, such as the last of a paragraph, is not spread."""
    gaps = list(_chinese_gaps(row))
    return len(gaps) > 1 and max(gaps) < _APART


def _apart(last: Char, char: Char, automatic: float | None) -> bool:
    """Whether a gap stands for a blank; ``automatic`` is None in a spread line."""
    if last.text.isspace() or char.text.isspace():
        return False
    if not last.em or not (_is_chinese(last) or _is_chinese(char)):
        latin = _ASCII.match(last.text) and _ASCII.match(char.text)
        return char.left - last.right > (char.top - char.bottom) * (_LATIN_BLANK if latin else _WIDE_BLANK)
    if automatic is None:
        return _gap(last, char) > _SPREAD_BLANK
    changes = _is_chinese(last) != _is_chinese(char) and (_LATIN.match(last.text) or _LATIN.match(char.text))
    return _gap(last, char) > (max(_BLANK, automatic + _MORE) if changes else _BLANK)


def _gap(last: Char, char: Char) -> float:
    """From where the pen was after ``last`` to where it was set down for ``char``, in ems."""
    end = max(last.right, last.start + last.em) if _is_wide(last) else last.right
    return (char.start - end) / max(last.em, char.em, 0.1)


def _is_chinese(char: Char) -> bool:
    return char.text.isalpha() and _is_wide(char)


def _is_wide(char: Char) -> bool:
    return unicodedata.east_asian_width(char.text[0]) in "WF"
