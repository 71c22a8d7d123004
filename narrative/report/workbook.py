"""The workbook: 概览, 指标, 问题, 数量, 说明 (and 未读文件 when a file could not be read).

Rows are written as screenings arrive (XlsxWriter's constant-memory mode), so that 100,000 rows fit.
Only findings wait for the end, since they are ranked over all files.  Text from a file is only ever
written as a string: no formula, link or number is made of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from rich.cells import cell_len

from narrative import __version__, texts
from narrative.checks import catalogue, summary
from narrative.locations import models_hash
from narrative.report.common import clipped, evidence_text, findings_of, percent, said
from narrative.report.spans import Mark, marks, segments
from narrative.schema import SEVERITIES
from narrative.screening import shares
from narrative.tables import TABLES, error_row

if TYPE_CHECKING:
    from narrative.checks import Case
    from narrative.schema import Finding, Quantity, ReadError
    from narrative.screening import Screening

LONGEST = 32_000  # Excel takes 32,767 characters a cell
LINE_POINTS, MOST_POINTS = 13.5, 400.0
QUOTED = 120  # characters of a quote shown; the place says where the rest stands


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a sheet: its header and width in characters."""

    title: str
    width: int


def _heads(*pairs: tuple[str, int]) -> tuple[Head, ...]:
    return tuple(Head(title, width) for title, width in pairs)


SHEETS = {
    "概览": _heads(
        *(("项目名称", 28), ("实施单位", 22), ("年度", 7), ("类型", 7), ("得分", 8), ("等级", 6), ("指标条数", 9)),
        *(("不可核条数", 10), ("不可核占比", 10), ("不可核分值", 10), ("不可核分值占比", 14), ("待复核条数", 10)),
        *(("满分无据条数", 12), ("错误", 6), ("问题", 6), ("提示", 6), ("查看指标", 10), ("小结", 90), ("口径", 16)),
        *(("文件", 30), ("表号", 6)),
    ),
    "指标": _heads(
        *(("项目名称", 14), ("行号", 5), ("二级指标", 10), ("三级指标", 16), ("年度指标值", 18), ("判定", 9)),
        *(("标签", 10), ("依据", 24), ("改写建议", 26), ("实际完成值", 20), ("完成值标签", 10), ("分值", 6)),
        *(("得分", 6), ("偏差原因", 18), ("原因标签", 10), ("置信度", 8), ("判定方式", 9), ("位置", 16)),
        *(("一级指标", 11), ("实施单位", 18), ("文件", 24), ("表号", 6)),
    ),
    "问题": _heads(
        *(("序号", 6), ("程度", 6), ("代码", 7), ("名称", 14), ("项目名称", 16), ("三级指标", 14), ("说明", 44)),
        *(("原文", 22), ("另一处原文", 22), ("怎样改", 28), ("位置", 16), ("另一处位置", 16), ("已说明", 14)),
        *(("文件", 24), ("表号", 6), ("行号", 6)),
    ),
    "数量": _heads(
        *(("项目名称", 20), ("栏目", 12), ("行号", 6), ("计的是什么", 18), ("原文", 18), ("类别", 8), ("关系", 8)),
        *(("数值", 16), ("上端", 16), ("单位", 10), ("每", 8), ("增减", 10), ("换算值", 16), ("换算单位", 10)),
        *(("位置", 16), ("文件", 24), ("表号", 6)),
    ),
}
# How many columns of each sheet go on paper, from the left; all would be too small to read on A4.
ON_PAPER = {"概览": 16, "指标": 14, "问题": 11, "数量": 14}
FONT = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
    "border_color": "#D0D7DE",
}
FILLS = {True: "#DDF4E4", False: "#FBE0DD", None: "#FFF3CD", "错误": "#FBE0DD", "问题": "#FFF3CD", "提示": "#E3EEFB"}
MARK_FONTS = {
    Mark.QUANTITY: {"font_color": "#0B5394", "bold": True},
    Mark.VAGUE: {"font_color": "#B3261E", "underline": 1},
    Mark.MEASURABLE: {"font_color": "#1B6E3C", "bold": True},
}


def write_workbook(screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path) -> None:
    """Write the workbook; ``screenings`` is consumed once, ``errors`` read after it."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        _Book(book).fill(screenings, errors)


class _Book:
    """The sheets while they are being written."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[Any, Any] = {}
        self.sheets = {name: _Sheet(book.add_worksheet(name), heads, self) for name, heads in SHEETS.items()}
        self.findings: list[tuple[int, int, Screening, Finding]] = []

    def fill(self, screenings: Iterable[Screening], errors: Iterable[ReadError]) -> None:
        for screening in screenings:
            self._add(screening)
        self._write_findings()
        for sheet in self.sheets.values():
            sheet.finish()
        self._write_errors(list(errors))
        self._write_notes()

    def style(self, **properties: Any) -> Any:
        """The cell format of these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**FONT, **properties})
        return self.formats[key]

    def font(self, mark: Mark) -> Any:
        """The font of a marked stretch inside a cell."""
        if mark not in self.formats:
            self.formats[mark] = self.book.add_format({"font_name": "宋体", "font_size": 10, **MARK_FONTS[mark]})
        return self.formats[mark]

    def _add(self, screening: Screening) -> None:
        projects = {0: ""}
        for case in screening.cases:
            projects[case.form_no] = case.form.project
            first = self.sheets["指标"].next_row
            for row_no in range(1, len(case.form.indicators) + 1):
                self.sheets["指标"].write(_indicator(screening, case, row_no))
            self.sheets["概览"].write(_overview(screening, case, first))
        for q in screening.quantities:
            self.sheets["数量"].write(_quantity(screening, projects[q.where.form_no], q))
        for finding in screening.findings:
            rank = (SEVERITIES.index(finding.severity), len(self.findings))
            self.findings.append((*rank, screening, finding))

    def _write_findings(self) -> None:
        ranked = sorted(self.findings, key=lambda item: (bool(item[3].suppressed), *item[:2]))
        for number, (_, _, screening, finding) in enumerate(ranked, 1):
            self.sheets["问题"].write(_finding(number, screening, finding))

    def _write_errors(self, errors: Sequence[ReadError]) -> None:
        if errors:
            heads = _heads(("文件", 50), ("位置", 24), ("代码", 14), ("原因", 70))
            sheet = _Sheet(self.book.add_worksheet("未读文件"), heads, self)
            for error in errors:
                sheet.write([str(value) for value in error_row(error)])
            sheet.finish()

    def _write_notes(self) -> None:
        sheet = _Sheet(
            self.book.add_worksheet("说明"), _heads(("类别", 14), ("代码", 20), ("名称", 26), ("说明", 90)), self
        )
        for row in _notes():
            sheet.write(row)
        sheet.finish()


@dataclass(frozen=True, slots=True)
class Rich:
    """Text with marked stretches."""

    text: str
    marks: tuple[tuple[int, int, Mark], ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A value on a coloured ground; the colour only repeats what the words say."""

    value: str
    fill: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the workbook."""

    target: str
    text: str


class _Sheet:
    """One sheet, written row after row."""

    def __init__(self, sheet: Any, heads: tuple[Head, ...], book: _Book) -> None:
        self.sheet, self.heads, self.book, self.next_row = sheet, heads, book, 1
        header = book.style(bold=True, bg_color="#E8ECF1", align="center", valign="vcenter")
        for column, head in enumerate(heads):
            sheet.set_column(column, column, head.width)
            sheet.write_string(0, column, head.title, header)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(0)
        self.on_paper = ON_PAPER.get(sheet.get_name(), len(heads))
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def write(self, values: Sequence[Any]) -> None:
        self.sheet.set_row(self.next_row, _height(values, self.heads))
        for column, value in enumerate(values):
            self._write(column, value)
        self.next_row += 1

    def finish(self) -> None:
        self.sheet.print_area(0, 0, max(self.next_row - 1, 1), self.on_paper - 1)
        self.sheet.autofilter(0, 0, max(self.next_row - 1, 1), len(self.heads) - 1)

    def _write(self, column: int, value: Any) -> None:
        plain = self.book.style()
        match value:
            case None | "":
                self.sheet.write_blank(self.next_row, column, None, plain)
            case bool() | str():
                self.sheet.write_string(self.next_row, column, _capped(str(value)), plain)
            case Rich():
                self._write_rich(column, value)
            case Filled():
                style = self.book.style(bg_color=value.fill)
                self.sheet.write_string(self.next_row, column, value.value, style)
            case Link():
                style = self.book.style(font_color="#0B5394", underline=1)
                self.sheet.write_url(self.next_row, column, value.target, style, value.text)
            case Share():
                self.sheet.write_number(self.next_row, column, value.value, self.book.style(num_format="0%"))
            case _:
                self.sheet.write_number(self.next_row, column, float(value), plain)

    def _write_rich(self, column: int, value: Rich) -> None:
        text = _capped(value.text)
        parts = list(segments(text, value.marks))
        if len(parts) < 2 or text != value.text:
            self.sheet.write_string(self.next_row, column, text, self.book.style())
            return
        fragments: list[Any] = []
        for piece, mark in parts:
            fragments += [self.book.font(mark), piece] if mark else [piece]
        self.sheet.write_rich_string(self.next_row, column, *fragments, self.book.style())


@dataclass(frozen=True, slots=True)
class Share:
    """A number shown as a percentage."""

    value: float


def _share(value: float | None) -> Share | None:
    return None if value is None else Share(value)


def _capped(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……（后文略）"


def _height(values: Sequence[Any], heads: Sequence[Head]) -> float:
    """The height that shows the longest cell of a row, in points."""
    lines = max(_lines(value, head.width) for value, head in zip(values, heads, strict=True))
    return min(lines * LINE_POINTS, MOST_POINTS)


def _lines(value: Any, width: int) -> int:
    text = value.text if isinstance(value, Rich | Link) else value if isinstance(value, str) else ""
    return sum(max(1, math.ceil(cell_len(line[:2000]) / (width - 1))) for line in text.split("\n")[:40])


# --------------------------------------------------------------------------------------------------
# Rows


def _overview(screening: Screening, case: Case, first_row: int) -> list[Any]:
    form, share, found = case.form, shares([case]), findings_of(screening, case.form_no)
    counts = [sum(f.severity == severity and not f.suppressed for f in found) for severity in SEVERITIES]
    return [
        *(form.project, form.implementer or form.department, form.year, form.kind, form.total_score, form.rating),
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


def _finding(number: int, screening: Screening, f: Finding) -> list[Any]:
    project = next((case.form.project for case in screening.cases if case.form_no == f.form_no), "")
    return [
        number,
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
    yield ["版本", "", f"narrative {__version__}", f"模型 {models_hash()}；数据表 {len(TABLES)} 张"]
    yield [
        "判定",
        "",
        texts.MEASURABLE,
        "两个人拿同样的记录，不必再问口径，就能得出同样的“完成/未完成”，而且有可能“未完成”。",
    ]
    yield ["判定", "", texts.VAGUE, "照现在的写法无法核对是否完成。说的是写法，不是工作好坏。"]
    yield ["判定", "", texts.REVIEW, "规则与模型不一致或把握不足，留给人判断。"]
    for field, names in (("target", texts.TARGET), ("actual", texts.ACTUAL), ("reason", texts.REASON)):
        for code, name in names.items():
            yield [f"{texts.FIELDS[field]}标签", code, name, texts.MEANINGS[field][code]]
    for check in catalogue():
        yield [f"检查（{check.severity}）", check.code, check.title, check.why]
    yield ["占比", "", percent(None), "“—”表示没有可除的数。待复核的指标计入分母，不计入不可核。"]
