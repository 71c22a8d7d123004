"""Make a corpus of any size from the sample forms: other places, projects, years, wording and figures.

    python corpora/generate.py OUT/ --forms 20000             20,000 files, one form each
    python corpora/generate.py OUT/ --forms 20000 --broken 1  one per cent of them broken

File number n depends on n and the seed alone, so a larger corpus holds the smaller one.  Every name is
made up.  A figure is changed alike wherever a form says it, so that a form keeps its own contradictions.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

SAMPLES = Path(__file__).parent / "forms"
FIRST, SECOND = "青松石云白金清玉南北东长安永新平", "岭江河山湖溪原川泉林屏渚崖浦坪峰"
STREETS = ("东湖街道", "西关街道", "柳林镇", "石桥镇", "河口乡", "新城片区", "老城片区", "高新区", "北山村", "")
STAGES = ("", "", "", "（一期）", "（二期）", "（续建）", "（第二批）")
WORDING = (
    ("良好", "较好", "优良", "明显", "有效", "显著"),
    ("提升", "提高", "增强", "改善", "加强"),
    ("不断", "持续", "逐步", "进一步", "稳步"),
    ("达成指标", "达成年度指标", "达到预期指标", "已完成", "完成"),
    ("完善", "健全", "优化", "规范"),
    ("完成", "实现", "达到"),
)
KEPT = "实际完成|完成情况|未完成|可持续"
"""Words of the form itself, which everyone prints alike."""
UNITS = "处|块|只|条|场|人次|人|亩|公里|株|套|户|台|件|家次|家|米|吨|个|次|本|份|篇|期"
FIGURE = re.compile(rf"(?<![\d.．,，\-—第〔])(\d{{2,7}}(?:\.\d+)?)(?=[万余多]*[（(]?(?:{UNITS}))")
YEAR = re.compile(r"20(?:1\d|2\d)(?=\s?年)")
PLACE = re.compile(r"主管部门[^\t\n]*\t+([一-龥]{2}[市县区])")
PROJECT = re.compile(r"项目名称\t+([^\t\n]+)")
BREAKS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda _, __: b"",
    lambda _, chance: bytes(chance.randrange(256) for _ in range(2000)),
    lambda text, _: b"PK\x03\x04" + text[:500],
    lambda text, _: b"%PDF-1.7\n" + text[:500],
    lambda text, _: bytes.fromhex("d0cf11e0a1b11ae1") + text[:600],
)
BREAK_SUFFIXES = (".txt", ".doc", ".docx", ".pdf", ".xls")


@cache
def samples() -> tuple[tuple[str, str], ...]:
    """The name and text of each sample that is one form."""
    texts = ((path.stem, path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.txt")))
    return tuple((name, text) for name, text in texts if len(PROJECT.findall(text)) == 1)


def form(number: int, seed: int = 0) -> tuple[str, str]:
    """The path below the corpus and the text of one form."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 (wording, not secrets)
    name, text = samples()[number % len(samples())]
    county = f"{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice('市县区')}"
    year = chance.randrange(2019, 2026)
    text = _renamed(_reworded(_refigured(text, chance), chance), county, chance)
    text = YEAR.sub(str(year), text)
    return f"{county}/{year}/{name.split('-')[1]}/{number:07d}-{name.split('-')[2]}.txt", text


def _refigured(text: str, chance: random.Random) -> str:
    factor = chance.uniform(0.6, 1.6)
    return FIGURE.sub(lambda found: _scaled(found[1], factor), text)


def _scaled(figure: str, factor: float) -> str:
    """The figure times the factor with as many decimals; 320.00 becomes what 320 becomes."""
    decimals = figure.partition(".")[2]
    scaled = max(float(figure) * factor, 11)
    return f"{round(scaled) if not decimals.strip('0') else scaled:.{len(decimals)}f}"


def _reworded(text: str, chance: random.Random) -> str:
    """Each word of a group becomes one other word of it, everywhere."""
    for group in WORDING:
        old, new = chance.choice(group), chance.choice(group)
        text = re.sub(rf"(?:{KEPT})|{old}", partial(_other, old, new), text)
    return text


def _other(old: str, new: str, found: re.Match[str]) -> str:
    return new if found[0] == old else found[0]


def _renamed(text: str, county: str, chance: random.Random) -> str:
    if place := PLACE.search(text):
        text = text.replace(place[1], county)
    project = PROJECT.search(text)
    name = project[1] if project else ""
    return text.replace(name, f"{chance.choice(STREETS)}{name}{chance.choice(STAGES)}") if name else text


def generate(out: Path, forms: int, *, broken: float = 0.0, seed: int = 0) -> None:
    """Write ``forms`` files below ``out``; ``broken`` per cent of them cannot be read."""
    every = round(100 / broken) if broken else 0
    for number in range(forms):
        name, text = form(number, seed)
        path, data = out / name, text.encode()
        if every and number % every == every - 1:
            kind = number // every % len(BREAKS)
            path, data = path.with_suffix(BREAK_SUFFIXES[kind]), BREAKS[kind](data, random.Random(number))  # noqa: S311
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="由样表生成任意大小的语料")
    parser.add_argument("out", type=Path, help="输出目录")
    parser.add_argument("--forms", type=int, default=1000, help="表数")
    parser.add_argument("--broken", type=float, default=0.0, help="损坏文件的百分比")
    parser.add_argument("--seed", type=int, default=0, help="随机种子")
    arguments = parser.parse_args()
    generate(arguments.out, arguments.forms, broken=arguments.broken, seed=arguments.seed)


if __name__ == "__main__":
    main()
