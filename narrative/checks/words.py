"""The words checks look for: ``data/checks/words.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache

from narrative.locations import DATA


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads((DATA / "checks" / "words.toml").read_text(encoding="utf-8"))
    return {name: tuple(items) for name, items in data.items()}


def words_of(name: str) -> tuple[str, ...]:
    """One list of words."""
    return _lists()[name]


def has(text: str, name: str) -> bool:
    """Whether a text holds a word of the list."""
    return any(word in text for word in words_of(name))


def first(text: str, words: Iterable[str]) -> str:
    """The word that stands first in a text, the longest of those that begin there; "" for none."""
    found = [(text.find(word), -len(word), word) for word in words if word in text]
    return min(found)[2] if found else ""


def less_is_better(name: str) -> bool | None:
    """Which way is good, by the word of the name that ends last (事故处置率: 处置); None when no word tells."""
    less = max((name.rfind(word) + len(word) for word in words_of("less_is_better") if word in name), default=0)
    more = max((name.rfind(word) + len(word) for word in words_of("more_is_better") if word in name), default=0)
    return None if less == more == 0 else less > more
