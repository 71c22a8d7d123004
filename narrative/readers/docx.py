"""Word documents (.docx, .docm, and what WPS saves as such)."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document

FORMAT = "docx"
SUFFIXES = (".docx", ".docm", ".dotx", ".wps")


def sniff(sample: Sample) -> int:
    """SURE for a package with a ``word/`` folder, whatever the file is called."""
    return SURE if any(name.lower().lstrip("/").startswith("word/") for name in sample.members) else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Paragraphs, tables and text boxes of the main text, with revisions accepted.

    A cell's address ``tcN`` is the ordinal (from 1) of its ``w:tc`` among all of the main part in
    document order, a paragraph's ``pN`` that of its ``w:p``: enough to write a comment there.
    """
    from narrative.readers import _docx_body

    return _docx_body.read(sample, limits)
