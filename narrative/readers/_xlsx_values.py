"""What the cells of an Excel workbook display."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from narrative.readers import _numbers

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC = (f"{_S}{name}" for name in ("v", "f", "is", "t", "rPh"))
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TYPED = re.compile(r"[-+]?\d[\d.,]*[%％]?(?:\s*[(（\u4e00-\u9fff].*)?", re.DOTALL)


@dataclass(slots=True)
class Book:
    """What the sheets share."""

    source: str
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False


def shown(cell: etree._Element, book: Book) -> str | None:
    """The text a cell displays; None for a formula that was never calculated."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(_INLINE)
        return rich(inline).strip() if inline is not None else ""
    raw = cell.findtext(_VALUE) or ""
    formula = cell.findtext(_FORMULA)
    if formula and (not raw or kind == "e" or raw == "0") and _TYPED.fullmatch(formula):
        return f"={formula}"  # =100.00(百分比) is what a form says; a program took it for a formula
    if not raw:
        return "" if formula is None else None
    return _stored(kind, raw, cell.get("s", "0"), book)


def _stored(kind: str, raw: str, style: str, book: Book) -> str:
    if kind == "s":
        return book.strings[int(raw)].strip() if raw.isdigit() and int(raw) < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE"
    if kind == "d":
        return raw.partition("T")[0]
    return _unescaped(raw).strip() if kind in {"str", "e"} else _number(raw, style, book)


def _number(raw: str, style: str, book: Book) -> str:
    pattern = book.formats[int(style)] if style.isdigit() and int(style) < len(book.formats) else "General"
    try:
        value = float(raw)  # files hold 0.99980000000000002 for what was typed as 0.9998
    except ValueError:
        return raw.strip()
    return _numbers.show(value, pattern, from_1904=book.from_1904)


def rich(item: etree._Element) -> str:
    """The runs of a string joined, without the readings printed above them."""
    parts = (t.text or "" for t in item.iter(_TEXT) if (up := t.getparent()) is None or up.tag != _PHONETIC)
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")
