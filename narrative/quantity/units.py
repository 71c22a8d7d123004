"""Units of measurement and classifiers: ``data/units.tsv`` compiled into a trie with guards.

A line of the table is a unit with its surface forms, kind, base unit and factor, what must not follow
it, an example and a counter-example; the examples are its tests.  Adding a unit is adding a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from narrative.locations import DATA
from narrative.schema import QuantityKind

ONE = Decimal(1)
_SHOWN = {"％": "%", "﹪": "%", "百分比": "%", "个百分点": "百分点"}
FIELDS = ("surface", "kind", "base", "factor", "guard", "example", "miss")


@dataclass(frozen=True, slots=True)
class Unit:
    """One surface form.

    ``shown`` is the unit of a quantity (％ → %, 个百分点 → 百分点, 元整 → 元) and ``multiple`` what its
    figure is multiplied by for that (3角 → 0.3元, 三成 → 30%); the value so shown times ``factor`` is
    the value in ``base``.  ``noun`` units are nouns.
    """

    surface: str
    kind: QuantityKind
    base: str
    factor: Decimal = ONE
    noun: bool = False
    shown: str = ""
    multiple: Decimal = ONE


def table(name: str) -> list[list[str]]:
    """The lines of a tab-separated table in narrative/data; ``#`` opens a comment."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def rows() -> list[dict[str, str]]:
    """The lines of the unit table as dicts of :data:`FIELDS`."""
    return [dict(zip(FIELDS, (*cells, *[""] * len(FIELDS)), strict=False)) for cells in table("units.tsv")]


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Every surface form with its unit."""
    return {surface: _unit(surface, row) for row in rows() for surface in row["surface"].split()}


def is_noun(surface: str) -> bool:
    """Whether the unit is a noun that counts without a classifier (16区, 1.1万群众)."""
    unit = units().get(surface)
    return unit is not None and unit.noun


def _unit(surface: str, row: dict[str, str]) -> Unit:
    noun = row["kind"] == "noun"
    kind: QuantityKind = "count" if noun else row["kind"]  # type: ignore[assignment]  # a test checks the column
    base, factor = row["base"] or surface, Decimal(row["factor"])
    factor = ONE if factor == ONE else factor  # the one object, so that most products are spared
    if kind == "money" or surface == "成":
        return Unit(surface, kind, base, ONE, noun, base, factor)
    return Unit(surface, kind, base, factor, noun, _SHOWN.get(surface, surface))


@lru_cache(maxsize=1)
def pattern() -> str:
    """A regular expression that matches the longest unit whose guard lets it pass."""
    trie: dict[str, object] = {}
    for row in rows():
        for surface in row["surface"].split():
            node = trie
            for char in surface:
                node = node.setdefault(char, {})  # type: ignore[assignment]  # a nested dict by construction
            node[""] = _guard(surface, row["guard"])
    return _compile(trie)


def _guard(surface: str, guard: str) -> str:
    latin = "(?!(?!U盘)[A-Za-z0-9])" if surface[-1].isascii() and surface[-1].isalnum() else ""
    if not guard:
        return latin
    body = guard[1:] if guard.startswith("=") else "|".join(map(re.escape, guard.split("|")))
    return f"{latin}(?!{body})"


def _compile(node: dict[str, object]) -> str:
    branches = [
        re.escape(char) + _compile(child)  # type: ignore[arg-type]  # only the leaf "" holds a string
        for char, child in node.items()
        if char
    ]
    if "" in node:
        branches.append(str(node[""]))  # last: the longer unit wins
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
