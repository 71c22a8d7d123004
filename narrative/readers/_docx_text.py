"""The text of a Word paragraph as a reader of the page sees it: revisions accepted, hidden runs left out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

BOX = f"{_W}txbxContent"
CHOICE, ALTERNATIVES = f"{_MC}Choice", f"{_MC}AlternateContent"
_CONTROL = f"{_W}sdt"
_RUN, _RUN_PROPERTIES, _HIDDEN = f"{_W}r", f"{_W}rPr", f"{_W}vanish"
_TEXT = {f"{_W}t", f"{_M}t"}
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
# Deleted or moved away, field codes, properties, readings above ruby text, marks without text.
GONE = {f"{_W}{name}" for name in ("del", "moveFrom")}
_SKIPPED = GONE | {
    f"{_W}{name}"
    for name in ("rPr", "pPr", "delText", "instrText", "delInstrText", "rt", "sdtPr", "sdtEndPr", "footnoteReference")
}
_OFF = {"0", "false", "off"}
# Ticks and boxes of the Wingdings fonts, which forms use for their choices.
_SYMBOLS = dict.fromkeys(("6f", "71", "a3", "a8"), "□") | {
    **dict.fromkeys(("52", "fe"), "☑"),
    **dict.fromkeys(("54", "78", "fd"), "☒"),
    **dict.fromkeys(("50", "fc"), "√"),
}


def on(element: etree._Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is present and not set to off."""
    return element is not None and element.get(f"{_W}val", "1") not in _OFF


def text_of(paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
    """The text of one ``w:p`` and the text boxes anchored in it."""
    out: list[str] = []
    boxes: list[etree._Element] = []
    _collect(paragraph, out, boxes)
    return "".join(out), boxes


def chosen(alternatives: etree._Element) -> etree._Element | None:
    """The branch of an ``mc:AlternateContent`` to read: its choice, else its fallback."""
    branch = alternatives.find(CHOICE)
    return branch if branch is not None else next(iter(alternatives), None)


def is_placeholder(control: etree._Element) -> bool:
    """Whether a content control still shows its prompt (单击此处输入文字)."""
    return on(control.find(f"{_W}sdtPr/{_W}showingPlcHdr"))


def _collect(parent: etree._Element, out: list[str], boxes: list[etree._Element]) -> None:
    for child in parent:
        tag = child.tag
        if tag in _TEXT:
            out.append(child.text or "")
        elif tag in _SIGNS:
            out.append(_SIGNS[tag])
        elif tag in _SKIPPED:
            continue
        elif tag == BOX:
            boxes.append(child)
        elif tag in _SPECIAL:
            out.extend(_SPECIAL[tag](child))
        else:
            inner = _inner(child)
            if inner is not None:
                _collect(inner, out, boxes)


def _inner(element: etree._Element) -> etree._Element | None:
    """The element to descend into: one branch of alternatives, nothing for hidden runs and prompts."""
    if element.tag == ALTERNATIVES:
        return chosen(element)
    if element.tag == _RUN and len(element) and element[0].tag == _RUN_PROPERTIES and on(element[0].find(_HIDDEN)):
        return None
    if element.tag == _CONTROL and is_placeholder(element):
        return None
    return element


def _break(element: etree._Element) -> Iterator[str]:
    if element.get(f"{_W}type", "textWrapping") == "textWrapping":
        yield "\n"


def _symbol(element: etree._Element) -> Iterator[str]:
    code = element.get(f"{_W}char", "").lower()
    if "wingdings" in element.get(f"{_W}font", "").lower():
        yield _SYMBOLS.get(code[-2:], "")
    elif code and len(code) <= 4 and not code.startswith("f0"):
        yield chr(int(code, 16))


def _field(element: etree._Element) -> Iterator[str]:
    """A legacy tick box shows its state and no text."""
    box = element.find(f"{_W}ffData/{_W}checkBox")
    if box is not None:
        state = box.find(f"{_W}checked")
        yield "☑" if on(state if state is not None else box.find(f"{_W}default")) else "□"


_SPECIAL = {f"{_W}br": _break, f"{_W}sym": _symbol, f"{_W}fldChar": _field}
