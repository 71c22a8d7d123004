"""Patching an OOXML package: named parts replaced or added, all others copied byte for byte."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

from narrative.report.annotate.patch import PatchError, append_to_root

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class Package:
    """The parts of a file while some are being patched.  Nothing is written before ``save``.

    Part names are found whatever their case; some writers differ in it between a part and its links.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed: dict[str, bytes] = {}
        with zipfile.ZipFile(path) as archive:
            self._printed = {_key(name): name for name in archive.namelist()}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._printed

    @property
    def names(self) -> list[str]:
        """The names of all parts, as printed."""
        return list(self._printed.values())

    @property
    def main_part(self) -> str:
        """The part the package is about.  Raises PatchError when there is none."""
        for part in self.targets("", "officeDocument").values():
            if part in self:
                return part
        raise PatchError("文件没有正文部分，不能写入批注")

    def read(self, name: str) -> bytes:
        """The bytes of a part, as patched so far."""
        printed = self._printed[_key(name)]
        if printed in self._changed:
            return self._changed[printed]
        with zipfile.ZipFile(self._path) as archive:
            return archive.read(printed)

    def put(self, name: str, data: bytes) -> None:
        """Replace or add a part."""
        self._changed[self._printed.setdefault(_key(name), name)] = data

    def targets(self, part: str, kind: str) -> Mapping[str, str]:
        """The parts that ``part`` relates to by relationships whose type ends in ``kind``, by id."""
        return {
            rel.get("Id", ""): _resolve(part, rel.get("Target", ""))
            for rel in self._relationships(part)
            if rel.get("Type", "").endswith(f"/{kind}") and rel.get("TargetMode") != "External"
        }

    def add(self, pattern: str, data: bytes, content_type: str, owner: str, kind: str) -> str:
        """Add a part under the first free name of a pattern such as ``xl/comments{}.xml``; return its name."""
        part = next(name for n in range(100_000) if (name := pattern.format(n or "")) not in self)
        self.put(part, data)
        stated = f'<Override xmlns="{_TYPES}" PartName="/{part}" ContentType="{content_type}"/>'
        self.put(CONTENT_TYPES, append_to_root(self.read(CONTENT_TYPES), stated))
        self.relate(owner, kind, part)
        return part

    def relate(self, part: str, kind: str, target: str) -> str:
        """The id of the relationship from ``part`` to ``target``, made when there is none."""
        known = next((key for key, name in self.targets(part, kind).items() if _key(name) == _key(target)), "")
        if known:
            return known
        taken = {rel.get("Id", "") for rel in self._relationships(part)}
        new_id = next(f"rIdN{n}" for n in range(1, len(taken) + 2) if f"rIdN{n}" not in taken)
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        element = (
            f'<Relationship xmlns="{_RELATIONSHIPS}" Id="{new_id}" Type="{self._office}/{kind}"'
            f" Target={quoteattr(relative)}/>"
        )
        name = rels_name(part)
        empty = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'
        self.put(name, append_to_root(self.read(name) if name in self else empty.encode(), element))
        return new_id

    def save(self, output: Path) -> None:
        """Write the package in the order of the original, new parts last."""
        with (
            zipfile.ZipFile(self._path) as original,
            zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as patched,
        ):
            written = set(original.namelist())
            for info in original.infolist():
                data = self._changed.get(info.filename)
                patched.writestr(info, original.read(info) if data is None else data, info.compress_type)
            for name in self._changed:
                if name not in written:
                    patched.writestr(name, self._changed[name])

    @property
    def _office(self) -> str:
        """How relationship types begin in this package: transitional and strict differ."""
        types = (rel.get("Type", "") for rel in self._relationships(""))
        return next(kind.removesuffix("/officeDocument") for kind in types if kind.endswith("/officeDocument"))

    def _relationships(self, part: str) -> list[etree._Element]:
        name = rels_name(part)
        return list(etree.fromstring(self.read(name), _PARSER)) if name in self else []


def rels_name(part: str) -> str:
    """The name of the part that holds the relationships of ``part`` ("" for the package itself)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _resolve(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def clean(text: str) -> str:
    """Text without the characters XML cannot hold."""
    return re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
