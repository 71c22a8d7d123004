"""Who and what a form is about: project, department, implementer, year, title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from narrative.forms.fragment import Fragment, printed, solid
from narrative.forms.labels import labels
from narrative.forms.stream import Row
from narrative.schema import Cell

TITLE = re.compile(
    r"(?:自评|自我评价|绩效评价|评价|绩效目标)[^。；，：:]{0,14}表|绩效[^。；，：:]{0,12}(?:申报|批复|自评)[^。；，：:]{0,6}表"
)
WHOLE = re.compile(r"(?:部门|单位)整体|[)）]整体|整体(?:支出|绩效)")  # 整体搬迁 is a project's name
_TITLE_LONGEST = 60
_NAME_LONGEST = 200
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年度")
_SOME_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年(?!\s*\d)")  # not the year of a date
_LONE_YEAR = re.compile(r"[（(【\[]?\s*((?:19|20)\d\d)\s*(?:年度?)?\s*[)）】\]]?")
_GAP = re.compile(r"\s{3,}")  # a wide blank in a line begins the next thing
_CODE_BEHIND = re.compile(r"\s*[-—－–_/]?\s*[（(\[【]?\s*([A-Z]?\d{3,}[A-Z\d]*)\s*[)）\]】]?\s*$")
_CODE_BEFORE = re.compile(r"^\s*[（(\[【]?\s*(\d{3,})\s*[)）\]】]?\s*[-—－–_/]?\s*(?=[^\d\s年.])")


def is_title(row: Row) -> bool:
    """Whether a row is the title of a form: alone in its line, short, a 自评表 or 申报表."""
    if len(row.cells) != 1 or len(row.first.text) > 4 * _TITLE_LONGEST:
        return False
    text = printed(row.first).text
    return len(text) <= _TITLE_LONGEST and bool(TITLE.search(re.sub(r"\s+", "", text)))


def pairs(row: Row) -> Iterator[tuple[str, Fragment, Cell]]:
    """Label → value pairs of a row: concept, value ("" when blank), label cell."""
    pending: tuple[str, Cell] | None = None
    for cell in row.cells:
        concept = labels().find("info", cell.text)
        if concept:
            if pending:
                yield pending[0], Fragment(), pending[1]
            pending = (concept, cell)
        elif pending:
            yield pending[0], printed(cell), pending[1]
            pending = None
        else:
            yield from ((word, value, cell) for word, value in inline_pairs(cell))
    if pending:
        yield pending[0], Fragment(), pending[1]


def inline_pairs(cell: Cell) -> Iterator[tuple[str, Fragment]]:
    """Pairs that share one cell or line: ``项目名称：甲  实施单位：乙``."""
    fragment = printed(cell)
    marks = list(_inline().finditer(fragment.text)) if ":" in fragment.text or "：" in fragment.text else []
    if not marks or fragment.text[: marks[0].start()].strip():
        return
    ends = [mark.start() for mark in marks[1:]] + [len(fragment.text)]
    for mark, end in zip(marks, ends, strict=True):
        value = fragment.cut(mark.end(), end).strip()
        gap = _GAP.search(value.text)
        yield labels().find("info", mark["label"]), value.cut(0, gap.start() if gap else len(value.text))


@cache
def _inline() -> re.Pattern[str]:
    words = labels().words("info", "project", "department", "implementer", "year", "contact", "attribute")
    bracket = r"\s*(?:[（(][^（()）]{0,10}[)）])?\s*"
    seal = r"\s*(?:[（(](?:盖章|公章|签章)[)）]\s*)?"
    return re.compile(rf"(?:\A|(?<=\s))(?P<label>{'|'.join(map(re.escape, words))}){bracket}[:：]{seal}")


def is_info(row: Row) -> bool:
    """Whether a row begins with an information label."""
    return bool(labels().find("info", row.first.text)) or any(True for _ in inline_pairs(row.first))


def names_project(row: Row) -> bool:
    """Whether a row opens a form by naming its project, and is not the header of a list of projects."""
    if not any(concept == "project" for concept, _, _ in pairs(row)):
        return False
    others = [cell for cell in row.cells if labels().find("info", cell.text) != "project"]
    heads = sum(bool(labels().find("funds_column", cell.text) or labels().find("header", cell.text)) for cell in others)
    return heads < 2 and labels().find("header", row.first.text) != "number"


def without_code(name: Fragment) -> tuple[Fragment, str]:
    """A department's name and its code: ``市水务局 973`` → 市水务局, 973; brackets such as （本级） stay."""
    if len(name.text) > _NAME_LONGEST:
        return name, ""
    behind = _CODE_BEHIND.search(name.text)
    if behind and behind.start():
        return name.cut(0, behind.start()).strip(), behind[1]
    before = _CODE_BEFORE.match(name.text)
    if before:
        return name.cut(before.end(), len(name.text)).strip(), before[1]
    return name, ""


def year_of(rows: Sequence[Row]) -> tuple[int | None, Fragment]:
    """The year the nearest line says: a line of its own or 2024年度 within one, else 2024年."""
    cells = [cell for row in reversed(rows) for cell in row.cells if len(cell.text) <= 4 * _TITLE_LONGEST]
    lines = [line for cell in cells if len((line := printed(cell)).text) <= _TITLE_LONGEST]
    for find in (lambda line: _LONE_YEAR.fullmatch(solid(line).text) or _YEAR.search(line.text), _plain_year):
        for line in lines:
            match = find(line)
            if match:
                return int(match[1]), line
    return None, Fragment()


def year_line(row: Row) -> bool:
    """Whether a row says a year and nothing else."""
    return len(row.cells) == 1 and bool(_LONE_YEAR.fullmatch(solid(printed(row.first)).text))


def _plain_year(line: Fragment) -> re.Match[str] | None:
    return _SOME_YEAR.search(line.text)


def year_in(text: str) -> int | None:
    """The year a value says: 2024, 2024年度."""
    match = _LONE_YEAR.fullmatch(text.strip()) or _YEAR.search(text) or _SOME_YEAR.search(text)
    return int(match[1]) if match else None
