"""What the page allows; every limit in one place."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of one running page.

    ``seconds`` and ``memory`` bound the child that works on one upload; ``keep`` is how long (in
    seconds) results stay when nobody removes them; uploaded originals are removed as soon as the child
    has ended.
    """

    files: int = 200
    file_bytes: int = 64 * _MB
    total_bytes: int = 256 * _MB
    text_bytes: int = 4 * _MB
    seconds: float = 900.0
    memory: int = 4096 * _MB
    keep: float = 3600.0
    at_once: int = 2
    waiting: int = 20

    @property
    def body_bytes(self) -> int:
        """The longest request taken: the files, the text, and what a form puts round them."""
        return self.total_bytes + self.text_bytes + _MB
