"""The verb label: rows worth labelling to a workbook with drop-downs, and back.

``uncertain`` picks the rows the tool doubts most, to improve the model; ``random`` and ``stratified``
pick rows to measure with, and hide what the tool thinks.  From a labelled random or stratified sheet
:func:`sample_precision` gives the precision of the tags and a corrected share of vague targets.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from narrative.schema import MEASURABLE, Tag
from narrative.tagging.judge import chance_of, tag_rows
from narrative.tagging.view import View
from narrative.training.corpus import FIELDS, Example, indicator, record_example
from narrative.training.metrics import wilson

Sample = Literal["uncertain", "random", "stratified"]
COLUMNS = ("id", "level2", "indicator", "target", "actual", "points", "score", "reason")
HEADS = ("编号", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因")
ANSWERS = {"target": "指标值标签", "actual": "完成值标签", "reason": "原因标签"}
KEPT = "抽样记录"  # the sheet that remembers how rows were drawn and what the tool said


def label_sheet(
    rows: Iterable[Mapping[str, object]] | str | PathLike[str],
    out: str | PathLike[str],
    *,
    sample: Sample = "uncertain",
    n: int = 100,
    seed: int = 0,
) -> int:
    """Write ``n`` rows to label to the workbook ``out``; return how many.

    ``rows`` are records with the columns of tag_frame (target needed), or the path of a csv, tsv, xlsx
    or parquet table of them.  Raises ValueError for an unknown sample or a table without targets.
    """
    if sample not in ("uncertain", "random", "stratified"):
        raise ValueError(f"不认识的抽样方式{sample}；可用uncertain、random、stratified")
    records = [_record(number, row) for number, row in enumerate(_records(rows), 1)]
    if not records or not any(record["target"] for record in records):
        raise ValueError("表中没有年度指标值（target列）可供标注")
    tags = [tags[0] for tags in tag_rows(indicator(record) for record in records)]
    chosen = _choose(records, tags, sample, n, random.Random(seed))  # noqa: S311 - sampling, not secrets
    _write(
        Path(out), [records[at] for at in chosen], _memory(records, tags, chosen, sample), show=sample == "uncertain"
    )
    return len(chosen)


def _records(rows: Iterable[Mapping[str, object]] | str | PathLike[str]) -> Iterable[Mapping[str, object]]:
    if not isinstance(rows, (str, PathLike)):
        return rows
    import pandas as pd

    path = Path(rows)
    if path.suffix == ".parquet" or path.is_dir():
        return pd.read_parquet(path).to_dict("records")  # type: ignore[return-value]
    if path.suffix in (".xlsx", ".xlsm"):
        return pd.read_excel(path, dtype=str).to_dict("records")  # type: ignore[return-value]
    separator = "\t" if path.suffix == ".tsv" else ","
    return pd.read_csv(path, dtype=str, sep=separator).to_dict("records")  # type: ignore[return-value]


def _record(number: int, row: Mapping[str, object]) -> dict[str, str]:
    cell = {name: _plain(row.get(name)) for name in COLUMNS}
    cell["id"] = cell["id"] or str(number)
    return cell


def _plain(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is not equal to itself


def _choose(
    records: Sequence[dict[str, str]], tags: Sequence[Tag], sample: Sample, n: int, draw: random.Random
) -> list[int]:
    distinct: dict[tuple[str, ...], int] = {}
    for at, record in enumerate(records):
        distinct.setdefault((record["level2"], record["indicator"], record["target"], record["actual"]), at)
    if sample == "random":  # of all rows, since what is measured is a share of rows
        return sorted(draw.sample(range(len(records)), min(n, len(records))))
    if sample == "uncertain":
        chances = {at: abs(chance_of(View(indicator(records[at]))) - 0.5) for at in distinct.values()}
        return sorted(sorted(chances, key=lambda at: (chances[at], at))[:n])
    strata: dict[str, list[int]] = defaultdict(list)
    for at, tag in enumerate(tags):
        strata[tag.label].append(at)
    each = max(1, n // len(strata))
    return sorted(at for members in strata.values() for at in draw.sample(members, min(each, len(members))))


def _memory(
    records: Sequence[dict[str, str]], tags: Sequence[Tag], chosen: Sequence[int], sample: Sample
) -> dict[str, Any]:
    """How the rows were drawn: sizes of the strata in the whole, and the tool's verdict on each row."""
    sizes: dict[str, int] = defaultdict(int)
    for tag in tags:
        sizes[tag.label] += 1
    said = {records[at]["id"]: [tags[at].label, tags[at].measurable] for at in chosen}
    return {"sample": sample, "rows": len(records), "sizes": dict(sizes), "said": said}


# --------------------------------------------------------------------------------------------------
# The workbook


def _write(path: Path, records: Sequence[Mapping[str, str]], memory: Mapping[str, Any], *, show: bool) -> None:
    import xlsxwriter

    names = label_names()
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#e6eef2", "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("待标注")
        heads = [*HEADS, *ANSWERS.values(), "备注", *(["工具看法"] if show else [])]
        for column, title in enumerate(heads):
            sheet.write_string(0, column, title, head)
        for line, record in enumerate(records, 1):
            for column, name in enumerate(COLUMNS):
                sheet.write_string(line, column, record[name], wrap)
            if show:
                sheet.write_string(line, len(heads) - 1, names["target"][memory["said"][record["id"]][0]], wrap)
        for offset, field in enumerate(ANSWERS):
            column = len(COLUMNS) + offset
            choices = {"validate": "list", "source": list(names[field].values())}
            sheet.data_validation(1, column, max(1, len(records)), column, choices)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, len(heads) - 1, 18)
        sheet.freeze_panes(1, 0)
        _write_guide(book, names, head, wrap)
        kept = book.add_worksheet(KEPT)
        for line, chunk in enumerate(_chunks(json.dumps(memory, ensure_ascii=False))):
            kept.write_string(line, 0, chunk)
        kept.hide()


def _write_guide(book: Any, names: Mapping[str, Mapping[str, str]], head: Any, wrap: Any) -> None:
    from narrative.training.guide import GUIDE

    sheet = book.add_worksheet("标签说明")
    for column, title in enumerate(("栏", "标签", "含义")):
        sheet.write_string(0, column, title, head)
    lines = [(ANSWERS[field], names[field][label], text) for field in ANSWERS for label, text in GUIDE[field].items()]
    for line, cells in enumerate(lines, 1):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text, wrap)
    sheet.set_column(0, 1, 14)
    sheet.set_column(2, 2, 80)


def _chunks(text: str, size: int = 30_000) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def label_names() -> dict[str, dict[str, str]]:
    """Field → label → its Chinese name."""
    from narrative.texts import ACTUAL, REASON, TARGET

    return {"target": TARGET, "actual": ACTUAL, "reason": REASON}


# --------------------------------------------------------------------------------------------------
# Back from the workbook


def read_sheet(path: str | PathLike[str]) -> tuple[list[Example], dict[str, Any]]:
    """The labelled rows of a workbook, and how they were drawn.  Rows without a target label are left out."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=False)
    try:
        memory = json.loads("".join(str(row[0]) for row in book[KEPT].iter_rows(values_only=True)))
        lines = list(book["待标注"].iter_rows(min_row=2, values_only=True))
    except KeyError as error:
        raise ValueError(f"{path}：缺少工作表{error}，不是本工具写出的标注表") from error
    finally:
        book.close()
    examples = (_labelled(line) for line in lines)
    return [example for example in examples if "target" in example.labels], memory


def _labelled(line: Sequence[object]) -> Example:
    record = {name: str(value if value is not None else "") for name, value in zip(COLUMNS, line, strict=False)}
    for offset, field in enumerate(FIELDS):
        chinese = str(line[len(COLUMNS) + offset] or "")
        by_name = {name: label for label, name in label_names()[field].items()}
        if chinese and chinese not in by_name:
            raise ValueError(f"{record['id']}：不认识的标签{chinese}；可用{'、'.join(by_name)}")
        record[f"{field}_label"] = by_name.get(chinese, "")
    return record_example(record)


@dataclass(frozen=True)
class Sampled:
    """What a labelled sample says of the whole: shares with 95 % intervals, and the rows behind them.

    ``precision`` maps a tool label to (right, labelled); ``headline`` is the share of right headlines
    among decided rows; ``vague`` the corrected share of vague targets in the whole, ``vague_by_tool``
    the uncorrected one.
    """

    n: int
    precision: Mapping[str, tuple[int, int]]
    headline: tuple[float, float, float]
    vague: tuple[float, float, float]
    vague_by_tool: float


def sample_precision(path: str | PathLike[str]) -> Sampled:
    """Precision of the tags and corrected share of vague targets, from a random or stratified sheet.

    The correction weighs what people found among the rows of each tool label by that label's share of
    the whole.  Raises ValueError for a sheet of uncertain rows, which says nothing of the whole.
    """
    examples, memory = read_sheet(path)
    if memory["sample"] == "uncertain":
        raise ValueError(f"{path}：按疑难抽的样不能推算整体，请用random或stratified")
    if not examples:
        raise ValueError(f"{path}：还没有标注任何一行")
    strata: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    decided = []
    for example in examples:
        label, measurable = memory["said"][example.id]
        truth = example.labels["target"]
        strata[label].append((truth, truth not in MEASURABLE))
        if measurable is not None:
            decided.append(measurable == (truth in MEASURABLE))
    right = sum(decided)
    precision = {label: (sum(truth == label for truth, _ in rows), len(rows)) for label, rows in sorted(strata.items())}
    return Sampled(
        n=len(examples),
        precision=precision,
        headline=(right / len(decided) if decided else 0.0, *wilson(right, len(decided))),
        vague=_corrected(strata, memory["sizes"]),
        vague_by_tool=sum(n for label, n in memory["sizes"].items() if label not in MEASURABLE) / memory["rows"],
    )


def _corrected(
    strata: Mapping[str, Sequence[tuple[str, bool]]], sizes: Mapping[str, int]
) -> tuple[float, float, float]:
    """The share in the whole with its 95 % interval; strata nobody labelled take the tool's word."""
    total = sum(sizes.values())
    share, variance = 0.0, 0.0
    for label, size in sizes.items():
        rows = strata.get(label, ())
        weight = size / total
        # One row each way keeps a unanimous stratum from claiming certainty.
        p = (sum(vague for _, vague in rows) + 0.5) / (len(rows) + 1) if rows else float(label not in MEASURABLE)
        share += weight * p
        if rows:
            variance += weight**2 * p * (1 - p) / len(rows) * max(0.0, 1 - len(rows) / size)
    half = 1.96 * sqrt(variance)
    return share, max(0.0, share - half), min(1.0, share + half)
