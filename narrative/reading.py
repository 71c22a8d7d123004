"""A file → a Document with its forms and sections: readers and recognising, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator

from narrative import readers
from narrative.forms import recognise
from narrative.schema import Document, ReadError


def read(path: str | os.PathLike[str], *, limits: readers.Limits | None = None) -> Document:
    """Read a file of any known format.  Raises ReadError naming file and place."""
    return recognise(readers.read(path, limits=limits))


def read_all(path: str | os.PathLike[str], *, limits: readers.Limits | None = None) -> Iterator[Document | ReadError]:
    """Read a file, or every file inside an archive: one Document or ReadError each, never raising."""
    for found in readers.read_all(path, limits=limits):
        yield found if isinstance(found, ReadError) else recognise(found)
