"""The room of checks as others use it: options, profiles, ranking, summary, explanation, the page."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.checks import (
    Options,
    OptionsError,
    ProfileError,
    Suppression,
    case_of,
    catalogue,
    check_case,
    check_corpus,
    detect_profile,
    explain,
    find_options,
    load_options,
    load_profile,
    profile_names,
    summary,
)
from narrative.checks.profiles import with_thresholds
from narrative.checks.ranking import rank
from narrative.checks.sample import form, fund, row
from narrative.schema import SEVERITIES, Form, Note

ROOT = Path(__file__).parents[1]
BUSY = form(
    row("数量", "推送数量", "≥50次", "393次", 15, 15),
    row("社会效益", "社会满意率", "满意", "达成指标", 15, 15),
    project="公众号运营",
    department="上海市某区应急管理局",
    outcome="共推送306条信息。",
    total=fund("15.00", "12.00", "12.00", "10.00", "100.00", "10.00"),
    total_score="99.00",
    rating="优",
)


def codes(made: Form, options: Options | None = None) -> list[str]:
    return [one.code for one in check_case(case_of(made), options=options or Options())]


def test_select_and_ignore_take_prefixes_and_the_longest_decides() -> None:
    assert {code[0] for code in codes(BUSY, Options(select=("R", "F")))} == {"R", "F"}
    assert "F411" not in codes(BUSY, Options(ignore=("F41",)))
    assert "F411" in codes(BUSY, Options(select=("F411",), ignore=("F",)))


def test_severity_can_be_changed_and_must_be_known() -> None:
    found = check_case(case_of(BUSY), options=Options(select=("R210",), severity={"R210": "提示"}))
    assert [one.severity for one in found] == ["提示"]
    with pytest.raises(OptionsError, match="不是"):
        Options(severity={"R210": "严重"})  # type: ignore[dict-item]


def test_a_suppressed_finding_stays_with_its_reason() -> None:
    excuse = Suppression("R210", "目标值为上级统一下达", project="公众号运营", indicator="推送数量")
    found = check_case(case_of(BUSY), options=Options(suppress=(excuse,)))
    assert {one.code: one.suppressed for one in found}["R210"] == "目标值为上级统一下达"
    assert all(not one.suppressed for one in found if one.code != "R210")
    with pytest.raises(OptionsError, match="reason"):
        Suppression("R210", " ")


def test_a_project_file_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "narrative.toml").write_text(
        'profile = "hubei"\n[checks]\nselect = ["R", "F"]\nignore = ["F403"]\n[checks.severity]\nR210 = "提示"\n'
        '[[suppress]]\ncode = "R210"\nreason = "已说明"\n',
        encoding="utf-8",
    )
    inner = tmp_path / "inner"
    inner.mkdir()
    options = find_options(inner)
    assert options.profile == "hubei"
    assert options.suppress == (Suppression("R210", "已说明"),)
    assert load_options(tmp_path / "narrative.toml", select=["N"]).select == ("N",)
    assert find_options(Path("/")) == Options()


@pytest.mark.parametrize(
    "text", ["[checks]\nselekt = []", "[[suppress]]\ncode = 'R'", "[[suppress]]\ncode='R'\nreason='x'\nrow=1", "x = ["]
)
def test_a_project_file_written_wrongly_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "narrative.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OptionsError):
        load_options(path)


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_is_whole_and_says_its_sources(name: str) -> None:
    profile = load_profile(name)
    assert profile.title
    assert profile.source
    assert [tier.name for tier in profile.tiers] == ["达成", "部分达成", "未达成"]
    assert all(limit.source for limit in profile.thresholds.values())
    assert profile.bands["优"] > profile.bands["良"] > profile.bands["中"]


def test_a_county_brings_its_own_profile(tmp_path: Path) -> None:
    path = tmp_path / "county.toml"
    path.write_text(
        'base = "hubei"\ntitle = "某县"\nsource = "某县办法"\n'
        '[thresholds]\nover_low = { value = 9, source = "某县办法" }\n',
        encoding="utf-8",
    )
    profile = load_profile(path)
    assert profile.limit("over_low").value == 9
    assert profile.limit("over_low").own == ""
    assert profile.weights["预算执行"] == 20
    assert "R210" not in [one.code for one in check_case(case_of(BUSY, profile=profile)) if one.severity == "问题"]


@pytest.mark.parametrize("name", ["nowhere", "nowhere.toml"])
def test_an_unknown_profile_lists_the_known(name: str) -> None:
    with pytest.raises(ProfileError, match="national-2020"):
        load_profile(name)


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (form(department="上海市某区应急管理局"), "shanghai"),
        (form(row("数量", "甲", "1"), row("社会效益", "乙", "1", level1="效果")), "beijing-2019"),
        (form(department="襄阳市民政局"), "hubei"),
        (form(department="绵阳市民政局"), "sichuan"),
        (form(row("成本", "甲", "1", level1="成本"), row("数量", "乙", "1")), "national-cost"),
        (form(row("决策", "甲", "1", level1="项目决策"), row("管理", "乙", "1", level1="项目管理")), "yinchuan"),
        (form(row("数量", "甲", "1", points=50), row("社会效益", "乙", "1", points=40)), "national-no-satisfaction"),
        (form(row("数量", "甲", "1")), "national-2020"),
    ],
)
def test_the_form_points_to_its_profile(made: Form, name: str) -> None:
    assert detect_profile(made).name == name


def test_findings_come_in_the_order_an_evaluator_wants() -> None:
    found = check_case(case_of(BUSY))
    severities = [SEVERITIES.index(one.severity) for one in found]
    assert severities == sorted(severities)
    assert found == rank(reversed(found))
    assert [one.code for one in found[:2]] == ["F401", "F404"]
    serious = [one.code for one in found if one.severity == "问题"]
    assert serious.index("N306") < serious.index("F411") < serious.index("W110")


def test_the_summary_is_made_of_the_forms_own_figures() -> None:
    case = case_of(BUSY)
    text = summary(case, check_case(case))
    for said in ("公众号运营", "99.00", "12.00万元", "2条指标中1条目标值不可核", "15分"):
        assert said in text
    assert "\n" not in text


def test_nothing_is_said_of_actuals_on_a_target_only_form() -> None:
    plan = form(row("数量", "检查家次", "≥100家次"), row("质量", "环保度", "环保"), kind="申报", goal="检查企业。")
    assert {code[0] for code in codes(plan)} <= {"W", "F", "N"}
    assert "W110" not in codes(plan)


def test_explain_says_all_or_lists_the_known() -> None:
    for one in catalogue():
        assert one.title in explain(one.code.lower())
    with pytest.raises(KeyError, match="R201"):
        explain("R999")


def test_the_page_holds_every_check() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    missing = [one.code for one in catalogue() if f"| {one.code} | {one.title} | {one.severity} |" not in page]
    assert not missing, "run python benchmarks/checks.py"


@given(
    points=st.decimals("0.5", "60", places=1),
    target=st.integers(1, 9999),
    actual=st.integers(0, 9999),
    ways=st.sampled_from(["≥", "≤"]),
)
def test_a_score_by_the_formula_is_never_called_wrong(points: Decimal, target: int, actual: int, ways: str) -> None:
    met = actual >= target if ways == "≥" else actual <= target
    share = Decimal(1) if met else Decimal(actual) / target if ways == "≥" else Decimal(target) / actual
    score = (points * share).quantize(Decimal("0.01"))
    made = form(row("数量", "受理件数", f"{ways}{target}件", f"{actual}件", points, score, reason="汛期停办两个月。"))  # type: ignore[arg-type]
    assert not {"R202", "R203"} & set(codes(made))


@given(st.decimals("0.01", "99999", places=2), st.decimals("0", "1", places=4))
def test_a_rate_that_follows_is_never_called_wrong(budget: Decimal, share: Decimal) -> None:
    executed = (budget * share).quantize(Decimal("0.01"))
    rate = (executed / budget * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    score = (rate / 10).quantize(Decimal("0.01"))
    made = form(total=fund(str(budget), str(budget), str(executed), 10, str(rate), str(score)))
    assert not {"F405", "F406", "F407"} & set(codes(made))


FIGURES = [
    "≥",
    "≤",
    "=",
    "约",
    "90%",
    "100%",
    "0",
    "-5%",
    "12",
    "个",
    "人",
    "人次",
    "万元",
    "家次",
    "1-9月",
    "2024年",
    "前",
]
WORDS = [
    "截至",
    "共",
    "其中",
    "（",
    "）",
    "、",
    "，",
    "。",
    "；",
    "“",
    "”",
    "未",
    "已完成",
    "达成指标",
    "满意",
    "提升",
    "*",
    "XX",
]
NOUNS = ["检查", "培训", "企业", "覆盖率", "成本", "比上年", "下降", "项目预算", "已支付", "后续将", "启动", "无", "\n"]
PIECES = st.sampled_from([*FIGURES, *WORDS, *NOUNS])
TEXT = st.lists(PIECES, max_size=12).map("".join)
POINTS = st.sampled_from(["", "0", "5", "10", "15.00"])
ROWS = st.builds(
    row,
    st.sampled_from(["数量", "质量", "时效", "成本", "经济效益", "生态效益", "满意度", ""]),
    TEXT,
    TEXT,
    TEXT,
    POINTS,
    POINTS,
    reason=TEXT,
)
AMOUNT = st.sampled_from(["", "0.00", "3.00", "10.00", "137.00"])
FUNDS = st.builds(fund, AMOUNT, AMOUNT, AMOUNT, POINTS, AMOUNT, POINTS)
FORMS = st.builds(
    lambda rows, **fields: form(*rows, **fields),
    st.lists(ROWS, max_size=4),
    kind=st.sampled_from(["自评", "申报", "整体"]),
    year=st.sampled_from([None, 2019, 2024]),
    project=TEXT,
    goal=TEXT,
    outcome=TEXT,
    total=FUNDS,
    funds=st.dictionaries(st.sampled_from(["fiscal", "other", "中央"]), FUNDS, max_size=2),
    total_score=AMOUNT,
    rating=st.sampled_from(["", "优", "差", "合格"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FORMS, min_size=1, max_size=4))
def test_whatever_a_form_holds_it_is_checked_and_quoted_truly(forms: list[Form]) -> None:
    cases = [case_of(made, number) for number, made in enumerate(forms, 1)]
    findings = [*(finding for case in cases for finding in check_case(case)), *check_corpus(cases)]
    for finding in findings:
        case = cases[finding.form_no - 1]
        if not finding.where.field.startswith("funds"):
            assert case.text(finding.where.field, finding.row_no)[finding.start : finding.end] == finding.quote
    for case in cases:
        assert summary(case, findings)


def test_a_sum_over_a_form_not_read_whole_is_only_a_hint() -> None:
    made = form(row("数量", "检查家次", "≥100家次", "100家次", 50, 50), total_score="98.00")
    note = Note("row_skipped", "有一行未能认出，已略过：满意度")
    (whole,) = check_case(case_of(made), options=Options(select=("F404",)))
    (partly,) = check_case(case_of(made, notes=(note,)), options=Options(select=("F404",)))
    assert (whole.severity, partly.severity) == ("错误", "提示")
    assert "已略过：满意度" in partly.message


def test_thresholds_given_by_the_caller_say_so() -> None:
    profile = with_thresholds(load_profile(), over_low=8)
    assert profile.limit("over_low").source == "调用时给定"
    with pytest.raises(KeyError, match="over_low"):
        profile.limit("nothing")


@pytest.mark.parametrize(
    ("profile", "actual", "score", "outside"),
    [
        ("national-2020", "达成年度指标", "8", False),
        ("national-2020", "达成年度指标", "7.9", True),
        ("national-2020", "全部或基本达成预期指标", "10", False),
        ("national-2020", "部分达成年度指标并具有一定效果", "6", False),
        ("national-2020", "部分达成年度指标并具有一定效果", "5.5", True),
        ("hubei", "部分达成预期指标并具有一定效果", "5.5", False),
        ("hubei", "部分达成预期指标并具有一定效果", "4.9", True),
        ("national-2020", "未达成年度指标且效果较差", "6.5", True),
        ("hubei", "未达成预期指标且效果较差", "5.5", True),
        ("national-cost", "部分实现目标", "7", False),
        ("national-cost", "实现目标程度较低", "7", True),
    ],
)
def test_a_tier_claims_its_range_under_the_profile(profile: str, actual: str, score: str, outside: bool) -> None:
    made = form(row("社会效益", "居民安全意识", "提升", actual, 10, score, reason="老年居民到场少。"))
    found = check_case(case_of(made, profile=load_profile(profile)), options=Options(select=("R204",)))
    assert bool(found) == outside


@pytest.mark.parametrize(
    ("score", "fits"), [("8.33", True), ("8", True), ("7", False), ("10", False)]
)  # 100 allowed, 120 filed: 100/120 of the points, or a fifth off
def test_both_formulas_for_what_should_be_small_are_accepted(score: str, fits: bool) -> None:
    made = form(row("成本", "单位成本", "≤100元", "120元", 10, score, reason="钢材涨价。"))
    found = check_case(case_of(made), options=Options(select=("R201", "R202")))
    assert bool(found) != fits
    assert all("或" in one.message for one in found if one.code == "R201")


def test_a_county_accepts_one_formula_only(tmp_path: Path) -> None:
    path = tmp_path / "county.toml"
    path.write_text(
        'base = "national-2020"\ntitle = "某县"\nsource = "某县办法"\nreverse = ["linear"]\n', encoding="utf-8"
    )
    made = form(row("成本", "单位成本", "≤100元", "120元", 10, "8.33", reason="钢材涨价。"))
    (found,) = check_case(case_of(made, profile=load_profile(path)), options=Options(select=("R202",)))
    assert "8.00" in found.message
