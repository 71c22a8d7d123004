"""The trends of a corpus as one self-contained page: plain tables with bars drawn in SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrative.report.page import environment
from narrative.report.trends import DIMENSIONS, Tally, Trends, sum_of

MOST_GROUPS = 40
MOST_LINES = 30
VERDICTS = ((True, "measurable", "可衡量"), (False, "vague", "不可核"), (None, "review", "待复核"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was given could be read: files, of these without an error, and without any form."""

    files: int = 0
    read: int = 0
    without_form: int = 0

    @property
    def share(self) -> float | None:
        """Files read ÷ all files."""
        return self.read / self.files if self.files else None


def total(groups: Iterable[Coverage]) -> Coverage:
    """The coverage of several groups together."""
    lines = [(one.files, one.read, one.without_form) for one in groups]
    return Coverage(*map(sum, zip(*lines, strict=True))) if lines else Coverage()


@dataclass(frozen=True, slots=True)
class Near:
    """A group of nearly identical blocks or narratives: where they stand."""

    kind: str
    size: int
    similarity: float
    text: str
    units: Sequence[str]
    projects: Sequence[str]
    years: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """One group of a dimension, as printed."""

    name: str
    tally: Tally
    bars: Sequence[tuple[str, str, float, float]]  # (css, word, rows, width in %)
    point_bars: Sequence[tuple[str, str, float, float]]  # the same by points
    corrected: tuple[float, float] | None
    coverage: Coverage | None


def render(
    trends: Trends,
    *,
    coverage: Coverage,
    by_region: dict[str, Coverage] | None = None,
    near: Iterable[Near] | None = None,
    region_told: str = "",
) -> str:
    """The page.  ``by_region`` holds the coverage of each region where the path names it; ``near`` is None
    when nearly identical blocks were not looked for.
    """
    dimensions = [
        (name, title, _lines(trends, name, by_region if name == "region" else None), len(trends.groups[name]))
        for name, title in DIMENSIONS.items()
    ]
    return (
        environment()
        .get_template("trends.html.jinja")
        .render(
            trends=trends,
            whole=_line("全部", trends.whole, trends, coverage),
            dimensions=dimensions,
            coverage=coverage,
            near=None if near is None else list(near)[:MOST_LINES],
            strings=trends.strings.most_common(MOST_LINES),
            findings=trends.findings.most_common(),
            region_told=region_told,
            most=MOST_GROUPS,
        )
    )


def write(path: Path, page: str) -> None:
    """Write a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def _lines(trends: Trends, dimension: str, coverage: dict[str, Coverage] | None) -> list[_Line]:
    """Years in order, other groups by their number of rows, the largest first."""
    groups = trends.groups[dimension].items()
    ordered = sorted(groups, key=lambda item: item[0] if dimension == "year" else (-item[1].total, item[0]))
    lines = [
        _line(name, tally, trends, coverage.get(name) if coverage is not None else None)
        for name, tally in ordered[:MOST_GROUPS]
    ]
    if others := ordered[MOST_GROUPS:]:
        read = total(coverage.get(name, Coverage()) for name, _ in others) if coverage is not None else None
        lines.append(_line(f"其余{len(others)}个", sum_of(tally for _, tally in others), trends, read))
    return lines


def _line(name: str, tally: Tally, trends: Trends, coverage: Coverage | None) -> _Line:
    bars = [(css, word, tally.rows[verdict], 100 * (tally.share(verdict) or 0.0)) for verdict, css, word in VERDICTS]
    points = [
        (css, word, round(tally.points[verdict], 2), 100 * (tally.points_share(verdict) or 0.0))
        for verdict, css, word in VERDICTS
    ]
    corrected = trends.correction.vague(tally) if trends.correction else None
    return _Line(name, tally, bars, points, corrected, coverage)
