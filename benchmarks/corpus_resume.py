"""Killed at random, started again, equal to an undisturbed run row for row.

    python benchmarks/corpus_resume.py --forms 3000 --kills 3

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
from pathlib import Path

import duckdb

import narrative

ROOT = Path(narrative.__file__).parents[1]
TABLES = ("forms", "indicators", "quantities", "findings", "errors")


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "narrative", "corpus", str(folder), "-o", str(out)]
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


def differing(one: Path, other: Path) -> list[str]:
    """The tables whose rows differ, compared as bags: a row that stands twice must stand twice."""
    found = []
    for table in TABLES:
        a, b = (f"(SELECT * FROM '{out}/{table}/*.parquet')" for out in (one, other))
        counts = [
            duckdb.sql(f"SELECT count(*) FROM (FROM {x} EXCEPT ALL FROM {y})").fetchone() for x, y in ((a, b), (b, a))
        ]
        if counts != [(0,), (0,)]:
            found.append(f"{table}: {counts}")
    return found


def run(folder: Path, work: Path, kills: int, seed: int = 0) -> list[str]:
    """The differences between an undisturbed run and one killed so many times."""
    chance = random.Random(seed)
    undisturbed, out = work / "undisturbed", work / "killed"
    started = time.monotonic()
    start(folder, undisturbed).wait()
    print(f"undisturbed: {time.monotonic() - started:.0f} s, {published(undisturbed)} parts")
    whole = published(undisturbed)
    for number in range(kills):
        wanted = chance.randrange(whole * number // kills, max(whole * (number + 1) // kills, 1))
        killed = kill_at(start(folder, out), out, wanted, chance.random())
        print(f"kill {number + 1}: {'killed' if killed else 'ended first'} at {published(out)} parts")
    start(folder, out).wait()
    print(f"finished: {published(out)} parts")
    return differing(undisturbed, out)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", type=int, default=300)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, work = Path(name) / "in", Path(name)
        generator = [sys.executable, str(ROOT / "corpora" / "generate.py"), str(folder)]
        subprocess.run([*generator, "--forms", str(arguments.forms), "--broken", "1"], check=True)
        differences = run(folder, work, arguments.kills, arguments.seed)
    print("rows differ: " + "; ".join(differences) if differences else "rows equal")
    sys.exit(bool(differences))


if __name__ == "__main__":
    main()
