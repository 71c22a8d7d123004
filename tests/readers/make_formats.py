"""Sample forms in every format, with merged cells and page breaks: ``python tests/readers/make_formats.py``.

Reads the sample forms of corpora/forms, lays each out as its bureau would, writes docx, xlsx, html, md
and csv itself and has LibreOffice and Chromium make the rest.  The results stand in tests/formats.
"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from narrative.locations import corpora
from narrative.schema import Form, Fund, Indicator

HERE = Path(__file__).parent
FORMATS = HERE.parent / "formats"


@dataclass(frozen=True)
class Box:
    """One printed cell: text, position and spans."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


Table = list[Box]
Page = list[str | Table]  # paragraphs and tables in order


# --------------------------------------------------------------------------------------------------
# A form as its bureau lays it out


class _Rows:
    """Boxes put down row by row; positions of earlier row spans are left free."""

    def __init__(self) -> None:
        self.boxes: Table = []
        self.row = 0
        self._taken: set[tuple[int, int]] = set()

    def add(self, *cells: tuple[str, int, int]) -> None:
        """One row of (text, rowspan, colspan)."""
        column = 0
        for text, rowspan, colspan in cells:
            while (self.row, column) in self._taken:
                column += 1
            self.boxes.append(Box(text, self.row, column, rowspan, colspan))
            self._taken |= {(self.row + r, column + c) for r in range(rowspan) for c in range(colspan)}
            column += colspan
        self.row += 1


@dataclass(frozen=True)
class Layout:
    """How one family of bureaus prints: the columns as (field, header), and what stands around them."""

    columns: Sequence[tuple[str, str]]
    side: bool = False  # 绩效指标 stands beside its rows
    project: str = "项目名称"
    department: str = "主管部门"
    implementer: str = "实施单位"
    goal: str = "预期目标"
    outcome: str = "实际完成情况"
    total: str = "总分"

    @property
    def width(self) -> int:
        return len(self.columns) + self.side


def _columns(text: str) -> list[tuple[str, str]]:
    return [(field, header) for field, _, header in (item.partition("=") for item in text.split())]


_LEVELS = "level1=一级指标 level2=二级指标 "
_NATIONAL = (
    _LEVELS + "name=三级指标 target=年度指标值 actual=实际完成值 points=分值 score=得分 reason=偏差原因分析及改进措施"
)
LAYOUTS = {
    "shanghai": Layout(_columns(_NATIONAL)),
    "national": Layout(_columns(_NATIONAL), side=True, goal="年初设定目标"),
    "beijing": Layout(
        _columns(
            _LEVELS
            + "name=三级指标 target=年度指标值(A) actual=全年实际值(B) points=分值 score=得分 reason=未完成原因分析"
        ),
        side=True,
        department="主管部门及代码",
        goal="年初设定目标",
        outcome="年度总体目标完成情况综述",
    ),
    "hubei": Layout(
        _columns(_LEVELS + "points=分值 name=三级指标 target=年初目标值(A) actual=实际完成值(B) score=得分"),
        total="总分",
    ),
    "sichuan": Layout(
        _columns(
            _LEVELS + "name=三级指标 nature=指标性质 target=指标值 unit=度量单位 actual=完成值 points=权重 score=得分 "
            "reason=未完成原因分析"
        ),
        total="合计",
    ),
    "transfer": Layout(
        _columns(
            _LEVELS
            + "name=三级指标 points=分值 sign=年度指标值 value= unit_of_value= actual=全年实际完成值 score=得分 "
            "reason=未完成原因和改进措施"
        ),
        side=True,
        project="转移支付（项目）名称",
        department="地方主管部门",
        implementer="资金使用单位",
        goal="总体目标",
        outcome="全年实际完成情况",
        total="合计",
    ),
    "whole": Layout(
        _columns(
            _LEVELS + "name=三级指标 nature=指标性质 target=年初指标值 unit=计量单位 actual=全年完成值 "
            "points=指标权重 score=得分 reason=偏差原因分析"
        ),
        project="",
        implementer="部门（单位）名称",
        goal="年初设定目标",
        outcome="年度目标完成情况",
    ),
    "application": Layout(_columns(_LEVELS + "name=三级指标 target=指标值"), side=True),
}
_FUND_FIELDS = {
    "initial": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数", "points": "分值", "rate": "执行率(%)",
    "score": "得分",
}  # fmt: skip
_VALUE = re.compile(r"([≥≤=<>]*)([\d.]*)(.*)", re.DOTALL)


def lay_out(form: Form) -> Page:
    """The form as paragraphs and one table."""
    layout = LAYOUTS[form.layout]
    rows = _Rows()
    _add_head(rows, form, layout)
    _add_funds(rows, form, layout)
    _add_goals(rows, form, layout)
    _add_indicators(rows, form, layout)
    _add_tail(rows, form, layout)
    return [form.title, f"（{form.year}年度）", rows.boxes]


def _spread(texts: Sequence[str], width: int) -> list[tuple[str, int, int]]:
    """The texts over the whole width, labels narrow, the last one taking what is left."""
    each = width // len(texts)
    return [(text, 1, each) for text in texts[:-1]] + [(texts[-1], 1, width - each * (len(texts) - 1))]


def _add_head(rows: _Rows, form: Form, layout: Layout) -> None:
    if layout.project:
        rows.add((layout.project, 1, 1), (form.project, 1, layout.width - 1))
    department = f"{form.department} {form.department_code}".strip()
    if form.department:
        rows.add(*_spread([layout.department, department, layout.implementer, form.implementer], layout.width))
    else:
        rows.add((layout.implementer, 1, 1), (form.implementer, 1, layout.width - 1))


def _add_funds(rows: _Rows, form: Form, layout: Layout) -> None:
    funds = list(form.funds.values())
    fields = [name for name in _FUND_FIELDS if any(getattr(fund, name) is not None for fund in funds)]
    rows.add(
        (f"项目资金（{form.funds_unit or '万元'}）", len(funds) + 1, 1),
        ("", 1, 1),
        *_spread([_FUND_FIELDS[name] for name in fields], layout.width - 2),
    )
    for fund in funds:
        figures = [_figure(getattr(fund, name)) for name in fields]
        rows.add((fund.label, 1, 1), *_spread(figures, layout.width - 2))


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def _add_goals(rows: _Rows, form: Form, layout: Layout) -> None:
    if not form.outcome:
        rows.add(("年度总体目标", 1, 1), (form.goal, 1, layout.width - 1))
        return
    half = (layout.width - 1) // 2
    rows.add(("年度总体目标", 2, 1), (layout.goal, 1, half), (layout.outcome, 1, layout.width - 1 - half))
    rows.add((form.goal, 1, half), (form.outcome, 1, layout.width - 1 - half))


def _add_indicators(rows: _Rows, form: Form, layout: Layout) -> None:
    side = [("绩效指标", len(form.indicators) + 1, 1)] if layout.side else []
    rows.add(*side, *_header(layout))
    for _, first in groupby(form.indicators, key=lambda row: (row.level1, row.level1_points)):
        level1 = list(first)
        for _, second in groupby(level1, key=lambda row: row.level2):
            level2 = list(second)
            for row in level2:
                cells = [(level_label(row), len(level1), 1)] if row is level1[0] else []
                cells += [(row.level2, len(level2), 1)] if row is level2[0] else []
                rows.add(*cells, *((_field(row, name), 1, 1) for name, _ in layout.columns[2:]))


def _header(layout: Layout) -> list[tuple[str, int, int]]:
    """The header cells; one without a header of its own lies under its neighbour's."""
    found: list[tuple[str, int, int]] = []
    for _, header in layout.columns:
        if header:
            found.append((header, 1, 1))
        else:
            found[-1] = (found[-1][0], 1, found[-1][2] + 1)
    return found


def _field(row: Indicator, name: str) -> str:
    if name in {"sign", "value", "unit_of_value"}:
        match = _VALUE.fullmatch(row.target)
        return match[("sign", "value", "unit_of_value").index(name) + 1] if match else ""
    value = getattr(row, name)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value or ""


def level_label(row: Indicator) -> str:
    points = row.level1_points
    return f"{row.level1}（{points:g}分）" if points is not None else row.level1


def _add_tail(rows: _Rows, form: Form, layout: Layout) -> None:
    if form.total_score is not None:
        names = [name for name, _ in layout.columns]
        first = min(names.index("points"), names.index("score")) + layout.side
        cells = [(layout.total, 1, first)]
        for name in names[first - layout.side :]:
            value = {"points": form.total_points, "score": form.total_score}.get(name)
            cells.append(("" if value is None else f"{value.normalize():f}", 1, 1))
        rows.add(*cells)
    if form.rating:
        rows.add(("评分等级", 1, 2), (form.rating, 1, layout.width - 2))
    for label, text in form.remarks.items():
        rows.add((label, 1, 1), (text, 1, layout.width - 1))


def samples() -> list[Form]:
    """The sample forms of the corpus, as their hand-written truth has them."""
    found = []
    for path in sorted((corpora() / "forms").glob("*.json")):
        found += [
            _form(item) for item in json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal).get("forms", [])
        ]
    return found


def _form(item: dict[str, Any]) -> Form:
    names = {field.name for field in fields(Form)} - {"funds", "indicators", "places", "notes"}
    funds = {key: Fund(**{name: _exact(value) for name, value in fund.items()}) for key, fund in item["funds"].items()}
    rows = (_row(row) for row in item["indicators"])
    plain = {name: _exact(value) for name, value in item.items() if name in names}
    return Form(**plain, funds=funds, indicators=tuple(rows))


def _row(row: dict[str, Any]) -> Indicator:
    names = {field.name for field in fields(Indicator)}
    return Indicator(**{name: _exact(value) for name, value in row.items() if name in names})


def _exact(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) and value < 1900 else value


# --------------------------------------------------------------------------------------------------
# Writers


def size(table: Table) -> tuple[int, int]:
    return max(b.row + b.rowspan for b in table), max(b.column + b.colspan for b in table)


def by_row(table: Table) -> list[list[Box]]:
    rows, _ = size(table)
    return [sorted((b for b in table if b.row == row), key=lambda b: b.column) for row in range(rows)]


def to_html(page: Page, *, collapse: bool = True, encoding: str = "utf-8", meta: bool = True) -> bytes:
    """A page with a menu and a footer around the tables."""
    body = []
    for block in page:
        if isinstance(block, str):
            body.append(f"<p style='text-align:center'>{html.escape(block)}</p>")
            continue
        body.append("<table border='1'>")
        body.extend("<tr>" + "".join(map(_td, row)) + "</tr>" for row in by_row(block))
        body.append("</table>")
    style = "border-collapse:collapse;" if collapse else ""
    head = f"<meta charset='{encoding}'>" if meta else ""
    text = (
        f"<!DOCTYPE html><html><head>{head}<style>table{{{style}width:100%}} td{{font-size:10pt}} @page{{size:A4}}"
        "@media print{.menu{display:none}}</style></head><body><div class='menu'><ul><li><a href='/'>首页</a></li>"
        f"<li><a href='/x'>信息公开</a></li></ul></div>{''.join(body)}</body></html>"
    )
    return text.encode(encoding, "xmlcharrefreplace")


def _td(box: Box) -> str:
    spans = (f" rowspan='{box.rowspan}'" if box.rowspan > 1 else "") + (
        f" colspan='{box.colspan}'" if box.colspan > 1 else ""
    )
    return f"<td{spans}>{html.escape(box.text)}</td>"


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
WIDTH = 9600


def docx_package(body: str, **parts: str) -> bytes:
    """A package with this body, and further parts by path."""
    out = io.BytesIO()
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "word/document.xml": document,
            **parts,
        }.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def to_docx(page: Page) -> bytes:
    body = "".join(_docx_p(block) if isinstance(block, str) else _docx_table(block) for block in page)
    margins = " ".join(f'w:{side}="1134"' for side in ("top", "right", "bottom", "left"))
    section = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins}/></w:sectPr>'
    return docx_package(body + section)


def _docx_p(text: str) -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{html.escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{lines}</w:r></w:p>"


def _docx_table(table: Table) -> str:
    rows, columns = size(table)
    owner = {(b.row + r, b.column + c): b for b in table for r in range(b.rowspan) for c in range(b.colspan)}
    unit = WIDTH // columns
    out = [f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>"]
    out += [f'<w:gridCol w:w="{unit}"/>'] * columns + ["</w:tblGrid>"]
    for row in range(rows):
        out.append("<w:tr>")
        column = 0
        while column < columns:
            box = owner.get((row, column), Box("", row, column))
            out.append(_docx_cell(box, row, unit))
            column += box.colspan
        out.append("</w:tr>")
    return "".join([*out, "</w:tbl>"])


def _docx_cell(box: Box, row: int, unit: int) -> str:
    merge = (
        '<w:vMerge w:val="restart"/>' if box.rowspan > 1 and row == box.row else "<w:vMerge/>" if row > box.row else ""
    )
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    text = box.text if row == box.row else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{unit * box.colspan}" w:type="dxa"/>{span}{merge}</w:tcPr>{_docx_p(text)}</w:tc>'


def to_xlsx(page: Page, *, numbers: bool = True) -> bytes:
    """One sheet; figures are stored as numbers with the display format that prints them as they are."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Side

    book = openpyxl.Workbook()
    sheet = book.active
    thin = Side(style="thin")
    base = 1
    for block in page:
        if isinstance(block, str):
            sheet.cell(base, 1, block)
            base += 1
            continue
        rows, columns = size(block)
        for box in block:
            cell = sheet.cell(base + box.row, box.column + 1)
            _put(cell, box.text, numbers)
            if box.rowspan > 1 or box.colspan > 1:
                end = (base + box.row + box.rowspan - 1, box.column + box.colspan)
                sheet.merge_cells(None, base + box.row, box.column + 1, *end)
        for row in sheet.iter_rows(base, base + rows - 1, 1, columns):
            for cell in row:
                cell.border = Border(thin, thin, thin, thin)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
        for row in by_row(block):
            sheet.row_dimensions[base + (row[0].row if row else 0)].height = _height(row)
        base += rows + 1
    for column in "ABCDEFGHIJK":
        sheet.column_dimensions[column].width = 11
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _height(row: list[Box]) -> float:
    """Points that the longest text of a row needs, as people set it by hand."""
    return max([15.0, *(14.5 * (len(box.text) // (5 * box.colspan) + 1) for box in row if box.rowspan == 1)])


def _put(cell: object, text: str, numbers: bool) -> None:
    figure = text.replace(",", "").removesuffix("%")
    whole, _, places = figure.partition(".")
    if (
        not numbers
        or not whole.isdigit()
        or (places and not places.isdigit())
        or len(figure) > 12
        or whole[:1] == "0" < whole[1:]
    ):
        cell.value, cell.data_type = text, "s"
        return
    pattern = ("#,##0" if "," in text else "0") + ("." + "0" * len(places) if places else "")
    cell.value = float(figure) / 100 if text.endswith("%") else float(figure) if places else int(figure)
    cell.number_format = pattern + ("%" if text.endswith("%") else "")


def to_md(page: Page) -> bytes:
    out: list[str] = []
    for block in page:
        if isinstance(block, str):
            out += [block, ""]
            continue
        for number, row in enumerate(_flat(block)):
            out.append("| " + " | ".join(text.replace("|", "\\|").replace("\n", "<br>") for text in row) + " |")
            if not number:
                out.append("|" + " --- |" * len(row))
        out.append("")
    return "\n".join(out).encode()


def to_csv(page: Page, *, encoding: str = "gb18030", delimiter: str = ",") -> bytes:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for block in page:
        writer.writerows([[], [block]] if isinstance(block, str) else _flat(block))
    return out.getvalue().encode(encoding)


def to_text(page: Page, *, encoding: str = "utf-8") -> bytes:
    """Lines with tabs between the cells."""
    lines = [["", block] if isinstance(block, str) else ["\t".join(row) for row in _flat(block)] for block in page]
    return "\n".join(line.replace("\n", " ") for block in lines for line in block).encode(encoding)


def _flat(table: Table) -> list[list[str]]:
    rows, columns = size(table)
    text = {(b.row, b.column): b.text for b in table}
    return [[text.get((row, column), "") for column in range(columns)] for row in range(rows)]


# --------------------------------------------------------------------------------------------------
# Other programs


def office(data: bytes, suffix: str, target: str) -> bytes:
    """Have LibreOffice turn ``data`` into ``target`` (``"pdf"``, ``"doc:MS Word 97"``)."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise FileNotFoundError("LibreOffice")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"form{suffix}")
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            folder,
        ]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
        return Path(folder, f"form.{target.partition(':')[0]}").read_bytes()


def chromium(page: bytes, *, around: bool = False) -> bytes:
    """Have Chromium print a web page; ``around`` with date, title, address and page number on every page."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        raise FileNotFoundError("Chromium")
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "form.html"), Path(folder, "form.pdf")
        source.write_bytes(page)
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            *([] if around else ["--no-pdf-header-footer"]),
            f"--user-data-dir={folder}/p",
        ]
        command = [program, *options, f"--print-to-pdf={out}", source.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out.read_bytes()


MADE = {
    "word.doc": lambda page: office(to_docx(page), ".docx", "doc:MS Word 97"),
    "word.rtf": lambda page: office(to_docx(page), ".docx", "rtf"),
    "sheet.xls": lambda page: office(to_xlsx(page), ".xlsx", "xls:MS Excel 97"),
    "word.pdf": lambda page: office(to_docx(page), ".docx", "pdf"),
    "sheet.pdf": lambda page: office(to_xlsx(page), ".xlsx", "pdf"),
    "web.pdf": lambda page: chromium(to_html(page)),
    "separate.pdf": lambda page: chromium(to_html(page, collapse=False)),
}
"""What other programs make; these files are kept in tests/formats."""
SMALL = {"word.rtf", "web.pdf", "separate.pdf"}
"""Files with pictures of fonts or long tags: they hold one form of each kind."""


def packed(name: str, data: bytes) -> bytes:
    """A zip archive of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def written(page: Page) -> dict[str, bytes]:
    """What the writers here make, by file name; too cheap to keep."""
    return {
        "word.docx": to_docx(page),
        "sheet.xlsx": to_xlsx(page),
        "web.html": to_html(page),
        "gb.html": to_html(page, encoding="gb18030", meta=False),
        "wrong.html": to_html(page, encoding="gb18030").replace(b"gb18030", b"utf-8"),
        "pipe.md": to_md(page),
        "comma.csv": to_csv(page),
        "tab.tsv": to_csv(page, encoding="utf-8", delimiter="\t"),
        "tab.txt": to_text(page, encoding="utf-16"),
        "web.doc": to_html(page),
        "word.wps": (FORMATS / "word.doc").read_bytes(),
        "sheet.et": (FORMATS / "sheet.xls").read_bytes(),
        "packed.zip": packed("自评/表.docx", to_docx(page)),
    }


def chosen(name: str) -> list[Form]:
    """The forms a file holds."""
    forms = samples()
    kinds = ("beijing", "transfer", "sichuan", "shanghai")
    return [next(form for form in forms if form.layout == kind) for kind in kinds] if name in SMALL else forms


def whole_page(forms: Sequence[Form]) -> Page:
    """Forms under one another, so that pages break anywhere."""
    return [block for form in forms for block in lay_out(form)]


def main() -> None:
    """Make the kept files anew."""
    FORMATS.mkdir(exist_ok=True)
    for name, make in MADE.items():
        (FORMATS / name).write_bytes(make(whole_page(chosen(name))))


if __name__ == "__main__":
    main()
