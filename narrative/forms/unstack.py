"""Tables that a text dump printed one cell a line: lines → rows again.

Such a dump has no columns left.  Labels say where rows begin (项目名称, 年度资金总额, 总分), a run of header
labels where the indicators begin, and the pair of points and score where an indicator row ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from narrative.forms.figures import is_blank, is_plain, number
from narrative.forms.fits import level_word
from narrative.forms.funds import fund_label
from narrative.forms.goals import goal_concept
from narrative.forms.header import is_header
from narrative.forms.labels import labels, levels
from narrative.forms.stream import Row

_SHORTEST = 5  # labels that make a run of lines a header
_WIDEST = 40  # cells no row of a form goes beyond
_VALUES = 3  # name, target, actual: the texts of a row beside its levels


def unstack(rows: Sequence[Row]) -> list[Row]:
    """The same rows, with stacked tables (if there are any) laid out again."""
    if not any(_header_at(rows, at) for at in range(len(rows))):
        return list(rows)
    found: list[Row] = []
    at = 0
    while at < len(rows):
        size = _row_at(rows, at)
        found.append(_side_by_side(rows[at : at + size]) if size else rows[at])
        at += size or 1
        if size and is_header(found[-1]):
            for length in _indicator_rows(rows, at):
                found.append(_side_by_side(rows[at : at + length]))
                at += length
    return found


def _side_by_side(rows: Sequence[Row]) -> Row:
    cells = tuple(replace(row.first, column=column) for column, row in enumerate(rows))
    return Row(cells, rows[0].block)


def _header_at(rows: Sequence[Row], at: int) -> int:
    """How many lines from ``at`` on are the labels of an indicator header, 0 for too few."""
    size = _run(rows, at, "header")
    lines = rows[at : at + size]
    return size if size >= _SHORTEST and is_header(_side_by_side(lines)) else 0


def _run(rows: Sequence[Row], at: int, context: str) -> int:
    return _while(rows, at, lambda row: bool(labels().find(context, row.first.text)))


def _while(rows: Sequence[Row], at: int, holds: Callable[[Row], bool]) -> int:
    """How many lines from ``at`` on hold, up to the widest row a form has."""
    lines = rows[at : at + _WIDEST]
    return sum(1 for _ in takewhile(lambda row: not row.is_table and holds(row), lines))


def _row_at(rows: Sequence[Row], at: int) -> int:
    """How many lines from ``at`` on make one row of the form's head or end; 0 when they begin none."""
    text = rows[at].first.text
    if rows[at].is_table:
        return 0
    header = _header_at(rows, at) or _header_at(rows, at + 1) * bool(labels().find("header", text))
    if header:
        return header
    block = int(bool(labels().find("funds_block", text)))
    columns = _run(rows, at + block, "funds_column")
    if columns > 1:
        return block + columns
    if fund_label(text) or labels().find("total", text) == "total":
        return 1 + _while(rows, at + 1, _is_figure)
    if labels().find("info", text) or labels().find("total", text):
        return 1 + _value(rows, at + 1)
    return _goal_row(rows, at)


def _is_figure(row: Row) -> bool:
    return number(row.first.text) is not None or is_blank(row.first.text)


def _value(rows: Sequence[Row], at: int) -> int:
    """1 when a label's value follows it, 0 when the next line is a label again."""
    return int(at < len(rows) and not rows[at].is_table and not _is_label(rows[at].first.text))


def _is_label(text: str) -> bool:
    contexts = ("info", "funds_block", "funds_column", "goal", "header", "total")
    return any(labels().find(context, text) for context in contexts)


def _goal_row(rows: Sequence[Row], at: int) -> int:
    """The labels of the goal block make a row, and so do the texts below them."""
    size = _while(rows, at, lambda row: bool(goal_concept(row.first.text)))
    if size:
        return size
    if at and goal_concept(rows[at - 1].first.text):
        return 1 + _value(rows, at + 1)
    return 0


# --------------------------------------------------------------------------------------------------
# Indicator rows


def _indicator_rows(rows: Sequence[Row], at: int) -> Iterator[int]:
    """The lengths of the indicator rows from ``at`` on: each ends with its points and score, or its reason."""
    while (end := _pair(rows, at)) is not None:
        following = _pair(rows, end)
        between = rows[end : following - 2] if following is not None else rows[end : end + 1]
        end += _has_reason(between, last=following is None)
        yield end - at
        at = end


def _pair(rows: Sequence[Row], at: int) -> int | None:
    """The line behind the next pair of points and score, None when the table ends before."""
    for end in range(at + 2, min(len(rows), at + 10) + 1):
        if rows[end - 1].is_table or labels().find("total", rows[end - 2].first.text):
            return None
        if end - at >= _VALUES and is_plain(rows[end - 2].first.text) and is_plain(rows[end - 1].first.text):
            longer = end < len(rows) and is_plain(rows[end].first.text)
            return end + 1 if longer and end - at == _VALUES else end
    return None


def _has_reason(between: Sequence[Row], *, last: bool) -> bool:
    """Whether the first line behind a pair is its reason: one text more than the next row has fields for."""
    if not between or _is_label(between[0].first.text):
        return False
    words = [level_word(row.first) in levels(1) | levels(2) for row in between]
    return last or (not words[0] and len(between) - sum(words[:3]) > _VALUES)
