"""Killed at random, started again, equal to an undisturbed run row for row.

    python benchmarks/corpus_resume.py --forms 3000 --kills 3
    python benchmarks/corpus_resume.py --forms 1000 --format csv

Generates a corpus with 1 % broken files, tags it twice: undisturbed, and with the whole process tree's
master killed (SIGKILL) at random moments and the same command run again.  Prints how far each kill
came and whether the rows are equal; exit code 1 when they are not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

import narrative

ROOT = Path(narrative.__file__).parents[1]
TABLES = ("forms", "indicators", "quantities", "findings", "errors")


def start(folder: Path, out: Path, format_: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "narrative", "corpus", str(folder), "-o", str(out), "--format", format_]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)


def published(out: Path) -> int:
    return len(list(out.glob("_receipts/*.json")))


def kill_at(process: subprocess.Popen[bytes], out: Path, parts: int, delay: float) -> bool:
    """Kill once so many parts stand, a random moment later; False when it ended first."""
    while process.poll() is None:
        if published(out) >= parts:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.02)
    return False


def differing(one: Path, other: Path, format_: str) -> list[str]:
    """The tables whose rows differ, compared as bags: a row that stands twice must stand twice."""
    count = rows_apart if format_ == "parquet" else lines_apart
    apart = {table: count(one / table, other / table) for table in TABLES}
    return [f"{table}: {number}" for table, number in apart.items() if number]


def rows_apart(one: Path, other: Path) -> int:
    a, b = (f"(SELECT * FROM '{folder}/*.parquet')" for folder in (one, other))
    queries = [f"SELECT count(*) FROM (FROM {x} EXCEPT ALL FROM {y})" for x, y in ((a, b), (b, a))]
    return sum(count for query in queries for (count,) in duckdb.sql(query).fetchall())


def lines_apart(one: Path, other: Path) -> int:
    """The same for csv and jsonl; the head of a csv shard counts once, for kills may cut other shards."""
    a, b = (
        Counter(hash(line) for path in folder.iterdir() for line in path.read_bytes().splitlines())
        for folder in (one, other)
    )
    head = {hash(line) for line in heads(one)}
    return sum(((a - b) + (b - a))[line] for line in (a | b) if line not in head)


def heads(folder: Path) -> list[bytes]:
    return [path.read_bytes().splitlines()[0] for path in folder.glob("*.csv")]


def run(folder: Path, work: Path, kills: int, seed: int = 0, format_: str = "parquet") -> list[str]:
    """The differences between an undisturbed run and one killed so many times."""
    chance = random.Random(seed)
    undisturbed, out = work / "undisturbed", work / "killed"
    started = time.monotonic()
    start(folder, undisturbed, format_).wait()
    print(f"undisturbed: {time.monotonic() - started:.0f} s, {published(undisturbed)} parts")
    whole = published(undisturbed)
    for number in range(kills):
        wanted = chance.randrange(whole * number // kills, max(whole * (number + 1) // kills, 1))
        killed = kill_at(start(folder, out, format_), out, wanted, chance.random())
        print(f"kill {number + 1}: {'killed' if killed else 'ended first'} at {published(out)} parts")
    start(folder, out, format_).wait()
    print(f"finished: {published(out)} parts")
    return differing(undisturbed, out, format_)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=300)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=("parquet", "csv", "jsonl"), default="parquet")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, work = Path(name) / "in", Path(name)
        generator = [sys.executable, str(ROOT / "corpora" / "generate.py"), str(folder)]
        subprocess.run([*generator, "--forms", str(arguments.forms), "--broken", "1"], check=True)
        differences = run(folder, work, arguments.kills, arguments.seed, arguments.format)
    print("rows differ: " + "; ".join(differences) if differences else "rows equal")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
