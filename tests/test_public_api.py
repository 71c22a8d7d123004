"""What the outside may rely on: names, and that no submodule is ever bound over a function."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pandas as pd
import pytest

import narrative
from narrative import locations

SAMPLE = next(iter(sorted(locations.corpora().glob("forms/*.txt"))))


def test_exported_names() -> None:
    assert set(narrative.__all__) == {"ReadError", "__version__", "quantities", "read", "screen", "tag_frame"}
    assert all(hasattr(narrative, name) for name in narrative.__all__)
    assert set(narrative.__all__) <= set(dir(narrative))


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(AttributeError, match="quantities"):
        narrative.quantites  # noqa: B018 (misspelt on purpose)


def import_every_submodule() -> None:
    for module in pkgutil.walk_packages(narrative.__path__, "narrative."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def test_functions_stay_functions_after_every_import() -> None:
    for _ in range(2):
        import_every_submodule()
        assert narrative.read(SAMPLE).forms
        assert narrative.quantities("检查企业6041家次。")[0].text == "6041家次"
        assert narrative.screen(SAMPLE).tags
        assert narrative.tag_frame(pd.DataFrame({"target": ["≥90%"]}))["measurable"].all()


def test_importing_costs_next_to_nothing() -> None:
    code = "import narrative, sys; print(len([m for m in sys.modules if m.startswith('narrative')]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 1
