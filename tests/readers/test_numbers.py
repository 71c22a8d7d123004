"""Numbers as spreadsheets show them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.readers._numbers import BUILT_IN, show

SHOWN = [
    (0.9998, "0.00%", "99.98%"),
    (0.9998, "0%", "100%"),
    (1, "0.0%", "100.0%"),
    (22.5, "0.00", "22.50"),
    (2315.49, "#,##0.00", "2,315.49"),
    (1234567, "#,##0", "1,234,567"),
    (0, "#,##0.00", "0.00"),
    (0.5, "#.##", ".5"),
    (12, "#.##", "12."),
    (12.345, "0.##", "12.35"),
    (2.675, "0.00", "2.68"),
    (-3.5, "0.0", "-3.5"),
    (-0.001, "0.00", "0.00"),
    (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
    (-5, "0;[Red]-0", "-5"),
    (0, '0;-0;"—"', "—"),
    (0, "0.00;-0.00;;@", ""),
    (60, '0"件"', "60件"),
    (60, "0件", "60件"),
    (60, '"≥"0\\ ', "≥60"),
    (7, "000", "007"),
    (1500000, '0.0,,"百万"', "1.5百万"),
    (12345, "0.00E+00", "1.23E+04"),
    (0.00012, "0.0E-0", "1.2E-4"),
    (100, "General", "100"),
    (100.5, "", "100.5"),
    (0.1 + 0.2, "General", "0.3"),
    (526.237786, "General", "526.237786"),
    (1e15, "General", "1000000000000000"),
    (12, "¥#,##0.00_);(¥#,##0.00)", "¥12.00"),
    (12, "[$¥-804]#,##0.00", "¥12.00"),
    (95, "[>=90]0分;[<90]0分以下", "95分"),
    (80, "[>=90]0分;[<90]0分以下", "80分以下"),
    (45291, "yyyy-mm-dd", "2023-12-31"),
    (45291, 'yyyy"年"m"月"d"日"', "2023年12月31日"),
    (45291, "yyyy年mm月", "2023年12月"),
    (45291, "m/d/yy", "12/31/23"),
    (45291, BUILT_IN[14], "2023/12/31"),
    (45291, "[$-804]yyyy\\-m\\-d;@", "2023-12-31"),
    (45291.75, "yyyy/m/d h:mm", "2023/12/31 18:00"),
    (45291.75, "h:mm AM/PM", "6:00 PM"),
    (0.0625, "mm:ss", "30:00"),
    (1.5, "[h]:mm", "36:00"),
    (45291, "aaaa", "星期日"),
    (1, "yyyy/m/d", "1900/1/1"),
    (61, "yyyy/m/d", "1900/3/1"),
    (-1, "yyyy-mm-dd", "-1"),
    (1e9, "yyyy-mm-dd", "1000000000"),
    ("99.98", "@", "99.98"),
    (0.333333, "# ?/?", "0.333333"),
]


@pytest.mark.parametrize(("value", "pattern", "shown"), SHOWN)
def test_shown(value: float | str, pattern: str, shown: str) -> None:
    assert show(value, pattern) == shown


def test_dates_of_old_macs_begin_in_1904() -> None:
    assert show(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(st.sampled_from('0#?,.%;[]"\\ymdhsAPM年E+-_*@/<>= 件'), max_size=20),
)
def test_any_pattern_shows_something_short(value: float, pattern: str) -> None:
    assert len(show(value, pattern)) < 2000


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_two_places_show_the_same_figure(value: Decimal) -> None:
    assert Decimal(show(float(value), "#,##0.00").replace(",", "")) == value
