"""Uploads in work: each is a folder, read and screened by one child with a limit of time and memory.

Folder of a job: ``in/`` holds the originals under numbers (never under names that came from outside) and
goes when the child has ended; ``out/`` holds the results; ``progress.json`` is written by the child.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from narrative.web.settings import Settings


class TooMuchError(Exception):
    """More than the page takes; the text is Chinese."""


@dataclass(slots=True)
class Upload:
    """One file of an upload: the name to show, and its bytes."""

    name: str
    data: bytes


@dataclass(slots=True)
class Job:
    """One upload; ``state`` is 等待, 处理中, 完成 or 失败."""

    folder: Path
    names: list[str]
    profile: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    state: str = "等待"
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
        with suppress(OSError, ValueError):
            done = int(json.loads((self.folder / "progress.json").read_text("utf-8"))["done"])
        return {"state": self.state, "done": done, "total": len(self.names), "message": self.message}

    def results(self) -> dict[str, Any]:
        """What the child wrote about its results (see ``worker``)."""
        found: dict[str, Any] = json.loads((self.out / "results.json").read_text("utf-8"))
        return found


class Jobs:
    """All uploads of a running page."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.root = Path(mkdtemp(prefix="narrative-"))  # readable by this user alone
        self._jobs: dict[str, Job] = {}
        self._places = asyncio.Semaphore(settings.at_once)

    def submit(self, uploads: Sequence[Upload], profile: str = "") -> Job:
        """Take an upload and start on it when there is room.  Raises TooMuchError."""
        self._expire()
        if sum(job.state in {"等待", "处理中"} for job in self._jobs.values()) >= self.settings.waiting:
            raise TooMuchError("正在处理的任务太多，请稍后再试")
        job = Job(Path(mkdtemp(dir=self.root)), [upload.name for upload in uploads], profile)
        (job.folder / "in").mkdir()
        for number, upload in enumerate(uploads):
            (job.folder / "in" / f"{number:04}").write_bytes(upload.data)
        job.out.mkdir()
        request = {"names": job.names, "profile": profile, "memory": self.settings.memory}
        (job.folder / "request.json").write_text(json.dumps(request), "utf-8")
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
        tasks = [job.task for job in self._jobs.values() if job.task]
        for key in list(self._jobs):
            self.remove(key)
        await asyncio.gather(*tasks, return_exceptions=True)
        shutil.rmtree(self.root, ignore_errors=True)

    async def _run(self, job: Job) -> None:
        async with self._places:
            job.state = "处理中"
            try:
                code = await self._work(job)
                job.state, job.message = ("完成", "") if code == 0 else ("失败", "处理程序中途停止，可能是内存不足")
            except TimeoutError:
                job.state, job.message = "失败", f"处理超过{self.settings.seconds:.0f}秒，已停止"
            finally:
                shutil.rmtree(job.folder / "in", ignore_errors=True)
                job.ended = time.monotonic()

    async def _work(self, job: Job) -> int:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "narrative.web.worker", str(job.folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            return await asyncio.wait_for(child.wait(), self.settings.seconds)
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()

    def _expire(self) -> None:
        now = time.monotonic()
        for key, job in list(self._jobs.items()):
            if job.ended and now - job.ended > self.settings.keep:
                self.remove(key)
