"""Plain tables for other programs: JSON Lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from narrative import tables
from narrative.schema import ReadError
from narrative.screening import Screening
from narrative.tables import harmless


def write_jsonl(screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path) -> None:
    """One object a line; its key ``table`` says which table the row belongs to."""
    with path.open("w", encoding="utf-8") as out:
        for name, row in _all_rows(screenings, errors):
            values = dict(zip(tables.names(name), row, strict=True))
            out.write(json.dumps({"table": name, **values}, ensure_ascii=False) + "\n")


def write_csv(screenings: Iterable[Screening], errors: Iterable[ReadError], path: Path) -> list[Path]:
    """One file a table: ``out.csv`` holds the indicators, ``out.findings.csv`` and so on stand beside it.

    The files are UTF-8 with a byte-order mark, as Excel wants them.  Returns the paths written.
    """
    paths = {name: path if name == "indicators" else path.with_suffix(f".{name}.csv") for name in tables.TABLES}
    return _write_csv(screenings, errors, paths)


def write_folder(screenings: Iterable[Screening], errors: Iterable[ReadError], folder: Path) -> list[Path]:
    """Every table as a CSV file named after it."""
    folder.mkdir(parents=True, exist_ok=True)
    return _write_csv(screenings, errors, {name: folder / f"{name}.csv" for name in tables.TABLES})


def _write_csv(screenings: Iterable[Screening], errors: Iterable[ReadError], paths: dict[str, Path]) -> list[Path]:
    files = {name: path.open("w", encoding="utf-8-sig", newline="") for name, path in paths.items()}
    try:
        writers = {name: csv.writer(file) for name, file in files.items()}
        for name, writer in writers.items():
            writer.writerow(tables.names(name))
        for name, row in _all_rows(screenings, errors):
            writers[name].writerow([harmless(value) for value in row])
    finally:
        for file in files.values():
            file.close()
    return list(paths.values())


def _all_rows(screenings: Iterable[Screening], errors: Iterable[ReadError]) -> Iterator[tuple[str, tables.Row]]:
    for screening in screenings:
        for name, found in tables.rows(screening).items():
            for row in found:
                yield name, row
    for error in errors:
        yield "errors", tables.error_row(error)
