"""Tagging a corpus from start to end: recover, find, drop what is outdated, do the rest, look across."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrative.corpus.engine import Engine, MakeExecutor, local
from narrative.corpus.manifest import Manifest
from narrative.corpus.parts import CorpusError, Item, Part, Settings, part_of
from narrative.corpus.store import Receipt, Store
from narrative.corpus.walking import roots_of, walk

if TYPE_CHECKING:
    from narrative.corpus.tabular import Columns

MOST_ITEMS, LEAST_ITEMS = 256, 8
PARTS_A_WORKER = 20  # enough parts for the workers to end together
MOST_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class Summary:
    """How far a run is: items found, of these unchanged and kept, and to do; done by now; entries dropped.

    ``errors`` counts the error rows of what was done now, ``failed`` all that stand in the output,
    ``rows`` the rows done now by table.
    """

    found: int = 0
    kept: int = 0
    todo: int = 0
    done: int = 0
    dropped: int = 0
    errors: int = 0
    failed: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def count(self, receipt: Receipt) -> None:
        """Add a part that is done."""
        self.done += len(receipt.entries)
        for entry in receipt.entries:
            self.failed += entry.rows.get("errors", 0)
            self.errors += entry.rows.get("errors", 0)
            for table, number in entry.rows.items():
                self.rows[table] = self.rows.get(table, 0) + number


Progress = Callable[[Summary], None]


def tag(
    paths: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    settings: Settings | None = None,
    executor: Executor | MakeExecutor | None = None,
    workers: int | None = None,
    columns: Columns | None = None,
    redo: bool = False,
    retry: bool = False,
    across: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Tag every file at or below ``paths`` into the data sets of the folder ``out``.

    Started again it goes on: files whose bytes have not changed are not done again, the rows of changed
    ones are replaced, those of files gone from below ``paths`` vanish; files elsewhere stay.

    ``executor`` is any ``concurrent.futures`` executor, or a function that makes one (then a broken one
    is replaced); by default ``workers`` local processes (all cores; 0: this process).  With an executor
    ``workers`` tells how many parts may run at once.  ``columns`` takes each file as a table with these
    columns instead of a form.  ``redo`` starts afresh, as it must when ``settings`` decide rows
    differently from those in ``out``; ``retry`` does the files with errors again.  ``across`` adds the
    checks between files.  ``progress`` is called after each part.  Raises CorpusError; a file that
    cannot be read is an error row.
    """
    started = time.monotonic()
    settings = settings or Settings()
    facts = settings.facts()
    roots, store, summary = roots_of(paths), Store(out, settings.format), Summary()
    workers = (os.cpu_count() or 1) if workers is None else workers
    with store.opened(afresh=redo), _manifest(store) as manifest:
        _recover(store, manifest, facts)
        summary.found = manifest.find(walk(roots, os.path.abspath(out)))
        _drop_outdated(store, manifest, roots, summary, retry=retry)
        summary.failed = manifest.errors()
        if columns:
            from narrative.corpus.spooling import stretches

            parts = stretches(store, manifest, settings, facts, columns)
        else:
            summary.todo = manifest.count_todo()
            summary.kept = summary.found - summary.todo
            parts = _parts(store, manifest, settings, facts, most_items(summary.todo, workers))
        with _executor(executor, workers) as engine:
            for key in engine.run(parts):
                summary.count(store.publish(key))
                summary.seconds = time.monotonic() - started
                if progress:
                    progress(summary)
        if not columns and settings.format == "parquet":
            from narrative.corpus.across import look_across

            look_across(store, settings.options, wanted=across)
    summary.seconds = time.monotonic() - started
    return summary


@contextmanager
def _manifest(store: Store) -> Iterator[Manifest]:
    manifest = Manifest(store.work / "manifest.sqlite")
    try:
        yield manifest
    finally:
        manifest.close()


def _recover(store: Store, manifest: Manifest, facts: Mapping[str, str]) -> None:
    """Bring the folder into order and note what stands."""
    if differing := [f"{name}：{old}" for name, old in (store.facts() or facts).items() if facts.get(name) != old]:
        told = "；".join(differing)
        raise CorpusError(f"{store.out} 里的数据是用别的设置做的（{told}）；换一个输出目录，或用 redo 全部重做")
    store.recover()
    for receipt in store.all():
        manifest.add(receipt)
    for receipt in list(store.waiting()):
        if receipt.facts == facts and manifest.add(receipt):
            store.publish(receipt.key)
        else:
            store.discard(receipt.key)
    store.show_columns()


def _drop_outdated(store: Store, manifest: Manifest, roots: list[str], summary: Summary, *, retry: bool) -> None:
    for part, gone in list(manifest.outdated(roots, retry=retry)):
        store.drop(part, gone)
        summary.dropped += len(gone)


def most_items(todo: int, workers: int) -> int:
    """How many items a part holds at most: few enough to share the work out, many enough for few shards."""
    return min(MOST_ITEMS, max(LEAST_ITEMS, todo // (max(workers, 1) * PARTS_A_WORKER)))


def _parts(store: Store, manifest: Manifest, settings: Settings, facts: Mapping[str, str], most: int) -> Iterator[Part]:
    out = os.path.abspath(store.out)
    items: list[Item] = []
    size = 0
    for item in manifest.todo():
        if items and (len(items) >= most or size + item.size > MOST_BYTES):
            yield part_of(out, tuple(items), settings, facts)
            items, size = [], 0
        items.append(item)
        size += item.size
    if items:
        yield part_of(out, tuple(items), settings, facts)


@contextmanager
def _executor(executor: Executor | MakeExecutor | None, workers: int) -> Iterator[Engine]:
    if isinstance(executor, Executor):
        yield Engine(executor, 2 * max(workers, 1))
    elif executor is not None:
        engine = Engine(executor(), 2 * max(workers, 1), executor)
        try:
            yield engine
        finally:
            engine.executor.shutdown(wait=True, cancel_futures=True)
    else:
        with local(workers) as made:
            yield Engine(made, max(2 * workers, 1))
