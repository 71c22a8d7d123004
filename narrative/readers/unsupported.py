"""Formats that are named, with what to do, instead of read."""

from __future__ import annotations

from dataclasses import dataclass

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Document, ReadError

FORMAT = "unsupported"
SUFFIXES = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    remedy: str
    magic: bytes = b""
    member: str = ""
    stream: str = ""
    code: str = "unsupported"


_KINDS = (
    _Kind("OFD 版式文件", "请用 OFD 阅读器另存为 PDF 后再读", member="OFD.xml"),
    _Kind("RAR 压缩包", "请先解压，或改用 zip", magic=b"Rar!\x1a\x07"),
    _Kind("7z 压缩包", "请先解压，或改用 zip", magic=b"7z\xbc\xaf\x27\x1c"),
    _Kind("gzip 压缩包", "请先解压，或改用 zip", magic=b"\x1f\x8b"),
    _Kind("Excel 二进制工作簿（.xlsb）", "请另存为 .xlsx", member="xl/workbook.bin"),
    _Kind("演示文稿（.pptx）", "请把其中的表另存为 Word 或 Excel", member="ppt/presentation.xml"),
    _Kind("演示文稿（.ppt）", "请把其中的表另存为 Word 或 Excel", stream="PowerPoint Document"),
    _Kind("有打开密码的 Office 文件", "请去掉密码后再读", stream="EncryptedPackage", code="encrypted"),
    _Kind("程序文件", "不是文档", magic=b"MZ", code="binary"),
    _Kind("程序文件", "不是文档", magic=b"\x7fELF", code="binary"),
)


def sniff(sample: Sample) -> int:
    """SURE for the formats listed here, by their first bytes or what their container holds."""
    return SURE if _kind(sample) else NO


def read(sample: Sample, limits: Limits) -> Document:  # noqa: ARG001 (the readers' common form)
    """Raise the ReadError that names the format and what to do."""
    kind = _kind(sample) or _KINDS[0]
    raise ReadError(sample.source, f"{kind.name}不能直接读取：{kind.remedy}", code=kind.code)


def _kind(sample: Sample) -> _Kind | None:
    return next((kind for kind in _KINDS if _is(kind, sample)), None)


def _is(kind: _Kind, sample: Sample) -> bool:
    if kind.magic:
        return sample.data.startswith(kind.magic)
    return kind.member in sample.members if kind.member else kind.stream in sample.streams
