"""Doing a part: the one plain function that reads items and leaves whole shards behind."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from narrative import tables
from narrative.corpus import shards
from narrative.corpus.parts import CorpusError, Part, Settings
from narrative.corpus.store import RECEIPT, Entry, Receipt
from narrative.corpus.tabular import TableRow, stretch_rows
from narrative.reading import read_all
from narrative.schema import Document, ReadError
from narrative.screening import screen
from narrative.tables import Row

Beat = Callable[[int], None]
WRITING = -1


def do(part: Part, beat: Beat = lambda _: None) -> str:
    """Do a part and return its key; its shards and receipt then stand in ``OUT/_work/KEY``.

    Nothing is done when they stand there already.  ``beat`` is called with the index of an item before
    each document, and with WRITING before the shards are written.  Raises CorpusError when the output
    cannot be written; an item that cannot be read is an error row.
    """
    staged = Path(part.out) / "_work" / part.key
    try:
        if not (staged / RECEIPT).exists():
            _stage(part, staged, beat)
    except OSError as error:
        raise CorpusError(f"写不进 {part.out}：{error.strerror or error}") from error
    for item in part.items:
        if item.spooled:
            Path(item.spooled).unlink(missing_ok=True)
    return part.key


def _stage(part: Part, staged: Path, beat: Beat) -> None:
    found: dict[str, list[Row]] = {table: [] for table in tables.TABLES}
    entries = [_entry(part, index, found, beat) for index in range(len(part.items))]
    beat(WRITING)
    folder = staged.with_name(f"{part.key}.{uuid4().hex}.tmp")
    folder.mkdir()
    for table, rows in found.items():
        if rows:
            shards.write(table, rows, folder / f"{table}.{part.settings.format}", part.settings.format)
    Receipt(part.key, dict(part.facts), tuple(entries)).dump(folder / RECEIPT)
    try:
        os.rename(folder, staged)
    except OSError:  # another worker was faster: its rows are the same
        shutil.rmtree(folder)


def _entry(part: Part, index: int, found: dict[str, list[Row]], beat: Beat) -> Entry:
    """Add the rows of one item to ``found``."""
    before = {table: len(rows) for table, rows in found.items()}
    item = part.items[index]
    beat(index)
    digest = item.sha256 or digest_of(item.path)
    skip = next((one for one in part.skips if one.index == index), None)
    documents = without_form = 0
    if skip:
        found["errors"].append(tables.error_row(ReadError(item.path, skip.message, code=skip.code)))
    elif item.spooled:
        documents = int(item.start == 0)
        _add(found, stretch_rows(item, lambda: beat(index)))
    else:
        for rows in documents_rows(item.path, part.settings, lambda: beat(index)):
            _add(found, rows)
            documents += not any(table == "errors" for table, _ in rows)
            without_form += not any(table in {"errors", "forms"} for table, _ in rows)
    counts = {table: len(rows) - before[table] for table, rows in found.items() if len(rows) > before[table]}
    return Entry(item, digest, counts, documents, without_form)


def _add(found: dict[str, list[Row]], rows: Iterable[TableRow]) -> None:
    for table, row in rows:
        found[table].append(row)


def digest_of(path: str) -> str:
    """The SHA-256 of a file in hex; "" when it cannot be opened."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def documents_rows(path: str, settings: Settings, beat: Callable[[], None]) -> Iterator[list[TableRow]]:
    """The rows of each document in a file; of one that cannot be read, its error row."""
    source = path
    try:
        for found in read_all(path):
            beat()
            if isinstance(found, ReadError):
                yield [("errors", tables.error_row(found))]
            else:
                source = found.source
                yield _screened(found, settings)
    except MemoryError:
        yield [_failed(source, "memory", "处理所需内存超过上限")]
    except Exception as error:  # a fault of ours on one file must not cost the others
        yield [_failed(source, "internal", f"处理时出错（{type(error).__name__}：{error}），请把文件报给开发者")]


def _screened(document: Document, settings: Settings) -> list[TableRow]:
    """The rows of a document, all or none."""
    screening = screen(document, profile=settings.profile, options=settings.options)
    return [
        (table, row)
        for table, rows in tables.rows(screening).items()
        if settings.sentences or table != "sentences"
        for row in rows
    ]


def _failed(source: str, code: str, message: str) -> TableRow:
    return "errors", tables.error_row(ReadError(source, message, code=code))
