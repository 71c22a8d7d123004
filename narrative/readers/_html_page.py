"""A web page walked once from top to bottom: no recursion, so no depth of nesting can hurt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from narrative.readers import _grid
from narrative.readers._decode import decode
from narrative.readers._grid import Slot
from narrative.readers._limits import Limits
from narrative.readers._sample import Sample
from narrative.readers._saved_page import is_saved_page, page_in
from narrative.schema import Block, Document, Grid, Paragraph, Place, ReadError

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")
_AROUND = re.compile(r" *\n *")
_ORNAMENT = re.compile(r"[\s|｜>》»›/·•:：\-—_,，、。\[\]【】()（）]*")
_NO_NUMBER = re.compile(r"list-style(?:-type)?\s*:[^;]*none", re.IGNORECASE)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_SKIPPED = {
    "script", "style", "head", "noscript", "template", "nav", "iframe", "frame", "object", "embed", "applet", "svg",
    "canvas", "audio", "video", "map", "button", "datalist", "option", "rt", "rp", "del", "strike", "colgroup",
}  # fmt: skip
_PARTS_OF_PAGE = {"header", "footer", "aside"}
_BREAKS = {
    "p", "div", "section", "article", "main", "blockquote", "center", "dd", "dl", "dt", "fieldset", "figure",
    "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "ul", "pre", "address", "details",
    "summary", "caption", "body", "html", "table", "header", "footer", "aside", "legend",
}  # fmt: skip
_CELLS = {"td", "th"}
_ROWSPAN = 65_534


@dataclass(slots=True)
class _Sink:
    """Where text goes: the page or one cell.  ``text`` is the paragraph being collected."""

    cell: etree._Element | None = None
    text: list[str] = field(default_factory=list)
    linked: int = 0  # characters of the paragraph that are links
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    number: int
    line: int
    rows: list[list[Slot]] = field(default_factory=list)
    open_row: bool = False


def read(sample: Sample, limits: Limits) -> Document:
    """See :func:`narrative.readers.html.read`."""
    data = page_in(sample) if is_saved_page(sample) else sample.data
    if _ENTITY.search(data):
        raise ReadError(sample.source, "网页内含实体定义，出于安全不予读取", code="unsafe")
    match = _CHARSET.search(data, 0, 8192)
    declared = next((group for group in match.groups() if group), b"") if match else b""
    text, _ = decode(data, declared.decode("ascii", "replace"))
    walk = _Walk(sample.source, limits)
    walk.page(_tree(text, sample.source, limits))
    return Document(source=sample.source, blocks=tuple(walk.root.blocks), format="html")


def _tree(text: str, source: str, limits: Limits) -> etree._Element:
    """The parsed page.  libxml2 drops what is nested deeper than its bound and only mentions it in its log."""
    data = text.replace("\0", "").encode("utf-8", "replace")
    for huge in (False, True):
        parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=huge, remove_comments=True, remove_pis=True, no_network=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            root = None
        if root is not None and not any("depth" in entry.message.lower() for entry in parser.error_log):
            return root
    if root is None:
        raise ReadError(source, "网页里没有可读的内容", code="empty")
    raise ReadError(source, f"标签嵌套超过 {limits.depth} 层，内容会被截断，不予读取", code="too_deep")


class _Walk:
    """The state between tags: open tables, open cells, the paragraph being collected."""

    def __init__(self, source: str, limits: Limits) -> None:
        self.source, self.limits = source, limits
        self.root = _Sink()
        self._sinks = [self.root]
        self._tables: list[_Table] = []
        self._lists: list[list[int]] = []
        self._links = self._count = self._paragraphs = self._cells = self._preformatted = 0

    def page(self, root: etree._Element) -> None:
        """Walk the whole tree and leave the blocks in ``self.root``."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if not isinstance(tag, str):
                continue
            if event == "end":
                self._end(element, tag)
            elif self._unseen(element, tag):
                walker.skip_subtree()
            else:
                self._start(element, tag)
        self._close_paragraph()

    def _unseen(self, element: etree._Element, tag: str) -> bool:
        """Never shown, or a part of the page around its content (but a form's header row is content)."""
        if tag in _SKIPPED or "hidden" in element.attrib or _INVISIBLE.search(element.get("style", "")):
            return True
        return tag in _PARTS_OF_PAGE and element.find(".//table") is None

    # Tags

    def _start(self, element: etree._Element, tag: str) -> None:
        if tag in _BREAKS:
            self._break()
        if tag == "table":
            self._count += 1
            self._tables.append(_Table(self._count, _line(element)))
        elif tag == "tr" and self._tables:
            self._new_row(self._tables[-1])
        elif tag in _CELLS and self._tables:
            self._open_cell(element)
        else:
            self._other(element, tag)
        self._add(element.text)

    def _other(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self._sinks[-1].text.append("\n")
        elif tag == "a":
            self._links += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag in {"ol", "ul"}:
            numbered = tag == "ol" and not _NO_NUMBER.search(element.get("style", "")) and element.get("type") != "none"
            self._lists.append([_integer(element.get("start"), 1) - 1] if numbered else [])
        elif tag == "li" and self._lists and self._lists[-1]:
            self._lists[-1][0] = _integer(element.get("value"), self._lists[-1][0] + 1)
            self._sinks[-1].text.append(f"{self._lists[-1][0]}. ")
        elif tag in {"input", "select"}:
            self._sinks[-1].text.append(_entered(element, tag))

    def _end(self, element: etree._Element, tag: str) -> None:
        if tag in _CELLS and self._sinks[-1].cell is element:
            self._close_cell(element)
        elif tag == "table" and self._tables and tag not in _SKIPPED:
            self._close_table()
        elif tag == "a":
            self._links = max(0, self._links - 1)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        if tag in _BREAKS:
            self._break(_level(tag))
        self._add(element.tail)

    # Text

    def _add(self, text: str | None) -> None:
        if not text:
            return
        shown = text if self._preformatted else _BLANK.sub(" ", _WRAPPED.sub("", text))
        sink = self._sinks[-1]
        sink.text.append(shown)
        if self._links:
            sink.linked += len(shown)

    def _break(self, level: int = 0) -> None:
        if self._sinks[-1].cell is None:
            self._close_paragraph(level)
        elif self._sinks[-1].text and self._sinks[-1].text[-1] != "\n":
            self._sinks[-1].text.append("\n")

    def _close_paragraph(self, level: int = 0) -> None:
        """Give out the collected text as a paragraph, unless it is nothing but links: a menu."""
        sink = self._sinks[-1]
        text, linked = _tidy(sink.text), sink.linked
        sink.text, sink.linked = [], 0
        if not text or (linked and _is_menu(text, linked)):
            return
        self._paragraphs += 1
        sink.blocks.append(Paragraph(text, Place(self.source, paragraph=self._paragraphs), level))

    # Tables

    def _new_row(self, table: _Table) -> None:
        table.rows.append([])
        table.open_row = True

    def _open_cell(self, element: etree._Element) -> None:
        if not self._tables[-1].rows:
            self._new_row(self._tables[-1])
        self._cells += 1
        if self._cells > self.limits.cells:
            raise ReadError(self.source, f"单元格超过 {self.limits.cells} 个", code="too_large")
        self._sinks.append(_Sink(element))

    def _close_cell(self, element: etree._Element) -> None:
        self._close_text()
        sink = self._sinks.pop()
        text = _grid.inline(sink.blocks)
        slot = Slot(text or "", inner=[] if text is not None else list(_lines(sink.blocks)))
        slot.colspan = _integer(element.get("colspan"), 1)
        down = _integer(element.get("rowspan"), 1)
        slot.rowspan = down or _ROWSPAN  # rowspan="0" reaches to the end of the table
        self._tables[-1].rows[-1].append(slot)

    def _close_text(self) -> None:
        sink = self._sinks[-1]
        text = _tidy(sink.text)
        sink.text, sink.linked = [], 0
        if text:
            sink.blocks.append(Paragraph(text, Place(self.source)))

    def _close_table(self) -> None:
        table = self._tables.pop()
        place = Place(self.source, table=table.number, line=table.line)
        slots = _grid.flow([row for row in table.rows if row], place, self.limits)
        self._close_text() if self._sinks[-1].cell is not None else self._close_paragraph()
        self._sinks[-1].blocks.extend(_unwrapped(_grid.build(slots, place, self.limits), slots))


def _lines(blocks: Iterable[Block]) -> Iterator[Block]:
    """What a cell with a table in it holds, each line of its text a paragraph."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from (Paragraph(line, block.place) for line in block.text.split("\n"))
        else:
            yield block


def _unwrapped(blocks: Iterable[Block], slots: list[Slot]) -> list[Block]:
    """A table that only lays out the page gives what it holds: one column of text is paragraphs."""
    out: list[Block] = []
    layout = any(slot.inner for slot in slots)
    for block in blocks:
        if layout and isinstance(block, Grid) and block.columns == 1:
            out.extend(Paragraph(cell.text, cell.place) for cell in block.cells if cell.text)
        else:
            out.append(block)
    return out


def _tidy(parts: list[str]) -> str:
    text = "".join(parts).replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    return _AROUND.sub("\n", re.sub(r" {2,}", " ", text)).strip()


def _is_menu(text: str, linked: int) -> bool:
    return len(text) < 200 and len(_ORNAMENT.sub("", text)) <= linked


def _level(tag: str) -> int:
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0


def _line(element: etree._Element) -> int:
    number: object = element.sourceline
    return number if isinstance(number, int) else 0


def _integer(value: str | None, default: int) -> int:
    match = re.match(r"\s*(\d{1,9})", value or "")
    return int(match[1]) if match else default


def _entered(element: etree._Element, tag: str) -> str:
    """What a form element shows: the chosen option, a tick, the text typed in."""
    if tag == "select":
        options = list(element.iter("option"))
        chosen = next((option for option in options if "selected" in option.attrib), options[0] if options else None)
        return "".join(map(str, chosen.itertext())) if chosen is not None else ""
    kind = element.get("type", "text").lower()
    if kind in {"checkbox", "radio"}:
        return "☑" if "checked" in element.attrib else "□"
    return element.get("value", "") if kind in {"text", "number", "date"} else ""
