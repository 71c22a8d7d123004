"""Rows that are already a table: indicator rows, or free text with ids, tagged batch by batch.

:func:`tag_batches` keeps the table as it is and adds the labels (for Spark's mapInArrow and the like);
:func:`stretch_rows` gives the rows of the corpus tables.  Both judge what reads the same once a batch.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from narrative import tables
from narrative.checks import case_of
from narrative.corpus.parts import CorpusError, Item
from narrative.quantity import quantities
from narrative.schema import Document, Form, Indicator, Where
from narrative.screening import Screening
from narrative.tables import Row
from narrative.tagging import tag_sentences

if TYPE_CHECKING:
    import pyarrow as pa

TableRow = tuple[str, Row]
NEEDED = {"rows": "target", "texts": "text"}
ABOUT = ("id", "project", "year")
"""What a row says of its document; the rest is what is judged."""
_NOISE = re.compile(r"[\s（(].*|\s")
Key = tuple[str, ...]
AT_ONCE = 2000
"""Distinct rows judged between two signs of life."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table is which field: of indicator ``rows`` or of free ``texts``.

    ``given`` names columns by field; the others are known by their usual names (columns.toml).
    """

    kind: Literal["rows", "texts"]
    given: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        known = _known()[self.kind]
        if wrong := [field for field, _ in self.given if field not in known]:
            raise CorpusError(f"没有“{wrong[0]}”这一栏；可用：{'、'.join(known)}")

    def find(self, header: Sequence[str]) -> dict[str, str]:
        """The column of each field that the table has.  Raises CorpusError when the needed one is missing."""
        known = _known()[self.kind]
        given = dict(self.given)
        if missing := [name for name in given.values() if name not in header]:
            raise CorpusError(f"表格里没有“{missing[0]}”这一列；有：{'、'.join(header)}")
        found = {field: given.get(field) or _named(names, field, header) for field, names in known.items()}
        if not found[NEEDED[self.kind]]:
            field = NEEDED[self.kind]
            raise CorpusError(
                f"表格里认不出“{known[field][0]}”一列；有：{'、'.join(header)}；用 --column {field}=列名 指明"
            )
        return {field: name for field, name in found.items() if name}


@cache
def _known() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


def _named(names: Sequence[str], field: str, header: Sequence[str]) -> str:
    plain = {_NOISE.sub("", name): name for name in reversed(header)}
    return next((plain[name] for name in (field, *names) if name in plain), "")


# --------------------------------------------------------------------------------------------------
# Tables of the corpus


def stretch_rows(item: Item, beat: Callable[[], None]) -> Iterator[TableRow]:
    """The rows of the corpus tables for a stretch of a table that was spooled to a file.

    ``beat`` is called now and then, to tell that work goes on.
    """
    import pyarrow as pa

    with pa.OSFile(item.spooled) as file:
        table = pa.ipc.open_file(file).read_all()
    fields = {name: table.column(name).to_pylist() for name in table.column_names}
    judge = _texts_judged if "text" in fields else _rows_judged
    judged = [name for name in fields if name not in ABOUT]
    keys = list(zip(*(fields[name] for name in judged), strict=True))
    made: dict[Key, list[TableRow]] = {}
    for some in _some(dict.fromkeys(keys)):
        beat()
        made.update(judge(judged, some))
    for number, key in enumerate(keys):
        about = {name: fields[name][number] for name in ABOUT if name in fields}
        for name, row in made[key]:
            yield name, _placed(name, row, item, number, about)


def _some(keys: Iterable[Key]) -> Iterator[list[Key]]:
    left = iter(keys)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _rows_judged(names: Sequence[str], keys: Sequence[Key]) -> dict[Key, list[TableRow]]:
    """The table rows of each distinct indicator row: together they are the indicators of one case."""
    case = case_of(Form(indicators=tuple(_indicator(dict(zip(names, key, strict=True))) for key in keys)))
    screening = Screening(Document(), (case,), quantities=tuple(q for found in case.quantities.values() for q in found))
    made: dict[Key, list[TableRow]] = {key: [] for key in keys}
    for table in ("indicators", "quantities"):
        at = _positions(table)["row_no"]
        for row in tables.rows(screening)[table]:
            made[keys[row[at] - 1]].append((table, row))
    return made


def _indicator(row: Mapping[str, str]) -> Indicator:
    return replace(tables.indicator_of(row), level1=row.get("level1", ""))


def _texts_judged(_: Sequence[str], keys: Sequence[Key]) -> dict[Key, list[TableRow]]:
    return {key: list(_text_judged(*key)) for key in keys}


def _text_judged(text: str) -> Iterator[TableRow]:
    where = Where("text")
    screening = Screening(
        document=Document(),
        quantities=tuple(replace(found, where=where) for found in quantities(text)),
        sentences=tuple(replace(tag, field="text", where=where) for tag in tag_sentences(text)),
    )
    for table in ("quantities", "sentences"):
        for row in tables.rows(screening)[table]:
            yield table, row


def _placed(table: str, row: Row, item: Item, number: int, about: Mapping[str, str]) -> Row:
    """A row of a table with where it stands: ``row_no`` counts the rows of the file from 1."""
    row_no = item.start + number + 1
    values = {
        "doc_id": about.get("id") or item.sha256[:16],
        "source": item.path,
        "project": about.get("project", ""),
        "year": _year(about.get("year", "")),
        "row_no": row_no,
        "place": f"第{row_no}行",
    }
    columns = _positions(table)
    new = list(row)
    for name, value in values.items():
        if name in columns:
            new[columns[name]] = value
    return tuple(new)


@cache
def _positions(table: str) -> dict[str, int]:
    return {name: at for at, name in enumerate(tables.names(table))}


def cell_text(value: object) -> str:
    """A cell as a person would type it: nothing for a missing one, 15 for 15.0."""
    if value is None or value != value:  # noqa: PLR0124 (not a number)
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _year(text: str) -> int | None:
    digits = re.match(r"\d{4}", text.strip())
    return int(digits[0]) if digits else None


# --------------------------------------------------------------------------------------------------
# Any Arrow table, its labels beside it


def tag_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Arrow batches with the columns of :func:`narrative.tag_frame` → the same with its labels added.

    The columns added are plain text, float64 and bool, which every engine takes: see :func:`tagged_schema`.
    """
    import pyarrow as pa

    for batch in batches:
        frame = tables.tag_frame(batch.select(_judged_columns(batch.schema.names)).to_pandas())
        kept = [(name, batch.column(name)) for name in batch.schema.names if name not in LABELS]
        added = [(name, pa.array(frame[name], type_, from_pandas=True)) for name, type_ in _label_types()]
        yield pa.RecordBatch.from_arrays([array for _, array in (*kept, *added)], schema=tagged_schema(batch.schema))


LABELS = ("target_label", "measurable", "confidence", "evidence", "actual_label", "reason_label")


def tagged_schema(schema: pa.Schema) -> pa.Schema:
    """The Arrow schema that :func:`tag_batches` gives for an input schema."""
    import pyarrow as pa

    kept = [field for field in schema if field.name not in LABELS]
    return pa.schema([*kept, *(pa.field(name, type_) for name, type_ in _label_types())])


def _label_types() -> list[tuple[str, pa.DataType]]:
    import pyarrow as pa

    others = {"measurable": pa.bool_(), "confidence": pa.float64()}
    return [(name, others.get(name, pa.string())) for name in LABELS]


def _judged_columns(names: Sequence[str]) -> list[str]:
    judged = ("level2", "indicator", "target", "actual", "points", "score", "reason", "unit")
    return [name for name in names if name in judged]
