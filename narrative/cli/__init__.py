"""The command line: ``narrative VERB``.  One module for each kind of user.

Each verb imports what it needs when it runs, so that nobody pays for another verb.

Exit codes: 0 all read; 1 some file could not be read (the others are done); 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from narrative import __version__
from narrative.cli import corpora, evaluators, researchers
from narrative.cli.parser import ChineseParser, UsageError


def build_parser() -> ChineseParser:
    """The whole command line, for main and for the docs."""
    parser = ChineseParser(
        prog="narrative",
        description="预算绩效自评文本分析：读自评表和自评报告，抽取数量，判断指标值可否衡量，查找文字与表格不一致之处。",
    )
    parser.add_argument("--version", action="version", version=f"narrative {__version__}", help="显示版本号")
    verbs = parser.add_subparsers(title="命令", metavar="命令", dest="verb")
    for room in (evaluators, corpora, researchers):
        room.add_verbs(verbs)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if not arguments.verb:
        parser.print_help(sys.stderr)
        return 2
    try:
        return int(arguments.run(arguments))
    except UsageError as error:
        print(f"narrative：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("\nnarrative：已中断", file=sys.stderr)
        return 130
