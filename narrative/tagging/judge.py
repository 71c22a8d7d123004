"""Rules and scorecard together: the three tags of a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from narrative.schema import MEASURABLE, Evidence, Indicator, Tag
from narrative.tagging import actual, reason, target
from narrative.tagging.cues import cues
from narrative.tagging.folding import fold
from narrative.tagging.rules import Rule, Verdict, first
from narrative.tagging.view import View

RULES: dict[str, tuple[Rule, ...]] = {"target": target.RULES, "actual": actual.RULES, "reason": reason.RULES}
_DEFAULT = {"target": "judgement", "actual": "evidence", "reason": "note"}
Row = tuple[Tag, Tag, Tag]


def tag_row(row: Indicator, *, kind: str = "自评") -> Row:
    """The tags of target, actual and reason of one row; ``where`` is the caller's.

    ``kind`` is the form's (自评, 申报, 整体).  Missing cells are judged as blank.
    """
    view = View(row, kind)
    return _tag(view, "target"), _tag(view, "actual"), _tag(view, "reason")


def tag_rows(rows: Iterable[Indicator], *, kind: str = "自评") -> list[Row]:
    """The tags of many rows, in order; rows that read the same are judged once."""
    judged: dict[Sequence[object], Row] = {}
    tags = []
    for row in rows:
        key = (row.level2, row.name, row.target, row.actual, row.points, row.score, row.reason, row.unit)
        if key not in judged:
            judged[key] = tag_row(row, kind=kind)
        tags.append(judged[key])
    return tags


def _tag(view: View, field: str) -> Tag:
    verdict = first(RULES[field], view) or Verdict(_DEFAULT[field], "default", sure=False)
    return Tag(
        field=field,
        label=verdict.label,
        measurable=_measurable(field, verdict),
        rule=verdict.rule,
        evidence=(_evidence(view, field, verdict),),
    )


def _measurable(field: str, verdict: Verdict) -> bool | None:
    if field != "target" or not verdict.sure:
        return None
    return verdict.label in MEASURABLE


def _evidence(view: View, field: str, verdict: Verdict) -> Evidence:
    cell = fold(getattr(view.row, field))
    start, end = cell.span(*verdict.span)
    title = cues(field)[verdict.cue].title if verdict.cue in cues(field) else _title(field, verdict.rule)
    return Evidence(verdict.cue or verdict.rule, title, field, start, end, cell.raw[start:end])


def _title(field: str, name: str) -> str:
    return next((rule.title for rule in RULES[field] if rule.name == name), "没有可依据的写法")
