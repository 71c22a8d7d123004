"""What is written at which place: one remark a cell, however many things are said of it, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrative import texts
from narrative.checks import summary
from narrative.report.common import evidence_text, findings_of, place_name
from narrative.schema import SEVERITIES, Place

if TYPE_CHECKING:
    from narrative.schema import Finding, Tag
    from narrative.screening import Screening

AUTHOR = "绩效自评筛查"
_HINT = SEVERITIES[-1]  # many of them on a form would bury the rest


@dataclass(frozen=True, slots=True)
class Remark:
    """The paragraphs to write at one place."""

    place: Place
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs as one text."""
        return "\n".join(self.lines)


def remarks(screening: Screening) -> list[Remark]:
    """Every remark on a document, in reading order: a summary at each form, then its cells.

    Wording findings are told by the tag of each target itself, cell by cell, instead of as a group.
    """
    by_place: dict[Place, list[str]] = {}
    for place, line in _lines(screening):
        said = by_place.setdefault(place, [])
        if line not in said:
            said.append(line)
    return [Remark(place, tuple(lines)) for place, lines in by_place.items()]


def _lines(screening: Screening) -> Iterator[tuple[Place, str]]:
    for case in screening.cases:
        found = findings_of(screening, case.form_no)
        yield case.form.place("project"), f"【小结】{summary(case, found)}"
        for tag in case.tags.values():
            if tag.field == "target" and tag.measurable is False:
                yield tag.place, _wording(tag)
        yield from _of_findings(found)
    yield from _of_findings(findings_of(screening, 0))


def _of_findings(found: Iterable[Finding]) -> Iterator[tuple[Place, str]]:
    """Both sides of a finding in full, at its further places what it is and where it is told; a hint stands once."""
    for finding in found:
        if finding.suppressed or finding.code.startswith("W"):
            continue
        sides = [place for place in (finding.place, finding.place_other) if place and place != Place()]
        hint = finding.severity == _HINT
        for place in sides[:1] if hint else sides:
            yield place, _finding(finding)
        for where in () if hint else finding.also:
            if where.place != Place() and where.place not in sides:
                yield where.place, f"{_head(finding)}本处也在其列，说明见{place_name(finding.where)}的批注。"


def _wording(tag: Tag) -> str:
    why = f"{evidence_text(tag)}：{texts.MEANINGS['target'][tag.label]}"
    head = f"【{texts.VAGUE}·{texts.label(tag.field, tag.label)}】{why}"
    return f"{head}\n可以写成：{tag.suggestion}" if tag.suggestion else head


def _finding(finding: Finding) -> str:
    said = f"{_head(finding)}{finding.message}"
    return f"{said}\n怎样改：{finding.remedy}" if finding.remedy else said


def _head(finding: Finding) -> str:
    return f"【{finding.severity} {finding.code} {finding.title}】"
