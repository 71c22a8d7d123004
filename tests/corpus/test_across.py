"""Between files: findings of a unit, nearly identical texts."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from narrative import locations
from narrative.corpus import tag
from narrative.corpus.near import SHINGLE, likeness, near_duplicates, sign, write

from .conftest import rows_of

SAMPLE = next(locations.corpora().glob("forms/03-*.txt"))


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Two projects of one unit that claim the same figure, one of another unit that does too."""
    text = SAMPLE.read_text("utf-8").replace("642人次", "6427人次")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    (folder / "乙.txt").write_text(text.replace("公共文化惠民演出", "群众文化培训"), encoding="utf-8")
    (folder / "别处.txt").write_text(text.replace("云岭市", "金川市"), encoding="utf-8")
    return folder


def across(out: Path, code: str) -> list[tuple[Any, ...]]:
    return [row for row in rows_of(out)["findings"] if code in row]


def test_one_figure_in_two_projects_of_a_unit(unit: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tag([unit], out, workers=0)
    ((*row,),) = across(out, "X501")
    assert "6427人次" in row[-5]
    assert {Path(row[1]).name, Path(row[-1].split()[0]).name} == {"甲.txt", "乙.txt"}
    (unit / "乙.txt").unlink()
    tag([unit], out, workers=0)
    assert across(out, "X501") == []


def test_buckets_dealt_in_two_goes_find_the_same(
    make: Callable[..., Path], unit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [unit, make(40, name="more")]
    tag(folders, tmp_path / "out", workers=0)
    expected = rows_of(tmp_path / "out")["findings"]
    monkeypatch.setattr("narrative.corpus.buckets.FORMS_A_BUCKET", 4)
    monkeypatch.setattr("narrative.corpus.buckets.MOST_BUCKETS", 3)
    tag(folders, tmp_path / "fine", workers=0)
    assert across(tmp_path / "fine", "X501")
    assert rows_of(tmp_path / "fine")["findings"] == expected


def test_checks_between_files_can_be_left_out(unit: Path, tmp_path: Path) -> None:
    tag([unit], tmp_path / "out", workers=0, across=False)
    assert across(tmp_path / "out", "X501") == []


def test_findings_within_one_file_are_not_said_again(tmp_path: Path) -> None:
    text = SAMPLE.read_text("utf-8").replace("642人次", "6427人次")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/两张.txt").write_text(
        text + "\n\n" + text.replace("公共文化惠民演出", "群众文化培训"), encoding="utf-8"
    )
    tag([tmp_path / "in"], tmp_path / "out", workers=0)
    assert len(across(tmp_path / "out", "X501")) == 1


def shingles(text: str) -> set[str]:
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def test_signatures_estimate_the_jaccard_index() -> None:
    chance = random.Random(7)
    text = "".join(chance.choice("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏") for _ in range(300))
    for changes in (0, 3, 10, 30, 300):
        other = list(text)
        for at in chance.sample(range(300), changes):
            other[at] = "变"
        a, b = shingles(text), shingles("".join(other))
        assert likeness(sign(text), sign("".join(other))) == pytest.approx(len(a & b) / len(a | b), abs=0.17)


def test_near_duplicates_are_those_of_all_pairs(unit: Path, tmp_path: Path) -> None:
    text = SAMPLE.read_text("utf-8")
    (unit / "改一字.txt").write_text(text.replace("8个乡镇", "9个乡镇").replace("2023 年", "2022 年"), encoding="utf-8")
    (unit / "无关.txt").write_bytes(next(locations.corpora().glob("forms/07-*.txt")).read_bytes())
    tag([unit], tmp_path / "out", workers=0)
    groups = list(write(near_duplicates(tmp_path / "out"), tmp_path / "near.parquet"))
    outcomes = {row[1]: "".join(row[13].split()) for row in rows_of(tmp_path / "out")["forms"]}
    near = {
        frozenset(pair)
        for pair in combinations(outcomes, 2)
        if (a := shingles(outcomes[pair[0]])) and (b := shingles(outcomes[pair[1]])) and len(a & b) / len(a | b) > 0.85
    }
    found = {
        frozenset(pair)
        for group in groups
        if group.kind == "完成情况"
        for pair in combinations(sorted({use.source for use in group.uses}), 2)
    }
    assert found == near
    assert len(near) == 6
    assert not any("无关" in use.source for group in groups for use in group.uses)


def test_the_same_form_again_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("一", "二"):
        (tmp_path / f"in/{name}.txt").write_bytes(SAMPLE.read_bytes())
    tag([tmp_path / "in"], tmp_path / "out", workers=0)
    assert list(near_duplicates(tmp_path / "out")) == []
