"""Office Open XML packages: parts out of a zip, within bounds, and XML without entities or links."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from narrative.readers._limits import Limits
from narrative.readers._sample import Sample
from narrative.schema import ReadError

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCRYPTED_FLAG = 0x1
# Files saved as "strict" use these names for the same things.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another; ``kind`` is the last word of its type (``officeDocument``)."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of one file.  Reading one counts against ``limits.unzipped_bytes``."""

    def __init__(self, sample: Sample, limits: Limits) -> None:
        self.source = sample.source
        self._left = limits.unzipped_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(sample.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise ReadError(sample.source, "文件不完整（压缩目录缺失），请重新下载", code="truncated") from error

    @cached_property
    def _names(self) -> dict[str, str]:
        """Part names differ in case and in a leading slash between writers."""
        return {name.replace("\\", "/").lstrip("/").lower(): name for name in self._zip.namelist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def data(self, name: str) -> bytes:
        """The bytes of a part; ``b""`` when the package has none of that name."""
        found = self._names.get(name.lower())
        if found is None:
            return b""
        if self._zip.getinfo(found).flag_bits & _ENCRYPTED_FLAG:
            raise ReadError(self.source, "文件有密码，请去掉密码后再读", code="encrypted")
        try:
            with self._zip.open(found) as stream:
                data = stream.read(self._left + 1)
        except Exception as error:  # zipfile and its decompressors raise many kinds on damaged data
            raise ReadError(self.source, f"文件内部数据已损坏（{name}）", code="truncated") from error
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(self.source, "解压后超过大小上限", code="too_large")
        return data

    def xml_data(self, name: str) -> bytes:
        """The bytes of an XML part, strict names made transitional; refuses document type definitions."""
        data = self.data(name)
        if b"<!DOCTYPE" in data or b"<\0!\0D\0O\0C\0T" in data or b"\0<\0!\0D\0O\0C\0T" in data:
            raise ReadError(self.source, "文件内含 DTD 或实体定义，出于安全不予读取", code="unsafe")
        if b"purl.oclc.org/ooxml" in data[:8192]:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return data

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part, None when there is no such part.  Nothing outside is ever loaded."""
        data = self.xml_data(name)
        if not data:
            return None
        try:
            return etree.fromstring(data, parser())
        except etree.XMLSyntaxError as error:
            raise ReadError(self.source, f"文件内部数据已损坏（{name}）", code="broken") from error

    def relations(self, part: str) -> dict[str, Relation]:
        """The links of a part by id, targets as part names; ``""`` gives those of the package."""
        folder, _, name = part.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        return {item.get("Id", ""): _relation(item, folder) for item in root.iter(_RELATION)}

    def main_part(self, usual: str) -> str:
        """The name of the main part, as the package says it, else the ``usual`` one."""
        links = self.relations("").values()
        stated = (link.target for link in links if link.kind == "officeDocument" and not link.external)
        return next((name for name in stated if name in self), usual)


def parser() -> etree.XMLParser:
    """A parser that resolves nothing and stays within libxml2's bounds on depth and size."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _relation(item: etree._Element, folder: str) -> Relation:
    external = item.get("TargetMode") == "External"
    target = item.get("Target", "")
    if not external:
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(item.get("Type", "").rpartition("/")[2], target, external)
