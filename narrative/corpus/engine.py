"""Parts on an executor: a bounded number under way, those whose worker died done again.

A part whose worker dies takes others with it (a process pool breaks as a whole), so all of them are
suspects: they are done again one at a time, and one that breaks its worker alone is halved until the
item is found.  That item gets an error row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from narrative.corpus import guard
from narrative.corpus.parts import CorpusError, Part
from narrative.corpus.work import do

MakeExecutor = Callable[[], Executor]
_DEATHS = {"BrokenExecutor", "KilledWorker"}
"""The errors, by name, that mean a worker died: those of concurrent.futures and of Dask."""
_BROKEN = "执行器的工作进程已全部终止；已完成的部分都保留，再运行一次即接着做"


class Here(Executor):
    """Does each part at once, in this process and without a guard: for profiling and for one file at a time."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Call the function and keep what it gives."""
        future: Future[object] = Future()
        function = do if fn is guard.run else fn
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # the future carries it to whoever asks
            future.set_exception(error)
        return future


@contextmanager
def local(workers: int) -> Iterator[Executor]:
    """Local processes: one thread watches over each child; 0 workers: this process."""
    if workers < 1:
        yield Here()
        return
    executor = ThreadPoolExecutor(workers)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    finally:
        guard.close()
        executor.shutdown(wait=True, cancel_futures=True)


class Engine:
    """Runs parts on an executor; one that can be made anew (``make``) survives its own break-down."""

    def __init__(self, executor: Executor, window: int, make: MakeExecutor | None = None) -> None:
        self.executor, self.window, self.make = executor, window, make
        self._suspects: deque[Part] = deque()

    def run(self, parts: Iterator[Part]) -> Iterator[str]:
        """The keys of the parts, in the order they are done.  Raises CorpusError when nothing can go on."""
        under_way: dict[Future[str], Part] = {}
        while True:
            while len(under_way) < self.window and (part := next(parts, None)):
                under_way[self._submit(part)] = part
            if not under_way:
                break
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                part = under_way.pop(future)
                if key := self._key(future):
                    yield key
                else:
                    self._suspects.append(part)
        yield from self._alone()

    def _alone(self) -> Iterator[str]:
        """The suspects, one at a time."""
        while self._suspects:
            part = self._suspects.popleft()
            if key := self._key(self._submit(part)):
                yield key
            elif len(part.items) > 1:
                self._suspects.extendleft(reversed(list(part.halves())))
            elif len(part.skips):
                raise CorpusError(_BROKEN)
            else:
                self._suspects.appendleft(part.skipping(0, "crashed", "文件使工作进程终止（多为内存不足），已跳过"))

    def _submit(self, part: Part) -> Future[str]:
        try:
            return self.executor.submit(guard.run, part)
        except (BrokenExecutor, RuntimeError) as error:
            if not self.make:
                raise CorpusError(_BROKEN) from error
            self.executor.shutdown(wait=False)
            self.executor = self.make()
            return self.executor.submit(guard.run, part)

    @staticmethod
    def _key(future: Future[str]) -> str:
        """What a future gave; "" when its worker died.  Raises CorpusError for any other failure."""
        try:
            return future.result()
        except CorpusError:
            raise
        except Exception as error:
            if {kind.__name__ for kind in type(error).__mro__} & _DEATHS:
                return ""
            told = f"执行器出错（{type(error).__name__}：{error}）；已完成的部分都保留，再运行一次即接着做"
            raise CorpusError(told) from error
