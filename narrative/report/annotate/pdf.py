"""PDF highlights with notes, appended to the original by an incremental save, so that its bytes stay in front."""

from __future__ import annotations

from collections.abc import Iterable
from ctypes import c_ushort
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from narrative.report.annotate.remarks import AUTHOR, Remark

_YELLOW = (255, 214, 10, 110)
_ICON = 18.0  # the size of a note icon in points


def write(original: Path, remarks: Iterable[Remark], output: Path) -> None:
    """Write the file with a highlight and note at each place; a remark without a box stands as a note on page 1."""
    document = pypdfium2.PdfDocument(original)
    try:
        loose = 0
        for remark in remarks:
            page = document[max(remark.place.page, 1) - 1]
            if remark.place.box:
                _highlight(page, remark)
            else:
                _note(page, remark, loose)
                loose += 1
            page.close()
        document.save(output, flags=pdfium.FPDF_INCREMENTAL)
    finally:
        document.close()


def _highlight(page: Any, remark: Remark) -> None:
    left, bottom, right, top = remark.place.box or (0.0, 0.0, 0.0, 0.0)
    note = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_HIGHLIGHT)
    corners = pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
    pdfium.FPDFAnnot_AppendAttachmentPoints(note, corners)
    _finish(note, (left, bottom, right, top), remark)


def _note(page: Any, remark: Remark, count: int) -> None:
    top = page.get_height() - 6 - count * _ICON
    note = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_TEXT)
    _finish(note, (6.0, top - _ICON, 6.0 + _ICON, top), remark)


def _finish(note: Any, box: tuple[float, float, float, float], remark: Remark) -> None:
    left, bottom, right, top = box
    pdfium.FPDFAnnot_SetRect(note, pdfium.FS_RECTF(left, top, right, bottom))
    pdfium.FPDFAnnot_SetColor(note, pdfium.FPDFANNOT_COLORTYPE_Color, *_YELLOW)
    _set(note, b"Contents", remark.text)
    _set(note, b"T", AUTHOR)
    pdfium.FPDFPage_CloseAnnot(note)


def _set(note: Any, key: bytes, text: str) -> None:
    encoded = (text + "\0").encode("utf-16-le")
    units = (c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)
    pdfium.FPDFAnnot_SetStringValue(note, key, units)
