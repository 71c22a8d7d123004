"""Labelled rows: from corpora/rows.tsv, or a researcher's own table."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from os import PathLike
from pathlib import Path

from narrative.locations import corpora
from narrative.schema import Indicator
from narrative.tagging.folding import fold
from narrative.tagging.view import View

FIELDS = ("target", "actual", "reason")
NEEDED = ("target", "target_label")


@dataclass(frozen=True, eq=False)
class Example:
    """A labelled row; ``group`` names rows that must not be split (frame, contrast pair)."""

    id: str
    row: Indicator
    labels: Mapping[str, str]
    split: str = "train"
    group: str = ""
    frame: str = ""
    dialect: str = ""
    slice: str = "plain"
    pair: str = ""
    note: str = ""
    text: str = ""

    @cached_property
    def view(self) -> View:
        """The row as the rules see it."""
        return View(self.row)


def rows_path() -> Path:
    """The assembled corpus of a checkout."""
    return corpora() / "rows.tsv"


def read(path: str | PathLike[str] | None = None) -> list[Example]:
    """The examples of a table (tsv or csv by suffix), the shipped corpus by default.

    Needs the columns target and target_label; level2, indicator, actual, points, score, reason,
    actual_label, reason_label and split (train, dev, test) are used where present.  Raises ValueError
    naming the missing columns.
    """
    path = Path(path) if path is not None else rows_path()
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = path.suffix == ".tsv"
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if plain else csv.DictReader(file)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path}：缺少列{'、'.join(missing)}；现有{'、'.join(reader.fieldnames or ())}")
        return [record_example(record, number) for number, record in enumerate(reader, 1)]


def record_example(record: Mapping[str, str | None], number: int = 0) -> Example:
    """An example of a record of strings; its label columns may be blank."""
    cell = {key: value or "" for key, value in record.items()}
    wording = cell.get("indicator", "") + cell["target"]
    return Example(
        id=cell.get("id") or str(number),
        row=indicator(cell),
        labels={field: cell[f"{field}_label"] for field in FIELDS if cell.get(f"{field}_label")},
        split=cell.get("split") or "train",
        group=cell.get("group") or hashlib.sha256(wording.encode()).hexdigest()[:10],
        frame=cell.get("frame", ""),
        dialect=cell.get("dialect", ""),
        slice=cell.get("slice") or "plain",
        pair=cell.get("pair", ""),
        note=cell.get("note", ""),
    )


def indicator(cell: Mapping[str, str]) -> Indicator:
    """An indicator row from a record of strings (columns as in tag_frame)."""
    return Indicator(
        level2=cell.get("level2", ""),
        name=cell.get("indicator", ""),
        target=cell.get("target", ""),
        actual=cell.get("actual", ""),
        points=number(cell.get("points", "")),
        score=number(cell.get("score", "")),
        reason=cell.get("reason", ""),
    )


def number(text: str) -> Decimal | None:
    """Points as printed, full-width too; None where no number stands."""
    try:
        value = Decimal(fold(text).text.removesuffix("分"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def read_sentences(path: str | PathLike[str] | None = None) -> list[Example]:
    """The labelled sentences of the corpus, grouped by department; none where the file is absent."""
    path = Path(path) if path is not None else corpora() / "sentences.tsv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Example(each["id"], Indicator(), {"text": each["label"]}, group=each["department"], text=each["text"])
        for each in records
    ]


def data_hash(paths: Iterable[str | PathLike[str]]) -> str:
    """A short name of the data a model was trained on."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:16]


def labelled(examples: Sequence[Example], field: str) -> list[Example]:
    """The examples that carry a label for the field."""
    return [example for example in examples if field in example.labels]
