"""One contract for all engines: equal rows, whatever runs the parts and whatever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

import narrative
from narrative.corpus import CorpusError, Settings, guard, tag
from narrative.corpus.engine import Engine
from narrative.corpus.parts import Item, Part

from .conftest import Rows, rows_of, sources_of
from .engines import cluster, dask, local_processes, made_pool, one_process, process_pool, start

Make = Callable[..., Path]

# A stand-in for files that hang, kill or swell what reads them: files of these names do so in every child.
TRAPS = """
import os, sys, time
from narrative.corpus import work
whole = work.read_all
def read_all(path):
    if "挂起" in path:
        time.sleep(600)
    if "崩溃" in path:
        os.kill(os.getpid(), 9)
    if "膨胀" in path:
        held = [bytearray(1 << 26) for _ in range(100)]
    if "内错" in path:
        raise RuntimeError("不该发生")
    return whole(path)
work.read_all = read_all
"""


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    out = tmp_path_factory.mktemp("expected")
    tag([corpus], out, workers=0)
    return rows_of(out)


ENGINES = [
    one_process,
    local_processes,
    process_pool,
    pytest.param(made_pool, marks=pytest.mark.heavy),
    pytest.param(dask, marks=pytest.mark.heavy),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_rows(engine: Any, corpus: Path, tmp_path: Path, expected: Rows) -> None:
    with engine() as how:
        summary = tag([corpus], tmp_path, **how)
    assert (summary.done, summary.failed) == (16, 2)
    assert rows_of(tmp_path) == expected


@pytest.mark.heavy
@pytest.mark.parametrize("victim", ["worker", "nanny"])
def test_a_dask_worker_that_is_killed_loses_nothing(victim: str, make: Make, tmp_path: Path) -> None:
    folder = make(160, broken=5)
    with cluster(3) as (address, processes):
        from distributed import Client

        with Client(address) as client, client.get_executor() as executor:
            client.wait_for_workers(3)
            pids = client.run(os.getpid)
            killed: list[int] = []

            def kill_one(_: Any) -> None:
                if not killed:
                    killed.append(next(iter(pids.values())) if victim == "worker" else processes[1].pid)
                    os.kill(killed[0], signal.SIGKILL)

            summary = tag([folder], tmp_path / "out", executor=executor, workers=3, progress=kill_one)
    assert killed
    assert summary.done == 160
    tag([folder], tmp_path / "plain", workers=2)
    assert rows_of(tmp_path / "out") == rows_of(tmp_path / "plain")


@pytest.fixture
def traps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "traps").mkdir()
    (tmp_path / "traps/sitecustomize.py").write_text(TRAPS, encoding="utf-8")
    guard.close()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "traps"))
    yield
    guard.close()


@pytest.mark.usefixtures("traps")
def test_a_file_that_stops_its_worker_costs_that_file(make: Make, tmp_path: Path) -> None:
    folder = make(4)
    codes = {"挂起": "timeout", "崩溃": "crashed", "膨胀": "memory", "内错": "internal"}
    for name in codes:
        (folder / f"{name}.txt").write_text("任何内容", encoding="utf-8")
    tag([folder], tmp_path / "out", workers=1, settings=Settings(seconds=10, memory_mb=1024))
    errors = rows_of(tmp_path / "out")["errors"]
    assert {Path(source).stem: code for source, _, code, _ in errors} == codes
    assert all(message for *_, message in errors)
    assert len(errors) == len(codes)
    assert len(sources_of(tmp_path / "out")) == 4


def test_a_child_gives_way_to_a_new_one_after_so_many_items(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children: list[int] = []

    class Counted(guard._Child):
        def __init__(self) -> None:
            super().__init__()
            children.append(self.process.pid)

    guard.close()
    monkeypatch.setattr(guard, "_Child", Counted)
    monkeypatch.setattr(guard, "ITEMS_PER_CHILD", 8)
    tag([make(20)], tmp_path / "out", workers=1)  # parts of 8, 8 and 4
    assert len(set(children)) == 3
    assert len(sources_of(tmp_path / "out")) == 20


def test_a_plain_script_needs_no_main_guard(corpus: Path, tmp_path: Path, expected: Rows) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom narrative.corpus import tag\nprint(tag([sys.argv[1]], sys.argv[2], workers=2).done)\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(script), str(corpus), str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(Path(narrative.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "16"
    assert rows_of(tmp_path / "out") == expected


def test_children_end_with_a_master_that_is_killed(make: Make, tmp_path: Path) -> None:
    folder = make(40)
    code = "import sys; from narrative.corpus import tag; tag([sys.argv[1]], sys.argv[2], workers=2)"
    master = start([sys.executable, "-c", code, str(folder), str(tmp_path / "out")])
    children = wait_for(lambda: children_of(master.pid))
    master.kill()
    master.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and alive(pid) for pid in children))
    tag([folder], tmp_path / "out", workers=0)
    assert len(sources_of(tmp_path / "out")) == 40


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += (thread / "children").read_text().split()
    return [int(name) for name in found]


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


# --------------------------------------------------------------------------------------------------
# Workers that die under the engine itself


class BrokenPool(Executor):
    """An executor whose worker dies of one path, and then is good for nothing any more."""

    def __init__(self, poison: str) -> None:
        self.poison, self.broken = poison, False

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        from concurrent.futures import BrokenExecutor

        if self.broken:
            raise BrokenExecutor("worker died")
        future: Future[Any] = Future()
        (part,) = args
        given_up = {skip.index for skip in part.skips}
        if any(item.path == self.poison and number not in given_up for number, item in enumerate(part.items)):
            self.broken = True
            future.set_exception(BrokenExecutor("worker died"))
        else:
            future.set_result(part)
        return future


def parts(count: int, each: int) -> Iterator[Part]:
    for number in range(count):
        items = tuple(Item(f"{number}-{one}") for one in range(each))
        yield Part("out", f"k{number}", items, Settings(), ())


@pytest.mark.parametrize("poison", [f"{number}-{one}" for number in (0, 3, 5) for one in (0, 2, 6)])
def test_the_file_that_kills_workers_is_found(poison: str) -> None:
    pools: list[BrokenPool] = []

    def make_pool() -> Executor:
        pools.append(BrokenPool(poison))
        return pools[-1]

    done: list[Any] = list(Engine(make_pool(), 4, make_pool).run(parts(6, 7)))
    assert sorted(item.path for part in done for item in part.items) == sorted(
        item.path for part in parts(6, 7) for item in part.items
    )
    given_up = [part.items[skip.index].path for part in done for skip in part.skips]
    assert given_up == [poison]
    assert len({part.key for part in done}) == len(done)


def test_a_broken_executor_that_cannot_be_made_anew_is_told() -> None:
    with pytest.raises(CorpusError, match="再运行一次即接着做"):
        list(Engine(BrokenPool("1-0"), 2).run(parts(3, 2)))


def test_a_failure_that_is_no_death_is_not_blamed_on_a_file() -> None:
    class Foreign(Executor):
        def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(ModuleNotFoundError("No module named 'narrative'"))
            return future

    with pytest.raises(CorpusError, match="ModuleNotFoundError"):
        list(Engine(Foreign(), 2).run(parts(3, 2)))


def test_an_output_that_cannot_be_written_is_told(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("narrative.corpus.shards.write", full)
    with pytest.raises((CorpusError, OSError), match="No space left"):
        tag([corpus], tmp_path, workers=0)
