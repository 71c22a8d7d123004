"""What keeps other web sites out, and bodies within bounds: host, origin and size checks, and strict headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # no-referrer would make the browser post with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware: answers requests addressed to this machine, changes from our own pages, bounded bodies."""

    def __init__(self, app: ASGIApp, body_bytes: int) -> None:
        self.app, self.body_bytes = app, body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        headers = Headers(scope=scope)
        stated = headers.get("content-length", "")
        if refusal := refuse(scope["method"], headers):
            await PlainTextResponse(refusal, 403)(scope, receive, with_headers)
        elif stated.isdigit() and int(stated) > self.body_bytes:
            close = {"Connection": "close"}  # with its body unread it is of no more use
            await PlainTextResponse(TOO_LONG, 413, headers=close)(scope, receive, with_headers)
        else:
            await self.app(scope, self._counted(receive), with_headers)

    def _counted(self, receive: Receive) -> Receive:
        """The body as it comes, refused once it is longer than allowed (it need not state its length)."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.body_bytes:
                raise HTTPException(413, TOO_LONG)
            return message

        return counted


TOO_LONG = "上传的内容太大，请分批上传"


def refuse(method: str, headers: Headers) -> str:
    """Why a request is refused, or "".

    The host check stops a web site whose name has been pointed at 127.0.0.1; the origin check stops a
    page elsewhere from posting to ours.
    """
    host = headers.get("host", "")
    if _host(f"//{host}") not in HOSTS:
        return "只接受发往本机地址的请求"
    if method in _SAFE_METHODS:
        return ""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return "只接受本页面发出的请求"
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return "只接受本页面发出的请求"
    return ""


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
