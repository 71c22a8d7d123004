"""Input that is a table already: columns found, streamed in stretches, the same verdicts as tag_frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from narrative import tag_frame
from narrative.corpus import Columns, CorpusError, spooling, tag, tag_batches, tagged_schema
from narrative.corpus.spooling import read_table

from .conftest import rows_of, sources_of

FRAME = pd.DataFrame(
    {
        "编号": ["a1", "a2", "a3", "a4", "a5", "a6", "a7"],
        "年度": [2023, 2024, 2023, 2024, 2023, 2024, 2023],
        "二级指标": ["数量指标", "效益指标", "数量指标", "质量指标", "效益指标", "数量指标", "时效指标"],
        "指标名称": ["检查企业", "环境改善", "检查企业", "合格率", "环境改善", "培训,人次", "完成时间"],
        "年度指标值（A）": ["≥500家", "进一步改善", "≥500家", "≥95%", "进一步改善", "=300人次", "12月底前"],
        "实际完成值": ["512家", "有所改善", "512家", "96.5%", "有所改善", "\"310\"人次", "11月20日"],
        "分值": [10, 10.5, 10, None, 5, 10, 10],
    }
)  # fmt: skip
NAMES = {
    "二级指标": "level2",
    "指标名称": "indicator",
    "年度指标值（A）": "target",
    "实际完成值": "actual",
    "分值": "points",
}


def as_csv(path: Path) -> Path:
    FRAME.to_csv(path.with_suffix(".csv"), index=False, encoding="utf-8-sig")
    return path.with_suffix(".csv")


def as_gbk(path: Path) -> Path:
    FRAME.to_csv(path.with_suffix(".csv"), index=False, encoding="gb18030")
    return path.with_suffix(".csv")


def as_tsv(path: Path) -> Path:
    FRAME.to_csv(path.with_suffix(".tsv"), index=False, sep="\t")
    return path.with_suffix(".tsv")


def as_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (list(FRAME.columns), *FRAME.astype(object).where(FRAME.notna(), None).to_numpy().tolist()):
        book.active.append(row)
    for cell in (cell for row in book.active for cell in row if cell.data_type == "f"):
        cell.data_type = "s"  # typed as text, as the filing systems do with =300人次
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def as_parquet(path: Path) -> Path:
    FRAME.to_parquet(path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


WRITERS = [as_csv, as_gbk, as_tsv, as_xlsx, as_parquet]


def dicts(out: Path, table: str) -> list[dict[str, Any]]:
    from narrative.tables import names

    return sorted(
        (dict(zip(names(table), row, strict=True)) for row in rows_of(out)[table]), key=lambda row: row.get("row_no", 0)
    )


@pytest.mark.parametrize("write", WRITERS)
def test_every_kind_of_table_gives_the_rows_of_tag_frame(
    write: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooling, "ROWS", 3)
    path = write(tmp_path / "指标")
    tag([path], tmp_path / "out", columns=Columns("rows"), workers=0)
    found = dicts(tmp_path / "out", "indicators")
    expected = tag_frame(FRAME.rename(columns=NAMES))
    assert [row["doc_id"] for row in found] == list(FRAME["编号"])
    assert [(row["row_no"], row["place"]) for row in found] == [(n, f"第{n}行") for n in range(1, 8)]
    assert [row["year"] for row in found] == list(FRAME["年度"])
    for column in ("target_label", "measurable", "confidence", "evidence", "actual_label", "reason_label"):
        assert [row[column] for row in found] == list(expected[column]), column
    assert {(row["row_no"], row["field"], row["text"]) for row in dicts(tmp_path / "out", "quantities")} >= {
        (1, "target", "500家"),
        (3, "actual", "512家"),
        (6, "target", "300人次"),
    }


def test_free_text_with_ids(tmp_path: Path) -> None:
    path = tmp_path / "文本.csv"
    texts = ["全年检查企业512家次，发现隐患96条。", "成效显著。", "全年检查企业512家次，发现隐患96条。"]
    pd.DataFrame({"标识": ["x", "y", "z"], "说明": texts}).to_csv(path, index=False)
    columns = Columns("texts", (("text", "说明"), ("id", "标识")))
    tag([path], tmp_path / "out", columns=columns, workers=0)
    quantities = dicts(tmp_path / "out", "quantities")
    assert sorted((q["doc_id"], q["row_no"], q["text"]) for q in quantities) == [
        ("x", 1, "512家次"),
        ("x", 1, "96条"),
        ("z", 3, "512家次"),
        ("z", 3, "96条"),
    ]
    assert {row["doc_id"] for row in dicts(tmp_path / "out", "sentences")} == {"x", "y", "z"}


def test_a_table_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooling, "ROWS", 2)
    path, out = as_csv(tmp_path / "指标"), tmp_path / "out"

    def stop(summary: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tag([path], out, columns=Columns("rows"), workers=0, progress=stop)
    some = len(sources_of(out, "indicators"))
    assert 0 < some < len(FRAME)
    tag([path], out, columns=Columns("rows"), workers=0)
    assert [row["row_no"] for row in dicts(out, "indicators")] == list(range(1, 8))
    FRAME.head(3).to_csv(path, index=False)
    tag([path], out, columns=Columns("rows"), workers=0)
    assert [row["row_no"] for row in dicts(out, "indicators")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("缺列.csv", "名称,数\na,1\n", "认不出“年度指标值”一列"),
        ("坏.parquet", "PAR1 nothing", "表格读不了"),
        ("坏.xlsx", "PK nothing", "表格读不了"),
        ("别的.docx", "x", "后缀可用"),
        ("参差.csv", "指标,年度指标值\na,b\nc,d,e\n", "表格读不了"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error_row(name: str, content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    as_csv(tmp_path / "in/好")
    (tmp_path / "in" / name).write_text(content, encoding="utf-8")
    summary = tag([tmp_path / "in"], tmp_path / "out", columns=Columns("rows"), workers=0)
    ((source, _, code, message),) = rows_of(tmp_path / "out")["errors"]
    assert (Path(source).name, code, summary.failed) == (name, "table", 1)
    assert told in message
    assert len(dicts(tmp_path / "out", "indicators")) == len(FRAME)


def test_columns_that_do_not_exist_are_refused() -> None:
    with pytest.raises(CorpusError, match="没有“目标”这一栏"):
        Columns("rows", (("目标", "x"),))


def test_nulls_and_whole_floats_read_as_typed(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pd.DataFrame({"target": [15.0, None, float("nan")], "actual": ["a", None, "b"]}).to_parquet(path)
    (batch,) = read_table(str(path), Columns("rows"))
    assert batch.to_pydict() == {"target": ["15", "", ""], "actual": ["a", "", "b"]}


def test_batches_keep_their_columns_and_gain_the_labels() -> None:
    table = pa.Table.from_pandas(FRAME.rename(columns=NAMES), preserve_index=False)
    tagged = pa.Table.from_batches(tag_batches(table.to_batches(max_chunksize=2)))
    assert tagged.schema == tagged_schema(table.schema)
    assert tagged.select(table.schema.names).equals(table)
    expected = tag_frame(FRAME.rename(columns=NAMES))
    assert tagged.column("target_label").to_pylist() == list(expected["target_label"])
    assert tagged.column("measurable").to_pylist() == list(expected["measurable"])
    assert not any(pa.types.is_dictionary(field.type) for field in tagged.schema)
