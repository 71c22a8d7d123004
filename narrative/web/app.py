"""``create_app`` makes the application of pages and JSON API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from narrative import __version__
from narrative.web import api, pages
from narrative.web.guard import HEADERS, Guard
from narrative.web.jobs import Jobs
from narrative.web.settings import Settings

_SAID = {
    404: "没有这个页面",
    405: "这个地址不接受这样的请求",
    422: "地址或表单里的值不对",
    500: "程序出错了，请把做了什么告诉维护者",
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application of ``narrative serve``."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.jobs = Jobs(settings)
        yield
        await app.state.jobs.close()

    app = FastAPI(
        title="narrative 绩效自评筛查",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.settings = settings
    app.add_middleware(Guard, body_bytes=settings.body_bytes)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(Exception)(_broken)
    app.include_router(pages.router)
    app.include_router(api.router)
    return app


async def _refused(request: Request, error: HTTPException) -> Response:
    return _error(request, error.status_code, error.detail)


async def _invalid(request: Request, _: RequestValidationError) -> Response:
    return _error(request, 422, "")


async def _broken(request: Request, _: Exception) -> Response:
    response = _error(request, 500, "")
    response.headers.update(HEADERS)  # this answer is made outside every middleware
    return response


def _error(request: Request, status: int, detail: str) -> Response:
    """The error in Chinese, as a page or as JSON; the framework's own English is replaced."""
    message = _SAID.get(status, "没有办成") if detail in {"", HTTPStatus(status).phrase} else detail
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": message}, status)
    return pages.html("error.html.jinja", status, message=message)
