"""The trends of a tagged corpus, counted in one pass over its shards.

A shard of forms and the shard of indicators of the same name are about the same files, so one pair at a
time is held in memory, and of the whole only the counts.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

DIMENSIONS = {"year": "年度", "region": "地区", "department": "主管部门", "level2": "指标类型"}
UNKNOWN = "（未写明）"
_PLACE = re.compile(r"(?:中共|中国共产党|共青团|中国共产主义青年团)?(.{2,7}?(?:自治区|自治州|省|市|州|盟|县|区|旗))")
_GOLD = {"可衡量": True, "true": True, "1": True, "不可核": False, "false": False, "0": False}
_MOST_STRINGS = 200_000
Verdict = bool | None
RegionOf = Callable[[str, str], str]
"""(path of the file, department) → region."""


class TrendsError(ValueError):
    """A folder or sample that trends cannot be made from; the text is Chinese."""


@dataclass(slots=True)
class Tally:
    """Rows and points of one group by verdict; ``empty`` rows are among the vague."""

    rows: Counter[Verdict] = field(default_factory=Counter)
    points: Counter[Verdict] = field(default_factory=Counter)
    empty: int = 0
    forms: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())

    def share(self, verdict: Verdict) -> float | None:
        """The share of rows with a verdict; None without rows."""
        return self.rows[verdict] / self.total if self.total else None

    def points_share(self, verdict: Verdict) -> float | None:
        """The share of points on rows with a verdict; None without points."""
        whole = sum(self.points.values())
        return self.points[verdict] / whole if whole else None


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Several groups as one."""
    whole = Tally()
    for tally in tallies:
        whole.rows.update(tally.rows)
        whole.points.update(tally.points)
        whole.empty += tally.empty
        whole.forms += tally.forms
    return whole


@dataclass(frozen=True, slots=True)
class Correction:
    """What a labelled random sample says of each verdict: (rows labelled, of these vague)."""

    counts: Mapping[Verdict, tuple[int, int]]

    @property
    def size(self) -> int:
        """Rows of the sample that were found in the corpus."""
        return sum(number for number, _ in self.counts.values())

    def vague(self, tally: Tally) -> tuple[float, float] | None:
        """The corrected share of vague rows and the half-width of its 95 % interval.

        Each verdict's share of the group, times how often the sample calls such rows vague.  None when
        the sample holds no row of a verdict that the group has.
        """
        share = variance = 0.0
        for verdict in (True, False, None):
            number, vague = self.counts.get(verdict, (0, 0))
            weight = tally.share(verdict)
            if not weight:
                continue
            if not number:
                return None
            rate = (vague + 0.5) / (number + 1)  # never quite 0 or 1 on a small sample
            share += weight * vague / number
            variance += weight**2 * rate * (1 - rate) / number
        return share, 1.96 * variance**0.5


@dataclass(slots=True)
class Trends:
    """The counts of a corpus: ``groups[dimension][value]``, the whole, vague strings, findings."""

    whole: Tally = field(default_factory=Tally)
    groups: dict[str, defaultdict[str, Tally]] = field(
        default_factory=lambda: {name: defaultdict(Tally) for name in DIMENSIONS}
    )
    strings: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    correction: Correction | None = None


def region_by(source: str, root: str = "") -> RegionOf:
    """How the region of a form is found: ``department`` (the place its name begins with) or a number.

    A number names the folder below ``root``, from 1.  Raises TrendsError.
    """
    if source == "department":
        return lambda _, department: found[1] if (found := _PLACE.match(department)) else UNKNOWN
    if not source.isdecimal() or source == "0":
        raise TrendsError(f"地区来源不能是“{source}”；可用 department 或路径层数（从1起）")
    level = int(source) - 1

    def region(path: str, _: str) -> str:
        folders = path.removeprefix(root).strip("/\\").replace("\\", "/").split("/")[:-1]
        return folders[level] if level < len(folders) else UNKNOWN

    return region


def collect(folder: Path, *, region: RegionOf, sample: Path | None = None) -> Trends:
    """Count a tagged corpus.  ``sample`` is a csv with doc_id, form_no, row_no and gold.  Raises TrendsError."""
    shards = sorted((folder / "indicators").glob("*.parquet"))
    if not shards:
        raise TrendsError(f"{folder} 不是 narrative corpus 写出的 Parquet 目录")
    trends, gold = Trends(), _read_sample(sample) if sample else {}
    labelled: Counter[tuple[Verdict, bool]] = Counter()
    for shard in shards:
        forms = folder / "forms" / shard.name
        rows = _joined(_read("indicators", shard), _read("forms", forms) if forms.exists() else None, region)
        _count(trends, rows)
        labelled.update(_labelled(rows, gold))
    for shard in sorted((folder / "forms").glob("*.parquet")):
        _count_forms(trends, _read("forms", shard), region)
    for shard in sorted((folder / "findings").glob("*.parquet")):
        for line in _grouped(_read("findings", shard), ["code", "title", "severity"], []):
            trends.findings[line["code"], line["title"], line["severity"]] += line["count_all"]
    if sample:
        trends.correction = _correction(labelled)
        if not trends.correction.size:
            raise TrendsError(f"抽样标注 {sample} 里没有一条在 {folder} 里；doc_id、form_no、row_no 要照抄结果里的")
    return trends


def _read(table: str, path: Path) -> pa.Table:
    """The columns of a shard that are counted, text as text: the dictionaries of two shards differ."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def plain(type_: pa.DataType) -> pa.DataType:
        return type_.value_type if pa.types.is_dictionary(type_) else type_

    read = pq.read_table(path, columns=list(_COLUMNS[table]), partitioning=None)
    return read.cast(pa.schema([pa.field(field.name, plain(field.type)) for field in read.schema]))


_COLUMNS = {
    "forms": ("source", "form_no", "year", "department"),
    "indicators": (
        *("doc_id", "source", "form_no", "row_no", "year", "level2"),
        *("target", "target_label", "measurable", "points"),
    ),
    "findings": ("code", "title", "severity"),
}


def _joined(rows: pa.Table, forms: pa.Table | None, region: RegionOf) -> pa.Table:
    """Indicator rows with the department and region of their form."""
    import pyarrow as pa

    known: dict[tuple[str, int], str] = {}
    if forms is not None:
        columns = (forms.column(name).to_pylist() for name in ("source", "form_no", "department"))
        known = {(source, form_no): department for source, form_no, department in zip(*columns, strict=True)}
    sources = rows.column("source").to_pylist()
    units = [known.get(key, "") for key in zip(sources, rows.column("form_no").to_pylist(), strict=True)]
    regions = [region(source, unit) for source, unit in zip(sources, units, strict=True)]
    return rows.append_column("department", pa.array(units, pa.string())).append_column(
        "region", pa.array(regions, pa.string())
    )


def _grouped(rows: pa.Table, keys: list[str], more: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    yield from rows.group_by(keys).aggregate([([], "count_all"), *more]).to_pylist()


def _count(trends: Trends, rows: pa.Table) -> None:
    keys = [*DIMENSIONS, "measurable", "target_label"]
    for line in _grouped(rows, keys, [("points", "sum")]):
        tallies = [trends.groups[name][_name(line[name])] for name in DIMENSIONS]
        for tally in (trends.whole, *tallies):
            tally.rows[line["measurable"]] += line["count_all"]
            tally.points[line["measurable"]] += line["points_sum"] or 0
            tally.empty += line["count_all"] if line["target_label"] == "empty" else 0
    for line in _grouped(rows, ["target", "target_label", "measurable"], []):
        if line["measurable"] is False and line["target"]:
            trends.strings[line["target"], line["target_label"]] += line["count_all"]
    if len(trends.strings) > _MOST_STRINGS:  # the rare ones go: a string that is common comes back
        trends.strings = Counter(dict(trends.strings.most_common(_MOST_STRINGS // 2)))


def _count_forms(trends: Trends, forms: pa.Table, region: RegionOf) -> None:
    for line in forms.to_pylist():
        unit = line["department"]
        names = {"year": line["year"], "region": region(line["source"], unit), "department": unit}
        trends.whole.forms += 1
        for dimension, name in names.items():
            trends.groups[dimension][_name(name)].forms += 1


def _name(value: object) -> str:
    return str(value) if value not in (None, "") else UNKNOWN


def _read_sample(path: Path) -> dict[tuple[str, int, int], bool]:
    gold: list[tuple[tuple[str, int, int], bool]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                key = row["doc_id"], int(row["form_no"]), int(row["row_no"])
                gold.append((key, _GOLD[row["gold"].strip().lower()]))
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise TrendsError(
            f"抽样标注 {path} 读不了（第{len(gold) + 1}条：{error}）；要有 doc_id、form_no、row_no、gold 四列，"
            "gold 每条都写 可衡量 或 不可核：只标好判的几条，样本就不随机了"
        ) from error
    return dict(gold)


def _labelled(rows: pa.Table, gold: Mapping[tuple[str, int, int], bool]) -> Iterator[tuple[Verdict, bool]]:
    """(verdict, label) of the rows of a shard that are in the sample."""
    if not gold:
        return
    columns = (rows.column(name).to_pylist() for name in ("doc_id", "form_no", "row_no", "measurable"))
    for doc_id, form_no, row_no, verdict in zip(*columns, strict=True):
        if (doc_id, form_no, row_no) in gold:
            yield verdict, gold[doc_id, form_no, row_no]


def _correction(labelled: Mapping[tuple[Verdict, bool], int]) -> Correction:
    return Correction(
        {
            verdict: (
                labelled.get((verdict, True), 0) + labelled.get((verdict, False), 0),
                labelled.get((verdict, False), 0),
            )
            for verdict in (True, False, None)
        }
    )
