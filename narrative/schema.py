"""The frozen values that pass between rooms.

Start here.  A file becomes a :class:`Document` of blocks (paragraphs and grids of cells, each with
its :class:`Place`); recognising adds :class:`Form` and :class:`Section`; the rooms behind put
:class:`Quantity`, :class:`Tag` and :class:`Finding` on the fields of these.  Nothing here computes.

Conventions that hold everywhere:

- Text is ``str`` and ``""`` when blank, never ``None``.  Exact figures are ``Decimal`` or ``None``.
- Offsets count characters and are half-open: ``field[start:end] == text``, where *field* is the value
  the API gives (``row.target``, ``form.outcome``, one string of ``section.paragraphs``).
- Every value knows where it came from.  :class:`Place` names a position in a file; :class:`Piece`
  ties a stretch of a field to the slice of the cell it was copied from; :class:`Where` names the
  field inside a document and the place of that field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

# --------------------------------------------------------------------------------------------------
# Places


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file.  Counting is from 1 as people count; 0 means "does not apply".

    ``container`` is the path inside an archive or the name of a part (text box, footnote);
    ``sheet`` and ``cell`` are spreadsheet addresses (``"Sheet1"``, ``"C5"``); ``box`` is
    ``(left, bottom, right, top)`` in points on ``page``; ``address`` is the reader's own stable key
    for writing back (e.g. the ordinal of a ``w:tc``); ``ocr`` is the recogniser's confidence in 0..1
    when the text was read from a picture.
    """

    source: str = ""
    page: int = 0
    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    sheet: str = ""
    cell: str = ""
    container: str = ""
    address: str = ""
    box: tuple[float, float, float, float] | None = None
    ocr: float | None = None

    def __str__(self) -> str:
        """The position in Chinese, without the file: ``第2页 表3 第5行 第4列``."""
        parts = [self.container] if self.container else []
        if self.page:
            parts.append(f"第{self.page}页")
        if self.cell:
            parts.append(f"{self.sheet}!{self.cell}" if self.sheet else self.cell)
        else:
            if self.table:
                parts.append(f"表{self.table}")
            if self.row:
                parts.append(f"第{self.row}行")
            if self.line and not self.row:
                parts.append(f"第{self.line}行")
            if self.column:
                parts.append(f"第{self.column}列")
            if self.paragraph and not self.table:
                parts.append(f"第{self.paragraph}段")
        if self.ocr is not None:
            parts.append(f"识别置信度{self.ocr:.0%}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Piece:
    """``field[start:end]`` was copied from ``raw[raw_start:raw_end]`` of the cell at ``place``."""

    start: int
    end: int
    place: Place
    raw_start: int = 0
    raw_end: int = 0


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """The field a span or finding belongs to.

    ``field`` is one of goal, outcome, target, actual, reason, text (a paragraph) or the name of
    another field of Form or Indicator; ``form_no`` and ``row_no`` count from 1, 0 when there is none;
    ``section_no``/``paragraph_no`` count from 1 for prose.
    """

    field: str = ""
    form_no: int = 0
    row_no: int = 0
    section_no: int = 0
    paragraph_no: int = 0
    place: Place = Place()


# --------------------------------------------------------------------------------------------------
# What readers give


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid.  ``row`` and ``column`` count from 0; positions covered by a span hold no cell."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed.  ``spans_known`` is False for text dumps, where a blank may be a merged cell."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    place: Place = Place()
    spans_known: bool = True
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside every table; ``level`` is its outline level (1..9) or 0 for body text."""

    text: str
    place: Place = Place()
    level: int = 0


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the reading that a person should know; ``code`` is stable, ``message`` Chinese."""

    code: str
    message: str
    place: Place = Place()


# --------------------------------------------------------------------------------------------------
# What forms gives


@dataclass(frozen=True, slots=True)
class Fund:
    """One row of the funds block, as printed (in ``Form.funds_unit``); ``rate`` in percent."""

    label: str = ""
    initial: Decimal | None = None
    full_year: Decimal | None = None
    executed: Decimal | None = None
    points: Decimal | None = None
    rate: Decimal | None = None
    score: Decimal | None = None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row (指标行).

    ``level1`` and ``level2`` are filled down through merged cells, blanks out, a trailing weight cut
    off into ``level1_points``/``level2_points``; ``target``, ``actual``, ``reason`` are as printed and
    never filled down.  ``unit`` and ``nature`` hold columns of their own (计量单位, 指标性质) when the
    layout has them; where the layout splits one target over several columns, ``target`` is their join.
    ``extras`` holds further columns by their printed header.  ``places`` maps a field to its pieces.
    """

    level1: str = ""
    level1_points: Decimal | None = None
    level2: str = ""
    level2_points: Decimal | None = None
    name: str = ""
    target: str = ""
    actual: str = ""
    points: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""
    unit: str = ""
    nature: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Pieces] = field(default_factory=dict, compare=False)

    def place(self, name: str) -> Place:
        """The place of the first piece of a field, or of the first piece of the row."""
        return _first_place(self.places, name)


FormKind = Literal["自评", "申报", "整体"]


@dataclass(frozen=True, slots=True)
class Form:
    """A self-evaluation form (自评), a target-only form (申报) or a whole-department form (整体).

    ``funds`` maps total, fiscal, carried_over, other (and others by printed label) to their rows;
    ``funds_unit`` is 万元 or 元 as the block says, "" when it doesn't.  ``remarks`` holds tail text by
    printed label (存在问题, 其他需要说明的问题).  ``notes`` says what the reading was unsure of.
    """

    title: str = ""
    kind: FormKind = "自评"
    year: int | None = None
    project: str = ""
    department: str = ""
    department_code: str = ""
    implementer: str = ""
    funds: Mapping[str, Fund] = field(default_factory=dict)
    funds_unit: str = ""
    goal: str = ""
    outcome: str = ""
    indicators: tuple[Indicator, ...] = ()
    total_points: Decimal | None = None
    total_score: Decimal | None = None
    rating: str = ""
    layout: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    places: Mapping[str, Pieces] = field(default_factory=dict, compare=False)

    def place(self, name: str) -> Place:
        """The place of the first piece of a field, or of the first piece of the form."""
        return _first_place(self.places, name)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of prose under one heading; ``project`` is the project it is about, or "".

    ``paragraphs`` are the fields that spans count in; ``places`` runs parallel to them.
    """

    title: str = ""
    level: int = 1
    paragraphs: tuple[str, ...] = ()
    project: str = ""
    places: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: blocks in reading order, and what was recognised in them.

    ``doc_id`` is the first 16 hex digits of the SHA-256 of the file's bytes, the same wherever it lies.
    """

    source: str = ""
    blocks: tuple[Block, ...] = ()
    forms: tuple[Form, ...] = ()
    sections: tuple[Section, ...] = ()
    format: str = ""
    doc_id: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def grids(self) -> Iterator[Grid]:
        """The tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Grid))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs outside tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


class ReadError(Exception):
    """A file that could not be read.  The text is Chinese and names file and place.

    ``code`` is stable (missing, empty, binary, too_large, encrypted, truncated, unsupported, timeout,
    memory, crashed, broken …); one of these per file, never an empty success.
    """

    def __init__(self, source: str, message: str, *, code: str = "broken", place: Place | None = None) -> None:
        self.source = source
        self.message = message
        self.code = code
        self.place = place or Place(source=source)
        super().__init__(source, message)

    def __str__(self) -> str:
        where = str(self.place)
        return f"{self.source}：{where}：{self.message}" if where else f"{self.source}：{self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a child process."""
        return _read_error, (self.source, self.message, self.code, self.place)


def _read_error(source: str, message: str, code: str, place: Place) -> ReadError:
    return ReadError(source, message, code=code, place=place)


def _first_place(places: Mapping[str, Pieces], name: str) -> Place:
    pieces = places.get(name) or next((found for found in places.values() if found), ())
    return pieces[0].place if pieces else Place()


# --------------------------------------------------------------------------------------------------
# What the rooms behind put on the fields

QuantityKind = Literal["count", "money", "percent", "measure", "duration", "date", "number"]
Relation = Literal["=", ">=", ">", "<=", "<", "~"]
Source = Literal["text", "header", "indicator"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text.

    ``low`` and ``high`` are exact, 万/亿 multiplied out, % not divided; equal unless it is a range;
    None for a date.  ``unit`` is the surface unit without 万/亿 ("" for dates and bare numbers).
    ``base`` is ``low`` in the canonical unit ``base_unit`` of its dimension (km → m, 亩 → ㎡), for
    comparison only.  ``per``, ``change``, ``of`` are None where the text names none.  ``source`` says
    what gave the unit: the text itself, a column header or the indicator's name.  ``rejected`` is "" for
    a quantity, otherwise the reason why this reading is none (only with ``rejected=True``).
    """

    start: int
    end: int
    text: str
    kind: QuantityKind
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    relation: Relation = "="
    per: str | None = None
    change: str | None = None
    of: str | None = None
    base: Decimal | None = None
    base_unit: str = ""
    source: Source = "text"
    rejected: str = ""
    where: Where = field(default=Where(), repr=False)

    @property
    def place(self) -> Place:
        """Where the field stands in the file."""
        return self.where.place

    def comparable(self, other: Quantity) -> bool:
        """Whether the two values may be compared without a word: one base unit and one denominator.

        人 and 人次, 个 and 台, % and 百分点 are not; ``narrative.quantity.compare`` says what can be
        compared with a note beside it.
        """
        valued = self.low is not None and other.low is not None
        return valued and (self.base_unit, self.per) == (other.base_unit, other.per)


TargetLabel = Literal[
    "empty", "quantity", "time", "standard", "state", "echo", "direction", "unnamed_standard", "judgement"
]
ActualLabel = Literal["value", "evidence", "copy", "completion", "hedged", "empty"]
ReasonLabel = Literal["none", "missing", "cause", "gap", "claim", "note"]
SentenceLabel = Literal["fact", "basis", "boilerplate", "mixed"]
MEASURABLE: frozenset[str] = frozenset({"quantity", "time", "standard", "state"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a verdict rests on: ``field[start:end] == text``.

    ``name`` is the rule or feature, ``message`` says it in Chinese, ``weight`` is its contribution to
    the score (0 for a rule, whose verdict needs no sum).  The line for "the rest" has no span.
    """

    name: str
    message: str = ""
    field: str = "target"
    start: int = 0
    end: int = 0
    text: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on one field, with who gave it and why.

    ``by`` is ``"rule"`` (``rule`` names it; confidence is its precision on the development split) or
    ``"model"`` (confidence is the calibrated score; ``intercept`` and the evidence weights add up to
    ``score``).  ``measurable`` is None where the tool leaves the target to review, and for other fields.
    ``other`` is the competing label where rule and model disagree.
    """

    field: str
    label: str
    measurable: bool | None = None
    confidence: float = 1.0
    by: Literal["rule", "model"] = "rule"
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()
    score: float | None = None
    intercept: float | None = None
    other: str = ""
    suggestion: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    where: Where = dataclasses.field(default=Where(), repr=False)

    @property
    def place(self) -> Place:
        """Where the field stands in the file."""
        return self.where.place


Severity = Literal["错误", "问题", "提示"]
SEVERITIES: tuple[Severity, ...] = ("错误", "问题", "提示")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an evaluator would object to or ask, with both sides quoted.

    ``message`` names figures as the form prints them.  ``where`` and ``quote`` are the first side,
    ``where_other`` and ``quote_other`` the second ("" when there is only one); a grouped finding keeps
    all further places in ``also``.  ``start``/``end`` locate the quote in its field when it is a span.
    ``suppressed`` holds the reason given for switching the finding off: it stays visible.
    """

    code: str
    severity: Severity
    title: str
    message: str
    quote: str = ""
    quote_other: str = ""
    indicator: str = ""
    remedy: str = ""
    where: Where = field(default=Where(), repr=False)
    where_other: Where | None = None
    also: tuple[Where, ...] = ()
    start: int = 0
    end: int = 0
    suppressed: str = ""

    @property
    def place(self) -> Place:
        """Where the first side stands in the file."""
        return self.where.place

    @property
    def place_other(self) -> Place | None:
        """Where the second side stands, if there is one."""
        return self.where_other.place if self.where_other else None

    @property
    def form_no(self) -> int:
        """The form it belongs to, from 1; 0 for the whole document."""
        return self.where.form_no

    @property
    def row_no(self) -> int:
        """The indicator row it belongs to, from 1; 0 for none."""
        return self.where.row_no
