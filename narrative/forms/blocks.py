"""The rows of a form sorted into blocks by their labels: information, funds, goals, indicators, end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from narrative.forms.facts import is_info
from narrative.forms.figures import is_plain
from narrative.forms.fits import level_word
from narrative.forms.funds import fund_row, has_figures, is_funds_header
from narrative.forms.goals import goal_concept, opens_goal
from narrative.forms.header import NATIONAL, Header, is_header, is_subheader, read_header
from narrative.forms.labels import labels, levels
from narrative.forms.stream import Row
from narrative.forms.totals import end_concept


@dataclass(slots=True)
class Blocks:
    """The rows of a form by what they belong to."""

    info: list[Row] = field(default_factory=list)
    funds: list[Row] = field(default_factory=list)
    goal: list[Row] = field(default_factory=list)
    tables: list[tuple[Header, list[Row]]] = field(default_factory=list)
    total: list[Row] = field(default_factory=list)
    rating: list[Row] = field(default_factory=list)
    tail: list[Row] = field(default_factory=list)


def sort_rows(rows: Sequence[Row]) -> Blocks:
    """Sort rows by their labels; a row without one belongs to the block it stands in."""
    blocks, state = Blocks(), "info"
    for i, row in enumerate(rows):
        before = rows[i - 1] if i else None
        if is_header(row):
            below = rows[i + 1] if i + 1 < len(rows) and is_subheader(rows[i + 1]) else None
            _open_table(blocks, read_header(row, below))
            state = "indicators"
        elif before is not None and is_header(before) and is_subheader(row):
            continue
        else:
            if state != "indicators" and _is_bare_indicator(row):
                _open_table(blocks, NATIONAL)
                state = "indicators"
            state = _block_of(row, state)
            _put(blocks, state, row)
    return blocks


def _open_table(blocks: Blocks, header: Header) -> None:
    """A header that a page repeats goes on with the table above it."""
    if not blocks.tables or blocks.tables[-1][0].columns != header.columns:
        blocks.tables.append((header, []))


def _block_of(row: Row, state: str) -> str:
    """The block a row belongs to, given the block of the row above."""
    end = end_concept(row)
    if state in {"indicators", "total", "rating", "tail"} and end in {"total", "rating", "tail"}:
        return end
    if state == "indicators":
        return "goal" if _is_next_goal(row) else state
    opened = _opened(row, state)
    if opened:
        return opened
    if end == "aside":
        return "tail"
    if state in {"total", "rating"} or (state == "info" and not row.is_table):
        return "tail"
    return state


def _is_bare_indicator(row: Row) -> bool:
    """Whether a row is an indicator though no header came: a level, texts, and a pair of figures."""
    figures = sum(is_plain(cell.text) for cell in row.cells)
    return row.is_table and figures >= 2 and len(row.cells) >= 5 and level_word(row.first) in levels(1)


def _is_next_goal(row: Row) -> bool:
    """Whether a second goal (年度绩效目标2) comes behind the indicators of the first."""
    return bool(goal_concept(row.first.text)) and len(row.cells) <= 3 and not has_figures(row)


def _opened(row: Row, state: str) -> str:
    """The block a row opens by its labels, ``""`` when it opens none."""
    if is_funds_header(row):
        return "funds"
    if opens_goal(row) and (state != "funds" or not fund_row(row)):
        return "goal"
    if state in {"info", "funds"} and _is_fund(row):
        return "funds"
    return "info" if is_info(row) else ""


def _is_fund(row: Row) -> bool:
    return fund_row(row) is not None or bool(labels().find("funds_block", row.first.text))


def _put(blocks: Blocks, state: str, row: Row) -> None:
    if state == "indicators":
        blocks.tables[-1][1].append(row)
        return
    getattr(blocks, state).append(row)
