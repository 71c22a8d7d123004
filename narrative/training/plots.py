"""Two small SVG charts: what leaving rows to review buys, and whether stated chances hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrative.training.evaluation import Report

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 560, 340, 64, 52, 40, 24
INK, LINE, GRID = "#1f2933", "#0b6e99", "#d9dee3"
Point = tuple[float, float]


def write_plots(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write risk_coverage.svg and calibration.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    curve = [point for point in report.risk_coverage if point[0] >= 0.02]
    top = max(0.05, max((risk for _, risk in curve), default=0.0) * 1.15)
    chances = [(stated, seen) for stated, seen, _ in report.reliability]
    charts = {
        "risk_coverage.svg": chart("越敢判，错得越多", "判定的行占比", "其中判错的占比", curve, (1.0, top)),
        "calibration.svg": chart(
            "说几成，就是几成吗", "模型给出的可衡量概率", "实际可衡量的占比", chances, (1.0, 1.0), diagonal=True
        ),
    }
    for name, text in charts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(folder / name for name in charts)


def chart(
    title: str, x_name: str, y_name: str, points: Sequence[Point], limits: Point, *, diagonal: bool = False
) -> str:
    """One line chart; ``limits`` are the upper ends of both axes, which start at 0."""
    place = _placer(limits)
    body = [_text(LEFT, 22, title, size=15, bold=True), *_axes(limits, place, x_name, y_name)]
    if diagonal:
        body.append(_path([place((0, 0)), place((1, 1))], GRID, dash="4 4"))
    body.append(_path([place(point) for point in points], LINE))
    if len(points) <= 20:
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{LINE}"/>' for x, y in map(place, points)]
    inner = "\n".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}" '
        f'font-family="Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, sans-serif">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{inner}\n</svg>\n'
    )


def _placer(limits: Point):  # type: ignore[no-untyped-def]  # a closure over two numbers
    def place(point: Point) -> Point:
        x = LEFT + point[0] / limits[0] * (WIDTH - LEFT - RIGHT)
        return x, HEIGHT - BOTTOM - point[1] / limits[1] * (HEIGHT - BOTTOM - TOP)

    return place


def _axes(limits: Point, place, x_name: str, y_name: str) -> list[str]:  # type: ignore[no-untyped-def]
    parts = []
    for step in range(6):
        x, y = limits[0] * step / 5, limits[1] * step / 5
        parts.append(_path([place((0, y)), place((limits[0], y))], GRID))
        parts.append(_text(place((x, 0))[0], HEIGHT - BOTTOM + 18, f"{x:.0%}", anchor="middle"))
        parts.append(_text(LEFT - 8, place((0, y))[1] + 4, f"{y:.0%}" if limits[1] > 0.2 else f"{y:.1%}", anchor="end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_name, anchor="middle"))
    parts.append(_text(WIDTH - RIGHT, 22, f"纵轴：{y_name}", anchor="end"))
    return parts


def _path(points: Sequence[Point], color: str, dash: str = "") -> str:
    steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{steps}" fill="none" stroke="{color}" stroke-width="1.6"{dashes}/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{INK}" text-anchor="{anchor}"{weight}>{text}</text>'
