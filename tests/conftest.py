"""Shared fixtures.  ``documents`` are real files beside the project: tests that read them skip without them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

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


@pytest.fixture(scope="session")
def make_formats() -> ModuleType:
    """The writers of the sample forms (tests/readers/make_formats.py)."""
    name = "make_formats"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "readers" / "make_formats.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
