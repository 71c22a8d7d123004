"""The command line: verbs, exit codes, messages, outputs by suffix."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from narrative import __version__, locations
from narrative.cli import main
from narrative.cli.parser import in_chinese

FORMS = sorted(locations.corpora().glob("forms/*.txt"))
CONTRADICTING = next(path for path in FORMS if "图文不符" in path.name)
HOSTILE = """项目支出绩效自评表

项目名称\t=HYPERLINK("http://x")
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析
产出指标\t数量指标\t<script>alert(1)</script>\t=100.00(百分比)\t=cmd|' /C calc'!A0\t50\t50\t@SUM(1)
"""


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert __version__ in capsys.readouterr().out


def test_screen_shows_rows_quantities_and_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", str(CONTRADICTING)]) == 0
    shown = capsys.readouterr().out
    for words in ("年度指标值", "可衡量", "文中数量", "错误", "口径"):
        assert words in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["screen"], "缺少参数"),
        (["screen", "x.txt", "-o"], "后面要跟一个值"),
        (["nothing"], "不能是"),
        (["screen", "x.txt", "--nothing"], "不认识的参数"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["screen", str(FORMS[0]), "-o", "x.pptx"], "后缀可用"),
        (["screen", str(FORMS[0]), "--profile", "没有这个口径"], "口径"),
        (["screen", str(FORMS[0]), "--config", "没有.toml"], "没有.toml"),
        (["quantities"], "缺少参数"),
        (["explain", "Z999"], "没有代码"),
    ],
)
def test_wrong_values_exit_2(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "空.txt"
    empty.touch()
    assert main(["screen", str(empty), str(tmp_path / "没有.txt"), str(FORMS[0])]) == 1
    told = capsys.readouterr()
    assert told.err.count("未能读取") == 2
    assert "空.txt" in told.err
    assert "年度指标值" in told.out


def test_a_folder_is_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "区" / "局").mkdir(parents=True)
    (tmp_path / "区" / "局" / "表.txt").write_bytes(FORMS[0].read_bytes())
    (tmp_path / "~$表.docx").write_bytes(b"lock")
    assert main(["screen", str(tmp_path)]) == 0
    assert "表.txt" in capsys.readouterr().out


def test_outputs_by_suffix(tmp_path: Path) -> None:
    for name in ("筛查.xlsx", "报告.html", "意见.docx", "数据.jsonl", "数据.csv", "表格/"):
        assert main(["screen", str(CONTRADICTING), "-o", f"{tmp_path}/{name}"]) == 0
    assert openpyxl.load_workbook(tmp_path / "筛查.xlsx").sheetnames == ["概览", "指标", "问题", "数量", "说明"]
    assert zipfile.is_zipfile(tmp_path / "意见.docx")
    lines = [json.loads(line) for line in (tmp_path / "数据.jsonl").read_text("utf-8").splitlines()]
    assert {line["table"] for line in lines} >= {"forms", "indicators", "quantities", "findings", "sentences"}
    with (tmp_path / "数据.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows == [row for row in rows if row["target_label"]]
    assert (tmp_path / "数据.findings.csv").exists()
    assert (tmp_path / "表格" / "forms.csv").exists()


def test_text_of_a_file_is_text_in_every_output(tmp_path: Path) -> None:
    form = tmp_path / "表.txt"
    form.write_text(HOSTILE, encoding="utf-8")
    for name in ("筛查.xlsx", "报告.html", "数据.csv"):
        assert main(["screen", str(form), "-o", str(tmp_path / name)]) == 0
    book = openpyxl.load_workbook(tmp_path / "筛查.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert any(cell.value == "=100.00(百分比)" for cell in cells)
    assert "<script>alert(1)" not in (tmp_path / "报告.html").read_text("utf-8")
    with (tmp_path / "数据.csv").open(encoding="utf-8-sig") as file:
        for row in csv.reader(file):
            assert not any(value.startswith(("=", "@", "+")) for value in row)


def test_quantities_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quantities", "--why", "依据应急〔2024〕2号文，检查企业6041家次。"]) == 0
    shown = capsys.readouterr().out
    assert "6041家次" in shown
    assert "不是数量" in shown
    for suffix in ("csv", "jsonl", "xlsx"):
        assert main(["quantities", str(FORMS[0]), "-o", str(tmp_path / f"数量.{suffix}")]) == 0
        assert (tmp_path / f"数量.{suffix}").stat().st_size > 100


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert main(["explain", "direction"]) == 0
    assert main(["explain", "W"]) == 0
    shown = capsys.readouterr().out
    assert "只有方向" in shown
    assert "怎样改" in shown


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the following arguments are required: 文件", "缺少参数：文件"),
        ("argument --port: invalid int value: 'x'", "--port 的值不对：'x'"),
        ("something new", "something new"),
    ],
)
def test_messages_of_argparse(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_a_pipe_that_closes_is_no_error() -> None:
    command = f"{sys.executable} -m narrative screen '{FORMS[0]}' '{FORMS[1]}' | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_heavy_libraries_are_not_imported_by_screening() -> None:
    code = (
        "import sys; from narrative.cli import main; main(sys.argv[1:]);"
        "bad = {'pandas', 'sklearn', 'spacy', 'pyarrow', 'openpyxl', 'fastapi'} & sys.modules.keys();"
        "assert not bad, bad"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "screen", str(FORMS[0])], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
