"""The text of a binary Word document: pieces, paragraph properties, cell and row marks ([MS-DOC])."""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from narrative.readers._limits import Limits
from narrative.readers._rows import Builder, Edge, Merge
from narrative.schema import Block, Document, Note, Place, ReadError

_MAGIC = 0xA5EC
_ENCRYPTED, _FIRST_TABLE = 0x0100, 0x0200
_COMPRESSED = 0x4000_0000
_PAGE = 512
_AT_TEXT, _AT_CHARACTERS, _AT_PARAGRAPHS, _AT_PIECES = 0x4C, 0x00FA, 0x0102, 0x01A2
_OLDEST = 0x00C0  # Word 6 and 95 (0x65 to 0x69) lay their files out in another way

# Single property modifiers
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_OUTLINE, _HUGE, _HUGE_OLD = 0x2640, 0x6646, 0x6645
_TABLE, _MERGE_DOWN, _MERGE_ACROSS, _TABS = 0xD608, 0xD62B, 0x5624, 0xC615
_DELETED, _HIDDEN = 0x0800, 0x083C
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)

_MARKS = re.compile("[\r\x07\x0c]")
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14?")
_SIGNS = {0x0B: "\n", 0x1E: "-", 0x1F: None, 0x15: None, 0x14: None, 0x13: None, 0xA0: " "} | dict.fromkeys(range(9))
_BODY = 9
_MOST_CELLS = 64


@dataclass(slots=True)
class _Properties:
    """What the modifiers of a paragraph say of tables and outline."""

    depth: int = 0
    cell_end: bool = False
    row_end: bool = False
    outline: int = 0
    left: int = 0
    edges: list[Edge] = field(default_factory=list)


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    offset: int
    width: int


def read(source: str, streams: Mapping[str, bytes], limits: Limits, *, macros: bool) -> Document:
    """See :func:`narrative.readers.doc.read`.  ``streams`` are those of the container by name."""
    try:
        blocks = _File(source, streams).blocks(limits)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ReadError(source, "doc 文件内部结构已损坏", code="broken") from error
    notes = (Note("macro", "文件带有宏，未运行", Place(source=source)),) if macros else ()
    return Document(source=source, blocks=blocks, format="doc", notes=notes)


class _File:
    """The streams and what their headers say."""

    def __init__(self, source: str, streams: Mapping[str, bytes]) -> None:
        self.source = source
        self.main, self.extra = streams.get("WordDocument", b""), streams.get("Data", b"")
        magic, version, flags = *struct.unpack_from("<HH", self.main), struct.unpack_from("<H", self.main, 10)[0]
        if magic != _MAGIC or version < _OLDEST:
            raise ReadError(source, "Word 95 或更早的 doc 格式，请用 Word 另存为 .docx", code="unsupported")
        if flags & _ENCRYPTED:
            raise ReadError(source, "文件有密码，请去掉密码后再读", code="encrypted")
        self.table = streams.get("1Table" if flags & _FIRST_TABLE else "0Table", b"")
        if not self.table:
            raise ReadError(source, "doc 文件缺少表格流，不完整", code="truncated")
        self.pieces = list(self._pieces())
        self.paragraphs = _Runs(self._runs(_AT_PARAGRAPHS, 13))
        self.characters = _Runs(self._runs(_AT_CHARACTERS, 1))

    def blocks(self, limits: Limits) -> tuple[Block, ...]:
        """All blocks of the main text."""
        builder = Builder(self.source, limits)
        length = struct.unpack_from("<i", self.main, _AT_TEXT)[0]
        text = "".join(map(self._piece_text, self.pieces))[: max(length, 0)]
        start = 0
        for mark in _MARKS.finditer(text):
            self._paragraph(builder, text[start : mark.start()], start, mark)
            start = mark.end()
        builder.paragraph(self._seen(text[start:], start), 0)
        return builder.finish()

    def _paragraph(self, builder: Builder, text: str, start: int, mark: re.Match[str]) -> None:
        properties = self._properties(mark.start())
        seen = self._seen(text, start)
        if properties.row_end:
            builder.row(properties.depth, properties.left, properties.edges)
        elif properties.depth and (mark[0] == "\x07" or properties.cell_end):
            builder.cell(seen, properties.depth)
        else:
            builder.paragraph(seen, properties.depth, properties.outline)

    # Characters

    def _pieces(self) -> Iterator[_Piece]:
        start, size = struct.unpack_from("<II", self.main, _AT_PIECES)
        data = self.table[start : start + size]
        at = 0
        while at < len(data) and data[at] == 1:  # properties of pieces
            at += 3 + struct.unpack_from("<H", data, at + 1)[0]
        plc = data[at + 5 : at + 5 + struct.unpack_from("<I", data, at + 1)[0]]
        count = (len(plc) - 4) // 12
        places = struct.unpack_from(f"<{count + 1}I", plc)
        for number in range(count):
            where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
            width = 1 if where & _COMPRESSED else 2
            offset = (where & ~_COMPRESSED) // (3 - width)
            yield _Piece(places[number], places[number + 1], offset, width)

    def _piece_text(self, piece: _Piece) -> str:
        raw = self.main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
        text = raw.decode("cp1252" if piece.width == 1 else "utf-16-le", "replace")
        if piece.width == 1:
            return text.ljust(piece.end - piece.start)
        return _paired(raw) if len(text) != piece.end - piece.start else text

    def _offset(self, position: int) -> int:
        index = bisect_right(self.pieces, position, key=lambda piece: piece.start) - 1
        piece = self.pieces[max(index, 0)]
        return piece.offset + (position - piece.start) * piece.width

    def _seen(self, text: str, start: int) -> str:
        """The text without what is deleted, hidden or the code of a field."""
        if self.characters.any(_gone):
            kept = (sign for at, sign in enumerate(text, start) if not _gone(self.characters.at(self._offset(at))))
            text = "".join(kept)
        return _FIELD_CODE.sub("", text).translate(_SIGNS)

    # Properties

    def _runs(self, at: int, width: int) -> Iterator[tuple[int, bytes]]:
        """Start in the main stream → modifiers, of all runs (``width`` 13: paragraphs, 1: characters)."""
        start, size = struct.unpack_from("<II", self.main, at)
        count = (size - 4) // 8 if size >= 12 else 0
        for page in struct.unpack_from(f"<{count}I", self.table, start + 4 * (count + 1)):
            data = self.main[page * _PAGE : (page + 1) * _PAGE]
            runs = data[-1] if len(data) == _PAGE else 0
            if 4 * (runs + 1) + width * runs > _PAGE:
                continue
            for number, offset in enumerate(struct.unpack_from(f"<{runs}I", data)):
                yield offset, _modifiers(data, 2 * data[4 * (runs + 1) + width * number], wide=width == 13)

    def _properties(self, position: int) -> _Properties:
        data = self.paragraphs.at(self._offset(position))
        style = struct.unpack_from("<H", data)[0] if len(data) >= 2 else 0
        found = _Properties(outline=style if 1 <= style <= _BODY else 0)
        for code, operand in self._all_modifiers(data[2:]):
            _apply(found, code, operand)
        return found

    def _all_modifiers(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        for code, operand in _each(data):
            if code in {_HUGE, _HUGE_OLD}:  # too long for its page: it stands in the data stream
                at = struct.unpack("<I", operand)[0]
                size = struct.unpack_from("<H", self.extra, at)[0] if at + 2 <= len(self.extra) else 0
                yield from _each(self.extra[at + 2 : at + 2 + size])
            else:
                yield code, operand


class _Runs:
    """Stretches of the main stream with their modifiers, looked up by offset."""

    def __init__(self, runs: Iterator[tuple[int, bytes]]) -> None:
        ordered = sorted(runs)
        self._starts = [start for start, _ in ordered]
        self._data = [data for _, data in ordered]

    def at(self, offset: int) -> bytes:
        """The modifiers of the run that holds ``offset``."""
        index = bisect_right(self._starts, offset) - 1
        return self._data[index] if index >= 0 else b""

    def any(self, test: Callable[[bytes], bool]) -> bool:
        """Whether any run passes the test."""
        return any(test(data) for data in set(self._data))


def _paired(raw: bytes) -> str:
    """Positions count 16-bit units; a character of two of them becomes one and a filler."""
    units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
    text = ""
    for unit in units:
        text += "\x08" if 0xDC00 <= unit < 0xE000 else "\ufffd" if 0xD800 <= unit < 0xDC00 else chr(unit)
    return text


def _modifiers(data: bytes, at: int, *, wide: bool) -> bytes:
    if not at:
        return b""
    size = data[at]
    if not wide:
        return data[at + 1 : at + 1 + size]
    if size:
        return data[at + 1 : at + 2 * size]
    return data[at + 2 : at + 2 + 2 * data[at + 1]]


def _each(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The modifiers in a list: code and operand."""
    at = 0
    while at + 2 < len(data):
        code = struct.unpack_from("<H", data, at)[0]
        at += 2
        size = _SIZES[code >> 13]
        if code == _TABLE:
            size, at = max(struct.unpack_from("<H", data, at)[0] - 1, 0), at + 2
        elif not size:
            size, at = data[at], at + 1
            if code == _TABS and size == 255:
                return  # a list of tab stops too long to count; what follows it is no matter
        yield code, data[at : at + size]
        at += size


def _gone(modifiers: bytes) -> bool:
    return any(code in {_DELETED, _HIDDEN} and operand[:1] == b"\1" for code, operand in _each(modifiers))


def _apply(found: _Properties, code: int, operand: bytes) -> None:
    flag = operand[:1] not in {b"", b"\0"}
    if code == _IN_TABLE and flag:
        found.depth = max(found.depth, 1)
    elif code == _DEPTH:
        found.depth = min(max(struct.unpack("<i", operand)[0], 0), _MOST_CELLS)
    elif code in {_ROW_END, _INNER_ROW_END}:
        found.row_end = found.row_end or flag
    elif code == _INNER_CELL:
        found.cell_end = flag
    elif code == _OUTLINE:
        found.outline = operand[0] + 1 if operand and operand[0] < _BODY else 0
    else:
        _apply_table(found, code, operand)


def _apply_table(found: _Properties, code: int, operand: bytes) -> None:
    if code == _TABLE and operand:
        found.left, found.edges = _defined(operand)
    elif code == _MERGE_DOWN and len(operand) >= 2 and operand[0] < len(found.edges):
        found.edges[operand[0]].down = _down(operand[1])
    elif code == _MERGE_ACROSS and len(operand) >= 2:
        for number, edge in enumerate(found.edges[operand[0] : operand[1]]):
            edge.across = "goes_on" if number else "first"


def _defined(operand: bytes) -> tuple[int, list[Edge]]:
    """The left edge of a row and its cells, as the table definition gives them."""
    count = operand[0]
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = [Edge(right) for right in edges[1:]]
    for number, cell in enumerate(cells):
        at = 1 + 2 * (count + 1) + 20 * number
        if at + 2 <= len(operand):
            flags = struct.unpack_from("<H", operand, at)[0]
            cell.down = _down(flags >> 5 & 3)
            cell.across = "goes_on" if flags & 2 else "first" if flags & 1 else ""
    return edges[0], cells


def _down(flags: int) -> Merge:
    return "first" if flags & 2 else "goes_on" if flags & 1 else ""
