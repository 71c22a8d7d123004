"""One stretch of rows → one Form.

Start at :func:`build`.  A first pass sorts the rows into blocks by their labels, then each block is read by
its own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from narrative.forms.align import Column
from narrative.forms.blocks import Blocks, sort_rows
from narrative.forms.drafts import Levels
from narrative.forms.facts import is_title, pairs, without_code, year_in, year_of
from narrative.forms.figures import is_blank
from narrative.forms.fragment import Fragment, printed
from narrative.forms.funds import (
    columns,
    fund_key,
    fund_row,
    has_figures,
    head_unit,
    is_funds_header,
    read_fund,
    with_hidden_points,
)
from narrative.forms.goals import read_goals
from narrative.forms.header import NATIONAL
from narrative.forms.layouts import detect
from narrative.forms.rows import indicators
from narrative.forms.stretches import Stretch
from narrative.forms.totals import Figure, points_and_score, rating, remarks
from narrative.schema import Form, Fund, Indicator, Note

_TEXTS = ("title", "project", "department", "implementer", "funds_unit", "goal", "outcome", "rating")


def build(stretch: Stretch, inherited_year: int | None = None) -> Form:
    """The form of a stretch; ``inherited_year`` is what an earlier heading of the document said."""
    blocks = sort_rows(stretch.rows)
    fragments, code = _texts(stretch, blocks)
    year, fragments["year"] = _year(stretch, fragments.pop("year"), inherited_year)
    funds, fragments["funds_unit"] = _funds(blocks, stretch)
    found, notes = _indicators(blocks)
    points, score = _totals(blocks, found, funds)
    fragments |= {"total_points": _printed(points), "total_score": _printed(score)}
    layout = detect(fragments["title"].text, stretch.rows, [header for header, _ in blocks.tables])
    return Form(
        **{name: fragments[name].text for name in _TEXTS},
        kind=layout.kind,
        year=year,
        department_code=code,
        funds=funds,
        indicators=tuple(found),
        total_points=points.value if points else None,
        total_score=score.value if score else None,
        layout=layout.name,
        remarks=_remarks(blocks),
        notes=tuple(notes),
        places={name: fragment.pieces for name, fragment in fragments.items() if fragment.pieces},
    )


def _printed(figure: Figure | None) -> Fragment:
    return figure.fragment if figure else Fragment()


def _texts(stretch: Stretch, blocks: Blocks) -> tuple[dict[str, Fragment], str]:
    """The text fields of a form (and the year as printed), and the department's code."""
    said = _said(stretch, blocks)
    department, code = without_code(said.get("department", Fragment()))
    goal, outcome = read_goals(blocks.goal)
    fragments = {
        "title": _title(stretch),
        "project": said.get("project", Fragment()),
        "department": department,
        "implementer": without_code(said.get("implementer", Fragment()))[0],
        "goal": goal,
        "outcome": outcome,
        "rating": next((grade for row in [*blocks.rating, *blocks.total] if (grade := rating(row))), Fragment()),
        "year": said.get("year", Fragment()),
    }
    return fragments, code


def _said(stretch: Stretch, blocks: Blocks) -> dict[str, Fragment]:
    """The information pairs by concept; the first that says something counts."""
    found: dict[str, Fragment] = {}
    for row in [*blocks.info, *stretch.preamble]:
        for concept, value, _ in pairs(row):
            if value and not is_blank(value.text):
                found.setdefault(concept, value)
    return found


def _year(stretch: Stretch, own: Fragment, inherited: int | None) -> tuple[int | None, Fragment]:
    if own and year_in(own.text):
        return year_in(own.text), own
    year, fragment = year_of(stretch.preamble)
    return (year, fragment) if year else (inherited, Fragment())


def _title(stretch: Stretch) -> Fragment:
    titles = [printed(row.first) for row in stretch.preamble if is_title(row)]
    return titles[-1] if titles else Fragment()


def _funds(blocks: Blocks, stretch: Stretch) -> tuple[dict[str, Fund], Fragment]:
    funds: dict[str, Fund] = {}
    unit = Fragment()
    heads: tuple[Column, ...] = ()
    for row in blocks.funds:
        unit = unit or head_unit(row)
        if is_funds_header(row):
            heads = columns(row)
            continue
        if fund_row(row) is not None or (heads and has_figures(row)):
            name, label = fund_key(row)
            funds.setdefault(name, read_fund(row, label, heads))
    funds = with_hidden_points(funds, blocks.funds)
    if not unit:
        unit = next((found for row in reversed(stretch.preamble) if (found := head_unit(row))), Fragment())
    return funds, unit if funds else Fragment()


def _indicators(blocks: Blocks) -> tuple[list[Indicator], list[Note]]:
    found: list[Indicator] = []
    notes: list[Note] = []
    held = Levels()
    for header, rows in blocks.tables:
        more, said = indicators(rows, header, held)
        found.extend(more)
        notes.extend(said)
        if not header.printed:
            notes.append(Note("header_missing", "没有认出指标表头，按常见的列序读取", rows[0].first.place))
    return found, notes


def _totals(blocks: Blocks, found: list[Indicator], funds: Mapping[str, Fund]) -> tuple[Figure | None, Figure | None]:
    header = blocks.tables[-1][0] if blocks.tables else NATIONAL
    total = funds.get("total")
    points = sum_of(found, "points", total.points if total else None)
    score = sum_of(found, "score", total.score if total else None)
    readings = [points_and_score(row, header, points, score) for row in blocks.total]
    first = next((reading[0] for reading in readings if reading[0]), None)
    second = next((reading[1] for reading in readings if reading[1]), None)
    return first, second


def sum_of(found: list[Indicator], name: str, more: Decimal | None) -> Decimal | None:
    """What the rows add up to with the funds' own figure; None when no row has one."""
    figures = [figure for row in found if (figure := getattr(row, name)) is not None]
    return sum(figures, more or Decimal(0)) if figures else None


def _remarks(blocks: Blocks) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in blocks.tail:
        for label, text in remarks(row):
            if text:
                found[label] = f"{found[label]}\n{text.text}" if label in found else text.text
    return found
