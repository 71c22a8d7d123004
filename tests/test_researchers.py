"""train, evaluate and label from the command line, on a small table of one's own."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from narrative.cli import main
from narrative.locations import corpora
from narrative.texts import TARGET
from narrative.training.corpus import read

ROWS = corpora() / "rows.tsv"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every fifteenth row of the corpus."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    path = tmp_path_factory.mktemp("rows") / "小表.tsv"
    path.write_text("\n".join([lines[0], *lines[1:-1:15]]) + "\n", encoding="utf-8")
    return path


@pytest.mark.filterwarnings("ignore:Liblinear failed to converge")  # a table this small may not
def test_train_writes_the_same_bytes_twice(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [tmp_path / "一", tmp_path / "二"]
    for folder in folders:
        assert main(["train", "--data", str(small), "-o", str(folder)]) == 0
    assert "例" in capsys.readouterr().out
    names = sorted(path.name for path in folders[0].iterdir())
    assert {"target.json", "rules.json"} <= set(names)
    assert all((folders[0] / name).read_bytes() == (folders[1] / name).read_bytes() for name in names)


def test_evaluate_sets_the_baselines_beside(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "表.md"
    assert main(["evaluate", "--data", str(small), "--quick", "-o", str(out), "--plots", str(tmp_path)]) == 0
    text = out.read_text(encoding="utf-8")
    assert "有没有数字" in text
    assert "规则加模型" in text
    assert list(tmp_path.glob("*.svg"))


def test_predictions_of_others_are_scored(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = read(small)
    lines = [json.dumps({"id": e.id, "target_label": e.labels["target"]}) for e in examples]
    path = tmp_path / "my.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert main(["evaluate", "--predictions", str(path), "--data", str(small)]) == 0
    assert "100.0%" in capsys.readouterr().out
    path.write_text("\n".join(lines[1:]), encoding="utf-8")
    assert main(["evaluate", "--predictions", str(path), "--data", str(small)]) == 2
    assert examples[0].id in capsys.readouterr().err


def test_rows_go_out_to_be_labelled_and_come_back(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, back = tmp_path / "待标注.xlsx", tmp_path / "标注.tsv"
    assert main(["label", str(small), "-o", str(sheet), "--sample", "random", "-n", "12"]) == 0
    truth = {example.id: example for example in read(small)}
    book = openpyxl.load_workbook(sheet)
    page = book["待标注"]
    heads = [cell.value for cell in page[1]]
    for line in range(2, page.max_row + 1):
        example = truth[page.cell(line, 1).value]
        page.cell(line, heads.index("指标值标签") + 1).value = TARGET[example.labels["target"]]
    book.save(sheet)
    assert main(["label", str(sheet), "-o", str(back)]) == 0
    shown = capsys.readouterr()
    assert "按标注校正" in shown.out
    labelled = read(back)
    assert len(labelled) == 12
    for example in labelled:
        assert example.labels["target"] == truth[example.id].labels["target"]
        assert (example.row.target, example.row.points) == (truth[example.id].row.target, truth[example.id].row.points)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--data", "没有.tsv"], "没有.tsv"),
        (["evaluate", "--data", "没有.tsv"], "没有.tsv"),
        (["label", "没有.csv", "-o", "x.xlsx"], "没有.csv"),
        (["label", "没有.csv", "-o", "x.pdf"], "x.pdf"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_table_without_labels_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["indicator"], ["培训场次"]])
    assert main(["train", "--data", str(path), "-o", str(tmp_path / "out")]) == 2
    assert "target_label" in capsys.readouterr().err
