"""The bureau's own file back, with a comment at each cell found wanting.

The original is patched, never loaded and saved: parts that no comment touches keep their bytes, and the
text part differs by the comment marks alone.  ``remarks`` says what is written where; one module a format
says how it is put there.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from pypdfium2 import PdfiumError

from narrative.report.annotate.patch import PatchError
from narrative.report.annotate.remarks import Remark, remarks
from narrative.schema import ReadError

if TYPE_CHECKING:
    from narrative.screening import Screening

FORMATS = ("docx", "xlsx", "pdf")
ELSEWHERE = "同样的意见请看网页报告"
# What was readable may still trip a writer: a damaged picture beside a sound text, for one.
_BROKEN = (PatchError, zipfile.BadZipFile, zlib.error, KeyError, etree.XMLSyntaxError, PdfiumError)
Writer = Callable[[Path, list[Remark], Path], None]


def annotate(screening: Screening, original: Path, output: Path) -> int:
    """Write ``original`` with comments to ``output``; return the number of comments.

    Raises ReadError (code ``unsupported``) for a format or file that cannot carry comments, naming the
    report as the place where they are shown.
    """
    writer = _writer(screening.document.format, original)
    found = remarks(screening)
    half_done = output.with_name(f"{output.name}.part")
    try:
        writer(original, found, half_done)
        half_done.replace(output)
    except _BROKEN as error:
        reason = str(error) if isinstance(error, PatchError) else "文件有损坏之处，不能写入批注"
        raise ReadError(str(original), f"{reason}；{ELSEWHERE}", code="unsupported") from error
    finally:
        half_done.unlink(missing_ok=True)
    return len(found)


def _writer(kind: str, original: Path) -> Writer:
    if kind == "docx":
        from narrative.report.annotate.docx import write
    elif kind == "xlsx":
        from narrative.report.annotate.xlsx import write
    elif kind == "pdf":
        from narrative.report.annotate.pdf import write
    else:
        why = "请先解压，再逐个文件加批注" if kind == "zip" else f"可以的是 {'、'.join(FORMATS)}；{ELSEWHERE}"
        raise ReadError(str(original), f"{kind or '这种'}格式不能带批注写回；{why}", code="unsupported")
    return write
