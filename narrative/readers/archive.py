"""A zip of documents: the files inside, each read by its own reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from narrative.readers._limits import Limits
from narrative.readers._sample import LIKELY, NO, Sample
from narrative.schema import Block, Document, Grid, Note, ReadError

FORMAT = "zip"
SUFFIXES = (".zip",)

_JUNK = ("__MACOSX/", "Thumbs.db", ".DS_Store", "desktop.ini")
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


def sniff(sample: Sample) -> int:
    """Any zip: a format that is itself a zip answers SURE and wins."""
    return LIKELY if sample.is_zip else NO


def read(sample: Sample, limits: Limits) -> Document:
    """The blocks of every file inside; what could not be read becomes a note."""
    from narrative.readers import read_sample

    blocks: list[Block] = []
    notes: list[Note] = []
    for member in members(sample, limits):
        try:
            if isinstance(member, ReadError):
                raise member
            inside = read_sample(member, limits)
        except ReadError as error:
            place = replace(error.place, source=sample.source, container=_inside(error.source))
            notes.append(Note(error.code, error.message, place))
            continue
        blocks.extend(_moved(block, sample.source, _inside(inside.source)) for block in inside.blocks)
        notes.extend(inside.notes)
    if not blocks:
        raise _nothing(sample, notes)
    return Document(source=sample.source, blocks=tuple(blocks), format=FORMAT, notes=tuple(notes))


def members(sample: Sample, limits: Limits) -> list[Sample | ReadError]:
    """The files inside, named ``archive!member``, in the order of the archive; folders and junk left out."""
    return list(_members(sample, limits))


def _members(sample: Sample, limits: Limits) -> Iterator[Sample | ReadError]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(sample.data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise ReadError(sample.source, "压缩包不完整或已损坏，请重新下载", code="truncated") from error
    left = limits.unzipped_bytes
    with archive:
        items = [item for item in archive.infolist() if not item.is_dir() and not _is_junk(item.filename)]
        if len(items) > limits.members:
            raise ReadError(sample.source, f"压缩包内文件超过 {limits.members} 个，请分批", code="too_large")
        if not items:
            raise ReadError(sample.source, "压缩包内没有文件", code="empty")
        for item in items:
            found = _member(sample, archive, item, min(left, limits.file_bytes))
            left -= len(found.data) if isinstance(found, Sample) else 0
            yield found


def _member(sample: Sample, archive: zipfile.ZipFile, item: zipfile.ZipInfo, allowed: int) -> Sample | ReadError:
    name = f"{sample.source}!{member_name(item)}"
    if item.flag_bits & _ENCRYPTED_FLAG:
        return ReadError(name, "压缩包内文件有密码，请先解压", code="encrypted")
    if sample.source.count("!") >= 2:
        return ReadError(name, "压缩包嵌套过深，请先解压", code="unsupported")
    try:
        with archive.open(item) as stream:
            data = stream.read(allowed + 1)  # the size in the directory may lie; what comes out counts
    except Exception as error:  # zipfile and its decompressors raise many kinds on damaged data
        return ReadError(name, f"压缩包内文件已损坏（{type(error).__name__}）", code="truncated")
    if len(data) > allowed:
        return ReadError(name, "解压后超过大小上限", code="too_large")
    return Sample(name, data)


def member_name(item: zipfile.ZipInfo) -> str:
    """The name as its author saw it: archives made on Chinese Windows store GBK without saying so."""
    if item.flag_bits & _UTF8_FLAG:
        return item.filename
    try:
        raw = item.filename.encode("cp437")
    except UnicodeEncodeError:
        return item.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return item.filename


def _is_junk(name: str) -> bool:
    return name.startswith(_JUNK) or name.rsplit("/", 1)[-1].startswith(("._", "~$", *_JUNK[1:]))


def _inside(source: str) -> str:
    return source.partition("!")[2]


def _moved(block: Block, source: str, container: str) -> Block:
    place = replace(block.place, source=source, container=_joined(container, block.place.container))
    if not isinstance(block, Grid):
        return replace(block, place=place)
    cells = tuple(
        replace(cell, place=replace(cell.place, source=source, container=_joined(container, cell.place.container)))
        for cell in block.cells
    )
    return replace(block, cells=cells, place=place)


def _joined(container: str, part: str) -> str:
    return f"{container} {part}".strip()


def _nothing(sample: Sample, notes: list[Note]) -> ReadError:
    first = notes[0]
    return ReadError(sample.source, f"压缩包内没有可读的文件；{first.message}", code=first.code, place=first.place)
