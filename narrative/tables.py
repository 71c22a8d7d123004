"""The columns of every table, in memory and in Parquet alike, stated once.

``TABLES[name]`` lists the columns of one table in order; ``dtype`` is a plain name that pandas, Arrow
and SQL readers map each in their own way (see :data:`ARROW`).  Writers take their schema from here, so
a column is added in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal, Protocol

from narrative import __version__
from narrative.checks import Case
from narrative.locations import models_hash
from narrative.schema import Document, Evidence, Finding, Indicator, Quantity, ReadError, Tag
from narrative.shares import shares
from narrative.tagging import tag_rows

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[Any, ...]
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
        _text("unit", "计量单位（表中单列时）", repeats=True),
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


# --------------------------------------------------------------------------------------------------
# A screening as rows


class Screened(Protocol):
    """What the rows are made of: a :class:`narrative.screening.Screening`."""

    @property
    def document(self) -> Document:
        """The document."""

    @property
    def cases(self) -> tuple[Case, ...]:
        """Its forms with what stands on them."""

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Every quantity."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding."""

    @property
    def sentences(self) -> tuple[Tag, ...]:
        """Every sentence."""


def rows(screening: Screened) -> dict[str, Iterator[Row]]:
    """The rows of each table (all but errors), as tuples in the order of their columns."""
    common = _common(screening)
    return {
        "forms": (_form(common(case.form_no), case, screening) for case in screening.cases),
        "indicators": (row for case in screening.cases for row in _indicators(common(case.form_no), case)),
        "quantities": (_quantity(common(q.where.form_no), q) for q in screening.quantities),
        "findings": (_finding(common(f.form_no), f) for f in screening.findings if not f.suppressed),
        "sentences": (_sentence(common(tag.where.form_no), tag) for tag in screening.sentences),
    }


def error_row(error: ReadError) -> Row:
    """The row of the table errors for a file that could not be read."""
    return error.source, str(error.place), error.code, error.message


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front, as Excel itself shows it."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}:
        return f"'{value}"
    return value


def _common(screening: Screened) -> Callable[[int], Row]:
    """The leading columns of every row, by number of the form (0: the prose)."""
    document = screening.document
    head = (document.doc_id, document.source)
    tail = (__version__, models_hash())
    by_form = {
        case.form_no: (*head, case.form_no, case.form.project, case.form.year, case.profile.name, *tail)
        for case in screening.cases
    }
    by_form[0] = (*head, 0, "", None, "", *tail)
    return by_form.__getitem__


def _form(common: Row, case: Case, screening: Screened) -> Row:
    form, share = case.form, shares([case])
    funds = (
        _float(getattr(form.funds.get(row), item, None))
        for row in ("total", "fiscal", "carried_over", "other")
        for item in ("initial", "full_year", "executed", "points", "rate", "score")
    )
    return (
        *common,
        *(form.title, form.kind, form.department, form.implementer, form.goal, form.outcome, form.rating),
        *(_float(form.total_points), _float(form.total_score), form.funds_unit),
        *funds,
        *(share.rows, share.vague_share, share.vague_points_share, share.review_share),
        sum(f.form_no == case.form_no and not f.suppressed for f in screening.findings),
    )


def _indicators(common: Row, case: Case) -> Iterator[Row]:
    for number, row in enumerate(case.form.indicators, 1):
        target, actual, reason = (case.tags[number, name] for name in ("target", "actual", "reason"))
        yield (
            *common,
            *(number, row.level1, row.level2, row.name, row.target, row.unit, row.actual),
            *(_float(row.points), _float(row.score), row.reason),
            *(target.label, target.measurable, target.confidence, target.by, evidence_text(target), target.suggestion),
            *(actual.label, reason.label, str(row.place("target"))),
        )


def evidence_text(tag: Tag) -> str:
    """Why a tag was given, in one Chinese line, the words it rests on quoted: ``只有方向“提升”``."""
    return "；".join(dict.fromkeys(_told(e) for e in tag.evidence if e.message))


def _told(evidence: Evidence) -> str:
    quoted = evidence.text and evidence.text not in evidence.message
    return f"{evidence.message}“{evidence.text}”" if quoted else evidence.message


def _quantity(common: Row, q: Quantity) -> Row:
    return (
        *common,
        *(q.where.row_no, q.where.field, q.start, q.end, q.text, q.kind, _float(q.low), _float(q.high)),
        *(q.unit, q.relation, q.per, q.change, q.of, str(q.place)),
    )


def _finding(common: Row, f: Finding) -> Row:
    other = str(f.place_other) if f.place_other else ""
    return (
        *common,
        *(f.row_no, f.indicator, f.code, f.severity, f.title, f.message),
        *(f.quote, f.quote_other, str(f.place), other),
    )


def _sentence(common: Row, tag: Tag) -> Row:
    return *common, tag.where.field, tag.start, tag.end, tag.text, tag.label


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


# --------------------------------------------------------------------------------------------------
# pandas


def frames(screening: Screened) -> dict[str, pd.DataFrame]:
    """Every table of a screening as a typed DataFrame (see ``TABLES`` for what the columns mean)."""
    return {name: frame(name, found) for name, found in rows(screening).items()}


def frame(table: str, found: Iterable[Row]) -> pd.DataFrame:
    """Rows of one table as a DataFrame: text as ``str``, integers and booleans nullable, figures float64."""
    import pandas as pd

    columns = TABLES[table]
    data = pd.DataFrame(list(found), columns=[column.name for column in columns])
    return data.astype({column.name: PANDAS[column.dtype] for column in columns})


PANDAS: dict[DType, str] = {"text": "str", "int": "Int32", "float": "float64", "bool": "boolean"}
"""The pandas type of each dtype."""

_ROW_COLUMNS = {
    "level2": "level2",
    "indicator": "name",
    "target": "target",
    "unit": "unit",
    "actual": "actual",
    "points": "points",
    "score": "score",
    "reason": "reason",
}
_FIGURES = ("points", "score")
_LABELS = ("target_label", "measurable", "confidence", "evidence", "actual_label", "reason_label")


def tag_frame(df: pd.DataFrame) -> pd.DataFrame:
    """Tag every row of a DataFrame.

    ``df`` holds any of the columns level2, indicator, target, actual, points, score, reason (numbers,
    strings or missing), and unit where the form has a column of units.  Returns a new frame with every
    input column and the index kept, plus target_label, measurable (True / False / <NA> = left to
    review), confidence, evidence, actual_label and reason_label; columns of these names in ``df`` are
    replaced.  Identical rows are judged once.  Raises ValueError when none of the columns is there.
    """
    import pandas as pd

    given = [name for name in _ROW_COLUMNS if name in df.columns]
    if not given:
        raise ValueError(f"表中没有可判的列；可用的列名：{'、'.join(_ROW_COLUMNS)}")
    columns = {_ROW_COLUMNS[name]: _cells(df[name], numeric=name in _FIGURES) for name in given}
    judged = tag_rows(
        Indicator(**dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)
    )
    labels = pd.DataFrame(
        [(t.label, t.measurable, t.confidence, evidence_text(t), a.label, r.label) for t, a, r in judged],
        columns=list(_LABELS),
        index=df.index,
    ).astype({**dict.fromkeys(_LABELS, "str"), "measurable": "boolean", "confidence": "float64"})
    return pd.concat([df.drop(columns=[name for name in _LABELS if name in df.columns]), labels], axis=1)


def indicator_of(values: Mapping[str, Any]) -> Indicator:
    """One row from any of the columns of tag_frame, as text, number or missing; other keys are left out."""
    import pandas as pd

    given = {name: values[name] for name in _ROW_COLUMNS if name in values and not pd.isna(values[name])}
    converted: dict[str, Any] = {
        _ROW_COLUMNS[name]: (_decimal if name in _FIGURES else _printed)(value) for name, value in given.items()
    }
    return Indicator(**converted)


def _cells(column: pd.Series[Any], *, numeric: bool) -> list[Any]:
    """One column as the values an Indicator holds: text, or Decimal for points and score."""
    missing = column.isna()
    convert = _decimal if numeric else _printed
    blank = None if numeric else ""
    return [blank if gone else convert(value) for value, gone in zip(column, missing, strict=True)]


def _printed(value: object) -> str:
    """A cell as a person would type it: 15.0 is 15."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
