"""审核意见: a Word document per unit, ready to send back, with findings by form and better wording beside.

It states what the form shows and what is asked for; it judges nobody and claims nothing that was not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative import texts
from narrative.checks import form_name
from narrative.report.annotate.package import clean
from narrative.report.common import findings_of, number, percent, safe_file_name
from narrative.screening import shares

if TYPE_CHECKING:
    from narrative.checks import Case
    from narrative.schema import Finding, ReadError
    from narrative.screening import Screening

FONT = "仿宋"
WIDTHS = {3: (5.0, 5.0, 6.0), 4: (3.2, 3.2, 3.6, 6.0)}  # centimetres


@dataclass(frozen=True, slots=True)
class Item:
    """A form of a unit with its findings."""

    case: Case
    findings: tuple[Finding, ...]


def write_opinions(screenings: Iterable[Screening], _errors: Iterable[ReadError], path: Path) -> list[Path]:
    """Write one document a unit: ``path`` itself for one unit, ``path`` with the unit's name for several."""
    units: dict[str, list[Item]] = defaultdict(list)
    for screening in screenings:
        for case in screening.cases:
            found = tuple(f for f in findings_of(screening, case.form_no) if not f.suppressed)
            units[case.form.implementer or case.form.department].append(Item(case, found))
    written = []
    for unit, items in units.items():
        name = safe_file_name(unit.replace("/", "_") or "未写单位")
        target = path if len(units) == 1 else path.with_name(f"{path.stem}-{name}{path.suffix}")
        _document(unit, items).save(str(target))
        written.append(target)
    return written


def _document(unit: str, items: Sequence[Item]) -> Any:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.5)
    _heading(document, "绩效自评审核意见", 0)
    document.add_paragraph(clean(f"{unit or '（表中未写单位）'}："))
    document.add_paragraph(clean(_opening(items)))
    for order, item in enumerate(items, 1):
        _form(document, order, item)
    document.add_paragraph("以上意见只依据所报表格本身提出，未核对账簿、台账等佐证材料；请逐条核实后修改或说明。")
    return document


def _opening(items: Sequence[Item]) -> str:
    total = shares(item.case for item in items)
    text = f"所报绩效自评表共{len(items)}张、指标{total.rows}条。"
    if total.vague:
        text += f"其中{total.vague}条指标值照现在的写法无法核对（{percent(total.vague_share)}）"
        text += f"，涉及分值{number(total.vague_points)}分。" if total.points else "。"
    return text + "具体意见如下。"


def _heading(document: Any, text: str, level: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    heading = document.add_heading(clean(text), level)
    for run in heading.runs:
        run.font.name, run.font.color.rgb = "黑体", RGBColor(0, 0, 0)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")


def _form(document: Any, order: int, item: Item) -> None:
    form = item.case.form
    _heading(document, f"{order}. {form_name(form)}{f'（{form.year}年）' if form.year else ''}", 1)
    asked = [f for f in item.findings if f.severity != "提示"]
    if asked:
        document.add_paragraph("（一）请核实或说明")
        rows = [
            (f"{f.code} {f.title}", f.indicator or "本表", _quotes(f), f"{f.message}\n{f.remedy}".strip())
            for f in asked
        ]
        _table(document, ("问题", "指标", "表中原文", "意见"), rows)
    vague = [tag for tag in item.case.tags.values() if tag.field == "target" and tag.measurable is False]
    if vague:
        document.add_paragraph("（二）建议改写的指标值" if asked else "（一）建议改写的指标值")
        wording = []
        for tag in vague:
            row = form.indicators[tag.where.row_no - 1]
            wording.append(
                (row.name, f"{row.target or '（空）'}（{texts.label('target', tag.label)}）", tag.suggestion)
            )
        _table(document, ("三级指标", "现在的指标值", "可以写成"), wording)
    if not asked and not vague:
        document.add_paragraph("未发现需要修改之处。")


def _quotes(finding: Finding) -> str:
    return "\n".join(f"“{quote[:120]}”" for quote in (finding.quote, finding.quote_other) if quote)


def _table(document: Any, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from docx.shared import Cm, Pt

    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].font.bold = True
    for values in rows:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = clean(value)
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS[len(heads)], strict=True):
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(10.5)
