"""The regular expressions of the grammar, compiled on first use from the unit table and the name table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters

from narrative.quantity import units
from narrative.quantity.dates import BLANK, DATE, MONTH_DAY, TO
from narrative.quantity.numerals import CHINESE, DIGIT

HAN = "[一-鿿]"
_D = f"[{DIGIT}]"
_PLAIN = rf"(?>{_D}{{1,3}}(?:,{_D}{{3}})+(?!{_D})|(?:[０-９]{{1,3}}(?:，[０-９]{{3}})+)|{_D}+)(?:[.．]{_D}+)?"
_SPACED = rf"[0-9]{{1,3}}(?: [0-9]{{3}})+(?:[.][0-9]+)?(?![0-9.])(?={BLANK}?[一-鿿%％])"  # 1 234 个, as OCR gives it
# A scale is none where it begins a unit (千克, 百分点) or a word (百姓).
_SCALE = "(?:十(?!分)|百(?![分货姓日])|千(?![克米瓦卡伏赫帕牛欧焦])|万(?![一般])|亿)"
_SCALES = rf"(?:{BLANK}?(?:[余多]{BLANK}?)?{_SCALE}+)"
_ARABIC = rf"(?:{_SPACED}|{_PLAIN})(?:{_SCALES}(?:{_D}+{_SCALE}+)*)?"
_CHINESE = (
    rf"(?>[{CHINESE}]+)(?<!百(?=分之))(?:点[〇零一二三四五六七八九]+(?!{HAN}分)[十百千万亿]*)?(?:[余多来][万亿]+)?"
)
NUMBER = rf"(?:{_ARABIC}|{_CHINESE})"

_DOCUMENT = (
    rf"(?:(?:19|20)[0-9]{{2}}{BLANK}?[〕\]］】﹞﹚]{BLANK}?第?{BLANK}?[0-9]{{1,5}}(?:[、，,][0-9]{{1,5}})*{BLANK}?号?"
    rf"|(?<=[（(])(?:19|20)[0-9]{{2}}[）)]{BLANK}?第?[0-9]{{1,5}}{BLANK}?号"
    rf"|(?<=[〔﹝［\[【])(?:19|20)[0-9]{{3,7}}{BLANK}?号"
    r"|(?:19|20)[0-9]{2}年第?[0-9]{1,5}号"
    rf"|(?<![0-9月])[0-9]{{1,8}}{BLANK}?号(?!线))"
)
# 个半月 and 个多月 stand between the number and the unit and change its value.
_HALF = (
    "个半(?=月|小时|学期|钟头|世纪)|个[多余](?=月|小时|工作日|星期|学期|世纪)"
    "|半(?=年|天|小时|个月)|[多余](?=年|天|小时)"
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled patterns; see :func:`grammar`."""

    start: re.Pattern[str]
    item: re.Pattern[str]
    fraction: re.Pattern[str]
    date: re.Pattern[str]
    month_day: re.Pattern[str]
    document: re.Pattern[str]
    to: re.Pattern[str]
    figures: re.Pattern[str]
    chinese_names: re.Pattern[str]
    names_before: dict[str, re.Pattern[str]]
    names_after: dict[str, re.Pattern[str]]
    reasons: tuple[tuple[str, str], ...]

    def reason(self, text: str, start: int) -> str:
        """Why the name that matches at *start* is no quantity."""
        return next(reason for pattern, reason in self.reasons if re.compile(pattern).match(text, start))


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The patterns, compiled once."""
    unit = units.pattern()
    item = (
        rf"(?P<number>{NUMBER})(?:(?P<infix>{BLANK}?[余多几来]{BLANK}?)(?={HAN}|[%A-Za-z]))?"
        rf"(?:{BLANK}?(?P<half>{_HALF})?"
        rf"(?P<unit>{unit})(?P<tail>(?<=[年月天时])半(?![年天月小])|(?<=成)[半一二三四五六七八九](?![一-鿿]?[个名家项]))?|{BLANK}?[(（]{BLANK}?(?P<bracket>[^()（）\s0-9]{{1,4}}){BLANK}?[)）])?"
    )
    fraction = rf"(?P<base>[百千万]|{NUMBER})分之(?P<part>{NUMBER})(?:{TO}(?:[百千万]分之)?(?P<high>{NUMBER}))?"
    names = [[*cells, ""][:4] for cells in units.table("quantity_names.tsv")]
    return Grammar(
        start=re.compile(_start()),
        item=re.compile(item),
        fraction=re.compile(fraction),
        date=re.compile(DATE),
        month_day=re.compile(MONTH_DAY),
        document=re.compile(_DOCUMENT),
        to=re.compile(TO),
        figures=re.compile(rf"[{DIGIT}{CHINESE}]+{BLANK}?"),
        chinese_names=_either(cells[0] for cells in names if cells[0] and _may_be_chinese(cells[0])),
        names_before=_by_neighbour(names, "<"),
        names_after=_by_neighbour(names, ">"),
        reasons=tuple((cells[0], cells[1]) for cells in names),
    )


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _by_neighbour(names: list[list[str]], side: str) -> dict[str, re.Pattern[str]]:
    """Names that begin with a figure, by the character that must stand before or after the figures."""
    found: dict[str, list[str]] = {}
    for name, _, _, near in names:
        chars = ascii_letters if near[1:] == "字母" else near[1:]
        for char in chars if near.startswith(side) else "":
            found.setdefault(char, []).append(name)
    return {char: _either(patterns) for char, patterns in found.items()}


def _may_be_chinese(pattern: str) -> bool:
    head = re.sub(r"\(\?<[=!].*?\)", "", pattern)
    return head[0] == "(" or any(char in CHINESE for char in head[: head.find("]") if head[0] == "[" else 1])


def _start() -> str:
    """A figure, or the head of a Chinese numeral that may go on as a quantity.

    It begins with one class of characters, which the engine looks for without trying anything else.
    """
    first = {surface[0] for surface in units.units() if not surface[0].isascii()}
    follow = "".join(sorted(first | set(CHINESE) | set("余多来点分年月季是线带度条个至到、-—~～")))
    cell = r"(?<=[\t\n].)[0-9.,]*(?=[\t\r\n])(?P<cell>)"  # a bare figure in a table; taken whole, it costs nothing
    numeral = rf"(?<![{CHINESE}].)(?<![进统唯]一)(?=[{re.escape(follow)}]|{BLANK})"
    return rf"[{DIGIT}{CHINESE}](?:(?<=[{DIGIT}])(?:{cell})?|(?<=[{CHINESE}]){numeral})"
