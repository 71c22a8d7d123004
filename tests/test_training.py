"""corpora → models: what the corpus promises, reproducible training, exact inference, honest measuring."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from narrative.locations import corpora, models
from narrative.schema import MEASURABLE
from narrative.tagging.scorecard import parse
from narrative.training import (
    evaluate,
    label_sheet,
    read_sheet,
    sample_precision,
    score_predictions,
    train,
)
from narrative.training.corpus import FIELDS, data_hash, read, read_sentences, rows_path
from narrative.training.fitting import bag, estimate, fit, to_card
from narrative.training.guide import GUIDE
from narrative.training.labelling import KEPT, label_names
from narrative.training.metrics import Judged, interval, macro_f1, risk_coverage, wilson

SOME = [example for example in read() if example.split == "train"][::9]


def test_the_corpus_keeps_its_promises() -> None:
    run = subprocess.run(
        [sys.executable, corpora() / "build.py", "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_assembled_rows_are_those_of_the_departments() -> None:
    sys.path.insert(0, str(corpora()))
    try:
        import build
    finally:
        sys.path.pop(0)
    ids = [row["id"] for row in build.build()]
    assert ids == [example.id for example in read()]


def test_every_label_is_known_and_explained() -> None:
    names = label_names()
    for example in read():
        for field in FIELDS:
            assert example.labels[field] in names[field], example.id
    assert {field: set(GUIDE[field]) for field in FIELDS} == {field: set(names[field]) for field in FIELDS}


def test_the_shipped_models_were_trained_on_the_shipped_data() -> None:
    for field in FIELDS:
        about = json.loads((models() / f"{field}.json").read_text(encoding="utf-8"))["about"]
        assert about["data_hash"] == data_hash([rows_path()]), "run: narrative train"


@pytest.mark.heavy
def test_training_gives_the_shipped_models_to_the_last_byte(tmp_path: Path) -> None:
    for path in train(out=tmp_path).paths:
        assert path.read_bytes() == (models() / path.name).read_bytes(), path.name


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text(OWN, encoding="utf-8")
    first = train(data=table, out=tmp_path / "a")
    second = train(data=table, out=tmp_path / "b")
    assert [path.read_bytes() for path in first.paths] == [path.read_bytes() for path in second.paths]
    assert first.examples == {"target": 24}
    card = json.loads((tmp_path / "a" / "target.json").read_text(encoding="utf-8"))
    assert card["about"]["data"] == "own.csv"


OWN = "indicator,target,target_label\n" + "\n".join(
    f"{name},{target},{label}"
    for name, target, label in [
        *((f"培训{n}", f"≥{n}人", "quantity") for n in range(10, 18)),
        *(
            (f"服务{word}", word, "judgement")
            for word in ["良好", "到位", "有效", "及时", "顺畅", "有序", "优质", "周到"]
        ),
        *(
            (f"能力{word}", word, "direction")
            for word in ["提升", "增强", "提高", "改善", "优化", "扩大", "加强", "完善"]
        ),
    ]
)


@pytest.mark.parametrize(
    ("text", "message"),
    [("name,label\na,b\n", "缺少列target"), ("target,target_label\n良好,judgement\n优,judgement\n", "两种目标标签")],
)
def test_a_table_that_cannot_be_trained_on_says_why(tmp_path: Path, text: str, message: str) -> None:
    table = tmp_path / "own.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        train(data=table, out=tmp_path)


@pytest.mark.parametrize("field", FIELDS)
def test_the_scorecard_equals_the_decision_function(field: str) -> None:
    bags = [bag(example, field) for example in SOME]
    fitted = estimate(bags, [example.labels[field] for example in SOME], 1.0)
    card = to_card(field, fitted)
    fresh = parse(json.loads(json.dumps({**_plain(card), "calibration": [1.0, 0.0]})))
    for features, expected in zip(bags, fitted.decision(bags), strict=True):
        assert fresh.scores(features) == pytest.approx(expected, abs=1e-9)


def _plain(card: object) -> dict[str, object]:
    return {name: getattr(card, name) for name in ("field", "labels", "intercepts", "weights")}


def test_features_can_be_left_out() -> None:
    card, _ = fit(SOME, "target", keep=lambda name: not name.startswith("s:"), calibrate=False)
    assert not any(name.startswith("s:") for name in card.weights)


def test_shipped_cards_are_small_enough_to_read() -> None:
    for field in (*FIELDS, "text"):
        card = json.loads((models() / f"{field}.json").read_text(encoding="utf-8"))
        assert sum(len(weights) for weights in card["weights"].values()) < 5000


class TestEvaluate:
    def test_the_table_holds_baselines_and_hard_slices(self) -> None:
        report = evaluate(left_out_too=False, draws=20)
        names = [line[""] for line in report.tables["各做法对照"]]
        assert names == ["有没有数字", "只看二级指标", "只用规则", "只用模型", "模型不看二级指标", "规则加模型"]
        digit, both = report.tables["各做法对照"][0], report.tables["各做法对照"][-1]
        assert _first(digit["可否衡量"]) < 0.75
        assert _first(both["已判部分"]) >= 0.95
        assert _first(both["覆盖"]) >= 0.85
        assert _first(both["标签"]) >= 0.80
        for line in report.tables["实际值与原因"]:
            assert _first(line["标签"]) >= 0.85
        assert "| 规则加模型 |" in report.text()

    def test_plots_are_svg(self, tmp_path: Path) -> None:
        rows = evaluate(left_out_too=False, draws=0)
        for path in rows.write_plots(tmp_path):
            text = path.read_text(encoding="utf-8")
            assert text.startswith("<svg")
            assert "polyline" in text

    def test_a_perfect_prediction_scores_full_and_a_missing_row_is_named(self, tmp_path: Path) -> None:
        test = [example for example in read() if example.split == "test"]
        path = tmp_path / "mine.jsonl"
        lines = [json.dumps({"id": each.id, **{f"{f}_label": each.labels[f] for f in FIELDS}}) for each in test]
        path.write_text("\n".join(lines), encoding="utf-8")
        report = score_predictions(path)
        assert [line["标签"].split("（")[0] for line in report.tables["总体"]] == ["100.0%"] * 3
        path.write_text("\n".join(lines[1:]), encoding="utf-8")
        with pytest.raises(ValueError, match=test[0].id):
            score_predictions(path)


def _first(cell: object) -> float:
    return float(str(cell).split("%")[0]) / 100


class TestLabelling:
    RECORDS = tuple(
        {"level2": each.row.level2, "indicator": each.row.name, "target": each.row.target, "id": each.id}
        for each in SOME
    )

    @pytest.mark.parametrize("sample", ["uncertain", "random", "stratified"])
    def test_a_sheet_goes_out_and_comes_back(self, tmp_path: Path, sample: str) -> None:
        path = tmp_path / "sheet.xlsx"
        assert label_sheet(self.RECORDS, path, sample=sample, n=30) <= 30  # type: ignore[arg-type]
        truth = {each.id: each.labels["target"] for each in SOME}
        book = openpyxl.load_workbook(path)
        sheet = book["待标注"]
        assert book[KEPT].sheet_state == "hidden"
        assert len(sheet.data_validations.dataValidation) == 3
        assert ("工具看法" in [cell.value for cell in sheet[1]]) == (sample == "uncertain")
        for row in sheet.iter_rows(min_row=2):
            row[8].value = label_names()["target"][truth[row[0].value]]
        book.save(path)
        examples, memory = read_sheet(path)
        assert {each.id: each.labels["target"] for each in examples} == {each.id: truth[each.id] for each in examples}
        assert memory["rows"] == len(self.RECORDS)
        if sample == "uncertain":
            with pytest.raises(ValueError, match="疑难"):
                sample_precision(path)
        else:
            found = sample_precision(path)
            vague = sum(label not in MEASURABLE for label in truth.values()) / len(truth)
            assert found.vague[1] - 0.05 <= vague <= found.vague[2] + 0.05
            assert found.headline[0] >= 0.9

    def test_formulas_stay_text(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.xlsx"
        label_sheet([{"target": "=100.00(百分比)", "indicator": "覆盖率"}], path, sample="random")
        assert openpyxl.load_workbook(path)["待标注"]["D2"].data_type == "s"

    def test_an_unknown_label_or_sheet_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "sheet.xlsx"
        label_sheet(self.RECORDS[:3], path, sample="random")
        book = openpyxl.load_workbook(path)
        book["待标注"]["I2"] = "不知道"
        book.save(path)
        with pytest.raises(ValueError, match="不知道"):
            read_sheet(path)
        del book[KEPT]
        book.save(path)
        with pytest.raises(ValueError, match=KEPT):
            read_sheet(path)

    def test_a_table_without_targets_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="年度指标值"):
            label_sheet([{"indicator": "覆盖率"}], tmp_path / "x.xlsx")


class TestMetrics:
    ROWS = (
        Judged("quantity", "quantity", True, "a", 0.9),
        Judged("direction", "quantity", None, "a", 0.55),
        Judged("echo", "echo", False, "b", 0.1),
    )

    def test_risk_rises_with_coverage_where_the_doubtful_row_is_wrong(self) -> None:
        assert [round(risk, 2) for _, risk in risk_coverage(self.ROWS)] == [0.0, 0.0, 0.33]

    def test_macro_f1_by_hand(self) -> None:
        assert macro_f1(self.ROWS) == pytest.approx((2 / 3 + 0 + 1) / 3)

    def test_templates_are_drawn_whole(self) -> None:
        bounds = interval(self.ROWS, lambda rows: len(rows) / 10, draws=200)
        assert bounds == (0.2, 0.4)

    def test_wilson_at_a_known_point(self) -> None:
        assert wilson(121, 127)[0] == pytest.approx(0.9008, abs=1e-3)


def test_sentences_are_many_and_of_all_kinds() -> None:
    labels = [example.labels["text"] for example in read_sentences()]
    assert len(labels) >= 300
    assert min(labels.count(label) for label in ("fact", "basis", "boilerplate", "mixed")) >= 60
