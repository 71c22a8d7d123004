"""Scanned pages: pictures (.png, .jpg, .tif, .bmp) and PDF without text, read by the extra ``ocr``."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document, ReadError

FORMAT = "picture"
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
CHILD = True

_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")


def sniff(sample: Sample) -> int:
    """SURE by the first bytes."""
    webp = sample.data[:4] == b"RIFF" and sample.data[8:12] == b"WEBP"
    return SURE if sample.data.startswith(_MAGIC) or webp else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Ruled tables and lines of text, each place with the recogniser's confidence.

    Raises ReadError (``no_text``) where the extra is not installed.
    """
    if not is_installed():
        message = "只有图像没有文字（扫描件）；安装 narrative[ocr] 后可识别"
        raise ReadError(sample.source, message, code="no_text")
    from narrative.readers import _ocr_document

    return _ocr_document.read(sample, limits)


def is_installed() -> bool:
    """Whether the extra ``ocr`` is."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("cv2", "onnxruntime", "rapidocr"))
