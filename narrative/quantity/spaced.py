"""Text whose characters OCR set apart (本 年 培 训 1 2 6 0 人 次): read closed up, spans put back."""

from __future__ import annotations

import re
from dataclasses import replace

from narrative.schema import Quantity

_BLANK_BETWEEN = re.compile(r"(?<=\S) (?=\S)")


def is_spaced(text: str) -> bool:
    """Whether blanks stand between most characters of *text*; a count, so that other text pays nothing."""
    return text.count(" ") * 5 > len(text) * 2


def closed_up(text: str) -> str:
    """The text without the single blanks between its characters."""
    return _BLANK_BETWEEN.sub("", text)


def put_back(text: str, found: list[Quantity]) -> list[Quantity]:
    """The quantities of the closed text with the offsets and the slices of *text*."""
    dropped = {match.start() for match in _BLANK_BETWEEN.finditer(text)}
    places = [place for place in range(len(text)) if place not in dropped]
    return [_moved(text, quantity, places[quantity.start], places[quantity.end - 1] + 1) for quantity in found]


def _moved(text: str, quantity: Quantity, start: int, end: int) -> Quantity:
    return replace(quantity, start=start, end=end, text=text[start:end])
