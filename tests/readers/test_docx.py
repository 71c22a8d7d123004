"""A Word file with everything that common libraries lose without a word."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from make_formats import docx_package

from narrative.readers import read
from narrative.schema import Document, Grid, ReadError


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    body = "".join(c if c.startswith("<") else p(c) for c in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{body or p()}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<w:') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def sdt(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(text: str) -> str:
    content = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return (
        f'<w:r><mc:AlternateContent xmlns:mc="{mc}">'
        f'<mc:Choice Requires="wps"><w:drawing>{content}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def sign(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MERGED, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def load(tmp_path: Path, body: str, **parts: str) -> Document:
    path = tmp_path / "form.docx"
    path.write_bytes(docx_package(body, **parts))
    return read(path)


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


PARAGRAPHS = {
    "content control": (p(sdt(run("甲"))), "甲"),
    "block control": (sdt(p("甲")), "甲"),
    "nested controls": (sdt(sdt(p(sdt(run("甲"))))), "甲"),
    "prompt of an empty control": (p("名称：", sdt(run("单击此处输入文字"), "<w:showingPlcHdr/>")), "名称："),
    "insertion": (p("完成", f"<w:ins>{run('六十')}</w:ins>", "件"), "完成六十件"),
    "deletion": (p("完成", "<w:del><w:r><w:delText>五十</w:delText></w:r></w:del>", "件"), "完成件"),
    "moved away": (p("甲", f"<w:moveFrom>{run('乙')}</w:moveFrom>"), "甲"),
    "moved here": (p("甲", f"<w:moveTo>{run('乙')}</w:moveTo>"), "甲乙"),
    "deleted paragraph end": (p("甲", properties="<w:rPr><w:del/></w:rPr>") + p("乙"), "甲乙"),
    "hidden": (p("甲", run("乙", "<w:vanish/>"), run("丙", '<w:vanish w:val="0"/>')), "甲丙"),
    "field": (p('<w:r><w:instrText>PAGE "x"</w:instrText></w:r>', "3"), "3"),
    "simple field": (p(f"<w:fldSimple>{run('甲')}</w:fldSimple>"), "甲"),
    "link": (p(f"<w:hyperlink>{run('乙')}</w:hyperlink>"), "乙"),
    "break and tab": (p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>"), "甲\n乙\t丙"),
    "page break": (p("甲", '<w:r><w:br w:type="page"/></w:r>'), "甲"),
    "tick boxes": (
        p(sign("Wingdings", "F0FE"), "是", sign("Wingdings 2", "F0A3"), "否"),
        "☑是□否",
    ),
    "legacy tick box": (
        p('<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>', "新增"),
        "☑新增",
    ),
    "formula": (
        p(f'<m:oMath xmlns:m="{M}"><m:r><m:t>≥</m:t></m:r></m:oMath>', "90%"),
        "≥90%",
    ),
    "reading above": (p(f"<w:ruby><w:rt>{run('jia')}</w:rt><w:rubyBase>{run('甲')}</w:rubyBase></w:ruby>"), "甲"),
    "hyphen": (p("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>12月</w:t></w:r>"), "1-12月"),
}  # fmt: skip


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_a_paragraph_reads_as_it_is_seen(tmp_path: Path, name: str) -> None:
    body, seen = PARAGRAPHS[name]
    assert paragraphs(load(tmp_path, body)) == [seen]
    in_cell = load(tmp_path, tbl(tr(tc(body), "右"), tr("下", "右下")))
    assert next(in_cell.grids).cells[0].text == seen


def test_a_text_box_follows_its_paragraph_once(tmp_path: Path) -> None:
    document = load(tmp_path, p("甲", box("附注")) + p("乙"))
    assert paragraphs(document) == ["甲", "附注", "乙"]
    assert list(document.paragraphs)[1].place.container == "文本框"


def test_a_text_box_in_a_cell_is_text_of_the_cell(tmp_path: Path) -> None:
    document = load(tmp_path, tbl(tr(tc(p("甲", box("附注"))), "乙"), tr("丙", "丁")))
    assert next(document.grids).cells[0].text == "甲\n附注"


def test_merged_cells_have_spans_and_cover_no_cell(tmp_path: Path) -> None:
    grid = next(
        load(
            tmp_path,
            tbl(
                tr(tc("一级", properties=MERGED), "二级", tc("三级", properties=span(2))),
                tr(tc(properties=GOES_ON), "甲", "乙", "丙"),
                tr(tc(properties=GOES_ON), tc("丁", properties=span(3))),
            ),
        ).grids
    )
    spans = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in grid.cells}
    assert spans == {
        "一级": (0, 0, 3, 1), "二级": (0, 1, 1, 1), "三级": (0, 2, 1, 2),
        "甲": (1, 1, 1, 1), "乙": (1, 2, 1, 1), "丙": (1, 3, 1, 1), "丁": (2, 1, 1, 3),
    }  # fmt: skip
    assert (grid.rows, grid.columns, grid.spans_known) == (3, 4, True)


def test_a_row_that_begins_later_keeps_its_columns(tmp_path: Path) -> None:
    body = tbl(
        tr(tc("产出", properties=MERGED), "数量", "60件"),
        tr(tc(properties=GOES_ON), "质量", "合格"),
        tr("时效", "年底前", properties='<w:gridBefore w:val="1"/>'),
    )
    late = [cell for cell in next(load(tmp_path, body).grids).cells if cell.row == 2]
    assert [(cell.text, cell.column) for cell in late] == [("时效", 1), ("年底前", 2)]


def test_controls_around_rows_and_cells(tmp_path: Path) -> None:
    body = tbl(sdt(tr("甲", sdt(tc("乙")))), tr(sdt(tc(p("提示")), "<w:showingPlcHdr/>"), "丁"))
    assert texts(next(load(tmp_path, body).grids)) == [["甲", "乙"], ["", "丁"]]


def test_deleted_rows_and_cells_are_gone(tmp_path: Path) -> None:
    body = tbl(
        tr("甲", "乙"), tr("丙", "丁", properties="<w:del/>"), tr("戊", tc("己", properties="<w:cellDel/>"), "庚")
    )
    assert texts(next(load(tmp_path, body).grids)) == [["甲", "乙"], ["戊", "庚"]]


def test_old_sideways_merges(tmp_path: Path) -> None:
    body = tbl(
        tr("甲", tc("乙", properties='<w:hMerge w:val="restart"/>'), tc(properties="<w:hMerge/>")), tr("1", "2", "3")
    )
    wide = next(load(tmp_path, body).grids).cells[1]
    assert (wide.text, wide.colspan) == ("乙", 2)


def test_a_nested_table_stands_where_its_row_does(tmp_path: Path) -> None:
    inner = tbl(tr("指标", "值"), tr("办件", "60件"))
    grids = list(load(tmp_path, tbl(tr("项目名称", "某项目"), tr("绩效指标", tc(inner)), tr("总分", "100"))).grids)
    assert [texts(grid) for grid in grids] == [
        [["项目名称", "某项目"], ["绩效指标", ""]],
        [["指标", "值"], ["办件", "60件"]],
        [["总分", "100"]],
    ]


def test_two_nested_tables_in_one_row_are_both_kept(tmp_path: Path) -> None:
    inner = [tbl(tr(name, "值"), tr("办件", "60件")) for name in ("甲", "乙")]
    grids = list(load(tmp_path, tbl(tr("项目", "某"), tr(*map(tc, inner)))).grids)
    assert [grid.cells[0].text for grid in grids] == ["项目", "甲", "乙"]


def test_a_nested_box_of_one_cell_is_text(tmp_path: Path) -> None:
    body = tbl(tr("目标", tc(p("前"), tbl(tr("框内")), p("后"))), tr("甲", "乙"))
    assert next(load(tmp_path, body).grids).cells[1].text == "前\n框内\n后"


def test_addresses_count_the_cells_of_the_file(tmp_path: Path) -> None:
    body = tbl(tr(tc("甲", properties=MERGED), "乙"), tr(tc(properties=GOES_ON), "丙")) + p("末") + tbl(tr("丁", "戊"))
    document = load(tmp_path, body)
    addresses = {cell.text: cell.place.address for grid in document.grids for cell in grid.cells}
    assert addresses == {"甲": "tc1", "乙": "tc2", "丙": "tc4", "丁": "tc5", "戊": "tc6"}
    assert [grid.place.table for grid in document.grids] == [1, 2]


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:basedOn w:val="2"/></w:style></w:styles>"""


def numbered(text: str, level: int) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_automatic_numbers_are_printed(tmp_path: Path) -> None:
    body = "".join(numbered(*item) for item in (("概况", 0), ("甲", 1), ("乙", 1), ("情况", 0), ("丙", 1)))
    document = load(tmp_path, body, **{"word/numbering.xml": NUMBERING})
    assert paragraphs(document) == ["一、概况", "1. 甲", "2. 乙", "二、情况", "1. 丙"]


def test_headings_have_their_level(tmp_path: Path) -> None:
    body = (
        p("一", properties='<w:pStyle w:val="2"/>')
        + p("二", properties='<w:pStyle w:val="x"/>')
        + p("三", properties='<w:outlineLvl w:val="2"/>')
        + p("四")
    )
    document = load(tmp_path, body, **{"word/styles.xml": STYLES})
    assert [paragraph.level for paragraph in document.paragraphs] == [1, 1, 3, 0]


def test_strict_names_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "strict.docx"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_package(p("甲")))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    path.write_bytes(out.getvalue())
    assert paragraphs(read(path)) == ["甲"]


def test_macros_are_named_and_nothing_else(tmp_path: Path) -> None:
    document = load(tmp_path, p("甲"), **{"word/vbaProject.bin": "x"})
    assert [note.code for note in document.notes] == ["macro"]


@pytest.mark.parametrize("value", ["1000000000", "-5", "x", ""])
def test_absurd_spans_are_bounded(tmp_path: Path, value: str) -> None:
    body = tbl(tr(tc("甲", properties=f'<w:gridSpan w:val="{value}"/>'), "乙"), tr("丙", "丁"))
    grid = next(load(tmp_path, body).grids)
    assert grid.columns <= 4
    assert {cell.text for cell in grid.cells} >= {"甲", "乙", "丙", "丁"}


def test_a_document_without_a_body_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "empty.docx"
    path.write_bytes(docx_package("").replace(b"word/document.xml", b"word/documenx.xml"))
    with pytest.raises(ReadError):
        read(path)
