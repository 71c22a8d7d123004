"""What a form's own figures say about the reading: a form that doesn't close may have been misread."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrative.schema import Form, Note

_FULL = Decimal(100)
_ROUNDING = Decimal("0.06")


def doubts(form: Form) -> Iterator[Note]:
    """Notes on what is missing or doesn't add up."""
    if not form.indicators:
        yield Note("no_indicators", "表中没有认出指标行", form.place("project"))
        return
    yield from _missing(form)
    if form.kind != "申报":
        yield from _points(form)
        yield from _scores(form)


def _missing(form: Form) -> Iterator[Note]:
    if not form.project and form.kind != "整体":
        yield Note("no_project", "表中没有认出项目名称", form.place("title"))
    unread = [row for row in form.indicators if not row.target and not row.actual]
    if unread:
        message = f"有{len(unread)}条指标既无指标值也无完成值，可能是读取有误"
        yield Note("rows_without_values", message, unread[0].place("name"))


def _points(form: Form) -> Iterator[Note]:
    figures = [row.points for row in form.indicators if row.points is not None]
    if not figures:
        return
    rows, funds = sum(figures, Decimal(0)), _fund_figure(form, "points")
    goals = {_FULL, form.total_points} - {None}
    # A form that prints no weight for its funds block leaves it the usual ten points.
    sums = {rows + funds} if funds else {rows, rows + 10}
    if not sums & goals:
        full = _plain(form.total_points or _FULL)
        message = f"指标分值合计{_plain(rows)}，加资金分值{_plain(funds)}，与总分{full}不符，可能是读取有误"
        yield Note("points_do_not_close", message, form.indicators[0].place("points"))


def _scores(form: Form) -> Iterator[Note]:
    figures = [row.score for row in form.indicators if row.score is not None]
    if not figures or form.total_score is None:
        return
    rows, funds = sum(figures, Decimal(0)), _fund_figure(form, "score")
    sums = (rows + funds, rows) if funds else (rows, rows + 10)
    if all(abs(found - form.total_score) > _ROUNDING for found in sums):
        total = _plain(form.total_score)
        message = f"指标得分合计{_plain(rows)}，加资金得分{_plain(funds)}，与总得分{total}不符，可能是读取有误"
        yield Note("scores_do_not_close", message, form.place("total_score"))


def _fund_figure(form: Form, name: str) -> Decimal:
    figures = [getattr(fund, name) for fund in form.funds.values()]
    return sum((figure for figure in figures if figure is not None), Decimal(0))


def _plain(figure: Decimal) -> str:
    return f"{figure.normalize():f}"
