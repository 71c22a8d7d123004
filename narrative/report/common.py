"""What several outputs share: how a figure, a quantity and a reason are put into words."""

from __future__ import annotations

import re
from decimal import Decimal

from narrative import texts
from narrative.schema import Finding, Quantity, Where
from narrative.screening import Screening
from narrative.tables import evidence_text

__all__ = [
    "clipped",
    "counted",
    "evidence_text",
    "findings_of",
    "number",
    "percent",
    "place_name",
    "printed",
    "safe_file_name",
    "said",
]


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
    """The message of a finding, led by the indicator when it is about that one and doesn't name it itself."""
    of_one = finding.where.field in _OF_ONE_INDICATOR and not finding.also
    if not finding.indicator or not of_one or finding.indicator in finding.message:
        return finding.message
    return f"{finding.indicator}：{finding.message}"


_OF_ONE_INDICATOR = frozenset({"name", "target", "actual", "points", "score", "reason"})


def place_name(where: Where) -> str:
    """What a place is called: ``第3行实际完成值``, ``正文第2节第1段``, ``项目资金``."""
    if where.section_no:
        return f"正文第{where.section_no}节第{where.paragraph_no}段"
    field = where.field.partition(".")[0]  # funds.total.rate is a figure of the funds block
    name = texts.FIELDS.get(field, "本表")
    return f"第{where.row_no}行{name}" if where.row_no else name


def clipped(text: str, most: int) -> str:
    """A text cut at ``most`` characters, saying so."""
    return text if len(text) <= most else f"{text[:most]}……"


_UNSAFE = re.compile(r'[/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


def safe_file_name(text: str, most: int = 80) -> str:
    """The last part of a path as a name that is a file name everywhere and shows what it is; "未命名" for none.

    Invisible and direction marks go, so that a name can't look like another; the suffix is kept.
    """
    name = _UNSAFE.sub("_", text.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > 5:
        stem, dot, suffix = name, "", ""
    return f"{stem[:most]}{dot}{suffix}" or "未命名"


def findings_of(screening: Screening, form_no: int) -> list[Finding]:
    """The findings of one form (0: of the document as a whole), in the order of the screening."""
    return [finding for finding in screening.findings if finding.form_no == form_no]
