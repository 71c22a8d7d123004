"""What several outputs share: how a figure, a quantity and a reason are put into words."""

from __future__ import annotations

from decimal import Decimal

from narrative.schema import Finding, Quantity
from narrative.screening import Screening
from narrative.tables import evidence_text

__all__ = ["clipped", "counted", "evidence_text", "findings_of", "number", "percent", "printed", "said"]


def number(value: Decimal | None) -> str:
    """A figure without exponent or trailing noughts; — for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(value: Decimal | None) -> str:
    """A figure as the form prints it; — for none."""
    return "—" if value is None else f"{value:f}"


def percent(share: float | None) -> str:
    """A share as a percentage; — for none."""
    return "—" if share is None else f"{share:.0%}"


def counted(quantity: Quantity) -> str:
    """A quantity with what it counts: ``企业 6041家次``."""
    return f"{quantity.of} {quantity.text}" if quantity.of else quantity.text


def said(finding: Finding) -> str:
    """The message of a finding, led by the indicator unless it names it itself."""
    if not finding.indicator or finding.indicator in finding.message:
        return finding.message
    return f"{finding.indicator}：{finding.message}"


def clipped(text: str, most: int) -> str:
    """A text cut at ``most`` characters, saying so."""
    return text if len(text) <= most else f"{text[:most]}……"


def findings_of(screening: Screening, form_no: int) -> list[Finding]:
    """The findings of one form (0: of the document as a whole), in the order of the screening."""
    return [finding for finding in screening.findings if finding.form_no == form_no]
