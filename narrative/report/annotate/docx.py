"""Word comments, patched into the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from narrative.report.annotate.package import Package, clean
from narrative.report.annotate.patch import Element, elements, insert, insert_before_end
from narrative.report.annotate.remarks import AUTHOR, Remark

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def write(original: Path, remarks: Iterable[Remark], output: Path) -> None:
    """Write the file with one comment a remark; a remark without a cell stands at the first paragraph."""
    package = Package(original)
    document = next(iter(package.targets("", "officeDocument").values()))
    part = _comments_part(package, document)
    first_id = _next_id(package.read(part))
    numbered = dict(enumerate(remarks, first_id))
    package.put(document, mark(package.read(document), {n: r.place.address for n, r in numbered.items()}))
    comments = "".join(_comment(number, remark) for number, remark in numbered.items())
    package.put(part, insert_before_end(package.read(part), comments))
    package.save(output)


def _comments_part(package: Package, document: str) -> str:
    existing = package.targets(document, "comments")
    if existing:
        return next(iter(existing.values()))
    part = package.free_name("word/comments{}.xml")
    package.put(
        part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments {_W}></w:comments>'.encode()
    )
    package.declare(part, _TYPE)
    package.relate(document, "comments", part)
    return part


def _next_id(comments: bytes) -> int:
    ids = (e.attributes.get("id", "") for e in elements(comments) if e.is_word("comment"))
    return max((int(value) for value in ids if value.isdigit()), default=-1) + 1


def _comment(number: int, remark: Remark) -> str:
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(clean(line))}</w:t></w:r></w:p>'
        for line in remark.text.split("\n")
    )
    return (
        f'<w:comment {_W} w:id="{number}" w:author="{AUTHOR}" w:date="{date}" w:initials="筛">{paragraphs}</w:comment>'
    )


def mark(document: bytes, addresses: Mapping[int, str]) -> bytes:
    """Put the marks of each comment round the text of the cell its address names."""
    found = elements(document)
    by_address = _paragraphs_by_address(found)
    properties = {id(e.parent): e for e in found if e.is_word("pPr")}
    pieces: list[tuple[int, str]] = []
    emptied: dict[int, tuple[Element, list[str]]] = {}
    for number, address in addresses.items():
        paragraphs = by_address.get(address) or by_address.get("p1", [])
        if not paragraphs:
            continue
        opening = f'<w:commentRangeStart {_W} w:id="{number}"/>'
        closing = f'<w:commentRangeEnd {_W} w:id="{number}"/><w:r {_W}><w:commentReference w:id="{number}"/></w:r>'
        first, last = paragraphs[0], paragraphs[-1]
        for paragraph, text in ((first, opening), (last, closing)):
            if paragraph.empty:
                emptied.setdefault(paragraph.start, (paragraph, []))[1].append(text)
            else:
                pieces.append((_after_properties(paragraph, properties) if text is opening else paragraph.close, text))
    return _insert_opening_empty(document, pieces, emptied)


def _insert_opening_empty(
    document: bytes, pieces: list[tuple[int, str]], emptied: Mapping[int, tuple[Element, list[str]]]
) -> bytes:
    """Insert; an empty paragraph ``<w:p/>`` becomes ``<w:p>…</w:p>`` (its slash is the one byte taken out)."""
    patched = bytearray(document)
    moved: list[tuple[int, str]] = []
    slashes = sorted(paragraph.close for paragraph, _ in emptied.values())
    for slash in reversed(slashes):
        del patched[slash]
    for position, text in pieces:
        moved.append((position - sum(slash < position for slash in slashes), text))
    for paragraph, texts in emptied.values():
        at = paragraph.content - sum(slash < paragraph.content for slash in slashes)
        moved.append((at, "".join(texts) + f"</{paragraph.printed}>"))
    return insert(bytes(patched), moved)


def _paragraphs_by_address(found: Iterable[Element]) -> Mapping[str, list[Element]]:
    """The paragraphs of each address a reader gives: ``tcN`` is the N-th cell, ``pN`` the N-th paragraph, from 1."""
    cells: dict[int, str] = {}
    paragraphs: dict[str, list[Element]] = {}
    count = 0
    for element in found:
        if element.is_word("tc"):
            cells[id(element)] = f"tc{len(cells) + 1}"
        elif element.is_word("p"):
            count += 1
            paragraphs[f"p{count}"] = [element]
            home = next((e for e in _ancestors(element) if e.is_word("tc") or e.is_word("txbxContent")), None)
            if home is not None and id(home) in cells:
                paragraphs.setdefault(cells[id(home)], []).append(element)
    return paragraphs


def _ancestors(element: Element) -> Iterator[Element]:
    parent = element.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _after_properties(paragraph: Element, properties: Mapping[int, Element]) -> int:
    """The position after ``w:pPr``, or after the start tag when the paragraph has none."""
    found = properties.get(id(paragraph))
    return paragraph.content if found is None else found.end
