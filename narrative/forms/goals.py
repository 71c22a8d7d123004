"""The goal block: what was set (goal) and what came of it (outcome), apart or both in one cell.

Start at :func:`read_goals`.  Inner headings (年初设定目标：) tell the two apart where columns don't, and
are taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from narrative.forms.fragment import Fragment, printed
from narrative.forms.labels import key, labels
from narrative.forms.stream import Row
from narrative.schema import Cell


def goal_concept(text: str) -> str:
    """block, goal or outcome for a label cell of the block (年度绩效目标1 counts as 年度绩效目标)."""
    word = key(text)
    return labels().find("goal", word) or labels().find("goal", word.rstrip("0123456789一二三四五"))


def opens_goal(row: Row) -> bool:
    """Whether a row belongs to the goal block by its label or by an inner heading."""
    return bool(goal_concept(row.first.text)) or any(_heading_at_start(cell.text) for cell in row.cells[:2])


def read_goals(rows: Sequence[Row]) -> tuple[Fragment, Fragment]:
    """Goal and outcome of all rows of the block, each joined in reading order."""
    found = {"goal": Fragment(), "outcome": Fragment()}
    for field, fragment in _all_parts(rows):
        if fragment.text != found[field].text:
            found[field] = found[field].then(fragment, "\n")
    return found["goal"], found["outcome"]


def _all_parts(rows: Sequence[Row]) -> Iterator[tuple[str, Fragment]]:
    spots: dict[str, Cell] = {}
    last = ""
    for row in rows:
        roles = _roles(row)
        for field, fragment in _row_parts(row, roles, spots, last):
            last = field
            yield field, fragment
        spots = {role: cell for cell, role in roles if role != "block"} or spots


def _roles(row: Row) -> list[tuple[Cell, str]]:
    """The label cells of a row and what each heads: block, goal or outcome.

    年度总体目标 before 预期目标 names the block; alone or before 实际完成情况 it heads the goal.
    """
    found = [(cell, concept) for cell in row.cells if (concept := goal_concept(cell.text))]
    roles = [(cell, "outcome" if concept == "outcome" else "goal") for cell, concept in found]
    beside = len(found) > 1 and row.cells[:2] == (found[0][0], found[1][0])
    if len(found) > 2 or (beside and roles[1][1] == "goal"):
        roles[0] = (roles[0][0], "block")
    return roles


def _goes_on(row: Row, roles: Sequence[tuple[Cell, str]]) -> bool:
    """Whether a line of a text dump goes on with the cell that the line above broke off in."""
    return not roles and not row.spans_known and row.first.column == 0


def _row_parts(
    row: Row, roles: Sequence[tuple[Cell, str]], spots: dict[str, Cell], last: str
) -> Iterator[tuple[str, Fragment]]:
    """A value follows its label in the row; without one it stands under its label of a row above."""
    named = {cell.column: role for cell, role in roles}
    current = last if _goes_on(row, roles) else ""
    for cell in row.cells:
        if cell.column in named:
            current = named[cell.column]
            continue
        default = current if current in {"goal", "outcome"} else _below(cell, row, spots) if spots else "goal"
        yield from split(printed(cell), default)
        current = "outcome" if last and current == "goal" and not named else current


def _below(cell: Cell, row: Row, spots: dict[str, Cell]) -> str:
    """The label a value stands under: the last that begins at or left of it; a pair reads in order."""
    values = [other for other in row.cells if not goal_concept(other.text)]
    if len(spots) == 2 and len(values) == 2:
        first, second = sorted(spots, key=lambda name: spots[name].column)
        return first if cell is values[0] else second
    left = [name for name, label in spots.items() if label.column <= cell.column]
    return max(left or spots, key=lambda name: spots[name].column)


# --------------------------------------------------------------------------------------------------
# Inner headings


@dataclass(frozen=True, slots=True)
class _Part:
    field: str
    start: int
    end: int


def split(fragment: Fragment, default: str) -> Iterator[tuple[str, Fragment]]:
    """A cell's text by its inner headings, the headings taken out; ``default`` is what it is without one."""
    marks = [_Part(default, 0, 0), *_headings(fragment.text, default)]
    ends = [mark.start for mark in marks[1:]] + [len(fragment.text)]
    for mark, end in zip(marks, ends, strict=True):
        part = fragment.cut(mark.end, end).strip()
        if part:
            yield mark.field, part


def _headings(text: str, default: str) -> Iterator[_Part]:
    for match in _pattern().finditer(text):
        if goal_concept(match["label"]) == "outcome":
            yield _Part("outcome", match.start(), match.end())
        elif not text[: match.start()].strip():
            # A heading that sets goals (年度总体目标：) says so only at the head of the cell.
            yield _Part("goal" if default == "block" else default, match.start(), match.end())


def _heading_at_start(text: str) -> bool:
    match = _pattern().match(printed(Cell(text[:80], 0, 0)).text)
    return bool(match)


@cache
def _pattern() -> re.Pattern[str]:
    words = labels().words("goal", "block", "goal", "outcome")
    # Blanks are counted, never starred: a cell of blanks alone must not cost a square of its length.
    alternatives = "|".join(r"\s{0,2}".join(map(re.escape, word)) for word in words)
    numbering = r"(?:[（(]?[一二三1-3][)）、.．])?\s{0,2}"
    end = r"\s{0,2}(?:[（(][^（()）]{0,12}[)）])?\s{0,2}(?:[:：]|(?=\n)|\Z)\s{0,4}"
    return re.compile(rf"(?:\A|(?<=[\s。；;！!>”]))[【\[]?{numbering}(?P<label>{alternatives})[】\]]?{end}")
