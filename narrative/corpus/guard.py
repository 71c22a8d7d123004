"""A part done in a child process that may die or hang: the function every executor runs.

The executor's own worker stays small and alive whatever a file does.  The child says which item it is
at; when it dies or falls silent for too long, that item is given up with an error row and the part
done again without it, in a new child.  No :mod:`multiprocessing`: nothing runs the caller's main module
again, so a plain script needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import BinaryIO, cast

from narrative.corpus._child import AT, WRITING_SECONDS
from narrative.corpus.parts import CorpusError, Part
from narrative.corpus.work import WRITING
from narrative.readers._child import child_environment, receive, send

PARTS_PER_CHILD, ITEMS_PER_CHILD = 64, 4096
"""Caches and format libraries grow with every document; a new child costs a second of start-up."""
START_SECONDS = 120.0
_TICK = 0.1


def run(part: Part) -> str:
    """Do a part, giving up the items that kill or stop their worker; returns its key.  Raises CorpusError."""
    while True:
        outcome = _attempt(part)
        if isinstance(outcome, str):
            return outcome
        part = outcome


def close() -> None:
    """End every child of this process, whatever it is doing."""
    with _lock:
        children = list(_all)
    for child in children:
        child.end()


class _Child:
    """One running child; ``at`` is the item it is at, None before its first word."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", "narrative.corpus._child"]
        self.process = subprocess.Popen(  # noqa: S603 (our own module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.at: int | None = None
        self.parts = self.items = 0
        self.timed_out = False
        self._deadline: float | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def do(self, part: Part) -> bytes:
        """Send a part and follow it; the pickled answer, or b"" when the child died or was stopped."""
        self.at = None
        self.parts += 1
        self.items += len(part.items)
        self._deadline = time.monotonic() + START_SECONDS
        try:
            send(cast("BinaryIO", self.process.stdin), pickle.dumps(part))
            while len(message := receive(cast("BinaryIO", self.process.stdout))) == AT.size:
                self.at = AT.unpack(message)[0]
                seconds = WRITING_SECONDS if self.at == WRITING else part.settings.seconds
                self._deadline = time.monotonic() + seconds
        except (OSError, ValueError):  # ValueError: its pipes were closed by end()
            return b""
        finally:
            self._deadline = None
        return message

    def end(self) -> None:
        """Stop it and close its pipes."""
        with _lock:
            _all.discard(self)
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError, ValueError):  # an unsent rest in the buffer of a dead child
                cast("BinaryIO", pipe).close()

    def _watch(self) -> None:
        while self.process.poll() is None:
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self.timed_out = True
                self.process.kill()
            time.sleep(_TICK)


_all: set[_Child] = set()
_idle: list[_Child] = []
_lock = threading.Lock()
_owner = 0


def _attempt(part: Part) -> str | Part:
    """The key; or the part without the item that ended its child."""
    child = _borrow()
    try:
        answer = child.do(part)
    except BaseException:
        child.end()
        raise
    if not answer:
        child.end()
        return _without(part, child)
    _give_back(child)
    outcome = pickle.loads(answer)  # noqa: S301 (from our child)
    if isinstance(outcome, CorpusError):
        raise outcome
    return cast("str", outcome)


def _without(part: Part, child: _Child) -> Part:
    if child.at is None or child.at == WRITING:
        raise CorpusError(
            "处理进程启动不了，或在写结果时被终止（内存或磁盘不足？）；已完成的部分都保留，再运行一次即接着做"
        )
    if child.timed_out:
        seconds = part.settings.seconds
        return part.skipping(child.at, "timeout", f"处理超过时限 {seconds:g} 秒，已停止")
    return part.skipping(child.at, "crashed", "文件使处理进程崩溃（多为文件损坏或内存不足），已跳过")


def _borrow() -> _Child:
    global _owner  # noqa: PLW0603 (a forked process must not talk to its parent's children)
    with _lock:
        if _owner != os.getpid():
            _all.clear()
            _idle.clear()
            _owner = os.getpid()
            atexit.register(close)
        while _idle:
            child = _idle.pop()
            if child.process.poll() is None:
                return child
            _all.discard(child)
        child = _Child()
        _all.add(child)
        return child


def _give_back(child: _Child) -> None:
    with _lock:
        if child.parts < PARTS_PER_CHILD and child.items < ITEMS_PER_CHILD:
            _idle.append(child)
            return
    child.end()
