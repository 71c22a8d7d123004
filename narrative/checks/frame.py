"""What a check is, and how checks are found: every module below ``checks/rules`` is looked through.

A check is one small function that takes a :class:`~narrative.checks.case.Case` (or all cases, for a
corpus check) and yields hits; code, title, why, remedy and examples stand on the decorator above it.
Adding a check is writing that function; there is no list to keep in step.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from narrative.checks.case import Case, Spot
from narrative.schema import Finding, Form, FormKind, Severity

REPORTING: tuple[FormKind, ...] = ("自评", "整体")
EVERY: tuple[FormKind, ...] = ("自评", "整体", "申报")
FAMILIES = {"W": "指标表述", "R": "指标行", "N": "文字叙述", "F": "整张表与资金", "X": "跨表比对"}
Example = Form | tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check saw: a message in Chinese and the places it rests on.

    ``also`` are further places of the same cause; ``severity`` overrides the check's own for this case.
    """

    message: str
    at: Spot
    other: Spot | None = None
    also: tuple[Spot, ...] = ()
    severity: Severity | None = None


FormFunction = Callable[[Case], Iterable[Hit]]
CorpusFunction = Callable[[Sequence[Case]], Iterable[Hit]]


@dataclass(frozen=True)
class Check:
    """A check with all that is to be said of it; ``fires`` and ``passes`` are forms that prove it.

    ``prose``: it also speaks for the paragraphs of a report, each taken as the outcome of its project.
    """

    code: str
    title: str
    severity: Severity
    why: str
    remedy: str
    kinds: tuple[FormKind, ...]
    fires: tuple[Example, ...]
    passes: tuple[Example, ...]
    scope: Literal["form", "corpus"]
    prose: bool = False
    on_form: FormFunction | None = None
    on_corpus: CorpusFunction | None = None

    @property
    def family(self) -> str:
        """The family by the letter of the code: 指标表述, 指标行 …."""
        return FAMILIES[self.code[0]]

    def over(self, cases: Sequence[Case]) -> Iterator[Finding]:
        """The findings on one case (form checks) or over all of them (corpus checks)."""
        fitting = [case for case in cases if case.form.kind in self.kinds]
        if self.on_corpus is not None:
            yield from (self._finding(hit) for hit in self.on_corpus(fitting))
        elif self.on_form is not None:
            yield from (self._finding(hit) for case in fitting for hit in self.on_form(case))

    def _finding(self, hit: Hit) -> Finding:
        return Finding(
            code=self.code,
            severity=hit.severity or self.severity,
            title=self.title,
            message=hit.message,
            quote=hit.at.quote,
            quote_other=hit.other.quote if hit.other else "",
            indicator=hit.at.indicator,
            remedy=self.remedy,
            where=hit.at.where,
            where_other=hit.other.where if hit.other else None,
            also=tuple(spot.where for spot in hit.also),
            start=hit.at.start,
            end=hit.at.end,
        )


def check(
    code: str,
    title: str,
    severity: Severity,
    *,
    why: str,
    remedy: str,
    fires: tuple[Example, ...],
    passes: tuple[Example, ...],
    kinds: tuple[FormKind, ...] = REPORTING,
    prose: bool = False,
) -> Callable[[FormFunction], Check]:
    """Make a check of a function over one case."""

    def made(function: FormFunction) -> Check:
        return Check(code, title, severity, why, remedy, kinds, fires, passes, "form", prose, function)

    return made


def corpus_check(
    code: str,
    title: str,
    severity: Severity,
    *,
    why: str,
    remedy: str,
    fires: tuple[Example, ...],
    passes: tuple[Example, ...],
    kinds: tuple[FormKind, ...] = REPORTING,
    prose: bool = False,
) -> Callable[[CorpusFunction], Check]:
    """Make a check of a function over all cases of a document or corpus."""

    def made(function: CorpusFunction) -> Check:
        return Check(code, title, severity, why, remedy, kinds, fires, passes, "corpus", prose, on_corpus=function)

    return made


@cache
def checks() -> Mapping[str, Check]:
    """Every check by its code, in the order of the codes."""
    from narrative.checks import rules

    found: dict[str, Check] = {}
    for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Check) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"two checks bear the code {value.code}")
    return dict(sorted(found.items()))


def catalogue() -> tuple[Check, ...]:
    """Every check, in the order of the codes."""
    return tuple(checks().values())
