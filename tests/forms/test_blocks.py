"""The blocks around the indicators: who and what, funds, goals; where forms begin and end; what is noted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from narrative.forms import recognise
from narrative.forms.figures import number
from narrative.schema import Block, Cell, Document, Form, Grid, Paragraph

HEADER = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析"
ROW = "产出指标|数量指标|甲|1座|1座|90|90|"


def grid(*lines: str, spans_known: bool = False) -> Grid:
    rows = [line.split("|") for line in lines]
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Grid(cells, len(rows), max(map(len, rows)), spans_known=spans_known)


def read(*blocks: Block | str) -> Document:
    return recognise(Document(blocks=tuple(Paragraph(b) if isinstance(b, str) else b for b in blocks)))


def only(*blocks: Block | str) -> Form:
    (form,) = read(*blocks).forms
    return form


# --------------------------------------------------------------------------------------------------
# Who and what


@pytest.mark.parametrize(
    ("printed", "name", "code"),
    [
        ("清河县水务局 973", "清河县水务局", "973"),
        ("清河县水务局（973001）", "清河县水务局", "973001"),
        ("清河县水务局[207]", "清河县水务局", "207"),
        ("415-清河县水务局", "清河县水务局", "415"),
        ("清河县水务局（本级）", "清河县水务局（本级）", ""),
        ("清河县水务局（本级） 973", "清河县水务局（本级）", "973"),
        ("清河县第12中学", "清河县第12中学", ""),
    ],
)
def test_a_department_and_its_code(printed: str, name: str, code: str) -> None:
    form = only(grid("项目名称|甲", f"主管部门及代码|{printed}|实施单位|乙", HEADER, ROW))
    assert (form.department, form.department_code) == (name, code)


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["项目支出绩效自评表", "（2024年度）"], 2024),
        (["2023年度项目支出绩效自评表"], 2023),
        (["2022年项目支出绩效自评表", "填报日期：2023年3月5日"], 2022),
        (["（2019 年度）", "项目支出绩效自评表"], 2019),
        (["项目支出绩效自评表", "2 0 2 1 年度"], 2021),
        (["项目支出绩效自评表"], None),
    ],
)
def test_the_year_stands_near_the_title(lines: list[str], year: int | None) -> None:
    assert only(*lines, grid("项目名称|甲", HEADER, ROW)).year == year


def test_a_form_that_says_no_year_is_of_the_year_of_the_heading() -> None:
    prose = "全年组织实施各类维修养护项目，涉及灌区、水闸、泵站和堤防，资金按进度拨付，未发生质量安全事故。"
    table = grid("项目名称|甲", HEADER, ROW, "总分|||||90|90|")
    forms = read(
        "2021年度绩效自评报告", "一、情况", prose, "项目支出绩效自评表", table, "项目支出绩效自评表", table
    ).forms
    assert [form.year for form in forms] == [2021, 2021]


def test_a_year_column_and_labels_with_their_values_in_one_cell() -> None:
    form = only(grid("项目名称：甲工程||", "主管部门：某局|实施单位：某所|年度：2020年", HEADER, ROW))
    assert (form.project, form.department, form.implementer, form.year) == ("甲工程", "某局", "某所", 2020)


def test_what_stands_above_the_table_counts_where_the_table_is_silent() -> None:
    form = only("项目绩效自评表", "填报单位：（盖章）某档案馆          单位：万元", grid("项目名称|甲", HEADER, ROW))
    assert form.implementer == "某档案馆"


# --------------------------------------------------------------------------------------------------
# Funds


def test_funds_rows_that_drift_against_their_header() -> None:
    form = only(
        grid(
            "项目名称|甲",
            "项目资金（万元）||年初预算数（A）||全年执行数（B）||分值（10分）|执行率（B/A）|得分",
            "||年度资金总额：||1,526.44|1,526.24|10.00|99.99|10.00",
            "||其中：财政拨款||1,526.44|1,526.24|—|99.99%|—",
            "||其他资金||||—||—",
            "||县级资金||0.00|0.00|-|/|-",
            HEADER,
            ROW,
        )
    )
    total, fiscal, other = form.funds["total"], form.funds["fiscal"], form.funds["other"]
    assert (total.initial, total.full_year, total.executed) == (Decimal("1526.44"), None, Decimal("1526.24"))
    assert (total.points, total.rate, total.score) == (10, Decimal("99.99"), 10)
    assert (fiscal.points, fiscal.rate, fiscal.score) == (None, Decimal("99.99"), None)
    assert (other.initial, other.rate) == (None, None)
    assert form.funds["县级资金"].initial == 0
    assert form.funds_unit == "万元"


def test_funds_without_a_label_are_the_total_and_unknown_ones_keep_theirs() -> None:
    form = only(
        grid(
            "项目名称|甲",
            "项目资金(万元)|预算数|执行数|执行率",
            "|120|118|98.3%",
            "|东西部协作资金|20|19|95%",
            HEADER,
            ROW,
        )
    )
    assert (form.funds["total"].full_year, form.funds["total"].rate) == (120, Decimal("98.3"))
    assert form.funds["东西部协作资金"].executed == 19


def test_explanations_between_funds_and_goal_are_remarks_not_targets() -> None:
    form = only(
        grid(
            "转移支付（项目）名称|甲",
            "资金投入情况(万元)||全年预算数(A)|全年执行数(B)|预算执行率",
            "|年度资金总额|120|118|98.3%",
            "|其中：中央财政资金|100|99|99%",
            "资金管理情况||情况说明|存在问题和改进措施|",
            "|分配科学性|按因素法分配|无|",
            "|使用规范性|专款专用|无|",
            "总体目标完成情况|总体目标||全年实际完成情况|",
            "|修好水闸||修好水闸|",
            "绩效指标|一级指标|二级指标|三级指标|指标值|全年实际完成值|未完成原因和改进措施",
            "|产出指标|数量指标|水闸|1座|1座|",
        )
    )
    assert form.remarks["分配科学性"] == "按因素法分配\n无"
    assert list(form.funds) == ["total", "中央财政资金"]
    assert (form.goal, form.outcome) == ("修好水闸", "修好水闸")
    assert [(row.name, row.target, row.actual, row.points) for row in form.indicators] == [("水闸", "1座", "1座", None)]


def test_the_weight_of_the_block_in_its_label() -> None:
    form = only(
        grid("项目名称|甲", "预算执行情况（元）（20分）||预算数|执行数|执行率|得分", "|总额|10|9|90%|18", HEADER, ROW)
    )
    assert (form.funds["total"].points, form.funds["total"].score, form.funds_unit) == (20, 18, "元")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,315.49", Decimal("2315.49")),
        ("0.00", Decimal(0)),
        ("100%", Decimal(100)),
        ("１０．００", Decimal(10)),
        ("10分", Decimal(10)),
        ("-3.5", Decimal("-3.5")),
        ("—", None),
        ("/", None),
        ("", None),
        ("1,23", None),
        ("≥90", None),
        ("5级", None),
    ],
)
def test_a_figure(text: str, value: Decimal | None) -> None:
    assert number(text) == value


# --------------------------------------------------------------------------------------------------
# Goals

GOALS = {
    "side by side under their labels": ["年度总体目标|预期目标||实际完成情况|", "|修好1座闸||修好1座闸|"],
    "one below the other": ["年度目标|修好1座闸", "年度目标完成情况|修好1座闸"],
    "in one row": ["年度目标|修好1座闸|完成情况|修好1座闸"],
    "in one cell": [
        "年度目标|<p>年初设定目标：</p> <p>修好1座闸</p> <p>年度总体目标完成情况综述：</p> <p>修好1座闸</p>"
    ],
    "in two cells with inner headings": ["年度 总体 目标|年初设定目标:修好1座闸|年度总体目标完成情况综述：修好1座闸"],
    "block label over labels": ["总体目标完成情况|总体目标||全年实际完成情况|", "|修好1座闸||修好1座闸|"],
    "two labels and no block": ["年度目标||年度目标完成情况|", "修好1座闸||修好1座闸|"],
}


@pytest.mark.parametrize("name", GOALS)
@pytest.mark.parametrize("spans_known", [False, True])
def test_goal_and_outcome(name: str, spans_known: bool) -> None:
    form = only(grid("项目名称|甲", *GOALS[name], HEADER, ROW, spans_known=spans_known))
    assert (form.goal, form.outcome) == ("修好1座闸", "修好1座闸")


def test_only_an_outcome_stands_under_its_label() -> None:
    form = only(grid("项目名称|甲", "年度总体目标|预期目标||实际完成情况|", "|||修好1座闸|", HEADER, ROW))
    assert (form.goal, form.outcome) == ("", "修好1座闸")


# --------------------------------------------------------------------------------------------------
# Where forms begin and end


def test_an_empty_form_under_a_repeated_heading_is_no_form() -> None:
    filled = grid("项目名称|甲", HEADER, ROW, "总分|||||90|90|")
    blank = grid("项目名称||", HEADER, "||||||")
    document = read("项目支出绩效自评表", "项目支出绩效自评表", "(2024年度)", filled, "项目支出绩效自评表", blank)
    assert [form.project for form in document.forms] == ["甲"]


def test_a_title_at_the_head_of_the_next_page_starts_no_form() -> None:
    first, second = grid("项目名称|甲", HEADER, ROW), grid(HEADER, "||乙|2座|2座|10|10|")
    document = read("项目支出绩效自评表", first, "项目支出绩效自评表", second)
    assert [[row.name for row in form.indicators] for form in document.forms] == [["甲", "乙"]]


def test_forms_one_below_the_other_in_one_sheet() -> None:
    form = ("项目支出绩效自评表", "（2023年度）", "项目名称|甲", HEADER, ROW, "总分|||||90|90|", "评分等级|优")
    document = read(grid(*form, *form, spans_known=True))
    assert [(form.title, form.year, form.rating) for form in document.forms] == [("项目支出绩效自评表", 2023, "优")] * 2


def test_a_whole_department_form_names_no_project() -> None:
    form = only("部门整体支出绩效自评表", grid("部门（单位）名称|某局", "年度目标|履职", HEADER, ROW))
    assert (form.kind, form.project, form.implementer) == ("整体", "", "某局")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("部门整体支出绩效自评表", "整体"),
        ("部门（单位）整体支出绩效自评表", "整体"),
        ("2023年度单位整体绩效自评表", "整体"),
        ("校区整体搬迁项目绩效自评表", "自评"),
        ("项目支出绩效自评表", "自评"),
    ],
)
def test_the_kind_of_a_form(title: str, kind: str) -> None:
    assert only(title, grid("项目名称|甲", HEADER, ROW)).kind == kind


def test_a_target_only_form() -> None:
    form = only(
        "项目支出绩效目标申报表",
        grid(
            "项目名称|甲",
            "项目资金（万元）|年度资金总额：|32.50",
            "|其中：财政拨款|32.50",
            "年度总体目标|修好1座闸",
            "绩效指标|一级指标|二级指标|三级指标|指标值",
            "|产出指标|数量指标|水闸|1座",
            "|||启闭机|2台",
        ),
    )
    assert form.kind == "申报"
    assert [(row.level2, row.name, row.target, row.points) for row in form.indicators] == [
        ("数量指标", "水闸", "1座", None),
        ("数量指标", "启闭机", "2台", None),
    ]
    assert (form.funds["total"].initial, form.goal) == (Decimal("32.50"), "修好1座闸")


def test_any_table_with_enough_known_labels_is_a_form() -> None:
    form = only(grid("指标名称|目标值|完成值|权重|自评得分|备注", "巡查|12次|12次|100|100|"))
    assert (form.layout, [row.name for row in form.indicators]) == ("generic", ["巡查"])


def test_prose_around_a_table_stays_prose() -> None:
    prose = "全年组织实施各类维修养护项目，涉及灌区、水闸、泵站和堤防，资金按进度拨付，未发生质量安全事故。"
    table = grid("项目名称|甲", HEADER, ROW)
    document = read("2023年度绩效自评报告", "一、基本情况", prose, table, "二、存在问题", prose)
    assert [form.project for form in document.forms] == ["甲"]
    assert [(section.title, section.paragraphs) for section in document.sections] == [
        ("一、基本情况", (prose,)),
        ("二、存在问题", (prose,)),
    ]


def test_a_project_named_in_prose_starts_no_form() -> None:
    prose = "本项目按照批复的实施方案组织实施，资金全部到位，工程于年底前通过竣工验收，受益群众满意度较高。"
    document = read("一、项目情况", "项目名称：灌区改造", prose)
    assert document.forms == ()
    assert len(document.sections) == 1


def test_a_list_behind_a_closed_form_is_skipped() -> None:
    table = grid("项目名称|甲", HEADER, ROW, "总分|||||90|90|")
    document = read("项目支出绩效自评表", table, "附：人员名单", grid("序号|姓名|职务", "1|张某|科长"))
    assert len(document.forms[0].indicators) == 1
    assert [note.code for note in document.notes] == ["table_skipped", "rows_recognised"]


def test_a_second_goal_behind_the_indicators_of_the_first() -> None:
    form = only(
        grid(
            "项目名称|甲",
            "年度绩效目标1（50分）|修好水闸",
            HEADER,
            ROW,
            "年度绩效目标2（50分）|修好泵站",
            HEADER,
            ROW.replace("甲", "乙"),
        )
    )
    assert form.goal == "修好水闸\n修好泵站"
    assert [row.name for row in form.indicators] == ["甲", "乙"]


def test_two_tables_side_by_side() -> None:
    header = "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值"
    line = "|产出指标|数量指标|新建泵站|10座|数量指标|新建泵站|3座"
    (row,) = only("绩效目标申报表", grid("项目名称|甲", header, line)).indicators
    assert (row.level1, row.level2, row.name, row.target) == ("产出指标", "数量指标", "新建泵站", "3座")


# --------------------------------------------------------------------------------------------------
# What is noted


def codes(form: Form) -> set[str]:
    return {note.code for note in form.notes}


def test_half_a_form_is_read_with_a_note() -> None:
    form = only("项目支出绩效自评表", grid("项目名称|甲", "主管部门|某局|实施单位|某所"))
    assert codes(form) == {"no_indicators"}


def test_a_form_that_does_not_add_up_may_have_been_misread() -> None:
    assert codes(only(grid("项目名称|甲", HEADER, ROW.replace("90|90", "70|70"), "总分|||||100|96|"))) == {
        "points_do_not_close",
        "scores_do_not_close",
    }
    assert codes(only(grid("项目名称|甲", HEADER, ROW, "总分|||||100|100|"))) == set()


def test_what_was_not_read_is_told() -> None:
    document = read(grid("序号|单位|人数", "1|某局|20"), grid("项目名称|甲", HEADER, ROW))
    notes = {note.code: note.message for note in document.notes}
    assert "table_skipped" in notes
    assert "60%" in notes["rows_recognised"]


def test_a_list_of_projects_is_no_form() -> None:
    assert read(grid("序号|项目名称|预算数|执行数|得分", "1|甲|10|9|90")).forms == ()


def test_a_title_over_a_table_of_another_kind_is_no_form() -> None:
    cells = tuple(
        Cell(text, row, column) for row, line in enumerate(("甲乙", "丙丁")) for column, text in enumerate(line)
    )
    found = recognise(Document(blocks=(Paragraph("项目支出绩效自评表"), Grid(cells, 2, 2))))
    assert not found.forms
    assert [note.code for note in found.notes] == ["table_skipped", "rows_recognised"]
