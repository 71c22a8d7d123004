"""A screening → terminal, xlsx, html, docx (审核意见), jsonl, csv, or the original file with comments.

One module an output; ``write`` chooses by suffix.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrative.schema import ReadError
    from narrative.screening import Screening

SUFFIXES = (".xlsx", ".html", ".docx", ".jsonl", ".csv")


class UnknownOutputError(ValueError):
    """The suffix of an output names no kind of output; the text is Chinese and lists what is known."""


def write(
    screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path, *, folder: bool = False
) -> list[Path]:
    """Write screenings to ``path`` in the form its suffix names (a folder: every table as csv).

    ``screenings`` is consumed once, so that a long run need not be held; ``errors`` is read after it.
    Returns the paths written.  Raises UnknownOutputError before anything is read.
    """
    suffix = path.suffix.lower()
    if folder or path.is_dir():
        from narrative.report.lines import write_folder

        return write_folder(screenings, errors, path)
    if suffix not in SUFFIXES:
        raise UnknownOutputError(f"不知道怎样写“{path.name}”；后缀可用 {' '.join(SUFFIXES)}，或以 / 结尾的目录")
    path.parent.mkdir(parents=True, exist_ok=True)
    if suffix == ".csv":
        from narrative.report.lines import write_csv

        return write_csv(screenings, errors, path)
    if suffix == ".docx":
        from narrative.report.opinion import write_opinions

        return write_opinions(screenings, errors, path)
    if suffix == ".jsonl":
        from narrative.report.lines import write_jsonl as writer
    elif suffix == ".xlsx":
        from narrative.report.workbook import write_workbook as writer
    else:
        from narrative.report.page import write_page as writer
    writer(screenings, errors, path)
    return [path]
