"""The features of a scorecard in Chinese, for the lines of a verdict."""

from __future__ import annotations

from narrative.tagging.cues import cues

_SOURCES = {"": "target", "a": "actual", "r": "reason", "x": "text"}
_PLAIN = {
    "n": "指标名含“{}”",
    "s": "二级指标属{}",
    "asked": "目标判为{}",
    "lost": "丢分或未达目标：{}",
    "l": "长短",
    "e": "与指标名相同的字",
    "q": "数的写法：{}",
}
_TEXT = {"t": "字串“{}”", "w": "词“{}”", "c": "{}", "c$": "末尾：{}", "c=": "整格：{}", "R": "规则：{}"}


def feature_message(name: str) -> str:
    """What a feature says, in Chinese."""
    kind, _, value = name.partition(":")
    if kind in _PLAIN:
        return _PLAIN[kind].format(value)
    field = _SOURCES.get(kind[0], "target") if kind[0] in "arx" else "target"
    base = kind[1:] or "t" if field != "target" else kind
    if base.startswith("c"):
        value = _title(field, value)
    return _TEXT.get(base, _PLAIN.get(base, "{}")).format(value.replace("^", "【首】").replace("$", "【尾】"))


def _title(field: str, name: str) -> str:
    for place in (field, "target"):
        if name in cues(place):
            return cues(place)[name].title
    return name
