"""A folder for a machine without internet: every wheel for one platform, and a file that installs and starts the page.

    python -m narrative.web.offline --platform linux -o 离线包/

Run it in a checkout, on a machine with a network.  Versions are those of the constraints file.  The folder
for Linux has been built and started without a network; that for Windows has been built, never run.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PINS, RUNTIME = ROOT / "constraints-dev.txt", ROOT / "constraints.txt"
_SOURCE_ONLY = ("jieba",)  # published as source alone; pure Python, so that one wheel serves every platform


class Platform(NamedTuple):
    """What pip calls a platform, and the file that starts the page there."""

    tags: tuple[str, ...]
    markers: dict[str, str]
    start: str
    text: str


_SH = """#!/bin/sh
# 第一次运行时在本文件夹里建好环境（不联网），以后直接打开网页。按 Ctrl+C 结束。
cd "$(dirname "$0")" || exit 1
if [ ! -x env/bin/narrative ]; then
  "${PYTHON:-python3}" -m venv env &&
    env/bin/python -m pip install --quiet --no-index --find-links wheels "narrative[web]" || { rm -rf env; exit 1; }
fi
exec env/bin/narrative serve "$@"
"""
_BAT = """@echo off
chcp 65001 >nul
rem 第一次运行时在本文件夹里建好环境（不联网），以后直接打开网页。关闭窗口即结束。
cd /d "%~dp0"
if exist env\\Scripts\\narrative.exe goto start
py -{python} -m venv env || goto failed
env\\Scripts\\python -m pip install --quiet --no-index --find-links wheels "narrative[web]" || goto failed
:start
env\\Scripts\\narrative serve %*
goto :eof
:failed
rmdir /s /q env 2>nul
echo 没有装成：请先安装 Python {python}（64 位），再双击本文件。
pause
"""
_READ_ME = """绩效自评筛查 离线包（{platform}，Python {python}）

1. 电脑上先要有 Python {python}（64 位）。本包不含 Python。
2. 整个文件夹复制到硬盘上，运行 {start}。第一次要几分钟，之后会自动打开网页。
3. 网页只在本机，文件不离开这台电脑。

{tested}
"""
_TESTED = {
    "linux": "本包的做法在 Linux 上断网装过、打开过网页。",
    "windows": "说明：Windows 的包只做到装齐了文件，没有在 Windows 上运行过；遇到问题请把窗口里的文字告诉我们。",
}
PLATFORMS = {
    "linux": Platform(
        ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
        "start.sh",
        _SH,
    ),
    "windows": Platform(
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
        "start.bat",
        _BAT,
    ),
}


def build(platform: str, out: Path, python: str = "3.11") -> Path:
    """Fill ``out`` with wheels and the start file; raises CalledProcessError where pip fails."""
    target = PLATFORMS[platform]
    wheels = out / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pins.txt")
        pins.write_text("\n".join(_pins(PINS.read_text(encoding="utf-8"))), encoding="utf-8")
        sources = [pin for pin in _pins(RUNTIME.read_text(encoding="utf-8")) if pin.partition("==")[0] in _SOURCE_ONLY]
        _pip("wheel", "--no-deps", "--wheel-dir", wheels, ROOT, *sources)
        (project,) = wheels.glob("narrative-*.whl")
        where = [word for tag in target.tags for word in ("--platform", tag)]
        only = ["--only-binary=:all:", "--implementation", "cp", "--python-version", python, *where]
        _pip("download", "--dest", wheels, "--find-links", wheels, "-c", pins, *only, f"{project}[web]")
        # pip asks the markers of the machine it runs on, not of the one the wheels are for.
        if there := _only_there(target.markers, python):
            _pip("download", "--dest", wheels, "--no-deps", *only, *there)
    text = target.text.replace("{python}", python)
    start = out / target.start
    start.write_text(text, encoding="utf-8", newline="\r\n" if platform == "windows" else "\n")
    start.chmod(0o755)
    said = _READ_ME.format(platform=platform, python=python, start=target.start, tested=_TESTED[platform])
    (out / "说明.txt").write_text(said, encoding="utf-8-sig", newline="\r\n")
    return out


def _pins(text: str) -> list[str]:
    """The versions of a constraints file without hashes, which pip refuses beside a local wheel."""
    return [match.group().strip() for match in re.finditer(r"^[A-Za-z0-9._-]+==[^\\\n]+", text, re.MULTILINE)]


def _only_there(markers: dict[str, str], python: str) -> list[str]:
    """The pins of the run that hold on the other platform and not on this one (colorama on Windows)."""
    from packaging.requirements import Requirement

    target = {**markers, "python_version": python, "python_full_version": f"{python}.0"}
    found = (Requirement(pin) for pin in _pins(RUNTIME.read_text(encoding="utf-8")))
    held = (one for one in found if one.marker and one.marker.evaluate(target) and not one.marker.evaluate())
    return [f"{one.name}{one.specifier}" for one in held]


def _pip(*words: object) -> None:
    subprocess.run([sys.executable, "-m", "pip", *map(str, words), "--quiet"], check=True)  # noqa: S603 (our own words)


def main(words: list[str] | None = None) -> int:
    """Build the folder that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m narrative.web.offline", description="做一个不联网安装的文件夹")
    parser.add_argument("--platform", choices=tuple(PLATFORMS), required=True, help="用在什么系统上")
    parser.add_argument("--python", default="3.11", help="那台电脑上 Python 的版本，默认 3.11")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="目录")
    asked = parser.parse_args(words)
    print(f"已写出 {build(asked.platform, asked.output, asked.python)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
