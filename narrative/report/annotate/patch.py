"""Byte positions in an XML part, and inserting there: the rest of the part keeps its bytes.

Texts are inserted as ASCII with character references, so that a part in any encoding that contains
ASCII can be patched; UTF-16 is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

# A tag with its quoted values: a ">" inside quotes doesn't end it.
_TAG = re.compile(rb"""</?([^\s/>]+)(?:[^"'>]|"[^"]*"|'[^']*')*>""")


class PatchError(ValueError):
    """A part that cannot be patched; the text is Chinese."""


@dataclass(slots=True)
class Element:
    """An element of a part: its name, attributes and where its tags stand, in bytes.

    ``name`` and attribute names are local; ``namespace`` and ``printed`` (with its prefix) tell the rest.
    ``parent`` is the nearest one asked for; ``depth`` counts all, 0 for the root.
    """

    name: str
    namespace: str
    printed: str
    attributes: Mapping[str, str]
    parent: Element | None
    depth: int
    start: int  # of "<"
    content: int  # after ">" of the start tag
    empty: bool
    close: int = -1  # of "</", or of "/>" when empty
    end: int = -1  # after the whole element

    def is_word(self, name: str) -> bool:
        """Whether this is the WordprocessingML element of that name (transitional or strict)."""
        return self.name == name and "wordprocessingml" in self.namespace


def elements(data: bytes, *names: str) -> list[Element]:
    """The root and the elements of these local names (all without any), in document order.

    Raises PatchError for what is not well-formed, has a DTD, or is in UTF-16.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise PatchError("文件内部用 UTF-16 编码，不能写入批注")
    found: list[Element] = []
    open_ones: list[Element | None] = []
    kept: list[Element] = []
    wanted = frozenset(names)
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if wanted and local not in wanted and open_ones:
            open_ones.append(None)
            return
        at = parser.CurrentByteIndex
        printed, content = _tag(data, at)
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        parent = kept[-1] if kept else None
        empty = data[content - 2 : content] == b"/>"
        element = Element(local, namespace, printed, plain, parent, len(open_ones), at, content, empty)
        found.append(element)
        kept.append(element)
        open_ones.append(element)

    def end(_name: str) -> None:
        element = open_ones.pop()
        if element is None:
            return
        kept.pop()
        element.close = element.content - 2 if element.empty else parser.CurrentByteIndex
        element.end = element.content if element.empty else _tag(data, element.close)[1]

    def refuse(*_: object) -> None:
        raise PatchError("文件内含 DTD，出于安全不写入批注")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PatchError("文件内部数据已损坏，不能写入批注") from error
    return found


def _tag(data: bytes, start: int) -> tuple[str, int]:
    """The printed name of the tag that begins at ``start``, and the position after its ``>``."""
    tag = _TAG.match(data, start)
    if tag is None:  # the parser saw a tag here, so this is an encoding whose bytes are not ASCII's
        raise PatchError("文件内部的编码不能写入批注")
    return tag[1].decode(), tag.end()


def insert(data: bytes, pieces: Iterable[tuple[int, str]]) -> bytes:
    """Insert texts at byte positions of the original; of several at one position, in the order given."""
    ordered = sorted(enumerate(pieces), key=lambda item: (item[1][0], item[0]))
    parts, at = [], 0
    for _, (position, text) in ordered:
        parts += [data[at:position], text.encode("ascii", "xmlcharrefreplace")]
        at = position
    return b"".join([*parts, data[at:]])


def append(data: bytes, additions: Iterable[tuple[Element, str]], pieces: Iterable[tuple[int, str]] = ()) -> bytes:
    """Append texts inside elements, and insert further pieces, all positions being those of ``data``.

    An element that is empty (``<a/>``) is opened: its slash is the one byte taken out.
    """
    texts = list(pieces)
    opened: dict[int, tuple[Element, list[str]]] = {}
    for element, text in additions:
        if element.empty:
            opened.setdefault(element.start, (element, []))[1].append(text)
        else:
            texts.append((element.close, text))
    texts += [(element.content, "".join([*inner, f"</{element.printed}>"])) for element, inner in opened.values()]
    slashes = sorted(element.close for element, _ in opened.values())
    patched = bytearray(data)
    for slash in reversed(slashes):
        del patched[slash]
    return insert(bytes(patched), [(at - sum(slash < at for slash in slashes), text) for at, text in texts])


def append_to_root(data: bytes, text: str) -> bytes:
    """Append at the end of the root element."""
    root = elements(data, "")[0]
    return append(data, [(root, text)])
