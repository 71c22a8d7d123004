"""The verbs of whoever tags many files: corpus, report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative.cli.evaluators import add_screening_options, screening_options
from narrative.cli.files import require_extra
from narrative.cli.parser import UsageError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from narrative.corpus import Columns, Progress, Summary
    from narrative.report.trends_page import Coverage, Near


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the command line."""
    _add_corpus(verbs)
    _add_report(verbs)


def _add_corpus(verbs: Any) -> None:
    verb = verbs.add_parser(
        "corpus",
        help="批量处理整个语料，写成数据集",
        description="读取目录（含压缩包）里的全部自评表和自评报告，写成 Parquet 数据集：forms、indicators、"
        "quantities、findings、errors。随时中断，再运行同一条命令即接着做；改过的文件重做，删去的文件其数据随之删去。",
        epilog="退出码：0 全部读取，1 有文件未能读取（见 errors），2 用法有误。",
    )
    verb.add_argument("paths", nargs="+", metavar="目录", help="目录或文件")
    verb.add_argument("-o", "--output", required=True, metavar="输出", help="输出目录")
    verb.add_argument("--format", default="parquet", choices=("parquet", "csv", "jsonl"), help="默认 parquet")
    verb.add_argument("--sentences", action="store_true", help="另写 sentences：叙述文字逐句的标签")
    verb.add_argument("--no-across", action="store_true", help="不做跨文件的检查")
    _add_table_options(verb)
    _add_engine_options(verb)
    add_screening_options(verb)
    verb.set_defaults(run=_corpus)


def _add_table_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--rows", action="store_true", help="输入是表格（csv、xlsx、parquet），每行一条指标")
    verb.add_argument("--texts", action="store_true", help="输入是表格，每行一段文字")
    verb.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="栏=列名",
        help="表格里哪一列是哪一栏，如 target=目标值（可重复）",
    )


def _add_engine_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--workers", type=int, metavar="数", help="工作进程数，默认全部核心")
    verb.add_argument("--scheduler", metavar="地址", help="Dask 调度器地址，如 tcp://10.0.0.1:8786")
    verb.add_argument("--seconds", type=float, metavar="秒", help="一份文件至多用时，默认 240")
    verb.add_argument("--memory", type=int, metavar="MB", help="一个工作进程至多用多少内存，默认 2048")
    verb.add_argument("--redo", action="store_true", help="清空输出目录，全部重做")
    verb.add_argument("--retry", action="store_true", help="重做上次出错的文件")


def _corpus(arguments: argparse.Namespace) -> int:
    from narrative.corpus import CorpusError, tag

    try:
        with _executor(arguments) as (executor, workers), _progress() as progress:
            summary = tag(
                arguments.paths,
                arguments.output,
                settings=_settings(arguments),
                executor=executor,
                workers=workers,
                columns=_columns(arguments),
                redo=arguments.redo,
                retry=arguments.retry,
                across=not arguments.no_across,
                progress=progress,
            )
    except CorpusError as error:
        raise UsageError(str(error)) from error
    return _told(summary, Path(arguments.output))


def _settings(arguments: argparse.Namespace) -> Any:
    from narrative.corpus import Settings

    limits = {"seconds": arguments.seconds, "memory_mb": arguments.memory}
    return Settings(
        profile=arguments.profile,
        options=screening_options(arguments),
        format=arguments.format,
        sentences=arguments.sentences,
        **{name: value for name, value in limits.items() if value is not None},
    )


def _columns(arguments: argparse.Namespace) -> Columns | None:
    from narrative.corpus import Columns

    if not arguments.rows and not arguments.texts:
        return None
    given = dict(name.split("=", 1) for name in arguments.column if "=" in name)
    return Columns("rows" if arguments.rows else "texts", tuple(given.items()))


@contextmanager
def _executor(arguments: argparse.Namespace) -> Iterator[tuple[Executor | None, int | None]]:
    """The executor of the cluster and how many parts it does at once; none for local processes."""
    if not arguments.scheduler:
        yield None, arguments.workers
        return
    require_extra("distributed", "dask", "narrative corpus --scheduler")
    import distributed

    try:
        connect: Any = distributed.Client  # it carries no types
        client = connect(arguments.scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise UsageError(f"连不上 Dask 调度器 {arguments.scheduler}：{error}") from error
    with client, client.get_executor() as executor:
        yield executor, arguments.workers or sum(client.nthreads().values())


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar with rate and time left, for a person at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        "批量",
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        "剩余",
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, told="")

        def show(summary: Summary) -> None:
            told = f"每秒{summary.done / max(summary.seconds, 0.01):.1f}份，出错{summary.errors}"
            bar.update(task, completed=summary.done, total=summary.todo or None, told=told)

        yield show


def _told(summary: Summary, out: Path) -> int:
    """Say what was done; the exit code."""
    parts = [f"共{summary.found}份文件", f"本次处理{summary.done}份", f"未变{summary.kept}份"]
    if summary.dropped:
        parts.append(f"撤下旧数据{summary.dropped}份")
    parts.append(f"出错{summary.failed}份" + (f"（见 {out / 'errors'}）" if summary.failed else ""))
    print(f"{'，'.join(parts)}，用时{summary.seconds:.0f}秒；已写出 {out}", file=sys.stderr)
    return 1 if summary.failed else 0


def _add_report(verbs: Any) -> None:
    verb = verbs.add_parser(
        "report",
        help="语料的趋势，写成网页",
        description="把 narrative corpus 的输出目录汇总成一个网页：可衡量、不可核、待复核的占比，"
        "按年度、地区、部门、指标类型；最常见的不可核写法；各类问题；相近的指标和叙述。",
    )
    verb.add_argument("folder", metavar="目录", help="narrative corpus 的输出目录")
    verb.add_argument("-o", "--output", metavar="网页", help="默认写到 目录/report.html")
    verb.add_argument(
        "--region",
        default="department",
        metavar="来源",
        help="地区取自何处：department（部门名称开头，默认）或数字（路径第几层目录，从1起，自各文件的共同目录算）",
    )
    verb.add_argument("--sample", metavar="文件", help="随机抽样的人工标注（csv），用来校正占比")
    verb.add_argument("--no-near", action="store_true", help="不找相近的指标和叙述")
    verb.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> int:
    from narrative.corpus.covering import common_folder
    from narrative.report import trends, trends_page

    folder = Path(arguments.folder)
    by_path, sample = arguments.region != "department", arguments.sample
    root = common_folder(folder)
    try:
        region = trends.region_by(arguments.region, root)
        found = trends.collect(folder, region=region, sample=Path(sample) if sample else None)
    except trends.TrendsError as error:
        raise UsageError(str(error)) from error
    groups = _coverage(folder, (lambda path: region(path, "")) if by_path else (lambda _: ""))
    page = trends_page.render(
        found,
        coverage=trends_page.total(groups.values()),
        by_region=groups if by_path else None,
        near=None if arguments.no_near else _near(folder),
        region_told=f"地区取自文件路径：{root} 之下第{arguments.region}层目录。" if by_path else _BY_DEPARTMENT,
    )
    output = Path(arguments.output) if arguments.output else folder / "report.html"
    trends_page.write(output, page)
    print(f"已写出 {output}", file=sys.stderr)
    return 0


_BY_DEPARTMENT = "地区取自主管部门名称开头的地名；名称里没有地名的归入“（未写明）”。--region 1 改按路径第一层目录。"


def _coverage(folder: Path, group_of: Callable[[str], str]) -> dict[str, Coverage]:
    from narrative.corpus.covering import coverage
    from narrative.report.trends_page import Coverage

    found = coverage(folder, group_of)
    return {name: Coverage(one.files, one.read, one.without_form) for name, one in found.items()}


def _near(folder: Path) -> list[Near]:
    """The largest groups of nearly identical texts; all of them are written to near/near.parquet."""
    require_extra("datasketch", "near", "narrative report")
    from narrative.corpus.near import near_duplicates, write
    from narrative.report.trends_page import MOST_LINES, Near

    shown: list[Near] = []
    for group in write(near_duplicates(folder), folder / "near" / "near.parquet"):
        if len(shown) < MOST_LINES:
            units, projects, years = (_named(getattr(use, name) for use in group.uses) for name in _USE)
            shown.append(Near(group.kind, len(group.uses), group.likeness, group.sample, units, projects, years))
    return shown


_USE = ("department", "project", "year")


def _named(values: Iterable[object], most: int = 5) -> list[str]:
    """The distinct values, the first few by name and the others as a number."""
    distinct = sorted({str(value) for value in values if value not in (None, "")})
    return [*distinct[:most], *([f"等{len(distinct)}个"] if len(distinct) > most else [])]
