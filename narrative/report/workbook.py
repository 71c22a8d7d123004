"""The workbook: 概览, 指标, 问题, 数量, 说明 (and 未读文件 when a file could not be read).

Rows are written as screenings arrive, so that 100,000 fit.  Only findings wait for the end, as finished
rows, since they are ranked over all files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative import __version__, texts
from narrative.checks import catalogue, form_name, summary
from narrative.report.common import clipped, evidence_text, findings_of, said
from narrative.report.sheets import OPTIONS, Filled, Link, Rich, Share, Sheet, Styles, heads
from narrative.report.spans import marks
from narrative.schema import SEVERITIES
from narrative.screening import shares
from narrative.tables import error_row

if TYPE_CHECKING:
    from narrative.checks import Case
    from narrative.schema import Finding, Quantity, ReadError
    from narrative.screening import Screening

QUOTED = 120  # characters of a quote shown; the place says where the rest stands

SHEETS = {
    "概览": heads(
        *(("项目名称", 24), ("实施单位", 18), ("年度", 6), ("类型", 6), ("得分", 8), ("等级", 6), ("指标条数", 6)),
        *(("不可核条数", 7), ("不可核占比", 7), ("不可核分值", 7), ("不可核分值占比", 8), ("待复核条数", 7)),
        *(("满分无据条数", 7), ("错误", 6), ("问题", 6), ("提示", 6), ("查看指标", 9), ("小结", 64), ("口径", 16)),
        *(("文件", 30), ("表号", 6)),
    ),
    "指标": heads(
        *(("项目名称", 14), ("行号", 5), ("二级指标", 10), ("三级指标", 16), ("年度指标值", 18), ("判定", 9)),
        *(("标签", 10), ("依据", 22), ("改写建议", 26), ("实际完成值", 20), ("完成值标签", 10), ("分值", 6)),
        *(("得分", 6), ("偏差原因", 18), ("原因标签", 10), ("置信度", 8), ("判定方式", 9), ("位置", 16)),
        *(("一级指标", 11), ("实施单位", 18), ("文件", 24), ("表号", 6)),
    ),
    "问题": heads(
        *(("序号", 6), ("程度", 6), ("代码", 7), ("名称", 14), ("项目名称", 16), ("三级指标", 14), ("说明", 44)),
        *(("原文", 22), ("另一处原文", 22), ("怎样改", 28), ("位置", 16), ("另一处位置", 16), ("已说明", 14)),
        *(("文件", 24), ("表号", 6), ("行号", 6)),
    ),
    "数量": heads(
        *(("项目名称", 20), ("栏目", 12), ("行号", 6), ("计的是什么", 18), ("原文", 18), ("类别", 8), ("关系", 8)),
        *(("数值", 16), ("上端", 16), ("单位", 10), ("每", 8), ("增减", 10), ("换算值", 16), ("换算单位", 10)),
        *(("位置", 16), ("文件", 24), ("表号", 6)),
    ),
}
# How many columns of each sheet go on paper, from the left; all would be too small to read on A4.
ON_PAPER = {"概览": 18, "指标": 14, "问题": 11, "数量": 14}
ERRORS = heads(("文件", 50), ("位置", 24), ("代码", 14), ("原因", 70))
NOTES = heads(("类别", 16), ("代码", 18), ("名称", 28), ("说明", 90))
FILLS = {True: "#DDF4E4", False: "#FBE0DD", None: "#FFF3CD", "错误": "#FBE0DD", "问题": "#FFF3CD", "提示": "#E3EEFB"}


def write_workbook(screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path) -> None:
    """Write the workbook; ``screenings`` is consumed once, ``errors`` read after it."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": "绩效自评筛查", "comments": f"narrative {__version__}"})
        styles = Styles(book)
        sheets = {name: Sheet(book, styles, name, columns, ON_PAPER[name]) for name, columns in SHEETS.items()}
        _fill(sheets, screenings)
        unread = [[str(value) for value in error_row(error)] for error in errors]
        if unread:
            sheets["未读文件"] = _written(Sheet(book, styles, "未读文件", ERRORS), unread)
        sheets["说明"] = _written(Sheet(book, styles, "说明", NOTES), _notes())
        for sheet in sheets.values():
            sheet.finish()


def _written(sheet: Sheet, rows: Iterable[list[Any]]) -> Sheet:
    for row in rows:
        sheet.write(row)
    return sheet


def _fill(sheets: dict[str, Sheet], screenings: Iterable[Screening]) -> None:
    findings: list[tuple[tuple[bool, int], list[Any]]] = []
    for screening in screenings:
        projects = {0: "", **{case.form_no: case.form.project for case in screening.cases}}
        for case in screening.cases:
            first = sheets["指标"].next_row
            for row_no in range(1, len(case.form.indicators) + 1):
                sheets["指标"].write(_indicator(screening, case, row_no))
            sheets["概览"].write(_overview(screening, case, first))
        for q in screening.quantities:
            sheets["数量"].write(_quantity(screening, projects[q.where.form_no], q))
        for finding in screening.findings:
            rank = (bool(finding.suppressed), SEVERITIES.index(finding.severity))
            findings.append((rank, _finding(screening, projects[finding.form_no], finding)))
    findings.sort(key=lambda item: item[0])
    for number, (_, row) in enumerate(findings, 1):
        sheets["问题"].write([number, *row])


# --------------------------------------------------------------------------------------------------
# Rows


def _share(value: float | None) -> Share | None:
    return None if value is None else Share(value)


def _overview(screening: Screening, case: Case, first_row: int) -> list[Any]:
    form, share, found = case.form, shares([case]), findings_of(screening, case.form_no)
    counts = [sum(f.severity == severity and not f.suppressed for f in found) for severity in SEVERITIES]
    return [
        *(form_name(form), form.implementer or form.department, form.year, form.kind, form.total_score, form.rating),
        *(share.rows, share.vague, _share(share.vague_share), share.vague_points, _share(share.vague_points_share)),
        *(share.review, share.full_without_evidence, *counts),
        Link(f"internal:'指标'!A{first_row + 1}", "查看指标") if share.rows else "",
        *(summary(case, found), case.profile.title, screening.document.source, case.form_no),
    ]


def _indicator(screening: Screening, case: Case, row_no: int) -> list[Any]:
    row = case.form.indicators[row_no - 1]
    target, actual, reason = (case.tags[row_no, name] for name in ("target", "actual", "reason"))
    by = "规则" if target.by == "rule" else "模型"
    return [
        *(case.form.project, row_no, row.level2, row.name),
        Rich(row.target, marks(case, row_no, "target")),
        Filled(texts.verdict(target.measurable), FILLS[target.measurable]),
        *(texts.label("target", target.label), evidence_text(target), target.suggestion),
        Rich(row.actual, marks(case, row_no, "actual")),
        *(texts.label("actual", actual.label), row.points, row.score),
        Rich(row.reason, marks(case, row_no, "reason")),
        *(texts.label("reason", reason.label), Share(target.confidence), by, str(row.place("target"))),
        *(row.level1, case.form.implementer or case.form.department, screening.document.source, case.form_no),
    ]


def _finding(screening: Screening, project: str, f: Finding) -> list[Any]:
    return [
        Filled(f.severity, FILLS[f.severity]),
        *(
            f.code,
            f.title,
            project,
            f.indicator,
            said(f),
            clipped(f.quote, QUOTED),
            clipped(f.quote_other, QUOTED),
            f.remedy,
        ),
        *(str(f.place), str(f.place_other) if f.place_other else "", f.suppressed, screening.document.source),
        *(f.form_no or None, f.row_no or None),
    ]


def _quantity(screening: Screening, project: str, q: Quantity) -> list[Any]:
    return [
        *(project, texts.FIELDS[q.where.field], q.where.row_no or None, q.of or "", q.text, texts.KINDS[q.kind]),
        *(texts.RELATIONS[q.relation], q.low, q.high if q.high != q.low else None, q.unit, q.per or "", q.change or ""),
        *(q.base, q.base_unit, str(q.place), screening.document.source, q.where.form_no or None),
    ]


def _notes() -> Iterator[list[Any]]:
    yield ["版本", "", f"narrative {__version__}", "筛查由本工具自动作出，供人核对；不代替审核结论。"]
    yield ["判定", "", texts.MEASURABLE, texts.VERDICTS[True]]
    yield ["判定", "", texts.VAGUE, texts.VERDICTS[False]]
    yield ["判定", "", texts.REVIEW, texts.VERDICTS[None]]
    yield ["标记", "", "蓝色加粗", "文中的数量"]
    yield ["标记", "", "绿色加粗", "使指标值可衡量的字句"]
    yield ["标记", "", "红色下划线", "使指标值不可核的字句"]
    yield ["占比", "", "空白", "没有可除的数。待复核的指标计入分母，不计入不可核。"]
    yield ["满分无据", "", "", "得满分，而完成值是套话、照抄目标、含糊或空白，表上看不到依据。"]
    for field, names in (("target", texts.TARGET), ("actual", texts.ACTUAL), ("reason", texts.REASON)):
        for code, name in names.items():
            yield [f"{texts.FIELDS[field]}标签", code, name, texts.MEANINGS[field][code]]
    for check in catalogue():
        yield [f"检查（{check.severity}）", check.code, check.title, check.why]
