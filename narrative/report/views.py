"""A screening as plain values for the templates: which text stands in which cell, marked how, with which findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from narrative import texts
from narrative.checks import evidence, quote_of, summary
from narrative.report.common import counted, evidence_text, findings_of, number, place_name, printed
from narrative.report.spans import Mark, Marked, disjoint, marks
from narrative.schema import SEVERITIES
from narrative.screening import Shares, shares

if TYPE_CHECKING:
    from narrative.checks import Case
    from narrative.schema import Finding, Form, Quantity, Tag, Where
    from narrative.screening import Screening

Spanned = TypeVar("Spanned", "Quantity", "Tag")


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
    level1: CellView
    level2: CellView
    name: CellView
    target: CellView
    actual: CellView
    points: CellView
    score: CellView
    reason: CellView
    tag: Tag
    verdict: str
    label: str
    evidence: str
    actual_label: str
    reason_label: str
    said: tuple[tuple[str, str], ...]  # supports or contradicts, with the sentence of the outcome


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


def document_view(number: int, screening: Screening) -> DocumentView:
    """One screened document; ``number`` (from 1) makes its anchors differ from those of others."""
    anchor = f"d{number}"
    notes = tuple(_notes(anchor, 0, findings_of(screening, 0)))
    return DocumentView(
        anchor=anchor,
        source=screening.document.source,
        screening=screening,
        forms=tuple(_form(anchor, screening, case) for case in screening.cases),
        sections=tuple(_sections(anchor, screening, notes)),
        notes=notes,
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
        targets = dict.fromkeys(
            (cell_anchor(document, where), place_name(where)) for where in places if _in_here(where)
        )
        yield NoteView(f"{document}f{form_no}n{count}", count, finding, tuple(targets))


def _in_here(where: Where) -> bool:
    """Whether a place stands in this document; the other side of a finding between files does not."""
    return bool(where.form_no or where.section_no)


def cell_anchor(document: str, where: Where) -> str:
    """The id of the cell a place points at; of the form as a whole for what has no cell on the page."""
    if where.section_no:
        return f"{document}s{where.section_no}p{where.paragraph_no}"
    if where.row_no:
        return f"{document}f{where.form_no}r{where.row_no}{where.field if where.field in ROW_CELLS else 'name'}"
    field = where.field if where.field.partition(".")[0] in FORM_CELLS else "form"
    return f"{document}f{where.form_no}{field}"


ROW_CELLS = frozenset({"level1", "level2", "name", "target", "actual", "points", "score", "reason"})
FORM_CELLS = frozenset(
    {"project", "department", "implementer", "funds", "goal", "outcome", "rating", "total_points", "total_score"}
)


def _row(document: str, case: Case, row_no: int, notes: Sequence[NoteView]) -> RowView:
    row = case.form.indicators[row_no - 1]
    target, actual, reason = (case.tags[row_no, name] for name in ("target", "actual", "reason"))

    def cell(field: str, text: str) -> CellView:
        anchor = f"{document}f{case.form_no}r{row_no}{field}"
        runs = tuple(_runs(text, marks(case, row_no, field), case.quantities.get((row_no, field), ())))
        return CellView(anchor, (Sentence(runs),), _pointing(anchor, notes))

    return RowView(
        number=row_no,
        level1=cell("level1", row.level1),
        level2=cell("level2", row.level2),
        name=cell("name", row.name),
        target=cell("target", row.target),
        actual=cell("actual", row.actual),
        points=cell("points", printed(row.points)),
        score=cell("score", printed(row.score)),
        reason=cell("reason", row.reason),
        tag=target,
        verdict=texts.verdict(target.measurable),
        label=target.label,
        evidence=evidence_text(target),
        actual_label=texts.label("actual", actual.label),
        reason_label=texts.label("reason", reason.label),
        said=tuple(dict.fromkeys((link.stand, quote_of(link)) for link in evidence(case) if link.row.number == row_no)),
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


def _sections(document: str, screening: Screening, notes: Sequence[NoteView]) -> Iterator[SectionView]:
    tags, found = _by_paragraph(screening.sentences), _by_paragraph(screening.quantities)
    for section_no, section in enumerate(screening.document.sections, 1):
        paragraphs = []
        for paragraph_no, text in enumerate(section.paragraphs, 1):
            at = (section_no, paragraph_no)
            anchor = f"{document}s{section_no}p{paragraph_no}"
            cut = tuple(_sentences(text, tags.get(at, ()), found.get(at, ())))
            paragraphs.append(CellView(anchor, cut, _pointing(anchor, notes)))
        yield SectionView(section.title, section.level, tuple(paragraphs))


def _by_paragraph(values: Iterable[Spanned]) -> Mapping[tuple[int, int], list[Spanned]]:
    grouped: dict[tuple[int, int], list[Spanned]] = defaultdict(list)
    for value in values:
        grouped[value.where.section_no, value.where.paragraph_no].append(value)
    return grouped


def _sentences(text: str, tags: Iterable[Tag], found: Sequence[Quantity]) -> Iterator[Sentence]:
    """Cut a text at its sentences; a quantity never crosses one."""
    at = 0
    for tag in sorted(tags, key=lambda tag: tag.start):
        if tag.start > at:
            yield Sentence(tuple(_slice(text, at, tag.start, found)))
        title = texts.label("text", tag.label) if tag.label in TOLD else ""
        css = f"s-{tag.label}" if title else ""
        yield Sentence(tuple(_slice(text, max(tag.start, at), tag.end, found)), css, title)
        at = tag.end
    if at < len(text):
        yield Sentence(tuple(_slice(text, at, len(text), found)))


TOLD = frozenset({"boilerplate", "mixed"})
"""The sentence labels worth an evaluator's eye; a fact needs no flag."""


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
