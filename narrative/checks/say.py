"""How figures and lists read in a message: as the form prints them, in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

SHOWN = 8
"""How many items a message lists before it says how many there are."""


def figure(value: Decimal | None) -> str:
    """A figure with the digits it was printed with."""
    return "（空）" if value is None else f"{value:f}"


def rounded(value: Decimal, places: int = 2) -> str:
    """A figure the tool computed, rounded half up."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def signed(value: Decimal, places: int = 1) -> str:
    """A computed figure with its sign: +8.4, -70.0."""
    text = rounded(value, places)
    return text if value < 0 else f"+{text}"


def listed(items: Iterable[str], shown: int = SHOWN) -> str:
    """Items joined by 、; the tail of a long list as its number."""
    every = list(items)
    text = "、".join(every[:shown])
    return f"{text}等{len(every)}项" if len(every) > shown else text


def around(text: str, start: int, end: int, longest: int = 40) -> str:
    """A text in 「」; of a long one, what stands around the stretch that matters."""
    if len(text) <= longest:
        return quoted(text, longest)
    left, right = max(0, start - 16), min(len(text), end + 10)
    return f"「{'……' if left else ''}{text[left:right]}{'……' if right < len(text) else ''}」"


def quoted(text: str, longest: int = 40) -> str:
    """A text in 「」, shortened in the middle of a long one."""
    clean = " ".join(text.split())
    return f"「{clean}」" if len(clean) <= longest else f"「{clean[: longest - 14]}……{clean[-12:]}」"


def trimmed(text: str) -> str:
    """A clause without the punctuation around it."""
    return text.strip(" ，。；：、,;:\n")
