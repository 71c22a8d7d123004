"""The header row of an indicator table → columns in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from narrative.forms.align import Column
from narrative.forms.fragment import printed, solid
from narrative.forms.goals import goal_concept
from narrative.forms.labels import labels
from narrative.forms.stream import Row
from narrative.schema import Cell

EMPTY = {"level1": 0.0, "level2": 0.2, "name": 3.0, "target": 2.0, "actual": 2.0, "points": 3.0, "score": 2.0}
"""What it costs a row to leave a column empty."""

SPLIT = frozenset({"target", "actual"})  # one header may cover a sign, a value and a unit
_NATIONAL = ("level1", "level2", "name", "target", "actual", "points", "score", "reason")
_WIDEST = 3


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of an indicator table; ``printed`` says whether the form printed the header."""

    columns: tuple[Column, ...]
    printed: bool = True

    def has(self, field: str) -> bool:
        """Whether a column for the field exists."""
        return any(column.field == field for column in self.columns)

    def widened(self) -> Header:
        """The same with room for a sign, a value and a unit under a target header that covers one column."""
        if sum(column.field == "target" for column in self.columns) != 1 or self.has("nature"):
            return self
        more = (1 + (column.field == "target") * (_WIDEST - 1) for column in self.columns)
        columns = (
            replace(column, empty=column.empty if i == 0 else 0.0)
            for column, times in zip(self.columns, more, strict=True)
            for i in range(times)
        )
        return Header(tuple(columns), self.printed)

    def cheaper(self, factor: float) -> Header:
        """The same columns, an empty one costing ``factor`` of what it did."""
        columns = tuple(replace(column, empty=column.empty * factor) for column in self.columns)
        return Header(columns, self.printed)


NATIONAL = Header(tuple(Column(field, i, "", EMPTY.get(field, 0.0)) for i, field in enumerate(_NATIONAL)), False)
"""The order of the national form, for rows whose header was lost."""


def is_header(row: Row) -> bool:
    """Whether a row heads an indicator table: names, and targets or points, and enough known labels."""
    if not row.is_table or len(row.cells) < 3:
        return False
    found = [field for _, field in _fields(row)]
    fields = set(found) - {""}
    if "name" not in fields or not fields & {"target", "points", "score", "actual"}:
        return False
    known = sum(map(bool, found))
    return known >= 5 or (known >= 3 and known >= len(found) - 1 and "target" in fields)


def _fields(row: Row) -> list[tuple[Cell, str]]:
    """What each cell of a header row heads; 绩效指标 heads the names where nothing else does."""
    found = [(cell, labels().find("header", cell.text)) for cell in row.cells]
    fields = {field for _, field in found}
    if "block" in fields and not fields & {"name", "level1", "level2"}:
        return [(cell, "name" if field == "block" else field) for cell, field in found]
    return found


def join_headers(rows: Sequence[Row]) -> list[Row]:
    """The same rows, a header that stands in two rows (绩效指标 above 一级指标 | 二级指标 | 三级指标) made one."""
    found: list[Row] = []
    for row in rows:
        if found and _is_lower_half(row) and _is_upper_half(found[-1]):
            spots = {cell.column for cell in row.cells}
            kept = (cell for cell in found[-1].cells if cell.column not in spots)
            cells = tuple(sorted((*kept, *row.cells), key=lambda cell: cell.column))
            found[-1] = replace(found[-1], cells=cells)
        else:
            found.append(row)
    return found


def _is_lower_half(row: Row) -> bool:
    fields = {labels().find("header", cell.text) for cell in row.cells}
    return row.is_table and "name" in fields and fields <= {"level1", "level2", "name"}


def _is_upper_half(row: Row) -> bool:
    fields = {labels().find("header", cell.text) for cell in row.cells}
    return row.is_table and {"block", "target"} <= fields and "" not in fields and not fields & {"name", "level1"}


def is_subheader(row: Row) -> bool:
    """Whether a row only names the parts of the columns above (性质 | 值 | 单位)."""
    known = [labels().find("parts", cell.text) or labels().find("header", cell.text) for cell in row.cells]
    return row.is_table and all(known) and any(labels().find("parts", cell.text) for cell in row.cells)


def read_header(row: Row, below: Row | None = None) -> Header:
    """The columns of a header row, with those of a sub-header row under it."""
    columns = list(_columns(row))
    if below is not None:
        columns = _with_parts(columns, below)
    return Header(tuple(_once(sorted(columns, key=lambda column: column.at))))


def _columns(row: Row) -> Iterable[Column]:
    for (cell, known), after in zip(_fields(row), [*row.cells[1:], None], strict=True):
        field = known or ("block" if goal_concept(cell.text) else "extra")
        width = _width(cell, after) if field in SPLIT else 1
        for offset in range(width):
            yield _column(field, cell, offset)


def _column(field: str, cell: Cell, offset: int = 0, *, first: bool | None = None) -> Column:
    """The column ``offset`` columns into a header cell; only the first column of a field costs when empty."""
    leads = offset == 0 if first is None else first
    return Column(field, cell.column + offset, solid(printed(cell)).text, EMPTY.get(field, 0.0) if leads else 0.0)


def _width(cell: Cell, after: Cell | None) -> int:
    """How many columns a header covers: up to the next header, merged or with blanks between."""
    covered = after.column - cell.column if after else cell.colspan
    return min(covered, _WIDEST)


def _with_parts(columns: Sequence[Column], below: Row) -> list[Column]:
    """Parts under a target belong to the target; other cells of the second row are headers of their own."""
    spots = {cell.column for cell in below.cells}
    kept = [column for column in columns if column.at not in spots]
    covered = {column.at for column in columns if column.field == "target"}
    for cell in below.cells:
        inside = cell.column in covered
        field = "target" if inside else labels().find("header", cell.text) or "extra"
        kept.append(_column(field, cell, first=not inside or cell.column == min(covered)))
    return kept


def _once(columns: Sequence[Column]) -> Iterable[Column]:
    """One column a field: what repeats is kept as an extra.

    A form with two tables side by side (实施期 | 年度) prints names twice; the right one is the year's.
    """
    names = [column.at for column in columns if column.field == "name"]
    start = names[0] + 1 if len(names) > 1 else 0
    seen: set[str] = set()
    for column in columns:
        left = column.at < start and column.field in {"level2", "name"}
        between = bool(start) and start <= column.at < names[-1] - 1 and column.field == "target"
        repeated = column.field in seen and column.field not in {*SPLIT, "extra"}
        if left or between or repeated:
            yield Column("extra", column.at, column.header)
        else:
            seen.add(column.field)
            yield column
