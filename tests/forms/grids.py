"""Forms laid out as grids with their spans, as a format that knows merged cells gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from narrative.schema import Block, Cell, Document, Form, Grid, Indicator, Paragraph, Place

WIDTH = 9


def document(*forms: Form, source: str = "forms") -> Document:
    blocks: list[Block] = []
    for number, form in enumerate(forms, start=1):
        blocks += [Paragraph(form.title), Paragraph(f"（{form.year}年度）"), grid(form, number)]
    return Document(source=source, blocks=tuple(blocks))


def grid(form: Form, table: int = 1) -> Grid:
    """The national layout with merged level cells."""
    rows = [*_head(form), *_funds(form), *_goals(form), *_table(form.indicators), *_end(form)]
    cells = tuple(
        Cell(text, row, column, height, width, Place(table=table, row=row + 1, column=column + 1))
        for row, line in enumerate(rows)
        for column, text, width, height in line
    )
    return Grid(cells, len(rows), WIDTH, Place(table=table))


Line = list[tuple[int, str, int, int]]  # column, text, colspan, rowspan


def figure(value: Decimal | None) -> str:
    return "—" if value is None else str(value)


def _head(form: Form) -> Iterator[Line]:
    yield [(0, "项目名称", 2, 1), (2, form.project, 7, 1)]
    yield [(0, "主管部门", 2, 1), (2, form.department, 3, 1), (5, "实施单位", 1, 1), (6, form.implementer, 3, 1)]


def _funds(form: Form) -> Iterator[Line]:
    if not form.funds:
        return
    heads = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    first = (0, f"项目资金（{form.funds_unit}）", 1, len(form.funds) + 1)
    yield [first, (1, "", 2, 1), *((3 + i, head, 1, 1) for i, head in enumerate(heads))]
    for fund in form.funds.values():
        values = (fund.initial, fund.full_year, fund.executed, fund.points, fund.rate, fund.score)
        yield [(1, fund.label, 2, 1), *((3 + i, figure(value), 1, 1) for i, value in enumerate(values))]


def _goals(form: Form) -> Iterator[Line]:
    yield [(0, "年度总体目标", 1, 2), (1, "预期目标", 4, 1), (5, "实际完成情况", 4, 1)]
    yield [(1, form.goal, 4, 1), (5, form.outcome, 4, 1)]


def _table(rows: Sequence[Indicator]) -> Iterator[Line]:
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    yield [(0, "绩效指标", 1, len(rows) + 1), *((1 + i, head, 1, 1) for i, head in enumerate(heads))]
    for level1, of_level1 in groupby(rows, key=lambda row: row.level1):
        group1 = list(of_level1)
        for level2, of_level2 in groupby(group1, key=lambda row: row.level2):
            group2 = list(of_level2)
            for row in group2:
                yield [
                    *([(1, level1, 1, len(group1))] if row is group1[0] else []),
                    *([(2, level2, 1, len(group2))] if row is group2[0] else []),
                    *_values(row),
                ]


def _values(row: Indicator) -> Line:
    texts = (row.name, row.target, row.actual, figure(row.points), figure(row.score), row.reason)
    return [(3 + i, text, 1, 1) for i, text in enumerate(texts)]


def _end(form: Form) -> Iterator[Line]:
    yield [(0, "总分", 6, 1), (6, figure(form.total_points), 1, 1), (7, figure(form.total_score), 1, 1), (8, "", 1, 1)]
    if form.rating:
        yield [(0, "评分等级", 6, 1), (6, form.rating, 3, 1)]
