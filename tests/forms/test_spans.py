"""Forms laid out with merged cells come back as they were."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.forms import recognise
from narrative.schema import Form, Fund, Indicator

from .grids import document

WORDS = st.sampled_from(
    ["巡查次数", "水闸养护", "≥90%", "12次", "良好", "100", "3.5公里", "达成指标", "产出成果", "2024年底前", "无"]
)
TEXT = st.lists(WORDS, min_size=1, max_size=4).map("、".join)
MAYBE = st.one_of(st.just(""), TEXT)
FIGURE = st.decimals(min_value=0, max_value=40, places=2, allow_nan=False)
MONEY = st.one_of(st.none(), st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False))
LEVELS = st.sampled_from(
    [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]
)
ROWS = st.builds(
    lambda levels, **fields: Indicator(level1=levels[0], level2=levels[1], **fields),
    LEVELS,
    name=WORDS.filter(lambda word: word != "100"),
    target=TEXT,
    actual=MAYBE,
    points=FIGURE,
    score=st.one_of(st.none(), FIGURE),
    reason=st.one_of(st.just(""), st.just("工期推迟。"), st.just("因雨停工3天，已赶上")),
)
FUNDS = st.fixed_dictionaries(
    {
        "total": st.builds(Fund, label=st.just("年度资金总额"), initial=MONEY, executed=MONEY, rate=MONEY, score=MONEY),
        "other": st.builds(Fund, label=st.just("其他资金"), full_year=MONEY, executed=MONEY),
    }
)
FORMS = st.builds(
    Form,
    title=st.just("项目支出绩效自评表"),
    year=st.integers(2016, 2030),
    project=TEXT,
    department=st.sampled_from(["清河县水务局", "云岭市文化和旅游局（本级）"]),
    implementer=st.sampled_from(["", "清河县水利站"]),
    funds=FUNDS,
    funds_unit=st.sampled_from(["万元", "元"]),
    goal=TEXT,
    outcome=MAYBE,
    indicators=st.lists(ROWS, min_size=1, max_size=8).map(lambda rows: tuple(sorted(rows, key=lambda row: row.level1))),
    total_points=st.just(Decimal(100)),
    total_score=FIGURE,
    rating=st.sampled_from(["", "优"]),
)


def bare(form: Form) -> Form:
    return replace(form, notes=(), layout="", places={}, remarks={})


@settings(max_examples=60, deadline=None)
@given(st.lists(FORMS, min_size=1, max_size=3))
def test_forms_with_merged_cells_come_back(forms: list[Form]) -> None:
    assert [bare(form) for form in recognise(document(*forms)).forms] == forms
