"""Scanned pages: pictures (.png, .jpg, .tif, .bmp), read by the extra ``ocr``."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document, ReadError

FORMAT = "picture"
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")


def sniff(sample: Sample) -> int:
    """SURE by the first bytes."""
    webp = sample.data[:4] == b"RIFF" and sample.data[8:12] == b"WEBP"
    return SURE if sample.data.startswith(_MAGIC) or webp else NO


def read(sample: Sample, limits: Limits) -> Document:  # noqa: ARG001
    """To come."""
    raise ReadError(sample.source, "图片需要文字识别；安装 narrative[ocr] 后可识别", code="no_text")
