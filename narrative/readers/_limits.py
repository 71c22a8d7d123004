"""What one file may cost.  Every limit is an option; the defaults hold any form a bureau publishes."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for reading one file; a file beyond one of them is a :class:`ReadError`, never a wait.

    ``seconds`` and ``memory_bytes`` hold for readers that run in a child process; the counts bound what
    the others build.  ``inline_bytes`` is the size (unzipped) from which any reader runs in the child.
    """

    file_bytes: int = 64 * _MB
    unzipped_bytes: int = 256 * _MB
    members: int = 2_000
    cells: int = 2_000_000
    columns: int = 5_000
    span: int = 200
    depth: int = 2_000
    pages: int = 500
    rulings: int = 4_000
    characters: int = 50_000_000
    pixels: int = 120_000_000
    seconds: float = 10.0
    ocr_pages: int = 20
    page_seconds: float = 20.0
    memory_bytes: int = 1024 * _MB
    ocr_memory_bytes: int = 2048 * _MB
    inline_bytes: int = 4 * _MB


DEFAULT = Limits()
