"""The documentation is run: every python block of README and docs, every narrative command line parsed.

The blocks of a page run in order, as a reader would paste them, in one namespace and in a folder that
holds the files the pages speak of (see ``folder``).  A block is left out only by a comment just above
its fence that says why: ``<!-- skip: needs a cluster -->``.  A fence ``text title="输出"`` that follows
a block is what the block must print.  Commands that python blocks build on run too, in their place, where
``<!-- run -->`` stands above them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

import narrative
from narrative.cli import build_parser
from narrative.locations import corpora

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
SAMPLE = "03-文旅-惠民演出-图文不符"  # the form the pages call 自评表

BLOCK = re.compile(
    r"(?:<!-- *(?:skip: *(?P<skip>[^\n]+?)|(?P<run>run)) *-->\n+)?"
    r"^(?P<indent> *)```(?P<language>\w*)(?P<info>[^\n]*)\n(?P<code>.*?)^(?P=indent)```",
    re.MULTILINE | re.DOTALL,
)
SHELLS = ("", "bash", "console", "sh", "shell")  # the README leaves the name out


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    info: str
    code: str
    skip: str
    run: bool

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        code = textwrap.dedent(match["code"])
        yield Block(page, line, match["language"], match["info"].strip(), code, match["skip"] or "", bool(match["run"]))


def of_language(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.language in languages]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory, make_formats: ModuleType) -> Path:
    """自评表.docx, .xlsx and .txt; 自评表/ with several; corpora/ as it lies beside the project."""
    folder = tmp_path_factory.mktemp("samples")
    (wanted,) = narrative.read(corpora() / "forms" / f"{SAMPLE}.txt").forms
    page = make_formats.whole_page([form for form in make_formats.samples() if form.project == wanted.project])
    (folder / "自评表.docx").write_bytes(make_formats.to_docx(page))
    (folder / "自评表.xlsx").write_bytes(make_formats.to_xlsx(page))
    shutil.copy(corpora() / "forms" / f"{SAMPLE}.txt", folder / "自评表.txt")
    (folder / "自评表").mkdir()
    for path in sorted((corpora() / "forms").glob("*.txt")):
        shutil.copy(path, folder / "自评表")
    shutil.copytree(corpora(), folder / "corpora", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def folder(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(samples, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_python(page: Path) -> bool:
    return any(block.language == "python" for block in blocks(page))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if with_python(page)], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_every_python_block_runs(page: Path, folder: Path) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    printed = ""
    for block in blocks(page):
        if block.language == "python" and not block.skip:
            printed = run(block, names)
        elif block.run:
            run_commands(block)
        elif block.language == "text" and "输出" in block.info:
            assert printed.rstrip() == block.code.rstrip(), block


def run(block: Block, names: dict[str, object]) -> str:
    output = io.StringIO()
    source = "\n" * (block.line - 1) + block.code  # so that a traceback names the line of the page
    with warnings.catch_warnings(), contextlib.redirect_stdout(output):
        warnings.simplefilter("ignore")  # spaCy, jieba and others warn on import
        exec(compile(source, str(block), "exec"), names)
    return output.getvalue()


def run_commands(block: Block) -> None:
    programs = {"python": [sys.executable], "narrative": [sys.executable, "-m", "narrative"]}
    for line in block.code.splitlines():
        program, *words = shlex.split(line)
        subprocess.run([*programs[program], *words], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def commands(block: Block) -> Iterator[list[str]]:
    """The narrative command lines of a shell block, continued lines joined."""
    for line in block.code.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ ").strip(), comments=True)
        for separator in ("|", "&&", ">"):
            words = words[: words.index(separator)] if separator in words else words
        if words[:1] == ["narrative"] and words[1:] not in (["--version"], ["--help"]):
            yield words[1:]


@pytest.mark.parametrize("block", of_language(*SHELLS), ids=str)
def test_every_command_line_is_one(block: Block) -> None:
    if block.skip:
        return
    for words in commands(block):
        if not {"-h", "--help"} & set(words):
            build_parser().parse_args(words)


@pytest.mark.parametrize("block", [b for b in of_language("python", *SHELLS) if b.skip], ids=str)
def test_whatever_is_left_out_says_why(block: Block) -> None:
    assert len(block.skip) >= 4


def test_the_site_documents_every_public_name() -> None:
    api = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")

    for name, module in narrative._HOME.items():
        assert f"::: {module}.{name}" in api or (f"::: {module}\n" in api and name == "ReadError")
