"""The case files, one test a case; what is known to fail is published as strict xfail with its reason."""

from __future__ import annotations

import pytest
from quantity.support import Case, cases, fields, known_failures, same_thing, spans

from narrative.quantity import quantities
from narrative.quantity.units import rows, table

CASES = list(cases())
FAILURES = known_failures()


def parameters() -> list[pytest.param]:
    return [
        pytest.param(
            case,
            id=case.where,
            marks=[pytest.mark.xfail(strict=True, reason=FAILURES[case.marked])] if case.marked in FAILURES else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", parameters())
def test_every_core_is_found_with_its_fields(case: Case) -> None:
    found = quantities(case.text, header=case.header, of=False)
    assert [(q.start, q.end) for q in found] == case.spans
    for quantity, expected in zip(found, case.expected, strict=True):
        told = fields(expected)
        assert {name: getattr(quantity, name) for name in told} == told


def test_every_known_failure_is_a_case() -> None:
    assert FAILURES.keys() <= {case.marked for case in CASES}


def test_there_are_enough_cases_and_a_third_are_traps() -> None:
    fields_of_policy = {case.where.split(":")[0] for case in CASES if case.where.startswith("field_")}
    traps = [case for case in CASES if case.where.startswith("trap_")]
    assert len(CASES) >= 600
    assert len(fields_of_policy) >= 20
    assert len(traps) >= len(CASES) / 3


def test_the_counted_thing_is_right_in_most_cases() -> None:
    hits = [
        same_thing(quantity.of, expected.get("of"))
        for case in CASES
        for quantity, expected in zip(quantities(case.text, header=case.header), case.expected, strict=False)
    ]
    assert sum(hits) / len(hits) >= 0.84


# --------------------------------------------------------------------------------------------------
# The data tables: every line is tested by its example


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["surface"].split()[0])
def test_a_unit_is_found_in_its_example(row: dict[str, str]) -> None:
    text = row["example"].replace("⟦", "").replace("⟧", "")
    found = quantities(text, of=False)
    assert [(q.start, q.end) for q in found] == spans(row["example"])
    kind = "count" if row["kind"] == "noun" else row["kind"]
    assert [q.kind for q in found] == [kind]


@pytest.mark.parametrize("row", [row for row in rows() if row["miss"]], ids=lambda row: row["surface"].split()[0])
def test_a_guard_stops_its_counter_example(row: dict[str, str]) -> None:
    surfaces = row["surface"].split()
    assert not [q for q in quantities(row["miss"], of=False) if q.unit in surfaces or q.text.endswith(tuple(surfaces))]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["surface"].split()[0])
def test_every_surface_form_of_a_unit_is_read(row: dict[str, str]) -> None:
    for surface in row["surface"].split():
        found = quantities(f"合计25{surface}。", of=False)
        assert [q.text for q in found] == [f"25{surface}"]


@pytest.mark.parametrize("cells", table("quantity_words.tsv"), ids=lambda cells: f"{cells[0]} {cells[1]}")
def test_a_word_of_relation_is_read_in_its_example(cells: list[str]) -> None:
    role, relation, words, example = cells
    marked = spans(example)
    found = quantities(example.replace("⟦", "").replace("⟧", ""), of=False)
    assert [(q.start, q.end) for q in found] == marked
    assert found[0].relation == relation
    assert (found[0].change in words.split()) == (role == "change")


@pytest.mark.parametrize("cells", table("quantity_names.tsv"), ids=lambda cells: cells[2])
def test_a_name_is_rejected_with_its_reason(cells: list[str]) -> None:
    _, reason, example, *_ = cells
    found = quantities(example, of=False, rejected=True)
    assert reason in {q.rejected for q in found}
    assert not [q for q in found if not q.rejected]
