"""Cut the stream of rows into stretches, one a form: its preamble (title, year, unit) and its rows.

A form starts where a project is named, not at its title: a title may repeat at the head of a page or
stand alone.  A form that names no project starts at its indicator header (or, for a whole department, at
its unit) behind a title, or when the form before it is closed by its total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from narrative.forms.facts import WHOLE, is_info, is_title, names_project, year_line
from narrative.forms.header import is_header
from narrative.forms.headings import begins_section
from narrative.forms.labels import labels
from narrative.forms.stream import Row
from narrative.forms.totals import end_concept

_SHORT = 60
_PREAMBLE = 8  # rows kept as a form's preamble; what stands farther away is another matter


@dataclass(slots=True)
class Stretch:
    """The rows of one form, and the loose rows before it."""

    preamble: list[Row]
    rows: list[Row] = field(default_factory=list)
    headed: bool = False  # its indicator header has come
    closed: bool = False  # its total has come

    def add(self, row: Row) -> None:
        """Take a row; a total behind the indicators closes the form."""
        self.rows.append(row)
        self.headed |= is_header(row)
        self.closed |= self.headed and row.is_table and end_concept(row) in {"total", "rating"}


@dataclass(slots=True)
class _Cutter:
    done: list[Stretch] = field(default_factory=list)
    current: Stretch | None = None
    loose: list[Row] = field(default_factory=list)  # rows between forms: may head the next one
    aside: list[Row] = field(default_factory=list)  # paragraphs since the last row of an open form
    left: list[Row] = field(default_factory=list)  # rows of no form
    titled: bool = False  # a title is among the loose rows

    def take(self, row: Row, ahead: Sequence[Row]) -> None:
        if self._opens(row, ahead):
            self._open(row)
        elif self._is_loose(row):
            self.loose.append(row)
            self.titled |= is_title(row)
        elif row.is_table or is_info(row):
            self._continue(row)
        else:
            self.aside.append(row)

    def _opens(self, row: Row, ahead: Sequence[Row]) -> bool:
        if names_project(row) and (row.is_table or _table_follows(ahead)):
            return True
        if self.current is not None and not self.current.closed:
            return False
        return is_header(row) or self._opens_whole(row)

    def _opens_whole(self, row: Row) -> bool:
        """A unit's name right behind a title that says 整体."""
        whole = labels().find("whole", row.first.text) and row.is_table
        return bool(whole) and any(WHOLE.search(cell.text) for loose in self.loose for cell in loose.cells)

    def _open(self, row: Row) -> None:
        if self.current:
            self.done.append(self.current)
        self.left.extend(self.aside)
        self.current = Stretch(self._preamble())
        self.current.add(row)
        self.loose, self.aside, self.titled = [], [], False

    def _preamble(self) -> list[Row]:
        """The loose rows from the last title on; without a title, the last few that are no prose."""
        prose = max((i for i, row in enumerate(self.loose) if len(row.first.text) > 2 * _SHORT), default=-1)
        at = next((i for i in range(len(self.loose) - 1, prose, -1) if is_title(self.loose[i])), None)
        if at is None:
            short = [row for row in self.loose[-_PREAMBLE:] if _may_head(row)]
            self.left.extend(row for row in self.loose if row not in short)
            return short
        at -= bool(at and year_line(self.loose[at - 1]))
        self.left.extend(self.loose[:at])
        return self.loose[at:]

    def _is_loose(self, row: Row) -> bool:
        """A title, what follows a title, and anything between two forms."""
        if is_title(row) or self.current is None:
            return True
        if self.titled:
            return not row.is_table or len(row.cells) == 1 or is_info(row)
        apart = row.block != self.current.rows[-1].block and not end_concept(row)
        return self.current.closed and (not row.is_table or apart)

    def _continue(self, row: Row) -> None:
        """Go on with the open form: a title on the way was the head of a page, a heading begins prose."""
        assert self.current is not None  # noqa: S101 (for mypy: take() asked)
        for loose in self.loose:
            if not loose.is_table:
                self.left.append(loose)
            elif not is_title(loose):
                self.current.add(loose)
        if any(begins_section(aside) for aside in self.aside):
            self.left.extend(self.aside)
        else:
            self.current.rows.extend(self.aside)
        self.loose, self.aside, self.titled = [], [], False
        self.current.add(row)

    def finish(self) -> tuple[list[Stretch], list[Row]]:
        if self.current:
            self.done.append(self.current)
        return self.done, [*self.left, *self.aside, *self.loose]


def _may_head(row: Row) -> bool:
    """Whether a loose row may say something of the form below it, though no title stands above."""
    if row.outline or begins_section(row) or "。" in row.first.text:
        return False
    return (len(row.cells) == 1 or is_info(row)) and len(row.first.text) <= _SHORT


def cut(rows: Sequence[Row]) -> tuple[list[Stretch], list[Row]]:
    """The stretches of a stream in order, and the rows that belong to none."""
    cutter = _Cutter()
    for number, row in enumerate(rows):
        cutter.take(row, rows[number + 1 : number + 1 + _PREAMBLE])
    done, left = cutter.finish()
    return done, sorted(left, key=lambda row: row.block)


def _table_follows(rows: Sequence[Row]) -> bool:
    """Whether a table comes soon, before any prose."""
    first = next((row for row in rows if row.is_table or len(row.first.text) > _SHORT), None)
    return first is not None and first.is_table
