"""The engines that parts run on, each as a context that gives the arguments of ``tag``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import narrative


@contextmanager
def one_process() -> Iterator[dict[str, Any]]:
    yield {"workers": 0}


@contextmanager
def local_processes() -> Iterator[dict[str, Any]]:
    yield {"workers": 2}


@contextmanager
def process_pool() -> Iterator[dict[str, Any]]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield {"executor": pool, "workers": 2}


@contextmanager
def made_pool() -> Iterator[dict[str, Any]]:
    yield {"executor": lambda: ProcessPoolExecutor(1, mp_context=get_context("spawn")), "workers": 1}


@contextmanager
def dask() -> Iterator[dict[str, Any]]:
    with cluster(2) as (address, _):
        from distributed import Client

        with Client(address) as client, client.get_executor() as executor:
            yield {"executor": executor, "workers": 2}


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers as processes of their own, as on a cluster; each worker has its nanny."""
    pytest.importorskip("distributed")
    port = 18000 + os.getpid() % 2000
    address = f"tcp://127.0.0.1:{port}"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    started = [start([*command, "--no-dashboard"])]
    for _ in range(workers):
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
        started.append(start([*worker, "--death-timeout", "60"]))
    try:
        yield address, started
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    root = str(Path(narrative.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
