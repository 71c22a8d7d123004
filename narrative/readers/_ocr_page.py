"""One scanned page: straighten it, find the ruled lines, cut the cells into lines of text, recognise them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from narrative.readers._limits import Limits
from narrative.readers._pdf_document import Leaf
from narrative.readers._pdf_lattice import Lattice, lattices
from narrative.readers._pdf_page import Char, Page
from narrative.readers._pdf_text import lines
from narrative.schema import ReadError

_POINTS = 72
_SEEN = 0.3  # below this the recogniser saw no writing

Spot = tuple[int, int, int, int]
"""left, top, right, bottom in pixels."""


class Recogniser:
    """RapidOCR's recogniser with the model of its wheel; nothing is ever downloaded."""

    def __init__(self) -> None:
        import rapidocr

        models = sorted((Path(rapidocr.__file__).parent / "models").glob("*rec*.onnx"))
        if not models:
            raise ReadError("", "rapidocr 的安装里没有识别模型，请重新安装 narrative[ocr]", code="no_text")
        options = {"Global.log_level": "critical", "Rec.model_path": str(models[-1])}
        whole: Any = rapidocr.RapidOCR(params=options)
        self._engine = whole.text_rec or whole._load_rec_model()  # loaded late since version 3.9

    def read(self, images: list[Any]) -> list[tuple[str, float]]:
        """The text of each image of one line, and how sure it is."""
        import cv2
        from rapidocr.ch_ppocr_rec import TextRecInput

        if not images:
            return []
        coloured = [cv2.cvtColor(image, cv2.COLOR_GRAY2BGR) for image in images]
        found = self._engine(TextRecInput(img=coloured))
        return list(zip(found.txts, map(float, found.scores), strict=True))


def leaf(image: Any, dpi: float, number: int, recogniser: Recogniser, limits: Limits) -> Leaf:
    """The tables and lines of a page."""
    image = _straight(image)
    scale = _POINTS / dpi
    height, width = image.shape
    page = Page(number, width * scale, height * scale)
    ink = _ink(image)
    level, upright = _rules(ink, dpi)
    page.horizontal = [((height - y) * scale, left * scale, right * scale) for y, left, right in _runs(level)]
    page.vertical = [
        (x * scale, (height - bottom) * scale, (height - top) * scale) for x, top, bottom in _runs(upright.T)
    ]
    few = len(page.horizontal) + len(page.vertical) <= limits.rulings
    tables = lattices(page) if few else []
    writing = ink & ~_grown(level | upright)
    boxes = [*_cell_boxes(tables, scale, height), *_outside_boxes(tables, scale, writing.shape)]
    spots = list(_text_lines(writing, boxes, dpi))
    chars = _recognised(image, spots, recogniser, scale)
    return _filled(page, tables, chars)


def _filled(page: Page, tables: list[Lattice], chars: list[Char]) -> Leaf:
    outside: list[Char] = []
    for char in chars:
        region = next((found for table in tables if (found := table.find(*char.middle))), None)
        (region.chars if region else outside).append(char)
    kept = [table for table in tables if any(region.chars for region in table.regions)]
    return Leaf(page, kept, lines(outside, page.spacing))


# --------------------------------------------------------------------------------------------------
# Pixels


def _straight(image: Any) -> Any:
    """Turn the page by the angle at which most of its long lines lie, up to 5 degrees."""
    import cv2
    import numpy as np

    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    found = cv2.HoughLinesP(255 - cv2.threshold(small, 160, 255, cv2.THRESH_BINARY)[1], 1, np.pi / 1800, 200,
                            minLineLength=small.shape[1] // 4, maxLineGap=8)  # fmt: skip
    if found is None:
        return image
    x, y, to_x, to_y = np.asarray(found).reshape(-1, 4).T
    angles = np.degrees(np.arctan2(to_y - y, to_x - x))
    angles = angles[np.abs(angles) < 5]
    angle = float(np.median(angles)) if len(angles) else 0.0
    if abs(angle) < 0.05:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _ink(image: Any) -> Any:
    import cv2

    smooth = cv2.GaussianBlur(image, (3, 3), 0)
    return cv2.adaptiveThreshold(smooth, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)


def _rules(ink: Any, dpi: float) -> tuple[Any, Any]:
    """Masks of level and upright lines: longer than any stroke, or reaching from one level line to another."""
    long, short = round(dpi * 0.32), round(dpi * 0.13)
    level = _opened(ink, (long, 1))
    return level, _opened(ink, (1, long)) | _between(_opened(ink, (1, short)), level)


def _opened(ink: Any, shape: tuple[int, int]) -> Any:
    """The ink that forms straight lines of this length, a little crooked or broken ones too."""
    import cv2

    thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    return cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))


def _between(upright: Any, level: Any) -> Any:
    """The upright pieces that touch a level line at both ends."""
    import cv2
    import numpy as np

    count, labels, stats, _ = cv2.connectedComponentsWithStats(upright, connectivity=8)
    near = cv2.dilate(level, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 9)))
    kept = np.zeros(count, np.uint8)
    for index in range(1, count):
        left, top, width, height, _ = stats[index]
        ends = near[top, left : left + width].any() and near[top + height - 1, left : left + width].any()
        kept[index] = ends and height > 2 * width
    return kept[labels]


def _runs(mask: Any) -> Iterator[tuple[float, float, float]]:
    """The lines of a mask as (position, start, end); lines of a transposed mask are upright."""
    import cv2

    count, _, stats, centres = cv2.connectedComponentsWithStats(mask.astype("uint8").copy(), connectivity=8)
    for index in range(1, count):
        left, _, width, height, _ = stats[index]
        if width > 2 * height:
            yield float(centres[index][1]), float(left), float(left + width)


def _grown(mask: Any) -> Any:
    import cv2

    return cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))


# --------------------------------------------------------------------------------------------------
# Lines of text


def _cell_boxes(tables: list[Lattice], scale: float, height: int) -> Iterator[Spot]:
    for table in tables:
        for region in table.regions:
            left, bottom, right, top = region.box
            yield (
                max(round(left / scale) + 2, 0),
                max(round(height - top / scale) + 2, 0),
                round(right / scale) - 2,
                round(height - bottom / scale) - 2,
            )


def _outside_boxes(tables: list[Lattice], scale: float, shape: tuple[int, int]) -> Iterator[Spot]:
    """The stretches between the tables, over the whole width."""
    height, width = shape
    edges = [0]
    for table in tables:
        edges += [round(height - table.ys[0] / scale) - 3, round(height - table.ys[-1] / scale) + 3]
    edges.append(height)
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        yield 0, max(top, 0), width, bottom


def _text_lines(writing: Any, boxes: list[Spot], dpi: float) -> Iterator[Spot]:
    """The lines of text in each box, each as wide as its ink."""
    import numpy as np

    parts = [writing[top:bottom, left:right] for left, top, right, bottom in boxes]
    bands = [_bands(part.sum(axis=1) > 0) if part.size else [] for part in parts]
    heights = [end - start for found in bands for start, end in found if end - start > dpi * 0.07]
    usual = float(np.median(heights)) if heights else dpi * 0.14
    for (left, top, _, _), part, found in zip(boxes, parts, bands, strict=True):
        for start, end in _whole(found, usual):
            ink = part[start:end]
            columns = np.flatnonzero(ink.sum(axis=0))
            if end - start >= 3 and ink.sum() > 12:
                yield left + int(columns[0]), top + start, left + int(columns[-1]) + 1, top + end


def _bands(rows: Any) -> list[tuple[int, int]]:
    """Stretches of rows with ink."""
    import numpy as np

    changes = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in changes.reshape(-1, 2)]


def _whole(bands: list[tuple[int, int]], usual: float) -> list[tuple[int, int]]:
    """Thin bands (a comma, the roof of 会 alone on its line) joined with their neighbour to one line."""
    joined: list[tuple[int, int]] = []
    for start, end in bands:
        last = joined[-1] if joined else (start, end)
        thin = min(end - start, last[1] - last[0]) < usual * 0.6
        if joined and thin and end - last[0] < usual * 1.35:
            joined[-1] = (last[0], end)
        else:
            joined.append((start, end))
    return joined


def _recognised(image: Any, spots: list[Spot], recogniser: Recogniser, scale: float) -> list[Char]:
    """Each line of text as one character-like piece; similar widths go to the recogniser together."""
    order = sorted(spots, key=lambda spot: (spot[2] - spot[0]) / max(spot[3] - spot[1], 1))
    found = recogniser.read([_cut(image, spot) for spot in order])
    height = image.shape[0]
    chars = []
    for (left, top, right, bottom), (text, sure) in zip(order, found, strict=True):
        if text.strip() and sure >= _SEEN:
            low = (height - bottom) * scale
            chars.append(
                Char(
                    text.strip(),
                    left * scale,
                    low,
                    right * scale,
                    (height - top) * scale,
                    left * scale,
                    low,
                    ocr=round(sure, 3),
                )
            )
    return chars


def _cut(image: Any, spot: Spot) -> Any:
    """The line with a little paper around it."""
    import cv2

    left, top, right, bottom = spot
    pad = max(2, (bottom - top) // 8)
    part = image[max(top - pad, 0) : bottom + pad, max(left - pad, 0) : right + pad]
    return cv2.copyMakeBorder(part, pad, pad, pad, pad, cv2.BORDER_REPLICATE)


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height as the header of a picture states them, before anything is unpacked."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        return abs(width), abs(height)
    if data.startswith(b"GIF8") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind, size = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + size
    return None
