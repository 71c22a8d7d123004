"""Prose reports: headings, levels, and the paragraphs of each project."""

from __future__ import annotations

import pytest

from narrative.forms import recognise
from narrative.schema import Document, Paragraph, Section

BODY = "本年度各项工作按计划推进，完成了年初确定的任务。"


def sections(*lines: str | tuple[str, int]) -> tuple[Section, ...]:
    paragraphs = (Paragraph(line) if isinstance(line, str) else Paragraph(line[0], level=line[1]) for line in lines)
    return recognise(Document(blocks=tuple(paragraphs))).sections


def outline(*lines: str | tuple[str, int]) -> list[tuple[int, str, str, int]]:
    return [(s.level, s.title, s.project, len(s.paragraphs)) for s in sections(*lines)]


def test_numbered_headings_nest() -> None:
    assert outline(
        "2024年度绩效自评报告", "一、基本情况", "（一）项目概况", BODY, "1.资金情况", BODY, "二、结论", BODY
    ) == [
        (1, "一、基本情况", "", 0),
        (2, "（一）项目概况", "", 1),
        (3, "1.资金情况", "", 1),
        (1, "二、结论", "", 1),
    ]


def test_a_report_that_numbers_in_figures_alone() -> None:
    assert [level for level, *_ in outline("1、基本情况", BODY, "（1）目标", BODY, "2、结论", BODY)] == [1, 2, 1]


def test_outline_levels_of_a_format() -> None:
    assert outline(("基本情况", 1), BODY, ("资金情况", 2), BODY, ("结论", 1), BODY) == [
        (1, "基本情况", "", 1),
        (2, "资金情况", "", 1),
        (1, "结论", "", 1),
    ]


def test_paragraphs_that_begin_with_their_project() -> None:
    found = sections(
        "二、目标实现情况", BODY, "水库除险加固工程：完成3座。", "2024年防汛物资费；购置冲锋舟4艘。", "三、问题", BODY
    )
    assert [(s.level, s.project, s.paragraphs) for s in found[1:3]] == [
        (2, "水库除险加固工程", ("水库除险加固工程：完成3座。",)),
        (2, "2024年防汛物资费", ("2024年防汛物资费；购置冲锋舟4艘。",)),
    ]
    assert found[0].paragraphs == (BODY,)
    assert found[3].project == ""


def test_a_project_between_projects_need_not_sound_like_one() -> None:
    lines = ("一、完成情况", "道路养护项目：完成5公里。", "智慧水务平台：已上线。", "桥梁检测费：检测12座。")
    assert [section.project for section in sections(*lines)] == ["", "道路养护项目", "智慧水务平台", "桥梁检测费"]


def test_projects_in_headings_and_what_stands_below_them() -> None:
    assert outline(
        "一、项目实施情况", "（一）农村道路硬化工程", BODY, "1.产出情况", BODY, "（二）公交补贴资金", BODY
    ) == [
        (1, "一、项目实施情况", "", 0),
        (2, "（一）农村道路硬化工程", "农村道路硬化工程", 1),
        (3, "1.产出情况", "农村道路硬化工程", 1),
        (2, "（二）公交补贴资金", "公交补贴资金", 1),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "存在问题：一是进度偏慢，二是资金拨付不及时。",
        "项目资金：年初预算100万元，实际支出98万元。",
        "（二）项目资金使用情况",
        "2024年度重点项目资金：全部到位。",
        "一是加强专项资金：严格审批。",
        "下一步，加强管理：完善制度。",
        "数量指标：完成12公里。",
    ],
)
def test_what_is_no_project(line: str) -> None:
    assert {section.project for section in sections("一、情况", BODY, line, BODY)} == {""}


def test_a_heading_that_its_paragraph_goes_on_behind() -> None:
    line = "一、项目概况。本项目由县水务局组织实施，主要用于农村供水管网更新改造，惠及群众较多，社会反响良好。"
    assert sections(line, BODY)[0] == Section("一、项目概况", 1, (line, BODY), "")


def test_signature_and_date_belong_to_no_project() -> None:
    found = sections("一、完成情况", "道路养护项目：完成5公里。", "某某局", "2024年3月1日")
    assert [section.paragraphs for section in found] == [("某某局", "2024年3月1日"), ("道路养护项目：完成5公里。",)]


def test_titles_of_forms_alone_make_no_section() -> None:
    assert sections("项目支出绩效自评表", "（2024年度）") == ()
