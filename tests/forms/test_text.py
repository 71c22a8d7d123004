"""Plain text: encodings, places, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.readers import Limits, read
from narrative.readers._limits import DEFAULT
from narrative.readers._sample import Sample
from narrative.readers.text import LINE_CHARACTERS, sniff
from narrative.readers.text import read as read_text
from narrative.schema import Document, Grid, Paragraph, ReadError

TEXT = "项目支出绩效自评表\n\n项目名称\t河道清淤\t\n主管部门\t水务局\t\n\n说明：无\n"


def blocks(data: bytes, name: str = "表.txt") -> Document:
    return read_text(Sample(name, data), DEFAULT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_newlines(encoding: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_bytes(TEXT.replace("\n", newline).encode(encoding))
    title, grid, last = read(path).blocks
    assert isinstance(title, Paragraph)
    assert isinstance(grid, Grid)
    assert isinstance(last, Paragraph)
    assert (title.text, last.text) == ("项目支出绩效自评表", "说明：无")
    assert [cell.text for cell in grid.cells] == ["项目名称", "河道清淤", "", "主管部门", "水务局", ""]
    assert not grid.spans_known
    assert [(cell.place.line, cell.place.column) for cell in grid.cells[:4]] == [(3, 1), (3, 2), (3, 3), (4, 1)]
    assert str(grid.cells[4].place) == "第4行 第2列"


@given(st.text(alphabet="项目名称 \t\n\r\f1.0（）", min_size=1, max_size=80))
def test_every_text_stands_at_its_address(text: str) -> None:
    try:
        document = blocks(text.encode())
    except ReadError as error:
        assert error.code == "empty"  # noqa: PT017 (either outcome is right, this one only for blanks)
        assert not text.strip()
        return
    for block in document.blocks:
        for piece in block.cells if isinstance(block, Grid) else (block,):
            assert text.startswith(piece.text, int(piece.place.address))


def test_prose_that_holds_a_tab_is_a_paragraph() -> None:
    line = "养护队伍建设经费：按照年度计划组建养护队伍，配备车辆和机具，全年开展业务培训，队伍稳定。\t支出120万元。\t"
    (paragraph,) = blocks(line.encode()).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == line.strip()


def test_prose_indented_by_tabs_is_no_table() -> None:
    document = blocks("\t一、基本情况\n\t本项目由县水务局实施。\n".encode())
    assert [block.text for block in document.paragraphs] == ["一、基本情况", "本项目由县水务局实施。"]
    assert not list(document.grids)


@pytest.mark.parametrize("bar", ["|", "｜", "│"])
def test_bars_are_borders(bar: str) -> None:
    lines = ["┌──┬──┐", f"{bar}项目名称{bar}河道清淤{bar}", "|---|---|", f"{bar} 主管部门 {bar} 水务局 {bar}"]
    (grid,) = blocks("\n".join(lines).encode()).grids
    assert [cell.text.strip() for cell in grid.cells] == ["项目名称", "河道清淤", "主管部门", "水务局"]
    (grid,) = blocks(f"甲{bar}乙{bar}丙".encode()).grids
    assert [cell.text for cell in grid.cells] == ["甲", "乙", "丙"]


def test_form_feeds_count_pages() -> None:
    document = blocks("甲\t1\n\f乙\t2\n".encode())
    assert [cell.place.page for grid in document.grids for cell in grid.cells if cell.column == 1] == [1, 2]


REFUSED = {
    "empty": (b"", "empty", ""),
    "blanks": (b" \n\t\n", "empty", ""),
    "nul": ("项目名称\n河道\0清淤\n".encode(), "binary", "第2行"),
    "binary": (bytes(range(256)) * 8, "binary", ""),
    "one endless line": (b"1" * (LINE_CHARACTERS + 1), "too_large", "第1行"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str, tmp_path: Path) -> None:
    data, code, place = REFUSED[name]
    path = tmp_path / "表.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == code
    assert str(path) in str(caught.value)
    assert place in str(caught.value)
    assert any("一" <= character <= "龥" for character in caught.value.message)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="不存在") as caught:
        read(tmp_path / "无.txt")
    assert caught.value.code == "missing"


def test_a_file_beyond_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"1\n" * 600)
    with pytest.raises(ReadError) as caught:
        read(path, limits=Limits(file_bytes=1000))
    assert caught.value.code == "too_large"


def test_bytes_that_are_no_text_are_left_to_others() -> None:
    assert sniff(Sample("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(200)))) == 0
    assert sniff(Sample("表.txt", TEXT.encode())) > sniff(Sample("表.dat", TEXT.encode())) > 0
