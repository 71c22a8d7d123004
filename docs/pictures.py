"""Pictures of README and docs, taken of the sample forms: ``python docs/pictures.py`` (Chromium, LibreOffice, poppler).

Look at each before it is committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from narrative import screen
from narrative.report.page import write_page
from narrative.report.workbook import write_workbook

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
FORM = Path("corpora/forms/03-文旅-惠民演出-图文不符.txt")
FORMS = sorted(Path("corpora/forms").glob("*.txt"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]


def main() -> None:
    """Take every picture."""
    os.chdir(ROOT)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        report(page, Path(folder))
        site(page)
        browser.close()
        workbook(Path(folder))


def report(page: Any, folder: Path) -> None:
    """One form of the report with its findings."""
    saved = folder / "report.html"
    write_page([screen(FORM)], [], saved)
    page.goto(saved.as_uri())
    page.evaluate("scrollTo({top: document.querySelector('.sheet').offsetTop - 170, behavior: 'instant'})")
    shot(page, "report")


def site(page: Any) -> None:
    """Start page, finished job and 试一试 of the running page."""
    import uvicorn

    from narrative.web.app import create_app
    from narrative.web.settings import Settings

    server = uvicorn.Server(uvicorn.Config(create_app(Settings()), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        pass
    base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    page.set_viewport_size({"width": 960, "height": 700})
    page.goto(base)
    shot(page, "page")
    page.set_input_files("#files", [str(path) for path in FORMS])
    page.click("button[type=submit]")
    page.wait_for_selector("h1:has-text('处理完成')", timeout=120_000)
    shot(page, "page-done")
    page.goto(f"{base}/try?level2=社会效益指标&indicator=群众知晓度&target=有效提升")
    shot(page, "page-try")
    server.should_exit = True
    thread.join()


def workbook(folder: Path) -> None:
    """A sheet of the workbook, as LibreOffice prints them."""
    book = folder / "book.xlsx"
    write_workbook([screen(path) for path in FORMS], [], book)
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book], check=True)
    subprocess.run(
        ["pdftoppm", "-png", "-r", "80", "-f", "3", "-singlefile", folder / "book.pdf", IMAGES / "workbook"], check=True
    )


def shot(page: Any, name: str) -> None:
    """The window as it stands."""
    page.wait_for_timeout(800)
    page.screenshot(path=str(IMAGES / f"{name}.png"))
    print(IMAGES / f"{name}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
