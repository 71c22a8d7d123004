"""Everything the tool can say of a document, as one value: tags, quantities and findings, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING

from narrative import tables
from narrative.checks import Case, Options, case_of, check_case, check_corpus, check_prose, choose_profile
from narrative.checks.ranking import rank
from narrative.quantity import quantities
from narrative.reading import read
from narrative.schema import Document, Finding, Form, Place, Quantity, Tag, Where
from narrative.shares import Shares, shares
from narrative.tagging import tag_sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Screening", "Shares", "between", "screen", "shares"]

FORM_FIELDS = ("goal", "outcome")


@dataclass(frozen=True, slots=True)
class Screening:
    """What was found in one document.

    ``tags`` hold target, actual and reason of every row and the sentences of goal, outcome and prose;
    ``cases`` keep each form together with what stands on it, in the order of ``document.forms``.
    """

    document: Document
    cases: tuple[Case, ...] = ()
    tags: tuple[Tag, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    findings: tuple[Finding, ...] = ()
    sentences: tuple[Tag, ...] = ()

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables forms, indicators, quantities, findings and sentences as DataFrames."""
        return tables.frames(self)


def screen(
    source: Document | Form | str | PathLike[str], *, profile: str = "", options: Options | None = None
) -> Screening:
    """Screen a document, a single form, or a file.

    ``profile`` names a scoring profile or the path of one; "" lets the form decide.  ``options`` select
    checks.  Raises ReadError for a file that cannot be read.
    """
    document = _document(source)
    options = options or Options()
    wanted = profile or options.profile
    cases = tuple(
        case_of(form, number, profile=choose_profile(wanted, form), notes=form.notes, source=document.source)
        for number, form in enumerate(document.forms, 1)
    )
    sentences = (*_form_sentences(document.forms), *_prose_sentences(document))
    findings = [finding for case in cases for finding in check_case(case, options=options)]
    findings += check_corpus(cases, options=options)
    findings += check_prose(document, options=options)
    return Screening(
        document=document,
        cases=cases,
        tags=tuple(tag for case in cases for tag in case.tags.values()),
        quantities=(*(q for case in cases for found in case.quantities.values() for q in found), *_prose(document)),
        findings=tuple(rank(findings)),
        sentences=sentences,
    )


def between(screenings: Sequence[Screening], options: Options | None = None) -> list[Screening]:
    """The same screenings, with what shows only between their files: 申报 against 自评, one year against the next.

    A finding is added to the file it is about; its other side, in another file, is a place with the
    file's name and no field.
    """
    if len(screenings) < 2:
        return list(screenings)
    owners = [(number, case) for number, screening in enumerate(screenings) for case in screening.cases]
    cases = [_renumbered(case, place) for place, (_, case) in enumerate(owners, 1)]
    added: dict[int, list[Finding]] = {}
    for finding in check_corpus(cases, options=options or Options()):
        files = {owners[no - 1][0] for no in _form_numbers(finding)}
        if len(files) > 1:
            mine = owners[finding.form_no - 1][0]
            added.setdefault(mine, []).append(_in_file(finding, mine, owners))
    return [replace(one, findings=(*one.findings, *added.get(number, ()))) for number, one in enumerate(screenings)]


def _renumbered(case: Case, number: int) -> Case:
    """A case under a number that no other case of the run bears."""
    moved = {
        key: tuple(replace(q, where=replace(q.where, form_no=number)) for q in found)
        for key, found in case.quantities.items()
    }
    return replace(case, form_no=number, quantities=moved)


def _form_numbers(finding: Finding) -> list[int]:
    return [where.form_no for where in (finding.where, finding.where_other, *finding.also) if where]


def _in_file(finding: Finding, mine: int, owners: Sequence[tuple[int, Case]]) -> Finding:
    """A finding with the numbers its places bear in their own files."""

    def moved(where: Where) -> Where:
        file, case = owners[where.form_no - 1]
        if file == mine:
            return replace(where, form_no=case.form_no)
        name = case.source.rpartition("/")[2]
        return Where(place=Place(case.source, container=f"{name} {where.place}".strip()))  # no cell of this file

    other = finding.where_other
    also = tuple(moved(where) for where in finding.also if owners[where.form_no - 1][0] == mine)
    return replace(finding, where=moved(finding.where), where_other=moved(other) if other else None, also=also)


def _document(source: Document | Form | str | PathLike[str]) -> Document:
    if isinstance(source, Document):
        return source
    if isinstance(source, Form):
        return Document(forms=(source,))
    return read(source)


def _located(text: str, where: Where) -> Iterator[Quantity]:
    return (replace(found, where=where) for found in quantities(text))


def _form_sentences(forms: tuple[Form, ...]) -> Iterator[Tag]:
    for number, form in enumerate(forms, 1):
        for name in FORM_FIELDS:
            where = Where(name, number, place=form.place(name))
            for tag in tag_sentences(getattr(form, name)):
                yield replace(tag, field=name, where=where)


def _prose_fields(document: Document) -> Iterator[tuple[str, Where]]:
    for section_no, section in enumerate(document.sections, 1):
        for paragraph_no, text in enumerate(section.paragraphs, 1):
            place = section.places[paragraph_no - 1] if section.places else Where().place
            yield text, Where("text", section_no=section_no, paragraph_no=paragraph_no, place=place)


def _prose(document: Document) -> Iterator[Quantity]:
    for text, where in _prose_fields(document):
        yield from _located(text, where)


def _prose_sentences(document: Document) -> Iterator[Tag]:
    for text, where in _prose_fields(document):
        for tag in tag_sentences(text):
            yield replace(tag, field="text", where=where)
