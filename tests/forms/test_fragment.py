"""Text keeps its way back: every piece is a slice of its cell, whatever was cut, joined or taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.forms.fragment import Fragment, printed, solid, whole
from narrative.forms.goals import split
from narrative.schema import Cell, Place

TEXTS = st.text(alphabet="年初设定目标：完成情况 \n\t　<p></br>olab&nbsp;。；1.（）", max_size=60)


def cell(text: str, address: str = "1") -> Cell:
    return Cell(text, 0, 0, place=Place(address=address))


def assert_exact(fragment: Fragment, *cells: Cell) -> None:
    raws = {one.place.address: one.text for one in cells}
    at = 0
    for piece in fragment.pieces:
        assert at <= piece.start < piece.end <= len(fragment.text)
        raw = raws[piece.place.address][piece.raw_start : piece.raw_end]
        assert raw == fragment.text[piece.start : piece.end]
        at = piece.end


@given(TEXTS)
def test_a_printed_cell(text: str) -> None:
    assert_exact(printed(cell(text)), cell(text))
    assert_exact(solid(printed(cell(text))), cell(text))


@given(TEXTS, TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_joined_and_cut(one: str, other: str, start: int, end: int) -> None:
    left, right = cell(one, "1"), cell(other, "2")
    joined = printed(left).then(printed(right), "\n")
    start, end = sorted((min(start, len(joined.text)), min(end, len(joined.text))))
    part = joined.cut(start, end)
    assert part.text == joined.text[start:end]
    assert_exact(part, left, right)


@given(TEXTS)
def test_the_parts_of_a_goal_cell(text: str) -> None:
    for _, fragment in split(printed(cell(text)), "goal"):
        assert fragment.text == fragment.text.strip() != ""
        assert_exact(fragment, cell(text))


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("<p>完成改造；</p> <ol style='x'> 1. 甲； 2. 乙 </ol>", "完成改造； 1. 甲； 2. 乙"),
        ("<p>第一段。</p><p>第二段</p>", "第一段。\n第二段"),
        ("甲<br/>乙", "甲乙"),
        ("a&nbsp;b &gt; 5", "a\xa0b > 5"),
        ("<10%", "<10%"),
        ("满意度>90%且投诉<3件", "满意度>90%且投诉<3件"),
        ("应急管理数字化\n能力装备", "应急管理数字化能力装备"),
        ("1.甲；\n2.乙", "1.甲；\n2.乙"),
        ("新建\n（二）改造", "新建\n（二）改造"),
        ("GIS\nserver", "GIS server"),
        ("\u200b100%\ufeff", "100%"),
    ],
)
def test_what_a_reader_of_the_form_sees(raw: str, seen: str) -> None:
    assert printed(cell(raw)).text == seen


def test_whole_keeps_everything() -> None:
    assert whole(cell(" a ")).text == " a "
    assert whole(cell("")).pieces == ()
