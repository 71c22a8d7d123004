"""Identical and nearly identical indicator blocks and narratives across projects and years.

Texts that read the same are one; each distinct text gets a MinHash signature (datasketch) over its
four-character shingles; texts that share a band of their signatures are candidates, and near when the
signatures agree enough.  So no pair is compared that shares no band.  Everything but the candidates
lies in a scratch SQLite file.
"""

from __future__ import annotations

import sqlite3
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative.corpus import arrow

if TYPE_CHECKING:
    import pyarrow as pa

THRESHOLD = 0.8
BANDS, WIDTH = 12, 5  # finds 99 % of the pairs at 0.8, 91 % at 0.7, 3 % at 0.3
SHINGLE = 4
LEAST_ROWS, LEAST_CHARACTERS = 3, 40
"""What is shorter is alike by chance."""
KINDS = {"block": "指标", "outcome": "完成情况", "goal": "年度目标"}
_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE text (id INTEGER PRIMARY KEY, kind TEXT, digest BLOB, signature BLOB, sample TEXT, UNIQUE (kind, digest));
CREATE TABLE band (number INT, key BLOB, text INT);
CREATE TABLE use (text INT, doc_id TEXT, source TEXT, form_no INT, project TEXT, year INT, department TEXT);
"""


@dataclass(frozen=True, slots=True)
class Use:
    """A form that a text stands on."""

    doc_id: str
    source: str
    form_no: int
    project: str
    year: int | None
    department: str


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are nearly the same: a sample, the forms they stand on, and the lowest likeness to the first.

    ``likeness`` is the Jaccard index of the shingles as the signatures estimate it; 1.0 for identical texts.
    """

    kind: str
    sample: str
    uses: Sequence[Use]
    likeness: float


def near_duplicates(out: str | Path, *, threshold: float = THRESHOLD, scratch: str | Path = "") -> Iterator[Group]:
    """The groups of a tagged corpus that span several projects, years or departments, the largest first.

    ``scratch`` is where the SQLite file goes; by default a file that SQLite deletes itself.
    """
    db = sqlite3.connect(str(scratch))
    try:
        db.executescript(_TABLES)
        for forms, indicators in arrow.pairs(Path(out)):
            with db:
                _note(db, forms, indicators)
        db.executescript("CREATE INDEX by_band ON band (number, key); CREATE INDEX by_text ON use (text);")
        groups = [(sum(_uses(db, text) for text in texts), texts) for texts in _groups(db, threshold)]
        for _, texts in sorted(groups, key=lambda item: (-item[0], item[1])):
            group = _group(db, texts)
            if len({(use.project, use.year, use.department) for use in group.uses}) > 1:
                yield group
    finally:
        db.close()


def write(groups: Iterator[Group], path: Path) -> Iterator[Group]:
    """Pass the groups on, and write every use of each as a row of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"group": pa.int32(), "form_no": pa.int32(), "year": pa.int32(), "likeness": pa.float64()}
    names = ("group", "kind", "likeness", "doc_id", "source", "form_no", "project", "year", "department")
    schema = pa.schema([(name, types.get(name, pa.string())) for name in names])
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for number, group in enumerate(groups, 1):
            rows = [
                (number, group.kind, group.likeness, u.doc_id, u.source, u.form_no, u.project, u.year, u.department)
                for u in group.uses
            ]
            columns = [list(column) for column in zip(*rows, strict=True)]
            writer.write_table(pa.Table.from_pydict(dict(zip(names, columns, strict=True)), schema=schema))
            yield group


# --------------------------------------------------------------------------------------------------
# Texts and signatures


def _note(db: sqlite3.Connection, forms: pa.Table, indicators: pa.Table) -> None:
    """Note the texts of the forms of one part."""
    blocks = _blocks(indicators)
    for form in forms.to_pylist():
        texts = {
            "block": blocks.get((form["source"], form["form_no"]), ""),
            "outcome": form["outcome"],
            "goal": form["goal"],
        }
        use = tuple(form[name] for name in ("doc_id", "source", "form_no", "project", "year", "department"))
        for kind, text in texts.items():
            if len(plain := _plain(text)) >= LEAST_CHARACTERS:
                db.execute("INSERT INTO use VALUES (?, ?, ?, ?, ?, ?, ?)", (_text(db, kind, plain, text), *use))


def _blocks(indicators: pa.Table) -> dict[tuple[str, int], str]:
    """The names and targets of each form with enough rows."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    columns = (indicators.column(name).to_pylist() for name in ("source", "form_no", "indicator", "target"))
    for source, form_no, name, target in zip(*columns, strict=True):
        found[source, form_no].append(f"{name} {target}")
    return {key: "\n".join(rows) for key, rows in found.items() if len(rows) >= LEAST_ROWS}


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _text(db: sqlite3.Connection, kind: str, plain: str, text: str) -> int:
    """The number of a text; a new one is signed."""
    digest = blake2b(plain.encode("utf-8", "replace"), digest_size=16).digest()
    known = db.execute("SELECT id FROM text WHERE kind = ? AND digest = ?", (kind, digest)).fetchone()
    if known:
        return int(known[0])
    signature = sign(plain)
    insert = "INSERT INTO text (kind, digest, signature, sample) VALUES (?, ?, ?, ?)"
    number = db.execute(insert, (kind, digest, signature.tobytes(), text[:200])).lastrowid or 0
    bands = (signature[n * WIDTH : (n + 1) * WIDTH].tobytes() for n in range(BANDS))
    keys = (kind.encode() + blake2b(band, digest_size=8).digest() for band in bands)
    db.executemany("INSERT INTO band VALUES (?, ?, ?)", ((n, key, number) for n, key in enumerate(keys)))
    return number


def sign(plain: str) -> Any:
    """The MinHash signature of a text: a numpy array of BANDS × WIDTH integers."""
    from datasketch import MinHash

    shingles = {plain[at : at + SHINGLE] for at in range(max(len(plain) - SHINGLE + 1, 1))}
    made = MinHash(num_perm=BANDS * WIDTH, hashfunc=zlib.crc32)
    made.update_batch([shingle.encode("utf-8", "replace") for shingle in shingles])
    return made.hashvalues.astype("uint32")


# --------------------------------------------------------------------------------------------------
# Groups


def _groups(db: sqlite3.Connection, threshold: float) -> list[list[int]]:
    """The texts that belong together: near ones, and single ones that stand on several forms."""
    parent: dict[int, int] = {}
    signature = _signatures(db)
    for _, lines in groupby(db.execute(_SHARED), lambda line: line[:2]):
        texts = [text for _, _, text in lines]
        for one, other in pairwise(texts):
            for near in {one, texts[0]}:
                roots = _root(parent, near), _root(parent, other)
                if roots[0] != roots[1] and likeness(signature(near), signature(other)) >= threshold:
                    parent[max(roots)] = min(roots)
    members: dict[int, list[int]] = defaultdict(list)
    for text in sorted(parent):
        members[_root(parent, text)].append(text)
    alone = [[text] for (text,) in db.execute(_REPEATED) if text not in parent]
    return [texts for texts in members.values() if len(texts) > 1 or _uses(db, texts[0]) > 1] + alone


_SHARED = """
SELECT number, key, text FROM band WHERE (number, key) IN
  (SELECT number, key FROM band GROUP BY number, key HAVING count(*) > 1) ORDER BY number, key, text
"""
_REPEATED = "SELECT text FROM use GROUP BY text HAVING count(*) > 1"


def _root(parent: dict[int, int], text: int) -> int:
    parent.setdefault(text, text)
    while parent[text] != text:
        parent[text] = parent[parent[text]]
        text = parent[text]
    return text


def _signatures(db: sqlite3.Connection) -> Callable[[int], Any]:
    from functools import lru_cache

    import numpy as np

    @lru_cache(maxsize=10_000)
    def signature(text: int) -> Any:
        return np.frombuffer(db.execute("SELECT signature FROM text WHERE id = ?", (text,)).fetchone()[0], "uint32")

    return signature


def likeness(one: Any, other: Any) -> float:
    """The share of shingles two texts have in common, as their signatures estimate it."""
    return float((one == other).mean())


def _uses(db: sqlite3.Connection, text: int) -> int:
    return int(db.execute("SELECT count(*) FROM use WHERE text = ?", (text,)).fetchone()[0])


def _group(db: sqlite3.Connection, texts: Sequence[int]) -> Group:
    signature = _signatures(db)
    kind, sample = db.execute("SELECT kind, sample FROM text WHERE id = ?", (texts[0],)).fetchone()
    select = "SELECT doc_id, source, form_no, project, year, department FROM use WHERE text = ?"
    uses = [Use(*line) for text in texts for line in db.execute(select, (text,))]
    lowest = min(likeness(signature(texts[0]), signature(text)) for text in texts)
    return Group(KINDS[kind], sample, uses, lowest)
