"""Ruled PDF: rotated pages, tables broken over pages, spreadsheet prints."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from make_formats import FORMATS
from test_formats import facts

from narrative.readers import Limits, read, read_sample
from narrative.readers._pdf_margins import running
from narrative.readers._pdf_page import Page
from narrative.readers._pdf_text import Line
from narrative.readers._sample import Sample
from narrative.reading import read as read_forms
from narrative.schema import Document, Grid

pikepdf = pytest.importorskip("pikepdf")


# --------------------------------------------------------------------------------------------------
# Pages drawn by hand


def page_of(*commands: str) -> str:
    return "0.5 w\n" + "\n".join(commands)


def text(x: float, y: float, value: str) -> str:
    return f"BT /F1 10 Tf {x} {y} Td ({value}) Tj ET"


def box(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left} {bottom} {right - left} {top - bottom} re S"


def line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x} {y} m {to_x} {to_y} l S"


def drawn(*pages: str, rotate: int = 0) -> Document:
    document = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for content in pages:
        page = document.add_blank_page(page_size=(400, 400))
        page.Contents = document.make_stream(content.encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        if rotate:
            page.Rotate = rotate
    out = io.BytesIO()
    document.save(out)
    return read_sample(Sample("drawn.pdf", out.getvalue()), Limits())


def table(top: float, rows: list[list[str]], *, left: float = 50, width: float = 100, height: float = 20) -> str:
    out = []
    for number, row in enumerate(rows):
        y = top - height * (number + 1)
        for column, value in enumerate(row):
            x = left + width * column
            out += [box(x, y, x + width, y + height), text(x + 3, y + 6, value)]
    return "\n".join(out)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


ROWS = [["a", "b", "c"], ["d", "", "f"]]


def test_cells_keep_page_and_box() -> None:
    grid = next(drawn(page_of(table(300, ROWS))).grids)
    assert texts(grid) == ROWS
    cell = grid.cells[5]
    assert (cell.text, cell.place.page, cell.place.box) == ("f", 1, (250.0, 260.0, 350.0, 280.0))


@pytest.mark.parametrize("shape", ["lines", "filled", "dashes"])
def test_lines_however_drawn(shape: str) -> None:
    level = {
        "lines": "50 {0} m 350 {0} l S",
        "filled": "50 {0} 300 0.5 re f",
        "dashes": "[2 2] 0 d 50 {0} m 350 {0} l S",
    }
    upright = {"filled": "{0} 260 0.5 40 re f"}.get(shape, "{0} 260 m {0} 300 l S")
    strokes = [level[shape].format(y) for y in (300, 280, 260)] + [upright.format(x) for x in (50, 150, 250, 350)]
    words = [text(53 + 100 * c, 286 - 20 * r, value) for r, row in enumerate(ROWS) for c, value in enumerate(row)]
    assert texts(next(drawn(page_of(*strokes, *words)).grids)) == ROWS


def test_white_lines_and_shading_are_no_borders() -> None:
    shaded = "0.9 g 50 260 300 40 re f 0 g 1 G " + line(50, 270, 350, 270) + " 0 G"
    assert texts(next(drawn(page_of(shaded, table(300, ROWS))).grids)) == ROWS


def test_merged_cells_have_spans() -> None:
    content = page_of(
        box(50, 240, 150, 300), box(150, 280, 350, 300), box(150, 240, 250, 280),
        box(250, 260, 350, 280), box(250, 240, 350, 260), text(53, 270, "down"), text(153, 286, "across"),
        text(153, 256, "two"), text(253, 266, "x"), text(253, 246, "y"),
    )  # fmt: skip
    spans = {
        cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in next(drawn(content).grids).cells
    }
    assert spans == {
        "down": (0, 0, 3, 1),
        "across": (0, 1, 1, 2),
        "two": (1, 1, 2, 1),
        "x": (1, 2, 1, 1),
        "y": (2, 2, 1, 1),
    }


def test_a_table_goes_on_over_the_page_and_paragraphs_part_two() -> None:
    document = drawn(page_of(table(100, ROWS)), page_of(table(380, [["g", "h", "i"]])))
    assert [texts(grid) for grid in document.grids] == [[*ROWS, ["g", "h", "i"]]]
    assert [cell.place.page for cell in next(document.grids).cells][-1] == 2
    parted = drawn(page_of(table(100, ROWS)), page_of(text(50, 385, "next form"), table(380, [["g", "h", "i"]])))
    assert len(list(parted.grids)) == 2


def test_a_repeated_header_before_a_cut_row_is_dropped() -> None:
    head = ["name", "target", "reason"]
    long = "a reason that runs up"
    first = page_of(table(100, [head, ["x", "5", long]]))
    document = drawn(first, page_of(table(380, [head, ["", "", "to here"], ["y", "6", ""]])))
    assert texts(next(document.grids)) == [head, ["x", "5", f"{long} to here"], ["y", "6", ""]]


def test_a_text_that_stops_in_the_middle_goes_on_over_the_page() -> None:
    first = page_of(
        table(100, [["x", "5", "4", ""]], width=70, height=40), text(263, 86, "a reason"), text(263, 70, "of")
    )
    second = page_of(table(380, [["", "", "", "two lines"], ["y", "6", "5", ""]], width=70))
    assert texts(next(drawn(first, second).grids)) == [["x", "5", "4", "a reason of two lines"], ["y", "6", "5", ""]]
    ended = page_of(
        table(100, [["x", "5", "4", ""]], width=70, height=40), text(263, 86, "a reason"), text(263, 70, "of.")
    )
    assert len(texts(next(drawn(ended, second).grids))) == 3


def test_repeated_headers_are_dropped_and_repeated_titles_stay() -> None:
    head = ["name", "target", "reason"]
    document = drawn(page_of(table(100, [head, ["x", "5", ""]])), page_of(table(380, [head, ["y", "6", ""]])))
    assert texts(next(document.grids)) == [head, ["x", "5", ""], ["y", "6", ""]]
    title = ["title", "", ""]
    document = drawn(page_of(table(100, [title, ["x", "5", ""]])), page_of(table(380, [title, ["y", "6", ""]])))
    assert texts(next(document.grids)) == [title, ["x", "5", ""], title, ["y", "6", ""]]


def test_rows_that_happen_to_be_the_same_stay() -> None:
    row = ["other", "0.00", "0.00"]
    document = drawn(page_of(table(100, [["a", "b", "c"], row])), page_of(table(380, [row, ["y", "6", ""]])))
    assert texts(next(document.grids)) == [["a", "b", "c"], row, row, ["y", "6", ""]]


def test_a_line_of_several_fonts_is_one_line() -> None:
    low, high = "BT /F1 5 Tf 73 286 Td (x) Tj ET", "BT /F1 12 Tf 80 286 Td (Y) Tj ET"
    grid = next(drawn(page_of(table(300, [["aaa", "b"], ["c", "d"]]), low, high)).grids)
    assert grid.cells[0].text.replace(" ", "") == "aaaxY"


def test_a_merged_cell_open_at_the_page_edge_is_one_cell() -> None:
    def part(top: float, bottom: float, names: list[str], closed: str) -> str:
        edge = top if closed == "top" else bottom
        lines = [line(50, bottom, 50, top), line(50, edge, 150, edge)]
        height = (top - bottom) / len(names)
        cells = []
        for number, name in enumerate(names):
            y = top - height * (number + 1)
            cells += [box(150, y, 350, y + height), text(153, y + 6, name)]
        return page_of(*lines, *cells)

    document = drawn(
        page_of(part(100, 60, ["a", "b"], "top"), text(53, 76, "level")), part(380, 340, ["c", "d"], "bottom")
    )
    grid = next(document.grids)
    assert {cell.text: cell.rowspan for cell in grid.cells} == {"level": 4, "a": 1, "b": 1, "c": 1, "d": 1}


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = [
        page_of(text(150, 385, "head"), text(50, 200 + 10 * n, f"text {n}"), text(190, 10, f"- {n} -"))
        for n in range(4)
    ]
    assert [paragraph.text for paragraph in drawn(*pages).paragraphs] == [f"text {n}" for n in range(4)]


def test_a_title_at_the_head_of_every_page_is_no_running_head() -> None:
    titles = ["项目支出绩效自评表", "（2024年度）", "某市统计局"]
    lines = [Line(title, 200, 380 - 12 * n, 300, 390 - 12 * n) for n, title in enumerate(titles)]
    kept = list(running([(Page(number, 400, 400), lines) for number in range(1, 5)]))
    assert [[line.text for line in page] for page in kept] == [titles[:2]] * 4


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    around = text(20, 388, "11/25/26, 8:44 PM") + text(20, 8, "https://example.org/form.html") + text(370, 8, "1/2")
    pages = [page_of(around, table(300, ROWS)), page_of(around, text(50, 200, "end"))]
    assert [paragraph.text for paragraph in drawn(*pages).paragraphs] == ["end"]


def upright(top: float, bottom: float) -> str:
    return "\n".join(line(x, bottom, x, top) for x in (50, 150, 250, 350))


def test_a_line_that_hangs_out_of_a_cut_cell_is_part_of_it() -> None:
    first = page_of(table(100, [["a", "b", "c"]]), upright(80, 55), text(53, 62, "level"), text(53, 45, "two"))
    second = page_of(upright(390, 365), line(50, 365, 350, 365), text(153, 372, "x"), text(20, 10, "https://a.b/c 1/2"))
    cells = {cell.text for grid in drawn(first, second).grids for cell in grid.cells}
    assert cells == {"a", "b", "c", "level two", "x", ""}


def test_a_header_closed_at_the_end_of_a_page_keeps_to_itself() -> None:
    def open_cell(bottom: float, top: float, edge: float) -> str:
        return "\n".join([line(50, bottom, 50, top), line(50, edge, 120, edge)])

    first = page_of(
        table(120, [["title", "x", "y", "z"]], width=70), open_cell(80, 100, 100), text(53, 86, "level"),
        table(100, [["name", "target", "points"]], left=120, width=70),
    )  # fmt: skip
    second = page_of(
        open_cell(350, 390, 350), text(53, 358, "output"),
        table(390, [["a", "b", "5"], ["c", "d", "6"]], left=120, width=70),
    )  # fmt: skip
    found = [cell.text for grid in drawn(first, second).grids for cell in grid.cells if cell.column == 0]
    assert found == ["title", "level", "output"]


def test_bold_by_printing_twice_is_one_text() -> None:
    twice = text(53, 286, "bold") + text(53.3, 286, "bold")
    assert next(drawn(page_of(table(300, [["", "b"], ["c", "d"]]), twice)).grids).cells[0].text == "bold"


def test_a_drawing_of_lines_is_no_table() -> None:
    strokes = [line(10, y / 20, 390, y / 20) for y in range(200, 7800)] + [
        line(20, 10, 20, 390),
        line(300, 10, 300, 390),
    ]
    document = drawn(page_of(*strokes, text(50, 200, "map")))
    assert not list(document.grids)
    assert [note.code for note in document.notes] == ["skipped_table"]


# --------------------------------------------------------------------------------------------------
# The sample forms, turned


def turned(data: bytes, angle: int, *, says_so: bool) -> bytes:
    """Each page drawn sideways; a viewer shows it upright when the page says so."""
    quarter = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[angle]
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            _, _, width, height = (float(value) for value in page.MediaBox)
            shift = {90: (height, 0), 180: (width, height), 270: (0, width)}[angle]
            matrix = " ".join(map(str, (*quarter, *shift)))
            page.contents_add(f"q {matrix} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            if angle != 180:
                page.MediaBox = pikepdf.Array([0, 0, height, width])
            if says_so:
                page.Rotate = angle
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("says_so", [True, False])
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages_read_the_same(tmp_path: Path, angle: int, says_so: bool) -> None:
    data = (FORMATS / "word.pdf").read_bytes()
    path = tmp_path / "turned.pdf"
    path.write_bytes(turned(data, angle, says_so=says_so))
    expected: list[Any] = [facts(form) for form in read_forms(FORMATS / "word.pdf").forms]
    assert [facts(form) for form in read_forms(path).forms] == expected


def test_boxes_are_those_of_the_file_also_on_turned_pages(tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    path.write_bytes(turned((FORMATS / "word.pdf").read_bytes(), 90, says_so=True))
    with pikepdf.open(path) as document:
        width, height = (float(value) for value in document.pages[0].MediaBox[2:])
    for grid in read(path).grids:
        for cell in grid.cells:
            assert cell.place.box
            left, bottom, right, top = cell.place.box
            assert 0 <= left < right <= width
            assert 0 <= bottom < top <= height
