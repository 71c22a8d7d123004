"""Web pages as bureaus publish them."""

from __future__ import annotations

import pytest

from narrative.readers import Limits, read_sample
from narrative.readers._sample import Sample
from narrative.schema import Document, Grid

TABLE = "<table><tr><td>三级指标</td><td>指标值</td></tr><tr><td>办件</td><td>60件</td></tr></table>"


def load(text: str | bytes, name: str = "page.html", encoding: str = "utf-8") -> Document:
    data = text.encode(encoding) if isinstance(text, str) else text
    return read_sample(Sample(name, data), Limits())


def layout(grid: Grid) -> list[list[tuple[str, int, int, int]]]:
    return [[(c.text, c.column, c.rowspan, c.colspan) for c in grid.cells if c.row == row] for row in range(grid.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("meta", ["", "utf-8", "gb2312", "gbk", "iso-8859-1", "no-such"])
def test_the_text_survives_a_missing_or_wrong_charset(encoding: str, meta: str) -> None:
    page = f"<html><head><meta charset='{meta}'></head><body><p>绩效自评表〇鎔</p>{TABLE}</body></html>"
    document = load(page, encoding=encoding)
    assert [paragraph.text for paragraph in document.paragraphs] == ["绩效自评表〇鎔"]


def test_spans_are_laid_out_as_browsers_do() -> None:
    grid = next(
        load(
            "<table><tr><th rowspan=3>产出<th colspan=2>指标<th>值</tr><tr><td rowspan=2>数量<td>办件<td>60件"
            "<tr><td>培训<td>5场</table>"
        ).grids
    )
    assert layout(grid) == [
        [("产出", 0, 3, 1), ("指标", 1, 1, 2), ("值", 3, 1, 1)],
        [("数量", 1, 2, 1), ("办件", 2, 1, 1), ("60件", 3, 1, 1)],
        [("培训", 2, 1, 1), ("5场", 3, 1, 1)],
    ]


def test_rowspan_nought_reaches_the_end() -> None:
    grid = next(load("<table><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td>3</table>").grids)
    assert grid.cells[0].rowspan == 3


def test_menus_scripts_and_hidden_parts_are_left_out() -> None:
    page = (
        "<nav>导航</nav><header><a href=x>首页</a></header>"
        "<ul><li><a href=1>公开</a></li><li><a href=2>动态</a></li></ul>"
        "<div>您的位置：<a href=1>首页</a> &gt; <a href=2>信息公开</a></div><script>var a='<td>x</td>'</script>"
        f"<p style='display:none'>隐藏</p><p>正文见<a href=3>附件</a>。</p>{TABLE}<footer>备案号</footer>"
    )
    texts = [paragraph.text for paragraph in load(page).paragraphs]
    assert "正文见附件。" in texts
    assert not {"导航", "首页", "公开", "动态", "隐藏", "备案号"} & set(texts)


def test_a_layout_table_gives_paragraphs_and_the_table_in_it() -> None:
    page = (
        f"<table><tr><td><a href=1>首页</a></td></tr><tr><td><h1>自评表</h1>（2023年度）{TABLE}尾注</td></tr></table>"
    )
    document = load(page)
    kinds = [
        block.text if not isinstance(block, Grid) else [cell.text for cell in block.cells] for block in document.blocks
    ]
    assert kinds[-4:] == ["自评表", "（2023年度）", ["三级指标", "指标值", "办件", "60件"], "尾注"]


def test_lists_keep_their_numbers_and_breaks_their_lines() -> None:
    page = (
        "<table><tr><td><ol><li>甲</li><li>乙</li></ol></td><td>一<br>二<p>三</p></td></tr>"
        "<tr><td><ol style='list-style-type: none'><li>1. 丙</li></ol></td><td><ul><li>丁</ul></td></tr></table>"
    )
    assert [cell.text for cell in next(load(page).grids).cells] == ["1. 甲\n2. 乙", "一\n二\n三", "1. 丙", "丁"]


def test_wrapped_source_lines_close_up_between_chinese() -> None:
    assert next(load("<p>指导服务\n   企业 6041\n家次</p>").paragraphs).text == "指导服务企业 6041 家次"


def test_entered_values_are_read() -> None:
    page = (
        "<table><tr><td><input value='60件'></td><td><select><option>优<option selected>良</select></td></tr>"
        "<tr><td><input type=checkbox checked>是</td><td><input type=hidden value=x>甲</td></tr></table>"
    )
    assert [cell.text for cell in next(load(page).grids).cells] == ["60件", "良", "☑是", "甲"]


def test_headings_have_their_level() -> None:
    document = load("<h2>一、概况</h2><p>正文</p>")
    assert [(paragraph.text, paragraph.level) for paragraph in document.paragraphs] == [("一、概况", 2), ("正文", 0)]


def test_a_page_saved_with_its_pictures() -> None:
    body = f"<html><body>{TABLE}</body></html>".encode("gb18030").hex("=", 1).upper()
    mime = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        f"={body}\r\n--b--\r\n"
    )
    assert next(load(mime, "form.doc").grids).cells[3].text == "60件"


def test_nested_tables_do_not_lose_rows() -> None:
    rows = ("<td>项目</td><td>甲</td>", f"<td>指标</td><td>{TABLE}</td>", "<td>总分</td><td>9</td>")
    page = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    assert [cell.text for grid in load(page).grids for cell in grid.cells if cell.text] == [
        "项目", "甲", "指标", "三级指标", "指标值", "办件", "60件", "总分", "9",
    ]  # fmt: skip
