"""Reads the case files (see cases/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases")
KNOWN_FAILURES = Path(__file__).with_name("known_failures.tsv")


@dataclass(frozen=True)
class Case:
    marked: str
    expected: tuple[dict[str, Any], ...]
    slice: str
    header: str
    where: str

    @property
    def text(self) -> str:
        return self.marked.replace("⟦", "").replace("⟧", "")

    @property
    def spans(self) -> list[tuple[int, int]]:
        return spans(self.marked)


def spans(marked: str) -> list[tuple[int, int]]:
    found, at, start = [], 0, 0
    for char in marked:
        if char == "⟦":
            start = at
        elif char == "⟧":
            found.append((start, at))
        else:
            at += 1
    return found


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                yield _case(line, f"{path.stem}:{number}")


def _case(line: str, where: str) -> Case:
    marked, expected, name, *options = line.split("\t")
    header = next((option[7:] for option in options if option.startswith("header=")), "")
    return Case(marked, tuple(json.loads(expected)), name, header, where)


def known_failures() -> dict[str, str]:
    lines = KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def fields(expected: dict[str, Any]) -> dict[str, Any]:
    """The fields a case states, ``of`` left out, with the defaults of the README."""
    low = expected.get("low")
    return {
        "kind": expected["kind"],
        "low": None if low is None else Decimal(low),
        "high": None if low is None else Decimal(expected.get("high", low)),
        "unit": expected.get("unit", ""),
        "relation": expected.get("relation", "="),
        "per": expected.get("per"),
        "change": expected.get("change"),
    }


def same_thing(one: str | None, other: str | None) -> bool:
    """One of the two phrases holds the other, or the text names nothing and none is given."""
    return one == other or bool(one and other and (one in other or other in one))
