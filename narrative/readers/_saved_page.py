"""A web page saved with its pictures as one MIME file (.mht)."""

from __future__ import annotations

import email
import email.policy
import re

from narrative.readers._sample import Sample
from narrative.schema import ReadError

_SAVED = re.compile(rb"(?:mime-version|from|content-type|message-id|subject)\s*:", re.IGNORECASE)


def is_saved_page(sample: Sample) -> bool:
    """Whether this is a page saved with its pictures as one MIME file."""
    return bool(_SAVED.match(sample.head)) and b"multipart/related" in sample.head


def page_in(sample: Sample) -> bytes:
    """The page itself.  Raises ReadError (``broken``) when there is none."""
    message = email.message_from_bytes(sample.data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return body if isinstance(body, bytes) else b""
    raise ReadError(sample.source, "保存的网页里没有 HTML 正文", code="broken")
