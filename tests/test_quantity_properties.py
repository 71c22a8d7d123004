"""Properties that hold for any text, and growth that stays linear on hostile text."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.quantity import quantities, why
from narrative.segment import clauses, sentences

PIECES = [
    *("每4家", "各1辆", "2024年", "1-12月", "≥90%", "约5万余人", "第三轮", "〔2024〕6号", "一支重要力量", "三部门"),
    *("同比增长15.8%", "100.00(百分比)", "3-5天", "一个半月", "9元/户", "1 234 个", "百分之九十以上", "《3个方案》"),
    *("十四五", "5G", "、", "，", "；", "企业", "培训", "不少于", "以上", "前", "截至", "\t", "\n", " ", "一", "1,1,1"),
    *("万", "半", "和", "/", "(", "）", "年", "月"),
]
TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
SETTINGS = settings(max_examples=300, deadline=None)


@SETTINGS
@given(TEXT, st.sampled_from(["", "成本控制数（万元）", "满意度（%）", "培训人次"]))
def test_a_quantity_is_a_slice_and_none_overlaps_the_next(text: str, header: str) -> None:
    end = 0
    for quantity in quantities(text, header=header, rejected=True):
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        end = quantity.end


@SETTINGS
@given(TEXT)
def test_the_rejected_readings_change_nothing_else(text: str) -> None:
    everything = quantities(text, rejected=True, of=False)
    assert [q for q in everything if not q.rejected] == quantities(text, of=False)


@SETTINGS
@given(TEXT)
def test_a_sentence_reads_the_same_with_another_one_before_it(text: str) -> None:
    alone = quantities(text, of=False)
    shifted = quantities(f"已完成。{text}", of=False)
    core = [(q.start + 4, q.end + 4, q.kind, q.low, q.high, q.unit) for q in alone if q.kind not in {"number", "date"}]
    assert core == [
        (q.start, q.end, q.kind, q.low, q.high, q.unit) for q in shifted if q.kind not in {"number", "date"}
    ]


@SETTINGS
@given(st.lists(st.sampled_from([p for p in PIECES if p not in "\t\n"]), min_size=1, max_size=6).map("".join))
def test_two_sentences_give_what_each_gives(text: str) -> None:
    sentence = f"{text}。"
    once = [(q.text, q.relation, q.per, q.change) for q in quantities(sentence, of=False)]
    assert [(q.text, q.relation, q.per, q.change) for q in quantities(sentence * 2, of=False)] == once * 2


@SETTINGS
@given(TEXT)
def test_the_explanation_replays_to_the_result(text: str) -> None:
    assert [reading.quantity for reading in why(text) if reading.won] == quantities(text)
    assert all(reading.reason for reading in why(text))


@SETTINGS
@given(TEXT)
def test_spans_of_sentences_and_clauses_cover_everything_but_blanks(text: str) -> None:
    for cut in (sentences, clauses):
        spans = cut(text)
        covered = "".join(text[start:end] for start, end in spans)
        assert "".join(covered.split()) == "".join(text.split())
        assert spans == sorted(spans)


HOSTILE: dict[str, Callable[[int], str]] = {
    "一": lambda n: "一" * n,
    "1元": lambda n: "1元" * n,
    "1,": lambda n: "1," * n,
    "1,111": lambda n: "1,111," * n,
    "digits": lambda n: "7" * n,
    "1 111": lambda n: "1 111 " * n,
    "1-": lambda n: "1-" * n,
    "每": lambda n: "每" * n + "1元",
    "每1": lambda n: "每1" * n,
    "不超过": lambda n: "不超过" * n + "1元",
    "约": lambda n: "约" * n + "1元",
    "《": lambda n: "《" * n + "1元",
    "《1": lambda n: "《1元" * n,
    "第一、": lambda n: "第" + "一、" * n,
    "blanks": lambda n: "1" + " " * n + "元",
    "2024年": lambda n: "2024年" * n,
    "万": lambda n: "1" + "万" * n,
    "百分之": lambda n: "百分之" * n,
    "（": lambda n: "1（" * n,
    "两三": lambda n: "两三" * n + "个",
    "点": lambda n: "一点" * n,
    "ab/1": lambda n: "ab/1" * n,
    "年年": lambda n: "2024年" + "年" * n + "：",
    "1.": lambda n: "1." * n,
    "和": lambda n: "1人和" * n,
}


def seconds(text: str, *, of: bool = False) -> float:
    """Time of this process alone, the best of five: other work on the machine does not count."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        quantities(text, of=of)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text_and_not_with_its_square(name: str) -> None:
    quantities("3个", of=False)
    short, long = (HOSTILE[name](n) for n in (1000, 16000))
    # Sixteen times the text: a quadratic step would show as 256 times; the floor keeps noise out.
    assert seconds(long) < 80 * max(seconds(short), 3e-4)


HOSTILE_NAMES: dict[str, Callable[[int], str]] = {
    "分别": lambda n: "分别1人、" * n,
    "分别 of a list": lambda n: "产量和产值分别下降1%、2%，" * n,
    "目标": lambda n: "高于目标1%" * n,
    "其中": lambda n: "，其中1人" * n,
    "免费": lambda n: "免费体检1人" * n,
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_looking_for_what_is_counted_grows_with_the_text_too(name: str) -> None:
    quantities("隐患3条")
    short, long = (HOSTILE_NAMES[name](n) for n in (250, 4000))
    assert seconds(long, of=True) < 80 * max(seconds(short, of=True), 1e-3)


def test_a_million_figures_and_any_character_are_read() -> None:
    assert quantities("9" * 1_000_000, of=False, rejected=True)[0].rejected
    everything = "".join(map(chr, range(0x20, 0xD800)))
    for quantity in quantities(everything, of=False):
        assert everything[quantity.start : quantity.end] == quantity.text
