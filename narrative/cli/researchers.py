"""The verbs of researchers: train, evaluate, label."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative.cli.parser import UsageError

if TYPE_CHECKING:
    from narrative.training import Sampled
    from narrative.training.corpus import Example

ROWS_HELP = "标注行的 .tsv 或 .csv 表；不写则用 corpora/rows.tsv"


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the command line."""
    _add_train(verbs)
    _add_evaluate(verbs)
    _add_label(verbs)


def _told(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A table that is missing or not as it should be is wrong usage, told in a line."""

    @wraps(run)
    def told(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except FileNotFoundError as error:
            raise UsageError(f"没有文件 {error.filename}；标注语料不随安装包，用 --data 指明") from error
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(str(error)) from error

    return told


def _add_train(verbs: Any) -> None:
    verb = verbs.add_parser(
        "train",
        help="用标注语料训练模型",
        description="由标注行训练记分卡（JSON），并在开发集上量出每条规则的准确率。同样的数据和版本，写出的文件逐字节相同。",
        epilog="表须有 target、target_label 两列；level2、indicator、actual、points、score、reason、actual_label、"
        "reason_label、split（train、dev、test）有则用。test 行从不用于训练。",
    )
    verb.add_argument("--data", metavar="表", help=ROWS_HELP)
    verb.add_argument("-o", "--output", metavar="目录", help="写到哪里；不写则写到 models/")
    verb.add_argument("--date", default="", metavar="日期", help="记入模型文件的日期")
    verb.set_defaults(run=_told(_train))


def _train(arguments: argparse.Namespace) -> int:
    from narrative.training import train

    trained = train(data=arguments.data, out=arguments.output, date=arguments.date)
    for field, examples in trained.examples.items():
        print(f"{field}：{examples} 例，{trained.weights[field]} 个非零权重")
    names = {"agree": "规则同意", "alone": "规则不识", "conflict": "规则反对"}
    print("低于这些把握留待复核：" + "，".join(f"{names[name]} {least:.2f}" for name, least in trained.review.items()))
    for path in trained.paths:
        print(f"已写出 {path}", file=sys.stderr)
    return 0


def _add_evaluate(verbs: Any) -> None:
    verb = verbs.add_parser(
        "evaluate",
        help="与基线并列的准确率表",
        description="在没有参与训练的测试行上，把所装模型与几种基线并列：有没有数字、只看二级指标、只用规则、只用模型。"
        "--predictions 给别人的预测打分。",
        epilog="预测文件每行一个 JSON：id、target_label，可另有 measurable（true、false、null 为待复核）、"
        "chance（可衡量的把握）、actual_label、reason_label。",
    )
    verb.add_argument("--predictions", metavar="文件", help="给这个 .jsonl 预测文件打分")
    verb.add_argument("--data", metavar="表", help=f"{ROWS_HELP}的测试部分")
    verb.add_argument("--quick", action="store_true", help="不做留出样式、留出句式两张表")
    verb.add_argument("-o", "--output", metavar="文件", help="写成 Markdown；不写则显示在屏幕上")
    verb.add_argument("--plots", metavar="目录", help="画出风险—覆盖曲线和校准图（SVG）")
    verb.set_defaults(run=_told(_evaluate))


def _evaluate(arguments: argparse.Namespace) -> int:
    from narrative.training import evaluate, score_predictions

    if arguments.predictions:
        report = score_predictions(arguments.predictions, data=arguments.data)
    else:
        report = evaluate(data=arguments.data, left_out_too=not arguments.quick)
    if arguments.output:
        Path(arguments.output).write_text(report.text() + "\n", encoding="utf-8")
        print(f"已写出 {arguments.output}", file=sys.stderr)
    else:
        print(report.text())
    for path in report.write_plots(arguments.plots) if arguments.plots else ():
        print(f"已写出 {path}", file=sys.stderr)
    return 0


def _add_label(verbs: Any) -> None:
    verb = verbs.add_parser(
        "label",
        help="挑出值得标注的行，收回标好的行",
        description="由一张指标表写出待标注的工作簿（标签可下拉选择）；标好以后收回成表，供 train、evaluate 使用。",
        epilog="输出按后缀决定方向：-o 待标注.xlsx 是挑行；-o 标注.tsv 是收回。输入表的列名同 tag_frame，"
        "可以是 csv、tsv、xlsx、parquet。随机或分层抽的样，收回时并报准确率和推算的不可核占比。",
    )
    verb.add_argument("table", metavar="表", help="指标表，或标好的工作簿")
    verb.add_argument("-o", "--output", required=True, metavar="输出", help="待标注 .xlsx，或收回的 .tsv、.csv")
    verb.add_argument(
        "--sample",
        default="uncertain",
        choices=("uncertain", "random", "stratified"),
        metavar="抽法",
        help="uncertain 最没把握的（用来改进），random 随机，stratified 按标签分层（用来测量）；默认 uncertain",
    )
    verb.add_argument("-n", type=int, default=100, metavar="行数", help="默认 100")
    verb.add_argument("--seed", type=int, default=0, metavar="种子", help="抽样种子，默认 0")
    verb.set_defaults(run=_told(_label))


def _label(arguments: argparse.Namespace) -> int:
    suffix = Path(arguments.output).suffix
    if suffix == ".xlsx":
        from narrative.training import label_sheet

        count = label_sheet(
            arguments.table, arguments.output, sample=arguments.sample, n=arguments.n, seed=arguments.seed
        )
        print(f"已写出 {arguments.output}，{count} 行待标注", file=sys.stderr)
    elif suffix in (".tsv", ".csv"):
        _collect(Path(arguments.table), Path(arguments.output))
    else:
        raise UsageError(f"不知道怎样写“{arguments.output}”；挑行用 .xlsx，收回用 .tsv 或 .csv")
    return 0


COLUMNS = ("id", "level2", "indicator", "target", "actual", "points", "score", "reason")
LABELS = ("target_label", "actual_label", "reason_label")


def _collect(sheet: Path, output: Path) -> None:
    from narrative.training import read_sheet, sample_precision

    examples, memory = read_sheet(sheet)
    write_examples(examples, output)
    print(f"已写出 {output}，{len(examples)} 行", file=sys.stderr)
    if memory["sample"] != "uncertain" and examples:
        print(_measured(sample_precision(sheet)))


def write_examples(examples: Iterable[Example], path: Path) -> None:
    """Write labelled rows as the table that train and evaluate read."""
    tab = path.suffix == ".tsv"
    with path.open("w", encoding="utf-8", newline="") as file:
        # A tsv of the corpus knows no quoting: breaks inside a cell become blanks.
        options: dict[str, Any] = {"delimiter": "\t", "quoting": csv.QUOTE_NONE, "quotechar": None} if tab else {}
        writer = csv.writer(file, lineterminator="\n", **options)
        writer.writerow((*COLUMNS, *LABELS))
        for each in examples:
            cells = _cells(each)
            writer.writerow([" ".join(cell.split()) for cell in cells] if tab else cells)


def _cells(example: Example) -> list[str]:
    row = example.row
    figures = ["" if value is None else str(value) for value in (row.points, row.score)]
    labels = [example.labels.get(name.removesuffix("_label"), "") for name in LABELS]
    return [example.id, row.level2, row.name, row.target, row.actual, *figures, row.reason, *labels]


def _measured(sampled: Sampled) -> str:
    right, low, high = sampled.headline
    share, least, most = sampled.vague
    return (
        f"标注 {sampled.n} 行。已判的行中可否衡量判对 {right:.1%}（{low:.1%}–{high:.1%}）。\n"
        f"整体不可核占比：工具 {sampled.vague_by_tool:.1%}，按标注校正 {share:.1%}（{least:.1%}–{most:.1%}）。"
    )
