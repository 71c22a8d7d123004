"""The real documents beside the project against their hand-made truth (skipped where they are absent)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from narrative.reading import read
from narrative.schema import Document, Form

from .test_samples import fields

NAMES = {"department": "department", "unit": "implementer", "expected": "goal", "actual": "outcome"}
AS_THEY_ARE = ("project", "year", "rating")
FUND_ITEMS = ("initial", "full_year", "executed", "points", "rate", "score")


def only(folder: Path, pattern: str) -> Document:
    return read(next(folder.glob(pattern)))


@pytest.fixture(scope="module")
def series(shared: Path) -> Document:
    return only(shared / "documents", "002_*.txt")


@pytest.fixture(scope="module")
def truth(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "gold" / "forms_002.json").read_text(encoding="utf-8"))


def comparisons(form: Form, true: dict[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Every field as (name, read, true)."""
    for name in AS_THEY_ARE:
        yield name, getattr(form, name), true[name]
    for theirs, ours in NAMES.items():
        yield ours, getattr(form, ours), true[theirs]
    yield "total_points", plain(form.total_points), true["total"]["points"]
    yield "total_score", plain(form.total_score), true["total"]["score"]
    for row, items in true["funds"].items():
        for item in FUND_ITEMS:
            yield f"funds.{row}.{item}", plain(getattr(form.funds[row], item)), items[item]
    yield "rows", len(form.indicators), len(true["indicators"])
    for number, (row, other) in enumerate(zip(form.indicators, true["indicators"], strict=True), start=1):
        for name, value in other.items():
            yield f"{number}.{name}", plain(getattr(row, name)), value


def plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def test_every_field_of_the_first_series(series: Document, truth: list[dict[str, Any]]) -> None:
    assert [form.project for form in series.forms] == [form["project"] for form in truth]
    assert sum(len(form.indicators) for form in series.forms) == 63
    for form, true in zip(series.forms, truth, strict=True):
        for name, found, expected in comparisons(form, true):
            assert found == expected, (form.project, name)


def test_torn_labels_are_told(series: Document) -> None:
    assert sum(note.code == "label_joined" for form in series.forms for note in form.notes) == 2
    assert not any(note.code.endswith("close") for form in series.forms for note in form.notes)


def test_every_form_of_the_second_series_closes(shared: Path) -> None:
    document = only(shared / "documents", "004_*.txt")
    assert [len(form.indicators) for form in document.forms] == [14, 20, 18, 13, 17, 11, 15]
    for form in document.forms:
        assert form.notes == ()
        assert sum(row.points for row in form.indicators if row.points) + form.funds["total"].points == 100
        assert form.department_code == "973"
        assert {(row.level1, row.level1_points) for row in form.indicators} == {("产出指标", 50), ("效果指标", 40)}
        assert all(row.level2.endswith("指标") and row.name and row.target and row.actual for row in form.indicators)
        assert "<" not in form.goal + form.outcome
        assert form.goal
        assert form.outcome


def test_the_prose_report_has_a_section_for_every_project(shared: Path) -> None:
    document = only(shared / "documents", "003_*.txt")
    assert document.forms == ()
    assert [section.title[:2] for section in document.sections if section.level == 1] == [
        "一、",
        "二、",
        "三、",
        "四、",
    ]
    projects = [section for section in document.sections if section.project]
    assert len(projects) == 21
    assert all(section.level == 2 and section.title == section.project for section in projects)
    assert all(section.paragraphs[0].startswith(section.project) for section in projects)


def test_every_piece_of_the_real_documents_leads_back_to_its_characters(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("*.txt")):
        raw = path.read_bytes().decode("utf-8")
        for field, pieces in fields(read(path)):
            assert pieces or not field
            for piece in pieces:
                offset = int(piece.place.address) + piece.raw_start
                assert raw[offset : offset + piece.end - piece.start] == field[piece.start : piece.end]
