"""Files held against each other: what only shows between them lands in the file it is about."""

from __future__ import annotations

from dataclasses import replace

from narrative.checks import Options
from narrative.checks.sample import form, row
from narrative.schema import Document, Form
from narrative.screening import Screening, between, screen

PLAN = form(
    row("数量", "保洁长度", "≥120公里"), row("质量", "保洁合格率", "≥95%"), row("社会效益", "投诉", "≤3件"), kind="申报"
)
OWN = form(row("数量", "保洁长度", "≥100公里", "101.37公里", 60, 60), row("社会效益", "投诉", "≤3件", "1件", 30, 30))


def screened(made: Form, name: str) -> Screening:
    return screen(Document(source=name, forms=(made,)))


def added(screenings: list[Screening], options: Options | None = None) -> list[list[tuple[str, int]]]:
    found = between(screenings, options)
    return [
        [(one.code, one.form_no) for one in after.findings if one not in before.findings]
        for before, after in zip(screenings, found, strict=True)
    ]


def test_approved_targets_are_held_against_the_self_evaluation() -> None:
    pair = [screened(PLAN, "申报.docx"), screened(OWN, "自评.docx")]
    assert added(pair) == [[], [("X505", 1), ("X506", 1)]]
    assert added(pair, Options(ignore=("X505",))) == [[], [("X506", 1)]]


def test_the_other_side_names_its_file_and_no_cell_of_this_one() -> None:
    _, own = between([screened(PLAN, "目录/申报.docx"), screened(OWN, "自评.docx")])
    found = next(one for one in own.findings if one.code == "X506")
    assert found.where_other
    assert str(found.where_other.place).startswith("申报.docx")
    assert (found.where_other.form_no, found.where_other.field) == (0, "")
    assert (found.quote, found.quote_other) == ("≥100公里", "≥120公里")


def test_a_figure_said_again_next_year_lands_in_one_file() -> None:
    years = [screened(replace(OWN, year=year), f"{year}.docx") for year in (2023, 2024)]
    assert sorted(code for found in added(years) for code, _ in found) == ["X504"]


def test_the_same_project_by_another_writing_of_its_name() -> None:
    plan, own = replace(PLAN, project="河道保洁项目"), replace(OWN, project="2024年度“河道保洁”项目")
    assert added([screened(plan, "申报.docx"), screened(own, "自评.docx")])[1] == [("X505", 1), ("X506", 1)]
    other = replace(OWN, project="绿地养护项目")
    assert added([screened(plan, "申报.docx"), screened(other, "自评.docx")]) == [[], []]
    units = [replace(plan, department="水务局"), replace(own, department="教育局")]
    assert added([screened(made, f"{made.department}.docx") for made in units]) == [[], []]


def test_one_file_alone_has_nothing_beside_it() -> None:
    assert added([screened(OWN, "自评.docx")]) == [[]]
    assert between([]) == []
