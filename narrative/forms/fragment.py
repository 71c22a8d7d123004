"""Text that knows the cells it was copied from: every cut and join keeps the pieces exact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape

from narrative.schema import Cell, Piece, Pieces, Place

_TAG = re.compile(
    r"</?(?:p|ol|ul|li|br|span|div|font|b|i|u|strong|em|sub|sup|a|h[1-6]|table|tbody|tr|td|th|img|o:p)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/p|/li|/div|/tr|/h[1-6])\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]|\r")
_NEWLINE = re.compile(r"(?<![ \t\u3000])[ \t\u3000]*\n\s*")
_LIST_MARK = re.compile(r"\s*(?:[（(]?\d{1,2}[)）.、．]|[（(]?[一二三四五六七八九十]{1,3}[)）、]|[①-⑳●■◆•\-])")
_SENTENCE_END = "。；;：:！!？?，,、.…)）】”"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a field with the cell slices it was copied from.

    For every piece ``text[p.start:p.end] == cell.text[p.raw_start:p.raw_end]``; characters outside all
    pieces (the blank where a line break was, a decoded entity) were put in.
    """

    text: str = ""
    pieces: Pieces = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.pieces[0].place if self.pieces else Place()

    def cut(self, start: int, end: int) -> Fragment:
        """The stretch from ``start`` to ``end``."""
        if start == 0 and end == len(self.text):
            return self
        if start >= end:
            return Fragment()
        pieces = (_clip(piece, start, end) for piece in self.pieces if piece.start < end and piece.end > start)
        return Fragment(self.text[start:end], tuple(pieces))

    def strip(self, characters: str | None = None) -> Fragment:
        """Without blanks (or the given characters) at both ends."""
        start = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(start, max(start, len(self.text.rstrip(characters))))

    def then(self, other: Fragment, glue: str = "") -> Fragment:
        """Put ``glue`` and the other behind it; no glue beside nothing."""
        if not self or not other:
            return self or other
        shift = len(self.text) + len(glue)
        moved = (replace(piece, start=piece.start + shift, end=piece.end + shift) for piece in other.pieces)
        return Fragment(self.text + glue + other.text, (*self.pieces, *moved))

    def edit(self, changes: Iterable[tuple[int, int, str]]) -> Fragment:
        """Put a text in place of each stretch ``(start, end, text)``; stretches in order, apart."""
        texts: list[str] = []
        pieces: list[Piece] = []
        at = size = first = 0
        for start, end, text in (*changes, (len(self.text), len(self.text), "")):
            first = self._copy(at, start, size - at, first, pieces)
            texts += (self.text[at:start], text)
            size += start - at + len(text)
            at = end
        return Fragment("".join(texts), tuple(pieces))

    def _copy(self, start: int, end: int, shift: int, first: int, into: list[Piece]) -> int:
        """Append the pieces of a stretch, moved; return the first piece that may reach beyond it."""
        for index in range(first, len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                return index
            if piece.end > start:
                kept = _clip(piece, start, end)
                into.append(replace(kept, start=kept.start + start + shift, end=kept.end + start + shift))
            if piece.end > end:
                return index
        return len(self.pieces)


def whole(cell: Cell) -> Fragment:
    """The text of a cell as it stands."""
    size = len(cell.text)
    return Fragment(cell.text, (Piece(0, size, cell.place, 0, size),) if size else ())


def printed(cell: Cell) -> Fragment:
    """The text of a cell as a reader of the form sees it: markup out, wrapped lines joined, ends trimmed."""
    return tidy(whole(cell))


def tidy(fragment: Fragment) -> Fragment:
    """Markup, entities and invisible characters out; line breaks kept only between items and sentences."""
    if "<" in fragment.text:
        fragment = fragment.edit(_without_markup(fragment.text))
    if "&" in fragment.text:
        fragment = fragment.edit((m.start(), m.end(), unescape(m.group())) for m in _ENTITY.finditer(fragment.text))
    if _INVISIBLE.search(fragment.text):
        fragment = fragment.edit((m.start(), m.end(), "") for m in _INVISIBLE.finditer(fragment.text))
    fragment = fragment.strip()
    if "\n" in fragment.text:
        fragment = fragment.edit(_wraps(fragment.text))
    return fragment


def solid(fragment: Fragment) -> Fragment:
    """Without any blank."""
    if not re.search(r"\s", fragment.text):
        return fragment
    return fragment.edit((m.start(), m.end(), "") for m in re.finditer(r"\s+", fragment.text))


def without_markup(text: str) -> str:
    """The text with tags taken out."""
    return _TAG.sub("", text) if "<" in text else text


def _clip(piece: Piece, start: int, end: int) -> Piece:
    left, right = max(piece.start, start), min(piece.end, end)
    raw = piece.raw_start + left - piece.start
    return Piece(left - start, right - start, piece.place, raw, raw + right - left)


def _without_markup(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of tags with the blanks around them: one blank stays as printed; paragraphs that touch get a break."""
    for tags in _tag_runs(text):
        start = len(text[: tags[0].start()].rstrip())
        end = len(text) - len(text[tags[-1].end() :].lstrip())
        blanks = [start, *(tag.end() for tag in tags)]
        ends = [*(tag.start() for tag in tags), end]
        blank = next((left for left, right in zip(blanks, ends, strict=True) if left < right), None)
        if blank is None:
            yield start, end, "\n" if any(_BREAK.match(tag.group()) for tag in tags) else ""
        else:
            yield start, blank, ""
            yield blank + 1, end, ""


def _tag_runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Tags with nothing but blanks between them, run by run."""
    run: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        if run and text[run[-1].end() : tag.start()].strip():
            yield run
            run = []
        run.append(tag)
    if run:
        yield run


def _wraps(text: str) -> Iterable[tuple[int, int, str]]:
    for match in _NEWLINE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        yield match.start(), match.end(), seam(before, after)


def seam(before: str, after: str) -> str:
    """What a line break becomes: itself between items or sentences, a blank between Latin words, else nothing."""
    if before.endswith(tuple(_SENTENCE_END)) or _LIST_MARK.match(after):
        return "\n"
    latin = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha()
    return " " if latin else ""
