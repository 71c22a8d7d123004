"""Each comment stands at the cell it speaks of, in every format that carries comments; read back independently."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import openpyxl
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from lxml import etree

from narrative import ReadError, screen
from narrative.report.annotate import annotate
from narrative.screening import Screening

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Places = list[tuple[str, str]]  # (text of the cell, comment)


def word_places(path: Path) -> Places:
    with zipfile.ZipFile(path) as package:
        document = etree.fromstring(package.read("word/document.xml"))
        comments = etree.fromstring(package.read("word/comments.xml"))
    texts = {c.get(f"{W}id"): "\n".join("".join(p.itertext()) for p in c) for c in comments}
    found = []
    for start in document.iter(f"{W}commentRangeStart"):
        cell = next(start.iterancestors(f"{W}tc", f"{W}p"))
        cell = next(start.iterancestors(f"{W}tc"), cell)
        found.append(("".join(cell.itertext()), texts[start.get(f"{W}id")]))
    return found


def excel_places(path: Path) -> Places:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says which extensions it does not keep; nothing is saved here
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [(str(cell.value or ""), cell.comment.text) for cell in cells if cell.comment]


def pdf_places(path: Path) -> Places:
    document = pypdfium2.PdfDocument(path)
    return [place for page in document for place in page_places(page)]


def page_places(page: pypdfium2.PdfPage) -> Iterator[tuple[str, str]]:
    text = page.get_textpage()
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        box = pdfium.FS_RECTF()
        pdfium.FPDFAnnot_GetRect(note, box)
        inside = text.get_text_bounded(box.left, box.bottom, box.right, box.top)
        yield inside, annotation_text(note)
        pdfium.FPDFPage_CloseAnnot(note)


def annotation_text(note: object) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
    units = (pdfium.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(note, b"Contents", units, size)
    return bytes(units).decode("utf-16-le").rstrip("\0")


READ_BACK: dict[str, Callable[[Path], Places]] = {
    "word.docx": word_places,
    "sheet.xlsx": excel_places,
    "word.pdf": pdf_places,
    "sheet.pdf": pdf_places,
}


@pytest.fixture(scope="module", params=READ_BACK)
def annotated(
    request: pytest.FixtureRequest, make_formats: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Screening, Places]:
    name: str = request.param
    original = Path(make_formats.FORMATS) / name
    if not original.exists():
        original = tmp_path_factory.mktemp("original") / name
        original.write_bytes(make_formats.written(make_formats.whole_page(make_formats.samples()))[name])
    screening = screen(original)
    out = tmp_path_factory.mktemp("annotated") / name
    assert annotate(screening, original, out) > 50
    return screening, READ_BACK[name](out)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_vague_target_has_its_comment(annotated: tuple[Screening, Places]) -> None:
    screening, places = annotated
    wording = {squeezed(cell) for cell, comment in places if "【不可核·" in comment}
    vague = [tag for tag in screening.tags if tag.field == "target" and tag.measurable is False]
    assert len(vague) > 10
    for tag in vague:
        target = screening.document.forms[tag.where.form_no - 1].indicators[tag.where.row_no - 1].target
        # A cell that a page break cuts is marked where it begins.
        assert any(squeezed(target).startswith(cell) for cell in wording if cell or not target), target


def test_every_form_has_its_summary_at_the_project(annotated: tuple[Screening, Places]) -> None:
    screening, places = annotated
    summaries = [(squeezed(cell), comment) for cell, comment in places if "【小结】" in comment]
    assert len(summaries) == len(screening.document.forms)
    for form in screening.document.forms:
        if form.project:
            assert any(squeezed(form.project) in cell for cell, _ in summaries), form.project


def test_findings_stand_at_what_they_quote(annotated: tuple[Screening, Places]) -> None:
    screening, places = annotated
    for finding in screening.findings:
        shown_otherwise = finding.quote.endswith("%") and finding.place.cell  # Excel keeps 0.797 and shows 79.7%
        if finding.quote and finding.severity == "错误" and not shown_otherwise:
            cells = [squeezed(cell) for cell, comment in places if finding.message in comment]
            assert any(squeezed(finding.quote) in cell for cell in cells), finding


def test_no_cell_says_the_same_twice(annotated: tuple[Screening, Places]) -> None:
    for _, comment in annotated[1]:
        lines = comment.split("\n")
        heads = [line for line in lines if line.startswith("【")]
        assert len(heads) == len(set(heads))


@pytest.mark.parametrize(("name", "words"), [("表.txt", "不能带批注写回"), ("表.zip", "请先解压")])
def test_other_formats_are_told_where_to_look(name: str, words: str, tmp_path: Path) -> None:
    original = tmp_path / name
    text = "项目支出绩效自评表\n项目名称\t甲\n"
    if name.endswith("zip"):
        with zipfile.ZipFile(original, "w") as archive:
            archive.writestr("表.txt", text)
    else:
        original.write_text(text, "utf-8")
    with pytest.raises(ReadError, match=words):
        annotate(screen(original), original, tmp_path / f"批注-{name}")
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
