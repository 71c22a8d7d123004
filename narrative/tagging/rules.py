"""A rule: a small function that looks at a row and may give a verdict, with what people need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from narrative.tagging.view import Span, View


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label, the rule that gave it and the span of the folded cell it saw.

    ``sure`` is False where careful people could differ: the label is the best one, the headline is
    left to review.  ``final`` is True where the label holds by definition (a blank cell), so that no
    count of rows is needed to trust it.  ``cue`` names the wording when the rule goes by one.
    """

    label: str
    rule: str
    span: Span = (0, 0)
    sure: bool = True
    cue: str = ""
    final: bool = False

    @property
    def key(self) -> str:
        """The name its precision is kept under: the rule, with the cue it went by."""
        return f"{self.rule}/{self.cue}" if self.cue else self.rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its reason, its remedy and its own examples (its tests).

    An example is ``target`` or ``二级|三级|target``; for actual and reason rules
    ``target|actual`` and ``target|actual|points|score|reason``.
    """

    name: str
    title: str
    why: str
    remedy: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    judge: Callable[[View], Verdict | None]


def rule(
    *, title: str, remedy: str = "", hits: Sequence[str], misses: Sequence[str] = ()
) -> Callable[[Callable[[View], Verdict | None]], Rule]:
    """Make a rule of a function; it bears the function's name, and the docstring (Chinese) says why."""

    def made(judge: Callable[[View], Verdict | None]) -> Rule:
        return Rule(judge.__name__, title, judge.__doc__ or "", remedy, tuple(hits), tuple(misses), judge)

    return made


def first(rules: Sequence[Rule], view: View) -> Verdict | None:
    """The verdict of the first rule that has one."""
    for each in rules:
        verdict = each.judge(view)
        if verdict is not None:
            return verdict
    return None
