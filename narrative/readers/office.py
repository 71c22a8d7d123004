"""Formats that LibreOffice turns into one of ours, where it is installed; the fallback for others."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document, Note, Place, ReadError

if TYPE_CHECKING:
    import subprocess

FORMAT = "office"
SUFFIXES = (".odt", ".ods", ".fodt", ".fods", ".xml")

_PROGRAMS = ("soffice", "libreoffice")
_START_SECONDS = 20.0  # its first start on a machine is slow, whatever the file


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    suffix: str
    target: str
    mark: bytes = b""
    stream: str = ""


_KINDS = (
    _Kind("OpenDocument 文本", ".odt", "docx", mark=b"mimetypeapplication/vnd.oasis.opendocument.text"),
    _Kind("OpenDocument 表格", ".ods", "xlsx", mark=b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    _Kind("OpenDocument 文本", ".fodt", "docx", mark=b'office:mimetype="application/vnd.oasis.opendocument.text"'),
    _Kind(
        "OpenDocument 表格", ".fods", "xlsx", mark=b'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    ),
    _Kind("Word 2003 XML 文件", ".xml", "docx", mark=b"http://schemas.microsoft.com/office/word/2003/wordml"),
    _Kind("Excel 2003 XML 文件", ".xml", "xlsx", mark=b"urn:schemas-microsoft-com:office:spreadsheet"),
    _Kind("Works 文档", ".wps", "docx", stream="MatOST"),
    _Kind("旧版 Word 文档", ".doc", "docx", stream="WordDocument"),
    _Kind("旧版 Excel 工作簿", ".xls", "xlsx", stream="Workbook"),
    _Kind("旧版 Excel 工作簿", ".xls", "xlsx", stream="Book"),
)


def sniff(sample: Sample) -> int:
    """SURE for the formats that have no reader of their own."""
    kind = _kind(sample)
    return SURE if kind and (kind.mark or kind.stream == "MatOST") else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Have LibreOffice convert the file and read the result; a note says so.

    Raises ReadError (``unsupported``) where LibreOffice is not installed.
    """
    from narrative.readers import read_sample

    kind = _kind(sample)
    if not kind:
        raise ReadError(sample.source, "内容不是可识别的文档格式", code="binary")
    converted = read_sample(Sample(sample.source, _convert(sample, kind, limits)), limits)
    note = Note("fallback", f"{kind.name}，由 LibreOffice 转换后读取", Place(source=sample.source))
    return replace(converted, format=kind.suffix.lstrip("."), notes=(note, *converted.notes))


def is_installed() -> bool:
    """Whether LibreOffice can be found."""
    return any(map(shutil.which, _PROGRAMS))


def _kind(sample: Sample) -> _Kind | None:
    head = sample.data[:4096]
    return next((kind for kind in _KINDS if (kind.mark and kind.mark in head) or kind.stream in sample.streams), None)


def _convert(sample: Sample, kind: _Kind, limits: Limits) -> bytes:
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if not program:
        raise ReadError(
            sample.source, f"{kind.name}需要安装 LibreOffice 才能读取，或请另存为 .{kind.target}", code="unsupported"
        )
    import tempfile

    with tempfile.TemporaryDirectory(prefix="narrative-") as folder:
        source = Path(folder, f"in{kind.suffix}")
        source.write_bytes(sample.data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", kind.target, "--outdir", folder]
        _run([*command, str(source)], sample.source, limits.seconds + _START_SECONDS)
        result = Path(folder, f"in.{kind.target}")
        if not result.is_file():
            raise ReadError(sample.source, f"{kind.name}已损坏，LibreOffice 也不能转换", code="broken")
        return result.read_bytes()


def _run(command: list[str], source: str, seconds: float) -> None:
    """Run it in a group of its own, so that its helpers end with it."""
    import subprocess

    own_group = os.name == "posix"
    with subprocess.Popen(  # noqa: S603 (a program found on the path, a file of ours)
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=own_group
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            _end(process, own_group)
            raise ReadError(source, f"LibreOffice 转换超过 {seconds:g} 秒，已停止", code="timeout") from None


def _end(process: subprocess.Popen[bytes], own_group: bool) -> None:
    if own_group:
        import signal

        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
