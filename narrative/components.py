"""spaCy factories: ``narrative_quantities``, ``narrative_sentences``, ``narrative_tagger``.

They are found through entry points: ``nlp.add_pipe("narrative_quantities")`` needs no import of this
module.  All three work on the characters of the text, whatever cut it into tokens:

- ``doc.spans["quantities"]`` and ``doc.spans["evidence"]`` hold spans of whole tokens, aligned outward
  where a word crosses the edge (jieba makes 三十七个 one word).
- The exact offsets and all values stand in ``attrs["records"]`` of the group, one record a span, so
  they survive ``DocBin``, ``Doc.to_bytes`` and worker processes with or without user data.
- The attributes (``span._.low``, ``doc._.measurable`` …) are read from these records; nothing is
  stored twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields, replace
from decimal import Decimal
from functools import partial
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from narrative.quantity import quantities
from narrative.schema import Evidence, Quantity, Tag, Where
from narrative.segment import sentences
from narrative.tables import indicator_of
from narrative.tagging import suggest, tag_row

QUANTITIES, EVIDENCE = "quantities", "evidence"
"""The two span groups."""

Record = dict[str, Any]

# --------------------------------------------------------------------------------------------------
# Factories


@Language.factory(
    "narrative_quantities",
    default_config={"of": True},
    assigns=["doc.spans", "span._.quantity", "span._.low", "span._.high", "span._.unit", "span._.relation"],
)
def make_quantities(nlp: Language, name: str, of: bool) -> Callable[[Doc], Doc]:
    """Quantities of the text as ``doc.spans["quantities"]``; the label of a span is its kind.

    ``of=False`` leaves the counted thing out and is faster.  Where ``doc._.row`` names an indicator,
    that may give the unit of a bare number.
    """
    _extend()
    return partial(_put_quantities, of=of)


@Language.factory("narrative_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Sentences of administrative prose: 。！？； and the items of an enumeration (一是…；二是…)."""
    return _put_sentences


@Language.factory("narrative_tagger", assigns=["doc.spans", "doc._.measurable", "doc._.label", "doc._.tag"])
def make_tagger(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Judge the text as one target (年度指标值).

    The rest of the row comes from ``doc._.row``, or from the context of ``nlp.pipe(…, as_tuples=True)``:
    a mapping with any of level2, indicator, actual, points, score, reason, and kind (自评, 申报, 整体).
    Gives ``doc._.measurable``, ``label``, ``confidence``, ``suggestion``, ``tag``, ``actual_tag``,
    ``reason_tag`` and ``doc.spans["evidence"]``.
    """
    _extend()
    return _put_tag


def _put_quantities(doc: Doc, *, of: bool) -> Doc:
    found = quantities(doc.text, of=of, header=indicator_of(_row(doc)).name)
    doc.spans[QUANTITIES] = _group(doc, QUANTITIES, [(q.kind, _packed(q)) for q in found])
    return doc


def _put_sentences(doc: Doc) -> Doc:
    starts = {start for start, _ in sentences(doc.text)}
    for token in doc:
        token.is_sent_start = token.i == 0 or not starts.isdisjoint(range(token.idx, token.idx + len(token)))
    return doc


def _put_tag(doc: Doc) -> Doc:
    row = _row(doc)
    indicator = replace(indicator_of(row), target=doc.text)
    target, *others = tag_row(indicator, kind=row.get("kind") or "自评")
    target = replace(target, suggestion=suggest(indicator, target))
    seen = [(e.name, asdict(e)) for e in target.evidence if e.field == "target" and e.start < e.end]
    group = _group(doc, EVIDENCE, seen)
    group.attrs["tags"] = [_packed(tag) for tag in (target, *others)]
    doc.spans[EVIDENCE] = group
    return doc


def _row(doc: Doc) -> Record:
    """The row of a target: ``doc._.row``, else the context, which is kept there as plain text."""
    _extend()
    if doc._.row is None and isinstance(doc._context, Mapping):
        doc._.row = {str(key): "" if value is None else str(value) for key, value in doc._context.items()}
    return doc._.row or {}


# --------------------------------------------------------------------------------------------------
# Span groups: tokens outward, records exact


def _group(doc: Doc, name: str, found: Iterable[tuple[str, Record]]) -> SpanGroup:
    records: list[Record] = []
    spans: list[Any] = []  # never None: every record lies within the text
    for number, (label, record) in enumerate(found, 1):
        span = doc.char_span(record["start"], record["end"], label=label, span_id=number, alignment_mode="expand")
        records.append({"no": number, "label": label, **record})
        spans.append(span)
    return SpanGroup(doc, name=name, spans=spans, attrs={"records": records})


def _packed(value: Quantity | Tag) -> Record:
    """A value as plain msgpack data, without its place in a file."""
    plain = asdict(replace(value, where=Where()))
    del plain["where"]
    return {key: str(item) if isinstance(item, Decimal) else item for key, item in plain.items()}


def _quantity(record: Record) -> Quantity:
    known = {field.name for field in fields(Quantity)}
    values = {key: value for key, value in record.items() if key in known}
    exact = {key: Decimal(values[key]) for key in ("low", "high", "base") if values[key] is not None}
    return Quantity(**{**values, **exact})


def _tag(record: Record) -> Tag:
    return Tag(**{**record, "evidence": tuple(Evidence(**one) for one in record["evidence"])})


def _record(span: Span, key: str) -> Record | None:
    """The record of a span of the group, or the first that lies within any other span."""
    doc, text = span.doc, span.doc.text
    records = doc.spans[key].attrs.get("records", ()) if key in doc.spans else ()
    within = [
        record
        for record in records
        if span.start_char <= record["start"]
        and record["end"] <= span.end_char
        and text[record["start"] : record["end"]] == record["text"]
    ]
    return next((record for record in within if record["no"] == span.id), within[0] if within else None)


# --------------------------------------------------------------------------------------------------
# Attributes.  Getters are module functions and partials of them: worker processes pickle them.


def span_quantity(span: Span) -> Quantity | None:
    """``span._.quantity``: the Quantity of a span with its exact offsets in ``doc.text``, or None."""
    record = _record(span, QUANTITIES)
    return None if record is None else _quantity(record)


def _of_quantity(span: Span, name: str) -> Any:
    return getattr(span_quantity(span), name, None)


def span_evidence(span: Span) -> Evidence | None:
    """``span._.evidence``: the Evidence of a span with its message and weight, or None."""
    record = _record(span, EVIDENCE)
    known = {field.name for field in fields(Evidence)}
    return None if record is None else Evidence(**{key: value for key, value in record.items() if key in known})


def doc_tag(doc: Doc, place: int = 0) -> Tag | None:
    """``doc._.tag``, ``doc._.actual_tag``, ``doc._.reason_tag``: the Tag, or None before the tagger ran."""
    tags = doc.spans[EVIDENCE].attrs.get("tags") if EVIDENCE in doc.spans else None
    return _tag(tags[place]) if tags else None


def _of_tag(doc: Doc, name: str) -> Any:
    return getattr(doc_tag(doc), name, None)


SPAN_ATTRIBUTES: dict[str, Callable[[Span], Any]] = {
    "quantity": span_quantity,
    "evidence": span_evidence,
    **{
        name: partial(_of_quantity, name=name)
        for name in ("kind", "low", "high", "unit", "relation", "per", "change", "of")
    },
}
DOC_ATTRIBUTES: dict[str, Callable[[Doc], Any]] = {
    "tag": doc_tag,
    "actual_tag": partial(doc_tag, place=1),
    "reason_tag": partial(doc_tag, place=2),
    **{name: partial(_of_tag, name=name) for name in ("label", "measurable", "confidence", "suggestion")},
}


def _extend() -> None:
    """Register the attributes; one of that name that somebody else registered stays theirs."""
    if not Doc.has_extension("row"):
        Doc.set_extension("row", default=None)
    for name, of_span in SPAN_ATTRIBUTES.items():
        if not Span.has_extension(name):
            Span.set_extension(name, getter=of_span)
    for name, of_doc in DOC_ATTRIBUTES.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=of_doc)


# --------------------------------------------------------------------------------------------------
# displaCy

# Light enough for black text; told apart by lightness and hue (Okabe-Ito, lightened).
COLORS = {
    "COUNT": "#a6d8f0",
    "MONEY": "#f5c77e",
    "PERCENT": "#8fd3b6",
    "MEASURE": "#f2ea8c",
    "DURATION": "#e3b3d0",
    "DATE": "#d7d7d7",
    "NUMBER": "#f0b596",
}
"""Colours of the kinds; displaCy finds them through an entry point."""


def marked(doc: Doc, key: str = QUANTITIES) -> dict[str, Any]:
    """A doc for ``displacy.render(marked(doc), style="ent", manual=True)``: exact characters, not tokens."""
    records = doc.spans[key].attrs["records"]
    ents = [{"start": r["start"], "end": r["end"], "label": r["label"].upper()} for r in records]
    return {"text": doc.text, "ents": sorted(ents, key=lambda ent: (ent["start"], ent["end"])), "title": None}
