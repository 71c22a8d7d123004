"""A better wording for a vague target: a template with blanks, never an invented number."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from narrative.locations import DATA
from narrative.schema import Indicator, Tag
from narrative.tagging.folding import fold
from narrative.tagging.view import unnumbered


@dataclass(frozen=True, slots=True)
class Template:
    """A wording for the rows whose 二级指标 and name match; ``{name}`` is the indicator's name."""

    level2: re.Pattern[str]
    name: re.Pattern[str]
    text: str
    example: str


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """The catalogue, most specific first."""
    with (DATA / "suggestions.toml").open("rb") as file:
        entries = tomllib.load(file)["suggestion"]
    return tuple(
        Template(
            re.compile(entry.get("level2", "")), re.compile(entry.get("name", "")), entry["text"], entry["example"]
        )
        for entry in entries
    )


def suggest(row: Indicator, tag: Tag) -> str:
    """A wording that could be checked, for a vague target; "" when the target is not vague."""
    if tag.measurable is not False:
        return ""
    return _filled(fold(row.level2).text, unnumbered(fold(row.name).text))


@lru_cache(maxsize=65_536)
def _filled(level2: str, name: str) -> str:
    for template in templates():
        if template.level2.search(level2) and template.name.search(name):
            return template.text.replace("{name}", name or "本指标")
    return ""
