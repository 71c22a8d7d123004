"""The funds block: rows total / fiscal / carried_over / other, and others under their printed label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from narrative.forms.align import NEVER, Column, align
from narrative.forms.figures import is_blank, number
from narrative.forms.fragment import Fragment, printed, solid
from narrative.forms.labels import LONGEST, key, labels
from narrative.forms.stream import Row
from narrative.schema import Cell, Fund, Place

_SHIFT = 0.15
_ITEMS = ("initial", "full_year", "executed", "points", "rate", "score")
_UNIT = re.compile(r"[（(\[【]?\s*(?:单位)?\s*[:：]?\s*(亿元|万元|元)\s*[)）\]】]?")
_WEIGHT = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分")
_AMOUNT = re.compile(r"(?<=[:：])\s*[\d,.]+\s*(?:万?元)?\s*$")
_AMONG = re.compile(r"^(?:其中)?[:：、，]?")


def is_funds_header(row: Row) -> bool:
    """Whether a row names the columns of a funds block."""
    found = {labels().find("funds_column", cell.text) for cell in row.cells} - {""}
    return row.is_table and len(found) >= 2 and bool(found & {"initial", "full_year", "executed", "rate"})


def fund_label(text: str) -> str:
    """The key of a fund row: total, fiscal, carried_over, other, or the printed label of a named fund."""
    word = _bare_label(text)
    concept = labels().find("funds_row", word)
    return word if concept == "named" else concept


def _bare_label(text: str) -> str:
    return _AMONG.sub("", key(_AMOUNT.sub("", text)))


def fund_row(row: Row) -> Cell | None:
    """The label cell of a row of known funds."""
    return next((cell for cell in row.cells[:3] if fund_label(cell.text)), None)


def fund_key(row: Row) -> tuple[str, Cell]:
    """Key and label cell of any row below a funds header: one without a label is the total."""
    known = fund_row(row)
    if known is not None:
        return fund_label(known.text), known
    texts = [cell for cell in row.cells if not _is_figure(cell) and not labels().find("funds_block", cell.text)]
    if texts:
        return _bare_label(texts[-1].text), texts[-1]
    return "total", replace(row.first, text="", column=row.first.column - 1)


def has_figures(row: Row) -> bool:
    """Whether a row holds an amount."""
    return any(number(cell.text) is not None for cell in row.cells)


def _is_figure(cell: Cell) -> bool:
    return number(cell.text) is not None or is_blank(cell.text)


def unit_of(text: str) -> str:
    """万元 or 元 as a label says it, ``""`` when it doesn't."""
    match = _UNIT.search(text)
    return match[1] if match else ""


def columns(row: Row) -> tuple[Column, ...]:
    """The figure columns of a funds header."""
    named = ((labels().find("funds_column", cell.text), cell) for cell in row.cells)
    return tuple(Column(field, cell.column, key(cell.text), 0.5) for field, cell in named if field)


def read_fund(row: Row, label: Cell, heads: Sequence[Column]) -> Fund:
    """One row of the block; without a header a lone figure is the initial budget."""
    cells = [*_amount_behind(label), *(cell for cell in row.cells if cell.column > label.column)]
    heads = heads or (Column("initial", label.column + 1),)
    chosen = align(cells, heads, _cost, shift=_SHIFT)
    figures: dict[str, Decimal | None] = dict.fromkeys(_ITEMS)
    places: dict[str, Place] = {"label": label.place}
    for cell, index in zip(cells, chosen, strict=True):
        if index is not None:
            figures[heads[index].field] = number(cell.text)
            places[heads[index].field] = cell.place
    return Fund(label=_printed_label(label), places=places, **figures)


def _amount_behind(label: Cell) -> list[Cell]:
    """The figure that stands in the label's own cell: ``年度资金总额：320.00``."""
    _, colon, rest = label.text.replace("：", ":").rpartition(":")
    return [replace(label, text=rest.strip())] if colon and number(rest) is not None else []


def with_hidden_points(funds: dict[str, Fund], rows: Sequence[Row]) -> dict[str, Fund]:
    """The weight of a block that prints it in a header alone: 预算执行情况（20分）, 分值(10分)."""
    total = funds.get("total")
    hidden = next((Decimal(m[1]) for row in rows for cell in row.cells if (m := _hidden(cell.text))), None)
    if total is None or total.points is not None or hidden is None:
        return funds
    return {**funds, "total": replace(total, points=hidden)}


def _hidden(text: str) -> re.Match[str] | None:
    return _WEIGHT.search(text) if len(text) <= LONGEST else None


def _printed_label(cell: Cell) -> str:
    text = _AMOUNT.sub("", solid(printed(cell)).text).rstrip(":：")
    return _AMONG.sub("", text)


def _cost(cell: Cell, column: Column) -> float:  # noqa: ARG001 (every column holds figures)
    return 0.0 if _is_figure(cell) else NEVER


def head_unit(row: Row) -> Fragment:
    """The cell that says the unit of a block, as 万元 or 元 within it."""
    for cell in row.cells:
        fragment = printed(cell)
        match = _UNIT.search(fragment.text)
        if match:
            return fragment.cut(match.start(1), match.end(1))
    return Fragment()
