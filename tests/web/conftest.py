"""A running page (a real server on 127.0.0.1) and a real browser that may speak to it and to nothing else."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def running(**settings: Any) -> Iterator[Site]:
    import uvicorn

    from narrative.web.app import create_app
    from narrative.web.settings import Settings

    app = create_app(Settings(**settings))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with Site(f"http://127.0.0.1:{port}", app) as site:
            yield site
    finally:
        server.should_exit = True
        thread.join(30)


class Site(httpx.Client):
    """A client of the running page; ``app`` is the application behind it."""

    def __init__(self, base: str, app: Any) -> None:
        super().__init__(base_url=base, timeout=60, trust_env=False)
        self.base, self.app = base, app

    def upload(self, *files: tuple[str, bytes], **form: str) -> str:
        """Upload and return the address of the job."""
        answer = self.post("/jobs", files=[("files", file) for file in files] or None, data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def finished(self, job: str, seconds: float = 90) -> dict[str, Any]:
        """Wait until a job has ended; its progress."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            progress = self.get(f"/api{job}").json()
            if progress["state"] in {"完成", "失败"}:
                return progress
            time.sleep(0.1)
        raise TimeoutError(progress)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def site_with() -> Callable[..., Any]:
    return running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def wrong() -> list[str]:
    """What a page complained of while a test ran; must stay empty."""
    return []


@pytest.fixture
def page(browser: Any, wrong: list[str], tmp_path: Path) -> Iterator[Any]:
    """A page that lets no request out and notes errors of script and policy."""
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)

    def only_here(route: Any) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            route.continue_()
        else:
            wrong.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    yield opened
    context.close()
    assert not wrong
