"""Tables broken over pages: rows laid under one another, cut cells and cut rows joined.

Where no line is drawn at the break, the cell below is the cell above (spreadsheets print merged cells
so), unless the rest of the row is closed and the upper one is a header, or both speak and the upper
text was not broken off.  Where one
is drawn, a row was cut in the middle if every text at the top of the new page goes on from a full last
line, and some cell beside it has nothing more to say, or long texts stop in the middle of a sentence
(word processors break rows so).  Leading cells that are blank at the top of a page belong to the merged
cell above.  Header rows that a word processor repeats on every page are dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from narrative.readers import _pdf_text
from narrative.readers._grid import Slot
from narrative.readers._pdf_lattice import NEAR, Lattice, Region
from narrative.readers._pdf_page import Page
from narrative.readers._pdf_text import Line
from narrative.schema import Place

_FIGURE = re.compile(r"[-—/]|-?\d[\d.,]*[%％]?")
_END = re.compile(r"[。；！？;.!?]$")
_SENTENCE = 12  # characters in a line


@dataclass(slots=True)
class _Piece:
    """A cell of one page with its lines, in the columns of the whole table."""

    region: Region
    row: int
    rowspan: int
    column: int
    end: int
    place: Place
    lines: list[Line] = field(default_factory=list)
    tail: list[_Piece] = field(default_factory=list)  # what follows on later pages
    gone: bool = False

    @property
    def text(self) -> str:
        """Its own text and what follows on later pages."""
        left, _, right, _ = self.region.box
        own = _pdf_text.joined(self.lines, left, right)
        for piece in self.tail:
            follow = piece.text
            last = self.lines[-1] if self.lines else None
            own += ("\n" if own and self._ends_before(piece) else _pdf_text.glue(own, follow, last)) + follow
        return own

    def _ends_before(self, piece: _Piece) -> bool:
        """Whether a paragraph ends where the page does."""
        left, _, right, _ = self.region.box
        return bool(self.lines and piece.lines and _pdf_text.is_meant(piece.lines[0], self.lines[-1], left, right))

    @property
    def pages(self) -> list[_Piece]:
        """The cell page by page."""
        return [self, *(page for piece in self.tail for page in piece.pages)]

    @property
    def is_long(self) -> bool:
        """Whether the cell is wide enough for sentences."""
        left, _, right, _ = self.region.box
        return bool(self.lines) and right - left > _SENTENCE * self.lines[-1].size

    @property
    def is_figure(self) -> bool:
        """Whether it holds a figure, or the mark for none."""
        return bool(_FIGURE.fullmatch(self.text))

    def runs_on_in(self, line: Line) -> bool:
        """Whether the first word of ``line`` had no room left on the last line, so that it had to be broken there."""
        left, _, right, _ = self.region.box
        last = next((piece.lines[-1] for piece in reversed(self.pages) if piece.lines), None)
        return last is not None and not _pdf_text.fits(line, last, left, right)


def joined_slots(parts: list[tuple[Page, Lattice]]) -> list[Slot]:
    """The cells of a table whose parts stand on consecutive pages."""
    edges = _edges([table for _, table in parts])
    whole: list[_Piece] = []
    rows = 0
    for page, table in parts:
        below = [_piece(region, page, table, edges, rows) for region in table.regions]
        rows = _append(whole, below, rows) if whole else len(table.ys) - 1
        whole = [piece for piece in [*whole, *below] if not piece.gone]
    return [
        Slot(piece.text, piece.row, piece.column, piece.rowspan, piece.end - piece.column, piece.place)
        for piece in whole
    ]


def _edges(tables: list[Lattice]) -> list[float]:
    found: list[float] = []
    for x in sorted(x for table in tables for x in table.xs):
        if not found or x - found[-1] > NEAR:
            found.append(x)
    return found


def _nearest(edges: list[float], x: float) -> int:
    at = bisect_left(edges, x)
    return min((abs(edges[i] - x), i) for i in (at - 1, at) if 0 <= i < len(edges))[1]


def _piece(region: Region, page: Page, table: Lattice, edges: list[float], offset: int) -> _Piece:
    column = _nearest(edges, table.xs[region.column])
    end = _nearest(edges, table.xs[region.column + region.colspan])
    lines = _pdf_text.lines(region.chars, page.spacing)
    place = Place(page=page.number, box=page.printed(region.box), ocr=_pdf_text.least_sure(lines))
    return _Piece(region, offset + region.row, region.rowspan, column, max(end, column + 1), place, lines)


def _append(whole: list[_Piece], below: list[_Piece], rows: int) -> int:
    """Put the pieces of a page under the whole; return the number of rows after it."""
    repeated = _repeated(whole, below, rows)
    top = [piece for piece in below if piece.row == rows + repeated]
    pairs = [(piece, _above(whole, piece, rows)) for piece in top]
    same_row = _is_cut_row(pairs)
    headed = rows - 1 if _is_header(_texts(whole, 0).get(rows - 1, ())) else -1
    joins = [
        (piece, above)
        for piece, above in pairs
        if above and (same_row or _is_cut_cell(piece, above, top, under_header=above.row == headed))
    ]
    for piece in below:
        piece.gone = piece.row < rows + repeated
        piece.row -= repeated + same_row
    for piece, above in joins:
        above.tail.append(piece)
        above.rowspan = piece.row + piece.rowspan - above.row
        piece.gone = True
    return max([piece.row + piece.rowspan for piece in [*whole, *below] if not piece.gone], default=rows)


def _above(whole: list[_Piece], piece: _Piece, rows: int) -> _Piece | None:
    """The cell in the same columns that ends at the break."""
    found = (p for p in whole if (p.column, p.end) == (piece.column, piece.end) and p.row + p.rowspan == rows)
    return next(found, None)


def _is_cut_row(pairs: list[tuple[_Piece, _Piece | None]]) -> bool:
    """A row that a word processor cut: texts go on from full lines, and a neighbour is finished.

    One figure under another is a row of its own; a figure under a text is what was cut off only where
    figures beside it are finished.  A label alone in front of blanks may be a row of its own.
    """
    speaking = [(piece, above) for piece, above in pairs if piece.lines]
    if not speaking or not all(above and above.lines for _, above in speaking):
        return False
    done = sum(bool(above and above.is_figure) for piece, above in pairs if not piece.lines)
    if done > 1 and all(_stops_short(piece, above, pairs) for piece, above in speaking):
        return True
    if not all(above and above.runs_on_in(piece.lines[0]) for piece, above in speaking):
        return False
    over_figures = [bool(above and above.is_figure) for piece, above in speaking if piece.is_figure]
    if any(over_figures) or (over_figures and done < 2):
        return False
    first, above = speaking[0]
    if len(speaking) == 1 and first in [piece for piece, _ in pairs[:2]]:
        short = first.column > 0 and len(first.text) < 4
        return bool(above and (short or _needs(above.text, first.text, alone=True)))
    return any(above and above.lines and not piece.lines for piece, above in pairs) or _all_go_on(speaking)


def _stops_short(piece: _Piece, above: _Piece | None, pairs: list[tuple[_Piece, _Piece | None]]) -> bool:
    """Whether a text of several lines, no label, stops in the middle of a sentence and goes on below."""
    behind = piece not in [first for first, _ in pairs[:2]]
    several = bool(above and len(above.lines) > 1 and not _END.search(above.text))
    return behind and several and not piece.is_figure


def _all_go_on(pairs: list[tuple[_Piece, _Piece | None]]) -> bool:
    """Two or more long texts stop in the middle of a sentence."""
    long = [above for _, above in pairs if above and above.is_long]
    return len(long) > 1 and not any(_END.search(above.text) for above in long)


def _is_cut_cell(piece: _Piece, above: _Piece, top: list[_Piece], *, under_header: bool) -> bool:
    """One merged cell on both sides of the break."""
    if above.pages[-1].region.open_bottom and piece.region.open_top:
        if not _is_closed(top):
            return True
        silent = not (above.lines and piece.lines)
        return not under_header and (silent or above.runs_on_in(piece.lines[0]))
    if not above.lines:
        return False
    if piece.lines:
        alone = sum(bool(other.lines) for other in top) == 1
        return above.runs_on_in(piece.lines[0]) and _needs(above.text, piece.text, alone=alone)
    leading = all(not other.lines for other in top if other.column < piece.column)
    return leading and not under_header and any(other.lines for other in top)


def _is_closed(top: list[_Piece]) -> bool:
    """Whether a line is drawn over most cells of the first row of a page."""
    return sum(piece.region.open_top for piece in top) * 2 < len(top)


def _needs(text: str, follow: str, *, alone: bool) -> bool:
    """A bracket left open at the break and closed behind it, or a scrap too short to be a text of its own."""
    scrap = alone and len(follow) == 1 and follow.isalpha() and not follow.isascii()
    return scrap or any(
        text.count(opening) > text.count(closing) and closing in follow
        for opening, closing in ("（）", "()", "《》", "“”")
    )


_Texts = dict[int, tuple[tuple[int, str], ...]]
"""Row → its texts with their columns."""


def _repeated(whole: list[_Piece], below: list[_Piece], rows: int) -> int:
    """How many rows at the top of the page repeat the first rows of the table, or a header further down."""
    new, old = _texts(below, rows), _texts(whole, 0)
    headers = (row for row in sorted(old) if old[row] == new.get(0) and _is_header(old[row]))
    return max(_same(old, new, start) for start in (0, *headers))


def _is_header(texts: tuple[tuple[int, str], ...]) -> bool:
    return len(texts) > 3 and not any(_FIGURE.fullmatch(text) for _, text in texts)


def _same(old: _Texts, new: _Texts, start: int) -> int:
    """A title has its row to itself and may open a new form: it is never a repeated header."""
    count = 0
    while len(new.get(count, ())) > 1 and old.get(start + count) == new[count]:
        count += 1
    return count if count < len(new) else 0


def _texts(pieces: list[_Piece], offset: int) -> _Texts:
    rows: dict[int, list[tuple[int, str]]] = {}
    for piece in pieces:
        if piece.lines:
            rows.setdefault(piece.row - offset, []).append((piece.column, piece.text))
    return {row: tuple(sorted(texts)) for row, texts in rows.items()}
