"""Sample forms as files of the formats that can be annotated, and the tools the heavy tests need."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def make_formats() -> ModuleType:
    """The writers of the sample forms (tests/readers/make_formats.py)."""
    name = "make_formats"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, TESTS / "readers" / "make_formats.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Have LibreOffice convert a file; its messages and exit code must be clean."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("office").as_uri()

    def convert(path: Path, kind: str) -> Path:
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        done = subprocess.run(
            [*command, "--outdir", str(path.parent), str(path)], capture_output=True, text=True, timeout=180, check=True
        )
        made = path.with_suffix(f".{kind.partition(':')[0]}")
        assert made.exists(), done.stderr
        return made

    return convert
