"""Indicator rows: cells → fields, level cells filled down, rows broken by a page put together.

Start at :func:`indicators`; :mod:`narrative.forms.drafts` says which cell is which field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrative.forms.drafts import Draft, Levels, drafts
from narrative.forms.figures import number, split_weight
from narrative.forms.fits import LONG_LEVEL, level_word
from narrative.forms.fragment import Fragment, printed, solid
from narrative.forms.header import Header
from narrative.forms.labels import levels
from narrative.forms.lines import mend
from narrative.forms.stream import Row
from narrative.schema import Cell, Indicator, Note, Pieces

_TEXTS = ("name", "target", "actual", "reason", "unit", "nature")


def indicators(rows: Sequence[Row], header: Header, held: Levels) -> tuple[list[Indicator], list[Note]]:
    """The indicators of the rows under one header, with what the reading was unsure of.

    ``held`` carries the levels on to the next table: a page may repeat the header in the middle of a level.
    """
    if header.has("points") or header.has("score"):
        rows = mend(rows)
    found, notes = list[Indicator](), list[Note]()
    for draft in drafts(rows, header, held):
        if draft.is_row:
            held.take(draft)
            found.append(_indicator(draft, held, weighted=not header.has("points")))
        else:
            notes.extend(_scrap(draft.row, draft, held, found))
    return found, notes


# --------------------------------------------------------------------------------------------------
# Fields → Indicator


def _indicator(draft: Draft, held: Levels, *, weighted: bool) -> Indicator:
    """The indicator of a draft; ``weighted`` says that its points, if any, stand behind its name: 巡查次数（10分）."""
    texts = {name: draft.text(name) for name in _TEXTS}
    figures = {name: draft.text(name) for name in ("points", "score")}
    level = {"level1": held.level1, "level2": held.level2}
    return Indicator(
        level1=held.level1.text,
        level1_points=held.level1_points,
        level2=held.level2.text,
        level2_points=held.level2_points,
        name=texts["name"].text,
        target=texts["target"].text,
        actual=texts["actual"].text,
        points=split_weight(texts["name"])[1] if weighted else number(figures["points"].text),
        score=number(figures["score"].text),
        reason=texts["reason"].text,
        unit=texts["unit"].text,
        nature=texts["nature"].text,
        extras={header: printed(cell).text for header, cell in draft.extras.items()},
        places=_places({**level, **texts, **figures}),
    )


def _places(fragments: Mapping[str, Fragment]) -> dict[str, Pieces]:
    return {name: fragment.pieces for name, fragment in fragments.items() if fragment.pieces}


# --------------------------------------------------------------------------------------------------
# Scraps: what a page break tore off


def _scrap(row: Row, draft: Draft, held: Levels, found: list[Indicator]) -> list[Note]:
    """A row that is no indicator: the rest of a level cell, the rest of a row, or nothing we know."""
    if len(row.cells) == 1 and found:
        return _level_scrap(row.first, held, found)
    if set(draft.parts) <= {"level1", "level2", "block"}:
        held.take(draft)
        return []
    text = " ".join(printed(cell).text for cell in row.cells)
    return [Note("row_skipped", f"有一行未能认出，已略过：{text[:40]}", row.first.place)]


def _level_scrap(cell: Cell, held: Levels, found: list[Indicator]) -> list[Note]:
    scrap = solid(printed(cell))
    level = _level_of(level_word(cell))
    if level and held.level2.text in levels(2):
        held.take(Draft({level: (cell,)}, Row((cell,), 0)))
        return []
    for name in ("level2", "level1"):
        joined = _join_label(getattr(held, name), scrap)
        if joined is not None:
            setattr(held, name, joined)
            places = {**found[-1].places, name: joined.pieces}
            found[-1] = replace(found[-1], places=places, **{name: joined.text})  # type: ignore[arg-type]
            message = f"“{scrap.text}”是分页断开的半个标签，已并入“{joined.text}”"
            return [Note("label_joined", message, cell.place)]
    return [Note("row_skipped", f"有一行未能认出，已略过：{scrap.text[:40]}", cell.place)]


def _level_of(word: str) -> str:
    return "level1" if word in levels(1) else "level2" if word in levels(2) else ""


def _join_label(label: Fragment, scrap: Fragment) -> Fragment | None:
    """The known label that a broken cell and its scrap make, the overlap taken once; None for none."""
    if not label or len(scrap.text) > LONG_LEVEL:
        return None
    known = levels(1) | levels(2)
    if label.text in known and label.text.endswith(scrap.text):
        return label
    for start in range(len(scrap.text)):
        joined = label.then(scrap.cut(start, len(scrap.text)))
        if joined.text in known:
            return joined
    return None
