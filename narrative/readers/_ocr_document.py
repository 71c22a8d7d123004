"""Scanned pages → the same leaves that a PDF with text gives: lines of the tables, texts with a confidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from narrative.readers import _ocr_page
from narrative.readers._limits import Limits
from narrative.readers._pdf_document import Leaf, blocks_of, opened
from narrative.readers._sample import Sample
from narrative.schema import Document, Note, Place, ReadError

_DPI = 200
_POINTS = 72


def read(sample: Sample, limits: Limits) -> Document:
    """See :func:`narrative.readers.picture.read`."""
    reader = _ocr_page.Recogniser()
    leaves: list[Leaf] = []
    for number, (image, dpi) in enumerate(_pages(sample, limits), start=1):
        if number > limits.ocr_pages:
            break
        leaves.append(_ocr_page.leaf(image, dpi, number, reader, limits))
    blocks = tuple(blocks_of(leaves, sample.source, limits))
    if not blocks:
        raise ReadError(sample.source, "图像里没有认出文字", code="empty")
    notes = tuple(_notes(sample, len(leaves), limits))
    return Document(source=sample.source, blocks=blocks, format="ocr", notes=notes)


def _notes(sample: Sample, pages: int, limits: Limits) -> Iterator[Note]:
    yield Note("ocr", "由图像识别而来，可能有错字，位置里注明置信度", Place(source=sample.source))
    if pages == limits.ocr_pages:
        yield Note("ocr_pages", f"只识别前 {pages} 页", Place(source=sample.source, page=pages))


def _pages(sample: Sample, limits: Limits) -> Iterator[tuple[Any, float]]:
    """Grey images with their resolution in dots per inch."""
    if b"%PDF-" in sample.data[:1024]:
        yield from _rendered(sample, limits)
    else:
        yield from _decoded(sample, limits)


def _rendered(sample: Sample, limits: Limits) -> Iterator[tuple[Any, float]]:
    import numpy as np
    import pypdfium2.raw as pdfium

    with opened(sample) as document:
        for index in range(min(pdfium.FPDF_GetPageCount(document), limits.ocr_pages + 1)):
            page = pdfium.FPDF_LoadPage(document, index)
            if not page:
                continue
            scale = _DPI / _POINTS
            width, height = (
                round(size * scale) for size in (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
            )
            _check(width, height, sample.source, limits)
            bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            raw = pdfium.FPDFBitmap_GetBuffer(bitmap)
            bytes_ = bytes((pdfium.c_ubyte * (stride * height)).from_address(_address(raw)))
            pdfium.FPDFBitmap_Destroy(bitmap)
            pdfium.FPDF_ClosePage(page)
            yield np.frombuffer(bytes_, np.uint8).reshape(height, stride)[:, :width], float(_DPI)


def _address(pointer: Any) -> int:
    import ctypes

    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _decoded(sample: Sample, limits: Limits) -> Iterator[tuple[Any, float]]:
    os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(limits.pixels)  # read when cv2 is first used
    import cv2
    import numpy as np

    size = _ocr_page.size_of(sample.data)
    if size:
        _check(*size, sample.source, limits)
    known, images = cv2.imdecodemulti(np.frombuffer(sample.data, np.uint8), cv2.IMREAD_GRAYSCALE)
    if not known or not images:
        raise ReadError(sample.source, "图片不完整或已损坏", code="truncated")
    for image in images:
        _check(image.shape[1], image.shape[0], sample.source, limits)
        yield image, _guessed_dpi(image.shape)


def _guessed_dpi(shape: tuple[int, ...]) -> float:
    """As if the picture were a sheet of A4, which it nearly always is."""
    return max(max(shape[:2]) / 11.7, min(shape[:2]) / 8.27)


def _check(width: int, height: int, source: str, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise ReadError(source, f"图片 {width}×{height} 像素，超过上限", code="too_large")
