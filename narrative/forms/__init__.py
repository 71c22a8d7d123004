"""A Document of blocks → its forms and sections.  Knows labels such as 年度指标值, and no file format.

The way of a document: :mod:`stream` (all tables as one stream of rows; :mod:`unstack` for cells printed one
a line) → :mod:`stretches` (one a form)
→ :mod:`build` (rows sorted into :mod:`blocks`; :mod:`facts`, :mod:`funds`, :mod:`goals`, :mod:`rows`,
:mod:`totals` read one block each) → :mod:`validate`.  What is left is prose for :mod:`sections`.
Labels are data: ``data/layouts/*.toml`` through :mod:`labels`; :mod:`fragment` keeps every character
traceable to its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from narrative.forms.build import build
from narrative.forms.facts import year_of
from narrative.forms.header import join_headers
from narrative.forms.mend import mended
from narrative.forms.sections import sections
from narrative.forms.stream import Row, stream
from narrative.forms.stretches import Stretch, cut
from narrative.forms.unstack import unstack
from narrative.forms.validate import doubts
from narrative.schema import Document, Form, Grid, Note

__all__ = ["recognise"]

_HEADING = 5  # lines at the head of a document that may say its year


def recognise(document: Document) -> Document:
    """The same document with its forms and sections, and notes on what was not recognised."""
    stretches, loose = cut(join_headers(unstack(stream(mended(document)))))
    forms = [form for form in _forms(stretches, loose) if not _is_empty(form)]
    prose = [row for row in loose if not row.is_table]
    notes = (*document.notes, *_notes(document, stretches, forms))
    return replace(document, forms=tuple(forms), sections=tuple(sections(prose)), notes=notes)


def _forms(stretches: Sequence[Stretch], loose: Sequence[Row]) -> Iterator[Form]:
    """The forms; one that says no year is of the year the form before or the document's heading says."""
    year, _ = year_of(loose[:_HEADING])
    for stretch in stretches:
        year = year_of(stretch.preamble)[0] or year
        form = build(stretch, year)
        yield replace(form, notes=(*form.notes, *doubts(form)))


def _is_empty(form: Form) -> bool:
    """A form nobody filled in: no project, no rows, no text."""
    return not (form.project or form.indicators or form.goal or form.outcome)


def _notes(document: Document, stretches: Sequence[Stretch], forms: Sequence[Form]) -> Iterator[Note]:
    used = {row.block for stretch in stretches for row in [*stretch.preamble, *stretch.rows]}
    grids = [(number, block) for number, block in enumerate(document.blocks) if isinstance(block, Grid)]
    for number, grid in grids:
        if number not in used:
            yield Note("table_skipped", "这张表既没有项目名称也没有指标表头，未作为自评表读取", grid.place)
    if grids:
        yield _share(stretches, forms, sum(grid.rows for _, grid in grids))


def _share(stretches: Sequence[Stretch], forms: Sequence[Form], total: int) -> Note:
    found = sum(len(form.indicators) for form in forms)
    skipped = sum(note.code == "row_skipped" for form in forms for note in form.notes)
    rows = sum(row.is_table for stretch in stretches for row in [*stretch.preamble, *stretch.rows]) - skipped
    share = rows / total if total else 0.0
    return Note("rows_recognised", f"认出{len(forms)}张表、{found}条指标；表格{total}行中读入{rows}行（{share:.0%}）")
