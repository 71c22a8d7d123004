"""试一试: judge one target as it is typed, with the reason and a better wording."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from narrative import texts
from narrative.quantity import quantities
from narrative.report.common import counted, evidence_text
from narrative.schema import Indicator
from narrative.tagging import suggest, tag_row


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one row, all in words."""

    target: str
    measurable: bool | None
    verdict: str
    label: str
    meaning: str
    evidence: str
    suggestion: str
    confidence: float
    quantities: list[str]
    actual: str
    reason: str


def judge(
    target: str,
    *,
    level2: str = "",
    indicator: str = "",
    actual: str = "",
    points: str = "",
    score: str = "",
    reason: str = "",
) -> Verdict:
    """Judge one row given as text."""
    row = Indicator(
        level2=level2,
        name=indicator,
        target=target,
        actual=actual,
        points=_decimal(points),
        score=_decimal(score),
        reason=reason,
    )
    tag, of_actual, of_reason = tag_row(row)
    return Verdict(
        target=target,
        measurable=tag.measurable,
        verdict=texts.verdict(tag.measurable),
        label=texts.label("target", tag.label),
        meaning=texts.MEANINGS["target"][tag.label],
        evidence=evidence_text(tag),
        suggestion=suggest(row, tag),
        confidence=round(tag.confidence, 3),
        quantities=[counted(q) for q in quantities(target, header=indicator)],
        actual=texts.label("actual", of_actual.label) if actual else "",
        reason=texts.label("reason", of_reason.label) if reason or points else "",
    )


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
