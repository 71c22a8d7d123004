"""The body of a Word document in reading order: paragraphs, tables with their merges, text boxes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from narrative.readers import _docx_numbers, _grid
from narrative.readers._docx_text import ALTERNATIVES, GONE, chosen, is_placeholder, on, text_of
from narrative.readers._grid import Slot
from narrative.readers._limits import Limits
from narrative.readers._package import Package
from narrative.readers._sample import Sample
from narrative.schema import Block, Document, Note, Paragraph, Place, ReadError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _P, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("body", "p", "tbl", "tr", "tc"))
_PROPERTIES = f"{_W}pPr"
_CONTROL, _CONTENT, _CHUNK = (f"{_W}{name}" for name in ("sdt", "sdtContent", "altChunk"))
_WRAPPERS = {f"{_W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")}


def read(sample: Sample, limits: Limits) -> Document:
    """See :func:`narrative.readers.docx.read`."""
    package = Package(sample, limits)
    part = package.main_part("word/document.xml")
    root = package.xml(part)
    body = root.find(_BODY) if root is not None else None
    if root is None or body is None:
        raise ReadError(sample.source, "Word 文件没有正文部分，已损坏", code="truncated")
    walk = _Walk(sample.source, root, _docx_numbers.load(package, part), limits)
    blocks = tuple(walk.blocks(body))
    notes = [*walk.notes, *_notes(package, sample.source)]
    return Document(source=sample.source, blocks=blocks, format="docx", notes=tuple(notes))


def _notes(package: Package, source: str) -> Iterator[Note]:
    if "word/vbaProject.bin" in package:
        yield Note("macro", "文件带有宏，未运行", Place(source=source))


class _Walk:
    """One pass over the body; remembers the ordinals of cells and paragraphs that addresses are made of."""

    def __init__(self, source: str, root: etree._Element, numbers: _docx_numbers.Numbers, limits: Limits) -> None:
        self.source, self.limits, self.numbers = source, limits, numbers
        self.notes: list[Note] = []
        self._ordinals = {
            element: number for tag in (_P, _CELL, _TABLE) for number, element in enumerate(root.iter(tag), start=1)
        }
        self._paragraphs = 0

    def blocks(self, parent: etree._Element, container: str = "") -> Iterator[Block]:
        """Paragraphs with text, and tables, each followed by the text boxes anchored in it."""
        carried = ""
        for element in _children(parent, {_P, _TABLE, _CHUNK}):
            if element.tag == _TABLE:
                yield from self._table(element, container)
            elif element.tag == _CHUNK:
                self.notes.append(Note("skipped", "嵌入的外部内容块未读取", Place(source=self.source)))
            else:
                properties = element.find(_PROPERTIES)
                text, boxes = self._text(element, properties)
                if _mark_deleted(properties):
                    carried += text
                else:
                    yield from self._paragraph(element, properties, carried + text, container)
                    carried = ""
                for box in boxes:
                    yield from self.blocks(box, "文本框")

    def _text(self, paragraph: etree._Element, properties: etree._Element | None) -> tuple[str, list[etree._Element]]:
        text, boxes = text_of(paragraph)
        label = self.numbers.label(properties) if text.strip() else ""
        return label + text, boxes

    def _paragraph(
        self, element: etree._Element, properties: etree._Element | None, text: str, container: str
    ) -> Iterator[Paragraph]:
        if not text.strip():
            return
        self._paragraphs += 1
        place = Place(
            self.source, paragraph=self._paragraphs, container=container, address=f"p{self._ordinals[element]}"
        )
        yield Paragraph(text.strip(), place, self.numbers.outline(properties))

    def _table(self, table: etree._Element, container: str) -> list[Block]:
        slots: list[Slot] = []
        heads: dict[int, Slot] = {}  # the cell above by its first column, for vertical merges
        rows = 0
        for row in _children(table, {_ROW}):
            properties = row.find(f"{_W}trPr")
            if not _row_deleted(properties):
                slots.extend(self._row(row, properties, rows, heads))
                rows += 1
        place = Place(self.source, table=self._ordinals[table], container=container)
        return _grid.build(slots, place, self.limits, rows=rows)

    def _row(
        self, row: etree._Element, row_properties: etree._Element | None, number: int, heads: dict[int, Slot]
    ) -> Iterator[Slot]:
        column = _integer(_find(row_properties, "gridBefore"), 0, self.limits.span)
        last: Slot | None = None
        for cell in _children(row, {_CELL}):
            properties = cell.find(f"{_W}tcPr")
            if _find(properties, "cellDel") is not None:
                continue
            span = _integer(_find(properties, "gridSpan"), 1, self.limits.span) or 1
            if last and _continues(properties, "hMerge"):
                last.colspan += span
                column += span
                continue
            above = heads.get(column) if _continues(properties, "vMerge") else None
            slot = self._cell(cell, number, column, span)
            if above and above.row + above.rowspan == number:
                _extend(above, slot)
            else:
                heads[column] = slot
                yield slot
            last = slot
            column += span

    def _cell(self, cell: etree._Element, row: int, column: int, span: int) -> Slot:
        outside = self._paragraphs  # people count the paragraphs between tables, not those inside
        inner = list(self.blocks(cell))
        self._paragraphs = outside
        text = _grid.inline(inner)
        place = Place(address=f"tc{self._ordinals[cell]}")
        if text is None:  # a table in the cell: all the cell holds follows the row
            return Slot("", row, column, 1, span, place, inner)
        return Slot(text, row, column, 1, span, place)


def _extend(above: Slot, below: Slot) -> None:
    """Take a continued cell into the merged one; Word shows the first text alone, so must we."""
    above.rowspan += 1
    if not above.text:
        above.text = below.text
    above.inner.extend(below.inner)


def _children(parent: etree._Element, wanted: set[str]) -> Iterator[etree._Element]:
    """The wanted elements below ``parent``, through content controls and insertions, not through deletions."""
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag == _CONTROL:
            content = child.find(_CONTENT)
            if content is not None and not is_placeholder(child):
                yield from _children(content, wanted)
            elif content is not None:
                yield from _emptied(content, wanted)
        elif child.tag == ALTERNATIVES:
            branch = chosen(child)
            yield from _children(branch, wanted) if branch is not None else ()
        elif child.tag in _WRAPPERS and child.tag not in GONE:
            yield from _children(child, wanted)


def _emptied(content: etree._Element, wanted: set[str]) -> Iterator[etree._Element]:
    """A cell or row whose control still shows its prompt keeps its position and loses the prompt."""
    for element in _children(content, wanted):
        for run in list(element.iter(f"{_W}r")):
            run.clear()
        yield element


def _mark_deleted(properties: etree._Element | None) -> bool:
    """Whether the end of the paragraph was deleted, so that the next one continues it."""
    mark = _find(properties, "rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in GONE)


def _row_deleted(properties: etree._Element | None) -> bool:
    return _find(properties, "del") is not None or on(_find(properties, "hidden"))


def _find(properties: etree._Element | None, name: str) -> etree._Element | None:
    return properties.find(_W + name) if properties is not None and len(properties) else None


def _continues(properties: etree._Element | None, name: str) -> bool:
    merge = _find(properties, name)
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _integer(element: etree._Element | None, default: int, most: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return (
        min(int(value), most)
        if value.isdigit() and len(value) < 10
        else min(default if not value.isdigit() else most, most)
    )
