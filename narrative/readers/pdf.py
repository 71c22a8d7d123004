"""PDF files with text: ruled tables by their lines, the rest as paragraphs."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document

FORMAT = "pdf"
SUFFIXES = (".pdf",)
CHILD = True  # PDFium aborts on some broken files
FALLBACKS = {"no_text": "picture"}


def sniff(sample: Sample) -> int:
    """SURE for a PDF header within the first kilobyte, as viewers accept it."""
    return SURE if b"%PDF-" in sample.data[:1024] else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Tables and paragraphs in reading order; a table broken over pages is one grid.

    Places give page and box in points; scripts and links in the file are never followed.
    """
    from narrative.readers import _pdf_document

    return _pdf_document.read(sample, limits)
