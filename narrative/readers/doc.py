"""Old Word documents (.doc, and .wps of WPS Office), by their piece table."""

from __future__ import annotations

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document, ReadError

FORMAT = "doc"
SUFFIXES = (".doc", ".wps", ".dot")
CHILD = True
FALLBACKS = dict.fromkeys(("broken", "crashed", "unsupported"), "office")

_MAIN = "WordDocument"


def sniff(sample: Sample) -> int:
    """SURE for an OLE container with Word's main stream."""
    return SURE if _MAIN in sample.streams else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Paragraphs and tables with their merges; deleted and hidden text left out, macros never run."""
    import io

    import olefile

    from narrative.readers import _doc_text

    try:
        with olefile.OleFileIO(io.BytesIO(sample.data)) as container:
            streams = {name: container.openstream(name).read() for name in _wanted(container)}
    except ReadError:
        raise
    except Exception as error:  # olefile raises whatever a broken sector chain leads it into
        raise ReadError(sample.source, "doc 文件不完整或已损坏", code="truncated") from error
    return _doc_text.read(sample.source, streams, limits, macros="Macros" in sample.streams)


def _wanted(container: object) -> list[str]:
    names = (_MAIN, "0Table", "1Table", "Data")
    return [name for name in names if container.exists(name)]  # type: ignore[attr-defined]
