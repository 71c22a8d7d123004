"""The end of a form: total row, rating, labelled text behind the indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from narrative.forms.figures import number, split_weight
from narrative.forms.fragment import Fragment, printed, whole
from narrative.forms.header import Header
from narrative.forms.labels import labels
from narrative.forms.stream import Row
from narrative.schema import Cell

_TICKED = re.compile(
    r"[☑√■✓✔●]\s*[（(]?\s*([优良中差]秀?|合格|不合格)|(优秀?|良好?|中|差|合格|不合格)\s*[（(]?\s*[☑√✓✔■●]"
)
_OPTIONS = re.compile(r"[□○]|优.{0,6}良.{0,6}中.{0,6}差")


_LONGEST_CHOICE = 120
_LONGEST_LABEL = 12
_LONGEST_GRADE = 24  # characters; an option list with boxes still fits


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the cell it stands in."""

    value: Decimal
    cell: Cell

    @property
    def fragment(self) -> Fragment:
        """The cell's text with its place."""
        return whole(self.cell)


def end_concept(row: Row) -> str:
    """total, rating or tail for a row of the end of a form, ``""`` otherwise."""
    concept = labels().find("total", row.first.text)
    if concept == "rating" and any(len(cell.text.strip()) > _LONGEST_GRADE for cell in row.cells[1:]):
        concept = ""  # 评价结论 with a text is a remark
    return concept or labels().find("tail", row.first.text)


def figures(row: Row) -> list[Figure]:
    """The figures of a total row; a rating in the same row is left to :func:`rating`."""
    found = ((number(cell.text), cell) for cell in row.cells)
    return [Figure(value, cell) for value, cell in found if value is not None]


def points_and_score(
    row: Row, header: Header, points: Decimal | None, score: Decimal | None
) -> tuple[Figure | None, Figure | None]:
    """Which figure of a total row is the points and which the score.

    The numbers may stand a column off, so two read in order; one alone is the score, unless it stands
    under the points or equals ``points`` (what the rows add up to) and not ``score``.
    """
    found = figures(row)
    if len(found) >= 2:
        return found[0], found[1]
    if not found:
        return None, None
    lone = found[0]
    weight = split_weight(whole(row.first))[1]
    if weight is not None and weight != lone.value:
        return Figure(weight, row.first), lone  # 总分（100分）
    if not header.has("score") or (lone.value == points and lone.value != score and _under_points(lone, header)):
        return lone, None
    return None, lone


def _under_points(figure: Figure, header: Header) -> bool:
    spots = {column.field: column.at for column in header.columns}
    distance = {name: abs(figure.cell.column - spots[name]) for name in ("points", "score") if name in spots}
    return distance.get("points", 99) < distance.get("score", 99)


def rating(row: Row) -> Fragment:
    """The grade a row prints behind its rating label; of a list of options the ticked one."""
    seen = False
    for cell in row.cells:
        if labels().find("total", cell.text) == "rating":
            seen = True
        elif seen:
            return _choice(printed(cell))
    return Fragment()


def _choice(fragment: Fragment) -> Fragment:
    ticked = _TICKED.search(fragment.text[:_LONGEST_CHOICE])
    if ticked:
        group = 1 if ticked[1] else 2
        return fragment.cut(ticked.start(group), ticked.end(group))
    return Fragment() if _OPTIONS.search(fragment.text) else fragment


def remarks(row: Row) -> Iterator[tuple[str, Fragment]]:
    """Printed label → text of a tail row; a short first cell is a label though no table knows it."""
    label, text = "", Fragment()
    for cell in row.cells:
        known = bool(labels().find("tail", cell.text)) or (cell is row.first and _may_be_label(row))
        if known and not text:
            label = printed(cell).text.rstrip(":：")
        else:
            text = text.then(printed(cell), "\n")
    if label:
        yield label, text


def _may_be_label(row: Row) -> bool:
    return row.is_table and len(row.cells) > 1 and len(row.first.text.strip()) <= _LONGEST_LABEL
