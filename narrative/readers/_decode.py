"""Bytes → text for files that do not say, or say wrongly, how they are encoded."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a page may say it is in.  One-byte encodings decode anything, so a wrong one would never show.
_MULTIBYTE = ("utf", "gb", "hz", "big5", "euc", "shift_jis", "iso2022", "cp9")
_CHINESE = ("gb18030", "big5")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text and the encoding it was read in.

    A byte order mark decides; then what decodes without a fault: UTF-8, the declared encoding,
    GB18030, Big5.  A file with faults is read in the encoding that leaves the fewest, each as U+FFFD.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    candidates = _candidates(data, declared)
    for name in candidates:
        try:
            # A file cut in the middle of a character is still in that encoding.
            return codecs.getincrementaldecoder(name)("strict").decode(data), name
        except UnicodeDecodeError:
            continue
    readings = [(data.decode(name, "replace"), name) for name in candidates]
    return min(readings, key=lambda reading: reading[0].count("\ufffd"))


def _candidates(data: bytes, declared: str) -> list[str]:
    wide = _wide(data)
    names = [*([wide] if wide else []), "utf-8", *_known(declared), *_CHINESE]
    return list(dict.fromkeys(names))


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows as noughts on every other byte of its blanks and figures."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(4, len(head) // 40):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _known(declared: str) -> list[str]:
    name = declared.strip().strip("\"'").lower()
    if name in {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"}:
        name = "gb18030"  # pages that say gb2312 use the characters of its supersets
    try:
        found = codecs.lookup(name).name if name else ""
    except LookupError:
        return []
    return [found] if found.startswith(_MULTIBYTE) else []
