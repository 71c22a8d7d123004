"""Sheets of a workbook written row after row: styles, rich text, links, heights that can be read, A4 landscape.

XlsxWriter's constant-memory mode keeps one row at a time.  Text is only ever written as a string: no
formula, link or number is made of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.cells import cell_len

from narrative.report.spans import Mark, segments

LONGEST = 32_000  # Excel takes 32,767 characters a cell
MOST_LINKS = 60_000  # and 65,530 links a sheet
EXACT_DIGITS = 15  # and keeps so many digits of a number
LINE_POINTS, MOST_POINTS = 13.5, 400.0
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
FONT = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#D0D7DE",
}
MARK_FONTS = {
    Mark.QUANTITY: {"font_color": "#0B5394", "bold": True},
    Mark.VAGUE: {"font_color": "#B3261E", "underline": 1},
    Mark.MEASURABLE: {"font_color": "#1B6E3C", "bold": True},
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a sheet: its header and width in characters."""

    title: str
    width: int


def heads(*pairs: tuple[str, int]) -> tuple[Head, ...]:
    """Columns from (header, width)."""
    return tuple(Head(title, width) for title, width in pairs)


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with marked stretches."""

    text: str
    marks: tuple[tuple[int, int, Mark], ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A value on a coloured ground; the colour only repeats what the words say."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the workbook."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """A number shown as a percentage."""

    value: float


class Styles:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._made: dict[Any, Any] = {}
        self._book = book
        self.plain, self.centred = self.cell(), self.cell(align="center")
        self.share = self.cell(num_format="0%", align="center")
        self.link = self.cell(font_color="#0B5394", underline=1)
        own = {"font_name": FONT["font_name"], "font_size": FONT["font_size"]}
        self.runs = {mark: book.add_format({**own, **font}) for mark, font in MARK_FONTS.items()}

    def cell(self, **properties: Any) -> Any:
        """The format of a cell with these properties besides the usual ones."""
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format({**FONT, **properties})
        return self._made[key]


class Sheet:
    """One sheet, written row after row; ``on_paper`` is how many columns, from the left, are printed."""

    def __init__(
        self, book: Any, styles: Styles, name: str, columns: tuple[Head, ...], on_paper: int | None = None
    ) -> None:
        self.sheet, self.styles, self.columns, self.next_row = book.add_worksheet(name), styles, columns, 1
        self._on_paper = on_paper or len(columns)
        self._links = 0
        header = styles.cell(bold=True, bg_color="#E8ECF1", align="center", valign="vcenter")
        self.sheet.set_row(0, _height([head.title for head in columns], columns))
        for column, head in enumerate(columns):
            self.sheet.set_column(column, column, head.width)
            self.sheet.write_string(0, column, head.title, header)
        self.sheet.freeze_panes(1, 1)
        self._print_well()

    def _print_well(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def write(self, values: Sequence[Any]) -> None:
        """Write one row: text, numbers, None, Rich, Filled, Link or Share."""
        self.sheet.set_row(self.next_row, _height(values, self.columns))
        for column, value in enumerate(values):
            self._write(column, value)
        self.next_row += 1

    def finish(self) -> None:
        """Set what needs the number of rows."""
        last = max(self.next_row - 1, 1)
        self.sheet.print_area(0, 0, last, self._on_paper - 1)
        self.sheet.autofilter(0, 0, last, len(self.columns) - 1)

    def _write(self, column: int, value: Any) -> None:
        match value:
            case None | "":
                self.sheet.write_blank(self.next_row, column, None, self.styles.plain)
            case str():
                self._text(column, value, self.styles.plain)
            case Rich():
                self._rich(column, value)
            case Filled():
                self._text(column, value.text, self.styles.cell(bg_color=value.fill))
            case Link():
                self._link(column, value)
            case Share():
                self.sheet.write_number(self.next_row, column, value.value, self.styles.share)
            case _:
                self._number(column, value)

    def _text(self, column: int, text: str, style: Any) -> None:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}……（后文略）"
        self.sheet.write_string(self.next_row, column, shown, style)

    def _number(self, column: int, value: Decimal | float) -> None:
        if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > EXACT_DIGITS:
            self._text(column, f"{value:f}", self.styles.centred)
        else:
            self.sheet.write_number(self.next_row, column, float(value), self.styles.centred)

    def _link(self, column: int, link: Link) -> None:
        self._links += 1
        if self._links > MOST_LINKS:
            self._text(column, link.text, self.styles.plain)
        else:
            self.sheet.write_url(self.next_row, column, link.target, self.styles.link, link.text)

    def _rich(self, column: int, value: Rich) -> None:
        parts = list(segments(value.text, value.marks))
        if len(value.text) > LONGEST or not value.marks:
            self._text(column, value.text, self.styles.plain)
        elif len(parts) == 1:
            mark = parts[0][1]
            self._text(column, value.text, self.styles.cell(**MARK_FONTS[mark] if mark else {}))
        else:
            fragments: list[Any] = []
            for piece, mark in parts:
                fragments += [self.styles.runs[mark], piece] if mark else [piece]
            self.sheet.write_rich_string(self.next_row, column, *fragments, self.styles.plain)


def _height(values: Sequence[Any], columns: Sequence[Head]) -> float:
    """The height that shows the longest cell of a row, in points."""
    lines = max(_lines(value, head.width) for value, head in zip(values, columns, strict=True) if value is not None)
    return min(lines * LINE_POINTS + 2, MOST_POINTS)


def _lines(value: Any, width: int) -> int:
    text = value if isinstance(value, str) else getattr(value, "text", "")
    if len(text) * 2 < width:
        return 1 + text.count("\n")
    return sum(max(1, math.ceil(cell_len(line[:2000]) / (width - 1))) for line in text.split("\n")[:40])
