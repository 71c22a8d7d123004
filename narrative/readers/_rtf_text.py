"""RTF tokens → paragraphs, cells and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from narrative.readers._limits import Limits
from narrative.readers._rows import Builder, Edge, Merge
from narrative.readers._sample import Sample
from narrative.schema import Document, ReadError

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_SIGNS = {
    "line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_SKIPPED = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "footnote", "fldinst", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator",
    "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "object", "filetbl", "pgptbl",
    "annotation", "atnid", "atnauthor", "bkmkstart", "bkmkend", "private", "upr", "sp", "nonesttables",
}  # fmt: skip
_READ_STARRED = {"shpinst", "nesttableprops", "ud", "shptxt"}
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 0: "cp1252"}
_CODEPAGES = {936: "gb18030", 950: "big5", 54936: "gb18030", 65001: "utf-8"}
_DEEPEST = 2_000
_BODY = 9


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and restores at its end."""

    skipped: bool = False
    hidden: bool = False
    starred: bool = False
    fonts: bool = False
    filler: int = 1  # bytes after a Unicode character for readers that know none
    font: int = 0


class _Parser:
    def __init__(self, source: str, limits: Limits) -> None:
        self.source = source
        self.builder = Builder(source, limits)
        self.state = _State()
        self.stack: list[_State] = []
        self.codepage = "cp1252"
        self.charsets: dict[int, str] = {}
        self.text: list[str] = []
        self.pending = bytearray()
        self.to_skip = 0
        self.in_table, self.depth, self.outline = False, 1, 0
        self.left, self.edges = 0, list[Edge]()
        self.down: Merge = ""
        self.across: Merge = ""

    def run(self, data: bytes) -> None:
        for match in _TOKEN.finditer(data):
            word, number, hexadecimal, symbol, brace, text = match.groups()
            if hexadecimal:
                self._bytes(bytes([int(hexadecimal, 16)]))
            elif text:
                self._bytes(text)
            else:
                self._flush()
                if word:
                    self._word(word.decode(), int(number) if number else None)
                elif symbol:
                    self._symbol(symbol)
                elif brace:
                    self._brace(brace)
        self._flush()
        self._paragraph()

    # Characters

    def _bytes(self, data: bytes) -> None:
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        if self._speaking():
            self.pending += data[skipped:]

    def _flush(self) -> None:
        if self.pending:
            encoding = self.charsets.get(self.state.font, self.codepage)
            if any(byte > 127 for byte in self.pending) and encoding == "cp1252":
                encoding = self.codepage
            self.text.append(self.pending.decode(encoding, "replace"))
            self.pending.clear()

    def _speaking(self) -> bool:
        return not (self.state.skipped or self.state.hidden or self.state.fonts)

    def _say(self, text: str) -> None:
        if self._speaking():
            self.text.append(text)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.state = replace(self.state, starred=True)
        else:
            self._say(_SYMBOLS.get(symbol, ""))

    def _brace(self, brace: bytes) -> None:
        self.to_skip = 0
        if brace == b"{":
            self.stack.append(self.state)
            if len(self.stack) > _DEEPEST:
                raise ReadError(self.source, f"RTF 分组嵌套超过 {_DEEPEST} 层", code="too_deep")
        elif self.stack:
            self.state = self.stack.pop()

    # Words

    def _word(self, word: str, number: int | None) -> None:
        if self.state.starred:
            unknown = word not in _READ_STARRED
            self.state = replace(self.state, starred=False, skipped=self.state.skipped or unknown)
        if word == "fonttbl":
            self.state = replace(self.state, fonts=True)
        elif word in _SKIPPED:
            self.state = replace(self.state, skipped=True)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == "u" and number is not None:
            self._say(chr(number % 65536))
            self.to_skip = self.state.filler
        elif word == "bin":
            self.to_skip = max(number or 0, 0)
        elif not self._style(word, number) and not self.state.skipped:
            self._structure(word, number)

    def _style(self, word: str, number: int | None) -> bool:
        """Words that change how text is read; True when this was one."""
        if word in {"v", "deleted"}:
            self.state = replace(self.state, hidden=number != 0)
        elif word == "plain":
            self.state = replace(self.state, hidden=False)
        elif word == "uc":
            self.state = replace(self.state, filler=max(number or 0, 0))
        elif word in {"f", "af"}:
            self.state = replace(self.state, font=number or 0) if word == "f" else self.state
        elif word == "fcharset" and self.state.fonts:
            self.charsets[self.state.font] = _CHARSETS.get(number or 0, self.codepage)
        elif word == "ansicpg":
            self.codepage = _CODEPAGES.get(number or 0, "cp1252")
        else:
            return False
        return True

    def _structure(self, word: str, number: int | None) -> None:
        if word in {"par", "sect", "page"}:
            self._paragraph()
        elif word == "pard":
            self.in_table, self.depth, self.outline = False, 1, 0
        elif word == "intbl":
            self.in_table = True
        elif word == "itap":
            self.in_table, self.depth = bool(number), max(min(number or 1, 50), 1)
        elif word == "outlinelevel":
            self.outline = number + 1 if number is not None and number < _BODY else 0
        elif word in {"cell", "nestcell"}:
            self.builder.cell(self._taken(), self.depth if word == "nestcell" else 1)
        elif word in {"row", "nestrow"}:
            self.builder.row(self.depth if word == "nestrow" else 1, self.left, list(self.edges))
        else:
            self._definition(word, number)

    def _definition(self, word: str, number: int | None) -> None:
        """The definition of a row: ``trowd``, then for each cell its merges and its right edge."""
        if word == "trowd":
            self.left, self.edges, self.down, self.across = 0, [], "", ""
        elif word == "trleft":
            self.left = number or 0
        elif word in {"clvmgf", "clvmrg"}:
            self.down = "first" if word == "clvmgf" else "goes_on"
        elif word in {"clmgf", "clmrg"}:
            self.across = "first" if word == "clmgf" else "goes_on"
        elif word == "cellx":
            self.edges.append(Edge(number or 0, self.down, self.across))
            self.down, self.across = "", ""

    def _paragraph(self) -> None:
        self.builder.paragraph(self._taken(), self.depth if self.in_table else 0, self.outline)

    def _taken(self) -> str:
        text = "".join(self.text)
        self.text = []
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read(sample: Sample, limits: Limits) -> Document:
    """See :func:`narrative.readers.rtf.read`."""
    parser = _Parser(sample.source, limits)
    parser.run(sample.data)
    if parser.stack and not parser.builder.blocks:
        raise ReadError(sample.source, "RTF 文件不完整", code="truncated")
    return Document(source=sample.source, blocks=parser.builder.finish(), format="rtf")
