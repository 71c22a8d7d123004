"""The columns of every table, in memory and in Parquet alike, stated once.

``TABLES[name]`` lists the columns of one table in order; ``dtype`` is a plain name that pandas, Arrow
and SQL readers map each in their own way (see :data:`ARROW`).  Writers take their schema from here, so
a column is added in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DType = Literal["text", "int", "float", "bool"]

SCHEMA_VERSION = 1
"""Raised whenever a column is added, renamed or changes its meaning; stands in every Parquet file."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning (Chinese, shown in docs and in the workbook)."""

    name: str
    dtype: DType
    meaning: str
    repeats: bool = False  # few distinct values: dictionary-encoded


def _text(name: str, meaning: str, *, repeats: bool = False) -> Column:
    return Column(name, "text", meaning, repeats)


COMMON = (
    _text("doc_id", "文件内容的散列值", repeats=True),
    _text("source", "文件路径", repeats=True),
    Column("form_no", "int", "文件中第几张表，从1起；0为正文"),
    _text("project", "项目名称", repeats=True),
    Column("year", "int", "年度"),
    _text("profile", "所用评分口径", repeats=True),
    _text("tool_version", "工具版本", repeats=True),
    _text("model_hash", "模型散列值", repeats=True),
)

_FUNDS = tuple(
    Column(f"funds_{row}_{item}", "float", f"资金：{row_name}{item_name}（按表中单位）")
    for row, row_name in (
        ("total", "总额"),
        ("fiscal", "财政拨款"),
        ("carried_over", "上年结转"),
        ("other", "其他资金"),
    )
    for item, item_name in (
        ("initial", "年初预算数"),
        ("full_year", "全年预算数"),
        ("executed", "执行数"),
        ("points", "分值"),
        ("rate", "执行率(%)"),
        ("score", "得分"),
    )
)

TABLES: dict[str, tuple[Column, ...]] = {
    "forms": (
        *COMMON,
        _text("title", "表名"),
        _text("kind", "自评、申报或整体", repeats=True),
        _text("department", "主管部门", repeats=True),
        _text("implementer", "实施单位", repeats=True),
        _text("goal", "年初设定目标"),
        _text("outcome", "实际完成情况"),
        _text("rating", "评分等级", repeats=True),
        Column("total_points", "float", "总分分值"),
        Column("total_score", "float", "总得分"),
        _text("funds_unit", "资金单位：万元或元", repeats=True),
        *_FUNDS,
        Column("rows", "int", "指标行数"),
        Column("vague_share", "float", "不可核指标占比（按条数，待复核不计入分子，计入分母）"),
        Column("vague_points_share", "float", "不可核指标占比（按分值，同上）"),
        Column("review_share", "float", "待复核指标占比（按条数）"),
        Column("findings", "int", "问题条数（不含已说明不计的）"),
    ),
    "indicators": (
        *COMMON,
        Column("row_no", "int", "表中第几条指标，从1起"),
        _text("level1", "一级指标", repeats=True),
        _text("level2", "二级指标", repeats=True),
        _text("indicator", "三级指标", repeats=True),
        _text("target", "年度指标值", repeats=True),
        _text("actual", "实际完成值", repeats=True),
        Column("points", "float", "分值"),
        Column("score", "float", "得分"),
        _text("reason", "偏差原因分析", repeats=True),
        _text("target_label", "指标值标签", repeats=True),
        Column("measurable", "bool", "可衡量（空为待复核）"),
        Column("confidence", "float", "置信度"),
        _text("decided_by", "由规则还是模型判定：rule 或 model", repeats=True),
        _text("evidence", "依据", repeats=True),
        _text("suggestion", "改写建议", repeats=True),
        _text("actual_label", "完成值标签", repeats=True),
        _text("reason_label", "偏差原因标签", repeats=True),
        _text("place", "在文件中的位置"),
    ),
    "quantities": (
        *COMMON,
        Column("row_no", "int", "第几条指标；0为不在指标行"),
        _text("field", "所在栏：goal outcome target actual reason text", repeats=True),
        Column("start", "int", "起始字符（含）"),
        Column("end", "int", "结束字符（不含）"),
        _text("text", "原文", repeats=True),
        _text("kind", "类别", repeats=True),
        Column("low", "float", "数值（万、亿已展开）"),
        Column("high", "float", "上端数值，非区间时与low相等"),
        _text("unit", "单位", repeats=True),
        _text("relation", "关系：= >= > <= < ~", repeats=True),
        _text("per", "每……", repeats=True),
        _text("change", "增减词", repeats=True),
        _text("of", "计的是什么", repeats=True),
        _text("place", "在文件中的位置"),
    ),
    "findings": (
        *COMMON,
        Column("row_no", "int", "第几条指标；0为整张表"),
        _text("indicator", "三级指标", repeats=True),
        _text("code", "代码", repeats=True),
        _text("severity", "错误、问题或提示", repeats=True),
        _text("title", "名称", repeats=True),
        _text("message", "说明"),
        _text("quote", "原文"),
        _text("quote_other", "另一处原文"),
        _text("place", "位置"),
        _text("place_other", "另一处位置"),
    ),
    "sentences": (
        *COMMON,
        _text("field", "所在栏：goal outcome text", repeats=True),
        Column("start", "int", "起始字符（含）"),
        Column("end", "int", "结束字符（不含）"),
        _text("text", "句子"),
        _text("label", "fact basis boilerplate mixed", repeats=True),
    ),
    "errors": (
        _text("source", "文件路径"),
        _text("place", "位置"),
        _text("code", "代码", repeats=True),
        _text("message", "说明"),
    ),
}

ARROW: dict[DType, str] = {"text": "string", "int": "int32", "float": "double", "bool": "bool"}
"""The Arrow type of each dtype, by name, so that nobody need import Arrow to read this module."""


def names(table: str) -> tuple[str, ...]:
    """The column names of a table, in order."""
    return tuple(column.name for column in TABLES[table])
