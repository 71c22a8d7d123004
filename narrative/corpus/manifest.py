"""What is to be done: the items found now against the entries of the receipts.

Both lists live in a scratch SQLite file, so that millions of files need no memory; the receipts
remain the truth and the file is made anew each time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from narrative.corpus.parts import Item
from narrative.corpus.store import Key, Receipt
from narrative.corpus.work import digest_of

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE done (path BLOB, start INT, size INT, mtime INT, ctime INT, sha256 TEXT, errors INT, part TEXT,
  PRIMARY KEY (path, start)) WITHOUT ROWID;
CREATE TABLE found (path BLOB PRIMARY KEY, size INT, mtime INT, ctime INT) WITHOUT ROWID;
"""
_NEW = """
SELECT f.path, f.size, f.mtime, f.ctime FROM found f LEFT JOIN done d USING (path)
WHERE d.path IS NULL ORDER BY f.path
"""
_TOUCHED = """
SELECT DISTINCT f.path, d.sha256 FROM found f JOIN done d USING (path)
WHERE (f.size, f.mtime, f.ctime) <> (d.size, d.mtime, d.ctime) OR d.sha256 = ''
"""


class Manifest:
    """The entries that stand and the items found (see the module)."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path)
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the scratch file."""
        self._db.close()

    def add(self, receipt: Receipt) -> bool:
        """Note the entries of a receipt; False, and nothing noted, when one of them is held by another part."""
        lines = [
            (
                os.fsencode(i.path),
                i.start,
                i.size,
                i.mtime,
                i.ctime,
                entry.sha256,
                entry.rows.get("errors", 0),
                receipt.key,
            )
            for entry in receipt.entries
            for i in (entry.item,)
        ]
        try:
            with self._db:
                self._db.executemany("INSERT INTO done VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
        except sqlite3.IntegrityError:
            return False
        return True

    def find(self, items: Iterable[Item]) -> int:
        """Note the items found; one found twice counts once.  Returns how many there are."""
        lines = ((os.fsencode(i.path), i.size, i.mtime, i.ctime) for i in items)
        with self._db:
            self._db.executemany("INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?)", lines)
        return self._count("SELECT count(*) FROM found")

    def outdated(self, roots: Iterable[str], *, retry: bool = False) -> Iterator[tuple[str, set[Key]]]:
        """The entries that must go, by part: files that changed, and files gone from below ``roots``.

        A file with another size or time is hashed, and stays when its bytes are the same.  ``retry``
        lets the entries with errors go too.
        """
        gone = [path for (path,) in self._db.execute(_GONE) if _below(path, roots)]
        changed = [path for path, sha256 in self._db.execute(_TOUCHED) if digest_of(os.fsdecode(path)) != sha256]
        failed = [
            path for (path,) in self._db.execute("SELECT path FROM done JOIN found USING (path) WHERE errors > 0")
        ]
        with self._db:
            self._db.execute("CREATE TEMP TABLE outdated (path BLOB PRIMARY KEY)")
            names = [*gone, *changed, *(failed if retry else ())]
            self._db.executemany("INSERT OR IGNORE INTO outdated VALUES (?)", ((name,) for name in names))
        lines = self._db.execute(
            "SELECT part, path, start FROM done JOIN outdated USING (path) ORDER BY part"
        ).fetchall()
        for part, group in groupby(lines, lambda line: str(line[0])):
            yield part, {(os.fsdecode(path), start) for _, path, start in group}
        with self._db:
            self._db.execute("DELETE FROM done WHERE path IN outdated")

    def todo(self) -> Iterator[Item]:
        """The items no part holds, by path."""
        for path, size, mtime, ctime in self._db.execute(_NEW):
            yield Item(os.fsdecode(path), size, mtime, ctime)

    def count_todo(self) -> int:
        """How many items no part holds."""
        return self._count("SELECT count(*) FROM found LEFT JOIN done USING (path) WHERE part IS NULL")

    def errors(self) -> int:
        """How many error rows stand."""
        return self._count("SELECT coalesce(sum(errors), 0) FROM done")

    def found(self) -> Iterator[Item]:
        """Every item found, by path."""
        for path, size, mtime, ctime in self._db.execute("SELECT path, size, mtime, ctime FROM found ORDER BY path"):
            yield Item(os.fsdecode(path), size, mtime, ctime)

    def stretches(self, path: str) -> set[int]:
        """The first rows of the stretches of a table that are done."""
        lines = self._db.execute("SELECT start FROM done WHERE path = ?", (os.fsencode(path),))
        return {start for (start,) in lines}

    def _count(self, query: str) -> int:
        return int(self._db.execute(query).fetchone()[0])


_GONE = "SELECT DISTINCT d.path FROM done d LEFT JOIN found f USING (path) WHERE f.path IS NULL"


def _below(path: bytes, roots: Iterable[str]) -> bool:
    name = os.fsdecode(path)
    return any(name == root or name.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
