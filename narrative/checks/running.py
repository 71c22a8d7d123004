"""Running checks: over one case, over all cases of a document or corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from narrative.checks.case import Case
from narrative.checks.frame import Check, checks
from narrative.checks.options import Options
from narrative.checks.prose import in_report, prose_cases
from narrative.checks.ranking import one_for_one_cause, rank
from narrative.schema import Document, Finding, Form

DEFAULTS = Options()


def check_case(case: Case, *, options: Options = DEFAULTS) -> list[Finding]:
    """The findings on one form, ranked, one for one cause; suppressed ones stay, with their reason."""
    return _run("form", [case], options)


def check_corpus(cases: Iterable[Case], *, options: Options = DEFAULTS) -> list[Finding]:
    """The findings that show only across forms: repeated claims, identical blocks, distributions, years."""
    return _run("corpus", list(cases), options)


def check_prose(document: Document, *, options: Options = DEFAULTS) -> list[Finding]:
    """The findings on the paragraphs of a report, alone and against each other, by the checks that read text."""
    cases, addresses = prose_cases(document)
    chosen = [one for one in checks().values() if one.prose and options.wants(one.code)]
    found = [finding for one in chosen for finding in _severe(one, cases, options)]
    forms = {("", case.form_no): case.form for case in cases}
    excused = [_excused(finding, forms, options) for finding in rank(found)]
    return [in_report(finding, addresses) for finding in excused]


def _run(scope: str, cases: Sequence[Case], options: Options) -> list[Finding]:
    chosen = [one for one in checks().values() if one.scope == scope and options.wants(one.code)]
    found = [finding for one in chosen for finding in _severe(one, cases, options)]
    forms = {(case.source, case.form_no): case.form for case in cases}
    kept = one_for_one_cause(found) if scope == "form" else found
    return [_excused(finding, forms, options) for finding in rank(kept)]


def _severe(one: Check, cases: Sequence[Case], options: Options) -> Iterable[Finding]:
    wanted = options.severity.get(one.code)
    return (replace(finding, severity=wanted) if wanted else finding for finding in one.over(cases))


def _excused(finding: Finding, forms: dict[tuple[str, int], Form], options: Options) -> Finding:
    keys = ((finding.place.source, finding.form_no), ("", finding.form_no))  # a form made by hand has no source
    form = next((forms[key] for key in keys if key in forms), Form())
    reason = options.excuse(finding, form)
    return replace(finding, suppressed=reason) if reason else finding
