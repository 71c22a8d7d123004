"""Where the shipped files are: models/ and corpora/forms, in a checkout and in an installed wheel alike."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
DATA = _PACKAGE / "data"


def _shipped(name: str) -> Path:
    """The wheel carries the folder inside the package; a checkout has it beside the package."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def models() -> Path:
    """The folder of scorecards and rule precisions (JSON)."""
    return _shipped("models")


def corpora() -> Path:
    """The folder of labelled data and sample forms (in a wheel: the sample forms alone)."""
    return _shipped("corpora")


@cache
def models_hash() -> str:
    """Twelve hex digits of the SHA-256 of the models: the same digits give the same verdicts."""
    digest = hashlib.sha256()
    for path in sorted(models().glob("*.json")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
