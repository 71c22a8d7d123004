"""The folder a corpus is tagged into: data sets, receipts, and how both survive being killed.

    OUT/forms/KEY.parquet …     one shard a table and part; ``empty.parquet`` holds the columns alone
    OUT/_receipts/KEY.json      which items the shards KEY hold, with the hash of each and its rows
    OUT/_work/KEY/              a part that is done and not yet published
    OUT/_work/KEY.….tmp/        a part being done

A shard counts when its receipt stands.  A worker finishes a part by renaming its folder in ``_work``;
publishing moves the shards first and the receipt last.  So whatever the moment of a kill, starting
again publishes what is complete, deletes what is not, and does the rest.  Only the process that holds
the lock publishes or deletes: a worker that outlived its master leaves a folder in ``_work``, no row.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.corpus import shards
from narrative.corpus.parts import CorpusError, Format, Item
from narrative.tables import TABLES

RECEIPT = "receipt.json"
Key = tuple[str, int]
"""What an item is known by: path and first row."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it was tagged: the SHA-256 of its bytes ("" when unreadable) and its rows by table.

    ``documents`` counts the documents read, several in an archive and one in a table at its first stretch;
    ``without_form`` those of them that hold no form where one might be.
    """

    item: Item
    sha256: str
    rows: Mapping[str, int]
    documents: int = 0
    without_form: int = 0

    @property
    def key(self) -> Key:
        """What the item is known by."""
        return self.item.path, self.item.start


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the shards of one key hold, in order; ``replaces`` is the key of shards they stand for."""

    key: str
    facts: Mapping[str, str]
    entries: tuple[Entry, ...]
    replaces: str = ""

    def dump(self, path: Path) -> None:
        """Write it and wait until it is on the disk."""
        lines = [
            [*(i.path, i.size, i.mtime, i.ctime, i.start), *(e.sha256, e.rows, e.documents, e.without_form)]
            for e in self.entries
            for i in (e.item,)
        ]
        data = {"key": self.key, "facts": self.facts, "replaces": self.replaces, "items": lines}
        path.write_text(json.dumps(data, ensure_ascii=True), encoding="ascii")
        shards.sync(path)

    @staticmethod
    def load(path: Path) -> Receipt:
        """Read one."""
        data = json.loads(path.read_text(encoding="ascii"))
        entries = tuple(Entry(Item(*line[:5]), *line[5:]) for line in data["items"])
        return Receipt(data["key"], data["facts"], entries, data["replaces"])


class Store:
    """The data sets of one corpus (see the module)."""

    def __init__(self, out: str | os.PathLike[str], format_: Format = "parquet") -> None:
        self.out, self.format = Path(out), format_
        self.work, self.receipts = self.out / "_work", self.out / "_receipts"

    @contextmanager
    def opened(self, *, afresh: bool = False) -> Iterator[Store]:
        """Hold the folder for one process, emptied when ``afresh``; no rest of work stays when all went well."""
        self.out.mkdir(parents=True, exist_ok=True)
        with _locked(self.out / "_lock"):
            for folder in (self.receipts, self.work, *(self.out / table for table in TABLES)):
                if afresh and folder.exists():
                    shutil.rmtree(folder)
                folder.mkdir(exist_ok=True)
            yield self
            shutil.rmtree(self.work)

    def all(self) -> Iterator[Receipt]:
        """The receipts that stand."""
        return (Receipt.load(path) for path in sorted(self.receipts.glob("*.json")))

    def facts(self) -> Mapping[str, str] | None:
        """The settings the rows were made with; None while there are none."""
        return next((receipt.facts for receipt in self.all()), None)

    def recover(self) -> None:
        """Make the folder whole after a kill: see the module."""
        for receipt in [one for one in self.waiting() if one.replaces]:
            self.publish(receipt.key)
        for old in [receipt.replaces for receipt in self.all() if receipt.replaces]:
            self.remove(old)
        for folder in sorted(self.work.iterdir()):
            if folder.is_dir() and not (folder / RECEIPT).exists():
                shutil.rmtree(folder)
        live = {path.stem for path in self.receipts.glob("*.json")} | {folder.name for folder in self.work.iterdir()}
        for table in TABLES:
            for shard in (self.out / table).iterdir():
                if shard.stem not in live and not shard.stem.startswith(("empty", "across-")):
                    shard.unlink()

    def waiting(self) -> Iterator[Receipt]:
        """Parts that are done and not yet published."""
        return (Receipt.load(path) for path in sorted(self.work.glob(f"*/{RECEIPT}")))

    def publish(self, key: str) -> Receipt:
        """Move the shards of a finished part into the data sets, its receipt last."""
        folder = self.work / key
        for shard in folder.iterdir():
            if shard.name != RECEIPT:
                shard.replace(self.shard(shard.stem, key))
        receipt = Receipt.load(folder / RECEIPT)
        (folder / RECEIPT).replace(self.receipts / f"{key}.json")
        folder.rmdir()
        return receipt

    def shard(self, table: str, key: str) -> Path:
        """Where the rows of a table from one part are."""
        return self.out / table / f"{key}.{self.format}"

    def remove(self, key: str) -> None:
        """Take the rows of a part out of the data sets, its receipt first."""
        (self.receipts / f"{key}.json").unlink(missing_ok=True)
        for table in TABLES:
            self.shard(table, key).unlink(missing_ok=True)

    def discard(self, key: str) -> None:
        """Delete a finished part that is not wanted any more, and what of it was moved already."""
        shutil.rmtree(self.work / key)
        if not (self.receipts / f"{key}.json").exists():
            self.remove(key)

    def drop(self, key: str, gone: Collection[Key]) -> None:
        """Take the rows of some items out of the shards of a part; those of the others stay."""
        receipt = Receipt.load(self.receipts / f"{key}.json")
        kept = tuple(entry for entry in receipt.entries if entry.key not in gone)
        if kept:
            self._copy(receipt, kept, gone)
        self.remove(key)

    def _copy(self, receipt: Receipt, kept: tuple[Entry, ...], gone: Collection[Key]) -> None:
        new = f"{receipt.key[:16]}-{len(kept)}"
        folder = self.work / new
        folder.mkdir()
        for table in TABLES:
            if (old := self.shard(table, receipt.key)).exists():
                stretches = list(_stretches(receipt.entries, table, gone))
                shards.keep(table, old, folder / f"{table}.{self.format}", stretches, self.format)
        Receipt(new, receipt.facts, kept, receipt.key).dump(folder / RECEIPT)
        self.publish(new)

    def show_columns(self) -> None:
        """Give every data set a shard without rows, so that a query over an empty table finds its columns."""
        for table in TABLES:
            path = self.shard(table, "empty")
            if self.format == "parquet" and not path.exists():
                whole = self.work / path.name
                shards.write(table, [], whole, self.format)
                whole.replace(path)


def _stretches(entries: Iterable[Entry], table: str, gone: Collection[Key]) -> Iterator[tuple[int, int]]:
    at = 0
    for entry in entries:
        count = entry.rows.get(table, 0)
        if count and entry.key not in gone:
            yield at, at + count
        at += count


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time; the system frees the lock of a process that was killed."""
    with path.open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            raise CorpusError(f"{path.parent} 正被另一个进程写入；等它结束，或换一个输出目录") from error
        yield


def _lock(file: Any) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
