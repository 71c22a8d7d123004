"""What stands in the margins of a page: running heads and page numbers, and text that hangs out of a cut cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from narrative.readers._pdf_lattice import Lattice, Region
from narrative.readers._pdf_page import Char, Page
from narrative.readers._pdf_text import Line

_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/／]?\s*共?\s*\d{1,4}\s*页?)?[-—–·\s]*")
_BROWSER_HEAD = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,?\s?(?:[上下]午)?\s?\d{1,2}:\d\d(?::\d\d)?.*")
_BROWSER_FOOT = re.compile(r"(?:https?|file)://.*|.*(?:https?|file)://\S+\s*\d+\s?/\s?\d+")
_TITLE = re.compile(r"表$|^[（(]?\d{4}年度?[）)]?$")
_FIGURES = re.compile(r"\d+")
_MARGIN = 0.12  # of the page height: where running heads and page numbers stand
_HANGING = 2.6  # of a character's height: how far the rest of a cut cell reaches beyond its end


def running(pages: Sequence[tuple[Page, Sequence[Line]]]) -> Iterator[list[Line]]:
    """The lines of each page without page numbers, what browsers print around a page, and running heads.

    Those stand at one height of the margin on most of three or more pages and differ in figures at most.
    A form's title is none of them, even where every page begins with a form.
    """
    seen = Counter(key for page, lines in pages for key in {_key(line, page) for line in lines} - {None})
    often = {key for key, count in seen.items() if count >= 3 and count > len(pages) / 2}
    for page, lines in pages:
        yield [line for line in lines if not _is_running(line, page, often)]


def _key(line: Line, page: Page) -> tuple[str, int] | None:
    height = page.width if page.turns % 2 else page.height
    if height * _MARGIN < line.bottom and line.top < height * (1 - _MARGIN):
        return None
    return _FIGURES.sub("0", line.text), round(line.bottom)


def _is_running(line: Line, page: Page, often: set[tuple[str, int] | None]) -> bool:
    key = _key(line, page)
    if key is None or _TITLE.search(line.text):
        return False
    return key in often or _is_printed_around(line.text)


def _is_printed_around(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_PAGE_NUMBER, _BROWSER_HEAD, _BROWSER_FOOT))


def hanging(chars: Sequence[Char], tables: Sequence[Lattice]) -> list[tuple[Char, Region]]:
    """Characters just beyond the end of a cell that the page cuts, with that cell.

    Browsers cut a cell at the page's end a little above its last line.
    """
    found: list[tuple[Char, Region]] = []
    ordered = sorted(chars, key=lambda char: (round(char.base), char.left))
    for _, line in groupby(ordered, key=lambda char: round(char.base)):
        row = list(line)
        homes = [_open_home(char, tables) for char in row]
        if _is_of_cells(row, homes):
            found.extend((char, home) for char, home in zip(row, homes, strict=True) if home)
    return found


def _open_home(char: Char, tables: Sequence[Lattice]) -> Region | None:
    reach = _HANGING * (char.top - char.bottom)
    return next((home for table in tables if (home := table.hanging(*char.middle, reach))), None)


def _is_of_cells(row: Sequence[Char], homes: Sequence[Region | None]) -> bool:
    """Whether a line keeps to the columns, as a running foot does not."""
    if _is_printed_around("".join(char.text for char in row)):
        return False
    across = any(
        here is not there and then.left - last.right < (then.top - then.bottom) * 0.3
        for (last, then), (here, there) in zip(pairwise(row), pairwise(homes), strict=True)
    )
    return all(homes) and not across
