"""Blanks that only a gap shows, as browsers and word processors leave them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.readers._pdf_blanks import spacing, text_of
from narrative.readers._pdf_page import Char, Page, Spacing

CHINESE = st.text("年月日完成率个次办件管网改造", min_size=1, max_size=6)
LATIN = st.text("0123456789AB.%", min_size=1, max_size=5).filter(str.isalnum)


@dataclass(frozen=True)
class Producer:
    """Widths in ems: what stands between Chinese and Latin anyway, what a blank adds, how far lines are spread."""

    automatic: float
    blank: float
    ink_only: bool = False


PRODUCERS = {
    "browser": Producer(0.0, 0.32),
    "browser, boxes of ink": Producer(0.0, 0.32, ink_only=True),
    "word processor": Producer(0.2, 0.26),
    "word processor, wide": Producer(0.25, 0.31),
}


def printed(text: str, producer: Producer, em: float = 9.0) -> list[Char]:
    """The characters of a text without its blanks."""
    chars: list[Char] = []
    x, last = 100.0, ""
    for sign in text:
        if sign == " ":
            x += producer.blank * em
        else:
            wide = not sign.isascii()
            x += producer.automatic * em * bool(last.strip() and last.isascii() == wide)
            width = em if wide else 0.6 * em
            ink = 0.1 * em if wide and producer.ink_only else 0.0
            chars.append(Char(sign, x + ink, 50, x + width - ink, 50 + em, x, 51, em))
            x += width
        last = sign
    return chars


@pytest.mark.parametrize("producer", PRODUCERS.values(), ids=PRODUCERS)
@given(parts=st.lists(st.tuples(CHINESE, st.sampled_from(["", " "]), LATIN), min_size=1, max_size=6))
def test_a_gap_wider_than_usual_is_a_blank(producer: Producer, parts: list[tuple[str, str, str]]) -> None:
    text = "".join(chinese + blank + latin for chinese, blank, latin in parts)
    assert text_of(printed(text, producer), Spacing(producer.automatic)) == text


@pytest.mark.parametrize("producer", PRODUCERS.values(), ids=PRODUCERS)
def test_what_a_producer_leaves_anyway_is_measured(producer: Producer) -> None:
    lines = ["全年办理6041家次", "完成率98.5百分点", "共 20 次", "其中12个A类"]
    page = Page(1, 600, 800, chars=[char for line in lines for char in printed(line, producer)])
    assert spacing([page]).automatic == pytest.approx(producer.automatic)


def test_the_gaps_of_spread_lines_are_no_blanks() -> None:
    chars = [
        Char(sign, 100 + 12 * n, 50, 109 + 12 * n, 59, 100 + 12 * n, 51, 9) for n, sign in enumerate("完成办件改造")
    ]
    found = spacing([Page(1, 600, 800, chars=chars)])
    assert found.spread
    assert text_of(chars, found) == "完成办件改造"
    assert text_of(printed("全年完成 20 件", PRODUCERS["browser"]), found) == "全年完成 20 件"  # ends its paragraph
