"""The site: generated pages say what the code says, twice the same, and the build is strict and offline."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from narrative import tables
from narrative.checks import catalogue
from narrative.quantity import units
from narrative.tagging.cues import cues

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def generate() -> Any:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_are_the_same_each_time(generate: Any) -> None:
    assert {uri: page() for uri, page in generate.PAGES.items()} == {
        uri: page() for uri, page in generate.PAGES.items()
    }


def test_every_check_unit_column_and_cue_has_its_line(generate: Any) -> None:
    checks, unit_table = generate.checks(), generate.unit_table()
    assert all(f"### {check.code} {check.title}" in checks for check in catalogue())
    assert all(generate.cell(row["example"]) in unit_table for row in units.rows())
    columns = generate.columns()
    assert all(f"| {generate.cell(name)} |" in columns for table in tables.TABLES for name in tables.names(table))
    labels = generate.labels()
    assert all(generate.cell(cue.hits[0]) in labels for field in generate.TITLES for cue in cues(field).values())


def test_rows_of_a_table_have_as_many_cells_as_its_head(generate: Any) -> None:
    for uri, page in generate.PAGES.items():
        width = 0
        for line in page().splitlines():
            if line.startswith("| "):
                width = width or line.count("|")
                assert line.count("|") == width, (uri, line)
            else:
                width = 0


@pytest.mark.heavy
def test_the_site_builds_strictly_and_fetches_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        fetched = re.findall(r"<(?:script|img|iframe)[^>]+src=[\"']?(https?:[^\"'> ]+)", html)
        fetched += re.findall(
            r"<link[^>]+rel=[\"']?(?:stylesheet|preconnect|preload)[^>]+href=[\"']?(https?:[^\"'> ]+)", html
        )
        assert not fetched, (page, fetched)
