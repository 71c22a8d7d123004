"""Indicator rows as text dumps give them: shifted, torn, with columns twice or missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from narrative.forms import recognise
from narrative.schema import Cell, Document, Form, Grid, Indicator, Paragraph, Place

NATIONAL = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"


def form(*lines: str, header: str = NATIONAL, spans_known: bool = False) -> Form:
    """A form whose table prints these lines, cells parted by ``|``; ``/`` in front makes a paragraph."""
    head = ("项目名称|水闸养护", "主管部门|某局|实施单位|某所")
    return read(*head, header, *lines, spans_known=spans_known).forms[0]


def read(*lines: str, spans_known: bool = False) -> Document:
    rows = [line.split("|") for line in lines]
    cells = tuple(
        Cell(text, r, c, place=Place(line=r + 1, column=c + 1))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    width = max(map(len, rows))
    return recognise(Document(blocks=(Grid(cells, len(rows), width, spans_known=spans_known),)))


def fields(row: Indicator) -> str:
    figures = "|".join("" if value is None else str(value) for value in (row.points, row.score))
    return "|".join((row.level1, row.level2, row.name, row.target, row.actual, figures, row.reason))


# One table each: its lines and how its rows read.
TABLES = {
    "levels are filled down, nothing else is": (
        ["产出指标|数量指标|甲|1座|1座|30|30|", "||乙|2座||30|0|未动工", "效益指标|社会效益指标|丙|好||30|30|"],
        [
            "产出指标|数量指标|甲|1座|1座|30|30|",
            "产出指标|数量指标|乙|2座||30|0|未动工",
            "效益指标|社会效益指标|丙|好||30|30|",
        ],
    ),
    "a new level 1 without a level 2 does not inherit one": (
        ["产出指标|数量指标|甲|1座|1座|50|50|", "满意度指标||乙|≥90%|95%|40|40|"],
        ["产出指标|数量指标|甲|1座|1座|50|50|", "满意度指标||乙|≥90%|95%|40|40|"],
    ),
    "rows slide to the left": (
        [
            "产出指标 (50分)|数量指标|甲|1座|1座|30|30|",
            "质量指标|乙||合格|合格|20|20|",
            "丙|||4次|5次|10|10|",
            "服务对象满意度指标|丁||≥90%|≥90%|30|28|有投诉",
        ],
        [
            "产出指标|数量指标|甲|1座|1座|30|30|",
            "产出指标|质量指标|乙|合格|合格|20|20|",
            "产出指标|质量指标|丙|4次|5次|10|10|",
            "产出指标|服务对象满意度指标|丁|≥90%|≥90%|30|28|有投诉",
        ],
    ),
    "a column printed twice": (
        ["产出指标|数量指标|甲|1座|1座|完成|30|30|", "||乙|2座|2座|完成|30|30|", "||丙|优|良|30|30|"],
        [
            "产出指标|数量指标|甲|1座|完成|30|30|",
            "产出指标|数量指标|乙|2座|完成|30|30|",
            "产出指标|数量指标|丙|优|良|30|30|",
        ],
    ),
    "bare figures as values": (
        ["产出指标|数量指标|巡查|12|12|50|50|", "||演练|3|4|40|40|"],
        ["产出指标|数量指标|巡查|12|12|50|50|", "产出指标|数量指标|演练|3|4|40|40|"],
    ),
    "a figure as a name": (
        ["产出指标|数量指标|2|=2.00(项)|2.00(项)|90|90|"],
        ["产出指标|数量指标|2|=2.00(项)|2.00(项)|90|90|"],
    ),
    "a label that a page broke, read twice over the break": (
        ["效益指标|可持续影响|甲|长期|达成|90|90|", "", "|响应指标||||||"],
        ["效益指标|可持续影响指标|甲|长期|达成|90|90|"],
    ),
    "a scrap of a label that is whole": (
        ["效益指标|可持续影响指标|甲|长期|达成|90|90|", "|标||||||"],
        ["效益指标|可持续影响指标|甲|长期|达成|90|90|"],
    ),
    "level words that a weight is printed behind": (
        ["产出 指标（50分）|数量指标(20分)|甲|1座|1座|20|20|"],
        ["产出指标|数量指标|甲|1座|1座|20|20|"],
    ),
    "效益指标 below 效果指标, 成本指标 below 产出指标": (
        ["产出指标|数量指标|甲|1座|1座|10|10|", "成本指标||乙|5万元|5万元|10|10|", "效果指标|效益指标|丙|好|好|10|10|"],
        [
            "产出指标|数量指标|甲|1座|1座|10|10|",
            "成本指标||乙|5万元|5万元|10|10|",
            "效果指标|效益指标|丙|好|好|10|10|",
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_how_a_table_reads(name: str) -> None:
    lines, expected = TABLES[name]
    assert [fields(row) for row in form(*lines).indicators] == expected


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"a column printed twice"}))
def test_how_it_reads_where_spans_are_known(name: str) -> None:
    lines, expected = TABLES[name]
    assert [fields(row) for row in form(*lines, spans_known=True).indicators] == expected


HEADERS = {
    "points first": (
        "一级指标|二级指标|分值|三级指标|年初目标值(A)|实际完成值(B)|得分",
        "产出指标|数量指标|10|甲|12|13|9",
        "产出指标|数量指标|甲|12|13|10|9|",
    ),
    "points before the target": (
        "一级指标|二级指标|三级指标|权重|指标值|全年实际值|得分|备注",
        "产出指标|数量指标|甲|10|3|4|9|有误差",
        "产出指标|数量指标|甲|3|4|10|9|有误差",
    ),
    "target over three columns": (
        "一级指标|二级指标|三级指标|分值|年度指标值|||全年实际完成值|得分|原因",
        "产出指标|数量指标|甲|10|≥|12|公里|13公里|10|",
        "产出指标|数量指标|甲|≥12公里|13公里|10|10|",
    ),
    "three cells under a header that covers one": (
        "一级指标|二级指标|三级指标|分值|年度指标值|实际完成值|得分|原因",
        "产出指标|数量指标|甲|10|≥|12|公里|13公里|10|",
        "产出指标|数量指标|甲|≥12公里|13公里|10|10|",
    ),
    "no levels": (
        "序号|指标名称|目标值|完成值|权重|自评得分|备注",
        "1|巡查次数|12次|13次|10|10|",
        "||巡查次数|12次|13次|10|10|",
    ),
    "unknown columns": (
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|完成比例|分值|得分|佐证材料",
        "产出指标|数量指标|甲|12次|13次|108%|10|10|台账",
        "产出指标|数量指标|甲|12次|13次|10|10|",
    ),
}


@pytest.mark.parametrize("name", HEADERS)
def test_columns_in_any_order(name: str) -> None:
    header, line, expected = HEADERS[name]
    assert [fields(row) for row in form(line, header=header).indicators] == [expected]


def test_columns_of_their_own_are_kept() -> None:
    header = "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分|是否核心指标"
    row = form("产出指标|数量指标|甲|≥|95|%|96%|10|10|是", header=header).indicators[0]
    assert (row.nature, row.target, row.unit, row.actual) == ("≥", "95", "%", "96%")
    assert row.extras == {"是否核心指标": "是"}


def test_a_header_in_two_rows() -> None:
    header = "一级指标|二级指标|三级指标|分值|年度指标值|||实际完成值|得分"
    row = form("||||性质|值|单位||", "产出指标|数量指标|甲|10|≥|12|公里|13公里|10", header=header).indicators[0]
    assert (row.target, row.actual, row.points) == ("≥12公里", "13公里", 10)


@pytest.mark.parametrize(
    "upper", ["绩效指标|||年度指标值|实际完成值|分值|得分", "绩效指标|||指标值|完成值|权重|得分|备注"]
)
def test_a_header_with_its_levels_in_a_second_row(upper: str) -> None:
    rows = form("一级指标|二级指标|三级指标||||", "产出指标|数量指标|甲|12公里|13公里|90|90", header=upper).indicators
    assert [fields(row) for row in rows] == ["产出指标|数量指标|甲|12公里|13公里|90|90|"]


def test_a_table_without_levels_named_for_its_indicators() -> None:
    rows = form("巡查次数|12次|13次|90|90", header="绩效指标|目标值|完成值|分值|得分").indicators
    assert [fields(row) for row in rows] == ["||巡查次数|12次|13次|90|90|"]


def test_rows_whose_header_was_lost() -> None:
    lost = form("产出指标|数量指标|甲|12公里|13公里|50|50|", "||乙|2次|2次|40|40|", header="年度目标|修好水闸")
    assert [row.name for row in lost.indicators] == ["甲", "乙"]
    assert "header_missing" in {note.code for note in lost.notes}
    assert lost.goal == "修好水闸"


def test_levels_hold_over_a_header_that_a_page_repeats() -> None:
    wide = "|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"
    rows = form("产出指标|数量指标|甲|1|1|50|50|", wide, "|||乙|2|2|40|40|").indicators
    assert [(row.level1, row.level2, row.name) for row in rows] == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "数量指标", "乙"),
    ]


def test_the_weight_of_a_level_is_kept() -> None:
    row = form("产出指标（50分）|数量指标(20分)|甲|1座|1座|20|20|").indicators[0]
    assert (row.level1_points, row.level2_points) == (Decimal(50), Decimal(20))


def test_lines_a_break_inside_a_cell_tore() -> None:
    read_form = form(
        "产出指标|数量指标|甲|1.新建3座；", "2.改造2座|完成|50|45|工期推迟，", "已报备|", "||乙|1次|1次|40|40|"
    )
    assert [fields(row) for row in read_form.indicators] == [
        "产出指标|数量指标|甲|1.新建3座；\n2.改造2座|完成|50|45|工期推迟，\n已报备",
        "产出指标|数量指标|乙|1次|1次|40|40|",
    ]


@pytest.mark.parametrize(
    ("line", "points", "score"),
    [
        ("总分|||||100|97.5|", 100, Decimal("97.5")),
        ("总分||||100|97.5||", 100, Decimal("97.5")),
        ("|总分|100|97.5|", 100, Decimal("97.5")),
        ("总分：|||||||87.40", None, Decimal("87.40")),
        ("合计|||||100||", 100, None),
        ("自评得分|||||||92", None, 92),
        ("总分||||||—|", None, None),
    ],
)
def test_a_total_row_may_drift(line: str, points: object, score: object) -> None:
    found = form("产出指标|数量指标|甲|1座|1座|100|90|", line)
    assert (found.total_points, found.total_score) == (points, score)


@pytest.mark.parametrize(
    ("line", "rating"),
    [
        ("评分等级||优||||||", "优"),
        ("评价等级|优□ 良☑ 中□ 差□", "良"),
        ("评分等级|优□ 良□ 中□ 差□", ""),
        ("总分|||||100|95|评分等级|优", "优"),
        ("自评等级|A", "A"),
    ],
)
def test_a_rating(line: str, rating: str) -> None:
    assert form("产出指标|数量指标|甲|1座|1座|100|90|", line).rating == rating


def test_text_behind_the_table_is_kept() -> None:
    found = form(
        "产出指标|数量指标|甲|1|1|100|90|", "总分|||||100|90|", "存在问题|进度偏慢", "评价结论|" + "总体较好，" * 8
    )
    assert set(found.remarks) == {"存在问题", "评价结论"}
    assert found.rating == ""


def test_a_paragraph_between_two_parts_of_a_table_is_no_row() -> None:
    first = read("项目名称|甲", NATIONAL, "产出指标|数量指标|甲|1座|1座|50|50|").blocks[0]
    second = read("||乙|2座|2座|40|40|").blocks[0]
    document = recognise(Document(blocks=(first, Paragraph("第 1 页"), second)))
    assert [row.name for row in document.forms[0].indicators] == ["甲", "乙"]
    assert not any(note.code == "row_skipped" for note in document.forms[0].notes)
