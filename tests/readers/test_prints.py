"""The sample forms printed by two programs, narrow and wide, small and large: every row comes back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import make_formats
import pytest

from narrative.reading import read
from narrative.schema import Form, Indicator

pytestmark = pytest.mark.heavy
FIELDS = ("level1", "level2", "name", "target", "actual", "points", "score", "reason")


def spaced(form: Form) -> Form:
    """With the blanks that many type between figures and words."""
    rows = (replace(row, target=_spaced(row.target), actual=_spaced(row.actual)) for row in form.indicators)
    return replace(form, indicators=tuple(rows))


def _spaced(text: str) -> str:
    return re.sub(r"(?<=\d)(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=\d)", " ", text)


def word(page: make_formats.Page, half_points: int, margin: int) -> bytes:
    """As a word processor prints it; the margin in twentieths of a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_formats.to_docx(page))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            text = text.replace("<w:r>", f'<w:r><w:rPr><w:sz w:val="{half_points}"/></w:rPr>')
            target.writestr(name, text.replace('"1134"', f'"{margin}"'))
    return make_formats.office(out.getvalue(), ".docx", "pdf")


def web(page: make_formats.Page, points: float, margin: str) -> bytes:
    """As a browser prints it, with address and page number at the foot."""
    text = make_formats.to_html(page).decode()
    text = text.replace("font-size:10pt", f"font-size:{points}pt;padding:4px")
    return make_formats.chromium(text.replace("size:A4", f"size:A4;margin:{margin}").encode(), around=True)


PRINTS: dict[str, Callable[[make_formats.Page], bytes]] = {
    "word-9pt-narrow": lambda page: word(page, 18, 600),
    "word-10.5pt": lambda page: word(page, 21, 1134),
    "word-12pt-wide": lambda page: word(page, 24, 1800),
    "web-9pt-narrow": lambda page: web(page, 9, "12mm"),
    "web-11pt": lambda page: web(page, 11, "18mm"),
    "web-12pt-wide": lambda page: web(page, 12, "30mm"),
}


def wrong(row: Indicator, found: Indicator | None, blanks: str) -> bool:
    return any(_without(getattr(row, name), blanks) != _without(getattr(found, name, None), blanks) for name in FIELDS)


def _without(value: object, blanks: str) -> object:
    return re.sub(blanks, "", value) if isinstance(value, str) and blanks else value


@pytest.mark.parametrize("name", PRINTS)
def test_rows_of_prints(tmp_path: Path, name: str) -> None:
    forms = [spaced(form) for form in make_formats.samples()]
    try:
        data = PRINTS[name](make_formats.whole_page(forms))
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")
    path = tmp_path / "print.pdf"
    path.write_bytes(data)
    found = read(path).forms
    assert [form.title for form in found] == [form.title for form in forms]
    pairs = [
        (row, form.indicators[i] if i < len(form.indicators) else None)
        for expected, form in zip(forms, found, strict=True)
        for i, row in enumerate(expected.indicators)
    ]
    assert not [row for row, other in pairs if wrong(row, other, r"\s")]
    assert sum(wrong(row, other, "") for row, other in pairs) <= len(pairs) * 0.15  # blanks at a wrap are not printed
    said = " ".join(text for form in found for text in (form.goal, form.outcome, *form.remarks.values()))
    assert "file://" not in said
