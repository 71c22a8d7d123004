"""Word comments, patched into the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from narrative.report.annotate.package import Package, clean
from narrative.report.annotate.patch import Element, append, append_to_root, elements
from narrative.report.annotate.remarks import AUTHOR, Remark

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def write(original: Path, remarks: Iterable[Remark], output: Path) -> None:
    """Write the file with one comment a remark; a remark without a cell stands at the first paragraph."""
    package = Package(original)
    document = package.main_part
    text = package.read(document)
    namespace = elements(text, "")[0].namespace
    part = _comments_part(package, document, namespace)
    first_id = _next_id(package.read(part))
    numbered = dict(enumerate(remarks, first_id))
    package.put(document, mark(text, {n: r.place.address for n, r in numbered.items()}))
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    comments = "".join(_comment(number, remark, date, namespace) for number, remark in numbered.items())
    package.put(part, append_to_root(package.read(part), comments))
    package.save(output)


def _comments_part(package: Package, document: str, namespace: str) -> str:
    existing = package.targets(document, "comments")
    if existing:
        return next(iter(existing.values()))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    empty = f'{head}<w:comments xmlns:w="{namespace}"></w:comments>'.encode()
    return package.add("word/comments{}.xml", empty, _TYPE, document, "comments")


def _next_id(comments: bytes) -> int:
    ids = (e.attributes.get("id", "") for e in elements(comments, "comment") if e.is_word("comment"))
    return max((int(value) for value in ids if value.isdigit()), default=-1) + 1


def _comment(number: int, remark: Remark, date: str, namespace: str) -> str:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(clean(line))}</w:t></w:r></w:p>'
        for line in remark.text.split("\n")
    )
    return (
        f'<w:comment xmlns:w="{namespace}" w:id="{number}" w:author="{AUTHOR}" w:date="{date}"'
        f' w:initials="筛">{paragraphs}</w:comment>'
    )


def mark(document: bytes, addresses: Mapping[int, str]) -> bytes:
    """Put the marks of each comment round the text of the cell its address names."""
    found = elements(document, "p", "pPr", "tc", "txbxContent")
    by_address = _paragraphs_by_address(found, {"p1", *addresses.values()})
    properties = {id(e.parent): e.end for e in found if e.is_word("pPr")}
    word = f'xmlns:w="{found[0].namespace}"'
    openings: list[tuple[int, str]] = []
    closings: list[tuple[Element, str]] = []
    for number, address in addresses.items():
        paragraphs = by_address.get(address) or by_address["p1"]
        first, last = paragraphs[0], paragraphs[-1]
        opening = f'<w:commentRangeStart {word} w:id="{number}"/>'
        closing = f'<w:commentRangeEnd {word} w:id="{number}"/><w:r {word}><w:commentReference w:id="{number}"/></w:r>'
        if first.empty:  # <w:p/> is opened by what is appended to it
            closings.append((first, opening))
        else:
            openings.append((properties.get(id(first), first.content), opening))
        closings.append((last, closing))
    return append(document, closings, openings)


def _paragraphs_by_address(found: Iterable[Element], wanted: Set[str]) -> Mapping[str, list[Element]]:
    """The paragraphs of the wanted addresses: ``tcN`` is the N-th cell, ``pN`` the N-th paragraph, from 1.

    A table inside a cell is not of the cell.  Word takes no comments inside a text box, so what stands
    in one is told at the paragraph that holds it.
    """
    cells: dict[int, str] = {}
    paragraphs: dict[str, list[Element]] = {}
    count = 0
    for element in found:
        if element.is_word("tc"):
            cells[id(element)] = f"tc{len(cells) + 1}"
        elif element.is_word("p"):
            count += 1
            home = cells.get(id(element.parent), "")
            for address in (home, f"p{count}"):
                if address in wanted:
                    paragraphs.setdefault(address, []).append(_outside_boxes(element))
    return paragraphs


def _outside_boxes(paragraph: Element) -> Element:
    line = [paragraph, *_ancestors(paragraph)]
    boxes = [at for at, element in enumerate(line) if element.is_word("txbxContent")]
    outside = line[boxes[-1] :] if boxes else line
    return next((element for element in outside if element.is_word("p")), paragraph)


def _ancestors(element: Element) -> Iterator[Element]:
    """From the parent outwards."""
    parent = element.parent
    while parent is not None:
        yield parent
        parent = parent.parent
