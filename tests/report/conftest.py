"""Sample forms as files of the formats that can be annotated, and the tools the heavy tests need."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import sample

from narrative.screening import Screening


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files of the reports anew")


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


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> Screening:
    """A screening made by hand; what other rooms put into words is fixed, so that golden files are the report's own."""
    for module in ("views", "workbook"):
        monkeypatch.setattr(f"narrative.report.{module}.summary", lambda *_: sample.SUMMARY)
    return sample.screening()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a kept file; ``pytest --golden`` writes the file anew, to be read before it is committed."""

    def compare(name: str, text: str) -> None:
        kept = Path(__file__).parent / "golden" / name
        if request.config.getoption("--golden", default=False):
            kept.write_text(text, "utf-8")
        assert text == kept.read_text("utf-8")

    return compare
