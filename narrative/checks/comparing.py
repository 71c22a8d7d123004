"""Target against actual: by direction, unit and date; what can be told, and why not where it cannot.

Start at :func:`compare`.  One comparison per bound of the target (覆盖率≥90%且次数≥780次 has two).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from narrative.checks.case import Row
from narrative.checks.dating import compare_dates
from narrative.checks.units import SLACK, kinship, on_scale
from narrative.checks.verdicts import Comparison, Direction, Verdict
from narrative.checks.words import has, less_is_better, words_of
from narrative.schema import Quantity

TWICE = Decimal(2)
"""Within this a figure without a denominator can be the one with it."""
NEARLY = Decimal("0.95")
"""约N is taken to reach at least this share of N: below it 约 cannot save a missed target."""


def compare(row: Row) -> list[Comparison]:
    """Every bound of the target compared; empty for a target that the tag does not call a figure or a date."""
    return row.case.remembered(("compare", row.number), lambda: _compare(row))


def _compare(row: Row) -> list[Comparison]:
    if row.label("target") not in ("quantity", "time", ""):
        return []
    targets = [one for one in row.quantities("target") if not _no_bound(row.indicator.target, one)]
    figures = [one for one in targets if one.low is not None]
    dates = [one for one in targets if one.kind == "date"]
    found = [_figure(row, one, figures) for one in figures]
    return found or ([compare_dates(row, dates)] if dates else [])


def _no_bound(text: str, one: Quantity) -> bool:
    """Part of a name (“百日千万”行动), or the rest of a misread figure (≥Z600件, =l.2万亩)."""
    before, after = text[: one.start], text[one.end :]
    named = re.search(r"[“‘《「][^”’》」]*$", before) and re.match(r"[^“‘《「]*[”’》」]", after)
    baseline = re.search(r"(?:上年|去年|往年|基数)\D{0,3}$", before)
    return bool(named or baseline or re.search(r"[A-Za-zⅠ]\.?$", before))


def overall(comparisons: Sequence[Comparison]) -> Verdict | Literal[""]:
    """The verdict on a row: missed when one bound is, met when all are, "" for nothing to compare."""
    verdicts = [one.verdict for one in comparisons]
    for verdict in ("missed", "unknown", "copied", "bound", "met"):
        if verdict in verdicts:
            return verdict
    return ""


def direction(row: Row, target: Quantity) -> Direction:
    """Which way is good: the relation says it, else 指标性质, else the words around the figure and of the name."""
    before = row.indicator.target[: target.start].rstrip("了为约 ")
    if any(before.endswith(word) for word in words_of("falls_to")) or re.search(
        r"(?:不得?高于|不超过|(?<![不得])低于)\D{0,8}$", before
    ):
        return "down"
    said = _said(target.relation, row.indicator.nature)
    if said:
        return said
    if target.low == 0 and not target.change:
        return "down"  # nothing of it may happen
    if target.change or before.endswith(("前", *words_of("falls_by"))):
        return "up"  # 压减9%, 低5%, 赛前30日: the larger the better
    return _by_words(row, target, before)


def _said(relation: str, nature: str) -> Direction | None:
    """What the relation says, else the column 指标性质."""
    if relation in (">=", ">"):
        return "up"
    if relation in ("<=", "<"):
        return "down"
    if any(mark in nature for mark in ("≥", "＞", ">", "正向")):
        return "up"
    return "down" if any(mark in nature for mark in ("≤", "＜", "<", "反向", "逆向")) else None


def _by_words(row: Row, target: Quantity, before: str) -> Direction:
    if target.low != target.high:
        return "range"
    level2 = row.indicator.level2
    if target.kind == "duration" or re.search(r"[（(](?:个?工作日|天|日|小时|分钟)[）)]", row.indicator.name):
        limit = _limits(row)
        return "down" if limit or (limit is None and ("时效" in level2 or "进度" in level2)) else "up"
    if "成本" in level2 and target.kind == "money":
        return "down"
    return "down" if less_is_better(row.indicator.name + before) else "up"


def _limits(row: Row) -> bool | None:
    """Whether a duration is a limit (响应时间) or an amount (供餐天数); None when no word tells."""
    text = row.indicator.name + row.indicator.target
    limit, amount = has(text, "time_limit"), has(text, "time_amount")
    return None if limit == amount else limit


def _figure(row: Row, target: Quantity, bounds: Sequence[Quantity]) -> Comparison:
    way = direction(row, target)
    found = [one for one in row.quantities("actual") if one.low is not None]
    alike = [one for one in found if _alike(target, one) and (len(bounds) == 1 or one.unit == target.unit)]
    same = _in_turn(target, bounds, alike)
    if same:
        return _judged(row, target, way, _best(row, target, same, way), same)
    near = [one for one in found if kinship(target, one) == "near"]
    if near:
        return Comparison("unknown", way, target, near[0], _ratio(target, near[0]), "unit")
    return Comparison("unknown", way, target, found[0] if found and len(bounds) == 1 else None, None, "nothing")


def _in_turn(target: Quantity, bounds: Sequence[Quantity], same: list[Quantity]) -> list[Quantity]:
    """Several bounds in one unit (5所高校、20所中学) are answered in their order, one by one."""
    rivals = [one for one in bounds if one.unit == target.unit and one.kind == target.kind]
    if len(rivals) < 2:
        return same
    place = rivals.index(target)
    return same[place : place + 1] if len(same) >= len(rivals) else []


def _alike(target: Quantity, one: Quantity) -> bool:
    """Comparable; a denominator that only one side names (每人260元, 260元) is understood on the other."""
    if kinship(target, one) == "same":
        return True
    if (target.per is None) == (one.per is None) or target.unit != one.unit:
        return False
    values = on_scale(target, one)
    return bool(values and min(values) > 0 and max(values) / min(values) < TWICE)


def _best(row: Row, target: Quantity, same: list[Quantity], way: Direction) -> Quantity:
    """The figure that answers: the same thing counted, else the first; a target copied in front is passed over."""
    named = [one for one in same if target.of and one.of and (target.of in one.of or one.of in target.of)]
    pool = named or same
    later = [one for one in pool if one.low != target.low]
    copied_first = len(pool) > 1 and later and row.indicator.actual.startswith(row.indicator.target)
    return later[0] if copied_first and way == "up" else pool[0]


def _ratio(target: Quantity, actual: Quantity) -> Decimal | None:
    values = on_scale(target, actual)
    return values[1] / values[0] if values and values[0] else None


def _judged(row: Row, target: Quantity, way: Direction, actual: Quantity, same: list[Quantity]) -> Comparison:
    values = on_scale(target, actual)
    if values is None:
        return Comparison("unknown", way, target, actual, None, "nothing")
    wanted = _signed(row.indicator.target, target, values[0])
    falls = any(word in row.indicator.name for word in words_of("falls_by")) and wanted > 0
    filed = values[1] if falls else _signed(row.indicator.actual, actual, values[1])  # 下降率 -4.2%: a fall of 4.2
    if _change_for_level(target, actual, wanted, filed):
        return Comparison("unknown", way, target, actual, None, "change")
    if len(same) > 1 and (target.kind == "duration" or (way == "up" and filed < wanted)):
        filed = max(filed, _together(row.indicator.actual, target, same, filed))
    found = Comparison("unknown", way, target, actual, filed / wanted if wanted else None)
    if filed == wanted and _same_bound(target, actual):  # the bound again is no measurement
        return replace(found, verdict="copied")
    verdict = _verdict(found, wanted, filed)
    if verdict in ("missed", "met") and _doubtful(row, found, verdict):
        return replace(found, why="nothing")
    return replace(found, verdict=verdict, why="approximate" if verdict == "unknown" else "")


def _change_for_level(target: Quantity, actual: Quantity, wanted: Decimal, filed: Decimal) -> bool:
    """增长5% beside 95% is another measure; 增长12% beside 11.3% is the growth, 增长 left out."""
    one_sided = target.kind == "percent" and (target.change is None) != (actual.change is None)
    return one_sided and not wanted / 3 <= filed <= wanted * 3


def misread(found: Comparison) -> bool:
    """Whether ≥ was probably read as 2: 21间 for ≥1间, 290% for ≥90%."""
    wanted, filed = found.target.low, found.actual.low if found.actual else None
    if wanted is None or filed is None or found.target.relation != "=":
        return False
    tail = f"{wanted:f}"[1:]
    return f"{wanted:f}".startswith("2") and (tail == f"{filed:f}" or (found.target.kind == "percent" and wanted > 200))


def _together(text: str, target: Quantity, same: list[Quantity], filed: Decimal) -> Decimal:
    """Several figures may be the parts of the whole: 1小时40分, 戏剧1部、动画1部; of rates the largest counts."""
    done = [one for one in same if not re.match(r"[^，。；、]*(?:报批|未|待|在建|筹备|审批中)", text[one.end :])]
    pairs = [(one, pair[1]) for one in done if (pair := on_scale(target, one))]
    if target.kind == "percent":
        return max((value for _, value in pairs), default=filed)
    if target.kind == "duration":
        close = [value for (before, _), (one, value) in pairwise(pairs) if one.start == before.end]
        return filed + sum(close, Decimal(0))
    return sum((value for _, value in pairs), Decimal(0))


def _signed(text: str, one: Quantity, value: Decimal) -> Decimal:
    """A minus before the figure, which its core leaves out (-19.3%)."""
    return -value if re.search(r"(?:^|[^\d\w])[-－−]$", text[: one.start]) else value


def _doubtful(row: Row, found: Comparison, verdict: Verdict) -> bool:
    """Another reading explains it: a duration of unknown sense, 各1场, a target of 左右, ≥1间 read as 21间."""
    if found.target.kind == "duration" and found.target.relation == "=" and _limits(row) is None:
        return True
    text = row.indicator.actual[: found.actual.start] if found.actual else ""
    if verdict == "met":
        return False
    if re.search(r"各[^，。；]{0,3}$", text) or misread(found):
        return True
    return found.target.relation == "~" and found.ratio is not None and 2 - SLACK <= found.ratio <= SLACK


def _verdict(found: Comparison, wanted: Decimal, filed: Decimal) -> Verdict:
    if found.direction == "range":
        return "met" if filed >= wanted else "missed"  # more than the upper end is no failure
    if found.target.relation == "~" and abs(filed - wanted) <= wanted * (1 - NEARLY):
        return "met"
    if found.actual and found.actual.relation == "~":
        return _approximate(found.direction, wanted, filed)
    gap = filed - wanted if found.direction == "up" else wanted - filed
    return "bound" if gap == 0 else "met" if gap > 0 else "missed"


def _same_bound(target: Quantity, actual: Quantity) -> bool:
    """≥90% for ≥90%; but 30余所 for 30所 is more than 30."""
    sides = ({">=", ">"}, {"<=", "<"})
    return any({target.relation, actual.relation} <= side for side in sides) and not re.search("[余多几]", actual.text)


def _approximate(way: Direction, wanted: Decimal, filed: Decimal) -> Verdict:
    low, high = filed * NEARLY, filed / NEARLY
    if way == "up":
        return "met" if low >= wanted else "missed" if high < wanted else "unknown"
    return "met" if high <= wanted else "missed" if low > wanted else "unknown"
