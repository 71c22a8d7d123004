"""Numerals to exact values: 1,234.5 · １２ · 三百二十 · 二〇二四 · 1.2亿 · 3万5千 · 两三 · 七八百 · 数十."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

LONGEST = 27
"""Characters; what is longer is a code, and Decimal would no longer be exact by default."""

DIGIT = "0-9０-９"
CHINESE = "〇零○一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億半几数"

_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
_SECTIONS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_FIGURES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}
_FIGURES |= {"两": 2, "○": 0}
_PLAIN = str.maketrans("０１２３４５６７８９．，", "0123456789.,", " \u3000\xa0,，")

_ARABIC_PART = re.compile(r"(\d+(?:\.\d+)?)?([十百千万亿余多]*)")
_NEIGHBOURS = re.compile(
    r"(?P<head>.*?)(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<tail>[十百千万亿]*)"
)
_MORE = re.compile("[余多几数]")
_ONLY_SCALES = re.compile("[十百千][十百千]")  # 百千万 is a name, not a number
_VAGUE = re.compile(r"[几数]")


class Value(NamedTuple):
    """A numeral's value: ``low`` and ``high`` (equal unless it is a range) and what it says of itself."""

    low: Decimal
    high: Decimal
    relation: str = "="


@lru_cache(maxsize=8192)  # the same figures come back all over a form
def value(numeral: str) -> Value | None:
    """The value of *numeral*, or None when it is none (千方, 两三四五)."""
    if not 0 < len(numeral) <= LONGEST:
        return None
    if numeral.isascii() and numeral.isdigit():
        number = Decimal(numeral)
        return Value(number, number)
    plain = numeral.translate(_PLAIN)
    relation = _relation(plain)
    if plain[0].isdigit():
        number = _arabic(plain)
        return Value(number, number, relation)
    return _approximate(plain, relation) or _exact(plain, relation)


def _relation(plain: str) -> str:
    """余, 多, 几 and 数 inside the numeral mean more than it says, 来 means about."""
    if "来" in plain:
        return "~"
    return ">" if _MORE.search(plain) else "="


def _arabic(plain: str) -> Decimal:
    """1.2亿, 3万5千, 20多万: the parts added, each with its scales multiplied out."""
    if plain.isdigit() or plain.replace(".", "", 1).isdigit():
        return Decimal(plain)
    total = Decimal(0)
    for digits, scales in _ARABIC_PART.findall(plain):
        if digits:
            part = Decimal(digits)
            for scale in scales:
                part *= _UNITS.get(scale) or _SECTIONS.get(scale) or 1
            total += part
    return total


def _exact(plain: str, relation: str) -> Value | None:
    number = chinese(plain)
    return None if number is None else Value(number, number, relation)


def _approximate(plain: str, relation: str) -> Value | None:
    """两三, 七八百, 十七八, 二三十: two neighbouring figures are a range."""
    match = _NEIGHBOURS.fullmatch(plain)
    if not match or (match["head"] and match["head"][-1] in _FIGURES):
        return None
    low, high = (chinese(match["head"] + match[side] + match["tail"]) for side in ("low", "high"))
    if low is None or high is None or not low < high:
        return None
    return Value(low, high, relation)


def chinese(text: str) -> Decimal | None:
    """A Chinese numeral, positional (二〇二四) or with units (两万五千, 一百二, 三点五, 半)."""
    text = "".join(c for c in text if c not in "余多来")
    if text == "半":
        return Decimal("0.5")
    whole, point, fraction = text.partition("点")
    if point:
        figures = [_FIGURES.get(c) for c in fraction]
        integer = chinese(whole)
        if integer is None or None in figures or not figures:
            return None
        return integer + Decimal("0." + "".join(map(str, figures)))
    if len(text) > 1 and all(c in _FIGURES for c in text):
        return Decimal("".join(str(_FIGURES[c]) for c in text)) if text[0] not in "零〇○" or len(text) == 2 else None
    return _with_units(_VAGUE.sub("", text))


def _with_units(text: str) -> Decimal | None:
    total = section = figure = 0
    last = 1
    pending = False
    for c in text:
        if c in _FIGURES:
            if pending and figure:
                return None
            figure, pending = _FIGURES[c], True
        elif c in _UNITS:
            last = _UNITS[c]
            section += (figure if pending else 1) * last
            figure, pending = 0, False
            last = 10 if c in "廿卅" else last
        elif c in _SECTIONS:
            scale = _SECTIONS[c]
            section = section + figure if pending or section else 1
            total = (total + section) * scale if total and total < scale else total + section * scale
            section, figure, pending, last = 0, 0, False, scale
        else:
            return None
    if not text or _ONLY_SCALES.match(text):
        return None
    if pending and figure and last >= 100 and text[-2] not in "零〇○":  # 一百二 is 120, 三万五 is 35000
        figure *= last // 10
    return Decimal(total + section + figure)
