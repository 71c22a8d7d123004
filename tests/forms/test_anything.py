"""Whatever the cells say: nothing breaks, nothing is lost on the way back to the file."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.forms import recognise
from narrative.forms.labels import labels
from narrative.schema import Block, Cell, Document, Grid, Paragraph, Pieces, Place

LABELS = sorted({word for table in labels().tables.values() for word in table})
WORDS = st.one_of(
    st.sampled_from(LABELS),
    st.sampled_from(
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "项目名称", "总分"]
    ),
    st.sampled_from(
        ["", "", "10", "8.5", "≥90%", "100.00%", "—", "产出指标（50分）", "<p>年初设定目标：</p> 修好", "（2024年度）"]
    ),
    st.sampled_from(
        [
            "项目支出绩效自评表",
            "部门整体支出绩效自评表",
            "一、基本情况",
            "道路养护项目：完成5公里。",
            "1.修闸；\n2.清淤。",
            "优☑ 良□",
            "项目名称：甲  实施单位：乙",
        ]
    ),
    st.text(max_size=12),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 9))
    cells = []
    for row in range(rows):
        column = 0
        while column < columns:
            width = draw(st.integers(1, 3))
            cells.append(Cell(draw(WORDS), row, column, 1, width))
            column += width
    return Grid(tuple(cells), rows, columns + 2, spans_known=draw(st.booleans()))


def placed(blocks: list[Block]) -> tuple[tuple[Block, ...], dict[str, str]]:
    """Give every cell and paragraph an address of its own, and list what stands there."""
    raws: dict[str, str] = {}

    def place(text: str) -> Place:
        raws[str(len(raws))] = text
        return Place(address=str(len(raws) - 1))

    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Grid):
            cells = tuple(Cell(c.text, c.row, c.column, c.rowspan, c.colspan, place(c.text)) for c in block.cells)
            result.append(Grid(cells, block.rows, block.columns, spans_known=block.spans_known))
        else:
            result.append(Paragraph(block.text, place(block.text), block.level))
    return tuple(result), raws


def fields(document: Document) -> Iterator[tuple[str, Pieces]]:
    for form in document.forms:
        for name, pieces in form.places.items():
            if isinstance(getattr(form, name), str):
                yield getattr(form, name), pieces
        for row in form.indicators:
            for name, pieces in row.places.items():
                if isinstance(getattr(row, name), str):
                    yield getattr(row, name), pieces


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(grids(), st.builds(Paragraph, WORDS, level=st.integers(0, 2))), max_size=6))
def test_anything(blocks: list[Block]) -> None:
    given_blocks, raws = placed(blocks)
    document = recognise(Document(blocks=given_blocks))
    assert document.blocks == given_blocks
    for text, pieces in fields(document):
        assert text == text.strip()
        for piece in pieces:
            assert raws[piece.place.address][piece.raw_start : piece.raw_end] == text[piece.start : piece.end]
    for section in document.sections:
        for paragraph, place in zip(section.paragraphs, section.places, strict=True):
            assert raws[place.address] == paragraph
