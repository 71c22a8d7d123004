"""Text → Quantity*: numerals, units (data/units.tsv), grammar, the counted thing.

Start with :func:`quantities`.  ``numerals`` gives values, ``units`` the table of units, ``patterns``
the compiled expressions, ``grammar`` the ordered competition of readings, ``context`` what stands
around a number, ``extract`` puts them together, ``counted`` finds the counted thing, ``explain``
says which reading won, ``compare`` and ``calendar`` serve those who check.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from narrative.schema import Quantity

if TYPE_CHECKING:
    from narrative.quantity.explain import Why

__all__ = ["quantities", "why"]


def quantities(text: str, *, of: bool = True, header: str = "", rejected: bool = False) -> list[Quantity]:
    """The quantities of *text* in text order; ``text[q.start:q.end] == q.text``.

    ``of=False`` leaves the counted thing out and is the fast path.  ``header`` is a column header or
    an indicator's name: it may give the unit of a bare number (成本控制数（万元）) and, where the text
    names nothing, the counted thing.  ``rejected=True`` also gives the readings that are none, each
    with its reason in ``.rejected``.
    """
    from narrative.quantity import spaced

    if spaced.is_spaced(text):
        closed = spaced.closed_up(text)
        return spaced.put_back(text, _read(closed, of=of, header=header, rejected=rejected))
    return _read(text, of=of, header=header, rejected=rejected)


def _read(text: str, *, of: bool, header: str, rejected: bool) -> list[Quantity]:
    from narrative.quantity.extract import extract

    found = list(extract(text, header, rejected=rejected))
    return _with_of(text, found, header) if of else found


def _with_of(text: str, found: list[Quantity], header: str) -> list[Quantity]:
    from narrative.quantity.counted import counted

    things = iter(counted(text, [q for q in found if not q.rejected], header))
    return [q if q.rejected else replace(q, of=next(things)) for q in found]


def why(text: str) -> list[Why]:
    """Every reading of *text* with its reason, winners and losers (see :class:`narrative.quantity.explain.Why`)."""
    from narrative.quantity import explain

    return explain.why(text)
