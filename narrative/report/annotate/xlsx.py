"""Excel notes (批注), patched into the package: a comments part and its drawing for each sheet concerned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from narrative.report.annotate.package import Package, clean
from narrative.report.annotate.patch import Element, PatchError, append, elements, insert
from narrative.report.annotate.remarks import AUTHOR, Remark

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
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
_BLOCKS = re.compile(rb"""idmap\b[^>]*\bdata=["']([\d,]+)""")
_WIDTH, _LINE_CHARACTERS = 4, 22  # a note is four columns wide


def write(original: Path, remarks: Iterable[Remark], output: Path) -> None:
    """Write the workbook with one note a cell; a cell that has a note already gets ours added to it."""
    package = Package(original)
    sheets = _sheet_parts(package)
    if not sheets:
        raise PatchError("工作簿里没有工作表，不能写入批注")
    for sheet, notes in _by_sheet(remarks, sheets).items():
        _annotate(package, sheets[sheet], notes)
    package.save(output)


def _by_sheet(remarks: Iterable[Remark], sheets: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """The text for each cell of each sheet; what has no cell stands at A1 of the first sheet."""
    first = next(iter(sheets))
    by_sheet: dict[str, dict[str, str]] = {}
    for remark in remarks:
        notes = by_sheet.setdefault(remark.place.sheet if remark.place.sheet in sheets else first, {})
        cell = remark.place.cell.partition(":")[0] or "A1"
        notes[cell] = f"{notes[cell]}\n{remark.text}" if cell in notes else remark.text
    return by_sheet


def _sheet_parts(package: Package) -> Mapping[str, str]:
    workbook = package.main_part
    parts = package.targets(workbook, "worksheet")
    named = (e.attributes for e in elements(package.read(workbook), "sheet") if e.name == "sheet")
    return {a["name"]: parts[a["id"]] for a in named if a.get("id") in parts}


def _annotate(package: Package, sheet: str, notes: Mapping[str, str]) -> None:
    comments = _comments_part(package, sheet)
    data = package.read(comments)
    old = {e.attributes.get("ref", "") for e in elements(data, "comment") if e.name == "comment"}
    data = _append_to_notes(data, {cell: text for cell, text in notes.items() if cell in old})
    fresh = {cell: text for cell, text in notes.items() if cell not in old}
    package.put(comments, _add_notes(data, fresh))
    if fresh:
        drawing = _drawing_part(package, sheet)
        package.put(drawing, _add_shapes(package.read(drawing), fresh))


def _comments_part(package: Package, sheet: str) -> str:
    existing = package.targets(sheet, "comments")
    if existing:
        return next(iter(existing.values()))
    namespace = elements(package.read(sheet), "")[0].namespace
    empty = f'<comments xmlns="{namespace}"><authors></authors><commentList></commentList></comments>'
    data = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{empty}'.encode()
    return package.add("xl/comments{}.xml", data, _COMMENTS, sheet, "comments")


def _drawing_part(package: Package, sheet: str) -> str:
    """The legacy drawing of the sheet that holds its notes, made when there is none."""
    data = package.read(sheet)
    found = elements(data, "legacyDrawing", *_AFTER)
    root, inside = found[0], [element for element in found if element.depth == 1]
    targets = package.targets(sheet, "vmlDrawing")
    for element in inside:
        if element.name == "legacyDrawing" and element.attributes.get("id") in targets:
            return targets[element.attributes["id"]]
    empty = _VML_HEAD.format(block=_free_block(package)).encode()
    part = package.add("xl/drawings/vmlDrawing{}.vml", empty, _VML, sheet, "vmlDrawing")
    relation = package.relate(sheet, "vmlDrawing", part)
    office = _STRICT_OFFICE if "purl.oclc.org" in root.namespace else _OFFICE
    text = f'<{_named(root, "legacyDrawing")} xmlns:r="{office}" r:id="{relation}"/>'
    after = next((element for element in inside if element.name in _AFTER), None)
    package.put(sheet, insert(data, [(after.start, text)]) if after else append(data, [(root, text)]))
    return part


def _free_block(package: Package) -> int:
    """A number of shape ids (in thousands, as Excel deals them out) that no drawing of the workbook has."""
    drawings = (package.read(name) for name in package.names if name.lower().endswith(".vml"))
    taken = (int(n) for data in drawings for stated in _BLOCKS.findall(data) for n in stated.split(b","))
    return max(taken, default=0) + 1


def _append_to_notes(comments: bytes, notes: Mapping[str, str]) -> bytes:
    """Add our text to the notes that cells have already: a run after their runs, or inside their plain text."""
    found = [e for e in elements(comments, "comment", "text", "r", "t") if e.name in {"text", "r", "t"}]
    additions: list[tuple[Element, str]] = []
    pieces: list[tuple[int, str]] = []
    for text in found:
        cell = text.parent.attributes.get("ref", "") if text.name == "text" and text.parent else ""
        if cell not in notes:
            continue
        plain = next((e for e in found if e.parent is text and e.name == "t"), None)
        runs = [e for e in found if e.parent is text and e.name == "r"]
        if runs:
            pieces.append((runs[-1].end, _run(f"\n{notes[cell]}", text)))
        elif plain:
            additions.append((plain, escape(clean(f"\n{notes[cell]}"))))
        else:
            additions.append((text, _run(notes[cell], text)))
    return append(comments, additions, pieces)


def _add_notes(comments: bytes, notes: Mapping[str, str]) -> bytes:
    found = elements(comments, "authors", "author", "commentList")
    authors = next(e for e in found if e.name == "authors")
    listed = next(e for e in found if e.name == "commentList")
    number = sum(e.name == "author" for e in found)
    name = {element: _named(listed, element) for element in ("comment", "text", "author")}
    added = "".join(
        f'<{name["comment"]} ref="{cell}" authorId="{number}"><{name["text"]}>{_run(text, listed)}</{name["text"]}>'
        f"</{name['comment']}>"
        for cell, text in notes.items()
    )
    return append(comments, [(authors, f"<{name['author']}>{AUTHOR}</{name['author']}>"), (listed, added)])


def _named(near: Element, name: str) -> str:
    """A name with the prefix that the elements around it have."""
    prefix, _, _ = near.printed.rpartition(":")
    return f"{prefix}:{name}" if prefix else name


def _run(text: str, near: Element) -> str:
    run, inner = _named(near, "r"), _named(near, "t")
    return f'<{run}><{inner} xml:space="preserve">{escape(clean(text))}</{inner}></{run}>'


def _add_shapes(drawing: bytes, notes: Mapping[str, str]) -> bytes:
    first = _free_shape(drawing)
    shapes = (_shape(first + n, cell, text) for n, (cell, text) in enumerate(notes.items()))
    end = drawing.rfind(b"</xml>")  # Excel writes <br> into drawings, so this part need not be well-formed XML
    if end < 0:
        raise PatchError("工作表原有批注的图形无法识别，不能写入批注")
    return insert(drawing, [(end, "".join(shapes))])


def _free_shape(drawing: bytes) -> int:
    """A shape number above all in the drawing and inside its block of ids."""
    blocks = [int(n) for stated in _BLOCKS.findall(drawing) for n in stated.split(b",")]
    taken = [int(number) for number in re.findall(rb"_x0000_s(\d+)", drawing)]
    return max([min(blocks, default=1) * 1024, *taken]) + 1


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
