"""Sentences, clauses, words, and the private dictionary cache."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from narrative import segment


def cut(spans: list[tuple[int, int]], text: str) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("完成验收。 效果较好！", ["完成验收。", "效果较好！"]),
        ("一是抓落实；二是强监督；三是重实效。", ["一是抓落实；", "二是强监督；", "三是重实效。"]),
        ("主要做法：一是抓落实，二是强监督。", ["主要做法：", "一是抓落实，", "二是强监督。"]),
        ("他说：“好。”然后离开。", ["他说：“好。”", "然后离开。"]),
        ("支出1,234.56元，结余0.5元", ["支出1,234.56元，结余0.5元"]),
        ("第一段\n\n第二段", ["第一段", "第二段"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert cut(segment.sentences(text), text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("培训3期，参训412人；支出1,234元,结余5元。", ["培训3期，", "参训412人；", "支出1,234元,", "结余5元。"]),
        ("戏剧1部、动画1部", ["戏剧1部、动画1部"]),
        ("配比1:3:其他", ["配比1:3:", "其他"]),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert cut(segment.clauses(text), text) == parts


def test_words_join_to_the_text_and_carry_tags() -> None:
    text = "对6041家次企业开展安全指导，ABC覆盖率95%"
    assert "".join(segment.words(text)) == text
    tags = dict(segment.tagged(text))
    assert tags["企业"] == "n"
    assert tags["开展"] == "v"
    assert tags["，"] == "x"
    assert tags["ABC"] == "eng"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_cache_is_private_and_survives_a_broken_file(folder: Path) -> None:
    first = segment._cached("tags", segment._build_tags)
    (path,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert segment._cached("tags", segment._build_tags) == first
    path.write_bytes(b"cut short")
    assert segment._cached("tags", segment._build_tags) == first


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions are another matter on Windows")
def test_a_file_others_may_have_written_is_not_trusted(folder: Path) -> None:
    segment._cached("tags", lambda _: {"真": "a"})
    (path,) = folder.iterdir()
    path.chmod(0o666)
    assert segment._cached("tags", lambda _: {"新": "a"}) == {"新": "a"}
    folder.chmod(0o777)
    assert segment._cached("tags", lambda _: {"更新": "a"}) == {"更新": "a"}


def test_nothing_is_loaded_by_the_import_alone() -> None:
    import subprocess
    import sys

    code = "import sys, narrative.segment; print('jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
