"""Which layout a form is in: each is a file of data/layouts/, recognised by its titles and labels.

A layout file may hold ``titles`` (words of the title, without blanks), ``labels`` (headers that speak
for it), ``kind`` (自评, 申报 or 整体) and more label tables (see common.toml).  Reading never depends on
the layout found; it names the form, and gives its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from narrative.forms.facts import WHOLE
from narrative.forms.header import Header
from narrative.forms.labels import key, sources
from narrative.forms.stream import Row
from narrative.schema import FormKind

FALLBACK = "generic"


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout by name: the kind of its forms and what speaks for it."""

    name: str
    kind: FormKind
    titles: tuple[str, ...]
    marks: frozenset[str]

    def score(self, title: str, words: frozenset[str]) -> float:
        """How much speaks for it: 2 for its title and a little for a long one, twice the share of its marks."""
        named = max((2 + len(word) / 50 for word in self.titles if word in title), default=0)
        return named + 2 * len(self.marks & words) / max(len(self.marks), 1)


def detect(title: str, rows: Sequence[Row], headers: Sequence[Header]) -> Layout:
    """The layout most speaks for; the fallback when little speaks for any."""
    words = frozenset(key(cell.text) for row in rows for cell in row.cells)
    bare = "".join(title.split())
    best = max(layouts().values(), key=lambda layout: (layout.score(bare, words), layout.name == "national"))
    chosen = best if best.score(bare, words) >= 1 else layouts()[FALLBACK]
    return Layout(chosen.name, _kind(chosen, bare, headers), chosen.titles, chosen.marks)


def _kind(layout: Layout, title: str, headers: Sequence[Header]) -> FormKind:
    """Without a column for results a form only sets targets, whatever it is called."""
    if headers and not any(header.has("actual") or header.has("score") for header in headers):
        return "申报"
    if WHOLE.search(title):
        return "整体"
    return "自评" if layout.kind == "申报" and headers else layout.kind


@cache
def layouts() -> dict[str, Layout]:
    """Every layout by its name."""
    return {name: _layout(name, data) for name, data in sources().items() if name != "common"}


def _layout(name: str, data: dict[str, Any]) -> Layout:
    kind = cast("FormKind", data.get("kind", "自评"))
    return Layout(name, kind, tuple(data.get("titles", ())), frozenset(map(key, data.get("labels", ()))))
