"""Byte positions in an XML part, and inserting there: the rest of the part keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat


@dataclass(slots=True)
class Element:
    """An element of a part: its name, attributes and where its tags stand, in bytes.

    ``name`` and attribute names are local; ``namespace`` and ``printed`` (with its prefix) tell the rest.
    """

    name: str
    namespace: str
    printed: str
    attributes: Mapping[str, str]
    parent: Element | None
    start: int  # of "<"
    content: int  # after ">" of the start tag
    empty: bool
    close: int = -1  # of "</", or of "/>" when empty
    end: int = -1  # after the whole element

    def is_word(self, name: str) -> bool:
        """Whether this is the WordprocessingML element of that name (transitional or strict)."""
        return self.name == name and "wordprocessingml" in self.namespace


def elements(data: bytes) -> list[Element]:
    """Every element in document order, with byte positions.  A DTD is refused."""
    found: list[Element] = []
    stack: list[Element] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: Mapping[str, str]) -> None:
        at = parser.CurrentByteIndex
        content = tag_end(data, at)
        printed = re.match(rb"<([^\s/>]+)", data[at:content])
        found.append(
            Element(
                name.rpartition(" ")[2],
                name.rpartition(" ")[0],
                printed[1].decode() if printed else "",
                {key.rpartition(" ")[2]: value for key, value in attributes.items()},
                stack[-1] if stack else None,
                at,
                content,
                empty=data[content - 2 : content] == b"/>",
            )
        )
        stack.append(found[-1])

    def end(_name: str) -> None:
        element = stack.pop()
        element.close = element.content - 2 if element.empty else parser.CurrentByteIndex
        element.end = element.content if element.empty else tag_end(data, element.close)

    def refuse(*_: object) -> None:
        raise ValueError("a document type declaration is refused")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    parser.Parse(data, True)
    return found


def tag_end(data: bytes, start: int) -> int:
    """The position after the ``>`` of the tag that begins at ``start``; a ``>`` in an attribute doesn't count."""
    quote, at = 0, start
    while True:
        byte = data[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return at + 1
        at += 1


def insert(data: bytes, pieces: Iterable[tuple[int, str]]) -> bytes:
    """Insert texts at byte positions of the original; of several at one position, in the order given."""
    ordered = sorted(enumerate(pieces), key=lambda item: (item[1][0], item[0]))
    parts, at = [], 0
    for _, (position, text) in ordered:
        parts += [data[at:position], text.encode()]
        at = position
    return b"".join([*parts, data[at:]])


def insert_before_end(data: bytes, text: str) -> bytes:
    """Insert at the end of the root element, opening it when it is empty (``<a/>``)."""
    root = elements(data)[0]
    if root.empty:
        return data[: root.close] + f">{text}</{root.printed}>".encode() + data[root.content :]
    return insert(data, [(root.close, text)])
