"""Markdown: headings, paragraphs and pipe tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from narrative.readers import _grid
from narrative.readers._decode import decode
from narrative.readers._limits import Limits
from narrative.readers._sample import LIKELY, NO, SURE, Sample
from narrative.schema import Block, Cell, Document, Grid, Paragraph, Place, ReadError

FORMAT = "md"
SUFFIXES = (".md", ".markdown")

_RULE = re.compile(r"\s*\|?\s*:?-{1,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?\s*")
_RULE_BYTES = re.compile(rb"(?m)^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*\r?$")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_EMPHASIS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def sniff(sample: Sample) -> int:
    """SURE for text with the rule line of a pipe table; LIKELY when the suffix says so."""
    if b"\0" in sample.data[:4096]:
        return NO
    if _RULE_BYTES.search(sample.data, 0, 65_536):
        return SURE
    return LIKELY if sample.suffix in SUFFIXES else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Blocks in order.  Pipe tables know no merged cells, so their blanks may be merged ones."""
    text, _ = decode(sample.data)
    lines = text.splitlines()
    if len(lines) > limits.cells:
        raise ReadError(sample.source, f"超过 {limits.cells} 行", code="too_large")
    return Document(source=sample.source, blocks=tuple(_blocks(lines, sample.source, limits)), format=FORMAT)


def _blocks(lines: list[str], source: str, limits: Limits) -> Iterator[Block]:
    tables = paragraphs = 0
    for is_table, group in groupby(enumerate(lines, start=1), key=lambda item: _is_row(item[1])):
        numbered = list(group)
        if is_table:
            tables += 1
            yield from _table(numbered, Place(source, table=tables, line=numbered[0][0]), limits)
            continue
        for number, line in numbered:
            if line.strip():
                paragraphs += 1
                yield _paragraph(line.strip(), Place(source, paragraph=paragraphs, line=number))


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def _paragraph(line: str, place: Place) -> Paragraph:
    heading = _HEADING.fullmatch(line)
    return Paragraph(_plain(heading[2]), place, len(heading[1])) if heading else Paragraph(_plain(line), place)


def _table(numbered: list[tuple[int, str]], table: Place, limits: Limits) -> Iterator[Grid]:
    rows = [(number, _split(line)) for number, line in numbered if not _RULE.fullmatch(line)]
    columns = max((len(row) for _, row in rows), default=0)
    _grid.check(columns * len(rows), table, limits)
    _grid.check_columns(columns, table, limits)
    cells = []
    for row, (number, texts) in enumerate(rows):
        for column, text in enumerate(texts + [""] * (columns - len(texts))):
            place = Place(table.source, line=number, table=table.table, row=row + 1, column=column + 1)
            cells.append(Cell(text, row, column, place=place))
    if any(cell.text for cell in cells):
        yield Grid(tuple(cells), len(rows), columns, table, spans_known=False)


def _split(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [_plain(_BREAK.sub("\n", text)) for text in _BAR.split(inner)]


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    return "\n".join(line.strip() for line in _ESCAPED.sub(r"\1", text).strip().split("\n"))
