"""The child process that reads what may abort, hang or swell: ``python -m narrative.readers._child``.

It serves one request after another over its standard input and output, each a length and a pickle of
plain values, and ends when its input does.  Its memory is bounded from inside where the system can
(POSIX); its time is bounded by the parent, which ends it (see ``_pool``).
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from pathlib import Path
from typing import BinaryIO

from narrative import schema
from narrative.readers._sample import Sample
from narrative.schema import Document, ReadError

LENGTH = struct.Struct("<Q")


def receive(stream: BinaryIO) -> bytes:
    """The next message; ``b""`` when the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    size = LENGTH.unpack(head)[0]
    body = stream.read(size)
    return body if len(body) == size else b""


def send(stream: BinaryIO, body: bytes) -> None:
    """Write one message and flush it."""
    stream.write(LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def main() -> None:
    """Serve until the input ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not fall between the answers
    while message := receive(requests):
        send(answers, pickle.dumps(_serve(message), protocol=5))


def _serve(message: bytes) -> Document | ReadError:
    format_, source, data, limits, memory = pickle.loads(message)  # noqa: S301 (from the parent that started us)
    try:
        from narrative.readers import readers, run

        _bound_memory(memory)
        return run(readers()[format_], Sample(source, data), limits)
    except ReadError as error:
        if not isinstance(error.__cause__, ImportError):  # its library did not fit into the memory left
            return ReadError(error.source, error.message, code=error.code, place=error.place)
        return ReadError(source, "读取所需内存超过上限", code="memory")
    except (ImportError, MemoryError):
        return ReadError(source, "读取所需内存超过上限", code="memory")


def _bound_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not POSIX: the counts in Limits alone bound the memory
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def child_environment() -> dict[str, str]:
    """The environment of a child process: it finds this package where its parent found it, and speaks UTF-8."""
    root = Path(schema.__file__).parents[1]
    path = os.environ.get("PYTHONPATH", "")
    if root.name not in {"site-packages", "dist-packages"}:  # a checkout the caller put on sys.path
        path = os.pathsep.join(filter(None, [path, str(root)]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


if __name__ == "__main__":
    main()
