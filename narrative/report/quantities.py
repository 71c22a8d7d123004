"""The quantities of files as one table, and why a text is read as it is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from narrative import tables
from narrative.tables import harmless

if TYPE_CHECKING:
    from narrative.screening import Screening

SUFFIXES = (".csv", ".jsonl", ".xlsx")
_SHOWN = ("field", "text", "of", "kind", "low", "high", "unit", "relation", "per", "change", "place")


def write(screenings: Iterable[Screening], path: Path | None) -> None:
    """Write the table ``quantities`` to a file, or show it when ``path`` is None."""
    rows = (row for screening in screenings for row in tables.rows(screening)["quantities"])
    if path is None:
        _show(rows)
    elif path.suffix == ".jsonl":
        _write_jsonl(rows, path)
    elif path.suffix == ".xlsx":
        _write_xlsx(rows, path)
    else:
        _write_csv(rows, path)


def _write_jsonl(rows: Iterable[tables.Row], path: Path) -> None:
    names = tables.names("quantities")
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")


def _write_csv(rows: Iterable[tables.Row], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(tables.names("quantities"))
        writer.writerows([harmless(value) for value in row] for row in rows)


def _write_xlsx(rows: Iterable[tables.Row], path: Path) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("数量")
        sheet.freeze_panes(1, 0)
        sheet.write_row(
            0, 0, [column.meaning for column in tables.TABLES["quantities"]], book.add_format({"bold": True})
        )
        number = 0
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.autofilter(0, 0, max(number, 1), len(tables.names("quantities")) - 1)


def _show(rows: Iterable[tables.Row]) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    names, meanings = tables.names("quantities"), {c.name: c.meaning for c in tables.TABLES["quantities"]}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in _SHOWN:
        table.add_column(meanings[name].partition("：")[0].partition("（")[0], overflow="fold")
    for row in rows:
        values = dict(zip(names, row, strict=True))
        table.add_row(*(escape(_printed(values[name])) for name in _SHOWN))
    Console(highlight=False).print(table)


def _printed(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def why_lines(text: str) -> Iterator[str]:
    """Every reading of a text in order: what was taken by which rule, what is no quantity, what another rule beat."""
    from narrative.quantity import why

    for one in why(text):
        verdict = "取" if one.won else "不是数量" if one.quantity else "落选"
        yield f"［{one.start}:{one.end}］{one.text}　{verdict}（规则“{one.rule}”）：{one.reason}"
