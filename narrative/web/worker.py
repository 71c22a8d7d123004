"""The child that works on one upload: ``python -m narrative.web.worker FOLDER`` (see ``jobs`` for the folder).

Writes into ``out/``: report.html (for the page), keep.html (to keep), workbook.xlsx, 审核意见 as docx or
zip, data.jsonl, annotated originals by number, and results.json that lists them.
"""

from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from narrative.checks import OptionsError, ProfileError
from narrative.reading import read_all
from narrative.report.annotate import annotate
from narrative.report.lines import write_jsonl
from narrative.report.opinion import write_opinions
from narrative.report.page import render
from narrative.report.workbook import write_workbook
from narrative.schema import ReadError
from narrative.screening import Screening, between, screen


@dataclass(slots=True)
class Found:
    """A screened file and the original it came from (None inside an archive)."""

    screening: Screening
    original: Path | None


def main(folder: Path) -> int:
    """Work on one upload."""
    request = json.loads((folder / "request.json").read_text("utf-8"))
    _bound(request["memory"])
    found, errors = _screen_all(folder, request)
    done, not_done = _annotate(found, folder / "out")
    results = {
        "annotated": done,
        "not_annotated": not_done,
        "opinions": _write(found, errors, folder / "out"),
        "forms": sum(len(one.screening.cases) for one in found),
        "errors": [str(error) for error in errors],
    }
    (folder / "out" / "results.json").write_text(json.dumps(results, ensure_ascii=False), "utf-8")
    return 0


def _screen_all(folder: Path, request: dict[str, Any]) -> tuple[list[Found], list[ReadError]]:
    found: list[Found] = []
    errors: list[ReadError] = []
    for number, name in enumerate(request["names"]):
        path = _named(folder / "in" / f"{number:04}", name)
        for document in read_all(path):
            if isinstance(document, ReadError):
                errors.append(_renamed(document, str(path), name))
            else:
                inside = document.source != str(path)
                shown = replace(document, source=document.source.replace(str(path), name, 1))
                try:
                    screening = screen(shown, profile=request["profile"])
                except (ProfileError, OptionsError) as error:
                    errors.append(ReadError(name, str(error), code="profile"))
                    continue
                found.append(Found(screening, None if inside else path))
        (folder / "progress.json").write_text(json.dumps({"done": number + 1}), "utf-8")
    together = between([one.screening for one in found])
    return [replace(one, screening=whole) for one, whole in zip(found, together, strict=True)], errors


def _named(path: Path, name: str) -> Path:
    """The original with the suffix it came with, where that is plain: the suffix helps to tell formats apart."""
    suffix = Path(name).suffix.lower()
    if not (suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6):
        return path
    return path.rename(path.with_suffix(suffix))


def _renamed(error: ReadError, path: str, name: str) -> ReadError:
    return ReadError(error.source.replace(path, name, 1), error.message, code=error.code, place=error.place)


def _write(found: list[Found], errors: list[ReadError], out: Path) -> str:
    screenings = [one.screening for one in found]
    (out / "report.html").write_text(render(screenings, errors, standalone=False), "utf-8")
    (out / "keep.html").write_text(render(screenings, errors), "utf-8")
    write_workbook(screenings, errors, out / "workbook.xlsx")
    write_jsonl(screenings, errors, out / "data.jsonl")
    opinions = write_opinions(screenings, errors, out / "审核意见.docx")
    if len(opinions) <= 1:
        return opinions[0].name if opinions else ""
    with zipfile.ZipFile(out / "审核意见.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in opinions:
            archive.write(path, path.name)
    return "审核意见.zip"


def _annotate(found: list[Found], out: Path) -> tuple[list[dict[str, str]], list[str]]:
    """The originals with comments (file, name), and why others have none."""
    done, not_done = [], []
    for number, one in enumerate(found):
        document = one.screening.document
        if one.original is None or document.format == "text" or not (document.forms or document.sections):
            continue  # inside an archive, plain text, or nothing to say
        name = f"annotated-{number:04}.{document.format}"
        try:
            annotate(one.screening, one.original, out / name)
        except ReadError as error:
            not_done.append(f"{document.source}：{error.message}")
        else:
            done.append({"file": name, "name": document.source})
    return done, not_done


def _bound(memory: int) -> None:
    """Cap the memory of this process where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
