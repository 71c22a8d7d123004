"""Shares, macro-F1, risk and coverage, calibration, and intervals by resampling templates."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from narrative.schema import MEASURABLE


@dataclass(frozen=True, slots=True)
class Judged:
    """One row's truth and prediction; ``measurable`` is None where the row was left to review."""

    truth: str
    label: str
    measurable: bool | None
    group: str = ""
    chance: float | None = None

    @property
    def wanted(self) -> bool:
        """The true headline."""
        return self.truth in MEASURABLE

    @property
    def forced(self) -> bool:
        """The headline of the best label, review or not."""
        return self.label in MEASURABLE


def share(hits: Sequence[bool]) -> float | None:
    """The share of True, None of nothing."""
    return sum(hits) / len(hits) if hits else None


def headline(rows: Sequence[Judged]) -> float | None:
    """Share of right headlines by the best label, every row counted."""
    return share([row.forced == row.wanted for row in rows])


def decided(rows: Sequence[Judged]) -> float | None:
    """Share of right headlines among the rows not left to review."""
    return share([row.measurable == row.wanted for row in rows if row.measurable is not None])


def coverage(rows: Sequence[Judged]) -> float | None:
    """Share of rows not left to review."""
    return share([row.measurable is not None for row in rows])


def accuracy(rows: Sequence[Judged]) -> float | None:
    """Share of right labels."""
    return share([row.label == row.truth for row in rows])


def macro_f1(rows: Sequence[Judged]) -> float | None:
    """Mean F1 over the labels that occur in truth."""
    if not rows:
        return None
    hits = Counter(row.truth for row in rows if row.label == row.truth)
    asked, given = Counter(row.truth for row in rows), Counter(row.label for row in rows)
    return sum(2 * hits[label] / (asked[label] + given[label]) for label in asked) / len(asked)


Metric = Callable[[Sequence[Judged]], float | None]
METRICS: dict[str, Metric] = {
    "可否衡量": headline,
    "已判部分": decided,
    "覆盖": coverage,
    "标签": accuracy,
    "宏平均F1": macro_f1,
}


def interval(rows: Sequence[Judged], metric: Metric, *, draws: int = 500, seed: int = 0) -> tuple[float, float] | None:
    """95 % interval by drawing templates, not rows: rows of one template stand or fall together."""
    groups: dict[Hashable, list[Judged]] = defaultdict(list)
    for row in rows:
        groups[row.group or id(row)].append(row)
    names = sorted(groups, key=str)
    draw = random.Random(seed)  # noqa: S311 - resampling, not secrets
    values = []
    for _ in range(draws):
        sample = [row for name in draw.choices(names, k=len(names)) for row in groups[name]]
        if (value := metric(sample)) is not None:
            values.append(value)
    values.sort()
    return (values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]) if values else None


def risk_coverage(rows: Sequence[Judged]) -> list[tuple[float, float]]:
    """(coverage, share of wrong headlines) as more and more doubtful rows are decided."""
    ranked = sorted(rows, key=lambda row: -abs((row.chance or 0.5) - 0.5))
    points, wrong = [], 0
    for seen, row in enumerate(ranked, 1):
        wrong += ((row.chance or 0.0) >= 0.5) != row.wanted
        points.append((seen / len(ranked), wrong / seen))
    return points


def reliability(rows: Sequence[Judged], bins: int = 10) -> list[tuple[float, float, int]]:
    """(mean stated chance, observed share of measurable targets, rows) by bins of the stated chance."""
    boxes: dict[int, list[Judged]] = defaultdict(list)
    for row in rows:
        boxes[min(int((row.chance or 0.0) * bins), bins - 1)].append(row)
    return [
        (sum(row.chance or 0.0 for row in box) / len(box), sum(row.wanted for row in box) / len(box), len(box))
        for _, box in sorted(boxes.items())
    ]


def calibration_error(rows: Sequence[Judged]) -> float:
    """Mean distance of stated and observed chance, weighted by rows."""
    return sum(abs(stated - seen) * n for stated, seen, n in reliability(rows)) / max(1, len(rows))


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
