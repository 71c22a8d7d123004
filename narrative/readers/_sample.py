"""A file as the readers see it before one of them takes it: its bytes, its suffix, what its container holds."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

NO, POSSIBLE, LIKELY, SURE = range(4)
"""What ``sniff`` answers.  The highest answer reads the file; between equals the suffix decides."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sample:
    """The bytes of one file, with the questions readers ask of them answered once.

    ``source`` is the path as the caller gave it; it stands in every place and error.
    """

    source: str
    data: bytes = field(repr=False)

    @cached_property
    def suffix(self) -> str:
        """The suffix in small letters, with its dot; ``""`` when there is none."""
        return PurePath(self.source.replace("\\", "/")).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """The first 4 KB, without a byte order mark and leading blanks, in small letters."""
        start = self.data[:4096].removeprefix(b"\xef\xbb\xbf")
        return start.lstrip(b" \t\r\n\f").lower()

    @cached_property
    def members(self) -> frozenset[str]:
        """The names inside a zip file; empty for anything else, also for a broken zip."""
        return frozenset(self._sizes)

    @cached_property
    def weight(self) -> int:
        """Bytes once unpacked, as far as the file itself says."""
        return max(len(self.data), sum(self._sizes.values()))

    @cached_property
    def is_zip(self) -> bool:
        """True for anything that begins as a zip file, whole or not."""
        return self.data.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    @cached_property
    def is_ole(self) -> bool:
        """True for the container of .doc, .xls and of encrypted Office files."""
        return self.data.startswith(_OLE)

    @cached_property
    def streams(self) -> frozenset[str]:
        """The names of the top streams of an OLE container; empty for anything else."""
        if not self.is_ole:
            return frozenset()
        import olefile

        try:
            with olefile.OleFileIO(io.BytesIO(self.data)) as container:
                return frozenset(entry[0] for entry in container.listdir())
        except Exception:  # olefile raises whatever a broken directory leads it into
            return frozenset()

    @cached_property
    def _sizes(self) -> dict[str, int]:
        if not self.is_zip:
            return {}
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                return {item.filename: item.file_size for item in archive.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            return {}
