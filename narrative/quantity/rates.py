"""The denominator of a rate (``per``): 9元/户, 10元每户, 每户9元, 每4家配备1名, 人均30元."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.quantity import units
from narrative.quantity.dates import BLANK
from narrative.quantity.patterns import HAN, NUMBER

BREAK = "，。；：！？,;:\n\t"
_REACH = 18
_AVERAGE = re.compile(
    rf"([人户亩日月年周生校村班床车次件])均[^{BREAK}]{{0,8}}$|(?<![简])(?:单)([件次公里人台户])[^{BREAK}]{{0,8}}$"
)
_JOINT = re.compile(r"[*×.·・/／]|每")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One thing of a denominator: 户, 4家, 10万人口, 半年; and the same or any two characters after a slash."""
    unit = units.pattern()
    thing = rf"(?:{NUMBER}{BLANK}?)?(?:{unit}|[月生队株](?!均))"
    slash = rf"(?:{thing}|{HAN}{{1,2}}(?!{HAN}))"
    return (
        re.compile(rf"{thing}(?:每{thing})*"),
        re.compile(
            rf"{BLANK}?(?:[/／]{BLANK}?[(（]?(?P<slash>{slash}(?:[·*×.・/／]{slash})*)[)）]?|每(?P<every>{thing})(?!{HAN}))"
        ),
    )


def after(text: str, end: int) -> str | None:
    """The denominator that follows the core: 元/人·月, 元每户."""
    match = _patterns()[1].match(text, end)
    return _joined(match["slash"] or match["every"]) if match else None


def before(text: str, start: int) -> str | None:
    """The denominator named before the number in its clause: 每户补助, 每人每年, 人均."""
    reach = max(0, start - _REACH)
    every = text.find("每", reach, start)
    if every >= 0:
        match = _patterns()[0].match(text, every + 1)
        if match and match.end() <= start and not any(c in BREAK for c in text[match.end() : start]):
            return _joined(match.group())
    if (match := _AVERAGE.search(text, reach, start)) is not None:
        return match[1] or match[2]
    return None


def _joined(per: str) -> str:
    """人*月, 人/月, 人每月: one spelling, 人·月."""
    return _JOINT.sub("·", re.sub(r"\s", "", per))
