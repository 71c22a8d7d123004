"""The workbook as openpyxl reads it back: golden, nothing a formula, nothing lost, links, ranks, marks, A4."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import sample
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.workbook import Workbook

from narrative.report import sheets, workbook
from narrative.report.spans import Mark
from narrative.screening import Screening

Golden = Callable[[str, str], None]


@pytest.fixture
def book(screened: Screening, tmp_path: Path) -> Workbook:
    path = tmp_path / "筛查.xlsx"
    workbook.write_workbook([screened], sample.ERRORS, path)
    return openpyxl.load_workbook(path, rich_text=True)


def shown(value: object) -> str:
    """A cell as text, marked stretches in brackets."""
    if isinstance(value, CellRichText):
        return "".join(f"⟦{part.text}⟧" if isinstance(part, TextBlock) else part for part in value)
    return "" if value is None else str(value)


def lines(book: Workbook) -> Iterator[str]:
    for sheet in book:
        if sheet.title != "说明":  # it lists the checks, which are not the report's
            yield f"## {sheet.title}"
            yield from ("\t".join(shown(cell.value).replace("\n", "↵") for cell in row) for row in sheet.iter_rows())


def test_golden(book: Workbook, golden: Golden) -> None:
    golden("workbook.tsv", "\n".join(lines(book)) + "\n")


def test_everything_is_text_or_number(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "inlineStr"}, cell.coordinate
    assert book["指标"]["E4"].value == '=HYPERLINK("http://x","点")'


def test_findings_are_ranked_and_what_was_explained_comes_last(book: Workbook) -> None:
    rows = list(book["问题"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == ["错误", "问题", "提示", "问题"]
    assert [row[12] for row in rows] == [None, None, None, "上级统一下达"]


def test_overview_links_to_its_rows(book: Workbook) -> None:
    for number, first in ((2, 2), (3, 6)):
        link = book["概览"].cell(number, 17).hyperlink
        assert link.location == f"'指标'!A{first}"
        assert book["指标"].cell(first, 2).value == 1


def test_headers_stay_and_filter_and_print_on_a4(book: Workbook) -> None:
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("name", workbook.SHEETS)
def test_print_is_large_enough_to_read(name: str) -> None:
    """10-point print on 277 mm: at most 235 characters keep it at 6.5 points and more."""
    assert sum(head.width for head in workbook.SHEETS[name][: workbook.ON_PAPER[name]]) < 235


def test_rows_are_as_high_as_their_text(book: Workbook) -> None:
    sheet = book["说明"]
    for row in sheet.iter_rows(min_row=2):
        needed = max(len(str(cell.value or "")) * 2 / sheet.column_dimensions[cell.column_letter].width for cell in row)
        assert sheet.row_dimensions[row[0].row].height >= min(int(needed), 20) * 12


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("≥90%", ((1, 4, Mark.QUANTITY),)),
        ("90%", ((0, 3, Mark.QUANTITY),)),
        ("良好，优秀", ((0, 2, Mark.VAGUE), (3, 5, Mark.VAGUE))),
        ("", ()),
        ("字" * 40_000, ((0, 1, Mark.VAGUE),)),
    ],
)
def test_marked_text_says_all(text: str, marks: tuple[tuple[int, int, Mark], ...], tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path), sheets.OPTIONS) as book:
        sheet = sheets.Sheet(book, sheets.Styles(book), "一", sheets.heads(("列", 20), ("数", 9)))
        sheet.write([sheets.Rich(text, marks), Decimal("123456789012345678.25")])
        sheet.finish()
    cell = openpyxl.load_workbook(path, rich_text=True)["一"]["A2"]
    value = str(cell.value or "")
    assert value == text or (value.startswith(text[:32_000]) and value.endswith("（后文略）"))
    if text == "90%":
        assert cell.font.b
    assert openpyxl.load_workbook(path)["一"]["B2"].value == "123456789012345678.25"


LARGE = """
import resource, sys, time
sys.path.insert(0, sys.argv[1])
import sample
from dataclasses import replace
from pathlib import Path
from narrative.report.workbook import write_workbook
def many(count):
    for number in range(count):
        one = sample.screening()
        yield replace(one, document=replace(one.document, source=f"{number}.docx"), quantities=())
began = time.time()
write_workbook(many(20_000), [], Path(sys.argv[2]))
print(int(time.time() - began), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.heavy
def test_100_000_rows_fit_in_memory(tmp_path: Path) -> None:
    """20,000 files of 5 rows and 4 findings each."""
    path = tmp_path / "大.xlsx"
    command = [sys.executable, "-c", LARGE, str(Path(__file__).parent), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
    seconds, megabytes = map(int, done.stdout.split())
    print(f"100,000 rows: {seconds} s, {megabytes} MB, file {path.stat().st_size >> 20} MB")
    assert megabytes < 700
    sheet = openpyxl.load_workbook(path, read_only=True)["指标"]
    assert sheet.max_row == 100_001


def test_more_links_than_excel_takes_become_text(
    monkeypatch: pytest.MonkeyPatch, screened: Screening, tmp_path: Path
) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 1)
    path = tmp_path / "x.xlsx"
    workbook.write_workbook([screened, replace(screened)], [], path)
    sheet = openpyxl.load_workbook(path)["概览"]
    assert [bool(sheet.cell(n, 17).hyperlink) for n in (2, 3)] == [True, False]
    assert sheet.cell(3, 17).value == "查看指标"
