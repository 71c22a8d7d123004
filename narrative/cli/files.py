"""Reading many files for a verb: folders expanded, errors told and kept, progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative.cli.parser import UsageError
from narrative.schema import Document, ReadError

if TYPE_CHECKING:
    from narrative.screening import Screening


HANDFUL = 100
"""Files that ``screen`` holds in memory to compare them; more are a corpus (``narrative corpus``)."""


class Reading:
    """The files of one call.  ``errors`` fills while the documents are iterated."""

    def __init__(self, names: Sequence[str]) -> None:
        self.paths = list(expand(names))
        self.errors: list[ReadError] = []

    def screenings(self, **options: Any) -> Iterator[Screening]:
        """Read and screen file by file; a handful of files are held against each other as well."""
        from narrative.screening import between, screen

        found = (screen(document, **options) for document in self.documents())
        if 1 < len(self.paths) <= HANDFUL:
            yield from between(list(found), options.get("options"))
        else:
            yield from found

    def documents(self) -> Iterator[Document]:
        """Read file by file; one that cannot be read is told on stderr and kept in ``errors``."""
        from narrative.reading import read_all

        for path in with_progress(self.paths):
            for found in read_all(path):
                if isinstance(found, ReadError):
                    self.errors.append(found)
                    print(f"未能读取 {found}", file=sys.stderr)
                else:
                    yield found

    def exit_code(self) -> int:
        """0 when everything was read, 1 otherwise."""
        return 1 if self.errors else 0


def expand(names: Iterable[str]) -> Iterator[Path]:
    """Files as named; folders as the files in them, sorted, hidden ones and office locks left out."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith((".", "~$")))
        else:
            yield path


def with_progress(paths: Sequence[Path]) -> Iterable[Path]:
    """Show a bar on stderr when many files are read by a person at a terminal."""
    if len(paths) < 3 or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description="筛查", console=Console(stderr=True), transient=True)


def require_extra(module: str, extra: str, verb: str) -> None:
    """Say which extra to install when an optional library is missing."""
    if find_spec(module) is None:
        raise UsageError(f"“{verb}”需要可选组件 {extra}：在项目目录里运行 pip install '.[{extra}]'")
