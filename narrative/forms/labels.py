"""What words stand for: the label tables of data/layouts/*.toml, compiled once.

Start at :func:`labels`.  A label is looked up by its :func:`key` in one context (``info``, ``header``,
``funds_row`` …) and gives a concept (``project``, ``target``, ``fiscal`` …) or ``""``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from narrative.forms.fragment import without_markup
from narrative.locations import DATA

CONTEXTS = (
    "info",
    "whole",
    "funds_block",
    "funds_column",
    "funds_row",
    "goal",
    "header",
    "total",
    "tail",
    "levels",
    "parts",
)
LONGEST = 40  # characters; what is longer is text, not a label

_BRACKETS = re.compile(r"[(\[【〔〈<《{][^()\[\]【】〔〕〈〉<>《》{}]*[)\]】〕〉>》}]")
_OPEN = re.compile(r"[(\[【〔][^)\]】〕]*$")
_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|\d{1,2}[.、)](?!\d)|[★☆*◆●■▲]+)")
_ENDING = re.compile(r"[:;,.%*/\\、。_—-]+$")
_WEIGHT = re.compile(r"\d+(?:\.\d+)?分$")


@dataclass(frozen=True, slots=True)
class Labels:
    """Label tables by context: ``tables["header"]["年度指标值"] == "target"``."""

    tables: Mapping[str, Mapping[str, str]]

    def find(self, context: str, text: str) -> str:
        """The concept a printed label stands for in a context, or ``""``."""
        word = key(text)
        if not word:
            return ""
        table = self.tables[context]
        return table.get(word) or table.get(_WEIGHT.sub("", word), "")

    def words(self, context: str, *concepts: str) -> tuple[str, ...]:
        """The labels of some concepts of a context, longest first."""
        found = (word for word, concept in self.tables[context].items() if concept in concepts)
        return tuple(sorted(found, key=len, reverse=True))


def key(text: str) -> str:
    """A label in its bare form: NFKC, blanks, brackets, list numbers and trailing marks out; ``""`` for text.

    ``年度指标值 (A)`` → ``年度指标值``; ``一、实施单位（盖章）：`` → ``实施单位``.
    """
    return "" if len(text) > LONGEST * 3 else _key(text)


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    word = re.sub(r"\s+", "", normalize("NFKC", without_markup(text)))
    if len(word) > LONGEST:
        return ""
    word = _NUMBERING.sub("", word)
    previous = None
    while previous != word:
        previous, word = word, _BRACKETS.sub("", word)
    return _ENDING.sub("", _OPEN.sub("", word))


@cache
def labels() -> Labels:
    """The tables of common.toml with what each layout adds."""
    tables: dict[str, dict[str, str]] = {context: {} for context in CONTEXTS}
    for layout in sources().values():
        for context in CONTEXTS:
            for concept, words in layout.get(context, {}).items():
                for word in words:
                    tables[context].setdefault(key(word) or word, concept)
    return Labels(tables)


@cache
def levels(number: int) -> frozenset[str]:
    """The words of level-1 or level-2 cells."""
    words = (layout.get("levels", {}).get(f"level{number}", ()) for layout in sources().values())
    return frozenset(word for group in words for word in group)


@cache
def sources() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Every layout file as parsed, by its name; common first."""
    files = sorted((DATA / "layouts").glob("*.toml"), key=lambda path: (path.stem != "common", path.stem))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}
