"""``python -m narrative`` is the command ``narrative``."""

import sys

from narrative.cli import main

if __name__ == "__main__":
    sys.exit(main())
