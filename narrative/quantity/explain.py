"""Which reading of a stretch won, and why: what ``narrative quantities --why`` prints."""

from __future__ import annotations

from dataclasses import dataclass

from narrative.quantity.grammar import RULES, readings
from narrative.quantity.patterns import grammar
from narrative.schema import Quantity


@dataclass(frozen=True, slots=True)
class Why:
    """One reading: ``won`` says whether it is in the result, ``reason`` (Chinese) why or why not.

    ``rule`` is the rule that read it (序数 文号 名称 日期 分数 数量 数字 书名号); ``quantity`` holds the
    fields of a winner and of a reading rejected for its surroundings.
    """

    start: int
    end: int
    text: str
    rule: str
    won: bool
    reason: str
    quantity: Quantity | None = None


def why(text: str) -> list[Why]:
    """Every reading of *text* in order, the winner of each stretch before those it beat."""
    from narrative.quantity import quantities

    results = {(q.start): q for q in quantities(text, rejected=True)}
    told: list[Why] = []
    for reading in readings(text):
        quantity = results.get(reading.start)
        if quantity is None:
            continue
        won = not quantity.rejected
        reason = _fields(quantity) if won else quantity.rejected
        told.append(Why(quantity.start, quantity.end, quantity.text, reading.rule, won, reason, quantity))
        told.extend(_beaten(text, reading.start, reading.rule))
    return told


_KINDS = {
    "count": "计数",
    "money": "金额",
    "percent": "百分数",
    "measure": "物理量",
    "duration": "时长",
    "date": "日期",
    "number": "没有单位的数",
}


def _fields(q: Quantity) -> str:
    parts = [f"类别 {_KINDS[q.kind]}"]
    if q.low is not None:
        parts.append(f"数值 {q.low}" if q.low == q.high else f"数值 {q.low} 至 {q.high}")
    named = {"单位": q.unit, "关系": q.relation, "每": q.per, "增减": q.change, "计的是": q.of}
    return "，".join(parts + [f"{name} {value}" for name, value in named.items() if value])


def _beaten(text: str, start: int, winner: str) -> list[Why]:
    """The later rules that also match here, each with the reason why it lost."""
    patterns = grammar()
    names = list(RULES)
    later = names[names.index(winner) + 1 :] if winner in names else []
    beaten = []
    for name in later:
        reading = RULES[name](text, start, patterns)
        if reading:
            core = text[reading.start : reading.end]
            reason = f"规则“{winner}”在先，已取得这一段"
            beaten.append(Why(reading.start, reading.end, core, name, False, reason))
    return beaten
