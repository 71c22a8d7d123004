"""Sentences, clauses and words of Chinese administrative prose.

Spans are half-open character offsets into the text that was given.  Words come from one cached jieba
tokenizer; nothing is loaded before the first word is asked for, and jieba's own cache in the shared
temporary folder (whose name anybody can guess and fill) is never read or written: the dictionary is
kept in a private folder of the user, see :func:`_cached`.
"""

from __future__ import annotations

import marshal
import os
import re
import stat
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

Span = tuple[int, int]

# --------------------------------------------------------------------------------------------------
# Sentences and clauses

_CLOSERS = "”’」』）)】》〉\"'"
# An item of an enumeration opens a sentence of its own, also after a mere comma (一是…，二是…).
_ITEM = (
    r"(?:[一二三四五六七八九十]{1,3}是(?![否的])|第[一二三四五六七八九十]{1,3}[，,、]|其[一二三四五六七八九][，,、是])"
)
_SENTENCE_END = re.compile(rf"[。！？!?；;…]+[{_CLOSERS}]*|[\r\n]+|[，,:：](?=\s*{_ITEM})")
_CLAUSE_END = re.compile(rf"[。！？!?；;…：]+[{_CLOSERS}]*|[\r\n\t]+|，|(?<!\d),|,(?!\d)|(?<!\d):|:(?!\d)")
_INNER = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def sentences(text: str) -> list[Span]:
    """Sentences of *text* as ``(start, end)``, outer blanks left out, closing punctuation included.

    They end at 。！？； and line breaks; the items of an enumeration (一是…；二是…, 第一，…) are
    sentences of their own, whatever stands between them.
    """
    return _split(text, _SENTENCE_END)


def clauses(text: str) -> list[Span]:
    """Clauses of *text* as ``(start, end)``: also cut at ， and ：, never at 、 or inside 1,234.56."""
    return _split(text, _CLAUSE_END)


def _split(text: str, ends: re.Pattern[str]) -> list[Span]:
    spans = []
    start = 0
    for match in ends.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _trim(text: str, start: int, end: int) -> Span | None:
    found = _INNER.search(text[start:end])
    return (start + found.start(), start + found.end()) if found else None


# --------------------------------------------------------------------------------------------------
# Words

_lock = threading.Lock()


def words(text: str) -> list[str]:
    """The words of *text* by jieba; joined they are *text* again."""
    return _tokenizer().lcut(text)  # type: ignore[no-any-return]  # jieba ships no types


def tagged(text: str) -> list[tuple[str, str]]:
    """Words with their part of speech (jieba's tags: n v vn a m q d p c u …).

    The tag is the dictionary's.  A word that isn't in it is ``n`` when it is Han (most are names),
    ``m`` when it is a number, ``eng`` when Latin, ``x`` otherwise: a hundred times cheaper than
    jieba's own tagger, and the same on every word that is in the dictionary.
    """
    tags = _tags()
    return [(word, tags.get(word) or _guess(word)) for word in words(text)]


_HAN = re.compile(r"[㐀-鿿]{2,}")
_NUMBER = re.compile(r"[\d.％%,]+")
_LATIN = re.compile(r"[A-Za-z][\w.+-]*")


def _guess(word: str) -> str:
    if _HAN.fullmatch(word):
        return "n"
    if _NUMBER.fullmatch(word):
        return "m"
    return "eng" if _LATIN.fullmatch(word) else "x"


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    with _lock:
        jieba = _jieba()
        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = _cached("words", _build_words)
        tokenizer.initialized = True
    return tokenizer


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    tags: dict[str, str] = _cached("tags", _build_tags)
    return tags


def _jieba() -> Any:
    with warnings.catch_warnings():  # jieba 0.42 imports pkg_resources and has invalid escapes
        warnings.simplefilter("ignore")
        import jieba
    return jieba


def _dictionary() -> bytes:
    return Path(_jieba().__file__).with_name("dict.txt").read_bytes()


def _build_words(dictionary: bytes) -> tuple[dict[str, int], int]:
    import io

    stream = io.BytesIO(dictionary)
    stream.name = "dict.txt"  # jieba names it in its error message
    return _jieba().Tokenizer.gen_pfdict(stream)  # type: ignore[no-any-return]  # jieba ships no types


def _build_tags(dictionary: bytes) -> dict[str, str]:
    entries = (line.split(" ") for line in dictionary.decode("utf-8").splitlines())
    return {entry[0]: sys.intern(entry[2]) for entry in entries if len(entry) == 3}


# --------------------------------------------------------------------------------------------------
# The private cache: a folder only its owner may enter, file names that carry the content's hash


def _cached(name: str, build: Callable[[bytes], Any]) -> Any:
    """What *build* makes of jieba's dictionary, from the private cache where that is safe."""
    dictionary = _dictionary()
    version = blake2b(dictionary, digest_size=8).hexdigest()
    folder = _private_folder()
    if folder is None:
        return build(dictionary)
    path = folder / f"jieba-{name}-{version}-{sys.implementation.cache_tag}.bin"
    value = _load(path)
    if value is None:
        value = build(dictionary)
        _store(path, value)
    return value


def _private_folder() -> Path | None:
    """The cache folder, or None where it can't be had or isn't the user's alone."""
    from platformdirs import user_cache_dir

    folder = Path(user_cache_dir("narrative", appauthor=False))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_ours(folder.lstat(), stat.S_ISDIR) else None
    except OSError:
        return None


def _is_ours(status: os.stat_result, kind: Callable[[int], bool]) -> bool:
    if not kind(status.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows: the profile folder is the user's own
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _load(path: Path) -> Any:
    try:
        if not _is_ours(path.lstat(), stat.S_ISREG):
            return None
        return marshal.loads(path.read_bytes())  # noqa: S302  # our own file in our own folder, checked above
    except (OSError, ValueError, EOFError, TypeError):
        return None  # missing or cut short: built anew


def _store(path: Path, value: Any) -> None:
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(marshal.dumps(value))
        Path(temporary).replace(path)
    except OSError:
        return  # a full or read-only disk costs time, not the result
