"""Straight lines → tables: which lines belong together, and which cells they enclose."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from narrative.readers._pdf_page import Char, Page
from narrative.readers._pdf_rulings import Box

NEAR = 4.0
"""Lines closer than this are one: double strokes, the two borders of neighbouring boxes."""

_GAP = 4.0  # dashes closer than this are one line
_SHORTEST = 5.0

Line = tuple[float, float, float]
"""position, start, end: y, left, right of a level line; x, bottom, top of an upright one."""


@dataclass(slots=True)
class Region:
    """One cell on one page.  ``open_*`` says that no line is drawn at that end of it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    open_top: bool
    open_bottom: bool
    chars: list[Char] = field(default_factory=list)


@dataclass(slots=True)
class Lattice:
    """One table on one page: ``xs`` from left to right, ``ys`` from top to bottom."""

    page: int
    xs: list[float]
    ys: list[float]
    regions: list[Region]
    _at: dict[tuple[int, int], Region] = field(default_factory=dict)

    @property
    def area(self) -> float:
        """Square points it covers."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[0] - self.ys[-1])

    def find(self, x: float, y: float) -> Region | None:
        """The cell at a point of the page."""
        column = bisect_right(self.xs, x) - 1
        row = bisect_right(self.ys, -y, key=lambda edge: -edge) - 1
        return self._at.get((row, column))

    def hanging(self, x: float, y: float, reach: float) -> Region | None:
        """The cell without a line at its end that a point lies just beyond, below the table or above it."""
        if self.ys[-1] - reach < y < self.ys[-1]:
            region = self.find(x, self.ys[-1] + 0.1)
            return region if region and region.open_bottom else None
        if self.ys[0] < y < self.ys[0] + reach:
            region = self.find(x, self.ys[0] - 0.1)
            return region if region and region.open_top else None
        return None


def lattices(page: Page) -> list[Lattice]:
    """The tables of a page from top to bottom.  A single box or a lone rule is none."""
    level, upright = _joined(page.horizontal), _joined(page.vertical)
    tables = (_lattice(group, page.number) for group in _groups(level, upright))
    found = [table for table in tables if table and len(table.regions) > 1]
    return sorted(found, key=lambda table: -table.ys[0])


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Lines at nearly one position, each a maximal stretch."""
    found: list[Line] = []
    for cluster in _clusters(sorted(lines)):
        position = sum(line[0] for line in cluster) / len(cluster)
        stretches: list[tuple[float, float]] = []
        for start, end in sorted((line[1], line[2]) for line in cluster):
            if stretches and start <= stretches[-1][1] + _GAP:
                stretches[-1] = (stretches[-1][0], max(stretches[-1][1], end))
            else:
                stretches.append((start, end))
        found.extend((position, start, end) for start, end in stretches if end - start >= _SHORTEST)
    return found


def _clusters(lines: Sequence[Line]) -> list[list[Line]]:
    found: list[list[Line]] = []
    for line in lines:
        if found and line[0] - found[-1][0][0] <= NEAR:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _groups(level: list[Line], upright: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that touch, directly or through others."""
    parent = list(range(len(level) + len(upright)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    positions = [line[0] for line in upright]
    for number, (y, left, right) in enumerate(level):
        for other in range(bisect_left(positions, left - NEAR), bisect_right(positions, right + NEAR)):
            if upright[other][1] - NEAR <= y <= upright[other][2] + NEAR:
                parent[root(number)] = root(len(level) + other)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for number, line in enumerate([*level, *upright]):
        groups.setdefault(root(number), ([], []))[number >= len(level)].append(line)
    tables = [group for group in groups.values() if min(map(len, group)) >= 1 and max(map(len, group)) > 1]
    for _, lone in (group for group in groups.values() if not group[0]):
        for line in lone:
            _adopt(line, tables)
    return tables


def _adopt(line: Line, tables: list[tuple[list[Line], list[Line]]]) -> None:
    """Give an upright line that touches nothing to the table beside it.

    A merged cell that began on the page before and goes on to the next has no level line on this page.
    """
    beside = [(distance, upright) for level, upright in tables if (distance := _beside(line, level)) is not None]
    if beside:
        min(beside, key=lambda found: found[0])[1].append(line)


def _beside(line: Line, level: list[Line]) -> float | None:
    """How far an upright line stands from a table it runs along; None when it does not."""
    x, bottom, top = line
    low, high = min(y for y, _, _ in level), max(y for y, _, _ in level)
    along = min(top, high) - max(bottom, low)
    left, right = min(start for _, start, _ in level), max(end for _, _, end in level)
    return max(left - x, x - right, 0.0) if along > (high - low) * 0.6 or along > (top - bottom) * 0.6 else None


def _lattice(group: tuple[list[Line], list[Line]], page: int) -> Lattice | None:
    """The cells of one group.  Where lines stick out, the table is open: its edge is where they end."""
    level, upright = group
    xs = _edges([x for x, _, _ in upright], [end for line in level for end in line[1:]])
    ys = _edges([y for y, _, _ in level], [end for line in upright for end in line[1:]])[::-1]
    if len(xs) < 2 or len(ys) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    above = [[_drawn(level, ys[row], _mid(xs, column)) for column in range(columns)] for row in range(rows + 1)]
    beside = [[_drawn(upright, xs[column], _mid(ys, row)) for column in range(columns + 1)] for row in range(rows)]
    table = Lattice(page, xs, ys, [])
    for row in range(rows):
        for column in range(columns):
            if (row, column) not in table._at:
                _open_region(table, row, column, above, beside)
    return table


def _edges(positions: list[float], ends: list[float]) -> list[float]:
    """The positions of lines, and the outermost ends of those across where they stick out."""
    low, high = min(ends), max(ends)
    outer = [low] * (low < min(positions) - NEAR) + [high] * (high > max(positions) + NEAR)
    return sorted({*positions, *outer})


def _mid(edges: list[float], index: int) -> float:
    return (edges[index] + edges[index + 1]) / 2


def _drawn(lines: list[Line], position: float, across: float) -> bool:
    return any(abs(line[0] - position) < 0.01 and line[1] - 1 <= across <= line[2] + 1 for line in lines)


def _open_region(table: Lattice, row: int, column: int, above: list[list[bool]], beside: list[list[bool]]) -> None:
    """Grow the cell at a corner to the right and down until a line stops it; it is always a rectangle."""
    columns, rows = len(table.xs) - 1, len(table.ys) - 1
    right = column + 1
    while right < columns and not beside[row][right] and (row, right) not in table._at:
        right += 1
    bottom = row + 1
    while bottom < rows and _runs_on(bottom, column, right, above, beside):
        bottom += 1
    box = (table.xs[column], table.ys[bottom], table.xs[right], table.ys[row])
    drawn_top, drawn_bottom = any(above[row][column:right]), any(above[bottom][column:right])
    region = Region(row, column, bottom - row, right - column, box, not drawn_top, not drawn_bottom)
    table.regions.append(region)
    table._at.update({(r, c): region for r in range(row, bottom) for c in range(column, right)})


def _runs_on(row: int, column: int, right: int, above: list[list[bool]], beside: list[list[bool]]) -> bool:
    crossed = any(above[row][column:right]) or any(beside[row][column + 1 : right])
    walls = beside[row][column] or column == 0, beside[row][right] or right == len(beside[row]) - 1
    return not crossed and all(walls)
