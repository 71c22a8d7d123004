"""Trends: the counts are those of a query, the page stands alone, the correction is what it says."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from narrative import locations
from narrative.cli import main
from narrative.report.trends import Correction, Tally, Trends, TrendsError, collect, region_by
from narrative.report.trends_page import Coverage, Near, render


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trends")
    for number, path in enumerate(sorted(locations.corpora().glob("forms/*.txt"))[:5]):
        target = folder / "in" / ("东片" if number % 2 else "西片") / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (folder / "in" / "东片" / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    assert main(["corpus", str(folder / "in"), "-o", str(folder / "out"), "--workers", "0"]) == 1
    return folder / "out"


def query(out: Path, sql: str) -> list[tuple[object, ...]]:
    return duckdb.sql(sql.format(out=out)).fetchall()


def test_counts_are_those_of_a_query(tagged: Path) -> None:
    trends = collect(tagged, region=region_by("department"))
    for dimension, column in (("year", "i.year"), ("department", "f.department"), ("level2", "i.level2")):
        rows = query(
            tagged,
            f"SELECT coalesce(cast({column} AS VARCHAR), ''), measurable, count(*), coalesce(sum(i.points), 0) "
            "FROM '{out}/indicators/*.parquet' i LEFT JOIN '{out}/forms/*.parquet' f USING (source, form_no) "
            "GROUP BY ALL",
        )
        counted = {(name or "（未写明）", verdict): (n, points) for name, verdict, n, points in rows}
        tallies = trends.groups[dimension]
        assert counted == {
            (name, verdict): (tally.rows[verdict], pytest.approx(tally.points[verdict]))
            for name, tally in tallies.items()
            for verdict in tally.rows
        }
    assert trends.whole.forms == query(tagged, "SELECT count(*) FROM '{out}/forms/*.parquet'")[0][0]
    strings = query(
        tagged,
        "SELECT target, target_label, count(*) FROM '{out}/indicators/*.parquet' "
        "WHERE measurable = false AND target <> '' GROUP BY ALL",
    )
    assert trends.strings == Counter({(target, label): n for target, label, n in strings})
    findings = query(tagged, "SELECT code, title, severity, count(*) FROM '{out}/findings/*.parquet' GROUP BY ALL")
    assert trends.findings == Counter({tuple(key): n for *key, n in findings})


@pytest.mark.parametrize(
    ("department", "region"),
    [
        ("云岭市文化和旅游局", "云岭市"),
        ("共青团临江区委员会", "临江区"),
        ("中共清河县委办公室", "清河县"),
        ("青原自治州林业局", "青原自治州"),
        ("水务局", "（未写明）"),
        ("", "（未写明）"),
    ],
)
def test_region_of_a_department(department: str, region: str) -> None:
    assert region_by("department")("", department) == region


def test_region_of_a_path() -> None:
    assert region_by("1", "/数据")("/数据/甲县/2023/a.txt", "乙市局") == "甲县"
    assert region_by("2", "/数据")("/数据/甲县/2023/a.txt", "") == "2023"
    assert region_by("3", "/数据")("/数据/甲县/2023/a.txt", "") == "（未写明）"
    for wrong in ("0", "x", "-1"):
        with pytest.raises(TrendsError, match="可用 department"):
            region_by(wrong)


def test_correction_weighs_each_verdict_by_its_share() -> None:
    tally = Tally(rows=Counter({True: 60, False: 30, None: 10}))
    correction = Correction({True: (50, 5), False: (40, 36), None: (10, 6)})
    share, half = correction.vague(tally) or (0, 0)
    assert share == pytest.approx(0.6 * 0.1 + 0.3 * 0.9 + 0.1 * 0.6)
    assert 0 < half < 0.1
    assert correction.size == 100
    assert Correction({True: (50, 5)}).vague(tally) is None
    assert Correction({True: (50, 5)}).vague(Tally(rows=Counter({True: 3}))) is not None


def test_the_page_of_a_sample(tagged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = query(tagged, "SELECT doc_id, form_no, row_no, measurable FROM '{out}/indicators/*.parquet'")
    sample = tmp_path / "抽样.csv"
    with sample.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["doc_id", "form_no", "row_no", "gold"])
        writer.writerows([d, f, r, "可衡量" if verdict else "不可核"] for d, f, r, verdict in rows)
    page = tmp_path / "趋势.html"
    assert main(["report", str(tagged), "-o", str(page), "--sample", str(sample), "--region", "1"]) == 0
    text = page.read_text("utf-8")
    for words in (
        "按年度",
        "按地区",
        "按主管部门",
        "按指标类型",
        "最常见的不可核写法",
        "各类问题",
        "不可核（校正）",
        "东片",
    ):
        assert words in text
    assert "67%（2/3）" in text  # the reading share of the folder with the broken file
    assert f"{len(rows)} 条随机抽样" in text
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", text)
    assert "已写出" in capsys.readouterr().err


def test_groups_beyond_the_page_are_one_line() -> None:
    trends = Trends()
    for number in range(45):
        trends.groups["region"][f"{number}县"].rows[number % 2 == 0] = 50 - number
    coverage = {f"{number}县": Coverage(files=2, read=1) for number in range(45)}
    page = render(trends, coverage=Coverage(90, 45), by_region=coverage)
    line = page[page.index("其余5个") :].split("</tr>")[0]
    assert '<td class="n">40</td>' in line  # 10 + 9 + 8 + 7 + 6
    assert "50%（5/10）" in line


def test_text_of_a_corpus_is_text_on_the_page() -> None:
    trends = Trends()
    trends.strings["<script>alert(1)</script>", "judgement"] = 3
    trends.groups["region"]["<b>"].rows[True] = 1
    near = [Near("指标", 2, 0.9, "<img src=x>", ["<i>"], [], [])]
    page = render(trends, coverage=Coverage(), near=near)
    assert not re.search(r"<(?:script|b|img|i)\b", page)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--region", "x"], "可用 department"),
        (["--sample", "没有.csv"], "抽样标注"),
        (["--sample", "未标完.csv"], "第2条"),
        (["--sample", "别处.csv"], "没有一条在"),
    ],
)
def test_wrong_usage(
    tagged: Path,
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "doc_id,form_no,row_no,gold\nx,1,1,可衡量\n"
    (tmp_path / "未标完.csv").write_text(head + "x,1,2,\n", encoding="utf-8")
    (tmp_path / "别处.csv").write_text(head, encoding="utf-8")
    assert main(["report", str(tagged), "--no-near", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_folder_that_is_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path)]) == 2
    assert "不是 narrative corpus" in capsys.readouterr().err
