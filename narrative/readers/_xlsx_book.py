"""The sheets of an Excel workbook, streamed: cells with a value, merged ranges, display formats."""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from lxml import etree

from narrative.readers import _grid, _numbers
from narrative.readers._grid import Slot
from narrative.readers._limits import Limits
from narrative.readers._package import Package
from narrative.readers._sample import Sample
from narrative.readers._xlsx_values import Book, rich, shown
from narrative.schema import Block, Document, Grid, Note, Paragraph, Place, ReadError

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _MERGE = (f"{_S}{name}" for name in ("row", "c", "mergeCell"))
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_EMPTY_ROW = re.compile(rb'<row\b[^>]*\br="\d+"[^>]*(?:/>|>(?:<c\b[^>]*/>)*</row>)')
_LAST_COLUMN = 16_384
_MERGED_RANGES = 100_000


@dataclass(slots=True)
class _Sheet:
    """One sheet while it is streamed; ``budget`` is the number of cells still allowed in the file."""

    name: str
    budget: int
    slots: dict[tuple[int, int], Slot] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    unvalued: int = 0  # formulas that were never calculated


def read(sample: Sample, limits: Limits) -> Document:
    """See :func:`narrative.readers.xlsx.read`."""
    package = Package(sample, limits)
    part = package.main_part("xl/workbook.xml")
    root = package.xml(part)
    if root is None:
        raise ReadError(sample.source, "工作簿没有目录部分，已损坏", code="truncated")
    book = _book(package, part, root, sample.source)
    blocks: list[Block] = []
    notes: list[Note] = []
    left = limits.cells
    for name, target in _visible(package, part, root, notes, sample.source):
        sheet = _stream(package, target, _Sheet(name, left), book, limits)
        left -= len(sheet.slots)
        tables = sum(isinstance(block, Grid) for block in blocks)
        place = Place(sample.source, sheet=name, table=tables + 1)
        blocks.extend(blocks_of(sheet.slots, sheet.merges, place, limits))
        notes.extend(_sheet_notes(sheet, sample.source))
    if "xl/vbaProject.bin" in package:
        notes.append(Note("macro", "文件带有宏，未运行", Place(source=sample.source)))
    return Document(source=sample.source, blocks=tuple(blocks), format="xlsx", notes=tuple(notes))


def blocks_of(
    slots: dict[tuple[int, int], Slot], merges: list[tuple[int, int, int, int]], place: Place, limits: Limits
) -> list[Block]:
    """A sheet's cells by position and its merged ranges (first row, first column, last row, last column) → blocks.

    An empty row parts two tables; rows of a single cell before a table are its titles, hence paragraphs.
    Empty positions inside a table get an empty cell, so that a blank and a merged cell differ.
    ``place.table`` is the number of the first table.
    """
    if not slots:
        return []
    covered = _merge(slots, merges, place, limits)
    blocks: list[Block] = []
    table = place.table
    for part in _parts([slots[key] for key in sorted(slots)]):
        titles = _titles(part)
        blocks.extend(Paragraph(slot.text, _numbered(slot, place)) for slot in titles)
        grid = _grid_of(part[len(titles) :], covered, replace(place, table=table), limits)
        table += len(grid)
        blocks.extend(grid)
    return blocks


def _parts(ordered: list[Slot]) -> Iterator[list[Slot]]:
    """Stretches of cells without an empty row between them."""
    part: list[Slot] = []
    reach = -1
    for slot in ordered:
        if part and slot.row > reach + 1:
            yield part
            part = []
        part.append(slot)
        reach = max(reach, slot.row + slot.rowspan - 1)
    if part:
        yield part


def _titles(part: list[Slot]) -> list[Slot]:
    """The leading cells that have their row to themselves."""
    held = Counter(slot.row for slot in part)
    return list(takewhile(lambda slot: held[slot.row] == 1 and slot.rowspan == 1, part))


def _numbered(slot: Slot, sheet: Place) -> Place:
    return Place(sheet.source, row=slot.row + 1, column=slot.column + 1, sheet=sheet.sheet, cell=slot.place.cell)


def _grid_of(part: list[Slot], covered: set[tuple[int, int]], place: Place, limits: Limits) -> list[Block]:
    if not part:
        return []
    used = sorted({slot.row for slot in part})
    width = max(slot.column + slot.colspan for slot in part)
    empty: list[Slot] = []
    if len(used) * width <= min(limits.cells, 4 * len(part) + 100_000):
        known = covered | {(slot.row, slot.column) for slot in part}
        free = ((row, column) for row in used for column in range(width) if (row, column) not in known)
        empty = [Slot("", row, column, place=Place(cell=address(row, column))) for row, column in free]
    ordered = sorted([*part, *empty], key=lambda slot: (slot.row, slot.column))
    return _grid.build(_closed(ordered, used), place, limits)


def _merge(
    slots: dict[tuple[int, int], Slot], merges: list[tuple[int, int, int, int]], place: Place, limits: Limits
) -> set[tuple[int, int]]:
    """Widen the first cell of every range and drop those it covers; return what is covered.

    A range counts as far as rows and columns with values reach: beyond, it is decoration.
    """
    last_row, last_column = max(row for row, _ in slots), max(column for _, column in slots)
    covered: set[tuple[int, int]] = set()
    for top, left, stated_bottom, stated_right in merges:
        if top > last_row or left > last_column:
            continue
        bottom, right = min(stated_bottom, last_row), min(stated_right, max(last_column, left))
        if (bottom - top + 1) * (right - left + 1) > limits.cells - len(covered):
            raise ReadError(place.source, f"合并单元格超过 {limits.cells} 个", code="too_large", place=place)
        head = slots.get((top, left))
        if head is None:
            head = slots[top, left] = Slot("", top, left, place=Place(cell=address(top, left)))
        head.rowspan, head.colspan = bottom - top + 1, right - left + 1
        inside = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        covered |= inside - {(top, left)}
    for key in covered:
        slots.pop(key, None)
    return covered


def _closed(slots: list[Slot], used: list[int]) -> list[Slot]:
    """Rows without a value are closed up: a million styled empty rows are none."""
    for slot in slots:
        first, end = bisect_left(used, slot.row), bisect_left(used, slot.row + slot.rowspan)
        slot.place = Place(row=slot.row + 1, column=slot.column + 1, cell=slot.place.cell)
        slot.row, slot.rowspan = first, max(end - first, 1)
    return slots


# --------------------------------------------------------------------------------------------------
# The workbook


def _book(package: Package, part: str, root: etree._Element, source: str) -> Book:
    targets = {link.kind: link.target for link in package.relations(part).values() if not link.external}
    strings = package.xml(targets.get("sharedStrings", "xl/sharedStrings.xml"))
    styles = package.xml(targets.get("styles", "xl/styles.xml"))
    properties = root.find(f"{_S}workbookPr")
    return Book(
        source=source,
        strings=[rich(item) for item in strings.iterchildren(f"{_S}si")] if strings is not None else [],
        formats=_formats(styles) if styles is not None else [],
        from_1904=properties is not None and properties.get("date1904") in {"1", "true"},
    )


def _formats(styles: etree._Element) -> list[str]:
    """The display format of each cell style, by its index."""
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in styles.iter(f"{_S}numFmt")}
    named = {str(number): pattern for number, pattern in _numbers.BUILT_IN.items()} | own
    styled = styles.find(f"{_S}cellXfs")
    found = styled if styled is not None else ()
    return [named.get(item.get("numFmtId", "0"), "General") for item in found]


def _visible(
    package: Package, part: str, root: etree._Element, notes: list[Note], source: str
) -> Iterator[tuple[str, str]]:
    links = package.relations(part)
    sheets = list(root.iter(f"{_S}sheet"))
    hidden = [sheet for sheet in sheets if sheet.get("state", "visible") != "visible"]
    if len(hidden) == len(sheets):
        hidden = []
    for sheet in sheets:
        name, link = sheet.get("name", ""), links.get(sheet.get(_ID, ""))
        if sheet in hidden:
            notes.append(Note("hidden_sheet", f"隐藏的工作表“{name}”未读取", Place(source, sheet=name)))
        elif link and not link.external and link.kind == "worksheet":
            yield name, link.target


def _sheet_notes(sheet: _Sheet, source: str) -> Iterator[Note]:
    if sheet.unvalued:
        message = f"{sheet.unvalued} 个公式单元格没有存下计算结果，读为空白"
        yield Note("formula", message, Place(source, sheet=sheet.name))


# --------------------------------------------------------------------------------------------------
# One sheet


def _stream(package: Package, part: str, sheet: _Sheet, book: Book, limits: Limits) -> _Sheet:
    """Walk the sheet once, letting go of every row behind us: empty styled rows cost nothing."""
    data = _EMPTY_ROW.sub(b"", package.xml_data(part))
    if not data:
        return sheet
    options = {"no_network": True, "load_dtd": False, "resolve_entities": False, "remove_comments": True}
    row = -1
    try:
        for _, element in etree.iterparse(io.BytesIO(data), events=("end",), tag=(_ROW, _MERGE), **options):
            if element.tag == _MERGE:
                _range(element, sheet)
            else:
                row = _row(element, row, sheet, book)
                if len(sheet.slots) > sheet.budget:
                    message = f"单元格超过 {limits.cells} 个"
                    raise ReadError(book.source, message, code="too_large", place=Place(book.source, sheet=sheet.name))
            _forget(element)
    except etree.XMLSyntaxError as error:
        place = Place(book.source, sheet=sheet.name)
        raise ReadError(book.source, "工作表内部数据已损坏", code="broken", place=place) from error
    return sheet


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _range(element: etree._Element, sheet: _Sheet) -> None:
    first, _, last = element.get("ref", "").partition(":")
    start, end = _position(first), _position(last or first)
    if start and end and start != end and len(sheet.merges) < _MERGED_RANGES:
        sheet.merges.append((*start, *end))


def _row(element: etree._Element, previous: int, sheet: _Sheet, book: Book) -> int:
    stated = element.get("r", "")
    row = int(stated) - 1 if stated.isdigit() and len(stated) < 9 else previous + 1
    column = -1
    for cell in element.iterchildren(_CELL):
        at = _position(cell.get("r", ""))
        column = at[1] if at else column + 1
        text = shown(cell, book) if len(cell) and column < _LAST_COLUMN else ""
        sheet.unvalued += text is None
        if text:
            sheet.slots[row, column] = Slot(text, row, column, place=Place(cell=address(row, column)))
    return row


def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def address(row: int, column: int) -> str:
    """Row and column from 0 → ``C5``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
