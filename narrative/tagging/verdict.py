"""What a rule says of a field."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


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
