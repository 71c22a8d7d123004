"""Case: one form with everything the checks may look at; Spot: a place in it, quoted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from narrative.checks.profiles import Profile, detect_profile
from narrative.schema import Form, Fund, Indicator, Note, Quantity, Tag, Where

T = TypeVar("T")
Key = tuple[int, str]
"""(row number from 1, field); row number 0 is for goal and outcome."""

_INNER = str.maketrans("“”", "‘’")
LONGEST_NAME = 32
"""Characters of a name that a message repeats."""
COMPARATORS = ("≥", "≤", ">", "<", "＞", "＜", "=", "＝")
LOST = ("row_skipped", "header_missing", "rows_without_values")
TEXT_FIELDS = ("goal", "outcome")
ROW_FIELDS = ("target", "actual", "reason")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and what stands there: one side of a finding."""

    where: Where
    quote: str = ""
    start: int = 0
    end: int = 0
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator row with its number on the form (from 1) and its case."""

    number: int
    indicator: Indicator
    case: Case

    def quantities(self, name: str) -> tuple[Quantity, ...]:
        """The quantities of target, actual or reason."""
        return self.case.quantities.get((self.number, name), ())

    def label(self, name: str) -> str:
        """The label of target, actual or reason; "" when the field was not tagged."""
        tag = self.case.tags.get((self.number, name))
        return tag.label if tag else ""

    def spot(self, name: str, quantity: Quantity | None = None) -> Spot:
        """The place of a field of this row, or of one quantity in it."""
        return self.case.spot(name, self.number, quantity)

    @property
    def target(self) -> str:
        """The target as the form prints it, with comparator and unit where they have columns of their own."""
        item = self.indicator
        nature = item.nature if item.nature in COMPARATORS else ""
        return self._with_unit(item.target, nature)

    @property
    def actual(self) -> str:
        """The actual as the form prints it, with the unit where that has a column of its own."""
        return self._with_unit(self.indicator.actual, "")

    def _with_unit(self, text: str, nature: str) -> str:
        bare = text.replace(",", "").replace(".", "").strip().isdigit()
        return f"{nature}{text}{self.indicator.unit}" if bare else text

    @property
    def name(self) -> str:
        """The indicator's name, shortened where a whole paragraph stands in the cell."""
        name = " ".join(self.indicator.name.split())
        return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 8]}……{name[-6:]}"

    @property
    def title(self) -> str:
        """The indicator as messages call it: 数量指标“推送数量”."""
        item = self.indicator
        return f"{item.level2 or item.level1}“{self.name.translate(_INNER) or '（未填名称）'}”"


@dataclass(frozen=True, slots=True)
class Case:
    """A form as the checks see it: no layout, no file.

    ``quantities`` and ``tags`` are keyed by (row number from 1, field), row number 0 for goal and
    outcome; ``notes`` are what the reading was unsure of.
    """

    form: Form
    form_no: int = 1
    quantities: Mapping[Key, tuple[Quantity, ...]] = field(default_factory=dict)
    tags: Mapping[Key, Tag] = field(default_factory=dict)
    profile: Profile = field(default_factory=lambda: Profile("", "", ""))
    notes: tuple[Note, ...] = ()
    source: str = ""
    memo: dict[Hashable, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What many checks ask for, made once for this case; it follows from the other fields alone."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]  # type: ignore[no-any-return]  # a key has one maker

    @property
    def rows(self) -> Iterator[Row]:
        """The indicator rows, numbered from 1."""
        return (Row(number, row, self) for number, row in enumerate(self.form.indicators, 1))

    @property
    def unsure(self) -> str:
        """Why figures of the form may be lost or misread: a row not recognised, a scan; "" when it was read whole."""
        lost = next((note.message for note in self.notes if note.code in LOST), "")
        scanned = any(row.place("points").ocr is not None for row in self.form.indicators)
        return lost or ("由图像识别而来" if scanned else "")

    @property
    def total(self) -> Fund | None:
        """The first row of the funds block; None where it stands at 0 over parts that don't (F408 tells that)."""
        total = self.form.funds.get("total")
        parts = [row for label, row in self.form.funds.items() if label != "total"]
        empty = total is not None and not (total.initial or total.full_year or total.executed)
        return None if empty and any(row.full_year or row.executed for row in parts) else total

    def text(self, name: str, row_no: int = 0) -> str:
        """A field as text; figures as they were printed."""
        owner = self.form.indicators[row_no - 1] if row_no else self.form
        value = getattr(owner, name, "")
        return "" if value is None else str(value)

    def where(self, name: str, row_no: int = 0) -> Where:
        """The address of a field of the form (row number 0) or of a row."""
        owner = self.form.indicators[row_no - 1] if row_no else self.form
        return Where(field=name, form_no=self.form_no, row_no=row_no, place=owner.place(name))

    def spot(self, name: str, row_no: int = 0, quantity: Quantity | None = None) -> Spot:
        """A field quoted whole, or one quantity of it quoted with its offsets."""
        text = self.text(name, row_no)
        start, end = (quantity.start, quantity.end) if quantity else (0, len(text))
        indicator = self.form.indicators[row_no - 1].name if row_no else ""
        return Spot(self.where(name, row_no), text[start:end], start, end, indicator)

    def span(self, name: str, start: int, end: int, row_no: int = 0) -> Spot:
        """A stretch of a field quoted with its offsets."""
        return replace(self.spot(name, row_no), quote=self.text(name, row_no)[start:end], start=start, end=end)

    def fund(self, label: str, item: str) -> Spot:
        """One figure of the funds block: ``fund("total", "rate")``."""
        row = self.form.funds[label]
        place = row.places.get(item) or next(iter(row.places.values()), None) or self.form.place("funds")
        value = getattr(row, item)
        name = f"funds.{label}.{item}"
        return Spot(Where(name, self.form_no, place=place), "" if value is None else str(value))


def further(rows: Sequence[Row], name: str) -> tuple[Spot, ...]:
    """The places of a field in all rows but the first, which a finding quotes itself."""
    return tuple(one.spot(name) for one in rows[1:])


def case_of(
    form: Form, form_no: int = 1, *, profile: Profile | None = None, notes: tuple[Note, ...] = (), source: str = ""
) -> Case:
    """A Case with quantities read and rows tagged; the profile is detected when none is given."""
    return Case(
        form=form,
        form_no=form_no,
        quantities=_quantities(form, form_no),
        tags=_tags(form, form_no),
        profile=profile or detect_profile(form),
        notes=notes,
        source=source,
    )


def _quantities(form: Form, form_no: int) -> dict[Key, tuple[Quantity, ...]]:
    found = {
        (0, name): _read(getattr(form, name), Where(name, form_no, place=form.place(name))) for name in TEXT_FIELDS
    }
    for number, row in enumerate(form.indicators, 1):
        for name in ROW_FIELDS:
            header = "" if name == "reason" else header_of(row)
            where = Where(name, form_no, number, place=row.place(name))
            found[number, name] = _read(getattr(row, name), where, header)
    return found


def header_of(row: Indicator) -> str:
    """What may give a bare number its unit: the indicator's name, with the unit of a column of its own."""
    return f"{row.name}（{row.unit}）" if row.unit else row.name


def _read(text: str, where: Where, header: str = "") -> tuple[Quantity, ...]:
    from narrative.quantity import quantities

    return tuple(replace(one, where=where) for one in quantities(text, header=header)) if text else ()


def _tags(form: Form, form_no: int) -> dict[Key, Tag]:
    from narrative.tagging import suggest, tag_rows

    tags: dict[Key, Tag] = {}
    judged = zip(form.indicators, tag_rows(form.indicators, kind=form.kind), strict=True)
    for number, (row, found) in enumerate(judged, 1):
        for tag in found:
            where = Where(tag.field, form_no, number, place=row.place(tag.field))
            tags[number, tag.field] = replace(tag, where=where, suggestion=suggest(row, tag))
    return tags
