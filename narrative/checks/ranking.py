"""The order an evaluator wants, and one finding for one cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from narrative.schema import SEVERITIES, Finding

# Contradictions, arithmetic, unexplained deviation, text, wording, what concerns all forms: by prefix, the longest
# match decides.
ORDER: tuple[tuple[str, ...], ...] = (
    ("N306", "R201", "R212", "N316", "N308", "N313", "F418", "F419", "X501", "X505", "X506"),
    ("F40", "R202", "R204", "N311", "N312", "F421"),
    ("R", "F"),
    ("N",),
    ("W",),
    ("X",),
)

# Where both speak of the same row, the first says it all.
CAUSES: tuple[tuple[str, str], ...] = (
    ("R201", "R209"),
    ("R201", "R202"),
    ("R201", "R215"),
    ("R212", "R210"),
    ("R205", "R208"),
    ("R205", "W110"),
    ("R209", "R210"),
    ("R209", "R215"),
    ("R203", "R202"),
    ("R202", "R215"),
    ("R203", "R214"),
    ("R211", "R218"),
    ("R206", "R219"),
    ("R205", "R218"),
    ("R204", "R218"),
    ("R213", "R206"),
    ("F418", "W124"),
    ("N308", "N301"),
    ("N301", "N303"),
    ("N302", "N303"),
    ("N315", "N303"),
    ("W129", "W120"),
    ("W127", "R201"),
    ("W127", "R209"),
    ("N301", "N307"),
    ("N302", "N307"),
    ("N301", "N304"),
    ("N302", "N304"),
    ("F410", "F409"),
    ("W123", "N307"),
    ("N326", "N322"),
    ("N320", "N326"),
    ("F419", "F426"),
    ("F425", "F427"),
    ("R214", "R211"),
    ("R207", "R218"),
    ("F418", "R201"),
    ("W123", "W105"),
    ("W126", "R201"),
    ("W126", "R209"),
    ("N327", "R225"),
)


def rank(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by severity of their kind: the order of :data:`ORDER` inside each form, rows in order."""
    return sorted(findings, key=_key)


def _key(finding: Finding) -> tuple[str, int, int, int, int, str]:
    severity = SEVERITIES.index(finding.severity)
    return (finding.place.source, finding.form_no, severity, _group(finding.code), finding.row_no, finding.code)


def _group(code: str) -> int:
    matches = [
        (len(prefix), -level) for level, prefixes in enumerate(ORDER) for prefix in prefixes if code.startswith(prefix)
    ]
    return -max(matches)[1] if matches else len(ORDER)


def one_for_one_cause(findings: list[Finding]) -> list[Finding]:
    """Drop what another finding on the same row (or on the same form, for the text) already says.

    The finding kept takes over the places of the one dropped.
    """
    kept: list[Finding] = []
    for finding in findings:
        leader = next((other for other in findings if _says_more(other, finding)), None)
        if leader is None:
            kept.append(finding)
    return [_with_places(finding, findings) for finding in kept]


def _says_more(leader: Finding, finding: Finding) -> bool:
    if (leader.code, finding.code) not in CAUSES:
        return False
    same_form = leader.form_no == finding.form_no
    return same_form and (finding.row_no == 0 or rows_of(finding) <= rows_of(leader))


def rows_of(finding: Finding) -> set[int]:
    """The rows a finding speaks of; {0} for the text or the form as a whole."""
    return {finding.row_no} | {where.row_no for where in finding.also if where.form_no == finding.form_no}


def _with_places(leader: Finding, findings: list[Finding]) -> Finding:
    dropped = [one for one in findings if _says_more(leader, one)]
    places = [*leader.also]
    for one in dropped:
        for where in (one.where, one.where_other):
            if where and where not in (leader.where, leader.where_other, *places):
                places.append(where)
    return replace(leader, also=tuple(places)) if dropped else leader
