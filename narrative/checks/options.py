"""Which checks run, how severe they are, and which rows are excused: from arguments or a project file.

The project file is ``narrative.toml``::

    profile = "shanghai"          # 评分口径：名称或 .toml 路径

    [checks]
    select = ["R", "N", "F"]      # 只运行这些前缀；不写则全部运行
    ignore = ["F403"]

    [checks.severity]
    R210 = "提示"

    [[suppress]]                  # 已说明、不再追问的一行；仍显示，附理由
    code = "R210"
    project = "公众号运营"
    indicator = "推送数量"
    reason = "目标值为上级统一下达"
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from narrative.schema import SEVERITIES, Finding, Form, Severity

PROJECT_FILE = "narrative.toml"


class OptionsError(ValueError):
    """Options that are not written as they should be; the text is Chinese and says what is known."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """One finding that has been explained: by code prefix, project and indicator ("" is any), with a reason."""

    code: str
    reason: str
    project: str = ""
    indicator: str = ""

    def __post_init__(self) -> None:
        if not self.code or not self.reason.strip():
            raise OptionsError("每条 suppress 须写明 code 与 reason（为何不再追问）")

    def covers(self, finding: Finding, form: Form) -> bool:
        """Whether the finding on this form is the one excused."""
        return (
            finding.code.startswith(self.code)
            and self.project in ("", form.project)
            and self.indicator in ("", finding.indicator)
        )


@dataclass(frozen=True, slots=True)
class Options:
    """``select`` and ``ignore`` are prefixes of codes; ``severity`` maps a code to another severity."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    suppress: tuple[Suppression, ...] = ()
    profile: str = ""

    def __post_init__(self) -> None:
        for code, severity in self.severity.items():
            if severity not in SEVERITIES:
                raise OptionsError(f"{code} 的级别“{severity}”不是 {'、'.join(SEVERITIES)} 之一")

    def wants(self, code: str) -> bool:
        """Whether a check runs: the longest prefix that matches decides, ignoring wins a tie."""
        chosen = max(
            (len(prefix) for prefix in self.select if code.startswith(prefix)), default=0 if self.select else 1
        )
        refused = max((len(prefix) for prefix in self.ignore if code.startswith(prefix)), default=0)
        return chosen > refused

    def excuse(self, finding: Finding, form: Form) -> str:
        """The reason the finding is suppressed for, or ""."""
        return next((one.reason for one in self.suppress if one.covers(finding, form)), "")


def load_options(
    config: str | Path | None = None, *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Options:
    """The options of a project file, what is given here winning over what stands there.

    Without *config* the nearest ``narrative.toml`` at or above the current folder is read, if there is
    one.  Raises OptionsError.
    """
    options = _read(Path(config)) if config else find_options(Path.cwd())
    return replace(options, select=tuple(select) or options.select, ignore=(*options.ignore, *ignore))


def _read(path: Path) -> Options:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionsError(f"项目文件 {path} 读不了：{error}") from error
    _known(data, {"profile", "checks", "suppress"}, path)
    chosen = data.get("checks", {})
    _known(chosen, {"select", "ignore", "severity"}, path)
    try:
        return Options(
            select=tuple(chosen.get("select", ())),
            ignore=tuple(chosen.get("ignore", ())),
            severity=chosen.get("severity", {}),
            suppress=tuple(Suppression(**{"code": "", "reason": "", **item}) for item in data.get("suppress", ())),
            profile=data.get("profile", ""),
        )
    except TypeError as error:
        raise OptionsError(f"项目文件 {path} 的 suppress 只认 code、project、indicator、reason：{error}") from error


def _known(data: Mapping[str, Any], names: set[str], path: Path) -> None:
    unknown = sorted(data.keys() - names)
    if unknown:
        raise OptionsError(f"项目文件 {path} 有不认识的项 {'、'.join(unknown)}；认识的是 {'、'.join(sorted(names))}")


def find_options(start: Path) -> Options:
    """The options of the nearest ``narrative.toml`` at or above a folder; the defaults when there is none."""
    for folder in (start, *start.parents):
        path = folder / PROJECT_FILE
        if path.is_file():
            return _read(path)
    return Options()
