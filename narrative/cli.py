"""The command line: ``narrative VERB``.  Each verb imports what it needs when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from narrative import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code (0 all read, 1 some file could not be read, 2 wrong usage)."""
    parser = argparse.ArgumentParser(prog="narrative", description="预算绩效自评文本分析")
    parser.add_argument("--version", action="version", version=f"narrative {__version__}")
    parser.parse_args(argv)
    parser.print_help(sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
