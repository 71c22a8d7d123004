"""Web pages (.html, .htm, and .doc or .xls that are really HTML), saved pages (.mht)."""

from __future__ import annotations

import re

from narrative.readers._limits import Limits
from narrative.readers._sample import LIKELY, NO, SURE, Sample
from narrative.readers._saved_page import is_saved_page
from narrative.schema import Document

FORMAT = "html"
SUFFIXES = (".html", ".htm", ".xhtml", ".mht", ".mhtml", ".shtml", ".aspx", ".jsp")

_START = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|title)\b", re.DOTALL
)
_TABLE = re.compile(rb"<table\b.{0,4000}?<t[rdh]\b", re.DOTALL)
_TAG = re.compile(rb"<[a-z!/][^<]*>")


def sniff(sample: Sample) -> int:
    """SURE for what begins as a page, LIKELY for text with a table of tags in it, or with any under the suffix."""
    head = sample.head
    if _wide(head):
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if _START.match(head) or is_saved_page(sample):
        return SURE
    tagged = sample.suffix in SUFFIXES and _TAG.search(head)
    return LIKELY if tagged or _TABLE.search(head) else NO


def read(sample: Sample, limits: Limits) -> Document:
    """Paragraphs outside menus, and tables with their spans; nested tables follow the row that holds them.

    Scripts never run, frames and links are never followed.
    """
    from narrative.readers import _html_page

    return _html_page.read(sample, limits)


def _wide(head: bytes) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or head[1:2] == b"\0"
