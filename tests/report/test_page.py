"""The report as HTML: golden, whole, without network, every link arriving; markup in a file is text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sample
from lxml import html

from narrative import __version__
from narrative.report import page
from narrative.screening import Screening, screen


@pytest.fixture
def report(screened: Screening) -> str:
    return page.render([screened], sample.ERRORS)


def test_golden(screened: Screening, golden: Callable[[str, str], None]) -> None:
    text = page.render([screened], sample.ERRORS, standalone=False).replace(__version__, "VERSION")
    golden("report.html", re.sub(r"\n\s*\n+", "\n", text))


def test_it_needs_nothing_from_elsewhere(report: str) -> None:
    tree = html.fromstring(report)
    for element in tree.iter():
        for name in ("src", "href", "action", "data", "poster"):
            value = element.get(name, "")
            assert not value or value.startswith(("#", "data:")), (element.tag, value)
    assert "url(" not in report
    assert "@import" not in report
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy


def test_markup_of_a_file_is_text(report: str) -> None:
    tree = html.fromstring(report)
    assert not tree.xpath("//b[contains(., '培训质量')]")
    assert "&lt;b&gt;培训质量" in report
    assert "坏&lt;文件&gt;.pdf" in report


def links_and_targets(text: str) -> tuple[set[str], list[str]]:
    tree = html.fromstring(text)
    return {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")}, tree.xpath("//@id")


def test_every_link_arrives_and_every_id_is_one(report: str) -> None:
    links, targets = links_and_targets(report)
    assert links <= set(targets)
    assert len(targets) == len(set(targets))
    assert len(links) > 10


def test_links_go_both_ways(report: str) -> None:
    tree = html.fromstring(report)
    for note in tree.xpath("//li[contains(@class, 'note')]"):
        for target in note.xpath(".//p[@class='links']/a/@href"):
            back = tree.xpath(f"//*[@id='{target[1:]}']//a[@href='#{note.get('id')}']")
            assert back or target.endswith(("form", "funds")), (note.get("id"), target)


def test_real_documents_keep_their_links(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("*.txt")):
        links, targets = links_and_targets(page.render([screen(path)]))
        assert links <= set(targets)
        assert len(targets) == len(set(targets))


def test_text_is_whole(report: str) -> None:
    tree = html.fromstring(report)
    for anchor, text in (("d1f1outcome", sample.OUTCOME), ("d1f1r3target", sample.ROWS[2].target)):
        cell = tree.get_element_by_id(anchor)
        for extra in cell.xpath(".//*[@class='tag' or @class='ref']"):
            extra.drop_tree()
        assert cell.text_content() == text


def test_colour_is_never_alone(report: str) -> None:
    tree = html.fromstring(report)
    words = {"measurable": "可衡量", "vague": "不可核", "review": "待复核"}
    rows = tree.xpath("//tr[@data-verdict]")
    assert len(rows) == 5
    for row in rows:
        kind = row.xpath("./td[@data-head='指标值']/@class")[0].removeprefix("t-")
        assert words[kind] in row.xpath("./td[@data-head='判定']")[0].text_content()


def test_nothing_to_show_is_said() -> None:
    from narrative.schema import Document

    assert "没有识别出自评表" in page.render([Screening(Document("空.txt"))])
