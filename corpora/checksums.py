"""Checksums of the data set: ``python corpora/checksums.py`` writes SHA256SUMS, ``--check`` compares.

``sha256sum -c SHA256SUMS`` inside corpora/ does the same without this script.  VERSION is raised with
any change of the data: the last figure for corrected labels, the middle one for new rows, the first
for another meaning of a label or column.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

VERSION = "1.1.0"
HERE = Path(__file__).parent
SUMS = HERE / "SHA256SUMS"
DATA = ("rows*.tsv", "rows/*.tsv", "sentences*.tsv", "forms/*.txt", "forms/*.json")


def paths() -> Iterator[Path]:
    """The files of the data set, by name."""
    return iter(sorted(path for pattern in DATA for path in HERE.glob(pattern)))


def text() -> str:
    """The content of SHA256SUMS."""
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE).as_posix()}" for path in paths()
    )
    return "\n".join((f"# narrative-corpora {VERSION}", *lines)) + "\n"


def main() -> int:
    """Write or compare; 1 when they differ."""
    if "--check" in sys.argv[1:]:
        return int(not SUMS.is_file() or SUMS.read_text(encoding="utf-8") != text())
    SUMS.write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
