"""The report as one self-contained HTML file: the form as people know it, findings beside it.

This module turns screenings into plain view values; templates/report.html.jinja lays them out.  The
same templates serve the web page.  Text from a file reaches the page only through autoescaping.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from narrative import __version__, texts
from narrative.checks import summary
from narrative.report.common import counted, evidence_text, findings_of, number, percent, place_name, printed, said
from narrative.report.spans import Mark, Marked, disjoint, marks
from narrative.schema import SEVERITIES
from narrative.screening import Shares, shares

if TYPE_CHECKING:
    from jinja2 import Environment

    from narrative.checks import Case
    from narrative.schema import Finding, Form, Quantity, ReadError, Tag, Where
    from narrative.screening import Screening

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with its mark; ``title`` is what a pointer resting on it shows."""

    text: str
    css: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Runs under one sentence label; ``css`` is "" outside every sentence."""

    runs: tuple[Run, ...]
    css: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class CellView:
    """A field on the page: its anchor, its text, and the findings that point at it."""

    anchor: str
    sentences: tuple[Sentence, ...]
    notes: tuple[NoteView, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteView:
    """A finding on the page."""

    anchor: str
    number: int
    finding: Finding
    targets: tuple[tuple[str, str], ...]  # (anchor of a cell, its name)


@dataclass(frozen=True, slots=True)
class RowView:
    """An indicator row on the page."""

    number: int
    level1: str
    level2: str
    name: CellView
    target: CellView
    actual: CellView
    reason: CellView
    points: str
    score: str
    tag: Tag
    verdict: str
    label: str
    evidence: str
    actual_label: str
    reason_label: str


@dataclass(frozen=True, slots=True)
class FormView:
    """A form on the page."""

    anchor: str
    form: Form
    case: Case
    shares: Shares
    summary: str
    goal: CellView
    outcome: CellView
    rows: tuple[RowView, ...]
    notes: tuple[NoteView, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of prose on the page."""

    title: str
    level: int
    paragraphs: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document on the page."""

    anchor: str
    source: str
    screening: Screening
    forms: tuple[FormView, ...]
    sections: tuple[SectionView, ...]
    notes: tuple[NoteView, ...]


def write_page(screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path) -> None:
    """Write the report of many documents as one file that needs no network."""
    path.write_text(render(list(screenings), list(errors)), encoding="utf-8")


def render(screenings: Sequence[Screening], errors: Sequence[ReadError] = (), *, standalone: bool = True) -> str:
    """The report as HTML; ``standalone`` puts style and script into the file instead of linking them."""
    documents = [_document(number, screening) for number, screening in enumerate(screenings, 1)]
    cases = [case for screening in screenings for case in screening.cases]
    return (
        environment()
        .get_template("report.html.jinja")
        .render(
            documents=documents,
            errors=errors,
            total=shares(cases),
            labels=Counter(view.label for form in _forms(documents) for view in form.rows),
            severities={s: sum(f.severity == s and not f.suppressed for f in _found(screenings)) for s in SEVERITIES},
            codes=Counter((f.code, f.title) for f in _found(screenings) if not f.suppressed).most_common(10),
            standalone=standalone,
        )
    )


@cache
def environment() -> Environment:
    """The templates, with every text escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(number=number, percent=percent, printed=printed, said=said)
    made.globals.update(
        texts=texts,
        version=__version__,
        severities_order=SEVERITIES,
        asset=lambda name: (TEMPLATES / name).read_text(encoding="utf-8"),
    )
    return made


def _forms(documents: Iterable[DocumentView]) -> Iterator[FormView]:
    return (form for document in documents for form in document.forms)


def _found(screenings: Iterable[Screening]) -> Iterator[Finding]:
    return (finding for screening in screenings for finding in screening.findings)


def _document(number: int, screening: Screening) -> DocumentView:
    anchor = f"d{number}"
    return DocumentView(
        anchor=anchor,
        source=screening.document.source,
        screening=screening,
        forms=tuple(_form(anchor, screening, case) for case in screening.cases),
        sections=tuple(_sections(anchor, screening)),
        notes=tuple(_notes(anchor, 0, findings_of(screening, 0))),
    )


def _form(document: str, screening: Screening, case: Case) -> FormView:
    anchor = f"{document}f{case.form_no}"
    found = findings_of(screening, case.form_no)
    notes = tuple(_notes(document, case.form_no, found))
    return FormView(
        anchor=anchor,
        form=case.form,
        case=case,
        shares=shares([case]),
        summary=summary(case, found),
        goal=_narrative(document, screening, case, "goal", notes),
        outcome=_narrative(document, screening, case, "outcome", notes),
        rows=tuple(_row(document, case, row_no, notes) for row_no in range(1, len(case.form.indicators) + 1)),
        notes=notes,
        counts=tuple((s, sum(f.severity == s and not f.suppressed for f in found)) for s in SEVERITIES),
    )


def _notes(document: str, form_no: int, found: Iterable[Finding]) -> Iterator[NoteView]:
    for count, finding in enumerate(found, 1):
        places = [finding.where, *([finding.where_other] if finding.where_other else []), *finding.also]
        targets = dict.fromkeys((cell_anchor(document, where), place_name(where)) for where in places)
        yield NoteView(f"{document}f{form_no}n{count}", count, finding, tuple(targets))


def cell_anchor(document: str, where: Where) -> str:
    """The id of the cell a place points at."""
    if where.section_no:
        return f"{document}s{where.section_no}p{where.paragraph_no}"
    row = f"r{where.row_no}" if where.row_no else ""
    return f"{document}f{where.form_no}{row}{where.field or 'form'}"


def _row(document: str, case: Case, row_no: int, notes: Sequence[NoteView]) -> RowView:
    row = case.form.indicators[row_no - 1]
    target, actual, reason = (case.tags[row_no, name] for name in ("target", "actual", "reason"))

    def cell(field: str, text: str) -> CellView:
        anchor = f"{document}f{case.form_no}r{row_no}{field}"
        runs = tuple(_runs(text, marks(case, row_no, field), case.quantities.get((row_no, field), ())))
        return CellView(anchor, (Sentence(runs),), _pointing(anchor, notes))

    return RowView(
        number=row_no,
        level1=row.level1,
        level2=row.level2,
        name=cell("name", row.name),
        target=cell("target", row.target),
        actual=cell("actual", row.actual),
        reason=cell("reason", row.reason),
        points=printed(row.points),
        score=printed(row.score),
        tag=target,
        verdict=texts.verdict(target.measurable),
        label=target.label,
        evidence=evidence_text(target),
        actual_label=texts.label("actual", actual.label),
        reason_label=texts.label("reason", reason.label),
    )


def _pointing(anchor: str, notes: Sequence[NoteView]) -> tuple[NoteView, ...]:
    return tuple(note for note in notes if any(anchor == target for target, _ in note.targets))


def _narrative(document: str, screening: Screening, case: Case, field: str, notes: Sequence[NoteView]) -> CellView:
    anchor = f"{document}f{case.form_no}{field}"
    tags = [t for t in screening.sentences if t.where.form_no == case.form_no and t.field == field]
    text = getattr(case.form, field)
    return CellView(
        anchor, tuple(_sentences(text, tags, case.quantities.get((0, field), ()))), _pointing(anchor, notes)
    )


def _sections(document: str, screening: Screening) -> Iterator[SectionView]:
    for section_no, section in enumerate(screening.document.sections, 1):
        paragraphs = []
        for paragraph_no, text in enumerate(section.paragraphs, 1):
            at = (section_no, paragraph_no)
            tags = [t for t in screening.sentences if (t.where.section_no, t.where.paragraph_no) == at]
            found = [q for q in screening.quantities if (q.where.section_no, q.where.paragraph_no) == at]
            anchor = f"{document}s{section_no}p{paragraph_no}"
            paragraphs.append(CellView(anchor, tuple(_sentences(text, tags, found))))
        yield SectionView(section.title, section.level, tuple(paragraphs))


def _sentences(text: str, tags: Iterable[Tag], found: Sequence[Quantity]) -> Iterator[Sentence]:
    """Cut a text at its sentences; a quantity never crosses one."""
    at = 0
    for tag in sorted(tags, key=lambda tag: tag.start):
        if tag.start > at:
            yield Sentence(tuple(_slice(text, at, tag.start, found)))
        title = texts.label("text", tag.label)
        yield Sentence(tuple(_slice(text, max(tag.start, at), tag.end, found)), f"s-{tag.label}", title)
        at = tag.end
    if at < len(text):
        yield Sentence(tuple(_slice(text, at, len(text), found)))


def _slice(text: str, start: int, end: int, found: Sequence[Quantity]) -> Iterator[Run]:
    inside = [q for q in found if start <= q.start and q.end <= end]
    marked = disjoint((q.start, q.end, Mark.QUANTITY) for q in inside)
    yield from _runs(text, marked, inside, start, end)


def _runs(
    text: str, marked: Iterable[Marked], found: Iterable[Quantity], start: int = 0, end: int | None = None
) -> Iterator[Run]:
    titles = {(q.start, q.end): quantity_title(q) for q in found}
    at, end = start, len(text) if end is None else end
    for first, last, mark in marked:
        if first > at:
            yield Run(text[at:first])
        title = titles.get((first, last), "") if mark is Mark.QUANTITY else MARK_TITLES[mark]
        yield Run(text[first:last], f"m-{mark.value}", title)
        at = last
    if at < end:
        yield Run(text[at:end])


MARK_TITLES = {Mark.VAGUE: "不可核的依据", Mark.MEASURABLE: "可衡量的依据"}


def quantity_title(q: Quantity) -> str:
    """A quantity in words: ``数量：企业 6041家次，等于 6041 家次``."""
    if q.low is None:
        return f"{texts.KINDS[q.kind]}：{q.text}"
    value = number(q.low) if q.low == q.high else f"{number(q.low)}至{number(q.high)}"
    per = f"／{q.per}" if q.per else ""
    change = f"，{q.change}" if q.change else ""
    return f"{texts.KINDS[q.kind]}：{counted(q)}，{texts.RELATIONS[q.relation]} {value} {q.unit}{per}{change}"
