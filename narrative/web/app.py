"""``create_app`` makes the application of pages and JSON API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from narrative import __version__
from narrative.web import api, pages
from narrative.web.guard import guard
from narrative.web.jobs import Jobs
from narrative.web.settings import Settings


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
    app.middleware("http")(guard)
    app.exception_handler(HTTPException)(_error_page)
    app.include_router(pages.router)
    app.include_router(api.router)
    return app


async def _error_page(request: Request, error: HTTPException) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": error.detail}, error.status_code)
    return pages.html("error.html.jinja", error.status_code, message=error.detail)
