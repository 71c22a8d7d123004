"""The public calls of the room: truth of a real document, header units, explanation, comparison, calendar."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from narrative.quantity import quantities, why
from narrative.quantity.calendar import interval
from narrative.quantity.compare import comparison
from narrative.schema import Quantity


def one(text: str, header: str = "") -> Quantity:
    (found,) = quantities(text, header=header)
    return found


# --------------------------------------------------------------------------------------------------
# A real document


def test_every_quantity_of_the_annotated_document_is_found(shared: Path) -> None:
    lines = (shared / "gold" / "quantities_002.jsonl").read_text(encoding="utf-8").splitlines()
    truth = [json.loads(line) for line in lines]
    text = (shared / "documents" / truth[0]["file"]).read_bytes().decode("utf-8")
    found = {
        (match.start() + q.start, match.start() + q.end): q
        for match in re.finditer(r"[^\t\r\n]+", text)
        for q in quantities(match.group())
    }
    missing = [row["text"] for row in truth if (row["start"], row["end"]) not in found]
    assert missing == []
    for row in truth:
        quantity = found[row["start"], row["end"]]
        low = None if row["low"] is None else Decimal(str(row["low"]))
        told = [row[name] for name in ("kind", "unit", "relation", "per", "change")]
        assert [low, *told] == [
            quantity.low,
            *(getattr(quantity, name) for name in ("kind", "unit", "relation", "per", "change")),
        ], row["text"]


# --------------------------------------------------------------------------------------------------
# Headers


@pytest.mark.parametrize(
    ("text", "header", "kind", "low", "unit", "of", "source"),
    [
        ("702.80", "成本控制数（万元）", "money", "7028000", "元", "成本控制数", "indicator"),
        ("98.66", "执行率(%)", "percent", "98.66", "%", "执行率", "header"),
        ("12", "计量单位：人次", "count", "12", "人次", None, "header"),
        ("≥3", "机柜数量（台）", "count", "3", "台", "机柜数量", "indicator"),
        ("40 人", "开展专题辅导", "count", "40", "人", "专题辅导", "text"),
        ("2.00(项)", "2", "count", "2", "项", None, "text"),
        ("63万元", "成本控制数（万元）", "money", "630000", "元", "成本控制数", "text"),
    ],
)
def test_a_header_gives_unit_scale_and_thing(
    text: str, header: str, kind: str, low: str, unit: str, of: str | None, source: str
) -> None:
    quantity = one(text, header)
    assert (quantity.kind, quantity.low, quantity.unit) == (kind, Decimal(low), unit)
    assert (quantity.of, quantity.source) == (of, source)


def test_without_a_header_a_lone_figure_is_a_number() -> None:
    assert (one("702.80").kind, one("702.80").unit) == ("number", "")
    assert one("≥0.97").relation == ">="


# --------------------------------------------------------------------------------------------------
# Explanation


def test_the_explanation_names_the_winner_and_those_it_beat() -> None:
    told = why("（川财发〔2031〕6号）共30个")
    assert [(w.text, w.rule, w.won) for w in told if w.rule == "文号"] == [("2031〕6号", "文号", False)]
    assert [(w.text, w.won) for w in told if w.won] == [("30个", True)]
    assert any("文号" in w.reason for w in told if w.rule == "数量" and not w.won)


def test_rejected_readings_carry_their_reason_and_are_not_returned_otherwise() -> None:
    text = "第三轮检查，形成一支队伍"
    assert quantities(text) == []
    assert {q.text: q.rejected for q in quantities(text, rejected=True)} == {
        "三": "序数（第几）",
        "一支": "冠词性的“一”",
    }


# --------------------------------------------------------------------------------------------------
# Comparison


@pytest.mark.parametrize(
    ("a", "b", "silently", "noted", "order"),
    [
        ("12万元", "120000元", True, True, 0),
        ("0.5公里", "600米", True, True, -1),
        ("3亩", "2000平方米", True, True, 1),
        ("3名", "3人", True, True, 0),
        ("3人", "3人次", False, False, None),
        ("6家", "6家次", False, False, None),
        ("77个", "77台", False, True, 0),
        ("5%", "5个百分点", False, False, None),
        ("9‰", "1%", True, True, -1),
        ("1次/月", "1次/年", False, False, None),
        ("420万", "440万", True, True, -1),
        ("3天", "3个工作日", False, False, None),
        ("1800万元", "18台", False, False, None),
        ("2年", "24个月", True, True, 0),
    ],
)
def test_what_may_be_compared(a: str, b: str, silently: bool, noted: bool, order: int | None) -> None:
    first, second = one(a), one(b)
    assert first.comparable(second) == second.comparable(first) == silently
    found = comparison(first, second)
    assert (found.comparable, found.order) == (noted, order)
    assert bool(found.note) or (silently and (first.unit == second.unit or first.kind == "money"))


def test_a_date_is_never_compared_as_a_value() -> None:
    assert not one("2031年3月").comparable(one("2031年4月"))


# --------------------------------------------------------------------------------------------------
# Calendar


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1-12月", (2030, 1, 1), (2030, 12, 31)),
        ("三季度末", (2030, 9, 1), (2030, 9, 30)),
        ("2029年9月-2030年12月", (2029, 9, 1), (2030, 12, 31)),
        ("2029年年底以前", (2029, 1, 1), (2029, 12, 31)),
        ("2029 年 12 月底前", (2029, 1, 1), (2029, 12, 31)),
        ("截止10月底", (2030, 1, 1), (2030, 10, 31)),
        ("2029年4月-10月", (2029, 4, 1), (2029, 10, 31)),
        ("2028年2月", (2028, 2, 1), (2028, 2, 29)),
        ("2029.1—2029.12", (2029, 1, 1), (2029, 12, 31)),
        ("2029-11-30", (2029, 11, 30), (2029, 11, 30)),
        ("4月1日至30日", (2030, 4, 1), (2030, 4, 30)),
        ("2029年11月至次年3月", (2029, 11, 1), (2030, 3, 31)),
        ("二〇二九年上半年", (2029, 1, 1), (2029, 6, 30)),
        ("5月中旬", (2030, 5, 11), (2030, 5, 20)),
        ("贯穿2029年全年", (2029, 1, 1), (2029, 12, 31)),
        ("2028-2030年", (2028, 1, 1), (2030, 12, 31)),
        ("年底前", (2030, 1, 1), (2030, 12, 31)),
    ],
)
def test_the_days_a_period_covers(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert interval(text, 2030) == (date(*first), date(*last))


@pytest.mark.parametrize("text", ["", "100%", "5年", "3天", "20000人", "2月30日", "及时"])
def test_what_names_no_period_gives_none(text: str) -> None:
    assert interval(text, 2030) is None


def test_a_month_without_a_year_needs_the_form() -> None:
    assert interval("1-12月") is None


# --------------------------------------------------------------------------------------------------
# Cost


def test_the_fast_path_loads_no_dictionary() -> None:
    code = (
        "import sys; from narrative.quantity import quantities; quantities('发现隐患3条', of=False);"
        "print('jieba' in sys.modules, 'pandas' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("宣传场次\t≥12场\t15场\t10.00", ["宣传场次", "宣传场次"]),
        ("开展巡查活动\t=30次\t28次", ["巡查活动", "巡查活动"]),
        ("设备验收合格率\t≥95%", ["设备验收合格率"]),
        ("平均入住率为46.2%", ["平均入住率"]),
        ("疾控中心采集水样360份", ["水样"]),
        ("危旧房屋修缮5栋", ["危旧房屋"]),
        ("印制宣传手册3.2万份", ["宣传手册"]),
        ("投资完成率93%", ["投资完成率"]),
    ],
)
def test_the_thing_is_the_head_noun_or_the_name_in_the_cell_before(text: str, things: list[str]) -> None:
    assert [quantity.of for quantity in quantities(text)] == things


@pytest.mark.parametrize("text", ["0—万", "3—亿元", "1至万"])
def test_a_scale_without_figures_is_no_error(text: str) -> None:
    assert all(text[q.start : q.end] == q.text for q in quantities(text, of=False))


def test_text_that_is_set_apart_is_read_closed_up() -> None:
    text = "本 年 培 训 1 2 6 0 人 次 ， 合 格 率 9 6 . 5 % 。"
    found = quantities(text)
    assert [(q.text, q.low, q.unit) for q in found] == [
        ("1 2 6 0 人 次", Decimal(1260), "人次"),
        ("9 6 . 5 %", Decimal("96.5"), "%"),
    ]
    assert all(text[q.start : q.end] == q.text for q in found)
