"""Cues: wordings that speak for a label, as data in data/lexicons/FIELD/LABEL.toml.

A cue carries title, why, remedy, and its own examples, which are its tests.  The words of all cues of a
field stand in one trie, which is walked once; patterns are regular expressions.  A word of one character
counts only as a whole cell (好, 较高), since inside a cell it is mostly part of a noun (高中, 中心).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from narrative.locations import DATA

LEXICONS = DATA / "lexicons"
_DEGREE = "(?:很|较|比较|非常|更|最|挺|够|要|得到|有所|有|为|是|达到|保持|已)?"


@dataclass(frozen=True, slots=True)
class Cue:
    """One family of wordings of one label of one field: plain words, and patterns for the rest."""

    field: str
    label: str
    name: str
    title: str
    why: str
    remedy: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    words: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def find(self, text: str) -> list[tuple[int, int]]:
        """The spans of ``text`` this cue speaks to, in order."""
        return sorted((start, end) for name, start, end in spans_of(self.field, text) if name == self.name)


def spans_of(field: str, text: str) -> list[tuple[str, int, int]]:
    """Every cue of a field in a folded text: the longest word at each place, and every pattern."""
    spans = _words_in(_trie(field), text)
    for name, pattern in _patterns(field):
        spans += [(name, *match.span()) for match in pattern.finditer(text) if match.end() > match.start()]
    return spans


_ENDS = ""  # the key of a trie node that holds the cues whose word ends there
Trie = dict[str, Any]


def _words_in(trie: Trie, text: str) -> list[tuple[str, int, int]]:
    """Walk the trie from every place; a cue counts the longest of its words there, and none inside it."""
    spans: list[tuple[str, int, int]] = []
    taken: dict[str, int] = {}
    size = len(text)
    for start in range(size):
        node = trie.get(text[start])
        at, longest = start + 1, {}
        while node is not None:
            for name in node.get(_ENDS, ()):
                longest[name] = at
            if at == size:
                break
            node = node.get(text[at])
            at += 1
        for name, end in longest.items():
            if taken.get(name, 0) <= start:
                taken[name] = end
                spans.append((name, start, end))
    return spans


@lru_cache(maxsize=8)
def _trie(field: str) -> Trie:
    root: Trie = {}
    for name, cue in cues(field).items():
        for word in cue.words:
            node = root
            for char in word:
                node = node.setdefault(char, {})
            node.setdefault(_ENDS, []).append(name)
    return root


@lru_cache(maxsize=8)
def _patterns(field: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, cue.pattern) for name, cue in cues(field).items() if cue.pattern is not None)


@lru_cache(maxsize=8)
def cues(field: str) -> dict[str, Cue]:
    """The cues of a field (target, actual, reason, text) by name, found by folder."""
    found = (cue for path in sorted((LEXICONS / field).glob("*.toml")) for cue in _load(field, path.stem, path))
    return {cue.name: cue for cue in found}


@lru_cache(maxsize=1)
def grades() -> frozenset[str]:
    """Words that grade: one alone is self-picked, several side by side are options nobody chose from."""
    lines = (LEXICONS / "grades.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _load(field: str, label: str, path: Path) -> Iterator[Cue]:
    with path.open("rb") as file:
        entries = tomllib.load(file)["cue"]
    for entry in entries:
        words = entry.get("words", "").split()
        yield Cue(
            field,
            label,
            entry["name"],
            entry["title"],
            entry["why"],
            entry.get("remedy", ""),
            tuple(entry.get("hits", ())),
            tuple(entry.get("misses", ())),
            tuple(word for word in words if len(word) > 1),
            _compile([word for word in words if len(word) == 1], entry.get("patterns", ())),
        )


def _compile(singles: Iterable[str], patterns: Iterable[str]) -> re.Pattern[str] | None:
    parts = list(patterns)
    if chars := "".join(singles):
        parts.append(f"^{_DEGREE}[{chars}](?:些|点|了|的|一点)?[。.]?$")
    return re.compile("|".join(parts)) if parts else None
