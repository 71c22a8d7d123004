"""One contract for every format: the same form in any of them is the same Form."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import make_formats
import pytest

from narrative.reading import read
from narrative.schema import Form, Fund, Indicator

WRITTEN = make_formats.written(make_formats.whole_page(make_formats.samples()))
FORM = [f.name for f in fields(Form) if f.name not in {"funds", "indicators", "places", "notes", "layout"}]
ROW = [f.name for f in fields(Indicator) if f.name not in {"places", "extras", "level2_points"}]
FUND = [f.name for f in fields(Fund) if f.name not in {"label", "places"}]


def plain(value: Any) -> Any:
    """Blanks inside a text differ where lines were wrapped."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value)
    return {plain(key): plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def facts(form: Form) -> dict[str, Any]:
    found = {name: plain(getattr(form, name)) for name in FORM}
    found["funds"] = {key: [getattr(fund, name) for name in FUND] for key, fund in form.funds.items()}
    found["rows"] = [[plain(getattr(row, name)) for name in ROW] for row in form.indicators]
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    for name, data in WRITTEN.items():
        (folder / name).write_bytes(data)
    return folder


def check(path: Path) -> None:
    truth = make_formats.chosen(path.name)
    document = read(path)
    assert [form.project or form.title for form in document.forms] == [form.project or form.title for form in truth]
    for form, expected in zip(document.forms, truth, strict=True):
        assert facts(form) == facts(expected)


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_formats_written_here_give_the_same_forms(written: Path, name: str) -> None:
    check(written / name)


@pytest.mark.parametrize("name", sorted(make_formats.MADE))
def test_formats_made_by_other_programs_give_the_same_forms(name: str) -> None:
    check(make_formats.FORMATS / name)


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_every_field_of_a_row_knows_its_cell(written: Path, name: str) -> None:
    for form in read(written / name).forms:
        for row in form.indicators:
            for pieces in row.places.values():
                for piece in pieces:
                    assert piece.place.row or piece.place.line
                    assert piece.place.source.endswith(name)
                    assert bool(piece.place.cell) == name.startswith("sheet.")
                    assert piece.place.address.startswith("tc") == (name in {"word.docx", "packed.zip"})


@pytest.mark.heavy
@pytest.mark.parametrize("name", sorted(make_formats.MADE))
def test_the_programs_installed_here_make_files_that_read_the_same(tmp_path: Path, name: str) -> None:
    try:
        data = make_formats.MADE[name](make_formats.whole_page(make_formats.chosen(name)))
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")
    (tmp_path / name).write_bytes(data)
    check(tmp_path / name)
