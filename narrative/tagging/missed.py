"""Whether a target was missed by the row's own figures."""

from __future__ import annotations

import re

from narrative.schema import Quantity
from narrative.tagging.figures import counted_in
from narrative.tagging.view import View

_LESS_IS_BETTER = re.compile(
    r"事故|投诉|成本|预算|概算|控制数|费用|支出|价格|单价|差错|故障|死亡|伤亡|违规|案件|时间|时长|能耗|排放|流失|拖欠|返工|上访|信访|失业|辍学|发病|缺陷|浪费|扣分"
)


def missed(view: View) -> bool:
    """Whether the actual's first figure fails the target's first comparable one, direction-aware."""
    asked = counted_in(view.target, view.header)
    given = counted_in(view.actual, view.header)
    pairs = [(one, other) for one in asked for other in given if _comparable(one, other)]
    if not pairs or len(given) > 1 or _SHARED_OUT.search(view.actual) or not _same_thing(view, given[0]):
        return False
    return _fails(*pairs[0], _less_is_better(view, pairs[0][0]))


_SHARED_OUT = re.compile(r"各|其中|平均每|分别")


def _same_thing(view: View, given: Quantity) -> bool:
    """Whether the actual counts what the row is about: most of its words are the row's."""
    around = re.sub(r"[^一-龥]", "", view.actual[: given.start] + view.actual[given.end :])
    new = [char for char in around if char not in view.name and char not in view.target]
    return len(new) <= 3


def _less_is_better(view: View, asked: Quantity) -> bool:
    if asked.kind == "duration":
        return not re.search(r"年限|寿命|质保|保修|学时|课时|时长|运行|开放|服务时间", view.name + view.target)
    return (
        "成本" in view.level2
        or bool(_LESS_IS_BETTER.search(view.name))
        or asked.change in ("下降", "降低", "减少", "压减", "降", "减")
    )


def _comparable(asked: Quantity, given: Quantity) -> bool:
    if asked.low is None or given.low is None:
        return asked.kind == given.kind == "date"
    return asked.unit == given.unit or "number" in (asked.kind, given.kind)


def _fails(asked: Quantity, given: Quantity, less_is_better: bool) -> bool:
    if asked.low is None or given.low is None:
        return _later(asked.text, given.text)
    if asked.relation == "~":
        return False
    if asked.change and less_is_better:
        return given.low < asked.low
    if asked.relation in ("<=", "<") or (asked.relation == "=" and less_is_better):
        return given.low > (asked.high if asked.high is not None else asked.low)
    return given.low < asked.low and not (given.relation in (">", ">=") and given.low >= asked.low)


_MONTH_DAY = re.compile(r"([0-9]{1,2})月(?:([0-9]{1,2})日|(底|末|上旬|中旬|下旬|初))?")
_PARTS = {"初": 5, "上旬": 10, "中旬": 20, "下旬": 31, "底": 31, "末": 31}


def _later(asked: str, given: str) -> bool:
    """Whether a date falls after a deadline of the same year, by month and day."""
    due, came = _last_day(asked), _last_day(given)
    return due is not None and came is not None and came > due


def _last_day(text: str) -> tuple[int, int] | None:
    found = _MONTH_DAY.findall(text)
    if not found:
        return None
    month, day, part = found[-1]
    return int(month), int(day) if day else _PARTS.get(part, 31)
