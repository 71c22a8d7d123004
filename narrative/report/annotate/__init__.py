"""The bureau's own file back, with a comment at each cell found wanting.

The original is patched, never loaded and saved: parts that no comment touches keep their bytes, and the
text part differs by the comment marks alone.  ``remarks`` says what is written where; one module a format
says how it is put there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from narrative.report.annotate.remarks import Remark, remarks
from narrative.schema import ReadError

if TYPE_CHECKING:
    from narrative.screening import Screening

Writer = Callable[[Path, list[Remark], Path], None]


def annotate(screening: Screening, original: Path, output: Path) -> int:
    """Write ``original`` with comments to ``output``; return the number of comments.

    Raises ReadError (code ``unsupported``) for a format that cannot carry comments, naming the report
    as the place where they are shown.
    """
    found = remarks(screening)
    _writer(screening, original)(original, found, output)
    return len(found)


def _writer(screening: Screening, original: Path) -> Writer:
    kind = screening.document.format
    if kind == "docx":
        from narrative.report.annotate.docx import write
    elif kind == "xlsx":
        from narrative.report.annotate.xlsx import write
    elif kind == "pdf":
        from narrative.report.annotate.pdf import write
    else:
        message = (
            f"{kind or '这种'}格式不能带批注写回（可以的是 docx、xlsx、pdf）；"
            "请用 narrative screen 文件 -o 报告.html 查看同样的意见"
        )
        raise ReadError(str(original), message, code="unsupported")
    return write
