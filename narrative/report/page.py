"""The report as one self-contained HTML file: the form as people know it, findings beside it.

``views`` turns screenings into plain values; templates/report.html.jinja lays them out.  The
same templates serve the web page.  Text from a file reaches the page only through autoescaping.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from narrative import __version__, texts
from narrative.checks import form_name
from narrative.report.common import number, percent, printed, said
from narrative.report.views import DocumentView, FormView, document_view
from narrative.schema import SEVERITIES
from narrative.screening import shares

if TYPE_CHECKING:
    from jinja2 import Environment

    from narrative.schema import Finding, ReadError
    from narrative.screening import Screening

TEMPLATES = Path(__file__).parent / "templates"


def write_page(screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path) -> None:
    """Write the report of many documents as one file that needs no network."""
    path.write_text(render(list(screenings), list(errors)), encoding="utf-8")


def render(screenings: Sequence[Screening], errors: Sequence[ReadError] = (), *, standalone: bool = True) -> str:
    """The report as HTML; ``standalone`` puts style and script into the file instead of linking them."""
    documents = [document_view(number, screening) for number, screening in enumerate(screenings, 1)]
    cases = [case for screening in screenings for case in screening.cases]
    return (
        environment()
        .get_template("report.html.jinja")
        .render(
            documents=documents,
            errors=errors,
            total=shares(cases),
            labels=Counter(view.label for form in _forms(documents) for view in form.rows),
            severities={s: sum(f.severity == s and not f.suppressed for f in _found(screenings)) for s in SEVERITIES},
            codes=Counter((f.code, f.title) for f in _found(screenings) if not f.suppressed).most_common(10),
            standalone=standalone,
        )
    )


@cache
def environment() -> Environment:
    """The templates, with every text escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(form_name=form_name, number=number, percent=percent, printed=printed, said=said)
    made.globals.update(
        texts=texts,
        version=__version__,
        severities_order=SEVERITIES,
        asset=lambda name: (TEMPLATES / name).read_text(encoding="utf-8"),
    )
    return made


def _forms(documents: Iterable[DocumentView]) -> Iterator[FormView]:
    return (form for document in documents for form in document.forms)


def _found(screenings: Iterable[Screening]) -> Iterator[Finding]:
    return (finding for screening in screenings for finding in screening.findings)
