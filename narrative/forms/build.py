"""One stretch of rows → one Form.

Start at :func:`build`.  A first pass sorts the rows into blocks by their labels (:func:`sort_rows`), then
each block is read by its own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from narrative.forms.align import Column
from narrative.forms.drafts import Levels
from narrative.forms.facts import is_info, is_title, pairs, without_code, year_in, year_of
from narrative.forms.figures import is_blank, is_plain
from narrative.forms.fits import level_word
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
from narrative.forms.goals import goal_concept, opens_goal, read_goals
from narrative.forms.header import NATIONAL, Header, is_header, is_subheader, read_header
from narrative.forms.labels import labels, levels
from narrative.forms.layouts import detect
from narrative.forms.rows import indicators
from narrative.forms.stream import Row
from narrative.forms.stretches import Stretch
from narrative.forms.totals import Figure, end_concept, points_and_score, rating, remarks
from narrative.schema import Form, Fund, Indicator, Note, Pieces


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


def sort_rows(stretch: Stretch) -> Blocks:
    """Sort rows by their labels; a row without one belongs to the block it stands in."""
    blocks, state, rows = Blocks(), "info", stretch.rows
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


# --------------------------------------------------------------------------------------------------
# Blocks → Form


def build(stretch: Stretch, inherited_year: int | None = None) -> Form:
    """The form of a stretch; ``inherited_year`` is what an earlier heading of the document said."""
    blocks = sort_rows(stretch)
    texts = _texts(stretch, blocks)
    year, year_text = _year(stretch, texts, inherited_year)
    department, code = without_code(texts.pop("department", Fragment()))
    implementer, _ = without_code(texts.pop("implementer", Fragment()))
    funds, unit = _funds(blocks, stretch)
    found, notes = _indicators(blocks)
    points, score = _totals(blocks, found, funds)
    grade = next((grade for row in [*blocks.rating, *blocks.total] if (grade := rating(row))), Fragment())
    goal, outcome = read_goals(blocks.goal)
    title = _title(stretch)
    layout = detect(title.text, stretch.rows, [header for header, _ in blocks.tables])
    fragments = {
        "title": title,
        "year": year_text,
        "project": texts.get("project", Fragment()),
        "department": department,
        "implementer": implementer,
        "funds_unit": unit,
        "goal": goal,
        "outcome": outcome,
        "rating": grade,
        "total_points": points.fragment if points else Fragment(),
        "total_score": score.fragment if score else Fragment(),
    }
    return Form(
        title=title.text,
        kind=layout.kind,
        year=year,
        project=fragments["project"].text,
        department=department.text,
        department_code=code,
        implementer=implementer.text,
        funds=funds,
        funds_unit=unit.text,
        goal=goal.text,
        outcome=outcome.text,
        indicators=tuple(found),
        total_points=points.value if points else None,
        total_score=score.value if score else None,
        rating=grade.text,
        layout=layout.name,
        remarks=_remarks(blocks),
        notes=tuple(notes),
        places=_places(fragments),
    )


def _places(fragments: Mapping[str, Fragment]) -> dict[str, Pieces]:
    return {name: fragment.pieces for name, fragment in fragments.items() if fragment.pieces}


def _texts(stretch: Stretch, blocks: Blocks) -> dict[str, Fragment]:
    """The information pairs by concept; the first that says something counts."""
    found: dict[str, Fragment] = {}
    for row in [*blocks.info, *stretch.preamble]:
        for concept, value, _ in pairs(row):
            if value and not is_blank(value.text):
                found.setdefault(concept, value)
    return found


def _year(stretch: Stretch, texts: Mapping[str, Fragment], inherited: int | None) -> tuple[int | None, Fragment]:
    own = texts.get("year", Fragment())
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
