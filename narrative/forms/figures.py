"""Figures in cells: exact numbers, dashes for none, weights behind a label."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize

from narrative.forms.fragment import Fragment, without_markup

_DASHES = frozenset("—-–―－_/\\／一━─~～*")
_LONGEST = 80  # characters of a figure with its blanks and markup
_FIGURE = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-−]?\.\d+")
_DRESSED = re.compile(rf"(?P<figure>{_FIGURE.pattern})(?:分|%|％|万元|元)?")
_WEIGHT = re.compile(r"[（(\[【]\s*(?:权重)?[:：]?(\d+(?:\.\d+)?)\s*[分%％]?\s*[)）\]】]$|(?<=\D)(\d+(?:\.\d+)?)\s*分$")


def is_blank(text: str) -> bool:
    """True for nothing and for what stands for nothing: a dash or a slash."""
    bare = without_markup(text).strip()
    return not bare or all(character in _DASHES or character.isspace() for character in bare)


def number(text: str) -> Decimal | None:
    """The exact figure a cell holds, None for a dash, a blank or text: ``2,315.49`` ``10分`` ``99.96%``."""
    return _number(text) if len(text) <= _LONGEST else None


def is_plain(text: str) -> bool:
    """True for a figure and nothing else, as points and scores are printed."""
    return len(text) <= _LONGEST and _is_plain(text)


@lru_cache(maxsize=8192)
def _number(text: str) -> Decimal | None:
    match = _DRESSED.fullmatch(_bare(without_markup(text)))
    return Decimal(match["figure"].replace(",", "").replace("−", "-")) if match else None


@lru_cache(maxsize=8192)
def _is_plain(text: str) -> bool:
    return bool(_FIGURE.fullmatch(_bare(text)))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", text))


def split_weight(label: Fragment) -> tuple[Fragment, Decimal | None]:
    """A label and the weight printed behind it: ``产出指标（50分）`` → ``产出指标``, 50."""
    match = _WEIGHT.search(label.text)
    if not match or match.start() == 0:
        return label, None
    return label.cut(0, match.start()).strip(), Decimal(match[1] or match[2])
