"""The verbs of whoever tags many files: corpus, report."""

from __future__ import annotations

from typing import Any


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the command line."""
