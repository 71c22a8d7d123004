"""Every check proves itself: it fires on its own examples and is silent on the others."""

from __future__ import annotations

import pytest

from narrative.checks import Case, case_of, checks
from narrative.checks.frame import FAMILIES, Check, Example
from narrative.checks.sample import forms_of
from narrative.schema import Finding

CHECKS = list(checks().values())


def cases_of(example: Example) -> list[Case]:
    return [case_of(form, number) for number, form in enumerate(forms_of(example), 1)]


def found(check: Check, example: Example) -> list[Finding]:
    return list(check.over(cases_of(example)))


def examples(kind: str) -> list[object]:
    return [
        pytest.param(check, example, id=f"{check.code}-{number}")
        for check in CHECKS
        for number, example in enumerate(getattr(check, kind))
    ]


@pytest.mark.parametrize(("check", "example"), examples("fires"))
def test_it_fires_and_says_where(check: Check, example: Example) -> None:
    findings = found(check, example)
    assert findings, check.title
    for finding in findings:
        assert finding.message.endswith("。")
        assert finding.where.field
        assert finding.where.form_no > 0


@pytest.mark.parametrize(("check", "example"), examples("passes"))
def test_it_is_silent(check: Check, example: Example) -> None:
    assert [finding.message for finding in found(check, example)] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_it_says_what_it_is(check: Check) -> None:
    assert check.fires, "no example that fires"
    assert check.passes, "no example that does not"
    assert check.code[0] in FAMILIES
    assert check.code[1:].isdigit()
    for text in (check.title, check.why, check.remedy):
        assert text
        assert "禁止" not in text
    assert check.why.endswith("。")
    assert check.remedy.endswith("。")
