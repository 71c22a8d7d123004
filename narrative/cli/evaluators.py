"""The verbs of people who screen forms: screen, quantities, annotate, explain, serve."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrative.cli.files import Reading, require_extra
from narrative.cli.parser import UsageError

if TYPE_CHECKING:
    from narrative.checks import Options

PIPE_COLUMNS = 132


def add_verbs(verbs: Any) -> None:
    """Add the verbs to the command line."""
    _add_screen(verbs)
    _add_annotate(verbs)
    _add_quantities(verbs)
    _add_explain(verbs)
    _add_serve(verbs)


def _add_screen(verbs: Any) -> None:
    verb = verbs.add_parser(
        "screen",
        help="筛查自评表：判指标、抽数量、查问题",
        description="读取自评表或自评报告，判断每条指标值可否衡量并说明理由，抽取文中数量，列出问题。",
        epilog="输出按后缀决定：.xlsx 工作簿，.html 网页报告，.docx 审核意见，.jsonl、.csv 数据，"
        "目录/ 每张数据表一个 csv；"
        "不写 -o 则显示在屏幕上。退出码：0 全部读取，1 有文件未能读取，2 用法有误。",
    )
    verb.add_argument("files", nargs="+", metavar="文件", help="文件或目录")
    verb.add_argument("-o", "--output", metavar="输出", help="输出文件或目录")
    add_screening_options(verb)
    verb.set_defaults(run=_screen)


def add_screening_options(verb: argparse.ArgumentParser) -> None:
    """Add the options that choose profile and checks."""
    verb.add_argument("--profile", default="", metavar="口径", help="评分口径的名称或 .toml 路径；不写则按表自身判断")
    verb.add_argument("--select", action="append", default=[], metavar="代码", help="只查这些代码（可写前缀，可重复）")
    verb.add_argument("--ignore", action="append", default=[], metavar="代码", help="不查这些代码（可写前缀，可重复）")
    verb.add_argument("--config", metavar="文件", help="项目设置文件（默认读当前目录的 narrative.toml）")


def screening_options(arguments: argparse.Namespace) -> Options:
    """The check options of one call: the project file, overridden by the command line.  Raises UsageError."""
    from narrative.checks import load_options, load_profile

    try:
        if arguments.profile:
            load_profile(arguments.profile)
        return load_options(arguments.config, select=arguments.select, ignore=arguments.ignore)
    except (OSError, ValueError) as error:
        raise UsageError(str(error)) from error


def _screen(arguments: argparse.Namespace) -> int:
    from narrative.report import UnknownOutputError, write

    reading = Reading(arguments.files)
    options = screening_options(arguments)
    screenings = reading.screenings(profile=arguments.profile, options=options)
    if arguments.output:
        folder = arguments.output.endswith(("/", "\\"))
        try:
            written = write(screenings, reading.errors, Path(arguments.output), folder=folder)
        except UnknownOutputError as error:
            raise UsageError(str(error)) from error
        for path in written:
            print(f"已写出 {path}", file=sys.stderr)
    else:
        from rich.console import Console

        from narrative.report.terminal import show

        # Into a file or pipe the width is ours to choose; 80 columns would fold every cell.
        console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_COLUMNS)
        for screening in screenings:
            show(screening, console)
    return reading.exit_code()


def _add_annotate(verbs: Any) -> None:
    verb = verbs.add_parser(
        "annotate",
        help="在原文件上加批注",
        description="在单位报来的 docx、xlsx 或 pdf 上，给每个有问题的单元格加批注，另存为新文件；原文件不动。",
    )
    verb.add_argument("file", metavar="文件", help="docx、xlsx 或 pdf 文件")
    verb.add_argument("-o", "--output", required=True, metavar="输出", help="带批注的新文件")
    add_screening_options(verb)
    verb.set_defaults(run=_annotate)


def _annotate(arguments: argparse.Namespace) -> int:
    from narrative.report.annotate import annotate
    from narrative.schema import ReadError
    from narrative.screening import screen

    original, output = Path(arguments.file), Path(arguments.output)
    if output.exists() and original.exists() and output.samefile(original):
        raise UsageError("输出不能是原文件本身")
    if original.suffix and output.suffix.lower() != original.suffix.lower():
        raise UsageError(f"输出的后缀要与原件相同（{original.suffix}），否则 Word、Excel 打不开")
    try:
        screening = screen(original, profile=arguments.profile, options=screening_options(arguments))
        count = annotate(screening, original, output)
    except ReadError as error:
        hint = f"\n网页报告：narrative screen {original} -o 报告.html" if error.code == "unsupported" else ""
        print(f"未能写批注 {error}{hint}", file=sys.stderr)
        return 1
    print(f"已写出 {output}，批注 {count} 处", file=sys.stderr)
    return 0


def _add_quantities(verbs: Any) -> None:
    verb = verbs.add_parser(
        "quantities",
        help="抽取文中数量",
        description="列出文件中的全部数量；--why 说明一段文字怎样读出数量、为什么舍去别的读法。",
    )
    verb.add_argument("files", nargs="*", metavar="文件", help="文件或目录")
    verb.add_argument("--why", metavar="文本", help="解释这段文字")
    verb.add_argument("-o", "--output", metavar="输出", help=".csv、.jsonl 或 .xlsx 文件")
    verb.set_defaults(run=_quantities)


def _quantities(arguments: argparse.Namespace) -> int:
    if arguments.why is not None:
        from narrative.report.quantities import why_lines

        print("\n".join(why_lines(arguments.why)) or "没有数量")
        return 0
    if not arguments.files:
        raise UsageError("缺少参数：要读的文件，或 --why 文本")
    from narrative.report import quantities as output

    path = Path(arguments.output) if arguments.output else None
    if path and path.suffix not in output.SUFFIXES:
        raise UsageError(f"不知道怎样写“{path.name}”；后缀可用 {' '.join(output.SUFFIXES)}")
    reading = Reading(arguments.files)
    output.write(reading.screenings(), path)
    return reading.exit_code()


def _add_explain(verbs: Any) -> None:
    verb = verbs.add_parser(
        "explain",
        help="解释一个代码或标签",
        description="说明一项检查或一个标签是什么、为什么要紧、怎样改、举例。不写代码则列出全部。",
    )
    verb.add_argument("code", nargs="?", metavar="代码", help="如 R01、direction；可写前缀")
    verb.set_defaults(run=_explain)


def _explain(arguments: argparse.Namespace) -> int:
    from narrative.report.explain import lines

    found = list(lines(arguments.code or ""))
    if not found:
        raise UsageError(f"没有代码或标签“{arguments.code}”；narrative explain 列出全部")
    print("\n".join(found))
    return 0


def _add_serve(verbs: Any) -> None:
    verb = verbs.add_parser(
        "serve",
        help="在浏览器里用",
        description="在本机开一个网页（127.0.0.1），用浏览器上传、筛查、下载；按 Ctrl+C 结束。",
    )
    verb.add_argument("--port", type=int, default=8765, metavar="端口", help="默认 8765；0 为任选")
    verb.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    verb.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    for module in ("fastapi", "uvicorn", "multipart"):
        require_extra(module, "web", "narrative serve")
    from narrative.web.serving import serve

    return serve(arguments.port, browser=not arguments.no_browser)


__all__ = ["add_screening_options", "add_verbs", "require_extra", "screening_options"]
