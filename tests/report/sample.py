"""A screening put together by hand, so that the outputs are tested without what finds and judges.

It holds what is awkward: markup, formulas, long text, blanks, two forms, prose, findings with further places.
"""

from __future__ import annotations

from decimal import Decimal

from narrative.checks import Case
from narrative.checks.profiles import Profile
from narrative.schema import (
    Document,
    Evidence,
    Finding,
    Form,
    Fund,
    Indicator,
    Note,
    Piece,
    Place,
    Quantity,
    ReadError,
    Section,
    Tag,
    Where,
)
from narrative.screening import Screening

SOURCE = "某局<自评>.docx"
SUMMARY = "“技能培训”2024年度自评表，总得分96.50分。"
OUTCOME = "全年培训2860人次。进一步提升了技能水平。"


def place(row: int, column: int) -> Place:
    return Place(SOURCE, table=1, row=row, column=column, address=f"tc{row}")


def pieces(text: str, row: int, column: int) -> tuple[Piece, ...]:
    return (Piece(0, len(text), place(row, column)),)


def row(number: int, level2: str, name: str, target: str, actual: str, score: str, reason: str = "") -> Indicator:
    values = {"name": name, "target": target, "actual": actual, "reason": reason}
    return Indicator(
        level1="产出指标",
        level2=level2,
        points=Decimal("15.00"),
        score=Decimal(score),
        places={key: pieces(text, number + 8, at) for at, (key, text) in enumerate(values.items(), 3)},
        **values,
    )


ROWS = (
    row(1, "数量指标", "培训人次", "≥3000人次", "2860人次", "15.00"),
    row(2, "质量指标", "<b>培训质量</b>", "良好", "达成指标", "15.00"),
    row(3, "社会效益指标", "就业带动", '=HYPERLINK("http://x","点")', "@SUM(A1)", "14.00", "生源不足"),
    row(4, "可持续影响指标", "长效机制", "", "正常运行", "15.00"),
)
FORM = Form(
    title="项目支出绩效自评表",
    year=2024,
    project="技能培训",
    department="某局",
    implementer="某中心",
    funds={
        "total": Fund("年度资金总额", Decimal("100.00"), Decimal("120.00"), Decimal("110.50"), rate=Decimal("92.08"))
    },
    funds_unit="万元",
    goal="培训3000人次。",
    outcome=OUTCOME,
    indicators=ROWS,
    total_points=Decimal(100),
    total_score=Decimal("96.50"),
    rating="优",
    notes=(Note("joined", "跨页单元格已拼接"),),
    places={"project": pieces("技能培训", 2, 2), "outcome": pieces(OUTCOME, 7, 5)},
)
SECOND = Form(project="", kind="申报", indicators=(row(9, "时效指标", "完成时间", "12月底前", "", "0"),))
SECTION = Section("一、总体情况", 1, ("共检查企业6041家次。", "效果显著。"), "", (place(1, 1), place(2, 1)))


def tag(field: str, label: str, row_no: int, form_no: int = 1, **values: object) -> Tag:
    return Tag(field, label, where=Where(field, form_no, row_no, place=place(row_no + 8, 4)), **values)


def spanned(message: str, text: str, field_text: str, field: str = "target") -> Evidence:
    start = field_text.index(text)
    return Evidence(message, message, field, start, start + len(text), text)


def tags() -> dict[tuple[int, str], Tag]:
    found = [
        tag("target", "quantity", 1, measurable=True, evidence=(spanned("写明了数量", "3000人次", "≥3000人次"),)),
        tag("target", "judgement", 2, measurable=False, evidence=(spanned("评价词", "良好", "良好"),),
            suggestion="合格率≥____%"),
        tag("target", "state", 3, confidence=0.55, by="model", evidence=(Evidence("rest", "其余各项"),)),
        tag("target", "empty", 4, measurable=False, suggestion="写明____年____月前印发《____》"),
    ]  # fmt: skip
    actual = ("value", "completion", "evidence", "hedged")
    reason = ("missing", "none", "cause", "none")
    for number in range(1, 5):
        found += [tag("actual", actual[number - 1], number), tag("reason", reason[number - 1], number)]
    return {(one.where.row_no, one.field): one for one in found}


def quantity(text: str, field_text: str, where: Where, low: str, unit: str, **values: object) -> Quantity:
    start = field_text.index(text)
    value = Decimal(low)
    return Quantity(start, start + len(text), text, "count", value, value, unit, where=where, **values)


def quantities() -> dict[tuple[int, str], tuple[Quantity, ...]]:
    target, actual = Where("target", 1, 1, place=place(9, 4)), Where("actual", 1, 1, place=place(9, 5))
    outcome = Where("outcome", 1, 0, place=place(7, 5))
    return {
        (1, "target"): (quantity("3000人次", "≥3000人次", target, "3000", "人次", relation=">=", of="培训"),),
        (1, "actual"): (quantity("2860人次", "2860人次", actual, "2860", "人次", of="培训"),),
        (0, "outcome"): (quantity("2860人次", OUTCOME, outcome, "2860", "人次"),),
    }


def findings() -> tuple[Finding, ...]:
    at = {name: Where(name, 1, 1, place=place(9, 4)) for name in ("target", "actual", "score")}
    return (
        Finding("F416", "提示", "指标全部满分", "4条指标中3条满分。", quote="15.00", indicator="培训人次",
                where=at["score"], also=tuple(Where("score", 1, n, place=place(n + 8, 7)) for n in (2, 4))),
        Finding("R201", "错误", "未达目标却得满分", "2860人次低于目标，得满分15.00分。", "2860人次", "≥3000人次",
                "培训人次", "按完成比例扣分。", at["actual"], at["target"]),
        Finding("W104", "问题", "目标值是没有标准的评价词", "1条指标的目标值是评价词。", "良好",
                indicator="<b>培训质量</b>",
                remedy="给出等级划分。", where=Where("target", 1, 2, place=place(10, 4)), suppressed="上级统一下达"),
        Finding("X501", "问题", "正文与表不符", "正文6041家次，表中没有。", "6041家次",
                where=Where("text", 0, 0, 1, 1, place(1, 1))),
    )  # fmt: skip


def screening() -> Screening:
    profile = Profile("national-2020", "全国通用", "")
    empty = {(1, name): tag(name, label, 1, 2) for name, label in (("actual", "empty"), ("reason", "none"))}
    second_tags = {(1, "target"): tag("target", "time", 1, 2, measurable=True), **empty}
    cases = (
        Case(FORM, 1, quantities(), tags(), profile, source=SOURCE),
        Case(SECOND, 2, {}, second_tags, profile, source=SOURCE),
    )
    prose = Where("text", 0, 0, 1, 1, place(1, 1))
    counted = quantity("6041家次", SECTION.paragraphs[0], prose, "6041", "家次", of="企业")
    boast = OUTCOME.index("进一步")
    return Screening(
        document=Document(SOURCE, (), (FORM, SECOND), (SECTION,), "docx", "0" * 16),
        cases=cases,
        tags=tuple(one for case in cases for one in case.tags.values()),
        quantities=(*(q for found in quantities().values() for q in found), counted),
        findings=findings(),
        sentences=(
            Tag("outcome", "fact", start=0, end=boast, text=OUTCOME[:boast], where=Where("outcome", 1)),
            Tag(
                "outcome", "boilerplate", start=boast, end=len(OUTCOME), text=OUTCOME[boast:], where=Where("outcome", 1)
            ),
            Tag("text", "boilerplate", end=5, text="效果显著。", where=Where("text", section_no=1, paragraph_no=2)),
        ),
    )


ERRORS = (ReadError("坏<文件>.pdf", "文件不完整", code="truncated"),)
