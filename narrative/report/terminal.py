"""A screening on the terminal: per form the rows with label and reason, the quantities, the findings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING

from rich import box
from rich.cells import chop_cells
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from narrative import texts
from narrative.checks import form_name, summary
from narrative.report.common import clipped, counted, evidence_text, findings_of, number, percent, printed, said
from narrative.screening import Screening, shares

if TYPE_CHECKING:
    from narrative.checks import Case
    from narrative.schema import Finding, Quantity, Tag

STYLE = {True: "green", False: "red", None: "yellow"}
SEVERITY_STYLE = {"错误": "bold red", "问题": "yellow", "提示": "cyan"}


def show(screening: Screening, console: Console) -> None:
    """Print one screened document."""
    document = screening.document
    console.rule(Text(document.source or "（未命名）", style="bold"), style="dim")
    for note in document.notes:
        console.print(Text(f"读取说明：{note.message}", style="dim"))
    for case in screening.cases:
        console.print(_form(screening, case))
    if document.sections:
        console.print(_prose(screening))
    if not screening.cases and not document.sections:
        console.print(Text("未识别出自评表，也没有可分析的正文。", style="yellow"))


def _form(screening: Screening, case: Case) -> RenderableType:
    form, found = case.form, findings_of(screening, case.form_no)
    parts: list[RenderableType] = [
        Text(),
        Text(f"表{case.form_no}　{form_name(form)}", style="bold"),
        Text("　".join(_facts(case)), style="dim"),
        *(Text(f"读取说明：{note.message}", style="dim") for note in form.notes),
        Text(summary(case, found)),
    ]
    if form.indicators:
        parts.append(_rows(case))
    parts += [*_quantities("文中数量", _of_form(case)), *_findings(found)]
    return Group(*parts)


def _facts(case: Case) -> Iterable[str]:
    form, share = case.form, shares([case])
    yield f"{form.kind}{f' {form.year}年' if form.year else ''}"
    if form.implementer or form.department:
        yield form.implementer or form.department
    if form.total_score is not None:
        yield f"得分{printed(form.total_score)}{f'（{form.rating}）' if form.rating else ''}"
    yield f"口径：{case.profile.title}"
    if share.rows:
        yield f"指标{share.rows}条，不可核{share.vague}条（{percent(share.vague_share)}）"
        if share.points:
            yield f"不可核分值{number(share.vague_points)}分（占{percent(share.vague_points_share)}）"
        if share.review:
            yield f"待复核{share.review}条"


def _rows(case: Case) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for header, ratio in (("指标", 4), ("年度指标值", 4), ("实际完成值", 4)):
        table.add_column(header, ratio=ratio, overflow="fold")
    table.add_column("得分", no_wrap=True, justify="right")
    table.add_column("判定", no_wrap=True)
    table.add_column("依据", ratio=5, overflow="fold")
    for row_no, row in enumerate(case.form.indicators, 1):
        target = case.tags[row_no, "target"]
        table.add_row(
            escape(row.name),
            _marked(row.target, target),
            escape(clipped(row.actual, 60)),
            f"{printed(row.score)}/{printed(row.points)}",
            _verdict(target),
            escape(evidence_text(target)),
        )
    return table


def _verdict(tag: Tag) -> Text:
    words = f"{texts.verdict(tag.measurable)}·{texts.label(tag.field, tag.label)}"
    return Text(words, style=STYLE[tag.measurable])


def _marked(field: str, tag: Tag) -> Text:
    text = Text(field)
    for evidence in tag.evidence:
        if evidence.field == tag.field and evidence.end:
            text.stylize(f"{STYLE[tag.measurable]} underline", evidence.start, evidence.end)
    return text


def _of_form(case: Case) -> list[Quantity]:
    return [q for name in ("goal", "outcome") for q in case.quantities.get((0, name), ())]


def _quantities(title: str, found: list[Quantity]) -> Iterable[RenderableType]:
    if found:
        yield Text.assemble((f"{title}（{len(found)}）：", "bold"), "；".join(counted(q) for q in found))


def _findings(found: list[Finding]) -> Iterable[RenderableType]:
    if not found:
        yield Text("未发现问题。", style="green")
    for finding in found:
        yield _Folded(
            Text.assemble(
                (f"{finding.severity} ", SEVERITY_STYLE[finding.severity]),
                (f"{finding.code} ", "dim"),
                said(finding),
                (f"［已说明：{finding.suppressed}］" if finding.suppressed else "", "dim"),
            )
        )


class _Folded:
    """A paragraph broken at the edge alone: rich breaks at blanks, and Chinese has but those after the code."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = chop_cells(self.text.plain, options.max_width)
        yield from self.text.divide(list(accumulate(map(len, lines)))[:-1])


def _prose(screening: Screening) -> RenderableType:
    sections = screening.document.sections
    parts: list[RenderableType] = [Text(), Text(f"正文：{len(sections)}节", style="bold")]
    for section_no, section in enumerate(sections, 1):
        found = [q for q in screening.quantities if q.where.section_no == section_no]
        if found:
            parts += _quantities(section.project or section.title or "（无标题）", found)
    parts += _findings(findings_of(screening, 0)) if findings_of(screening, 0) else []
    return Group(*parts)
