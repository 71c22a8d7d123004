"""Automatic numbers and outline levels of Word paragraphs: 一、 （二） 3. as they are printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from narrative.readers._package import Package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_DIGITS = "零一二三四五六七八九"
_BODY = 9  # outline level 9 is body text


@dataclass(slots=True)
class _Style:
    outline: int | None = None
    number: str = ""
    level: str = ""
    parent: str = ""


@dataclass(slots=True)
class _Level:
    pattern: str
    kind: str
    start: int


@dataclass(slots=True)
class Numbers:
    """Counts while the document is walked in order; :meth:`label` must see every paragraph once."""

    styles: dict[str, _Style] = field(default_factory=dict)
    default: str = ""
    lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def outline(self, properties: etree._Element | None) -> int:
        """The outline level 1..9 of a paragraph, 0 for body text."""
        if properties is None and not self.default:
            return 0
        own = _value(properties, "outlineLvl")
        if own is None:
            own = next((str(s.outline) for s in self._chain(properties) if s.outline is not None), None)
        level = int(own) if own and own.isdigit() else _BODY
        return level + 1 if level < _BODY else 0

    def label(self, properties: etree._Element | None) -> str:
        """The printed number of a paragraph with the blank that follows it, ``""`` for none or a bullet."""
        if not self.lists:
            return ""
        number, level = self._numbering(properties)
        abstract, levels = self.lists.get(number, ("", {}))
        if level not in levels:
            return ""
        counts = self._counts[abstract]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._printed(levels, level, counts)

    def _printed(self, levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
        if levels[level].kind in {"bullet", "none"}:
            return ""

        def figure(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shape = levels.get(at)
            return _figure(counts.get(at, shape.start), shape.kind) if shape else ""

        label = re.sub(r"%([1-9])", figure, levels[level].pattern)
        return f"{label} " if label[-1:] in {".", ")"} or label[-1:].isalnum() else label

    def _numbering(self, properties: etree._Element | None) -> tuple[str, int]:
        own = properties.find(f"{_W}numPr") if properties is not None else None
        number, level = _value(own, "numId"), _value(own, "ilvl")
        for style in self._chain(properties):
            number = number if number is not None else style.number or None
            level = level if level is not None else style.level or None
        return number or "", int(level) if level and level.isdigit() else 0

    def _chain(self, properties: etree._Element | None) -> list[_Style]:
        name = _value(properties, "pStyle") or self.default
        found: list[_Style] = []
        while name in self.styles and len(found) < 20:
            found.append(self.styles[name])
            name = self.styles[name].parent
        return found


def load(package: Package, part: str) -> Numbers:
    """Read styles and numbering that belong to the main ``part``."""
    targets = {link.kind: link.target for link in package.relations(part).values() if not link.external}
    numbers = Numbers()
    styles = package.xml(targets.get("styles", "word/styles.xml"))
    if styles is not None:
        _load_styles(styles, numbers)
    numbering = package.xml(targets.get("numbering", "word/numbering.xml"))
    if numbering is not None:
        _load_lists(numbering, numbers)
    return numbers


def _load_styles(root: etree._Element, numbers: Numbers) -> None:
    for style in root.iter(f"{_W}style"):
        if style.get(f"{_W}type") != "paragraph":
            continue
        properties = style.find(f"{_W}pPr")
        list_properties = properties.find(f"{_W}numPr") if properties is not None else None
        outline = _value(properties, "outlineLvl")
        name = style.get(f"{_W}styleId", "")
        numbers.styles[name] = _Style(
            outline=int(outline) if outline and outline.isdigit() else _named_outline(_value(style, "name") or ""),
            number=_value(list_properties, "numId") or "",
            level=_value(list_properties, "ilvl") or "",
            parent=_value(style, "basedOn") or "",
        )
        if style.get(f"{_W}default") in {"1", "true"}:
            numbers.default = name


def _named_outline(name: str) -> int | None:
    match = re.fullmatch(r"(?:heading|标题) ?([1-9])", name.strip().lower())
    return int(match[1]) - 1 if match else None


def _load_lists(root: etree._Element, numbers: Numbers) -> None:
    abstracts = {item.get(f"{_W}abstractNumId", ""): _levels(item) for item in root.iter(f"{_W}abstractNum")}
    for item in root.iter(f"{_W}num"):
        abstract = _value(item, "abstractNumId") or ""
        levels = dict(abstracts.get(abstract, {}))
        restarts = False
        for change in item.iter(f"{_W}lvlOverride"):
            at, start = change.get(f"{_W}ilvl", "0"), _value(change, "startOverride")
            levels.update(_levels(change))
            if start and start.isdigit() and at.isdigit() and int(at) in levels:
                levels[int(at)] = _Level(levels[int(at)].pattern, levels[int(at)].kind, int(start))
                restarts = True
        number = item.get(f"{_W}numId", "")
        numbers.lists[number] = (f"num{number}" if restarts else abstract, levels)


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found = {}
    for level in parent.iterchildren(f"{_W}lvl"):
        at, start = level.get(f"{_W}ilvl", "0"), _value(level, "start") or "1"
        kind = _value(level, "numFmt") or "decimal"
        if at.isdigit():
            found[int(at)] = _Level(_value(level, "lvlText") or "", kind, int(start) if start.isdigit() else 1)
    return found


def _value(parent: etree._Element | None, name: str) -> str | None:
    child = parent.find(f"{_W}{name}") if parent is not None else None
    return child.get(_VAL) if child is not None else None


def _figure(count: int, kind: str) -> str:
    return _SHAPES.get(kind, str)(count)


def _chinese(count: int) -> str:
    """1..99 in words, as list numbers go; larger ones digit by digit."""
    if not 0 < count < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(count))
    tens, ones = divmod(count, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def _circled(count: int) -> str:
    return chr(0x2460 + count - 1) if 0 < count <= 20 else str(count)


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count < 1000 else str(count)


def _roman(count: int) -> str:
    out = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while 0 < value <= count < 400:
            out, count = out + sign, count - value
    return out or str(count)


_SHAPES: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "japaneseCounting",
            "ideographDigital",
            "taiwaneseCountingThousand",
        ),
        _chinese,
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalFullWidth": lambda count: "".join(chr(0xFF10 + int(digit)) for digit in str(count)),
    "decimalZero": lambda count: f"{count:02d}",
}
