"""The score a row should have under the profile."""

from __future__ import annotations

from decimal import Decimal

from narrative.checks.profiles import Profile, Tier
from narrative.checks.verdicts import Comparison
from narrative.checks.words import first


def expected(comparison: Comparison, points: Decimal, profile: Profile) -> dict[str, Decimal]:
    """Accepted scores by the formula that gives them; empty where no formula applies.

    Proportional for what should be high; for what should be low the formulas the profile accepts.
    """
    if comparison.fulfilled:
        return {"达到目标得满分": points}
    if comparison.verdict != "missed" or comparison.direction == "time":
        return {}
    if comparison.ratio is None:
        return {"目标为0而未达到，不得分": Decimal(0)}
    if comparison.direction != "down":
        return {"完成值÷目标值×分值": _kept(comparison.ratio) * points}
    return {name: share * points for name, share in _reverse(comparison.ratio) if name in _accepted(profile)}


def _kept(share: Decimal) -> Decimal:
    return min(max(share, Decimal(0)), Decimal(1))


RATIO, LINEAR = "目标值÷完成值×分值", "（1－超出比例）×分值"


def _accepted(profile: Profile) -> set[str]:
    return {{"ratio": RATIO, "linear": LINEAR}[name] for name in profile.reverse}


def _reverse(ratio: Decimal) -> list[tuple[str, Decimal]]:
    return [(RATIO, _kept(1 / ratio) if ratio else Decimal(1)), (LINEAR, _kept(2 - ratio))]


def tier_of(text: str, profile: Profile) -> Tier | None:
    """The tier a formula of attainment claims: the word that stands first decides (未达成 before 达成)."""
    word = first(text, [word for tier in profile.tiers for word in tier.words])
    return next((tier for tier in profile.tiers if word in tier.words), None) if word else None
