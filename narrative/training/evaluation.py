"""The verb evaluate: the honest table on rows no model has seen.

Baselines first (is there a digit; 二级指标 alone), then rules, model, both; hard slices apart; dialects
and templates left out; what leaving rows to review buys; whether stated chances hold.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from narrative.schema import MEASURABLE
from narrative.tagging.judge import chance_of, tag_row, unsure, verdict_of
from narrative.tagging.scorecard import Scorecard, load
from narrative.training.corpus import FIELDS, Example, labelled, read
from narrative.training.fitting import bag, fit, fold_of, left_out
from narrative.training.metrics import (
    METRICS,
    Judged,
    accuracy,
    calibration_error,
    interval,
    macro_f1,
    reliability,
    risk_coverage,
    share,
)

Table = list[dict[str, object]]


@dataclass(frozen=True)
class Report:
    """Tables by title, and the curves that the plots draw."""

    tables: Mapping[str, Table]
    risk_coverage: Sequence[tuple[float, float]]
    reliability: Sequence[tuple[float, float, int]]

    def text(self) -> str:
        """All tables as plain text (Markdown)."""
        return "\n\n".join(f"### {title}\n\n{_markdown(table)}" for title, table in self.tables.items() if table)

    def write_plots(self, folder: str | PathLike[str]) -> tuple[Path, ...]:
        """Write risk–coverage and calibration as SVG; return the paths."""
        from narrative.training.plots import write_plots

        return write_plots(self, Path(folder))


def evaluate(*, data: str | PathLike[str] | None = None, left_out_too: bool = True, draws: int = 500) -> Report:
    """Measure the shipped models on the test split of the corpus, or on every row of a table of one's own.

    ``left_out_too`` also fits models without each dialect and each fifth of the templates (a minute);
    ``draws`` is the number of resamplings behind the intervals.
    """
    examples = labelled(read(data), "target")
    test = [example for example in examples if example.split == "test"] if data is None else examples
    known = [example for example in examples if example.split != "test"] if data is None else []
    both = [_shipped(example) for example in test]
    tables: dict[str, Table] = {}
    systems = {**_systems(known, test), "规则加模型": both}
    tables["各做法对照"] = [_line(name, rows, draws) for name, rows in systems.items()]
    tables["空缺与措辞分开"] = [
        _line(name, rows, draws)
        for name, rows in (
            ("空缺", [row for row in both if row.truth == "empty"]),
            ("其余", [row for row in both if row.truth != "empty"]),
        )
        if rows
    ]
    tables["分难度"] = _by(test, both, lambda example: example.slice, draws)
    tables["对照组"] = _pairs(test, both)
    tables["分样式"] = _by(test, both, lambda example: example.dialect, 0) if data is None else []
    tables["各标签"] = _by_label(both)
    tables["实际值与原因"] = [_field_line(field, test, draws) for field in ("actual", "reason")]
    if data is None and left_out_too:
        tables["留出样式"] = _left_out(examples, lambda example: example.dialect)
        tables["留出句式"] = _left_out(examples, lambda example: str(fold_of(example.group)), whole=True)
        tables["叙述句（按部门留出）"] = _sentences()
    tables["校准"] = [{"项": "期望校准误差", "值": round(calibration_error(both), 4)}]
    return Report({k: v for k, v in tables.items() if v}, risk_coverage(both), reliability(both))


def _shipped(example: Example) -> Judged:
    tag = tag_row(example.row)[0]
    return Judged(example.labels["target"], tag.label, tag.measurable, example.group, chance_of(example.view))


# --------------------------------------------------------------------------------------------------
# Systems


def _systems(known: Sequence[Example], test: Sequence[Example]) -> dict[str, list[Judged]]:
    systems = {"有没有数字": [_forced(each, "quantity" if _has_digit(each) else "judgement") for each in test]}
    if known:
        systems["只看二级指标"] = _level2_only(known, test)
    systems["只用规则"] = [_forced(each, verdict_of(each.view, "target").label) for each in test]
    if known:
        systems["只用模型"] = _model_only(known, test, lambda name: not name.startswith("R:"))
        systems["模型不看二级指标"] = _model_only(known, test, lambda name: name[:2] not in ("R:", "s:"))
    return systems


def _forced(example: Example, label: str) -> Judged:
    return Judged(example.labels["target"], label, label in MEASURABLE, example.group)


def _has_digit(example: Example) -> bool:
    return any(char.isdigit() for char in example.row.target)


def _level2_only(known: Sequence[Example], test: Sequence[Example]) -> list[Judged]:
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for example in known:
        seen[example.view.level2][example.labels["target"]] += 1
        seen[""][example.labels["target"]] += 1
    most = {level2: max(sorted(counts), key=lambda label: counts[label]) for level2, counts in seen.items()}
    return [_forced(each, most.get(each.view.level2, most[""])) for each in test]


def _model_only(known: Sequence[Example], test: Sequence[Example], keep: Callable[[str], bool]) -> list[Judged]:
    card, _ = fit(known, "target", keep=keep)
    return [_by_card(card, each) for each in test]


def _by_card(card: Scorecard, example: Example) -> Judged:
    scores = card.scores(bag(example, "target"))
    label, _ = card.best(scores, frozenset(card.labels))
    return replace(_forced(example, label), chance=card.chance(scores, MEASURABLE))


# --------------------------------------------------------------------------------------------------
# Tables


def _line(name: str, rows: Sequence[Judged], draws: int) -> dict[str, object]:
    line: dict[str, object] = {"": name, "行数": len(rows)}
    for title, metric in METRICS.items():
        line[title] = _percent(metric(rows))
        if draws and title in ("可否衡量", "已判部分", "标签") and (bounds := interval(rows, metric, draws=draws)):
            line[title] = f"{line[title]}（{bounds[0]:.1%}–{bounds[1]:.1%}）"
    return line


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _by(test: Sequence[Example], rows: Sequence[Judged], key: Callable[[Example], str], draws: int) -> Table:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for example, row in zip(test, rows, strict=True):
        groups[key(example)].append(row)
    return [_line(name, groups[name], draws) for name in sorted(groups)]


def _pairs(test: Sequence[Example], rows: Sequence[Judged]) -> Table:
    pairs: dict[str, list[Judged]] = defaultdict(list)
    for example, row in zip(test, rows, strict=True):
        if example.pair:
            pairs[f"{example.id.rsplit('-', 1)[0]}/{example.pair}"].append(row)
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    both = share([all(row.forced == row.wanted for row in pair) for pair in whole])
    labels = share([all(row.label == row.truth for row in pair) for pair in whole])
    return [{"": "两行都对", "组数": len(whole), "可否衡量": _percent(both), "标签": _percent(labels)}] if whole else []


def _by_label(rows: Sequence[Judged]) -> Table:
    table: Table = []
    for label in sorted({row.truth for row in rows}):
        asked = [row for row in rows if row.truth == label]
        given = [row for row in rows if row.label == label]
        recall, precision = accuracy(asked), accuracy(given)
        table.append({"": label, "行数": len(asked), "查准": _percent(precision), "查全": _percent(recall)})
    return table


def _field_line(field: str, test: Sequence[Example], draws: int) -> dict[str, object]:
    index = FIELDS.index(field)
    rows = [
        Judged(each.labels[field], tag_row(each.row)[index].label, None, each.group) for each in labelled(test, field)
    ]
    line: dict[str, object] = {"": {"actual": "实际值", "reason": "偏差原因"}[field], "行数": len(rows)}
    line |= {"标签": _percent(accuracy(rows)), "宏平均F1": _percent(macro_f1(rows))}
    if draws and (bounds := interval(rows, accuracy, draws=draws)):
        line["标签"] = f"{line['标签']}（{bounds[0]:.1%}–{bounds[1]:.1%}）"
    return line


def _left_out(examples: Sequence[Example], key: Callable[[Example], str], *, whole: bool = False) -> Table:
    """Each part judged by a model that has seen nothing of it."""
    parts = [key(example) for example in examples]
    scores = left_out(examples, "target", parts)
    shipped = load("target")
    groups: dict[str, list[Judged]] = defaultdict(list)
    for example, part, each in zip(examples, parts, scores, strict=True):
        label = max(sorted(each), key=lambda name: each[name])
        chance = shipped.chance(each, MEASURABLE)
        measurable = None if unsure(shipped, verdict_of(example.view, "target"), chance) else chance >= 0.5
        row = Judged(example.labels["target"], label, measurable, example.group, chance)
        groups["全部" if whole else part].append(row)
    return [_line(name, groups[name], 0) for name in sorted(groups)]


def _sentences() -> Table:
    from narrative.training.corpus import read_sentences

    examples = read_sentences()
    if not examples:
        return []
    scores = left_out(examples, "text", [fold_of(example.group) for example in examples])
    rows = [
        Judged(each.labels["text"], max(sorted(found), key=lambda name: found[name]), None, each.group)
        for each, found in zip(examples, scores, strict=True)
    ]
    return [{"": "句子", "句数": len(rows), "标签": _percent(accuracy(rows)), "宏平均F1": _percent(macro_f1(rows))}]


def _markdown(table: Table) -> str:
    columns = list(dict.fromkeys(column for line in table for column in line))
    lines = ["| " + " | ".join(columns) + " |", "|" + "|".join("---" for _ in columns) + "|"]
    lines += ["| " + " | ".join(str(line.get(column, "")) for column in columns) + " |" for line in table]
    return "\n".join(lines)


# --------------------------------------------------------------------------------------------------
# Other people's predictions


def score_predictions(path: str | PathLike[str], *, data: str | PathLike[str] | None = None) -> Report:
    """Score a JSON-lines file of predictions on the test split (or on ``data``).

    Each line holds ``id`` and ``target_label``, and may hold ``measurable`` (true, false or null for
    review), ``chance`` of a measurable target, ``actual_label`` and ``reason_label``.  Raises ValueError
    for a missing id.
    """
    given = {str(line["id"]): line for line in _json_lines(Path(path))}
    examples = [each for each in labelled(read(data), "target") if data is not None or each.split == "test"]
    if lacking := [each.id for each in examples if each.id not in given]:
        raise ValueError(f"{path}：缺少{len(lacking)}行的预测，如{'、'.join(lacking[:3])}")
    rows = [_given(each, given[each.id]) for each in examples]
    tables: dict[str, Table] = {"总体": [_line("所给预测", rows, 500)]}
    tables["分难度"] = _by(examples, rows, lambda example: example.slice, 500)
    for field in ("actual", "reason"):
        told = [
            Judged(each.labels[field], str(given[each.id][f"{field}_label"]), None, each.group)
            for each in labelled(examples, field)
            if given[each.id].get(f"{field}_label")
        ]
        if told:
            tables["总体"].append({"": field, "行数": len(told), "标签": _percent(accuracy(told))})
    return Report(tables, risk_coverage(rows), reliability(rows))


def _json_lines(path: Path) -> Iterable[dict[str, object]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _given(example: Example, line: Mapping[str, object]) -> Judged:
    label = str(line["target_label"])
    measurable = line.get("measurable", label in MEASURABLE)
    chance = line.get("chance", 1.0 if label in MEASURABLE else 0.0)
    return Judged(
        example.labels["target"],
        label,
        bool(measurable) if measurable is not None else None,
        example.group,
        float(chance) if isinstance(chance, (int, float)) else None,
    )
