"""Children that read (see ``_child``): lent to one caller at a time, ended on time-out, restarted on a crash.

A child keeps the memory limit it was started for: what it holds from files before would be room beyond
a lower one.  Never :mod:`multiprocessing`: a library that is called from a one-line script or a thread must not run
its caller's main module again.  A child serves many files; idle ones wait for the next file and end
with the process that started them.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import subprocess
import sys
import threading
from typing import Any, BinaryIO, cast

from narrative import schema
from narrative.readers._child import child_environment, receive, send
from narrative.readers._limits import Limits
from narrative.readers._sample import Sample
from narrative.schema import Document, ReadError

_FILES_PER_CHILD = 500  # format libraries leak; a fresh child costs 0.1 s
_VALUES = frozenset({"Block", "Cell", "Document", "Grid", "Note", "Paragraph", "Place", "_read_error"})


class _Child:
    """One running child, the memory limit it serves under and how many files it has served."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        command = [sys.executable, "-P", "-m", "narrative.readers._child"]
        self.process = subprocess.Popen(  # noqa: S603 (our own module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.served = 0
        self.timed_out = False

    def ask(self, message: bytes, seconds: float) -> bytes:
        """Send a request and wait for the answer; ``b""`` when the child died or ran out of time."""
        self.served += 1
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            send(cast("BinaryIO", self.process.stdin), message)
            return receive(cast("BinaryIO", self.process.stdout))
        except OSError:
            return b""
        finally:
            timer.cancel()

    def end(self) -> None:
        """Stop it, whatever it is doing, and close its pipes."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # an unsent rest in the buffer of a dead child
                continue
        self.process.wait()

    def _expire(self) -> None:
        self.timed_out = True
        self.process.kill()


_idle: list[_Child] = []
_lock = threading.Lock()
_owner = 0


def read(format_: str, sample: Sample, limits: Limits) -> Document:
    """Read ``sample`` in a child.  Raises ReadError: timeout, memory, crashed, or the reader's own."""
    by_ocr = format_ == "picture"
    seconds = limits.page_seconds * limits.ocr_pages if by_ocr else limits.seconds
    child = _borrow(limits.ocr_memory_bytes if by_ocr else limits.memory_bytes)
    try:
        request = (format_, sample.source, sample.data, limits, child.memory)
        answer = child.ask(pickle.dumps(request, protocol=5), seconds)
    except BaseException:
        child.end()
        raise
    if not answer:
        child.end()
        raise _death(child, sample.source, seconds)
    _give_back(child)
    return _unpack(answer, sample.source)


def _death(child: _Child, source: str, seconds: float) -> ReadError:
    if child.timed_out:
        return ReadError(source, f"读取超过时限 {seconds:g} 秒，已停止", code="timeout")
    return ReadError(source, "文件使读取程序崩溃，很可能已损坏", code="crashed")


def _borrow(memory: int) -> _Child:
    global _owner  # noqa: PLW0603 (a forked process must not talk to its parent's children)
    with _lock:
        if _owner != os.getpid():
            _idle.clear()
            _owner = os.getpid()
            atexit.register(close)
        for child in reversed([child for child in _idle if child.memory == memory]):
            _idle.remove(child)
            if child.process.poll() is None:
                return child
            child.end()
    return _Child(memory)


def _give_back(child: _Child) -> None:
    """Keep it for the next file unless it is worn; of more than there are processors the oldest ends."""
    worn = child.served >= _FILES_PER_CHILD
    with _lock:
        _idle.append(child)
        ending = _idle.pop(-1 if worn else 0) if worn or len(_idle) > (os.cpu_count() or 1) else None
    if ending:
        ending.end()


def close() -> None:
    """End the idle children (done at exit)."""
    with _lock:
        waiting = list(_idle) if _owner == os.getpid() else []
        _idle.clear()
    for child in waiting:
        child.end()


class _Unpickler(pickle.Unpickler):
    """Builds the schema's values and nothing else: a child may have been taken over by what it read."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "narrative.schema" and name in _VALUES:
            return getattr(schema, name)
        if (module, name) in {("copyreg", "__newobj__"), ("builtins", "tuple")}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _unpack(answer: bytes, source: str) -> Document:
    try:
        value = _Unpickler(io.BytesIO(answer)).load()
    except Exception as error:
        raise ReadError(source, "读取程序的答复不可用，文件很可能已损坏", code="crashed") from error
    if isinstance(value, ReadError):
        raise value
    if not isinstance(value, Document):
        raise ReadError(source, "读取程序的答复不可用，文件很可能已损坏", code="crashed")
    return value
