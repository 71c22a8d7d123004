"""Excel workbooks (.xlsx, .xlsm, and what WPS saves as such)."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document

FORMAT = "xlsx"
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".et")


def sniff(sample: Sample) -> int:
    """SURE for a package with an ``xl/`` folder of XML, whatever the file is called."""
    names = {name.lower().lstrip("/") for name in sample.members}
    return SURE if any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names else NO


def read(sample: Sample, limits: Limits) -> Document:
    """One grid a visible sheet, numbers as they are displayed; hidden sheets are named in a note."""
    from narrative.readers import _xlsx_book

    return _xlsx_book.read(sample, limits)
