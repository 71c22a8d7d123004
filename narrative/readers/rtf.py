"""Rich text (.rtf, and .doc that is really RTF)."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document

FORMAT = "rtf"
SUFFIXES = (".rtf", ".doc", ".wps")


def sniff(sample: Sample) -> int:
    """SURE by its first five characters."""
    return SURE if sample.head.startswith(b"{\\rtf") else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Paragraphs and tables with their merges; pictures, objects and deleted text left out."""
    from narrative.readers import _rtf_text

    return _rtf_text.read(sample, limits)
