"""Hostile cells cost time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from narrative.forms import recognise
from narrative.schema import Cell, Document, Grid, Paragraph

SIZE = 15_000
SECONDS = 15  # a square of the size would take minutes
HEADER = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析"]
TEXTS = {
    "blanks": "甲" + " " * SIZE + "乙",
    "blanks and a break": "甲\n" + "　" * SIZE + "乙",
    "breaks": "甲" + "\n" * SIZE + "乙",
    "open tags": "<p " * (SIZE // 3),
    "tags and blanks": "<p> " * (SIZE // 4),
    "brackets": "（" * SIZE,
    "figures": "1" * SIZE,
    "commas": "1,111" * (SIZE // 5),
    "dashes": "—" * SIZE,
    "headings": "年度目标：" * (SIZE // 5),
    "entities": "&lt;" * (SIZE // 4),
    "ticks": "☑ " * (SIZE // 2),
}


def grid(lines: list[list[str]]) -> Grid:
    cells = tuple(Cell(text, r, c) for r, line in enumerate(lines) for c, text in enumerate(line))
    return Grid(cells, len(lines), max(map(len, lines)), spans_known=False)


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_in_every_place(name: str) -> None:
    text = TEXTS[name]
    lines = [
        ["项目名称", text],
        ["主管部门", text, "实施单位", text],
        ["项目资金（万元）", "年初预算数", "执行数", "得分"],
        ["总额", text, text, text],
        ["年度目标", text, text],
        HEADER,
        [text] * 8,
        ["总分", text, text],
        ["评分等级", text],
        ["说明", text],
    ]
    start = time.perf_counter()
    recognise(Document(blocks=(Paragraph(text), grid(lines), Paragraph(text))))
    assert time.perf_counter() - start < SECONDS


def test_a_table_of_absurd_width() -> None:
    wide = [*HEADER, *(f"列{i}" for i in range(400))]
    start = time.perf_counter()
    recognise(Document(blocks=(grid([["项目名称", "甲"], wide, *[["数据"] * 408] * 20]),)))
    assert time.perf_counter() - start < SECONDS


LINES = (
    "得分",
    "三级指标",
    "年度目标",
    "年度资金总额",
    "1",
    "一、概况",
    "项目支出绩效自评表",
    "项目名称：甲",
    "（一）概况",
)


@pytest.mark.parametrize("line", LINES)
def test_very_many_lines_that_look_like_labels(line: str) -> None:
    lines = [*HEADER, *[line] * 2_000]
    start = time.perf_counter()
    recognise(Document(blocks=tuple(Paragraph(text) for text in lines)))
    assert time.perf_counter() - start < SECONDS


def test_very_many_rows_of_no_form() -> None:
    lines = [["甲", str(number)] for number in range(40_000)]
    start = time.perf_counter()
    recognise(Document(blocks=(grid(lines),)))
    assert time.perf_counter() - start < SECONDS
