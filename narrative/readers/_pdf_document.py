"""A PDF from page to page: tables and paragraphs in order, broken tables made whole again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from narrative.readers import _grid, _pdf_blanks, _pdf_margins, _pdf_page, _pdf_text
from narrative.readers._limits import Limits
from narrative.readers._pdf_broken import joined_slots
from narrative.readers._pdf_lattice import NEAR, Lattice, Region, lattices
from narrative.readers._pdf_page import Char, Page
from narrative.readers._pdf_rulings import Box
from narrative.readers._pdf_text import Line
from narrative.readers._sample import Sample
from narrative.schema import Block, Document, Note, Paragraph, Place, ReadError

_PASSWORD_ERROR = 4


@dataclass(slots=True)
class Leaf:
    """One page taken apart: its tables and the lines outside them, each from top to bottom."""

    page: Page
    tables: list[Lattice] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def items(self) -> list[Lattice | list[Line]]:
        """Tables and paragraphs in reading order."""
        found: list[tuple[float, Lattice | list[Line]]] = [(-table.ys[0], table) for table in self.tables]
        found += [(-group[0].top, group) for group in self._groups()]
        return [item for _, item in sorted(found, key=lambda pair: pair[0])]

    def _groups(self) -> Iterator[list[Line]]:
        """Paragraphs; one never reaches over a table."""
        tops = [table.ys[0] for table in self.tables]
        stretch: dict[int, list[Line]] = {}
        for line in self.lines:
            stretch.setdefault(sum(top > line.bottom for top in tops), []).append(line)
        left = min([line.left for line in self.lines] + [table.xs[0] for table in self.tables], default=0)
        right = max([line.right for line in self.lines] + [table.xs[-1] for table in self.tables], default=0)
        for lines in stretch.values():
            yield from _pdf_text.paragraphs(lines, left, right)


def read(sample: Sample, limits: Limits) -> Document:
    """See :func:`narrative.readers.pdf.read`."""
    with opened(sample) as document:
        leaves, notes = _leaves(document, sample.source, limits)
    for leaf, lines in zip(leaves, _pdf_margins.running([(leaf.page, leaf.lines) for leaf in leaves]), strict=True):
        leaf.lines = lines
    blocks = tuple(blocks_of(leaves, sample.source, limits))
    if not blocks and any(leaf.page.images for leaf in leaves):
        message = "PDF 只有图像没有文字（扫描件）；安装 narrative[ocr] 后可识别"
        raise ReadError(sample.source, message, code="no_text", place=Place(sample.source, page=1))
    return Document(source=sample.source, blocks=blocks, format="pdf", notes=tuple(notes))


@contextmanager
def opened(sample: Sample) -> Iterator[Any]:
    """The file as PDFium has it.  Raises ReadError: encrypted, truncated."""
    pdfium.FPDF_InitLibrary()
    document = _open(sample)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _open(sample: Sample) -> Any:
    document = pdfium.FPDF_LoadMemDocument64(sample.data, len(sample.data), None)
    if document:
        return document
    if pdfium.FPDF_GetLastError() == _PASSWORD_ERROR:
        raise ReadError(sample.source, "PDF 有打开密码，请去掉密码后再读", code="encrypted")
    raise ReadError(sample.source, "PDF 不完整或已损坏，无法打开", code="truncated")


def _leaves(document: Any, source: str, limits: Limits) -> tuple[list[Leaf], list[Note]]:
    count = pdfium.FPDF_GetPageCount(document)
    if count < 1:
        raise ReadError(source, "PDF 没有任何页面", code="truncated")
    if count > limits.pages:
        raise ReadError(source, f"PDF 有 {count} 页，超过上限 {limits.pages} 页，请拆分", code="too_large")
    notes: list[Note] = []
    pages: list[Page] = []
    left = limits.cells
    for index in range(count):
        page = _pdf_page.load(document, index, limits.rulings)
        notes.extend(_page_notes(page, source, limits))
        left = _spent(left, len(page.chars), page, source, limits)
        pages.append(page)
    spacing = _pdf_blanks.spacing(pages)
    leaves: list[Leaf] = []
    for page in pages:
        page.spacing = spacing
        leaf = _leaf(page, limits)
        left = _spent(left, sum(len(table.regions) for table in leaf.tables), page, source, limits)
        leaves.append(leaf)
    return leaves, notes


def _spent(left: int, used: int, page: Page, source: str, limits: Limits) -> int:
    if used > left:
        message = f"文字和单元格超过 {limits.cells} 个"
        raise ReadError(source, message, code="too_large", place=Place(source, page=page.number))
    return left - used


def _leaf(page: Page, limits: Limits) -> Leaf:
    few = len(page.horizontal) + len(page.vertical) <= limits.rulings
    leaf = Leaf(page, lattices(page) if few else [])
    outside: list[Char] = []
    by_size = sorted(leaf.tables, key=lambda table: table.area)
    for char in page.chars:
        region = _cut_home(char, by_size) if char.cut_off else _home(*char.middle, by_size)
        if region:
            region.chars.append(char)
        elif not char.cut_off:
            outside.append(char)
    for char, region in _pdf_margins.hanging(outside, by_size):
        region.chars.append(char)
        outside.remove(char)
    leaf.tables = [table for table in leaf.tables if any(region.chars for region in table.regions)]
    leaf.lines = _pdf_text.lines(outside, page.spacing)
    page.chars = []
    return leaf


def _home(x: float, y: float, tables: list[Lattice]) -> Region | None:
    return next((found for table in tables if (found := table.find(x, y))), None)


def _cut_home(char: Char, tables: list[Lattice]) -> Region | None:
    """The cell a character was clipped to: spreadsheets print what does not fit across the neighbours.

    Beyond the open end of a cell that goes on over the page, it is printed again on the other page.
    """
    left, bottom, right, top = char.window or (0, 0, 0, 0)
    region = _home((left + right) / 2, (bottom + top) / 2, tables)
    if not region:
        return None
    y = char.middle[1]
    if (region.open_bottom and y < region.box[1]) or (region.open_top and y > region.box[3]):
        return None
    inside = region.box[0] - NEAR <= left and right <= region.box[2] + NEAR
    return region if inside and region.box[1] - NEAR <= bottom and top <= region.box[3] + NEAR else None


def _page_notes(page: Page, source: str, limits: Limits) -> Iterator[Note]:
    place = Place(source, page=page.number)
    if len(page.horizontal) + len(page.vertical) > limits.rulings:
        yield Note("skipped_table", f"本页线条超过 {limits.rulings} 条，按图形处理，未读表格", place)
    if not page.chars and page.images:
        yield Note("image_page", "本页只有图像，没有文字，未读取", place)
    if page.unmapped > 20 and page.unmapped > len(page.chars) / 5:
        yield Note("unmapped", "本页字体没有文字对应表，部分文字读不出", place)


# --------------------------------------------------------------------------------------------------
# Blocks


def blocks_of(leaves: list[Leaf], source: str, limits: Limits) -> Iterator[Block]:
    """Paragraphs as they come; a table waits until it is clear that the next page does not continue it."""
    waiting: list[tuple[Page, Lattice]] = []
    tables = paragraphs = 0
    for leaf in leaves:
        for number, item in enumerate(leaf.items()):
            goes_on = isinstance(item, Lattice) and number == 0 and waiting and _continues(waiting[-1], leaf.page, item)
            if waiting and not goes_on:
                tables += 1
                yield from _table(waiting, tables, source, limits)
                waiting = []
            if isinstance(item, Lattice):
                waiting.append((leaf.page, item))
            else:
                paragraphs += 1
                box, sure = leaf.page.printed(_around(item)), _pdf_text.least_sure(item)
                place = Place(source, page=leaf.page.number, paragraph=paragraphs, box=box, ocr=sure)
                yield Paragraph(_pdf_text.paragraph_text(item), place)
    if waiting:
        yield from _table(waiting, tables + 1, source, limits)


def _continues(before: tuple[Page, Lattice], page: Page, table: Lattice) -> bool:
    """The next page goes on with a table of the same width."""
    last_page, last = before
    same = abs(last.xs[0] - table.xs[0]) < NEAR and abs(last.xs[-1] - table.xs[-1]) < NEAR
    return same and page.number == last_page.number + 1


def _table(parts: list[tuple[Page, Lattice]], number: int, source: str, limits: Limits) -> list[Block]:
    page, first = parts[0]
    box = page.printed((first.xs[0], first.ys[-1], first.xs[-1], first.ys[0]))
    place = Place(source, page=page.number, table=number, box=box)
    return _grid.build(joined_slots(parts), place, limits)


def _around(group: list[Line]) -> Box:
    return (
        min(line.left for line in group),
        min(line.bottom for line in group),
        max(line.right for line in group),
        max(line.top for line in group),
    )
