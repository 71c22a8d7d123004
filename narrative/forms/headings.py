"""Headings of prose: told by their numbering (一、 （一） 1. （1）) or by the outline level a format gives."""

from __future__ import annotations

import re

from narrative.forms.stream import Row

NUMBERED = (
    re.compile(r"\s*(?:第[一二三四五六七八九十]+(?:部分|章|节)|[一二三四五六七八九十]{1,3}[、.．])\s*"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[)）]\s*[、.．]?\s*"),
    re.compile(r"\s*\d{1,2}(?:[、．]|\.(?!\d))\s*"),
    re.compile(r"\s*(?:[（(]\d{1,2}[)）]|[①-⑳])\s*"),
)
LONGEST = 40  # characters of a heading
SENTENCE = re.compile(r"[。；;！!？?]|[：:].")
_RUN_IN = re.compile(r"[^。：:；;，,！!？?]{2,25}[。：:]")  # a heading its paragraph goes on behind


def begins_section(row: Row) -> bool:
    """Whether a row is a heading of the first style, 一、, or of an outline."""
    return not row.is_table and (style(row) == 0 or row.outline > 0)


def style(row: Row) -> int | None:
    """The style of a heading: 0–3 by its numbering, 10 and more by its outline level; None for body text."""
    text = row.first.text
    number = next((i for i, pattern in enumerate(NUMBERED) if pattern.match(text)), None)
    if number is not None and (_stands_alone(text) or (number < 2 and _runs_in(text, number))):
        return number
    return 10 + row.outline if row.outline and len(text) <= LONGEST * 2 else None


def _stands_alone(text: str) -> bool:
    return len(text) <= LONGEST and not SENTENCE.search(text.strip().rstrip("。：:"))


def _runs_in(text: str, number: int) -> bool:
    start = NUMBERED[number].match(text)
    return bool(start and _RUN_IN.match(text, start.end()))


def heading_text(row: Row) -> tuple[str, bool]:
    """A heading as printed, and whether its paragraph goes on behind it."""
    text = row.first.text.strip()
    if _stands_alone(text) or row.outline:
        return text, False
    start = next(match for pattern in NUMBERED if (match := pattern.match(text)))
    run = _RUN_IN.match(text, start.end())
    return (text[: run.end() - 1], True) if run else (text, False)


def bare(text: str) -> str:
    """A heading without its number and closing colon."""
    match = next((match for pattern in NUMBERED if (match := pattern.match(text))), None)
    return text[match.end() if match else 0 :].strip().rstrip("：:。").strip()
