"""What a corpus costs, as ratios within one run.

    python benchmarks/corpus.py speed --forms 4000     one process against two, flatness, memory
    python benchmarks/corpus.py flat --sizes 500 1000 4000
    python benchmarks/corpus.py where --forms 500      where the time goes, and reading by format
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
            before = sum(cpu_of(process.pid) for process in processes)
            found = measured(DASK, str(folder), str(work / "dask"), address)
            found["cpu"] += sum(cpu_of(process.pid) for process in processes) - before
        told("Dask, 2 workers", found)
    print(f"processor time: Dask ÷ local {found['cpu'] / local['cpu']:.2f}")


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


def timed(job: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    started = time.process_time()
    for _ in range(repeat):
        found = job()
    return (time.process_time() - started) / repeat, found


def where(forms: int) -> None:
    from narrative import readers, tables
    from narrative.checks import check_case, check_corpus
    from narrative.corpus import shards
    from narrative.forms import recognise
    from narrative.quantity import quantities
    from narrative.screening import screen
    from narrative.tagging import suggest, tag_rows, tag_sentences

    with corpus(forms) as (folder, work):
        paths = [path for path in sorted(folder.rglob("*.txt")) if path.stat().st_size]
        raw = [path.read_bytes() for path in paths]
        warm = screen(recognise(readers.read(paths[0])))  # dictionaries and libraries are loaded once
        shards.write("forms", list(tables.rows(warm)["forms"]), work / "warm.parquet", "parquet")
        spent: dict[str, float] = {}
        spent["bytes from disk (floor of reading)"], _ = timed(lambda: [path.read_bytes() for path in paths])
        spent["reading"], documents = timed(lambda: [readers.read(path) for path in paths])
        spent["recognising"], documents = timed(lambda: [recognise(document) for document in documents])
        found = [form for document in documents for form in document.forms]
        texts = [text for form in found for text in texts_of(form)]
        spent["quantities without the counted thing (floor)"], _ = timed(
            lambda: [quantities(t, of=False) for t in texts]
        )
        spent["quantities"], _ = timed(
            lambda: [quantities(text, header=name) for form in found for text, name in cells_of(form)]
        )
        spent["tagging rows"], tags = timed(lambda: [tag_rows(form.indicators, kind=form.kind) for form in found])
        spent["wording suggestions"], _ = timed(
            lambda: [
                suggest(r, t)
                for form, some in zip(found, tags, strict=True)
                for r, three in zip(form.indicators, some, strict=True)
                for t in three
            ]
        )
        spent["tagging sentences"], _ = timed(lambda: [tag_sentences(t) for f in found for t in (f.goal, f.outcome)])
        spent["all of screening"], screened = timed(lambda: [screen(document) for document in documents])
        cases = [one.cases for one in screened]
        spent["checks"], _ = timed(
            lambda: [check_case(case) for some in cases for case in some] + [check_corpus(some) for some in cases]
        )
        spent["rows"], rows = timed(lambda: rows_of(screened, tables))
        spent["writing Parquet"], _ = timed(
            lambda: [shards.write(name, some, work / f"{name}.parquet", "parquet") for name, some in rows.items()]
        )
    whole = (
        spent["reading"] + spent["recognising"] + spent["all of screening"] + spent["rows"] + spent["writing Parquet"]
    )
    print(f"{len(found)} forms, {len(raw)} files, {1000 * whole / len(found):.2f} ms of processor time a form")
    for name, seconds in spent.items():
        print(f"  {name}: {1000 * seconds / len(found):.3f} ms a form, {seconds / whole:.1%}")
    by_format()


def texts_of(form: Any) -> Iterator[str]:
    return (text for text, _ in cells_of(form))


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
    """The same forms in every format the tests can make."""
    from narrative import readers

    formats = load(ROOT / "tests" / "readers" / "make_formats.py")
    pages = [formats.lay_out(form) for form in formats.samples()]
    with tempfile.TemporaryDirectory() as name:
        for suffix in ("html", "docx", "xlsx", "xls", "md"):
            make = getattr(formats, f"to_{suffix}", None)
            if make is None:
                continue
            paths = [Path(name) / f"{number}.{suffix}" for number in range(len(pages))]
            for path, page in zip(paths, pages, strict=True):
                made = make(page)
                path.write_bytes(made if isinstance(made, bytes) else made.encode())
            readers.read(paths[0])
            started = time.monotonic()
            for path in paths:
                readers.read(path)
            print(f"  reading {suffix}: {1000 * (time.monotonic() - started) / len(paths):.2f} ms a form by the clock")


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
