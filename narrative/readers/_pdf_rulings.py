"""The straight strokes of a PDF page, however they are drawn: lines, thin boxes, rings, images."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""left, bottom, right, top in points."""

_THIN = 3.0  # a filled box thinner than this is a line
_WHITE = 250
_DEEPEST_FORM = 8

Matrix = tuple[float, float, float, float, float, float]


def line_boxes(handle: Any, most: int) -> tuple[list[Box], int]:
    """The level and upright strokes of a page as thin boxes, and the number of its images.

    Far more than ``most`` strokes are a drawing: none is given.
    """
    found: list[Box] = []
    images = 0
    objects = (pdfium.FPDFPage_GetObject(handle, i) for i in range(pdfium.FPDFPage_CountObjects(handle)))
    for item, matrix in _flat(objects, (1, 0, 0, 1, 0, 0), 0):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images += 1
            found.extend(_image_line(matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            found.extend(_path_lines(item, matrix))
        if len(found) > most * 4:
            return [], images
    return found, images


def _flat(objects: Iterator[Any], outer: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Every object with the matrix that brings it onto the page; forms (drawings in the drawing) opened."""
    for item in objects:
        if not item:
            continue
        matrix = _times(_matrix(item), outer)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < _DEEPEST_FORM:
                count = pdfium.FPDFFormObj_CountObjects(item)
                inner = (pdfium.FPDFFormObj_GetObject(item, i) for i in range(count))
                yield from _flat(inner, matrix, depth + 1)
        else:
            yield item, matrix


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return (1, 0, 0, 1, 0, 0)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _image_line(matrix: Matrix) -> Iterator[Box]:
    box = bounds([_at(matrix, x, y) for x in (0, 1) for y in (0, 1)])
    if min(box[2] - box[0], box[3] - box[1]) < _THIN < max(box[2] - box[0], box[3] - box[1]):
        yield box


def _path_lines(item: Any, matrix: Matrix) -> Iterator[Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    stroked = bool(stroke.value) and not _is_white(item, pdfium.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value) and not _is_white(item, pdfium.FPDFPageObj_GetFillColor)
    if not (stroked or filled):
        return
    for points in _outlines(item, matrix):
        box = bounds(points)
        thin = min(box[2] - box[0], box[3] - box[1]) < _THIN
        if thin:
            yield box
        elif stroked:
            yield from _sides(points)
        elif filled:
            yield from _ring_sides(points, box)


def _is_white(item: Any, colour_of: Callable[..., int]) -> bool:
    """Drawn in white or in nothing, hence not seen."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not colour_of(item, *(ctypes.byref(part) for part in parts)):
        return False
    red, green, blue, alpha = (part.value for part in parts)
    return alpha == 0 or min(red, green, blue) >= _WHITE


def _outlines(item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The closed or open outlines of a path, as points on the page; curved ones are no table lines."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(item), 20_000)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            points.append(_at(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and points and points[0] != points[-1]:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _sides(points: list[tuple[float, float]]) -> Iterator[Box]:
    """The level and upright strokes of an outline."""
    for first, second in pairwise(points):
        box = bounds([first, second])
        if min(box[2] - box[0], box[3] - box[1]) < 1 and max(box[2] - box[0], box[3] - box[1]) > 0:
            yield box


def _ring_sides(points: list[tuple[float, float]], box: Box) -> Iterator[Box]:
    """The sides of a border drawn as one filled ring; a plain filled box is shading and has none."""
    if len(points) > 6 and any(box[0] + 0.1 < x < box[2] - 0.1 and box[1] + 0.1 < y < box[3] - 0.1 for x, y in points):
        yield from _sides(points)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(points: list[tuple[float, float]]) -> Box:
    """The box around some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
