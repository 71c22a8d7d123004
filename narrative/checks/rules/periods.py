"""Row checks: periods and dates of the rows against each other and against the year."""

from __future__ import annotations

from collections.abc import Iterator

from narrative.checks.case import Case, Row
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.rows import marks
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted
from narrative.quantity.calendar import Interval, interval
from narrative.schema import Quantity

MONTH = 31
"""Days: what starts or ends within a month of the other is taken as the same."""
CLOSING = ("总结", "验收", "决算", "结项", "评审")
WORKING = ("工作时间", "实施", "施工", "执行时间", "服务时间", "活动时间", "开展", "完工", "竣工", "工期", "建设")
ONGOING = ("持续", "运营", "日常", "常态", "全年")


def _date(one: Row, name: str) -> Quantity | None:
    return next((q for q in one.quantities(name) if q.kind == "date"), None)


def _days(one: Row, name: str) -> Interval | None:
    """The days that the first date or period of a field covers."""
    found = _date(one, name)
    return interval(found.text, one.case.form.year) if found else None


@check(
    "R227",
    "总结或验收早于工作结束",
    "提示",
    why="工作还没有结束就做了总结或验收，总结里的数不可能是全部。",
    remedy="核对两个时间；总结之后的工作另作说明。",
    fires=(
        form(
            row("进度", "项目工作时间", "1-12月", "1-12月", 3, 3),
            row("进度", "项目总结时间", "年底以前", "10月", 2, 2),
        ),
    ),
    passes=(
        form(
            row("进度", "项目工作时间", "1-10月", "1-10月", 3, 3),
            row("进度", "项目总结时间", "年底以前", "11月", 2, 2),
            row("进度", "尾款支付时间", "年底以前", "12月", 2, 2),
        ),
    ),
)
def closed_before_the_end(case: Case) -> Iterator[Hit]:
    """A closing row (总结, 验收) reported before the last day another row reports."""
    dated = [(one, days) for one in case.rows if (days := _days(one, "actual"))]
    for one, days in dated:
        later = [(other, end) for other, (_, end) in dated if end > days[1] and _working(other)]
        if _closing(one) and later:
            other = max(later, key=lambda item: item[1])[0]
            message = f"{one.title}完成值{quoted(one.actual, 30)}，早于{other.title}的{quoted(other.actual, 30)}。"
            yield Hit(message, one.spot("actual"), other.spot("actual"))


def _closing(one: Row) -> bool:
    return any(word in one.indicator.name for word in CLOSING)


def _working(one: Row) -> bool:
    """Time of the work itself; money paid and papers filed after the closing are as it should be."""
    return not _closing(one) and any(word in one.indicator.name for word in WORKING)


@check(
    "R228",
    "只在期间的最后才有完成",
    "提示",
    why="目标是几个月的工作，完成值只写了最后一个月，前面几个月做没做看不出。",
    remedy="写明起止时间；确系延后的说明原因。",
    fires=(form(row("进度", "迎新活动", "6-12月", "12月", 3, 3)),),
    passes=(form(row("进度", "迎新活动", "6-12月", "6-12月", 3, 3), row("进度", "讲座", "12月底前", "11月", 3, 3)),),
)
def period_begun_late(case: Case) -> Iterator[Hit]:
    """A target of several months answered by a period that begins a month later or more and ends with it."""
    for one in case.rows:
        wanted, filed = _days(one, "target"), _days(one, "actual")
        spans = wanted and filed and _written_span(one, "target")
        if wanted and filed and spans and filed[1] == wanted[1] and (filed[0] - wanted[0]).days > MONTH:
            message = f"{one.title}目标{quoted(one.target)}，完成值只写{quoted(one.actual)}，{marks(one)}。"
            yield Hit(message, one.spot("actual"), one.spot("target"))


def _written_span(one: Row, name: str) -> bool:
    """Whether a period is written with both ends (6-12月), not as a deadline (12月底前)."""
    found = _date(one, name)
    return bool(found) and any(mark in one.case.text(name, one.number) for mark in "-—–至到~～")


@check(
    "R229",
    "期间与年度不一致",
    "提示",
    kinds=EVERY,
    why="自评针对一个年度：期间跨到别的年度，或持续性工作只写了几个月，资金和产出就对不上。",
    remedy="只报本年度；确系跨年或只实施几个月的，说明资金和产出各属哪一年、哪几个月。",
    fires=(
        form(row("进度", "项目工作时间", "2018年9月-2019年12月", "2018年9月-2019年12月", 3, 3), year=2019),
        form(row("进度", "团队持续运营时间", "2019年6月至12月", "2019年6月至12月", 5, 5), year=2019),
    ),
    passes=(
        form(row("进度", "项目工作时间", "2019年3月-2019年12月", "2019年3月-2019年12月", 3, 3), year=2019),
        form(row("进度", "团队持续运营时间", "1-12月", "1-12月", 5, 5), year=2019),
    ),
)
def period_off_the_year(case: Case) -> Iterator[Hit]:
    """Periods with both ends that leave the form's year, or ongoing work that does not fill it; one hit a kind."""
    kinds = {
        "outside": "跨出{year}年度，资金和产出是否只属本年度待说明",
        "partly": "不是{year}年度全年，其余月份由谁做、资金是否只用于这几个月待说明",
    }
    dated = [(one, name, why) for one in case.rows if (found := _off(one)) for name, why in [found]]
    for kind, said in kinds.items():
        rows = [(one, name) for one, name, why in dated if why == kind]
        if rows:
            shown = listed(f"{one.title}{quoted(case.text(name, one.number), 30)}" for one, name in rows)
            first, name = rows[0]
            also = tuple(one.spot(side) for one, side in rows[1:])
            yield Hit(f"{shown}{said.format(year=case.form.year)}。", first.spot(name), also=also)


def _off(one: Row) -> tuple[str, str] | None:
    """The field that holds a period off the year, and how it is off; the actual speaks before the target."""
    name = "actual" if _written_span(one, "actual") else "target"
    days, year = _days(one, name), one.case.form.year
    if not days or not year or not _written_span(one, name):
        return None
    if days[0].year < year or days[1].year > year:
        return name, "outside"
    ongoing = any(word in one.indicator.name for word in ONGOING)
    return (name, "partly") if ongoing and (days[1] - days[0]).days < 365 - MONTH else None
