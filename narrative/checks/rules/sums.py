"""Narrative checks: arithmetic inside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise, permutations

from narrative.checks.case import Case
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.links import sentence_of
from narrative.checks.sample import form, row
from narrative.checks.say import figure, listed
from narrative.checks.units import kinship
from narrative.schema import Quantity

_OK = row("数量", "检查家次", "≥100家次", "120家次", 50, 50)
_OPEN = re.compile(r"等|余|多|包括|主要")
ODD = 1000
"""From here on a count that is not round does not divide another by chance."""
WHOLE = Decimal(95)
"""Shares that reach this together are taken to tell the whole."""
CLOSE = Decimal(2)
"""Points of percent within which a ratio is taken to be the one the text means."""


@check(
    "N311",
    "百分比与所列金额、数量不符",
    "问题",
    prose=True,
    why="百分比应能由旁边的数算出来。",
    remedy="按所列的数重新计算，写明以哪个数为分母。",
    fires=(
        form(_OK, outcome="合同签订232万元，已支付137万元，完成59.06%。"),
        form(_OK, outcome="应检企业200家，已检150家，占80%。"),
    ),
    passes=(
        form(_OK, outcome="合同签订232万元，已支付137万元，完成59.05%。"),
        form(_OK, outcome="发放问卷100份，回收98份，满意度95%。"),
        form(_OK, outcome="阅读量46000次，转发306次，同比增长15.8%。"),
    ),
)
def percent_off(case: Case) -> Iterator[Hit]:
    """A share that nearly, but not quite, follows from two figures of its sentence."""
    for name in ("goal", "outcome"):
        found = case.quantities.get((0, name), ())
        for share in found:
            if (
                share.kind != "percent"
                or share.change
                or share.relation != "="
                or not _is_share(case.text(name), share)
            ):
                continue
            ratios = _ratios(case, name, share, found)
            if not ratios or any(_same(ratio, share) for _, _, ratio in ratios):
                continue
            part, whole, ratio = min(ratios, key=lambda item: abs(item[2] - (share.low or 0)))
            if abs(ratio - (share.low or Decimal(0))) > CLOSE * 3:
                continue
            others = "".join(f"，{a.text}÷{b.text}＝{r:.2f}%" for a, b, r in ratios if (a, b) != (part, whole))
            message = f"文中{share.text}与所列的数不符：{part.text}÷{whole.text}＝{ratio:.2f}%{others}。"
            last_digit = abs(ratio - (share.low or Decimal(0))) < Decimal("0.02")
            yield Hit(
                message, case.spot(name, 0, share), case.spot(name, 0, part), severity="提示" if last_digit else None
            )


def _is_share(text: str, share: Quantity) -> bool:
    """完成, 占, 达 before a percentage; 满意度, 率 of something else are shares of other figures."""
    return bool(
        re.search(
            r"(?:完成|占|占比|支付|执行率|完成率|进度|比例|比重|为|达|达到)[^，。；]{0,6}$",
            text[max(0, share.start - 8) : share.start],
        )
    )


def _ratios(
    case: Case, name: str, share: Quantity, found: Sequence[Quantity]
) -> list[tuple[Quantity, Quantity, Decimal]]:
    sentence = sentence_of(case, name, share)
    near = [q for q in found if sentence.start <= q.start < sentence.end and q.kind in ("money", "count") and q.low]
    pairs = [(a, b) for a, b in permutations(near[-4:], 2) if kinship(a, b) == "same" and (a.low or 0) < (b.low or 0)]
    ratios = [(a, b, (a.low or Decimal(0)) / (b.low or Decimal(1)) * 100) for a, b in pairs]
    return [item for item in ratios if abs(item[2] - (share.low or Decimal(0))) <= CLOSE * 5]


def _same(ratio: Decimal, share: Quantity) -> bool:
    value = share.low or Decimal(0)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return value in (ratio.quantize(step, ROUND_HALF_UP), ratio.quantize(step, ROUND_DOWN))


@check(
    "N312",
    "分项相加不等于总数",
    "问题",
    kinds=EVERY,
    prose=True,
    why="括号里的分项应加成前面的总数。",
    remedy="补齐分项，或改正总数。",
    fires=(
        form(_OK, outcome="累计刊登报道89篇（央媒1篇、市媒59篇）。"),
        form(_OK, outcome="共检查企业100家，其中工业80家、商贸40家。"),
    ),
    passes=(
        form(_OK, outcome="累计刊登报道60篇（央媒1篇、市媒59篇）。"),
        form(_OK, outcome="累计刊登报道89篇（其中央媒1篇、市媒59篇）。"),
        form(_OK, outcome="培训5场（每场60人、2天）。"),
    ),
)
def parts_do_not_add_up(case: Case) -> Iterator[Hit]:
    """A total with its parts in brackets, or 其中 with more than the total."""
    for name in ("goal", "outcome", "actual", "reason"):
        for (row_no, field), found in case.quantities.items():
            if field == name:
                yield from _sums(case, row_no, field, found)


def _sums(case: Case, row_no: int, field: str, found: Sequence[Quantity]) -> Iterator[Hit]:
    text = case.text(field, row_no)
    for place, total in enumerate(found):
        inside = re.match(r"[（(]([^（）()]*)[）)]|，?其中[：:]?([^。；，]*)", text[total.end :])
        if not inside or total.kind not in ("count", "money", "measure") or not total.low:
            continue
        start, stop = total.end + inside.start(), total.end + inside.end()
        parts = [q for q in found[place + 1 :] if start <= q.start < stop and _a_part(total, q)]
        together = sum((q.low or Decimal(0) for q in parts), Decimal(0))
        open_list = inside.group(2) is not None or "其中" in inside.group(0) or _OPEN.search(inside.group(0))
        if len(parts) < 2 or together == total.low or (open_list and together < total.low):
            continue
        gap = figure(abs(total.low - together))
        said = "少" if together < total.low else "多"
        shown = listed(q.text for q in parts)
        message = (
            f"{_place_said(case, row_no, field)}总数{total.text}，所列分项{shown}合计{figure(together)}，{said}{gap}"
            f"{total.unit}。"
        )
        yield Hit(message, case.spot(field, row_no, total), case.spot(field, row_no, parts[0]))


def _a_part(total: Quantity, q: Quantity) -> bool:
    return (
        kinship(total, q) == "same"
        and q.unit == total.unit
        and q.per == total.per
        and q.low is not None
        and not q.change
    )


def _place_said(case: Case, row_no: int, field: str) -> str:
    names = {"goal": "年度目标中", "outcome": "完成情况中"}
    return names.get(field) or f"“{case.form.indicators[row_no - 1].name}”中"


@check(
    "N324",
    "增减的说法与数相反",
    "错误",
    prose=True,
    why="文中说下降而数是上升的（或反过来），结论与数据相反。",
    remedy="核对两年的数，改正说法。",
    fires=(
        form(_OK, outcome="受理投诉4120件，比上年的3950件有所下降。"),
        form(_OK, outcome="接待群众860人次，较上年的900人次明显增长。"),
    ),
    passes=(
        form(_OK, outcome="受理投诉3820件，比上年的3950件有所下降。"),
        form(_OK, outcome="接待群众960人次，较上年的900人次增长6.7%。"),
    ),
)
def trend_turned(case: Case) -> Iterator[Hit]:
    """X, compared with last year's Y, said to fall while X > Y, or to rise while X < Y."""
    text = case.form.outcome
    found = [q for q in case.quantities.get((0, "outcome"), ()) if q.low is not None]
    for now, before in pairwise(found):
        link = text[now.end : before.start]
        trend = re.match(r"[^，。；]{0,6}?(下降|减少|降低|增长|增加|上升|提高)", text[before.end :])
        if not trend or kinship(now, before) != "same" or not re.search(r"[比较](?:上年|去年|20\d\d年|往年)", link):
            continue
        falls = trend.group(1) in ("下降", "减少", "降低")
        values = (now.low or Decimal(0)), (before.low or Decimal(0))
        if values[0] != values[1] and (values[0] < values[1]) != falls:
            direction = "上升" if falls else "下降"
            message = (
                f"完成情况说{trend.group(1)}，而所列的数由{before.text}变为{now.text}，实为{direction}"
                f"{_rows_on(case, trend.group(1))}。"
            )
            yield Hit(message, case.spot("outcome", 0, now), case.spot("outcome", 0, before))


def _rows_on(case: Case, trend: str) -> str:
    """The row that claims the trend, with what it filed."""
    rows = [one for one in case.rows if trend in one.indicator.name and one.quantities("actual")]
    return "".join(f"；{one.title}填{one.actual}" for one in rows[:1])


@check(
    "N329",
    "两个数恰成整倍，疑为推算",
    "提示",
    why="累计时长恰好是人次的整数倍，多半是按每人几小时推算的，不是记录出来的。",
    remedy="注明推算办法，或改报台账中的实际数。",
    fires=(form(_OK, outcome="志愿者累计上岗121189人次，累计服务时长1090701小时。"),),
    passes=(
        form(_OK, outcome="志愿者累计上岗121189人次，累计服务时长1090688小时。"),
        form(_OK, outcome="培训2000人次，累计培训6000学时。"),
    ),
)
def exact_multiple(case: Case) -> Iterator[Hit]:
    """A duration that is a whole multiple of an odd count in the same sentence."""
    found = case.quantities.get((0, "outcome"), ())
    for count, span in pairwise(q for q in found if q.kind in ("count", "duration", "measure")):
        values = count.low, span.low
        if None in values or count.kind != "count" or span.relation != "=" or count.relation != "=":
            continue
        times = (span.low or Decimal(0)) / (count.low or Decimal(1))
        odd = (count.low or Decimal(0)) >= ODD and (count.low or Decimal(0)) % 100 != 0
        if (
            odd
            and span.unit in ("小时", "学时", "课时", "工时", "天")
            and times == times.to_integral_value()
            and times > 1
        ):
            message = (
                f"完成情况中{span.text}恰为{count.text}的{times:f}倍，疑为按每{count.unit}{times:f}{span.unit}推算。"
            )
            yield Hit(message, case.spot("outcome", 0, span), case.spot("outcome", 0, count))


@check(
    "N333",
    "所列占比没有说全",
    "提示",
    why="“其中A占几成、B占几成”只说了一部分，其余是什么没有交代，结论难以成立。",
    remedy="写全各部分的占比，或说明其余部分的情况。",
    fires=(form(row("效益", "响应机制", "有效", "个案来源中31.3%属于主动求助，18.7%属于转介，机制初见成效。", 7, 6)),),
    passes=(
        form(row("效益", "响应机制", "有效", "个案来源中81.3%属于主动求助，18.7%属于转介。", 7, 6)),
        form(_OK, outcome="合格率98.5%，满意率93%。"),
    ),
)
def shares_not_whole(case: Case) -> Iterator[Hit]:
    """Two shares or more of one whole (…中A属于…，B属于…) that leave much of it untold."""
    for (row_no, field), found in case.quantities.items():
        text = case.text(field, row_no)
        shares = [q for q in found if q.kind == "percent" and re.match(r"\s*(?:属于|来自|系)", text[q.end :])]
        together = sum((q.low or Decimal(0) for q in shares), Decimal(0))
        whole = re.search(r"(?:来源|构成|其|[^\W\d])中[^，。；]{0,4}$", text[: shares[0].start]) if shares else None
        if len(shares) > 1 and whole and field in ("outcome", "actual") and together <= WHOLE:
            said = listed(q.text for q in shares)
            rest = figure(100 - together)
            place = _place_said(case, row_no, field)
            message = f"{place}所列占比{said}合计{figure(together)}%，其余{rest}%没有交代。"
            yield Hit(message, case.spot(field, row_no, shares[0]), case.spot(field, row_no, shares[1]))
