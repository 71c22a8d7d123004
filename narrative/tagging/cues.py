"""Cues: wordings that speak for a label, as data in data/lexicons/FIELD/LABEL.toml.

A cue carries title, why, remedy, and its own examples, which are its tests.  Words are matched through
a trie, longest first; patterns are regular expressions.  A word of one character counts only as a whole
cell (好, 较高), since inside a cell it is mostly part of a noun (高中, 中心).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from narrative.locations import DATA

LEXICONS = DATA / "lexicons"
_DEGREE = "(?:很|较|比较|非常|更|最|挺|够|要|得到|有所|有|为|是|达到|保持|已)?"


@dataclass(frozen=True, slots=True)
class Cue:
    """One family of wordings of one label of one field."""

    field: str
    label: str
    name: str
    title: str
    why: str
    remedy: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    pattern: re.Pattern[str]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of ``text`` this cue speaks to, in order."""
        return (match.span() for match in self.pattern.finditer(text) if match.end() > match.start())


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


def _load(field: str, label: str, path: object) -> Iterator[Cue]:
    with open(str(path), "rb") as file:
        entries = tomllib.load(file)["cue"]
    for entry in entries:
        yield Cue(
            field,
            label,
            entry["name"],
            entry["title"],
            entry["why"],
            entry.get("remedy", ""),
            tuple(entry.get("hits", ())),
            tuple(entry.get("misses", ())),
            _compile(entry.get("words", "").split(), entry.get("patterns", ())),
        )


def _compile(words: Iterable[str], patterns: Iterable[str]) -> re.Pattern[str]:
    listed = list(words)
    single = "".join(word for word in listed if len(word) == 1)
    parts = list(patterns)
    if longer := [word for word in listed if len(word) > 1]:
        parts.append(trie_pattern(longer))
    if single:
        parts.append(f"^{_DEGREE}[{single}](?:些|点|了|的|一点)?[。.]?$")
    return re.compile("|".join(parts))


def trie_pattern(words: Iterable[str]) -> str:
    """A regular expression for a list of words that tries the longest first and never backs up far."""
    root: dict[str, dict[str, object]] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, dict[str, object]]) -> str:
    ends = "" in node
    options = [re.escape(char) + _branch(below) for char, below in node.items() if char]  # type: ignore[arg-type]
    if not options:
        return ""
    body = options[0] if len(options) == 1 and not ends else f"(?:{'|'.join(options)})"
    return f"{body}?" if ends else body
