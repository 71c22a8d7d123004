"""A file of any format → a Document of paragraphs and grids.  Knows the schema alone.

Start at :func:`read`.  One module a format: every module of this folder whose name has no leading
underscore is a reader and offers

- ``FORMAT``: its short name (``"docx"``) and ``SUFFIXES``: the suffixes that usually go with it;
- ``sniff(sample) -> int``: NO, POSSIBLE, LIKELY or SURE by content; the highest answer reads the file,
  between equals the suffix decides;
- ``read(sample, limits) -> Document``: blocks in reading order, raising ReadError;
- ``CHILD = True`` where its library may abort the process: then it runs in a child (see ``_pool``);
- ``FALLBACKS``: the format whose reader is asked where this one fails, by the code of its error.

Modules with an underscore are what the readers share.  Reader modules import what is heavy inside
their functions, so that reading a text file never pays for a spreadsheet.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

from narrative.readers._limits import DEFAULT, Limits
from narrative.readers._sample import NO, Sample
from narrative.schema import Document, ReadError

__all__ = ["Limits", "read", "read_all"]


class Reader(Protocol):
    """What a reader module offers (``CHILD`` and ``FALLBACKS`` are optional)."""

    FORMAT: str
    SUFFIXES: tuple[str, ...]

    def sniff(self, sample: Sample) -> int:
        """Say how surely the content is of this format."""

    def read(self, sample: Sample, limits: Limits) -> Document:
        """Read it; raise ReadError."""


def read(path: str | os.PathLike[str], *, limits: Limits | None = None) -> Document:
    """Read one file into a Document with blocks only (``forms`` and ``sections`` empty).

    The format is decided by content, the suffix second.  A zip archive gives the blocks of all files
    in it, each place naming its member.  Raises ReadError, whose text is Chinese and names file and
    place, for whatever cannot be read; :func:`read_all` gives the files of an archive one by one.
    """
    bounds = limits or DEFAULT
    return read_sample(_load(os.fspath(path), bounds), bounds)


def read_all(path: str | os.PathLike[str], *, limits: Limits | None = None) -> Iterator[Document | ReadError]:
    """Read a file, or every file inside an archive: one Document or ReadError each, never raising."""
    from narrative.readers import archive

    bounds = limits or DEFAULT
    try:
        sample = _load(os.fspath(path), bounds)
        if choose(sample) is not cast("Reader", archive):
            yield read_sample(sample, bounds)
            return
        members = archive.members(sample, bounds)
    except ReadError as error:
        yield error
        return
    yield from (_attempt(member, bounds) for member in members)


def read_sample(sample: Sample, limits: Limits) -> Document:
    """Read bytes that are already in memory (a member of an archive, an upload)."""
    if not sample.data:
        raise ReadError(sample.source, "文件是空的（0字节）", code="empty")
    reader = choose(sample)
    document = _read_or_fall_back(reader, sample, limits)
    if not document.blocks:
        raise ReadError(sample.source, "文件里没有可读的文字或表格", code="empty")
    return replace(document, doc_id=hashlib.sha256(sample.data).hexdigest()[:16])


def _read_or_fall_back(reader: Reader, sample: Sample, limits: Limits) -> Document:
    """Ask another reader where one does not know a variant of its format; the first error is the one to report."""
    try:
        return _read_where_safe(reader, sample, limits)
    except ReadError as error:
        other = readers().get(getattr(reader, "FALLBACKS", {}).get(error.code, ""))
        if not other:
            raise
        try:
            return _read_where_safe(other, sample, limits)
        except ReadError as second:
            raise (second if error.code == "no_text" else error) from None


def _read_where_safe(reader: Reader, sample: Sample, limits: Limits) -> Document:
    if getattr(reader, "CHILD", False) or sample.weight > limits.inline_bytes:
        from narrative.readers import _pool

        return _pool.read(reader.FORMAT, sample, limits)
    return run(reader, sample, limits)


def run(reader: Reader, sample: Sample, limits: Limits) -> Document:
    """Call a reader here and now; whatever it trips over becomes a ReadError."""
    try:
        return reader.read(sample, limits)
    except ReadError:
        raise
    except MemoryError:
        raise ReadError(sample.source, "读取所需内存超过上限", code="memory") from None
    except Exception as error:  # a format library meets bytes its authors never saw
        message = f"{reader.FORMAT} 文件已损坏或不合规范，无法读取（{type(error).__name__}）"
        raise ReadError(sample.source, message, code="broken") from error


def choose(sample: Sample) -> Reader:
    """The reader for these bytes.  Raises ReadError (``binary``, ``truncated``) when no reader knows them."""
    answers = [(reader.sniff(sample), sample.suffix in reader.SUFFIXES, reader) for reader in readers().values()]
    score, _, best = max(answers, key=lambda answer: answer[:2])
    if score == NO and sample.is_ole:
        raise ReadError(sample.source, "旧版 Office 文件不完整或已损坏，请重新下载", code="truncated")
    if score == NO:
        raise ReadError(sample.source, "内容不是可识别的文档格式", code="binary")
    return best


@cache
def readers() -> dict[str, Reader]:
    """Every reader by its format, found in this folder."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    modules = [cast("Reader", import_module(f"{__name__}.{name}")) for name in names]
    return {module.FORMAT: module for module in modules}


def _load(path: str, limits: Limits) -> Sample:
    file = Path(path)
    try:
        if not file.is_file():
            kind = "是文件夹，不是文件" if file.is_dir() else "文件不存在或不是普通文件"
            raise ReadError(path, kind, code="missing")
        with file.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise ReadError(path, f"文件打不开（{reason}）", code="missing") from error
    if len(data) > limits.file_bytes:
        limit = f"{limits.file_bytes / 1024 / 1024:g} MB"
        raise ReadError(path, f"文件超过大小上限 {limit}", code="too_large")
    return Sample(path, data)


def _attempt(sample: Sample | ReadError, limits: Limits) -> Document | ReadError:
    if isinstance(sample, ReadError):
        return sample
    try:
        return read_sample(sample, limits)
    except ReadError as error:
        return error
