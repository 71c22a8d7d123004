"""Comments are patched in: the text part differs by the marks alone, every other part keeps its bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from narrative.readers import read
from narrative.report.annotate import docx, patch, pdf, xlsx
from narrative.report.annotate.remarks import Remark
from narrative.schema import Place

MARKS = re.compile(rb"<w:commentRange(?:Start|End)[^>]*/>|<w:r xmlns:w=[^>]*><w:commentReference[^>]*/></w:r>")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def add_parts(path: Path, extra: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for name, data in extra.items():
            archive.writestr(name, data)


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A document with a merged table, a macro part and a picture-like part nobody may touch."""
    document = Document()
    document.add_paragraph("项目支出绩效自评表")
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(1, 1).text = "提升"
    table.cell(1, 1).add_paragraph("第二段")
    path = tmp_path / "表.docx"
    document.save(str(path))
    add_parts(path, {"word/vbaProject.bin": b"\x00macro\xff", "word/charts/chart1.xml": b"<c:chart/>"})
    return path


def address_of(path: Path, text: str) -> Place:
    return next(cell.place for grid in read(path).grids for cell in grid.cells if cell.text.startswith(text))


def test_word_differs_by_marks_alone(word: Path, tmp_path: Path) -> None:
    out = tmp_path / "批注.docx"
    remarks = [
        Remark(address_of(word, "提升"), ("【不可核】<只有方向> & 无基数", "可以写成：由__提高到__")),
        Remark(address_of(word, "合并"), ("第一行\n第二行",)),
        Remark(Place(), ("小结",)),
    ]
    docx.write(word, remarks, out)
    before, after = parts(word), parts(out)
    touched = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert {name for name in before if before[name] != after[name]} == touched
    assert MARKS.sub(b"", after["word/document.xml"]) == before["word/document.xml"]
    commented = Document(str(out))
    assert next(c.text for c in commented.comments) == "【不可核】<只有方向> & 无基数\n可以写成：由__提高到__"
    assert len(list(commented.comments)) == 3


def test_word_marks_stand_round_the_text_of_their_cell(word: Path, tmp_path: Path) -> None:
    out = tmp_path / "批注.docx"
    docx.write(word, [Remark(address_of(word, "提升"), ("看这里",))], out)
    root = etree.fromstring(parts(out)["word/document.xml"])
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    start = next(root.iter(f"{w}commentRangeStart"))
    cell = next(start.iterancestors(f"{w}tc"))
    assert "".join(cell.itertext()) == "提升第二段"
    assert next(root.iter(f"{w}commentRangeEnd")).getparent() is not start.getparent()


def test_word_comments_already_there_stay(word: Path, tmp_path: Path) -> None:
    once, twice = tmp_path / "1.docx", tmp_path / "2.docx"
    docx.write(word, [Remark(address_of(word, "提升"), ("第一次",))], once)
    docx.write(once, [Remark(address_of(once, "提升"), ("第二次",))], twice)
    comments = {c.comment_id: c.text for c in Document(str(twice)).comments}
    assert comments == {0: "第一次", 1: "第二次"}


def test_word_empty_paragraph_is_opened(word: Path, tmp_path: Path) -> None:
    path = tmp_path / "空.docx"
    with zipfile.ZipFile(word) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                data = data.replace(b"<w:t>\xe6\x8f\x90\xe5\x8d\x87</w:t>", b"<w:t>x</w:t>")
                data = re.sub(rb"<w:tc>(<w:tcPr>.*?</w:tcPr>)<w:p>.*?</w:tc>", rb"<w:tc>\1<w:p/></w:tc>", data, count=1)
            target.writestr(info, data)
    out = tmp_path / "批注.docx"
    docx.write(path, [Remark(Place(address="tc1"), ("空单元格",))], out)
    root = etree.fromstring(parts(out)["word/document.xml"])
    assert len(root.findall(".//{*}tc//{*}commentReference")) == 1


@pytest.fixture
def excel(tmp_path: Path) -> Path:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("自评表")
        sheet.write("A1", "指标")
        sheet.write("B2", "提升")
        sheet.add_table("D1:E3")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=自评表!$A$1:$A$2"})
        sheet.insert_chart("G2", chart)
        other = book.add_worksheet("另一张")
        other.write_comment("A1", "原有批注")
    return path


def test_excel_notes_stand_at_their_cells(excel: Path, tmp_path: Path) -> None:
    out = tmp_path / "批注.xlsx"
    remarks = [
        Remark(Place(sheet="自评表", cell="B2"), ("=HYPERLINK(1) <只有方向>",)),
        Remark(Place(sheet="另一张", cell="C3"), ("新批注",)),
        Remark(Place(sheet="另一张", cell="A1"), ("补充",)),
    ]
    xlsx.write(excel, remarks, out)
    book = openpyxl.load_workbook(out)
    assert book["自评表"]["B2"].comment.text == "=HYPERLINK(1) <只有方向>"
    assert book["另一张"]["C3"].comment.text == "新批注"
    assert book["另一张"]["A1"].comment.text == "原有批注\n补充"
    before, after = parts(excel), parts(out)
    assert all(after[name] == data for name, data in before.items() if "chart" in name or "styles" in name)
    sheet = after["xl/worksheets/sheet1.xml"]
    assert re.sub(rb"<legacyDrawing [^>]*/>", b"", sheet) == before["xl/worksheets/sheet1.xml"]
    assert sheet.index(b"<legacyDrawing") < sheet.index(b"<tableParts")


def test_pdf_keeps_its_bytes_in_front(tmp_path: Path) -> None:
    import pypdfium2

    original, out = tmp_path / "表.pdf", tmp_path / "批注.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.save(original)
    document.close()
    place = Place(page=1, box=(100.0, 600.0, 300.0, 640.0))
    pdf.write(original, [Remark(place, ("只有方向",)), Remark(Place(), ("小结",))], out)
    assert out.read_bytes().startswith(original.read_bytes())
    assert out.read_bytes().count(b"/Subtype/Highlight") == 1
    assert out.read_bytes().count(b"/Subtype/Text") == 1


def wrap(inner: str) -> str:
    return f"<x y='&gt;'>{inner}文</x>"


@given(st.recursive(st.just(""), lambda inner: st.lists(inner, min_size=1, max_size=3).map("".join).map(wrap)))
def test_positions_are_those_of_the_tags(body: str) -> None:
    data = f'<?xml version="1.0"?><r a="1>2" b=\'"/>\'>{body}<e/></r>'.encode()
    for element in patch.elements(data):
        inner = data[element.start : element.end]
        assert inner.startswith(b"<" + element.printed.encode())
        assert etree.parse(BytesIO(inner)).getroot().tag == element.name
