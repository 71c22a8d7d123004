"""Shared fixtures.  ``documents`` are real files beside the project: tests that read them skip without them."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--heavy", action="store_true", help="run the tests marked heavy too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--heavy") or "heavy" in (config.getoption("-m") or ""):
        return
    skip = pytest.mark.skip(reason="heavy: run with --heavy, as .ci/run does")
    for item in items:
        if "heavy" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real documents and hand-made truth beside the project, for those who have them."""
    if not (SHARED / "documents").is_dir():
        pytest.skip("the real documents are not beside the project")
    return SHARED
