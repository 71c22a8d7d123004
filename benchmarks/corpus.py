"""What a corpus costs, as ratios within one run.

    python benchmarks/corpus.py speed --forms 4000     one process against two, flatness, memory
    python benchmarks/corpus.py flat --sizes 500 1000 4000
    python benchmarks/corpus.py where --forms 500      where the time goes, stage by stage and its floor
    python benchmarks/corpus.py dask --forms 2000      a Dask cluster against local processes

Processor time is that of the master and all its children; on a shared machine it says more than the
clock.  Memory is the largest sum of the resident sets of master and children.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import narrative

ROOT = Path(narrative.__file__).parents[1]
PAGE = os.sysconf("SC_PAGE_SIZE")


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@contextmanager
def corpus(forms: int) -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory() as name:
        load(ROOT / "corpora" / "generate.py").generate(Path(name) / "in", forms, broken=1)
        yield Path(name) / "in", Path(name)


def resident(pid: int) -> int:
    """Bytes held by a process and everything below it."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        threads = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except (OSError, ValueError):
        return 0
    return own + sum(map(resident, children))


def measured(code: str, *arguments: str) -> dict[str, float]:
    """Run a script; its clock, processor time (all and the master's own), peak memory and what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, env=environment)
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    printed = process.communicate()[0]
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"clock": time.monotonic() - started, "cpu": cpu, "peak": peak / 2**20, **json.loads(printed)}


TAG = """
import json, resource, sys, time
from narrative.corpus import tag
def run(**how):
    summary = tag([sys.argv[1]], sys.argv[2], **how)
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"own": own.ru_utime + own.ru_stime, "done": summary.done, "rows": sum(summary.rows.values())}))
"""
LOCAL = TAG + "run(workers=int(sys.argv[3]))"
DASK = (
    TAG
    + """
from distributed import Client
with Client(sys.argv[3]) as client, client.get_executor() as executor:
    client.wait_for_workers(2)
    run(executor=executor, workers=2)
"""
)


def told(name: str, found: dict[str, float]) -> None:
    each = 1000 * found["cpu"] / found["done"]
    print(
        f"{name}: {found['done']:.0f} files, {found['rows']:.0f} rows, clock {found['clock']:.1f} s, "
        f"cpu {found['cpu']:.1f} s ({each:.2f} ms a file; master {found['own']:.1f} s), peak {found['peak']:.0f} MB"
    )


def speed(forms: int) -> None:
    with corpus(forms) as (folder, work):
        one = measured(LOCAL, str(folder), str(work / "one"), "1")
        told("one process", one)
        two = measured(LOCAL, str(folder), str(work / "two"), "2")
        told("two processes", two)
    print(f"clock: two processes are {one['clock'] / two['clock']:.2f} × one")
    apart = max(one["own"], one["cpu"] - one["own"])
    halves = max(two["own"], (two["cpu"] - two["own"]) / 2)
    print(
        f"by processor time, were both cores free: {apart / halves:.2f} ×; cpu two ÷ one {two['cpu'] / one['cpu']:.2f}"
    )


def flat(sizes: list[int]) -> None:
    for size in sizes:
        with corpus(size) as (folder, work):
            told(f"{size} forms", measured(LOCAL, str(folder), str(work / "out"), "2"))


def dask(forms: int) -> None:
    engines = load(ROOT / "tests" / "corpus" / "engines.py")
    with corpus(forms) as (folder, work):
        local = measured(LOCAL, str(folder), str(work / "local"), "2")
        told("local processes", local)
        with engines.cluster(2) as (address, processes):
            wait_for_workers(address, 2)  # a cluster stands before the work comes; its start is not the work's
            idle = idling(processes)
            before = cpu_of_all(processes)
            found = measured(DASK, str(folder), str(work / "dask"), address)
            found["cpu"] += cpu_of_all(processes) - before
        told("Dask, 2 workers", found)
    ticking = idle * found["clock"]
    print(f"an idle cluster takes {idle:.1%} of a core: {ticking:.1f} s of processor time in this run")
    print(
        f"processor time: Dask ÷ local {found['cpu'] / local['cpu']:.2f}, "
        f"without idling {(found['cpu'] - ticking) / local['cpu']:.2f}"
    )


def idling(processes: list[subprocess.Popen[bytes]], seconds: float = 10) -> float:
    """The share of a core that a cluster takes while it does nothing."""
    time.sleep(2)
    before = cpu_of_all(processes)
    time.sleep(seconds)
    return (cpu_of_all(processes) - before) / seconds


def cpu_of_all(processes: list[subprocess.Popen[bytes]]) -> float:
    return sum(cpu_of(process.pid) for process in processes)


def wait_for_workers(address: str, number: int) -> None:
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(number)


def cpu_of(pid: int) -> float:
    """Processor seconds of a process, of what is below it, and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        threads = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(map(cpu_of, children))


# --------------------------------------------------------------------------------------------------
# Where the time goes


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    found = job()
    return time.process_time() - started, found


def where(forms: int) -> None:
    """Each stage of the way from bytes to shards, and its floor: what it could not do without."""
    from narrative import readers, tables
    from narrative.checks import Case, check_case, check_corpus
    from narrative.corpus import shards
    from narrative.forms import recognise
    from narrative.forms.fragment import printed
    from narrative.quantity import quantities
    from narrative.schema import Form
    from narrative.screening import screen
    from narrative.segment import words
    from narrative.tagging import tag_rows, tag_sentences

    with corpus(forms) as (folder, work):
        paths = [path for path in sorted(folder.rglob("*.txt")) if path.stat().st_size]
        warm = screen(recognise(readers.read(paths[0])))  # dictionaries and libraries are loaded once
        shards.write("forms", list(tables.rows(warm)["forms"]), work / "warm.parquet", "parquet")
        spent: list[tuple[str, float, str, float]] = []

        def stage(name: str, job: Callable[[], Any], floor_name: str, floor: Callable[[], Any]) -> Any:
            cost, made = timed(job)
            spent.append((name, cost, floor_name, timed(floor)[0]))
            return made

        blocks = stage(
            *("reading txt", lambda: [readers.read(path) for path in paths]),
            *("bytes decoded", lambda: [path.read_bytes().decode() for path in paths]),
        )
        documents = stage(
            *("recognising", lambda: [recognise(document) for document in blocks]),
            *("every cell tidied once", lambda: [printed(cell) for document in blocks for cell in cells_in(document)]),
        )
        found = [form for document in documents for form in document.forms]
        cells = [cell for form in found for cell in cells_of(form)]
        stage(
            *("quantities", lambda: [quantities(text, header=name) for text, name in cells]),
            *("without the counted thing", lambda: [quantities(text, of=False) for text, _ in cells]),
        )
        stage(
            *("tagging rows", lambda: [tag_rows(form.indicators, kind=form.kind) for form in found]),
            *("words of the cells", lambda: [words(text) for text, _ in cells if len(text) < 60]),
        )
        stage(
            *("tagging sentences", lambda: [tag_sentences(text) for f in found for text in (f.goal, f.outcome)]),
            *("words of the text", lambda: [words(text) for f in found for text in (f.goal, f.outcome)]),
        )
        screening, screened = timed(lambda: [screen(document) for document in documents])
        cases = [replace(case) for one in screened for case in one.cases]  # without what was remembered
        stage(
            *("checks", lambda: [check_case(case) + check_corpus([case]) for case in cases]),
            *("checks of empty forms", lambda: [check_case(Case(Form(), profile=c.profile)) for c in cases]),
        )
        rows, made = timed(lambda: rows_of(screened, tables))
        stage(
            *("writing Parquet", lambda: write_all(made, work)),
            *("bytes to the disk", lambda: [copied(path) for path in sorted(work.glob("*.parquet"))]),
        )
    costs = {name: cost for name, cost, _, _ in spent}
    whole = costs["reading txt"] + costs["recognising"] + screening + rows + costs["writing Parquet"]
    print(f"{len(found)} forms, {1000 * whole / len(found):.2f} ms of processor time a form")
    print(f"  screening in all {1000 * screening / len(found):.2f} ms, rows {1000 * rows / len(found):.2f} ms")
    for name, cost, floor_name, floor in spent:
        each, least = (1000 * seconds / len(found) for seconds in (cost, floor))
        print(f"  {name}: {each:.2f} ms a form, {cost / whole:.0%}; floor, {floor_name}: {least:.2f} ms")
    by_format()


def write_all(rows: dict[str, list[Any]], work: Path) -> None:
    from narrative.corpus import shards

    for name, some in rows.items():
        shards.write(name, some, work / f"{name}.parquet", "parquet")


def copied(path: Path) -> None:
    from narrative.corpus import shards

    copy = path.with_suffix(".copy")
    copy.write_bytes(path.read_bytes())
    shards.sync(copy)


def cells_in(document: Any) -> Iterator[Any]:
    return (cell for block in document.blocks for cell in getattr(block, "cells", ()))


def cells_of(form: Any) -> Iterator[tuple[str, str]]:
    yield from ((form.goal, ""), (form.outcome, ""))
    for row in form.indicators:
        yield from ((row.target, row.name), (row.actual, row.name), (row.reason, ""))


def rows_of(screened: list[Any], tables: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for screening in screened:
        for name, some in tables.rows(screening).items():
            found.setdefault(name, []).extend(some)
    return found


def by_format() -> None:
    """The same forms in every format made without an office program; all formats: benchmarks/readers.py."""
    from narrative import readers

    formats = load(ROOT / "tests" / "readers" / "make_formats.py")
    pages = [formats.lay_out(form) for form in formats.samples()]
    with tempfile.TemporaryDirectory() as name:
        for suffix in ("html", "docx", "xlsx", "md"):
            make = getattr(formats, f"to_{suffix}")
            paths = [Path(name) / f"{number}.{suffix}" for number in range(len(pages))]
            for path, page in zip(paths, pages, strict=True):
                path.write_bytes(make(page))
            readers.read(paths[0])
            seconds, _ = timed(lambda some=paths: [readers.read(path) for path in some])
            print(f"  reading {suffix}: {1000 * seconds / len(paths):.2f} ms a form")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("speed", "flat", "where", "dask"))
    parser.add_argument("--forms", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000])
    arguments = parser.parse_args()
    if arguments.what == "flat":
        flat(arguments.sizes)
    else:
        {"speed": speed, "where": where, "dask": dask}[arguments.what](arguments.forms)


if __name__ == "__main__":
    main()
