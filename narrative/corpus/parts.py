"""The unit of work: a part of a corpus, and what decides its rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from narrative import __version__, locations
from narrative.checks import Options
from narrative.tables import SCHEMA_VERSION

Format = Literal["parquet", "csv", "jsonl"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "jsonl")


class CorpusError(Exception):
    """A corpus that cannot be tagged as asked; the text is Chinese and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a corpus is tagged.

    ``profile`` and ``options`` are those of :func:`narrative.screen`; ``sentences`` adds the table of
    that name.  One document may take ``seconds`` of time and its worker ``memory_mb`` of memory; what
    goes beyond is an error row.
    """

    profile: str = ""
    options: Options = field(default_factory=Options)
    format: Format = "parquet"
    sentences: bool = False
    seconds: float = 240.0  # above the longest a reader gives itself, which is text recognition
    memory_mb: int = 2048

    def facts(self) -> dict[str, str]:
        """What decides the rows, by its Chinese name; the limits are left out: raising one redoes nothing."""
        profile = Path(self.profile)
        text = profile.read_text(encoding="utf-8") if profile.suffix == ".toml" and profile.is_file() else ""
        return {
            "工具版本": __version__,
            "数据表版本": str(SCHEMA_VERSION),
            "模型": locations.models_hash(),
            "词表和口径": _digest(*(path.read_text(encoding="utf-8") for path in _data_files())),
            "格式": self.format,
            "评分口径": f"{self.profile} {_digest(text)}" if text else self.profile,
            "检查选项": repr(self.options),
            "句子表": "有" if self.sentences else "无",
        }


def _data_files() -> list[Path]:
    """Lexicons, units, layouts and profiles: a changed line may change a row."""
    return sorted(path for path in locations.DATA.rglob("*") if path.suffix in {".toml", ".tsv", ".txt"})


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a stretch of a table, as it was when it was found.

    ``size``, ``mtime`` and ``ctime`` (ns) tell whether the file may have changed since.  A stretch has
    the ``start`` of its first row (from 0), the ``sha256`` of its table and the file its rows were
    ``spooled`` to; for a document these are 0 and "".
    """

    path: str
    size: int = 0
    mtime: int = 0
    ctime: int = 0
    start: int = 0
    sha256: str = ""
    spooled: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """An item that is not to be touched again, and why: it killed or stopped its worker."""

    index: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """Some items to be tagged into one shard of each table below ``out``, named by ``key``.

    ``facts`` are those of the settings when the run began: what changes meanwhile is the next run's.
    """

    out: str
    key: str
    items: tuple[Item, ...]
    settings: Settings
    facts: tuple[tuple[str, str], ...]
    skips: tuple[Skip, ...] = ()

    def skipping(self, index: int, code: str, message: str) -> Part:
        """The same part with one more item given up."""
        return replace(self, skips=(*self.skips, Skip(index, code, message)))

    def halves(self) -> Iterator[Part]:
        """The two halves of a part of several items, with their own skips."""
        middle = len(self.items) // 2
        for name, start, stop in (("a", 0, middle), ("b", middle, len(self.items))):
            skips = tuple(replace(s, index=s.index - start) for s in self.skips if start <= s.index < stop)
            yield replace(self, key=self.key + name, items=self.items[start:stop], skips=skips)


def part_of(out: str, items: tuple[Item, ...], settings: Settings, facts: Mapping[str, str]) -> Part:
    """A part whose key follows from its items and facts."""
    known = [[item.path, item.size, item.mtime, item.ctime, item.start] for item in items]
    return Part(out, _digest(json.dumps([dict(facts), known])), items, settings, tuple(facts.items()))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
