"""Files with what bureaus put in: charts, macros, pictures, revisions, comments, controls, boxes, tables in cells.

Each holds one form (:data:`ROWS`) and much that nobody may touch.
"""

from __future__ import annotations

import io
import zipfile

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
HEADS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析")
ROWS = (
    ("产出指标", "数量指标", "开展培训场次", "≥30场", "24场", "40", "40", ""),
    ("产出指标", "质量指标", "培训质量", "良好", "达成指标", "20", "20", ""),
    ("效益指标", "社会效益指标", "群众满意程度", "进一步提升", "进一步提升", "30", "30", ""),
)


def paragraph(inner: str) -> str:
    return f'<w:p w:rsidR="00A1B2C3"><w:pPr><w:jc w:val="left"/></w:pPr>{inner}</w:p>'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(inner: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="1200" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def table(rows: list[list[str]]) -> str:
    grid = "".join('<w:gridCol w:w="1200"/>' for _ in rows[0])
    body = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'


def word_body() -> str:
    """The form: a target under revision, one in a content control, one behind a table in its cell."""
    plain = [[cell(paragraph(run(text))) for text in HEADS]]
    plain += [[cell(paragraph(run(text)) if text else "<w:p/>") for text in row] for row in ROWS]
    deleted = (
        '<w:del w:id="91" w:author="甲" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>优秀</w:delText></w:r></w:del>'
    )
    inserted = f'<w:ins w:id="92" w:author="甲" w:date="2024-01-01T00:00:00Z">{run("良好")}</w:ins>'
    plain[2][3] = cell(paragraph(deleted + inserted))
    content = f"<w:sdtContent>{paragraph(run('进一步提升'))}</w:sdtContent>"
    control = f'<w:sdt><w:sdtPr><w:alias w:val="指标值"/></w:sdtPr>{content}</w:sdt>'
    plain[3][3] = cell(control)
    plain[3][7] = cell(table([[cell(paragraph(run("附")))], [cell(paragraph(run("表")))]]) + "<w:p/>")
    old = '<w:commentRangeStart w:id="7"/>' + run("某单位") + '<w:commentRangeEnd w:id="7"/>'
    old += '<w:r><w:commentReference w:id="7"/></w:r>'
    head = table([[cell(paragraph(run("项目名称"))), cell(paragraph(run("技能培训")))]])
    unit = table([[cell(paragraph(run("实施单位"))), cell(paragraph(old))]])
    picture = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="图" style="width:9pt;height:9pt">'
    picture += f'<v:imagedata xmlns:r="{OFFICE}" r:id="rId9"/></v:shape></w:pict></w:r>'
    box = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="框" style="width:90pt;height:30pt">'
    box += "<v:textbox>" + (
        f"<w:txbxContent>{paragraph(run('框里的话，效果显著。'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    parts = [paragraph(run("项目支出绩效自评表（2024年度）")), head, unit, paragraph(""), table(plain)]
    parts += [paragraph(run("图") + picture), paragraph(run("旁注") + box)]
    return "".join(parts)


def word(*, macro: bool = False, strict: bool = False) -> bytes:
    """The package; ``macro`` makes it a .docm, ``strict`` uses the names of ISO 29500 Strict."""
    main = "ms-word.document.macroEnabled.main+xml" if macro else None
    main = main or "openxmlformats-officedocument.wordprocessingml.document.main+xml"
    overrides = {
        "/word/document.xml": f"application/vnd.{main}",
        "/word/comments.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
        "/word/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        "/word/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    }
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    links = {
        "rId5": ("comments", "comments.xml"),
        "rId6": ("chart", "charts/chart1.xml"),
        "rId9": ("image", "media/1.png"),
    }
    related = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>' for key, (kind, target) in links.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    relationships = f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{types}</Types>',
        "_rels/.rels": f'{relationships}<Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{head}<w:document xmlns:w="{W}"><w:body>{word_body()}<w:sectPr/></w:body></w:document>',
        "word/_rels/document.xml.rels": f"{relationships}{related}</Relationships>",
        "word/comments.xml": f'{head}<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="乙" w:initials="乙">'
        f"{paragraph(run('原有的批注'))}</w:comment></w:comments>",
        "word/charts/chart1.xml": f'{head}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>',
        "word/vbaProject.bin": b"\x00\x01macro\xff",
        "word/media/1.png": PNG,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            text = data if isinstance(data, bytes) else data.encode()
            archive.writestr(
                name,
                text.replace(W.encode(), STRICT.encode()).replace(OFFICE.encode(), STRICT_OFFICE.encode())
                if strict
                else text,
            )
    return out.getvalue()


def excel(*, macro: bool = False) -> bytes:
    """The form with a chart, a table, an old note, a picture, a conditional format and (``macro``) a macro."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("自评表")
        sheet.merge_range("A1:H1", "项目支出绩效自评表（2024年度）")
        sheet.write_row(1, 0, ("项目名称", "技能培训", "", "实施单位", "某单位"))
        for number, row in enumerate((HEADS, *ROWS), 2):
            sheet.write_row(number, 0, row)
        sheet.write_comment("E2", "原有的批注")
        sheet.insert_image("J2", "1.png", {"image_data": io.BytesIO(PNG)})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=自评表!$F$4:$F$6"})
        sheet.insert_chart("J8", chart)
        sheet.conditional_format("F4:F6", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_table("K20:L22")
        book.add_worksheet("附表").write("A1", "附")
        if macro:
            book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0macro"), True)
    return out.getvalue()


def excel_of_another_program() -> bytes:
    """The form as openpyxl writes it: notes in xl/comments/, an old note of plain text."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表 & 一"
    for row in (("项目名称", "技能培训"), ("实施单位", "某单位"), HEADS, *ROWS):
        sheet.append(row)
    sheet["D6"].comment = Comment("原有的批注", "乙")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES = {
    "charts.docx": word,
    "macro.docm": lambda: word(macro=True),
    "strict.docx": lambda: word(strict=True),
    "charts.xlsx": excel,
    "macro.xlsm": lambda: excel(macro=True),
    "other.xlsx": excel_of_another_program,
}
