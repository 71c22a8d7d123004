"""Old Excel workbooks (.xls, .et), by xlrd."""

from __future__ import annotations

from typing import Any

from narrative.readers._limits import Limits
from narrative.readers._sample import NO, SURE, Sample
from narrative.schema import Block, Document, Grid, Note, Place, ReadError

FORMAT = "xls"
SUFFIXES = (".xls", ".et", ".xlt")
CHILD = True
FALLBACKS = dict.fromkeys(("broken", "crashed", "unsupported"), "office")

_OLD_STREAM = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # a workbook without a container (Excel 2 to 4)
_VISIBLE = 0


def sniff(sample: Sample) -> int:
    """SURE for an OLE container with a workbook stream."""
    if sample.streams & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return SURE
    return SURE if sample.data.startswith(_OLD_STREAM) and sample.suffix in SUFFIXES else NO


def read(sample: Sample, limits: Limits) -> Document:
    """One grid a visible sheet, numbers as they are displayed; hidden sheets are named in a note."""
    book = _open(sample)
    blocks: list[Block] = []
    notes: list[Note] = []
    hidden = [sheet for sheet in book.sheets() if sheet.visibility != _VISIBLE]
    for sheet in book.sheets():
        tables = sum(isinstance(block, Grid) for block in blocks)
        place = Place(sample.source, sheet=sheet.name, table=tables + 1)
        if sheet in hidden and len(hidden) < book.nsheets:
            notes.append(Note("hidden_sheet", f"隐藏的工作表“{sheet.name}”未读取", place))
        else:
            blocks.extend(_blocks(book, sheet, place, limits))
    return Document(source=sample.source, blocks=tuple(blocks), format=FORMAT, notes=tuple(notes))


def _open(sample: Sample) -> Any:
    import os

    import xlrd

    try:
        with open(os.devnull, "w", encoding="utf-8") as silent:
            return xlrd.open_workbook(
                file_contents=sample.data, formatting_info=True, ignore_workbook_corruption=True, logfile=silent
            )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise ReadError(sample.source, "文件有密码，请去掉密码后再读", code="encrypted") from error
        raise ReadError(sample.source, "xls 工作簿已损坏或不完整", code="truncated") from error


def _blocks(book: Any, sheet: Any, place: Place, limits: Limits) -> list[Block]:
    from narrative.readers._grid import Slot
    from narrative.readers._xlsx_book import address, blocks_of

    slots: dict[tuple[int, int], Slot] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text = _value(book, sheet, row, column)
            if text:
                slots[row, column] = Slot(text, row, column, place=Place(cell=address(row, column)))
        if len(slots) > limits.cells:
            raise ReadError(place.source, f"单元格超过 {limits.cells} 个", code="too_large", place=place)
    merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return blocks_of(slots, merges, place, limits)


def _value(book: Any, sheet: Any, row: int, column: int) -> str:
    import xlrd

    from narrative.readers import _numbers

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        known = book.format_map.get(style.format_key)
        pattern = known.format_str if known else "General"
        return _numbers.show(value, pattern, from_1904=bool(book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, ""))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip() if kind == xlrd.XL_CELL_TEXT else ""
