"""Numbers as a spreadsheet displays them: 0.9998 under 0.00% is 99.98%, 45291 under yyyy-mm-dd a date.

A format is up to four sections (positive; negative; nought; text).  A section is either a pattern of
digits or one of dates; what stands around the pattern is printed as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import lru_cache

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"',
    35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-", 42: "¥#,##0;¥-#,##0;¥-", 43: "#,##0.00;-#,##0.00;-",
    44: "¥#,##0.00;¥-#,##0.00;¥-", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that workbooks name by number alone, as the Chinese editions show them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<noon>AM/PM|A/P|上午/下午)'
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[aA]{3,4})|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+,*)"
    r"|(?P<power>[eE][+-]0+)|(?P<general>[Gg]eneral|G/通用格式)|(?P<percent>[%‰])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)
_COMPARE = {
    "<": Decimal.__lt__, ">": Decimal.__gt__, "<=": Decimal.__le__, ">=": Decimal.__ge__, "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}  # fmt: skip
_WEEKDAYS = "一二三四五六日"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LONGEST = 255  # the longest format a workbook may hold
_DIGITS = 60

Token = tuple[str, str]


def show(value: float | str, pattern: str, *, from_1904: bool = False) -> str:
    """Return ``value`` as displayed under ``pattern``; a value no pattern fits is printed plainly."""
    try:
        number = Decimal(value) if isinstance(value, str) else Decimal(repr(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite() or abs(number) >= Decimal(10) ** _DIGITS:
        return str(value)
    with localcontext() as exact:
        exact.prec = 4 * _DIGITS
        tokens, number = _section(pattern[:_LONGEST], number)
        shown = _date(tokens, number, from_1904) if any(kind in {"date", "elapsed"} for kind, _ in tokens) else None
        return shown if shown is not None else _figures(tokens, number)


def _section(pattern: str, number: Decimal) -> tuple[tuple[Token, ...], Decimal]:
    """The section that applies, and the number it prints (a negative section prints the bare amount)."""
    sections = _sections(pattern)
    for tokens in sections[:3]:
        condition = next((text for kind, text in tokens if kind == "condition"), "")
        if condition:
            match = _CONDITION.match(condition)
            if match and _COMPARE[match[1]](number, Decimal(match[2])):
                return tokens, number
    conditional = any(kind == "condition" for kind, _ in sections[0])
    if conditional:
        return sections[min(len(sections) - 1, 1)], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    return sections[2 if number == 0 and len(sections) > 2 else 0], number


@lru_cache(maxsize=1024)
def _sections(pattern: str) -> tuple[tuple[Token, ...], ...]:
    found: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(pattern or "General"):
        token = _token(match)
        if token == ("other", ";"):
            found.append([])
        elif token:
            found[-1].append(token)
    return tuple(tuple(section) for section in found)


def _token(match: re.Match[str]) -> Token | None:
    kind, text = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
    if kind is None:
        return None  # padding
    if kind in {"quoted", "escaped"}:
        return "text", text
    if kind == "bracket":
        return _bracket(text)
    return kind, text


def _bracket(text: str) -> Token | None:
    """A condition, an elapsed time, a currency sign; colours, locales and digit shapes print nothing."""
    if _CONDITION.match(text):
        return "condition", text
    if _ELAPSED.fullmatch(text):
        return "elapsed", text.lower()
    if text.startswith("$"):
        sign = text[1:].partition("-")[0]
        return ("text", sign) if sign else None
    return None


# --------------------------------------------------------------------------------------------------
# Figures


def _figures(tokens: tuple[Token, ...], number: Decimal) -> str:
    if any(kind in {"date", "elapsed"} for kind, _ in tokens):
        return _general(number)  # no date there is
    patterns = [text for kind, text in tokens if kind == "digits"]
    for kind, text in tokens:
        if kind == "percent":
            number *= 100 if text == "%" else 1000
    if not patterns:
        return _plain(tokens, number)
    if ("other", "/") in tokens:
        return _general(number)  # fractions: the value says more than their approximation
    power = next((text for kind, text in tokens if kind == "power"), "")
    shown = _scientific(number, patterns[0], power) if power else _decimal(abs(number), "".join(patterns))
    sign = "-" if number < 0 and any(digit in "123456789" for digit in shown) else ""
    printed, out = False, []
    for kind, text in tokens:
        if kind == "digits":
            out.append("" if printed else shown)
            printed = True
        elif kind in {"text", "percent", "other", "general"}:
            out.append(text)
    return (sign + "".join(out)).strip()


def _plain(tokens: tuple[Token, ...], number: Decimal) -> str:
    out = []
    for kind, text in tokens:
        if kind == "general" or (kind, text) == ("other", "@"):
            out.append(_general(number))
        elif kind in {"text", "other", "percent"}:
            out.append(text)
    return "".join(out).strip()


def _general(number: Decimal) -> str:
    """As a cell without a format: up to 11 significant figures, no trailing noughts."""
    if number == 0:
        return "0"
    if abs(number) >= Decimal(10) ** 11 and number == number.to_integral_value():
        return str(number.quantize(Decimal(1)))
    rounded = round(number, max(0, 10 - max(number.adjusted(), 0)))
    return f"{rounded.normalize():f}"


def _decimal(number: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    scale = len(pattern) - len(pattern.rstrip(","))
    whole, fraction = (part.rstrip(",") for part in (whole, fraction))
    number = (number / 1000**scale).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    digits, _, rest = f"{number:f}".partition(".")
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    kept = len(fraction.rstrip("#?"))
    rest = rest[:kept] + rest[kept:].rstrip("0")
    return digits + ("." + rest if "." in pattern and (rest or fraction) else "")


def _scientific(number: Decimal, pattern: str, power: str) -> str:
    exponent = number.adjusted() if number else 0
    mantissa = _decimal(abs(number).scaleb(-exponent), pattern)
    width = len(power) - 2
    sign = "-" if exponent < 0 else "+" if power[1] == "+" else ""
    return f"{mantissa}E{sign}{abs(exponent):0{width}d}"


# --------------------------------------------------------------------------------------------------
# Dates


def _date(tokens: tuple[Token, ...], number: Decimal, from_1904: bool) -> str | None:
    moment = _moment(number, from_1904, fine=any("." in text for kind, text in tokens if kind == "date"))
    if moment is None:
        return None
    half_day = any(kind == "noon" for kind, _ in tokens)
    out, last = [], ""
    for position, (kind, text) in enumerate(tokens):
        if kind == "date":
            letter = text[0].lower()
            minutes = (
                letter == "m" and len(text) < 3 and (last in {"h", "[h]"} or _next_letter(tokens, position) == "s")
            )
            out.append(_part("minute" if minutes else letter, text, moment, half_day))
            last = letter
        elif kind == "elapsed":
            out.append(_elapsed(text, number))
            last = f"[{text[0]}]"
        elif kind == "noon":
            out.append(("上午", "下午")[moment.hour >= 12] if "午" in text else ("AM", "PM")[moment.hour >= 12])
        elif kind != "condition":
            out.append(text if text != "@" else "")
    return "".join(out).strip(" ;")


def _moment(number: Decimal, from_1904: bool, *, fine: bool) -> dt.datetime | None:
    """Day 60 is the 29 February 1900 that never was; earlier days count from one day later."""
    start = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30)
    if not from_1904 and 0 < number < 60:
        start += dt.timedelta(days=1)
    try:
        moment = start + dt.timedelta(microseconds=int(number * 86_400_000_000))
    except (OverflowError, ValueError):
        return None
    if number < 0:
        return None
    return moment if fine else (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)


def _next_letter(tokens: tuple[Token, ...], position: int) -> str:
    return next((text[0].lower() for kind, text in tokens[position + 1 :] if kind == "date"), "")


def _part(letter: str, text: str, moment: dt.datetime, half_day: bool) -> str:
    width = len(text.partition(".")[0])
    if letter == "a":
        return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if letter == "m" and width > 2:
        return _MONTHS[moment.month - 1]
    if letter == "d" and width > 2:
        return "星期" + _WEEKDAYS[moment.weekday()]
    hour = (moment.hour - 1) % 12 + 1 if half_day else moment.hour
    value = {"m": moment.month, "minute": moment.minute, "d": moment.day, "h": hour, "s": moment.second}[letter]
    tail = f".{moment.microsecond:06d}"[: len(text) - width] if "." in text else ""
    return f"{value:0{min(width, 2)}d}{tail}"


def _elapsed(text: str, number: Decimal) -> str:
    unit = {"h": 24, "m": 1440, "s": 86400}[text[0]]
    return f"{int(number * unit):0{len(text)}d}"
