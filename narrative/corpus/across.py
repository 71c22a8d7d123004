"""The checks between files: every unit's forms side by side, a bounded number at a time.

The shards are dealt into buckets by department on the disk, so that a bucket holds all forms of its
units; then each bucket is put together again as cases for :func:`narrative.checks.check_corpus`.  What
it finds within one file was found when that file was screened, so only findings between files count.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from narrative import tables
from narrative.checks import Case, Options, check_corpus, choose_profile, load_profile
from narrative.corpus import shards
from narrative.corpus.buckets import Bucket, FormKey, batches, deal
from narrative.corpus.store import Store
from narrative.schema import Finding, Form, Fund, Indicator, Piece, Place, Quantity, Tag, Where
from narrative.tables import Row

MOST_FORMS = 1000
"""Of one unit at a time; a larger one is taken in stretches of projects, which may hide a pair far apart."""
Record = Mapping[str, Any]


def look_across(store: Store, options: Options, *, wanted: bool = True) -> int:
    """Write the findings between files as a shard of their own; returns how many there are.

    The shard is named for the parts it was made from, and stays while they are the same.
    """
    keys = [path.stem for path in sorted(store.receipts.glob("*.json"))]
    name = f"across-{hashlib.sha256(''.join(keys).encode()).hexdigest()[:16]}"
    for old in (store.out / "findings").glob("across-*"):
        if old.stem != name:
            old.unlink()
    if not wanted or store.shard("findings", name).exists():
        return 0
    folder = store.work / name
    folder.mkdir(exist_ok=True)
    found = (list(_bucket_rows(bucket, options)) for bucket in deal(store, keys, folder))
    whole = folder / "findings.parquet"
    number = shards.write_stretches("findings", found, whole)
    whole.replace(store.shard("findings", name))
    return number


# --------------------------------------------------------------------------------------------------
# Checking


@dataclass(frozen=True, slots=True)
class _Unit:
    """The forms of one unit and the rows on them."""

    forms: list[Record]
    indicators: Mapping[FormKey, list[Record]]
    quantities: Mapping[FormKey, list[Record]]

    def findings(self, options: Options) -> Iterator[Row]:
        """The findings between the files of this unit, as rows of their table."""
        ordered = sorted(self.forms, key=lambda form: (form["project"], form["year"] or 0, *_key(form)))
        for start in range(0, len(ordered), MOST_FORMS):
            some = ordered[start : start + MOST_FORMS]
            if len({form["source"] for form in some}) > 1:
                cases = [self._case(form, number) for number, form in enumerate(some, 1)]
                for finding in check_corpus(cases, options=options):
                    if not finding.suppressed and len({some[n - 1]["source"] for n in _numbers(finding)}) > 1:
                        yield _row(finding, some)

    def _case(self, record: Record, number: int) -> Case:
        key = _key(record)
        form = _form(record, self.indicators.get(key, ()))
        return Case(
            form=form,
            form_no=number,
            quantities=_quantities(self.quantities.get(key, ()), number),
            tags=_tags(self.indicators.get(key, ()), number),
            profile=_profile(record["profile"], form),
            source=record["source"],
        )


def _bucket_rows(files: Bucket, options: Options) -> Iterator[Row]:
    records = {table: _records(path) for table, path in files.items()}
    indicators, quantities = (_by_form(records[table]) for table in ("indicators", "quantities"))
    units: dict[str, list[Record]] = defaultdict(list)
    for form in records["forms"]:
        units[form["department"]].append(form)
    for name in sorted(units):
        yield from _Unit(units[name], indicators, quantities).findings(options)


def _records(path: Path) -> list[Record]:
    return [record for rows in batches(path) for record in rows.to_pylist()]


def _by_form(records: Iterable[Record]) -> dict[FormKey, list[Record]]:
    found: dict[FormKey, list[Record]] = defaultdict(list)
    for record in records:
        found[_key(record)].append(record)
    return found


def _key(record: Record) -> FormKey:
    return record["source"], record["form_no"]


def _numbers(finding: Finding) -> list[int]:
    places = [finding.where, finding.where_other, *finding.also]
    return [where.form_no for where in places if where and where.form_no]


def _row(finding: Finding, forms: Sequence[Record]) -> Row:
    """A finding as a row of the form it is about; the other side is named with its file."""
    mine = forms[finding.form_no - 1]
    other = finding.where_other
    place = f"{forms[other.form_no - 1]['source']} {other.place}".strip() if other and other.form_no else ""
    return (
        *(mine[column.name] for column in tables.COMMON),
        *(finding.row_no, finding.indicator, finding.code, finding.severity, finding.title, finding.message),
        *(finding.quote, finding.quote_other, str(finding.place), place),
    )


# --------------------------------------------------------------------------------------------------
# Rows of the tables → values


def _form(record: Record, indicators: Iterable[Record]) -> Form:
    names = ("title", "kind", "year", "project", "department", "implementer", "funds_unit", "goal", "outcome", "rating")
    funds = {name: fund for name in ("total", "fiscal", "carried_over", "other") if (fund := _fund(record, name))}
    return Form(
        **{name: record[name] for name in names},
        total_points=_exact(record["total_points"]),
        total_score=_exact(record["total_score"]),
        funds=funds,
        indicators=tuple(_indicator(one) for one in indicators),
    )


def _fund(record: Record, name: str) -> Fund | None:
    items = ("initial", "full_year", "executed", "points", "rate", "score")
    values: dict[str, Any] = {item: _exact(record[f"funds_{name}_{item}"]) for item in items}
    return Fund(label=name, **values) if any(value is not None for value in values.values()) else None


def _indicator(record: Record) -> Indicator:
    place = Place(container=record["place"])  # as it was printed; nobody asks for more of it
    names = ("level1", "level2", "target", "actual", "reason", "unit")
    return Indicator(
        **{name: record[name] for name in names},
        name=record["indicator"],
        points=_exact(record["points"]),
        score=_exact(record["score"]),
        places={"target": (Piece(0, len(record["target"]), place),)},
    )


def _tags(indicators: Iterable[Record], form_no: int) -> dict[tuple[int, str], Tag]:
    tags = {}
    for record in indicators:
        for name in ("target", "actual", "reason"):
            measurable = record["measurable"] if name == "target" else None
            where = Where(name, form_no, record["row_no"])
            tags[record["row_no"], name] = Tag(name, record[f"{name}_label"], measurable, where=where)
    return tags


def _quantities(records: Iterable[Record], form_no: int) -> dict[tuple[int, str], tuple[Quantity, ...]]:
    found: dict[tuple[int, str], list[Quantity]] = defaultdict(list)
    for record in records:
        where = Where(record["field"], form_no, record["row_no"], place=Place(container=record["place"]))
        names = ("start", "end", "text", "kind", "unit", "relation", "per", "change", "of")
        quantity = Quantity(
            **{name: record[name] for name in names},
            low=_exact(record["low"]),
            high=_exact(record["high"]),
            where=where,
        )
        found[record["row_no"], record["field"]].append(quantity)
    return {key: tuple(some) for key, some in found.items()}


def _profile(name: str, form: Form) -> Any:
    try:
        return load_profile(name)
    except ValueError:  # it was a file, and its name alone does not lead back to it
        return choose_profile("", form)


def _exact(value: float | None) -> Decimal | None:
    """The figure as it was before it became a float: repr is the shortest that reads the same."""
    if value is None:
        return None
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
