"""Assemble corpora/rows/*.tsv into corpora/rows.tsv: ids, frames, splits, and the checks of the datasheet.

    python corpora/build.py          write rows.tsv and print the counts
    python corpora/build.py --check  exit 1 when a promise of the datasheet does not hold

Rows of one wording frame, and the two of a contrast pair, always fall into the same split.  Rows of
the held-back dialects are test rows, so that the test split says something of forms never seen.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROWS, OUT = HERE / "rows", HERE / "rows.tsv"
CELLS = ("level2", "indicator", "target", "actual", "points", "score", "reason")
COLUMNS = (
    *("id", "department", *CELLS, "target_label", "actual_label", "reason_label"),
    *("dialect", "slice", "pair", "note", "frame", "group", "split"),
)
HELD_BACK_DIALECTS = ("ocr_noise", "style2015")
# The hard slices are what is to be measured, so more of them is held back.
TEST_SHARE, DEV_SHARE = {False: 0.14, True: 0.34}, 0.20
MOST_ROWS_OF_A_FRAME = 3
Row = dict[str, str]


def read_rows(folder: Path = ROWS) -> list[Row]:
    """The rows of every department, in the order of file and line; ids are theirs for good."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
                clean = {key: value or "" for key, value in row.items() if key}
                rows.append({"id": f"{path.stem}-{number:04d}", "department": path.stem, **clean})
    return rows


# --------------------------------------------------------------------------------------------------
# Frames


def frame(row: Row) -> str:
    """The wording of a row with figures, units and the field's nouns masked."""
    return "|".join(masked(row[cell]) for cell in ("indicator", "target", "actual", "reason"))


def masked(text: str) -> str:
    """A cell with figures as #, units as U and nouns as N; words by jieba."""
    from narrative.segment import tagged

    text = re.sub(r"[0-9０-９.．,]+", "#", re.sub(r"\s", "", text))
    parts = [_mask(word, flag) for word, flag in tagged(text)]
    return re.sub(r"(?:N)+", "N", "".join(parts))


def _mask(word: str, flag: str) -> str:
    if flag in ("m",) or word == "#":
        return "#"
    if flag == "q":
        return "U"
    return "N" if flag[:1] == "n" and len(word) > 1 else word


def frame_id(text: str) -> str:
    """A short name for a frame."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def thinned(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, a frame's fourth and further left out (contrast pairs apart), with their frame ids."""
    seen: Counter[str] = Counter()
    for row in rows:
        name = frame_id(frame(row))
        seen[name] += not row["pair"]
        if row["pair"] or seen[name] <= MOST_ROWS_OF_A_FRAME:
            yield {**row, "frame": name}


# --------------------------------------------------------------------------------------------------
# Splits


def split(rows: list[Row]) -> list[Row]:
    """The rows with their split: train, dev or test, by groups of rows that belong together."""
    groups = _groups(rows)
    return [
        {**row, "group": frame_id(group[0]), "split": _split_of(group)} for row, group in zip(rows, groups, strict=True)
    ]


def _groups(rows: list[Row]) -> list[tuple[str, bool, bool]]:
    """For each row the name of its group, whether it holds a held-back dialect, and a hard row."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for row in rows:
        for key in filter(None, (row["pair"] and f"{row['department']}/{row['pair']}", wording(row))):
            leader[find(key)] = find(row["frame"])
    names = [find(row["frame"]) for row in rows]
    held = {name for name, row in zip(names, rows, strict=True) if row["dialect"] in HELD_BACK_DIALECTS}
    hard = {name for name, row in zip(names, rows, strict=True) if row["slice"] != "plain"}
    return [(name, name in held, name in hard) for name in names]


def wording(row: Row) -> str:
    """What two rows share when one is nearly the other: indicator and target without figures and marks."""
    return "=" + re.sub(r"[^一-鿿A-Za-z]+", "", row["indicator"] + row["target"])


def _split_of(group: tuple[str, bool, bool]) -> str:
    name, held_back, hard = group
    share = int(hashlib.sha256(f"narrative-{name}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    if held_back or share < TEST_SHARE[hard]:
        return "test"
    return "dev" if share < TEST_SHARE[hard] + DEV_SHARE else "train"


def near_duplicates(rows: list[Row]) -> list[tuple[str, str]]:
    """Test rows with a train row whose cells share at least 90 % of their character pairs (Jaccard)."""
    index: dict[str, set[int]] = defaultdict(set)
    train = [row for row in rows if row["split"] == "train"]
    shingles = [_shingles(row) for row in train]
    for number, grams in enumerate(shingles):
        for gram in grams:
            index[gram].add(number)
    found = []
    for row in (row for row in rows if row["split"] == "test"):
        grams = _shingles(row)
        shared = Counter(number for gram in grams for number in index[gram])
        for number, common in shared.most_common(5):
            if common / (len(grams) + len(shingles[number]) - common) >= 0.9:
                found.append((row["id"], train[number]["id"]))
                break
    return found


def _shingles(row: Row) -> frozenset[str]:
    text = "|".join(re.sub(r"[0-9０-９.．]+", "#", row[cell]) for cell in ("indicator", "target", "actual", "reason"))
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


# --------------------------------------------------------------------------------------------------
# Promises of the datasheet


def promises(rows: list[Row]) -> Iterator[tuple[str, bool]]:
    """Each promise in words with its figures, and whether it holds."""
    labels = Counter(row["target_label"] for row in rows)
    vague = {
        row["target"] for row in rows if row["target_label"] in ("echo", "direction", "unnamed_standard", "judgement")
    }
    slices = Counter(row["slice"] for row in rows)
    tested = Counter(row["slice"] for row in rows if row["split"] == "test")
    pairs = Counter((row["department"], row["pair"]) for row in rows if row["pair"])
    frames = Counter(row["frame"] for row in rows if not row["pair"])
    near = len(near_duplicates(rows)) / max(1, sum(row["split"] == "test" for row in rows))
    yield f"行数 {len(rows)} ≥ 3000", len(rows) >= 3000
    yield f"各目标标签行数 {dict(labels)} ≥ 150", len(labels) == 9 and min(labels.values()) >= 150
    yield f"不同的不可核写法 {len(vague)} ≥ 600", len(vague) >= 600
    for name in ("number_vague", "nonumber_measurable"):
        yield f"{name} {slices[name]} ≥ 300", slices[name] >= 300
        yield f"{name} 测试集 {tested[name]} ≥ 130", tested[name] >= 130
    yield f"对照组 {sum(n == 2 for n in pairs.values())} ≥ 400", sum(n == 2 for n in pairs.values()) >= 400
    yield f"同一句式最多 {max(frames.values())} ≤ {MOST_ROWS_OF_A_FRAME}", max(frames.values()) <= MOST_ROWS_OF_A_FRAME
    yield f"测试集近似重复 {near:.2%} < 1%", near < 0.01
    yield f"部门 {len({row['department'] for row in rows})} ≥ 25", len({row["department"] for row in rows}) >= 25
    yield f"样式 {len({row['dialect'] for row in rows})} ≥ 12", len({row["dialect"] for row in rows}) >= 12


def build() -> list[Row]:
    """All rows, thinned and split, in the order of their ids."""
    return split(list(thinned(read_rows())))


def write(rows: list[Row], path: Path = OUT) -> None:
    """Write the assembled table (tab-separated, no quoting)."""
    lines = ["\t".join(COLUMNS), *("\t".join(row.get(column, "") for column in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Build, write unless only checking, and print every promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    rows = build()
    if not check:
        write(rows)
    results = list(promises(rows))
    for text, holds in results:
        print("✓" if holds else "✗", text)
    print(Counter(row["split"] for row in rows))
    return int(check and not all(holds for _, holds in results))


if __name__ == "__main__":
    sys.exit(main())
