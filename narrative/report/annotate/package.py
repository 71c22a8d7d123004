"""Patching an OOXML package: named parts replaced or added, all others copied byte for byte."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lxml import etree

from narrative.report.annotate.patch import insert_before_end

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class Package:
    """The parts of a file while some are being patched.  Nothing is written before ``save``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed: dict[str, bytes] = {}
        with zipfile.ZipFile(path) as archive:
            self._names = set(archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names or name in self._changed

    def read(self, name: str) -> bytes:
        """The bytes of a part, as patched so far."""
        if name in self._changed:
            return self._changed[name]
        with zipfile.ZipFile(self._path) as archive:
            return archive.read(name)

    def put(self, name: str, data: bytes) -> None:
        """Replace or add a part."""
        self._changed[name] = data

    def targets(self, part: str, kind: str) -> Mapping[str, str]:
        """The parts that ``part`` relates to by relationships whose type ends in ``kind``, by id."""
        return {
            rel.get("Id", ""): _resolve(part, rel.get("Target", ""))
            for rel in self._relationships(part)
            if rel.get("Type", "").endswith(f"/{kind}") and rel.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of an officeDocument type; return its new id."""
        taken = {rel.get("Id", "") for rel in self._relationships(part)}
        new_id = next(f"rIdN{n}" for n in range(1, len(taken) + 2) if f"rIdN{n}" not in taken)
        kind_url = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
        relative = posixpath.relpath(target, posixpath.dirname(part) or ".")
        element = (
            f'<Relationship xmlns="{_RELATIONSHIPS}" Id="{new_id}" Type="{kind_url}" Target={quoteattr(relative)}/>'
        )
        name = rels_name(part)
        empty = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'
        self.put(name, insert_before_end(self.read(name) if name in self else empty.encode(), element))
        return new_id

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a new part."""
        element = f'<Override xmlns="{_TYPES}" PartName="/{part}" ContentType="{content_type}"/>'
        self.put(CONTENT_TYPES, insert_before_end(self.read(CONTENT_TYPES), element))

    def free_name(self, pattern: str) -> str:
        """The first part name of a pattern such as ``xl/comments{}.xml`` that is not taken."""
        return next(name for n in range(1, 100_000) if (name := pattern.format(n)) not in self)

    def save(self, output: Path) -> None:
        """Write the package in the order of the original, new parts last."""
        with (
            zipfile.ZipFile(self._path) as original,
            zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as patched,
        ):
            for info in original.infolist():
                patched.writestr(info, self._changed.get(info.filename) or original.read(info), info.compress_type)
            for name in self._changed.keys() - self._names:
                patched.writestr(name, self._changed[name])

    def _relationships(self, part: str) -> list[etree._Element]:
        name = rels_name(part)
        return list(etree.fromstring(self.read(name), _PARSER)) if name in self else []


def rels_name(part: str) -> str:
    """The name of the part that holds the relationships of ``part`` ("" for the package itself)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolve(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def clean(text: str) -> str:
    """Text without the characters XML cannot hold."""
    return re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
