"""Sound forms bear no error; a planted defect is found."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from narrative.checks import case_of, check_case, check_corpus, checks, sample
from narrative.locations import corpora
from narrative.reading import read
from narrative.schema import Finding, Form

SCREENED = Path(__file__).parents[2] / "corpora" / "screened"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screened_variants", SCREENED / "variants.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


VARIANTS = load()
SOUND: list[tuple[str, Form]] = list(VARIANTS.sound())
PLANTED: list[tuple[str, str, Form]] = list(VARIANTS.planted())
TRUE_TO_THE_TEXT = ("04", "05", "08", "09", "12")  # sample forms whose author planted nothing


def errors(findings: list[Finding]) -> list[str]:
    return [f"{finding.code} {finding.message}" for finding in findings if finding.severity == "错误"]


def test_there_are_enough_and_half_of_them_sound() -> None:
    assert len(SOUND) >= 30
    assert len(SOUND) + len(PLANTED) >= 60


@pytest.mark.parametrize(("name", "form"), SOUND, ids=[name for name, _ in SOUND])
def test_a_sound_form_bears_no_error(name: str, form: Form) -> None:
    assert errors(check_case(case_of(form))) == []


def test_a_sound_form_bears_few_questions() -> None:
    serious = [one for _, form in SOUND for one in check_case(case_of(form)) if one.severity == "问题"]
    assert len(serious) / len(SOUND) <= 0.5, [f"{one.code} {one.message}" for one in serious]


def test_sound_forms_together_bear_no_error() -> None:
    cases = [case_of(form, number) for number, (_, form) in enumerate(VARIANTS.base_forms().items(), 1)]
    assert errors(check_corpus(cases)) == []


@pytest.mark.parametrize(("name", "code", "form"), PLANTED, ids=[name for name, _, _ in PLANTED])
def test_a_planted_defect_is_found(name: str, code: str, form: Form) -> None:
    found = check_case(case_of(form))
    assert code in {one.code for one in found}, [f"{one.code} {one.message}" for one in found]


@pytest.mark.parametrize("path", sorted((corpora() / "forms").glob("*.txt")), ids=lambda path: path.stem[:12])
def test_sample_forms_without_a_planted_defect_bear_no_error(path: Path) -> None:
    if not path.stem.startswith(TRUE_TO_THE_TEXT):
        pytest.skip("its author planted defects, or it is not a self-evaluation")
    for number, form in enumerate(read(path).forms, 1):
        assert errors(check_case(case_of(form, number))) == []


def test_rows_scored_in_full_are_seldom_called_missed() -> None:
    """The labelled rows were written for their wording; their scores mostly follow their figures."""
    path = corpora() / "rows.tsv"
    if not path.is_file():
        pytest.skip("the labelled rows are not in a wheel")
    with path.open(encoding="utf-8") as lines:
        rows = [
            sample.row(one["level2"], one["indicator"], one["target"], one["actual"], 10, 10)
            for one in csv.DictReader(lines, delimiter="\t")
            if one["points"] and one["points"] == one["score"]
        ]
    missed = list(checks()["R201"].over([case_of(sample.form(*rows))]))
    assert len(missed) <= len(rows) * 0.005, [finding.message for finding in missed]
