"""Characters → lines → paragraphs, by where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from narrative.readers._pdf_blanks import text_of
from narrative.readers._pdf_page import Char, Spacing
from narrative.readers._pdf_rulings import Box

_TOKEN = re.compile(  # what is never broken: a word or one character, with the signs that cling to it
    r"[(（《“‘\[【〔<]*(?:[0-9A-Za-z≥≤=><][!-~]*(?:[、，][0-9][!-~]*)*|.)(?:[-–—~～/][!-~]*|[)）》”’\]】〕，。、；：！？,.;:!?%％])*",
    re.DOTALL,
)
_NEVER_FIRST = re.compile(r"[，。、；：！？）》”’】〕,.;:!?)%％]")
_LAST = re.compile(r"[。；！？;!?：:]$")
_FIRST = re.compile(
    r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、)）](?!\d)|[①-⑳]|目标\s*\d|第[一二三四五六七八九十]"
)
_ASCII = re.compile(r"[!-~]")
_CHANGE = re.compile(r"[0-9A-Za-z%](?=[\u4e00-\u9fff])|[\u4e00-\u9fff](?=[0-9A-Za-z])")
_SPACED = re.compile(r"[0-9A-Za-z%] (?=[\u4e00-\u9fff])|[\u4e00-\u9fff] (?=[0-9A-Za-z])")
_NARROW = 12  # characters: lines of narrower cells break anywhere
_OVERPRINT = 0.35  # of a character's width: bold by printing twice


@dataclass(slots=True)
class Line:
    """One printed line; ``blank`` says that a blank was printed behind its last character."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    ocr: float | None = None
    blank: bool = False

    @property
    def size(self) -> float:
        """Its height in points."""
        return self.top - self.bottom

    @property
    def box(self) -> Box:
        """left, bottom, right, top."""
        return self.left, self.bottom, self.right, self.top


def lines(chars: Sequence[Char], spacing: Spacing) -> list[Line]:
    """The lines from top to bottom, each from left to right; ``spacing`` is the page's."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: -char.base):
        if rows and _same_line(rows[-1], char):
            rows[-1].append(char)
        else:
            rows.append([char])
    found = (_line(row, spacing) for row in rows)
    return [line for line in found if line.text]


def _same_line(row: list[Char], char: Char) -> bool:
    """Raised and lowered figures stay on their line."""
    height = max(row[0].top - row[0].bottom, char.top - char.bottom, 4.0)
    return row[0].base - char.base < height * 0.4


def _line(row: list[Char], spacing: Spacing) -> Line:
    row.sort(key=lambda char: char.left)
    printed: list[Char] = []
    for char in row:
        if not (printed and _overprinted(printed[-1], char)):
            printed.append(char)
    seen = [char for char in row if not char.text.isspace()] or row
    return Line(
        text_of(printed, spacing),
        min(char.left for char in seen),
        min(char.bottom for char in seen),
        max(char.right for char in seen),
        max(char.top for char in seen),
        min((char.ocr for char in seen if char.ocr is not None), default=None),
        row[-1].text.isspace(),
    )


def _overprinted(last: Char, char: Char) -> bool:
    return char.text == last.text and char.left - last.left < _OVERPRINT * max(last.right - last.left, 0.1)


def joined(found: Sequence[Line], left: float, right: float) -> str:
    """The lines of a cell between two edges as text: soft wraps closed, ends of paragraphs kept as newlines."""
    out = ""
    typed = _types_blanks([line.text for line in found])
    for number, line in enumerate(found):
        if not number:
            out = line.text
        elif is_meant(line, found[number - 1], left, right):
            out += "\n" + line.text
        elif typed and _CHANGE.search(out[-1:] + line.text[:1]):
            out += " " + line.text
        else:
            out += glue(out, line.text, found[number - 1]) + line.text
    return out


def _types_blanks(texts: Sequence[str]) -> bool:
    """Whether the lines have a blank between figures and Chinese throughout: then a wrap there swallowed one."""
    tight = sum(len(_CHANGE.findall(text)) for text in texts)
    return sum(len(_SPACED.findall(text)) for text in texts) > 3 * tight


def is_meant(line: Line, before: Line, left: float, right: float) -> bool:
    """Whether a line break ends a paragraph: there was room for more, and one side looks like an end or a start."""
    if _NEVER_FIRST.match(line.text) or not fits(line, before, left, right):
        return False
    width = right - left
    short = before.right - before.left < width * 0.6 and width > _NARROW * before.size
    return short or bool(_LAST.search(before.text) or _FIRST.match(line.text))


def fits(line: Line, before: Line, left: float, right: float) -> bool:
    """Whether the first word of ``line`` would still have fitted behind ``before``: then the break was meant."""
    token = _TOKEN.match(line.text)
    width = (line.right - line.left) * _weight(token[0] if token else "") / max(_weight(line.text), 0.1)
    padding = min(before.left - left, 12.0)
    room = (right - left) - 2 * max(padding, 0) - (before.right - before.left)
    return room > width + before.size * 0.5


def _weight(text: str) -> float:
    """Its width in Chinese characters, about."""
    return sum(0.6 if _ASCII.match(sign) else 0.3 if sign.isspace() else 1.0 for sign in text)


def glue(before: str, after: str, line: Line | None = None) -> str:
    """What stands between two lines of one text: Latin words part at a wrap, figures and Chinese close up.

    ``line`` is the one before: a blank printed at its end was typed.
    """
    words = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return " " if words or (line and line.blank) else ""


def paragraphs(found: Sequence[Line], left: float, right: float) -> list[list[Line]]:
    """Lines outside tables, grouped: one that reaches the right edge is continued by one at the left edge."""
    size = median(line.size for line in found)
    groups: list[list[Line]] = [[found[0]]]
    for before, line in pairwise(found):
        close = before.bottom - line.top < size * 1.2
        if close and line.left - left < size and right - before.right < size * 1.6:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def least_sure(found: Sequence[Line]) -> float | None:
    """The lowest confidence of lines read from a picture; None for printed text."""
    return min((line.ocr for line in found if line.ocr is not None), default=None)


def paragraph_text(group: Sequence[Line]) -> str:
    """The text of one group of :func:`paragraphs`."""
    out = group[0].text
    for before, line in pairwise(group):
        out += glue(out, line.text, before) + line.text
    return out
