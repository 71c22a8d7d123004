"""The order of the rooms: each imports only what stands before it (DESIGN: one direction, no way back)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import narrative

PACKAGE = Path(narrative.__file__).parent

# Bottom up.  Rooms on one line do not import each other.
ORDER = [
    {"schema", "texts", "locations"},
    {"readers", "segment"},
    {"forms", "quantity"},
    {"reading", "tagging"},
    {"checks"},
    {"shares"},
    {"tables"},
    {"screening"},
    {"report", "corpus", "components", "training"},
    {"web"},
    {"cli"},
    {"__main__"},
]
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}
ONLY_SCHEMA = {"readers"}  # knows formats, and of the project nothing but its values


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "narrative":
                yield from (alias.name for alias in node.names)
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("narrative."))


MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    room = room_of(path)
    for other in imported_rooms(path):
        if other == room or other not in LEVEL:
            continue
        assert LEVEL[other] < LEVEL[room], f"{room} must not import {other}"
        if room in ONLY_SCHEMA:
            assert other == "schema"


def test_every_room_has_its_place() -> None:
    rooms = {room_of(p) for p in MODULES}
    assert rooms <= LEVEL.keys()


@pytest.mark.parametrize("room", ["training"])
def test_scikit_learn_is_imported_by_training_alone(room: str) -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if "sklearn" in text and room_of(path) != room:
            tree = ast.parse(text)
            for node in ast.walk(tree):
                module = getattr(node, "module", None) or ""
                names = [alias.name for alias in getattr(node, "names", [])]
                assert not module.startswith("sklearn"), path
                if isinstance(node, ast.Import):
                    assert not any(name.startswith("sklearn") for name in names), path
