"""Uploads in work: each is a folder, read and screened by one child with a limit of time and memory.

Folder of a job: ``in/`` holds the originals under numbers (never under names that came from outside) and
goes when the child has ended; ``out/`` holds the results; ``progress.json`` is written by the child.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO

from narrative.web.settings import Settings

WAITING, WORKING, DONE, FAILED = "等待", "处理中", "完成", "失败"


class TooMuchError(Exception):
    """More than the page takes; the text is Chinese."""


@dataclass(slots=True)
class Upload:
    """One file of an upload: the name to show, and its bytes."""

    name: str
    file: BinaryIO


@dataclass(slots=True)
class Job:
    """One upload; ``state`` is one of WAITING, WORKING, DONE, FAILED."""

    folder: Path
    names: list[str]
    profile: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    state: str = WAITING
    message: str = ""
    ended: float = 0.0
    task: asyncio.Task[None] | None = None

    @property
    def out(self) -> Path:
        """The folder of results."""
        return self.folder / "out"

    def progress(self) -> dict[str, Any]:
        """How far it is, for the page that waits."""
        done = 0
        with suppress(OSError, ValueError):  # not there yet, or half written
            done = int(json.loads((self.folder / "progress.json").read_text("utf-8"))["done"])
        return {"state": self.state, "done": done, "total": len(self.names), "message": self.message}

    def results(self) -> dict[str, Any]:
        """What the child wrote about its results (see ``worker``); empty while it is not done."""
        if self.state != DONE:
            return {"annotated": [], "not_annotated": [], "opinions": "", "forms": 0, "errors": []}
        found: dict[str, Any] = json.loads((self.out / "results.json").read_text("utf-8"))
        return found


class Jobs:
    """All uploads of a running page; made inside its event loop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.root = Path(mkdtemp(prefix="narrative-"))  # readable by this user alone
        self._jobs: dict[str, Job] = {}
        self._places = asyncio.Semaphore(settings.at_once)
        self._tidying = asyncio.create_task(self._tidy())

    def store(self, uploads: Sequence[Upload]) -> Path:
        """Copy an upload into a folder of its own.  Raises TooMuchError when too many wait already."""
        if sum(job.state in {WAITING, WORKING} for job in self._jobs.values()) >= self.settings.waiting:
            raise TooMuchError("正在处理的任务太多，请稍后再试")
        folder = Path(mkdtemp(dir=self.root))
        (folder / "in").mkdir()
        (folder / "out").mkdir()
        for number, upload in enumerate(uploads):
            with (folder / "in" / f"{number:04}").open("wb") as copy:
                shutil.copyfileobj(upload.file, copy)
        return folder

    def start(self, folder: Path, names: list[str], profile: str = "") -> Job:
        """Begin work on a stored upload, when there is room."""
        request = {"names": names, "profile": profile, "memory": self.settings.memory}
        (folder / "request.json").write_text(json.dumps(request), "utf-8")
        job = Job(folder, names, profile)
        self._jobs[job.key] = job
        job.task = asyncio.create_task(self._run(job))
        return job

    def get(self, key: str) -> Job | None:
        """The job of a key, if it is still there."""
        return self._jobs.get(key)

    def remove(self, key: str) -> None:
        """Stop a job and delete all that belongs to it."""
        job = self._jobs.pop(key, None)
        if job:
            if job.task:
                job.task.cancel()
            shutil.rmtree(job.folder, ignore_errors=True)

    async def close(self) -> None:
        """Stop everything and delete everything."""
        self._tidying.cancel()
        tasks = [job.task for job in self._jobs.values() if job.task]
        for key in list(self._jobs):
            self.remove(key)
        await asyncio.gather(*tasks, return_exceptions=True)
        shutil.rmtree(self.root, ignore_errors=True)

    async def _run(self, job: Job) -> None:
        try:
            async with self._places:
                job.state = WORKING
                code = await self._work(job)
            job.state, job.message = (DONE, "") if code == 0 else (FAILED, "处理程序中途停止，可能是内存不足")
        except TimeoutError:
            job.state, job.message = FAILED, f"处理超过{self.settings.seconds:g}秒，已停止"
        finally:
            shutil.rmtree(job.folder / "in", ignore_errors=True)
            job.ended = time.monotonic()

    async def _work(self, job: Job) -> int:
        command = (sys.executable, "-P", "-m", "narrative.web.worker", str(job.folder))
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=os.name == "posix",  # so that its own children can be ended with it
        )
        try:
            return await asyncio.wait_for(child.wait(), self.settings.seconds)
        finally:
            if child.returncode is None:
                await _end(child)

    async def _tidy(self) -> None:
        """Remove results that nobody fetched for too long, now and then."""
        while True:
            await asyncio.sleep(min(60.0, self.settings.keep))
            now = time.monotonic()
            for key, job in list(self._jobs.items()):
                if job.ended and now - job.ended > self.settings.keep:
                    self.remove(key)


async def _end(child: asyncio.subprocess.Process) -> None:
    """Stop a child and the children it has, whatever they are doing."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            stop = await asyncio.create_subprocess_exec(
                *("taskkill", "/F", "/T", "/PID", str(child.pid)), stdout=asyncio.subprocess.DEVNULL
            )
            await stop.wait()
        else:
            os.killpg(child.pid, signal.SIGKILL)
    await child.wait()
