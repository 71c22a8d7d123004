"""Plain text (.txt, .tsv): lines of cells between tabs (or bars) are tables, other lines paragraphs.

Start at :func:`read`.  Such files are dumps of tables: rows are ragged, a blank may be a merged cell, so
every grid says ``spans_known=False``.  A place counts lines and, in a table, the cells of the line; its
``address`` is the offset of the text in the decoded file (newlines untouched, no byte order mark).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from narrative.readers._decode import decode
from narrative.readers._limits import Limits
from narrative.readers._sample import LIKELY, NO, POSSIBLE, Sample
from narrative.schema import Block, Cell, Document, Grid, Paragraph, Place, ReadError

FORMAT = "text"
SUFFIXES = (".txt", ".text")

LINE_CHARACTERS = 1_000_000  # no line of a form or report comes near; a longer one is no text for people
_STRAY = 0.02  # share of control or undecodable characters from which bytes are no text; NUL is told by its line
_STRAYS = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1f\x7f\ufffd]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BARS = re.compile("[|｜│┃]")
_RULE = re.compile(r"[-+|=:\s─━│┃┌┐└┘├┤┬┴┼╔╗╚╝═║╠╣╦╩╬]{3,}")  # the lines that draw a table
_SPEECH = 40  # characters of a first cell from which a lone tabbed line is prose that holds a tab


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its newline: number from 1, offset of its first character, page from form feeds."""

    text: str
    number: int
    offset: int
    page: int


def sniff(sample: Sample) -> int:
    """LIKELY for text under a text suffix, POSSIBLE for other text, NO for anything with many controls."""
    if sample.is_zip or sample.is_ole:
        return NO
    if _share_of_strays(decode(sample.data[:65536])[0]) > _STRAY:
        return NO
    return LIKELY if sample.suffix in SUFFIXES else POSSIBLE


def read(sample: Sample, limits: Limits) -> Document:
    """Paragraphs and grids in reading order.

    Raises ReadError: ``too_large`` for a line beyond LINE_CHARACTERS or a file beyond the limits,
    ``binary`` for NUL characters, ``empty`` for a file of blanks.
    """
    if len(sample.data) > limits.file_bytes:
        raise ReadError(sample.source, f"文件超过大小上限 {limits.file_bytes // 2**20} MB", code="too_large")
    lines = list(_lines(sample, limits))
    if not any(line.text.strip() for line in lines):
        raise ReadError(sample.source, "文件里只有空白，没有文字", code="empty")
    return Document(source=sample.source, blocks=tuple(_blocks(lines, sample.source)), format=FORMAT)


def _share_of_strays(text: str) -> float:
    return len(_STRAYS.findall(text)) / max(len(text), 1)


def _lines(sample: Sample, limits: Limits) -> Iterator[Line]:
    text, _ = decode(sample.data)
    if len(text) > limits.characters:
        raise ReadError(sample.source, f"文字超过 {limits.characters} 个字符", code="too_large")
    page = 1 if "\f" in text else 0
    for number, match in enumerate(_LINE.finditer(text), start=1):
        raw = match.group().rstrip("\r\n")
        page += page and raw.count("\f")
        line = Line(raw, number, match.start(), page)
        _check(line, sample.source)
        yield line


def _check(line: Line, source: str) -> None:
    place = Place(source=source, line=line.number)
    if len(line.text) > LINE_CHARACTERS:
        raise ReadError(source, f"一行超过 {LINE_CHARACTERS} 个字符，不像文本文件", code="too_large", place=place)
    if "\0" in line.text:
        raise ReadError(source, "含有空字符（NUL），不是文本文件或已损坏", code="binary", place=place)


# --------------------------------------------------------------------------------------------------
# Lines → blocks


def _blocks(lines: list[Line], source: str) -> Iterator[Block]:
    run: list[Line] = []
    for line in lines:
        if _is_row(line):
            run.append(line)
        elif line.text.strip() and not _RULE.fullmatch(line.text):
            yield from _run(run, source)
            run = []
            yield _paragraph(line, source)
    yield from _run(run, source)


def _is_row(line: Line) -> bool:
    return "\t" in line.text or (len(_BARS.findall(line.text)) > 1 and not _RULE.fullmatch(line.text))


def _run(run: list[Line], source: str) -> Iterator[Block]:
    """Rows that follow one another (blank lines between them are page breaks) are one table."""
    if not any(_holds_cells(line) for line in run) or (len(run) == 1 and _is_speech(run[0])):
        yield from (_paragraph(line, source) for line in run if line.text.strip())
        return
    rows = [list(_cells(line, row, source)) for row, line in enumerate(run)]
    cells = tuple(cell for row in rows for cell in row)
    place = Place(source=source, line=run[0].number, page=run[0].page)
    yield Grid(cells, len(rows), max(map(len, rows)), place, spans_known=False)


def _holds_cells(line: Line) -> bool:
    """Whether a line is more than prose indented by a tab."""
    return bool(line.text.strip()) and ("\t" in line.text.lstrip() or len(_BARS.findall(line.text)) > 1)


def _is_speech(line: Line) -> bool:
    return len(line.text.strip().split("\t")[0]) > _SPEECH


def _cells(line: Line, row: int, source: str) -> Iterator[Cell]:
    for column, (left, right) in enumerate(_bounds(line.text)):
        address = str(line.offset + left)
        place = Place(source=source, page=line.page, line=line.number, column=column + 1, address=address)
        yield Cell(line.text[left:right], row, column, place=place)


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each cell: between tabs, or between bars when the line has no tab."""
    if "\t" in text:
        cuts = [-1, *(match.start() for match in re.finditer("\t", text)), len(text)]
    else:
        bars = [match.start() for match in _BARS.finditer(text)]
        cuts = [
            *([] if not text[: bars[0]].strip() else [-1]),
            *bars,
            *([len(text)] if text[bars[-1] + 1 :].strip() else []),
        ]
    return ((left + 1, right) for left, right in pairwise(cuts))


def _paragraph(line: Line, source: str) -> Paragraph:
    text = line.text.strip()
    offset = line.offset + line.text.index(text)
    return Paragraph(text, Place(source=source, page=line.page, line=line.number, address=str(offset)))
