"""The paragraphs of a report as cases, so that the checks which read nothing but text speak of them too.

A paragraph is the outcome of the project it is about; findings on it are given back with the section
and paragraph they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from narrative.checks.case import Case, case_of
from narrative.checks.profiles import load_profile
from narrative.schema import Document, Finding, Form, Piece, Place, Where

_YEAR = re.compile(r"(20\d\d)\s*年度?")
_HEAD = 3
"""Paragraphs from the top in which a report says its year."""


def prose_cases(document: Document) -> tuple[list[Case], list[Where]]:
    """A case for every paragraph of the sections, and where each stands."""
    addresses = list(_addresses(document))
    year = _year_of(document)
    cases = [
        case_of(_form(project, text, year, where.place), number, profile=load_profile(), source=document.source)
        for number, (project, text, where) in enumerate(addresses, 1)
    ]
    return cases, [where for _, _, where in addresses]


def _addresses(document: Document) -> Iterator[tuple[str, str, Where]]:
    for section_no, section in enumerate(document.sections, 1):
        for paragraph_no, text in enumerate(section.paragraphs, 1):
            place = section.places[paragraph_no - 1] if section.places else Place()
            yield section.project, text, Where("text", 0, 0, section_no, paragraph_no, place)


def _form(project: str, text: str, year: int | None, place: Place) -> Form:
    places = {"outcome": (Piece(0, len(text), place),)}
    return Form(year=year, project=project, outcome=text, places=places)


def _year_of(document: Document) -> int | None:
    """The year a report names first; that of its forms when it says none."""
    for paragraph in list(document.paragraphs)[:_HEAD]:
        if found := _YEAR.search(paragraph.text):
            return int(found[1])
    return next((form.year for form in document.forms), None)


def in_report(finding: Finding, addresses: Sequence[Where]) -> Finding:
    """A finding on such a case with the paragraph as its address; what quotes the project's name has no span."""

    def moved(where: Where) -> Where:
        return addresses[where.form_no - 1]

    other, inside = finding.where_other, finding.where.field == "outcome"
    return replace(
        finding,
        start=finding.start if inside else 0,
        end=finding.end if inside else 0,
        where=moved(finding.where),
        where_other=moved(other) if other else None,
        also=tuple(moved(where) for where in finding.also),
    )
