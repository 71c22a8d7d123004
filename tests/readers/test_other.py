"""Workbooks, Markdown, rich text, old Word files and what LibreOffice converts."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from make_formats import FORMATS, lay_out, office, samples, to_docx, to_xlsx
from test_docx import GOES_ON, MERGED, p, run, tbl, tc, tr
from test_docx import docx_package as docx

from narrative.readers import Limits, read_sample
from narrative.readers import office as fallback
from narrative.readers._decode import decode
from narrative.readers._sample import Sample
from narrative.schema import Document, Grid, ReadError


def load(data: bytes, name: str) -> Document:
    return read_sample(Sample(name, data), Limits())


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


# --------------------------------------------------------------------------------------------------
# Workbooks


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>三级指标</t></is></c><c r="B1"><v>1</v></c></row>'


def workbook(*, hidden: bool = True) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet["A1"] = "项目支出绩效自评表"
    sheet.merge_cells("A1:C1")
    for row in (
        ["三级指标", "指标值", "完成率"],
        ["办件", 60, 0.9998],
        ["甲", None, True],
        [None, None, None],
        ["乙", "丙", 1],
    ):
        sheet.append(row)
    sheet["C3"].number_format = "0.00%"
    sheet["B6"] = "=1+1"
    sheet.merge_cells("A3:A4")
    second = book.create_sheet("选项")
    second["A1"], second["B1"], second["A2"] = "是", "否", "未定"
    second.sheet_state = "hidden" if hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_give_titles_tables_and_addresses() -> None:
    document = load(workbook(), "book.xlsx")
    assert [paragraph.text for paragraph in document.paragraphs] == ["项目支出绩效自评表"]
    first, second = document.grids
    assert texts(first) == [["三级指标", "指标值", "完成率"], ["办件", "60", "99.98%"], ["", "TRUE"]]
    assert [cell.place.cell for cell in first.cells] == ["A2", "B2", "C2", "A3", "B3", "C3", "B4", "C4"]
    assert first.cells[3].rowspan == 2
    assert texts(second) == [["乙", "", "1"]]
    assert {cell.place.sheet for grid in document.grids for cell in grid.cells} == {"自评表"}


@pytest.mark.parametrize(
    ("typed", "cached", "shown"),
    [
        ("100.00(百分比)", "", "=100.00(百分比)"),
        ("92.00（台）", "0", "=92.00（台）"),
        ("95%", "", "=95%"),
        ("3个", "#NAME?", "=3个"),
        ("95%", "0.95", "0.95"),
        ("B1*2", "", ""),
        ("SUM(B1:B2)", "0", "0"),
    ],
)
def test_what_a_program_took_for_a_formula_is_the_text_that_was_typed(typed: str, cached: str, shown: str) -> None:
    kind = ' t="e"' if cached.startswith("#") else ""
    name = '<c r="A2" t="inlineStr"><is><t>甲</t></is></c>'
    row = f'<row r="2">{name}<c r="B2"{kind}><f>{typed}</f><v>{cached}</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}{row}</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    assert texts(next(load(out.getvalue(), "book.xlsx").grids))[1][1] == shown


def test_hidden_sheets_and_uncalculated_formulas_are_named() -> None:
    notes = load(workbook(), "book.xlsx").notes
    assert [(note.code, note.place.sheet) for note in notes] == [("formula", "自评表"), ("hidden_sheet", "选项")]
    assert "选项" in notes[1].message
    assert len(list(load(workbook(hidden=False), "book.xlsx").grids)) == 3


def test_rich_text_keeps_its_runs_and_loses_readings() -> None:
    rich = "<si><r><t>项目</t></r><r><t>支出</t></r><rPh sb='0' eb='1'><t>xm</t></rPh></si>"
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rich}</sst>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            first = re.sub(rb'<c r="A1"[^>]*>.*?</c>', b'<c r="A1" t="s"><v>0</v></c>', old.read(name), count=1)
            new.writestr(name, first if name.endswith("sheet1.xml") else old.read(name))
        new.writestr("xl/sharedStrings.xml", strings)
    assert next(load(out.getvalue(), "book.xlsx").paragraphs).text == "项目支出"


# --------------------------------------------------------------------------------------------------
# Text formats


def test_markdown_tables_headings_and_escapes() -> None:
    text = "# 一、概况\n**正文**见[附件](x)。\n\n|指标|值|\n|:-|-:|\n|a\\|b|1<br>2|\n||空|\n后文\n"
    document = load(text.encode(), "form.md")
    heading, body, grid, after = document.blocks
    assert (heading.text, heading.level) == ("一、概况", 1)  # type: ignore[union-attr]
    assert body.text == "正文见附件。"  # type: ignore[union-attr]
    assert isinstance(grid, Grid)
    assert (texts(grid), grid.spans_known) == ([["指标", "值"], ["a|b", "1\n2"], ["", "空"]], False)
    assert after.text == "后文"  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_in_any_encoding(encoding: str, sign: str) -> None:
    text = f'标题\r\n指标{sign}值\r\n"多行\r\n文字{sign}甲"{sign}60件\r\n'
    document = load(text.encode(encoding), "form.csv")
    assert next(document.paragraphs).text == "标题"
    assert texts(next(document.grids)) == [["指标", "值"], [f"多行\n文字{sign}甲", "60件"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-32"])
def test_text_is_decoded_whatever_its_encoding(encoding: str) -> None:
    text = "绩效自评：100%\r\n"
    assert decode(text.encode(encoding))[0] == text
    assert decode((text * 20).encode(encoding)[:-5], "iso-8859-1")[0].startswith(text)


RTF = r"""{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}}{\*\generator x}\f0
\'bc\'a8\'d0\'a7{\v hid}\par
\trowd\clvmgf\cellx1000\clmgf\cellx2000\clmrg\cellx3000\pard\intbl \u25351?\u26631?\cell A\cell\cell\row
\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell 1{\deleted 2}\line 3\cell B\cell\row
\pard{\pict 0102}\'ce\'b2\par}"""


def test_rich_text_tables_with_merges() -> None:
    document = load(RTF.encode(), "form.doc")
    assert [paragraph.text for paragraph in document.paragraphs] == ["绩效", "尾"]
    cells = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in next(document.grids).cells}
    assert cells == {"指标": (0, 0, 2, 1), "A": (0, 1, 1, 2), "1\n3": (1, 1, 1, 1), "B": (1, 2, 1, 1)}


# --------------------------------------------------------------------------------------------------
# Other programs

HARD = (
    p("概况", properties='<w:outlineLvl w:val="0"/>')
    + p("完成", "<w:del><w:r><w:delText>五十</w:delText></w:r></w:del>", f"<w:ins>{run('六十')}</w:ins>", "件")
    + p("甲", run("隐", "<w:vanish/>"), "乙")
    + tbl(
        tr(tc("产出", properties=MERGED), "数量", tc("60件", properties='<w:gridSpan w:val="2"/>')),
        tr(tc(properties=GOES_ON), "质量", "合格", "好"),
        tr(
            tc(properties=GOES_ON), tc(p("时"), p("效")), tc(tbl(tr("内一", "内二"), tr("内三", "内四")), p()), "年底前"
        ),
    )
    + p("尾")
)


@pytest.mark.heavy
@pytest.mark.parametrize("target", ["doc:MS Word 97", "rtf", "odt"])
def test_converted_hard_documents_keep_text_merges_and_nesting(target: str) -> None:
    try:
        data = office(docx(HARD), ".docx", target)
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")
    document = load(data, f"form.{target[:3]}")
    assert [paragraph.text for paragraph in document.paragraphs] == ["概况", "完成六十件", "甲乙", "尾"]
    outer, inner = document.grids
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in outer.cells}
    assert spans["产出"] == (3, 1)
    assert spans["60件"] == (1, 2)
    assert "时\n效" in spans
    assert texts(inner) == [["内一", "内二"], ["内三", "内四"]]


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("suffix", "target"), [(".docx", "odt"), (".docx", "fodt"), (".xlsx", "ods"), (".xlsx", "fods")]
)
def test_what_has_no_reader_goes_through_libreoffice(suffix: str, target: str) -> None:
    page = lay_out(samples()[0])
    try:
        data = office(to_docx(page) if suffix == ".docx" else to_xlsx(page), suffix, target)
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")
    document = load(data, f"form.{target}")
    assert [note.code for note in document.notes] == ["fallback"]
    assert any(cell.text == "三级指标" for grid in document.grids for cell in grid.cells)


def test_without_libreoffice_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    data = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert not fallback.is_installed()
    with pytest.raises(ReadError, match="LibreOffice") as error:
        load(data, "form.xls")
    assert error.value.code == "unsupported"


def test_old_files_keep_their_addresses_simple() -> None:
    document = load((FORMATS / "word.doc").read_bytes(), "form.doc")
    places = [cell.place for grid in document.grids for cell in grid.cells]
    assert all(place.table and place.row and place.column for place in places)
