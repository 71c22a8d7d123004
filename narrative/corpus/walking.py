"""Folders → the files in them, with what tells whether they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from narrative.corpus.parts import CorpusError, Item

_LEFT_OUT = (".", "~$")  # hidden files and the locks of office programs


def roots_of(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The absolute names of the folders and files given.  Raises CorpusError for one that does not exist."""
    roots = [os.path.abspath(os.fspath(path)) for path in paths]
    for root in roots:
        if not os.path.exists(root):
            raise CorpusError(f"没有这个文件或目录：{root}")
    return roots


def walk(roots: Iterable[str], leave: str) -> Iterator[Item]:
    """Every file at or below the roots, except those below the folder ``leave`` (the output)."""
    stack = list(roots)
    while stack:
        name = stack.pop()
        if name == leave:
            continue
        if os.path.isdir(name):
            stack.extend(_inside(name))
        elif item := item_of(name):
            yield item


def _inside(folder: str) -> list[str]:
    """What a folder holds; one that may not be entered holds nothing, a linked folder is not followed."""
    try:
        with os.scandir(folder) as entries:
            return [
                entry.path
                for entry in entries
                if not entry.name.startswith(_LEFT_OUT) and (entry.is_dir(follow_symlinks=False) or entry.is_file())
            ]
    except OSError:
        return []


def item_of(path: str) -> Item | None:
    """A file as it is now; None when it has gone."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Item(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
