"""The counted thing (``of``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrative.schema import Quantity

_NOUN_BEFORE = re.compile("[一-鿿]{2,8}$")


def counted(text: str, found: Sequence[Quantity], header: str = "") -> list[str | None]:
    """What each quantity counts or measures, None where the text names nothing."""
    return [None if q.kind == "date" else _before(text, q.start) or header or None for q in found]


def _before(text: str, start: int) -> str | None:
    match = _NOUN_BEFORE.search(text, max(0, start - 8), start)
    return match.group() if match else None
