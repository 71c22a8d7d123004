"""Excel notes (批注), patched into the package: a comments part and its drawing for each sheet concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from narrative.report.annotate.package import Package, clean
from narrative.report.annotate.patch import Element, elements, insert
from narrative.report.annotate.remarks import AUTHOR, Remark

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What may follow <legacyDrawing> in a worksheet; it goes before the first of these.
_AFTER = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)
_VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_WIDTH, _LINE_CHARACTERS = 4, 22  # a note is four columns wide


def write(original: Path, remarks: Iterable[Remark], output: Path) -> None:
    """Write the workbook with one note a remark; a cell that has a note already gets ours added to it."""
    package = Package(original)
    workbook = next(iter(package.targets("", "officeDocument").values()))
    sheets = _sheet_parts(package, workbook)
    first = next(iter(sheets), "")
    by_sheet: dict[str, dict[str, str]] = {}
    for remark in remarks:
        sheet = remark.place.sheet if remark.place.sheet in sheets else first
        notes = by_sheet.setdefault(sheet, {})
        cell = remark.place.cell.partition(":")[0] or "A1"
        notes[cell] = f"{notes[cell]}\n{remark.text}" if cell in notes else remark.text
    for sheet, notes in by_sheet.items():
        _annotate(package, sheets[sheet], notes)
    package.save(output)


def _sheet_parts(package: Package, workbook: str) -> Mapping[str, str]:
    parts = package.targets(workbook, "worksheet")
    named = (e.attributes for e in elements(package.read(workbook)) if e.name == "sheet")
    return {a["name"]: parts[a["id"]] for a in named if a.get("id") in parts}


def _annotate(package: Package, sheet: str, notes: Mapping[str, str]) -> None:
    comments = _comments_part(package, sheet)
    data = package.read(comments)
    fresh = {cell: text for cell, text in notes.items() if cell not in _commented(data)}
    data = _append_to_notes(data, {cell: text for cell, text in notes.items() if cell not in fresh})
    package.put(comments, _add_notes(data, fresh))
    drawing = _drawing_part(package, sheet)
    package.put(drawing, _add_shapes(package.read(drawing), fresh))


def _comments_part(package: Package, sheet: str) -> str:
    existing = package.targets(sheet, "comments")
    if existing:
        return next(iter(existing.values()))
    part = package.free_name("xl/comments{}.xml")
    empty = f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
    package.put(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{empty}'.encode())
    package.declare(part, _COMMENTS)
    package.relate(sheet, "comments", part)
    return part


def _drawing_part(package: Package, sheet: str) -> str:
    """The legacy drawing of the sheet that holds its notes, made when there is none."""
    data = package.read(sheet)
    found = elements(data)
    targets = package.targets(sheet, "vmlDrawing")
    for element in found:
        if element.name == "legacyDrawing" and element.attributes.get("id") in targets:
            return targets[element.attributes["id"]]
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    block = int(re.sub(r"\D", "", part.rpartition("/")[2]) or 1)
    package.put(part, _VML_HEAD.format(block=block).encode())
    package.declare(part, _VML)
    relation = package.relate(sheet, "vmlDrawing", part)
    element_text = f'<legacyDrawing xmlns="{_MAIN}" xmlns:r="{_OFFICE}" r:id="{relation}"/>'
    root = found[0]
    after = next((e for e in found if e.parent is root and e.name in _AFTER), None)
    package.put(sheet, insert(data, [(after.start if after else root.close, element_text)]))
    return part


def _commented(comments: bytes) -> frozenset[str]:
    return frozenset(e.attributes.get("ref", "") for e in elements(comments) if e.name == "comment")


def _append_to_notes(comments: bytes, notes: Mapping[str, str]) -> bytes:
    """Add our text to the notes that cells have already."""
    pieces = [
        (parent.close, _run(f"\n{notes[parent.parent.attributes['ref']]}"))
        for parent in elements(comments)
        if parent.name == "text" and parent.parent and parent.parent.attributes.get("ref") in notes
    ]
    return insert(comments, pieces)


def _add_notes(comments: bytes, notes: Mapping[str, str]) -> bytes:
    found = elements(comments)
    authors = next(e for e in found if e.name == "authors")
    listed = next(e for e in found if e.name == "commentList")
    number = sum(e.name == "author" for e in found)
    added = "".join(
        f'<comment xmlns="{_MAIN}" ref="{cell}" authorId="{number}"><text>{_run(text)}</text></comment>'
        for cell, text in notes.items()
    )
    author = f'<author xmlns="{_MAIN}">{AUTHOR}</author>'
    return _fill(comments, [(authors, author), (listed, added)])


def _fill(data: bytes, additions: Sequence[tuple[Element, str]]) -> bytes:
    """Append inside elements; from the back, so that positions stay true, opening those that are empty."""
    for element, text in sorted(additions, key=lambda item: -item[0].start):
        if element.empty:
            closing = f">{text}</{element.printed}>".encode()
            data = data[: element.close] + closing + data[element.content :]
        else:
            data = insert(data, [(element.close, text)])
    return data


def _run(text: str) -> str:
    return f'<r xmlns="{_MAIN}"><t xml:space="preserve">{escape(clean(text))}</t></r>'


def _add_shapes(drawing: bytes, notes: Mapping[str, str]) -> bytes:
    first = _free_shape(drawing)
    shapes = (_shape(first + n, cell, text) for n, (cell, text) in enumerate(notes.items()))
    # Excel writes <br> into drawings, so this part need not be well-formed XML.
    return insert(drawing, [(drawing.rindex(b"</xml>"), "".join(shapes))])


def _free_shape(drawing: bytes) -> int:
    """A shape number above all in the drawing; Excel reserves blocks of 1,024 a drawing."""
    text = drawing.decode("utf-8", "replace")
    block = re.search(r'idmap[^>]*data="(\d+)', text)
    taken = [int(number) for number in re.findall(r"_x0000_s(\d+)", text)]
    return max([int(block[1]) * 1024 if block else 1024, *taken]) + 1


def _shape(number: int, cell: str, text: str) -> str:
    column, row = _coordinates(cell)
    lines = sum(len(line) // _LINE_CHARACTERS + 1 for line in text.split("\n"))
    anchor = f"{column + 1}, 15, {row}, 4, {column + 1 + _WIDTH}, 15, {row + min(max(lines, 3), 20)}, 4"
    return (
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        f' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202"'
        ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _coordinates(cell: str) -> tuple[int, int]:
    """Column and row of an A1 address, from 0."""
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", cell).groups()  # type: ignore[union-attr] # ours
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1, int(digits) - 1
