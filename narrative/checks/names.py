"""What the name of an indicator tells: ``data/checks/names.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from narrative.locations import DATA
from narrative.schema import Form, Indicator

# A target that is nothing but a figure; 每月巡查不少于1次 says itself what is counted.
_BARE = re.compile(
    r"[≥≤=＝＞＜><\s]*(?:不低于|不少于|达到)?\s*[\d.,]+\s*[（(]?(?:%|％|百分比|级|个|分|项)?[)）]?(?:以上)?"
)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((DATA / "checks" / "names.toml").read_text(encoding="utf-8"))


def undefined(row: Indicator) -> bool:
    """Whether a figure under this name measures nothing definite: a bare rate, or a construct without a scale."""
    name = row.name.strip("。； ")
    if name in _data()["bare_rate"]:
        return True
    if any(word in name for word in _data()["measured"]):
        return False
    return any(name.endswith(word) for word in _data()["construct"]) and bool(_BARE.fullmatch(row.target.strip()))


def belongs(row: Indicator) -> str:
    """The level-2 kind a row is filed under while it speaks of something else; "" when it is in place."""
    foreign = any(word in row.name for word in _data()["foreign"]["words"])
    for kind, words in _data()["belongs"].items():
        if foreign and kind in row.level2 and not any(word in row.name + row.target for word in words):
            return str(kind)
    return ""


def elsewhere(name: str) -> str:
    """The kind a name belongs to whatever it is filed under; "" when the name says nothing."""
    return next((str(right) for word, right in _data()["elsewhere"].items() if word in name), "")


def generic_environment(name: str) -> bool:
    """Whether the name of an ecological indicator would fit any project (环保度, 生态效益)."""
    return bool(re.fullmatch(_data()["generic"]["environment"], name.strip("。； ")))


def environmental(form: Form) -> bool:
    """Whether the project has to do with the environment, by its name, goal, outcome and other rows."""
    rows = "".join(row.name + row.target for row in form.indicators if "生态" not in row.level2)
    text = form.project + form.goal + form.outcome + rows
    return any(word in text for word in _data()["environment"]["words"])
