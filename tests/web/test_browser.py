"""The page in a real browser: what an evaluator does, on a wide and a narrow screen, by mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2]
FORM = ROOT / "corpora/forms/03-文旅-惠民演出-图文不符.txt"
WIDTHS = "document.documentElement.scrollWidth"
HOSTILE = (
    "<script>alert(1)</script>.txt",
    "=cmd|' /C calc'!A0.txt",
    "..&..&etc&passwd.txt",
    "表" * 90 + ".txt",
    "审核\u202etxt.exe.txt",
)


@pytest.fixture(scope="module")
def word(make_formats: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample form as a Word file."""
    path = tmp_path_factory.mktemp("word") / "自评表.docx"
    path.write_bytes(make_formats.to_docx(make_formats.whole_page(make_formats.samples()[:1])))
    return path


def upload(page: Any, site: Any, *files: Any) -> None:
    """Choose files, start, and wait for the end."""
    page.goto(site.base)
    page.set_input_files("#files", files)
    page.click("button[type=submit]")
    page.wait_for_selector("h1:has-text('处理完成')", timeout=90_000)


def test_a_word_file_becomes_a_report_a_workbook_and_comments(page: Any, site: Any, word: Path, tmp_path: Path) -> None:
    upload(page, site, word)
    for words, suffix in (
        ("工作簿", ".xlsx"),
        ("审核意见", ".docx"),
        ("带批注的原件", ".docx"),
        ("报告（网页", ".html"),
    ):
        with page.expect_download() as download:
            page.click(f"ul.downloads a:has-text('{words}')")
        saved = tmp_path / download.value.suggested_filename
        download.value.save_as(saved)
        assert saved.suffix == suffix
        assert saved.stat().st_size > 1000
        if suffix == ".xlsx":
            assert openpyxl.load_workbook(saved).sheetnames == ["概览", "指标", "问题", "数量", "说明"]
    page.click("a:has-text('查看报告')")
    page.wait_for_selector("tr[data-verdict]")


def test_filters_and_links_lead_there_and_back(page: Any, site: Any) -> None:
    upload(page, site, FORM)
    page.click("a:has-text('查看报告')")
    rows, notes = page.locator("tr[data-verdict]:visible"), page.locator(".note:visible")
    every, vague = rows.count(), page.locator("tr[data-verdict=不可核]").count()
    assert 0 < vague < every
    for verdict in ("可衡量", "待复核"):
        page.uncheck(f"input[name=verdict][value={verdict}]")
    assert rows.count() == vague
    hints = page.locator(".note[data-severity=提示]").count()
    before = notes.count()
    page.uncheck("input[name=severity][value=提示]")
    assert notes.count() == before - hints
    # A link to a row that a filter hides still arrives, and the mark in the cell leads back.
    link = page.locator(".note[data-severity=错误] .links a").first
    cell = link.get_attribute("href")
    link.click()
    assert page.locator(f"[id='{cell[1:]}']").is_visible()
    back = page.locator(f"[id='{cell[1:]}'] a.ref").first
    note = back.get_attribute("href")
    back.click()
    assert page.evaluate("location.hash") == note
    assert page.locator(f"[id='{note[1:]}']").is_visible()


def test_two_uploads_at_once(site: Any, browser: Any, word: Path) -> None:
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page, path in zip(pages, (FORM, word), strict=True):
        page.goto(site.base)
        page.set_input_files("#files", path)
    for page in pages:
        page.click("button[type=submit]")
    for page in pages:
        page.wait_for_selector("h1:has-text('处理完成')", timeout=90_000)
    assert pages[0].url != pages[1].url
    for context in contexts:
        context.close()


def test_a_target_is_judged_as_it_is_typed(page: Any, site: Any) -> None:
    page.goto(site.base + "/try")
    page.fill("#indicator", "群众知晓度")
    page.fill("#target", "有效提升")
    page.wait_for_selector("#verdict .headline:has-text('不可核')")
    assert "__" in page.inner_text("#verdict .suggestion")
    page.fill("#target", "≥90%")
    page.wait_for_selector("#verdict .headline:has-text('可衡量·定量')")
    page.fill("#target", "<img src=x onerror=alert(1)>")
    page.wait_for_timeout(600)
    assert page.locator("#verdict img").count() == 0


def test_hostile_names_and_cells_stay_text(page: Any, site: Any, tmp_path: Path) -> None:
    text = (
        FORM.read_text(encoding="utf-8").replace("120场", "<b onmouseover=alert(1)>120场</b>").replace("≥95%", "=1+1")
    )
    files = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name in HOSTILE]
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    upload(page, site, *files)
    with page.expect_download() as download:
        page.click("ul.downloads a:has-text('工作簿')")
    download.value.save_as(tmp_path / "工作簿.xlsx")
    book = openpyxl.load_workbook(tmp_path / "工作簿.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    page.click("a:has-text('查看报告')")
    assert page.locator("main script, main [onmouseover]").count() == 0
    assert "=1+1" in page.inner_text("body")


@pytest.mark.parametrize("width", [360, 768])
def test_nothing_hangs_over_a_narrow_screen(page: Any, site: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for address in ("/", "/try"):
        page.goto(site.base + address)
        assert page.evaluate(WIDTHS) <= width
    upload(page, site, FORM)
    assert page.evaluate(WIDTHS) <= width
    page.click("a:has-text('查看报告')")
    page.wait_for_selector("tr[data-verdict]")
    assert page.evaluate(WIDTHS) <= width


def test_everything_can_be_reached_by_keyboard(page: Any, site: Any) -> None:
    page.goto(site.base)
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"files", "SUMMARY", "profile", "BUTTON"} <= reached


def test_axe_finds_nothing(page: Any, site: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for address in ("/", "/try?indicator=知晓度&target=有效提升"):
        page.goto(site.base + address)
        assert said(axe.run(page)) == []
    upload(page, site, FORM)
    assert said(axe.run(page)) == []
    page.click("a:has-text('查看报告')")
    assert said(axe.run(page)) == []


def said(results: Any) -> list[str]:
    """What axe found, in short."""
    found = results.response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def test_the_report_file_opens_without_a_network_and_prints(page: Any, site: Any, tmp_path: Path) -> None:
    upload(page, site, FORM)
    with page.expect_download() as download:
        page.click("ul.downloads a:has-text('报告（网页')")
    saved = tmp_path / "报告.html"
    download.value.save_as(saved)
    page.goto(saved.as_uri())
    page.wait_for_selector(".filters:not([hidden])")
    assert not re.search(r"(?:src|href)=\"https?:", saved.read_text(encoding="utf-8"))
    printed = page.pdf(format="A4", landscape=True)
    import pypdfium2

    with pypdfium2.PdfDocument(printed) as document:
        assert 1 < len(document) < 12
