"""The child process that does parts: ``python -m narrative.corpus._child``.

It takes one part after another from its standard input, says before each document which item it is
at, and answers with the key or a CorpusError.  It never outlives its master for long: its input ends,
its next word finds nobody, or its own watchdog fires.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import struct
import sys
from typing import BinaryIO

from narrative.corpus.parts import CorpusError, Part
from narrative.corpus.work import WRITING, do
from narrative.readers._child import receive, send

AT = struct.Struct("<q")
GRACE = 30.0  # the master stops a hung child; the child's own watchdog is for a master that died
WRITING_SECONDS = 900.0


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the master's to handle
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not fall between the answers
    while message := receive(requests):
        send(answers, pickle.dumps(_serve(pickle.loads(message), answers)))  # noqa: S301 (from our master)
        faulthandler.cancel_dump_traceback_later()


def _serve(part: Part, answers: BinaryIO) -> str | CorpusError:
    bound_memory(part.settings.memory_mb)

    def beat(index: int) -> None:
        seconds = WRITING_SECONDS if index == WRITING else part.settings.seconds
        faulthandler.dump_traceback_later(seconds + GRACE, exit=True)
        send(answers, AT.pack(index))

    try:
        return do(part, beat)
    except CorpusError as error:
        return error


def bound_memory(megabytes: int) -> None:
    """Limit the private memory of this process where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the counts of the readers alone bound it
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    main()
