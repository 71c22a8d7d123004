"""Whether a target only says its indicator's name again: 环保度 → 环保, 社会满意度 → 满意率."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.tagging.cues import LEXICONS

# What may stand around an attribute without adding anything to it.
_FILLER = re.compile(
    r"^(?:实现|达到|达成|保持|确保|保证|保障|维护|得到|具有|具备|做到|有|是|为|已|能|应|要|较|很|非常|更|比较|基本|形成|完成|体现|发挥|属于|使|该|本|项目)+"
)
_DEGREE = re.compile(
    r"(?<=[度率性化力感])(?:非常高|比较高|较高|很高|更高|高|较强|强|较大|大|较好|良好|好|较为可观|要高)+$"
)
_ADVERB = re.compile(r"较为|比较|非常|普遍|十分|较(?!高|强|大|好|低|少|多|差)|很|^让人感到|^=")
_SUFFIX = re.compile(r"(?:[度率性化力感值量数]|程度|水平|情况|状况|效果|效应|作用|工作|指标|目标|数量|比例)+$")
_PUNCTUATION = re.compile(r"[\s，,。.；;：:、“”\"'‘’（）()的了]")


@lru_cache(maxsize=1)
def _aliases() -> tuple[frozenset[str], ...]:
    lines = (LEXICONS / "aliases.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(frozenset(line.split()) for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=65_536)
def core(text: str) -> str:
    """What is left of an attribute without fillers, degree and suffixes."""
    text = _ADVERB.sub("", _PUNCTUATION.sub("", text))
    text = _FILLER.sub("", text) or text
    text = _DEGREE.sub("", text) or text
    return _SUFFIX.sub("", text) or text


@lru_cache(maxsize=65_536)
def echoes(target: str, name: str) -> bool:
    """Whether the (folded, bodily) target adds nothing to the name."""
    said, named = core(target), core(name)
    if not said or not named or len(said) > len(named) + 4:
        return False
    return said in name or _made_of(said, name) or _alias(said, name) or _alias(_after_name(said, name), name)


def _made_of(said: str, name: str) -> bool:
    """Two or more characters, all from the name, its order aside: 影响长期 of 长期影响力."""
    return len(said) >= 2 and set(said) <= set(name)


def _after_name(said: str, name: str) -> str:
    """What follows a repetition of the name's end: 准确 of 精度准确 under 评估精度."""
    for size in range(min(len(said) - 1, len(name), 6), 0, -1):
        if name.endswith(said[:size]):
            return said[size:]
    return ""


def _alias(said: str, name: str) -> bool:
    return any(said in family and any(word in name for word in family) for family in _aliases())


def own_attribute(target: str, name: str) -> bool:
    """Whether the target is the very attribute the name ends in, or another word for it: 准确 of 评估精度."""
    said = core(target)
    return len(target) <= 4 and any(said in family and name.endswith(tuple(family)) for family in _aliases())
