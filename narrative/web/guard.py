"""What keeps other web sites out: host and origin checks, and headers that forbid everything from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

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


async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Answer only requests addressed to this machine by name, and changes only from our own pages."""
    refusal = refuse(request)
    response = PlainTextResponse(refusal, 403) if refusal else await call_next(request)
    response.headers.update(HEADERS)
    return response


def refuse(request: Request) -> str:
    """Why a request is refused, or "".

    The host check stops a web site whose name has been pointed at 127.0.0.1; the origin check stops a
    page elsewhere from posting to ours.
    """
    if _host(f"//{request.headers.get('host', '')}") not in HOSTS:
        return "只接受发往本机地址的请求"
    if request.method in _SAFE_METHODS:
        return ""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers["host"]:
        return "只接受本页面发出的请求"
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return "只接受本页面发出的请求"
    return ""


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
