"""The paragraphs of a report are checked too, each as the text of its project."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrative.checks import Options, Suppression, check_prose
from narrative.schema import Document, Finding, Paragraph, Place, Section
from narrative.screening import screen

PARTS = (
    ("防灾工程中央资金", "项目资金109万元，其中中央补助资金87.2万元，为16支队伍配备装备481个。"),
    ("防灾工程县级配套", "项目资金109万元，其中县级配套3.37万元，为16支队伍配备装备481个。"),
    ("2023年度物资采购", "采购帐篷20顶（单帐篷10顶、棉帐篷8顶）。"),
    ("", "自评得分90分以上的22个，60分以下3个。综合得分90分以上，评价结果为优。"),
)


def report() -> Document:
    sections = tuple(
        Section(project or "一、概况", 1, (text,), project, (Place(paragraph=number),))
        for number, (project, text) in enumerate(PARTS, 1)
    )
    return Document("报告.docx", (Paragraph("2024年度自评工作报告"),), sections=sections)


@pytest.fixture(scope="module")
def findings() -> dict[str, Finding]:
    return {one.code: one for one in check_prose(report())}


@pytest.mark.parametrize(
    ("code", "section", "said"),
    [
        ("X513", 1, "合计90.57万元，相差18.43万元"),
        ("X501", 1, "481个"),
        ("N331", 3, "2023年"),
        ("N312", 3, "合计18，少2顶"),
        ("X514", 4, "60分以下3个"),
    ],
)
def test_a_report_is_asked_what_a_form_is(findings: dict[str, Finding], code: str, section: int, said: str) -> None:
    found = findings[code]
    assert said in found.message
    assert (found.where.field, found.where.section_no, found.form_no) == ("text", section, 0)
    assert found.place.paragraph == section


def test_quotes_are_spans_of_their_paragraph(findings: dict[str, Finding]) -> None:
    for code in ("X513", "X501", "N312", "X514"):
        found = findings[code]
        assert PARTS[found.where.section_no - 1][1][found.start : found.end] == found.quote


def test_one_work_by_its_sources_is_no_error(findings: dict[str, Finding]) -> None:
    assert findings["X501"].severity == "提示"


def test_options_hold_for_reports() -> None:
    excuse = Suppression("N331", "结转资金，见批复", project="2023年度物资采购")
    found = {one.code: one for one in check_prose(report(), options=Options(ignore=("X",), suppress=(excuse,)))}
    assert found["N331"].suppressed == "结转资金，见批复"
    assert not [code for code in found if code.startswith("X")]


def test_screening_a_report_gives_its_findings() -> None:
    assert {one.code for one in screen(report()).findings} >= {"X513", "X514", "N312"}


def test_the_real_report_is_asked_about_its_money(shared: Path) -> None:
    found = screen(next((shared / "documents").glob("003*"))).findings
    assert {"X501", "X513", "X514"} <= {one.code for one in found}
    assert all(one.severity != "错误" for one in found)
