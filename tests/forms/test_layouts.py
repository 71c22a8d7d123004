"""Layout files: their example headers, and that no label is claimed by two concepts of one context."""

from __future__ import annotations

from typing import Any

import pytest

from narrative.forms.header import is_header, read_header
from narrative.forms.labels import CONTEXTS, key, sources
from narrative.forms.layouts import layouts
from narrative.forms.stream import Row
from narrative.schema import Cell

EXAMPLES = [(name, example) for name, data in sources().items() for example in data.get("example", ())]


def row(*texts: str) -> Row:
    return Row(tuple(Cell(text, 0, column) for column, text in enumerate(texts) if text), 0)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_example_header_of_a_layout(name: str, example: dict[str, Any]) -> None:
    heads = row(*example["header"])
    assert is_header(heads) or len(heads.cells) < 6
    assert [column.field for column in read_header(heads).columns] == example["fields"]


def test_every_layout_brings_an_example() -> None:
    assert {name for name, _ in EXAMPLES} == set(layouts())


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_label_means_two_things_in_one_context(context: str) -> None:
    if context in {"levels"}:
        return  # a level word may be both (效益指标), its place decides
    seen: dict[str, str] = {}
    for data in sources().values():
        for concept, words in data.get(context, {}).items():
            for word in words:
                assert seen.setdefault(key(word), concept) == concept, (context, word)


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("年度指标值（A）", "年度指标值"),
        ("年 度\n指 标 值", "年度指标值"),
        ("执行率(B/A×100%)", "执行率"),
        ("一、实施单位（盖章）：", "实施单位"),
        ("部门（单位）名称", "部门名称"),
        ("项目资金 (万元", "项目资金"),
        ("★★三级指标", "三级指标"),
        ("<p>年度目标</p>", "年度目标"),
        ("得分（20分*执行率）", "得分"),
        ("2.5倍", "2.5倍"),
        ("这一格写的是长长的一段正文，" * 5, ""),
    ],
)
def test_the_key_of_a_label(printed: str, bare: str) -> None:
    assert key(printed) == bare
