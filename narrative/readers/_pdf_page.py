"""What stands on a PDF page, by PDFium: characters and straight lines, turned upright."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from narrative.readers._pdf_rulings import Box, bounds, line_boxes

_HYPHEN = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line
# Fonts without a proper character map name radicals instead of the characters they look like.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)


@dataclass(slots=True)
class Char:
    """One printed character and its box on the upright page.

    ``start`` and ``base`` are where the pen was set down and ``em`` is the size of the type: the box of some
    fonts is only the ink, the pen is the same for all fonts of a line.  ``window`` is what it is clipped to,
    if anything; ``ocr`` is the recogniser's confidence for a line read from a picture.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    start: float
    base: float
    em: float = 0.0
    window: Box | None = None
    ocr: float | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def cut_off(self) -> bool:
        """Whether it was printed outside its window, so that nobody sees it."""
        if not self.window:
            return False
        x, y = self.middle
        left, bottom, right, top = self.window
        return not (left <= x <= right and bottom <= y <= top)


@dataclass(frozen=True, slots=True)
class Spacing:
    """What a producer leaves between characters.

    ``automatic`` is the gap between Chinese and Latin where no blank was typed, in ems; ``spread`` says
    that lines are filled by setting characters apart, so that a gap says little of a blank.
    """

    automatic: float = 0.0
    spread: bool = False


@dataclass(slots=True)
class Page:
    """One page: ``horizontal`` lines are (y, left, right), ``vertical`` ones (x, bottom, top).

    ``turns`` quarter turns were needed to bring it upright; :meth:`printed` turns a box back.
    ``spacing`` is how its producer sets characters.
    """

    number: int
    width: float
    height: float
    turns: int = 0
    spacing: Spacing = Spacing()
    chars: list[Char] = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    images: int = 0
    unmapped: int = 0

    def turned(self, box: Box) -> Box:
        """A box of the file → on the upright page."""
        return _turn(box, self.turns, self.width, self.height)

    def printed(self, box: Box) -> Box:
        """A box of the upright page → of the file."""
        back = -self.turns % 4
        size = (self.height, self.width) if self.turns % 2 else (self.width, self.height)
        left, bottom, right, top = _turn(box, back, *size)
        return round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)


def _turn(box: Box, turns: int, width: float, height: float) -> Box:
    left, bottom, right, top = box
    if turns == 1:
        return bottom, width - right, top, width - left
    if turns == 2:
        return width - right, height - top, width - left, height - bottom
    if turns == 3:
        return height - top, left, height - bottom, right
    return box


def load(document: Any, index: int, most_lines: int) -> Page:
    """Load page ``index`` (from 0).  More than ``most_lines`` lines are a drawing: none is kept."""
    handle = pdfium.FPDF_LoadPage(document, index)
    if not handle:
        return Page(index + 1, 0, 0)
    try:
        return _load(handle, index, most_lines)
    finally:
        pdfium.FPDF_ClosePage(handle)


def _load(handle: Any, index: int, most_lines: int) -> Page:
    width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    if pdfium.FPDFPage_GetRotation(handle) % 2:
        width, height = height, width
    page = Page(index + 1, width, height)
    raw, page.turns = _chars(handle, page)
    page.chars = [_char(page, found) for found in raw]
    boxes, page.images = line_boxes(handle, most_lines)
    for box in boxes:
        left, bottom, right, top = page.turned(box)
        if top - bottom <= right - left:
            page.horizontal.append(((top + bottom) / 2, left, right))
        else:
            page.vertical.append(((left + right) / 2, bottom, top))
    return page


# --------------------------------------------------------------------------------------------------
# Characters


_Raw = tuple[str, Box, tuple[float, float], float, Box | None]
"""A character, its box, its origin on the baseline, its em, and the window it is clipped to."""


def _char(page: Page, raw: _Raw) -> Char:
    text, box, origin, em, window = raw
    start, base = page.turned((*origin, *origin))[:2]
    return Char(text, *page.turned(box), start, base, em, page.turned(window) if window else None)


def _chars(handle: Any, page: Page) -> tuple[list[_Raw], int]:
    """The characters with their boxes, and the quarter turns by which most of the text lies."""
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        return [], 0
    try:
        found = list(_each_char(text, page))
        return found, _angle(text)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _each_char(text: Any, page: Page) -> Iterator[_Raw]:
    rect = pdfium.FS_RECTF()
    pointer = ctypes.byref(rect)
    owners: dict[int, tuple[float, Box | None]] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    unicode_of, generated, box_of, object_of, origin_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_IsGenerated,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetTextObject,
        pdfium.FPDFText_GetCharOrigin,
    )
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = unicode_of(text, index)
        if (code < 32 and code != _HYPHEN[0]) or generated(text, index) == 1:
            page.unmapped += code == 0
            continue
        if box_of(text, index, pointer):
            owner = object_of(text, index)
            key = ctypes.cast(owner, ctypes.c_void_p).value or 0
            if key not in owners:
                owners[key] = _em(text, index), _window(owner) if key else None
            origin_of(text, index, at_x, at_y)
            box = (rect.left, rect.bottom, rect.right, rect.top)
            yield _character(code), box, (x.value, y.value), *owners[key]


def _em(text: Any, index: int) -> float:
    """The size of the type on the page."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        return 0.0
    return float(pdfium.FPDFText_GetFontSize(text, index)) * math.hypot(matrix.a, matrix.b)


def _window(item: Any) -> Box | None:
    """The box that all clips of an object leave; None when nothing clips it."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    box: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(min(max(count, 0), 20)):
        points = []
        for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), 50)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                points.append((x.value, y.value))
        if points:
            box = _within(box, bounds(points))
    return box


def _within(outer: Box | None, box: Box) -> Box:
    if outer is None:
        return box
    return max(outer[0], box[0]), max(outer[1], box[1]), min(outer[2], box[2]), min(outer[3], box[3])


def _character(code: int) -> str:
    if 0x2E80 <= code <= 0x2FDF:
        sign = chr(code)
        return _RADICALS.get(sign) or unicodedata.normalize("NFKC", sign)
    if code in _HYPHEN:
        return "-"
    if code == 0xA0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return " "
    return chr(code)


def _angle(text: Any) -> int:
    """Quarter turns that bring the text upright.

    How the text lies decides, not what the page says of its rotation: that only brings it upright for viewers.
    """
    count = pdfium.FPDFText_CountChars(text)
    printed = (i for i in range(0, count, max(1, count // 400)) if not pdfium.FPDFText_IsGenerated(text, i))
    turns = Counter(round(pdfium.FPDFText_GetCharAngle(text, i) / (math.pi / 2)) % 4 for i in printed)
    most = turns.most_common(1)
    return -most[0][0] % 4 if most and most[0][1] > sum(turns.values()) * 0.6 else 0
