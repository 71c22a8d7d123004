"""The built wheel, installed into an empty environment, does the main job from another folder."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)], check=True)
    return next(out.glob("*.whl"))


@pytest.mark.heavy
def test_the_wheel_carries_what_it_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for part in ("models/target.json", "data/units.tsv", "report/templates/report.css", "py.typed"):
        assert f"narrative/{part}" in names
    assert sum(name.startswith("narrative/corpora/forms/") for name in names) > 8
    assert not any(name.startswith(("tests/", "benchmarks/", "narrative/corpora/rows")) for name in names)


@pytest.mark.heavy
def test_the_installed_wheel_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    environment, elsewhere = tmp_path / "env", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "-q"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "constraints.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    script = (
        "import sys, narrative, pandas as pd; from narrative import locations\n"
        "from narrative.cli import main\n"
        "assert 'elsewhere' not in narrative.__file__ and 'env' in narrative.__file__\n"
        "forms = sorted(map(str, locations.corpora().glob('forms/*.txt')))\n"
        "assert main(['screen', *forms, '-o', 'out.xlsx']) == 0\n"
        "assert narrative.tag_frame(pd.DataFrame({'target': ['有效提升']}))['measurable'].tolist() == [False]\n"
        "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('narrative_quantities')\n"
        "assert len(nlp('检查企业6041家次').spans['quantities']) == 1\n"
    )
    subprocess.run([str(python), "-c", script], cwd=elsewhere, check=True)
    assert (elsewhere / "out.xlsx").stat().st_size > 10_000
