"""Cost of the quantity extractor as ratios to jieba.lcut on the same text, within one run.

    python benchmarks/quantity_speed.py [FILE…]

Without files the text is made of the project's own cases.  Peers are measured when they are installed
(recognizers-text-suite, jionlp; best in an environment of their own, they pin old versions).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from quantity.support import cases

from narrative import segment
from narrative.quantity import nouns, quantities

ROUNDS = 7


def best(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def everything(texts: list[str]) -> None:
    nouns.leading_noun.cache_clear()
    nouns.trailing_noun.cache_clear()
    for text in texts:
        quantities(text)


def peers() -> dict[str, Callable[[str], object]]:
    found: dict[str, Callable[[str], object]] = {}
    if find_spec("recognizers_number_with_unit"):
        from recognizers_number_with_unit import recognize_currency, recognize_dimension
        from recognizers_text import Culture

        found["Recognizers-Text"] = lambda t: (
            recognize_dimension(t, Culture.Chinese),
            recognize_currency(t, Culture.Chinese),
        )
    if find_spec("jionlp"):
        import jionlp

        found["JioNLP"] = jionlp.ner.extract_money
    return found


def row(name: str, texts: list[str]) -> None:
    lcut = best(lambda: [segment.words(text) for text in texts])
    fast = best(lambda: [quantities(text, of=False) for text in texts])
    full = best(lambda: everything(texts))
    size = sum(map(len, texts))
    told = [f"{name}: {size} 字", "jieba.lcut 1", f"of=False {fast / lcut:.3f}", f"全部 {full / lcut:.2f}"]
    if size < 100_000:
        told += [
            f"{peer} {best(lambda call=call: [call(t) for t in texts], 1) / lcut:.1f}" for peer, call in peers().items()
        ]
    print("  ".join(told))


def start_up() -> float:
    code = (
        "import time; t = time.perf_counter(); from narrative.quantity import quantities;"
        "quantities('隐患3条', of=False); print(time.perf_counter() - t)"
    )
    return min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) for _ in range(3)
    )


def main(paths: list[str]) -> None:
    texts = [Path(path).read_text(encoding="utf-8") for path in paths] or ["\n".join(case.text for case in cases())]
    quantities("预热3个")
    for path, text in zip(paths or ["用例"], texts, strict=True):
        row(Path(path).name, [text])
    whole = "\n".join(texts)
    row("1 MB", [(whole * (350_000 // len(whole) + 1))[:350_000]])
    print(f"导入并首次调用（of=False）：{start_up():.2f} 秒")


if __name__ == "__main__":
    main(sys.argv[1:])
