"""The real documents: what a careful reader objects to is named, and little else is called an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from narrative.checks import Case, case_of, check_case, check_corpus
from narrative.reading import read
from narrative.schema import Finding

HAN = re.compile(r"[一-鿿]{2,}")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Objection:
    """One line of the reader's list."""

    number: str
    form_no: int  # 0: all forms
    place: str
    sides: tuple[str, str]
    weight: str


def objections(path: Path) -> list[Objection]:
    found, form_no = [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## \d+-(\w+)", line):
            form_no = int(heading[1]) if heading[1].isdigit() else 0
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[0].isdigit():
            found.append(Objection(cells[0], form_no, cells[1], (cells[2], cells[3]), cells[6]))
    return found


def figures(text: str) -> set[Decimal]:
    return {Decimal(one.replace(",", "")).normalize() for one in NUMBER.findall(text)}


def says(message: str, side: str) -> bool:
    """A side is named when one of its figures, or without figures one of its words, is in the message."""
    if wanted := figures(side):
        return bool(wanted & figures(message))
    words = HAN.findall(side)
    return not words or any(word[:4] in message for word in words)


def names(findings: list[Finding], item: Objection) -> bool:
    def speaks(finding: Finding) -> bool:
        places = (finding.where, finding.where_other, *finding.also)
        forms = {where.form_no for where in places if where}
        about = not item.form_no or item.form_no in forms
        return about and all(says(finding.message, side) for side in item.sides)

    return any(speaks(finding) for finding in findings)


def screened(shared: Path, prefix: str) -> tuple[list[Case], list[Finding]]:
    document = read(next((shared / "documents").glob(f"{prefix}*")))
    cases = [case_of(form, number) for number, form in enumerate(document.forms, 1)]
    return cases, [*(finding for case in cases for finding in check_case(case)), *check_corpus(cases)]


@pytest.fixture(scope="module")
def first(shared: Path) -> tuple[list[Case], list[Finding]]:
    return screened(shared, "002")


def test_what_a_careful_reader_objects_to_is_named(shared: Path, first: tuple[list[Case], list[Finding]]) -> None:
    listed = objections(shared / "gold" / "contradictions_002.md")
    serious = [item for item in listed if item.weight != "minor"]
    missed = [item for item in serious if not names(first[1], item)]
    assert len(missed) <= len(serious) * 0.2, [f"{item.number} {item.sides}" for item in missed]


def test_every_strong_one_is_named(shared: Path, first: tuple[list[Case], list[Finding]]) -> None:
    listed = objections(shared / "gold" / "contradictions_002.md")
    missed = [item for item in listed if item.weight == "strong" and not names(first[1], item)]
    assert not missed, [f"{item.number} {item.sides}" for item in missed]


@pytest.mark.parametrize(("prefix", "most"), [("002", 6), ("004", 8)])
def test_an_average_form_is_not_drowned(shared: Path, prefix: str, most: int) -> None:
    cases, findings = screened(shared, prefix)
    serious = [finding for finding in findings if finding.severity != "提示"]
    assert len(serious) / len(cases) <= most


def test_findings_quote_what_stands_there(first: tuple[list[Case], list[Finding]]) -> None:
    cases, findings = first
    for finding in findings:
        case = cases[finding.form_no - 1]
        if finding.where.field.startswith(("funds", "remarks")):
            continue
        field = case.text(finding.where.field, finding.row_no)
        assert field[finding.start : finding.end] == finding.quote, finding.code
