"""Forms for measuring the checks: sound ones and ones with one planted defect, from the hand-written base forms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from narrative.checks.sample import form, fund, row
from narrative.checks.words import has
from narrative.schema import Form, Fund, Indicator

HERE = Path(__file__).parent
CENT = Decimal("0.01")


def base_forms() -> dict[str, Form]:
    """The hand-written forms by file name."""
    return {path.stem: _form(path) for path in sorted(HERE.glob("[0-9]*.toml"))}


def _form(path: Path) -> Form:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    levels = data.pop("level1", {})
    rows = [row(*cells[:6], reason=cells[6], level1=levels.get(cells[0], "")) for cells in data.pop("rows")]
    total = fund(*data.pop("total"))
    made = form(*rows, total=total, funds={"fiscal": replace(total, points=None, score=None)}, total_points=100, **data)
    return made if made.total_score is not None else replace(made, total_score=added_up(made))


def added_up(made: Form) -> Decimal:
    """Execution score and scores of the rows together."""
    return sum((one.score or Decimal(0) for one in made.indicators), made.funds["total"].score or Decimal(0))


# --------------------------------------------------------------------------------------------------
# Sound variants: other figures, still true


def sound() -> Iterator[tuple[str, Form]]:
    """The base forms, and each with other money and with other counts."""
    for name, made in base_forms().items():
        yield name, made
        changed = {f"资金×{factor}": with_money(made, factor) for factor in (Decimal("0.83"), Decimal("1.37"))}
        changed["数量"] = with_counts(made)
        yield from ((f"{name}+{what}", form) for what, form in changed.items() if form != made)


def with_money(made: Form, factor: Decimal) -> Form:
    """All amounts of the funds block scaled; rate, score and total recomputed; text and cost rows without them."""
    if any("预算控制" in one.name for one in made.indicators) or "万元" in made.outcome:
        factor = Decimal(1)
    total = made.funds["total"]
    scaled = Fund(
        total.label,
        initial=_times(total.initial, factor),
        full_year=_times(total.full_year, factor),
        executed=_times(total.executed, factor),
        points=total.points,
    )
    return rescored(made, scaled)


def _times(value: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if value is None else (value * factor).quantize(CENT)


def rescored(made: Form, total: Fund) -> Form:
    """The form with another total row: rate, scores and parts follow from it."""
    base = total.full_year if total.full_year is not None else total.initial
    rate = ((total.executed or Decimal(0)) / (base or Decimal(1)) * 100).quantize(CENT, ROUND_HALF_UP)
    score = (min(rate, Decimal(100)) * (total.points or 10) / 100).quantize(CENT, ROUND_HALF_UP)
    whole = replace(total, rate=rate, score=score)
    changed = replace(made, funds={"total": whole, "fiscal": replace(whole, points=None, score=None)})
    changed = replace(changed, total_score=added_up(changed))
    return replace(changed, rating=_band(changed.total_score) if made.rating else "")


def _band(score: Decimal | None) -> str:
    return next(name for name, low in (("优", 90), ("良", 80), ("中", 60), ("差", 0)) if (score or 0) >= low)


def with_counts(made: Form) -> Form:
    """The first count of the rows changed by one, in the row and in the text alike."""
    for place, one in enumerate(made.indicators):
        figure = re.match(r"^(\d{2,})\D", one.actual)
        if figure and one.score == one.points and made.outcome.count(figure[1]) == 1 and one.actual != one.target:
            more = str(int(figure[1]) + 1)
            rows = list(made.indicators)
            rows[place] = replace(one, actual=one.actual.replace(figure[1], more, 1))
            return replace(made, indicators=tuple(rows), outcome=made.outcome.replace(figure[1], more))
    return made


# --------------------------------------------------------------------------------------------------
# Planted defects

Plant = Callable[[Form], Form | None]
PLANTS: dict[str, tuple[str, Plant]] = {}


def plant(code: str, what: str) -> Callable[[Plant], Plant]:
    """Register a way to spoil a sound form, with the code that should be found."""

    def made(function: Plant) -> Plant:
        PLANTS[f"{code} {what}"] = (code, function)
        return function

    return made


def planted() -> Iterator[tuple[str, str, Form]]:
    """(name, code to be found, form) for every defect that fits a base form."""
    for name, made in base_forms().items():
        for what, (code, spoil) in PLANTS.items():
            spoiled = spoil(made)
            if spoiled is not None:
                yield f"{name}+{what}", code, spoiled
        for entry in _entries():
            yield f"{name}+{entry['code']}", entry["code"], _spoiled(made, entry)


def _entries() -> list[dict[str, Any]]:
    """The defects of plants.toml."""
    data = tomllib.loads((HERE / "plants.toml").read_text(encoding="utf-8"))
    return [*data["text"], *data["row"]]


def _spoiled(made: Form, entry: dict[str, Any]) -> Form:
    """The form with the sentences and the first row of one entry."""
    told = replace(made, goal=made.goal + entry.get("goal", ""), outcome=made.outcome + entry.get("outcome", ""))
    if "row" not in entry:
        return told
    points = made.indicators[0].points or Decimal(0)
    score = (points * Decimal(str(entry.get("share", 1)))).quantize(CENT)
    first = row(*entry["row"], str(points), str(score), reason=entry.get("reason", ""))
    changed = replace(told, indicators=(first, *made.indicators[1:]))
    return replace(changed, total_score=added_up(changed))


def _row(made: Form, place: int, **changes: Any) -> Form:
    rows = list(made.indicators)
    rows[place] = replace(rows[place], **changes)
    return replace(made, indicators=tuple(rows))


def _first(made: Form, fits: Callable[[Indicator], bool]) -> int | None:
    return next((place for place, one in enumerate(made.indicators) if fits(one)), None)


def _counted(one: Indicator) -> bool:
    return (
        bool(re.fullmatch(r"\d{2,}(?:家次|场|座|个|所|台|天|次|人次|人|只|册)", one.actual)) and one.score == one.points
    )


@plant("F404", "总得分多一分")
def _total(made: Form) -> Form:
    return replace(made, total_score=(made.total_score or Decimal(0)) + 1)


@plant("F401", "少五分")
def _points(made: Form) -> Form:
    return _row(made, 0, points=(made.indicators[0].points or Decimal(0)) - 5)


@plant("F406", "执行率写错")
def _rate(made: Form) -> Form:
    total = made.funds["total"]
    return replace(made, funds={**made.funds, "total": replace(total, rate=(total.rate or Decimal(0)) - 7)})


@plant("F405", "执行得分写错")
def _execution(made: Form) -> Form:
    total = replace(made.funds["total"], score=Decimal("5.00"))
    changed = replace(made, funds={**made.funds, "total": total})
    return replace(changed, total_score=added_up(changed), rating="")


@plant("F408", "分项加不上")
def _parts(made: Form) -> Form:
    fiscal = made.funds["fiscal"]
    return replace(made, funds={**made.funds, "fiscal": replace(fiscal, executed=(fiscal.executed or Decimal(0)) - 20)})


@plant("F413", "等级不符")
def _rating(made: Form) -> Form:
    return replace(made, rating="中")


@plant("F411", "压减未说明")
def _cut(made: Form) -> Form | None:
    total = made.funds["total"]
    if total.full_year is None or total.initial != total.full_year or re.search("追加|调|压减", made.outcome):
        return None
    return rescored(made, replace(total, initial=(total.initial or Decimal(0)) * 2))


@plant("F410", "钱少事全")
def _little(made: Form) -> Form | None:
    if any(one.score != one.points for one in made.indicators):
        return None
    total = made.funds["total"]
    base = total.full_year if total.full_year is not None else total.initial
    return rescored(made, replace(total, executed=((base or Decimal(0)) / 40).quantize(CENT)))


@plant("F414", "得分高于分值")
def _above(made: Form) -> Form:
    return _row(made, 0, score=(made.indicators[0].points or Decimal(0)) + 2)


@plant("N306", "文表不一")
def _text(made: Form) -> Form | None:
    place = _first(made, lambda one: _counted(one) and made.outcome.count(one.actual) == 1)
    if place is None:
        return None
    figure = re.findall(r"\d+", made.indicators[place].actual)[0]
    return replace(made, outcome=made.outcome.replace(figure, str(int(int(figure) * 0.7)), 1))


@plant("R201", "未达满分")
def _missed(made: Form) -> Form | None:
    place = _first(made, lambda one: bool(re.match(r"≥\d{2,}\D", one.target)) and _counted(one))
    if place is None:
        return None
    one = made.indicators[place]
    figure = re.findall(r"\d+", one.target)[0]
    less = re.sub(r"\d+", str(int(int(figure) * 0.8)), one.actual, count=1)
    return replace(_row(made, place, actual=less), outcome=made.outcome.replace(one.actual, less))


@plant("R202", "得分不按比例")
def _score(made: Form) -> Form | None:
    place = _first(made, lambda one: one.score != one.points and one.actual[:1].isdigit())
    return None if place is None else _row(made, place, score=Decimal(3))


@plant("R209", "未达无说明")
def _reason(made: Form) -> Form | None:
    place = _first(made, lambda one: one.score != one.points and one.actual[:1].isdigit())
    return None if place is None else _row(made, place, reason="")


@plant("R211", "原因空泛")
def _talk(made: Form) -> Form | None:
    place = _first(made, lambda one: one.score != one.points and one.actual[:1].isdigit())
    return None if place is None else _row(made, place, reason="还有待进一步提高。")


@plant("R212", "原因栏另有数")
def _other(made: Form) -> Form | None:
    place = _first(made, lambda one: _counted(one) and one.level2 == "数量指标")
    if place is None:
        return None
    one = made.indicators[place]
    figure, unit = int(re.findall(r"\d+", one.actual)[0]), re.sub(r"\d", "", one.actual)
    return _row(made, place, reason=f"全年实际为{figure * 2 - 3}{unit}。")


@plant("R205", "定量填套话")
def _formula(made: Form) -> Form | None:
    place = _first(made, lambda one: one.target.startswith("≥"))
    return None if place is None else _row(made, place, actual="达成指标")


@plant("R206", "照抄界限")
def _copy(made: Form) -> Form | None:
    place = _first(made, lambda one: one.target.startswith("≥"))
    return None if place is None else _row(made, place, actual=made.indicators[place].target)


@plant("R210", "远超目标")
def _far(made: Form) -> Form | None:
    place = _first(
        made, lambda one: bool(re.match(r"≥\d{2,}(?:家次|场|天|人次|人|只|册)", one.target)) and not one.reason
    )
    if place is None:
        return None
    one = made.indicators[place]
    figure = int(re.findall(r"\d+", one.target)[0])
    return _row(made, place, actual=re.sub(r"\d+", str(figure * 4), one.actual, count=1))


@plant("W110", "套话得满分")
def _words(made: Form) -> Form | None:
    place = _first(made, lambda one: one.level2.endswith("效益指标") and one.score == one.points)
    return None if place is None else _row(made, place, target="得到提升", actual="达成指标")


@plant("W122", "名称是数")
def _name(made: Form) -> Form:
    return _row(made, 0, name="2")


@plant("W123", "占位未改")
def _stars(made: Form) -> Form:
    return _row(made, 0, target="≥**人")


@plant("W126", "比较符写反")
def _turned(made: Form) -> Form | None:
    place = _first(made, lambda one: "成本" in one.name and one.target.startswith("≤"))
    return None if place is None else _row(made, place, target=made.indicators[place].target.replace("≤", "≥"))


@plant("W127", "不可能的比率")
def _impossible(made: Form) -> Form | None:
    place = _first(made, lambda one: "合格率" in one.name or "满意" in one.name)
    return None if place is None else _row(made, place, actual="195%")


@plant("N301", "只写已完成")
def _done(made: Form) -> Form:
    return replace(made, outcome="已完成。")


@plant("N302", "照抄目标")
def _goal(made: Form) -> Form:
    return replace(made, outcome=made.goal)


@plant("N313", "截至九月")
def _period(made: Form) -> Form:
    return replace(made, outcome=f"截至9月底，{made.outcome}")


@plant("N308", "未完满分")
def _unfinished(made: Form) -> Form | None:
    if any(one.score != one.points for one in made.indicators):
        return None
    return replace(made, outcome=f"{made.outcome}二期工程尚未验收。")


@plant("N316", "预算不同")
def _budget(made: Form) -> Form | None:
    total = made.funds["total"]
    base = total.full_year if total.full_year is not None else total.initial
    if base is None or "万元" in made.outcome:
        return None
    return replace(made, outcome=f"{made.outcome}项目预算{base * 2}万元，已支付{total.executed}万元。")


@plant("N312", "分项不等")
def _sum(made: Form) -> Form:
    return replace(made, outcome=f"{made.outcome}刊发报道88篇（省级2篇、市级60篇）。")


@plant("F422", "满意度无调查")
def _survey(made: Form) -> Form | None:
    place = _first(made, lambda one: "满意" in one.name)
    if place is None or re.search("问卷|抽样|回访|调查", made.outcome):
        return None
    return _row(made, place, actual="100%", reason="")


@plant("F402", "组内分值不等")
def _group(made: Form) -> Form:
    whole = sum(
        (one.points or Decimal(0) for one in made.indicators if one.level1 == made.indicators[0].level1), Decimal(0)
    )
    return _row(made, 0, level1_points=whole + 5)


@plant("F412", "追加未用")
def _added(made: Form) -> Form | None:
    total = made.funds["total"]
    if total.full_year is None or total.initial != total.full_year or has(made.outcome, "execution_reason"):
        return None
    return rescored(made, replace(total, full_year=total.full_year * 2))


@plant("F415", "未填得分")
def _unscored(made: Form) -> Form:
    return _row(made, 0, score=None)


@plant("F421", "超预算")
def _over(made: Form) -> Form | None:
    total = made.funds["total"]
    base = total.full_year if total.full_year is not None else total.initial
    return rescored(made, replace(total, executed=(base or Decimal(0)) * Decimal("1.2")))


@plant("N310", "目标栏填金额")
def _money(made: Form) -> Form:
    return replace(made, goal="43.2")


@plant("N318", "目标与指标值不同")
def _promised(made: Form) -> Form | None:
    place = _first(made, lambda one: bool(re.match(r"≥\d{2,}\D", one.target)) and made.goal.count(one.target[1:]) == 1)
    if place is None:
        return None
    figure = re.findall(r"\d+", made.indicators[place].target)[0]
    return replace(made, goal=made.goal.replace(figure, str(int(figure) * 2), 1))
