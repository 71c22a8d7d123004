"""Rows of a text dump that a line break inside a cell tore apart: put together again.

A line that ends before the figures of its row is joined with the lines below it, when these begin at the
margin and the figures come with them: the last cell of the one goes on in the first cell of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrative.forms.figures import is_blank, is_plain, number
from narrative.forms.labels import key, labels, levels
from narrative.forms.stream import Row

_PAGE = re.compile(r"第?\s*\d+\s*页.*|[-—–\s]*\d+[-—–\s]*(?:/\s*\d+)?")
_MOST = 6  # lines one cell may be torn into


def mend(rows: Sequence[Row]) -> list[Row]:
    """The same rows with the torn ones joined; paragraphs that belong to none are left out."""
    found: list[Row] = []
    at = 0
    while at < len(rows):
        joined, used = _joined(rows, at)
        if joined.is_table:
            found.append(joined)
        at += used
    return found


def _joined(rows: Sequence[Row], at: int) -> tuple[Row, int]:
    """The row at ``at`` with the lines that complete it, and how many rows that took."""
    row = rows[at]
    if row.spans_known or not row.is_table or len(row.cells) < 2:
        return row, 1
    if _has_figures(row):
        return _with_rest_of_reason(row, rows[at + 1 : at + _MOST])
    whole = row
    for used, below in enumerate(rows[at + 1 : at + _MOST], start=2):
        if below.spans_known or below.first.column or _is_level(below):
            break
        whole = _go_on(whole, below)
        if _has_figures(below):
            whole, more = _with_rest_of_reason(whole, rows[at + used : at + used + _MOST])
            return whole, used + more - 1
    return row, 1


def _with_rest_of_reason(row: Row, below: Sequence[Row]) -> tuple[Row, int]:
    """A row whose last cell, behind its figures, goes on in lines of their own."""
    used = 1
    if is_blank(row.cells[-1].text) or number(row.cells[-1].text) is not None:
        return row, used
    for line in below:
        if line.spans_known or line.first.column or len(line.cells) > 1 or _stands_alone(line.first.text):
            break
        row, used = _go_on(row, line), used + 1
    return row, used


def _stands_alone(text: str) -> bool:
    """Whether a line says something of its own: a label, a level, a page number."""
    word = key(text)
    known = word in levels(1) | levels(2) or any(labels().find(context, text) for context in ("total", "tail", "goal"))
    return known or bool(_PAGE.fullmatch(text.strip()))


def _go_on(row: Row, below: Row) -> Row:
    last = len(row.cells) - 1
    shift = row.cells[last].column
    more = {**row.more, last: (*row.more.get(last, ()), below.first)}
    moved = (replace(cell, column=cell.column + shift) for cell in below.cells[1:])
    return replace(row, cells=(*row.cells, *moved), more=more)


def _has_figures(row: Row) -> bool:
    return any(is_plain(cell.text) for cell in row.cells[1:])


def _is_level(row: Row) -> bool:
    return len(row.cells) > 1 and key(row.first.text) in levels(1) | levels(2)
