"""Cut the stream of rows into stretches, one a form: its preamble (title, year, unit) and its rows.

A form starts where a project is named, not at its title: a title may repeat at the head of a page or
stand alone.  A form that names no project starts at its indicator header (or, for a whole department, at
its unit) behind a title, or when the form before it is closed by its total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from narrative.forms.facts import is_info, is_title, names_project, year_line
from narrative.forms.header import is_header
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
    closed: bool = False
    started: bool = True

    def add(self, row: Row) -> None:
        """Take a row; a total closes the form."""
        self.rows.append(row)
        self.closed |= row.is_table and end_concept(row) in {"total", "rating"} and self.has_header

    @property
    def has_header(self) -> bool:
        """Whether its indicator header has come."""
        return any(is_header(row) for row in self.rows)


@dataclass(slots=True)
class _Cutter:
    done: list[Stretch] = field(default_factory=list)
    current: Stretch | None = None
    loose: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)

    def take(self, row: Row) -> None:
        if self._opens(row):
            self._open(row)
        elif self._is_loose(row):
            self.loose.append(row)
        else:
            self._continue(row)

    def _opens(self, row: Row) -> bool:
        if names_project(row):
            return True
        if self.current is not None and not self.current.closed:
            return False
        return is_header(row) or self._opens_whole(row)

    def _opens_whole(self, row: Row) -> bool:
        """A unit's name right behind a title that says 整体."""
        whole = labels().find("whole", row.first.text) and row.is_table
        return bool(whole) and any("整体" in cell.text for loose in self.loose for cell in loose.cells)

    def _open(self, row: Row) -> None:
        if self.current:
            self.done.append(self.current)
        preamble = self._preamble()
        self.current = Stretch(preamble)
        self.current.add(row)
        self.loose = []

    def _preamble(self) -> list[Row]:
        """The loose rows from the last title on; without a title, the last few that are no prose."""
        at = next((i for i in range(len(self.loose) - 1, -1, -1) if is_title(self.loose[i])), None)
        if at is None:
            short = [row for row in self.loose[-_PREAMBLE:] if _may_head(row)]
            self.left.extend(row for row in self.loose if row not in short)
            return short
        at -= bool(at and year_line(self.loose[at - 1]))
        self.left.extend(self.loose[:at])
        return self.loose[at:]

    def _is_loose(self, row: Row) -> bool:
        """A title, what follows a title, and anything between two forms."""
        if is_title(row):
            return True
        if any(is_title(loose) for loose in self.loose):
            return not row.is_table or len(row.cells) == 1 or is_info(row)
        if self.current is None:
            return True
        apart = row.block != self.current.rows[-1].block and not end_concept(row)
        return self.current.closed and (not row.is_table or apart)

    def _continue(self, row: Row) -> None:
        """A title in the middle of a form was the head of a new page."""
        assert self.current is not None  # noqa: S101 (for mypy: take() asked)
        for loose in self.loose:
            if not loose.is_table:
                self.left.append(loose)
            elif not is_title(loose):
                self.current.add(loose)
        self.loose = []
        self.current.add(row)

    def finish(self) -> tuple[list[Stretch], list[Row]]:
        if self.current:
            self.done.append(self.current)
        return self.done, [*self.left, *self.loose]


def _may_head(row: Row) -> bool:
    """Whether a loose row may say something of the form below it, though no title stands above."""
    return (len(row.cells) == 1 or is_info(row)) and len(row.first.text) <= _SHORT


def cut(rows: Iterable[Row]) -> tuple[list[Stretch], list[Row]]:
    """The stretches of a stream in order, and the rows that belong to none."""
    cutter = _Cutter()
    for row in rows:
        cutter.take(row)
    return cutter.finish()
