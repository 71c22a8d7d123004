"""A rule: a small function that looks at a row and may give a verdict, with what people need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from narrative.tagging.verdict import Verdict
from narrative.tagging.view import Found, View, found


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


def entry_of(view: View, names: tuple[str, ...]) -> Found | None:
    """The first cue of some names in what the target says of its own."""
    return next((entry for entry in found("target", view.target) if entry[0] in names and entry[1] >= view.start), None)


def by_cue(label: str, entry: Found, name: str) -> Verdict:
    """The verdict of a rule that goes by a wording."""
    return Verdict(label, name, entry[1:], cue=entry[0])
