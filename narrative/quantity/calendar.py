"""Days that a Chinese date or period covers, for checks: 1-12月, 三季度末, 2019年年底以前, 2018年9月-2019年12月."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from narrative.quantity.dates import BLANK, TO
from narrative.quantity.numerals import value

Interval = tuple[date, date]

_NUMERAL = "[0-9０-９〇零○一二三四五六七八九十]+"
_POINT = re.compile(
    rf"(?:(?P<year>{_NUMERAL}){BLANK}*年度?|(?P<that>当年|本年度?|今年|同年)|(?P<next>次年|明年|翌年)|(?P<last>上年|去年))?{BLANK}*"
    rf"(?:第?(?P<quarter>[一二三四1-4]){BLANK}*季度(?P<quarter_part>[初末底]?)"
    r"|(?P<half>[上下])半年|(?P<year_part>年?[初底末]|年中|全年|年内)(?![月])"
    rf"|(?P<month>{_NUMERAL}){BLANK}*月份?(?:{BLANK}*(?P<day>{_NUMERAL}){BLANK}*[日号]|(?P<part>[上中下]旬|月?[初中底末]))?"
    rf"|(?P<lone>{_NUMERAL})(?P<lone_day>{BLANK}*[日号])?)?"
)
_DOTTED = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)(?P<joint>[.．/-]))?(?P<month>\d{1,2})(?:(?(joint)(?P=joint)|[.．])(?P<day>\d{1,2}))?(?!\d)"
)
_TO = re.compile(TO)
_BEFORE = re.compile(r"(?:以|之)?前|为?止")
_DEADLINE = ("截止", "截至", "不晚于", "不迟于", "最晚", "最迟", "不超过")
_LEAD = re.compile(r"^(?:[≤＜<=＝≥]|截[止至]到?|不[晚迟]于|最[晚迟]|不超过|[自从在于到至]|贯穿|已?于|持续|=)*\s*")


class _Point(NamedTuple):
    """A point as written; 0 where it doesn't say."""

    year: int
    first: int  # months
    last: int
    day: int = 0
    part: str = ""


_YEAR_PARTS = {"初": (1, 1), "底": (12, 12), "末": (12, 12), "中": (6, 7)}
_TEN_DAYS = {
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


def interval(text: str, year: int | None = None) -> Interval | None:
    """First and last day that *text* covers, both included; None when it names no period.

    *year* is the form's year, for texts that name none.  A deadline (前, 以前, 截止) runs from the first
    of January of its year to the last day of what it names: legal usage counts that day in.
    """
    text = text.translate(str.maketrans("０１２３４５６７８９", "0123456789")).strip()
    lead = _LEAD.match(text)
    body = text[lead.end() :] if lead else text
    first, end = _point(body)
    if first is None:
        return None
    last: _Point | None = first
    if to := _TO.match(body, end):
        last, end = _second(body, to.end(), first)
    start_year = first.year or (last.year if last else 0) or year or 0
    if last is None or not start_year:
        return None
    days = _days(first._replace(year=start_year)), _days(last._replace(year=last.year or start_year))
    if days[0] is None or days[1] is None:
        return None
    opening = days[0][0]
    if _BEFORE.match(body, end) or text.startswith(_DEADLINE):
        opening = date(days[1][1].year, 1, 1)
    return (opening, days[1][1]) if opening <= days[1][1] else None


def _point(text: str) -> tuple[_Point | None, int]:
    dotted = _DOTTED.match(text)
    if dotted and dotted["year"]:
        return _dotted(dotted), dotted.end()
    match = _POINT.match(text)
    if not match or not match.group().strip():
        return None, 0
    lone = match["lone"]
    if lone and not _TO.match(text, match.end()):  # a bare figure is a month or year only before 至
        return None, 0
    if lone:
        number = _number(lone)
        return (_Point(number, 1, 12) if number > 1900 else _Point(_number(match["year"]), number, number)), match.end()
    return _named(match), match.end()


def _dotted(match: re.Match[str]) -> _Point:
    month = int(match["month"])
    return _Point(int(match["year"] or 0), month, month, int(match["day"] or 0))


def _second(text: str, start: int, first: _Point) -> tuple[_Point | None, int]:
    """The far end of a span takes from the near one what it doesn't say (2022.1—12, 4月1日至30日)."""
    dotted = _DOTTED.match(text, start)
    match = _POINT.match(text, start)
    if match and match["lone"] and match["lone_day"]:
        return first._replace(day=_number(match["lone"])), match.end()
    if dotted and (dotted["year"] or (match and match["lone"])):
        return _dotted(dotted), dotted.end()
    if not match or not match.group().strip():
        return None, start
    point = _named(match)
    return point._replace(year=first.year + 1) if match["next"] and first.year else point, match.end()


def _named(match: re.Match[str]) -> _Point:
    year = _number(match["year"])
    if 0 < year < 100:  # 24年3月 is a year; 5年 is five years
        if not match["month"]:
            return _Point(0, 0, 0)
        year += 2000
    if match["quarter"]:
        last = 3 * _number(match["quarter"])
        part = match["quarter_part"]
        return _Point(year, last if part in {"末", "底"} else last - 2, last - 2 if part == "初" else last)
    if match["half"]:
        return _Point(year, *((1, 6) if match["half"] == "上" else (7, 12)))
    if match["month"]:
        month = _number(match["month"])
        return _Point(year, month, month, _number(match["day"]), (match["part"] or "")[-2:].removeprefix("月"))
    return _Point(year, *_YEAR_PARTS.get((match["year_part"] or "")[-1:], (1, 12)))


def _days(point: _Point) -> Interval | None:
    if not (1 <= point.first <= point.last <= 12 and 1 <= point.year <= 9999):
        return None
    length = monthrange(point.year, point.last)[1]
    low, high = (point.day, point.day) if point.day else _TEN_DAYS.get(point.part, (1, length))
    if low > length:
        return None
    return date(point.year, point.first, low), date(point.year, point.last, min(high, length))


def _number(numeral: str | None) -> int:
    found = value(numeral) if numeral else None
    return int(found.low) if found else 0
