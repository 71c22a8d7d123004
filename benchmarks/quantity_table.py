"""Precision, recall and the accuracy of each field by slice on the case files, beside a digit-run baseline.

    python benchmarks/quantity_table.py

The baseline takes every run of figures with the scale and the one or two characters after it.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from quantity.support import Case, cases, fields, same_thing

from narrative.quantity import quantities
from narrative.schema import Quantity

HEADS = (
    *("切片", "文本", "数量", "准确率", "召回率", "数值", "单位", "关系", "所计之物（相同）", "所计之物（包含）"),
    *("基线准确率", "基线召回率", "基线数值"),
)
Found = dict[tuple[int, int], Decimal | None]

_RUN = re.compile(r"[0-9][0-9,.]*(?:[万亿])?(?:人次|平方米|万元|[一-鿿]|%)?")
_SCALE = {"万": 10**4, "亿": 10**8}
GROUPS = {
    "field": "各政策领域的叙述",
    "trap_bounds": "上下限与约数",
    "trap_cells": "表格单元格",
    "trap_change": "增减",
    "trap_chinese": "中文数字",
    "trap_dates": "日期与标题年份",
    "trap_docnumber": "文号与编号",
    "trap_guard": "单位的守卫",
    "trap_header": "表头给出单位",
    "trap_idiom": "固定词组",
    "trap_list_ordinal": "列举号与序数",
    "trap_money": "金额",
    "trap_names": "名称",
    "trap_negative": "没有数量的文本",
    "trap_ocr": "识别空格与全角",
    "trap_of": "计的是什么",
    "trap_prose": "混合长句",
    "trap_range": "区间",
    "trap_rate_spread": "比率与分摊",
    "trap_spec": "规格",
}


def baseline(case: Case) -> Found:
    found: Found = {}
    for match in _RUN.finditer(case.text):
        figures = re.match(r"[0-9,.]+", match.group())
        value = Decimal(figures.group().replace(",", "").rstrip(".") or 0) if figures else Decimal(0)
        scale = next((_SCALE[char] for char in match.group() if char in _SCALE), 1)
        found[match.span()] = value * scale
    return found


def ours(case: Case) -> Found:
    return {(q.start, q.end): q.low for q in quantities(case.text, header=case.header, of=False)}


def score(group: list[Case], extract: Callable[[Case], Found]) -> tuple[float, float, float]:
    """Precision, recall, and the share of the found cores whose value is right."""
    found = hits = wanted = right = 0
    for case in group:
        got = extract(case)
        found += len(got)
        wanted += len(case.spans)
        for span, expected in zip(case.spans, case.expected, strict=True):
            if span in got:
                hits += 1
                right += got[span] == fields(expected)["low"]
    return hits / found if found else 1.0, hits / wanted if wanted else 1.0, right / hits if hits else 1.0


def shares(group: list[Case]) -> list[float]:
    """Of the found cores: unit right, relation right, the counted thing the same, or one within the other."""
    pairs = list(_pairs(group))
    rights = (
        [q.unit == fields(expected)["unit"] for q, expected in pairs],
        [q.relation == fields(expected)["relation"] for q, expected in pairs],
        [q.of == expected.get("of") for q, expected in pairs],
        [same_thing(q.of, expected.get("of")) for q, expected in pairs],
    )
    return [sum(right) / len(right) if right else 1.0 for right in rights]


def _pairs(group: list[Case]) -> Iterator[tuple[Quantity, dict[str, Any]]]:
    for case in group:
        got = {(q.start, q.end): q for q in quantities(case.text, header=case.header)}
        for span, expected in zip(case.spans, case.expected, strict=True):
            if span in got:
                yield got[span], expected


def main() -> None:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases():
        stem = case.where.split(":")[0]
        groups["field" if stem.startswith("field_") else stem].append(case)
    print("|", " | ".join(HEADS), "|")
    print("|---|" + "---:|" * (len(HEADS) - 1))
    for name, group in [*sorted(groups.items()), ("合计", list(cases()))]:
        line = [*score(group, ours), *shares(group), *score(group, baseline)]
        size = sum(len(case.spans) for case in group)
        print(f"| {GROUPS.get(name, name)} | {len(group)} | {size} | " + " | ".join(f"{x:.3f}" for x in line) + " |")


if __name__ == "__main__":
    main()
