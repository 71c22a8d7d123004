"""Which cell stands in which column, when rows are ragged and shifted.

Start at :func:`align`.  Cells and columns both run left to right, so the reading of a row is the
cheapest way through both: a cell pays for not looking like its column, a column for standing empty, and
the row for every change of its shift against the header.  Where spans are known and nothing is shifted
this is reading by header column; where they are lost it anchors on content.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from narrative.schema import Cell

NEVER = 1e6
_DROP_COPY = 1.0  # a cell that repeats its left neighbour
_DROP = 12.0  # a cell that no column wants
_REACH = 3  # cells that may be left out in a row
_MOST_SPOTS = 600  # no indicator table is so wide; beyond it, only the straight reading
_FARTHEST = 3  # a shift beyond this costs no more


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a header: what it holds, where it stands, what it costs to leave it empty."""

    field: str
    at: int
    header: str = ""
    empty: float = 0.0


Cost = Callable[[Cell, Column], float]


def align(cells: Sequence[Cell], columns: Sequence[Column], cost: Cost, *, shift: float) -> list[int | None]:
    """The column of each cell (an index into ``columns``), None for a cell left out.

    ``cost`` says how badly a cell fits a column, ``shift`` what a change of shift costs.
    """
    straight, price = _straight(cells, columns, cost)
    if price <= shift or len(cells) * len(columns) > _MOST_SPOTS:  # any other way pays for a shift at least
        return straight
    search = _Search(cells, columns, shift)
    for i, cell in enumerate(cells):
        for j, column in enumerate(columns):
            fit = cost(cell, column)
            if fit < NEVER:
                search.reach(i, j, fit)
    return search.trace()


def _straight(cells: Sequence[Cell], columns: Sequence[Column], cost: Cost) -> tuple[list[int | None], float]:
    """Every cell in the column it stands under, and what that costs; NEVER when one stands under none."""
    spots = {column.at: j for j, column in enumerate(columns)}
    chosen = [spots.get(cell.column) for cell in cells]
    if None in chosen or len(spots) < len(columns) or len(set(chosen)) < len(chosen):
        return chosen, NEVER
    filled = {j for j in chosen if j is not None}
    fits = sum(cost(cell, columns[j]) for cell, j in zip(cells, chosen, strict=True) if j is not None)
    return chosen, fits + sum(column.empty for j, column in enumerate(columns) if j not in filled)


_Spot = tuple[int, int]  # a cell in a column


class _Search:
    """The cheapest way to every spot, and where it came from."""

    def __init__(self, cells: Sequence[Cell], columns: Sequence[Column], shift: float) -> None:
        self._cells, self._columns, self._shift = cells, columns, shift
        self._skipped = _running([column.empty for column in columns])
        self._dropped = _running([_drop(cells, i) for i in range(len(cells))])
        self._best: dict[_Spot, tuple[float, _Spot | None]] = {}

    def reach(self, i: int, j: int, fit: float) -> None:
        """Find the cheapest way to cell ``i`` in column ``j``, whose fit costs ``fit``."""
        start = self._dropped[i] + self._skipped[j] + self._price(abs(self._offset(i, j)))
        ways: list[tuple[float, _Spot | None]] = [(start, None)]
        for before in range(i - 1, max(-1, i - 1 - _REACH), -1):
            ways.extend((self._from(before, k, i, j), (before, k)) for k in range(j) if (before, k) in self._best)
        price, way = min(ways, key=lambda entry: entry[0])
        self._best[i, j] = price + fit, way

    def _from(self, before: int, k: int, i: int, j: int) -> float:
        change = abs(self._offset(i, j) - self._offset(before, k))
        gaps = self._dropped[i] - self._dropped[before + 1] + self._skipped[j] - self._skipped[k + 1]
        return self._best[before, k][0] + gaps + self._price(change)

    def _offset(self, i: int, j: int) -> int:
        return self._cells[i].column - self._columns[j].at

    def _price(self, change: int) -> float:
        return self._shift * min(change, _FARTHEST)

    def trace(self) -> list[int | None]:
        """Walk back from the cheapest end."""
        found: list[int | None] = [None] * len(self._cells)
        way = min(self._best, key=self._end, default=None)
        while way is not None:
            found[way[0]] = way[1]
            way = self._best[way][1]
        return found

    def _end(self, spot: _Spot) -> float:
        i, j = spot
        left_out = self._dropped[-1] - self._dropped[i + 1] + self._skipped[-1] - self._skipped[j + 1]
        return self._best[spot][0] + left_out


def _running(values: Sequence[float]) -> list[float]:
    return [0.0, *accumulate(values)]


def _drop(cells: Sequence[Cell], i: int) -> float:
    return _DROP_COPY if i and cells[i].text.strip() == cells[i - 1].text.strip() else _DROP
