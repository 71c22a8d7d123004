"""What tagging costs, in multiples of jieba.lcut over the same cells (target: at most 3 on distinct rows).

python benchmarks/tagging.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from narrative.segment import words
from narrative.tagging import echo, features, figures, folding, suggestions, tag_rows, view
from narrative.training.corpus import read

CACHES = (folding.fold, view.found, view.amounts, figures.counted_in, echo.echoes, features._words, features.grams)


def clear() -> None:
    for cached in (*CACHES, suggestions._filled):
        cached.cache_clear()


def clock(work: Callable[[], Any]) -> float:
    best = 1e9
    for _ in range(3):
        clear()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    rows = list({(e.row.level2, e.row.name, e.row.target, e.row.actual, e.row.reason): e.row for e in read()}.values())
    cells = [text for row in rows for text in (row.level2, row.name, row.target, row.actual, row.reason) if text]
    tag_rows(rows[:50])
    base = clock(lambda: [words(text) for text in cells])
    distinct = clock(lambda: tag_rows(rows))
    print(f"行数 {len(rows)}，单元格 {len(cells)}，字数 {sum(map(len, cells))}")
    print(f"jieba.lcut {base:.3f} 秒；各行不同 {distinct:.3f} 秒 = {distinct / base:.2f} 倍")
    for share in (0.6, 0.1, 0.02):
        repeated = rows[: max(1, int(len(rows) * share))] * int(1 / share)
        cost = clock(lambda repeated=repeated: tag_rows(repeated)) / len(repeated)
        print(f"不同的占 {share:.0%}：每行 {cost * 1e6:.0f} 微秒，快 {distinct / len(rows) / cost:.1f} 倍")


if __name__ == "__main__":
    main()
