"""Every sample form against its truth, field by field; and every field against the file it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from narrative.forms import recognise
from narrative.locations import corpora
from narrative.readers import read as read_blocks
from narrative.reading import read
from narrative.schema import Document, Form, Grid, Pieces

SAMPLES = sorted((corpora() / "forms").glob("*.json"))
TEXTS = [sample.with_suffix(".txt") for sample in SAMPLES]


def plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def comparisons(form: Form, true: dict[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Every field as (name, read, true)."""
    for name, value in true.items():
        if name == "funds":
            yield name, set(form.funds), set(value)
            for row, items in value.items():
                for item, figure in items.items():
                    yield f"funds.{row}.{item}", plain(getattr(form.funds[row], item)), figure
        elif name == "indicators":
            yield "rows", len(form.indicators), len(value)
            for number, (row, fields) in enumerate(zip(form.indicators, value, strict=True), start=1):
                for field, expected in fields.items():
                    yield f"{number}.{field}", plain(getattr(row, field)), expected
        elif name == "notes":
            yield name, [note.code for note in form.notes], value
        else:
            yield name, plain(getattr(form, name)), value


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_as_its_truth_says(sample: Path) -> None:
    truth = json.loads(sample.read_text(encoding="utf-8"))
    document = read(sample.with_suffix(".txt"))
    assert len(document.forms) == len(truth["forms"])
    for form, true in zip(document.forms, truth["forms"], strict=True):
        for name, found, expected in comparisons(form, true):
            assert found == expected, name
    assert [
        {"title": s.title, "level": s.level, "project": s.project, "paragraphs": list(s.paragraphs)}
        for s in document.sections
    ] == truth["sections"]


def test_there_are_enough_samples_in_enough_layouts() -> None:
    forms = [form for text in TEXTS for form in read(text).forms]
    assert len(forms) >= 12
    assert {form.kind for form in forms} == {"自评", "申报", "整体"}
    assert len({form.layout for form in forms}) >= 8


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_nothing_changes_when_the_same_rows_come_from_a_format_that_knows_spans(text: Path) -> None:
    blocks = read_blocks(text)
    known = tuple(replace(b, spans_known=True) if isinstance(b, Grid) else b for b in blocks.blocks)
    assert recognise(replace(blocks, blocks=known)).forms == recognise(blocks).forms


STACKED = [text for text in TEXTS if text.stem[:2] in {"02", "05", "06", "12"}]


@pytest.mark.parametrize("text", STACKED, ids=lambda path: path.stem)
def test_a_dump_that_prints_one_cell_a_line(text: Path, tmp_path: Path) -> None:
    stacked = tmp_path / text.name
    cells = text.read_text(encoding="utf-8").replace("\t", "\n").split("\n")
    stacked.write_text("\n".join(cell for cell in cells if cell), encoding="utf-8")
    (found,), (true,) = read(stacked).forms, read(text).forms
    assert replace(found, notes=(), places={}) == replace(true, notes=(), places={})


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_every_character_of_a_field_stands_in_the_file_where_its_piece_says(text: Path) -> None:
    raw = text.read_text(encoding="utf-8")
    document = read(text)
    for field, pieces in fields(document):
        assert pieces or not field
        for piece in pieces:
            offset = int(piece.place.address) + piece.raw_start
            assert raw[offset : offset + piece.raw_end - piece.raw_start] == field[piece.start : piece.end]
            assert raw[:offset].count("\n") + 1 == piece.place.line
    for section in document.sections:
        for paragraph, place in zip(section.paragraphs, section.places, strict=True):
            assert raw[int(place.address) :].startswith(paragraph)


def fields(document: Document) -> Iterator[tuple[str, Pieces]]:
    """Every text field of forms and rows with its pieces."""
    for form in document.forms:
        for name in ("title", "project", "department", "implementer", "goal", "outcome", "rating", "funds_unit"):
            yield getattr(form, name), form.places.get(name, ())
        for row in form.indicators:
            for name in ("level1", "level2", "name", "target", "actual", "reason", "unit", "nature"):
                yield getattr(row, name), row.places.get(name, ())
