"""How much of a corpus could be read, from the receipts."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrative.corpus.store import Entry, Store


@dataclass(slots=True)
class Covered:
    """Documents given, those in archives each, of these read, and of these without any form in them."""

    files: int = 0
    read: int = 0
    without_form: int = 0


def entries(out: str | Path) -> Iterator[Entry]:
    """Every item that stands in a corpus folder."""
    return (entry for receipt in Store(out).all() for entry in receipt.entries)


def common_folder(out: str | Path) -> str:
    """The folder that all files of a corpus are below; "" when there are none."""
    root = ""
    for entry in entries(out):
        folder = os.path.dirname(entry.item.path)
        root = os.path.commonpath([root, folder]) if root else folder
    return root


def coverage(out: str | Path, group_of: Callable[[str], str]) -> dict[str, Covered]:
    """What could be read, by what ``group_of`` says of the path of a file or archive."""
    groups: dict[str, Covered] = defaultdict(Covered)
    for entry in entries(out):
        group = groups[group_of(entry.item.path)]
        group.files += entry.documents + entry.rows.get("errors", 0)
        group.read += entry.documents
        group.without_form += entry.without_form
    return groups
