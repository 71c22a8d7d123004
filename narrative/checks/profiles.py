"""Scoring profiles (评分口径): weights, bands, tiers and thresholds, each with its source.

A profile is a TOML file in ``data/profiles`` or one a county brings itself; it names the profile it
builds on and states only what differs.  No threshold of a check is a constant in code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from narrative.locations import DATA
from narrative.schema import Form

FOLDER = DATA / "profiles"
DEFAULT = "national-2020"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that decides something, and in words where it comes from."""

    value: Decimal
    source: str

    @property
    def own(self) -> str:
        """The remark a message carries when the threshold is the tool's own choice."""
        return "（工具口径）" if self.source.startswith("工具自定") else ""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a qualitative indicator: the words that claim it, its range in percent of the points."""

    name: str
    words: tuple[str, ...]
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Profile:
    """One scheme of scoring.

    ``weights`` maps the name of a first-level group to its points; ``bands`` maps a rating to its
    inclusive lower bound; ``tiers`` stand from the best down; ``reverse`` names the accepted formulas
    for ≤ indicators ("ratio": target/actual; "linear": 1-(actual-target)/target); ``required`` lists
    the kinds of indicator a form should have.
    """

    name: str
    title: str
    source: str
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    bands: Mapping[str, Decimal] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    reverse: tuple[str, ...] = ("ratio", "linear")
    required: tuple[str, ...] = ()
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    detect: Mapping[str, Any] = field(default_factory=dict)

    def limit(self, name: str) -> Threshold:
        """A threshold by name; the error lists what is known."""
        try:
            return self.thresholds[name]
        except KeyError:
            known = "、".join(sorted(self.thresholds))
            raise KeyError(f"评分口径 {self.name} 没有阈值 {name}；已有：{known}") from None


class ProfileError(ValueError):
    """A profile that is not there or is not written as it should be; the text is Chinese."""


def profile_names() -> tuple[str, ...]:
    """The shipped profiles, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_profile(name_or_path: str | Path = DEFAULT) -> Profile:
    """A shipped profile by name, or one from a TOML file by path; raises ProfileError."""
    text = str(name_or_path) or DEFAULT
    if text in profile_names():
        return _load(FOLDER / f"{text}.toml")
    path = Path(text)
    if path.suffix != ".toml" or not path.is_file():
        raise ProfileError(f"没有评分口径“{text}”。可用：{'、'.join(profile_names())}；或给出一个 .toml 文件的路径")
    return _parse(path)  # not cached: a county's own file may change between calls


@cache
def _load(path: Path) -> Profile:
    return _parse(path)


def _parse(path: Path) -> Profile:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        base = load_profile(data["base"]) if "base" in data else Profile("", "", "")
        return _over(base, path.stem, data)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ArithmeticError) as error:
        raise ProfileError(f"评分口径文件 {path} 写得不对：{error}") from error


def _over(base: Profile, name: str, data: Mapping[str, Any]) -> Profile:
    return Profile(
        name=name,
        title=data["title"],
        source=data["source"],
        weights=_numbers(data.get("weights")) or base.weights,
        bands=_numbers(data.get("bands")) or base.bands,
        tiers=tuple(_tier(tier) for tier in data.get("tiers", ())) or base.tiers,
        reverse=tuple(data.get("reverse", base.reverse)),
        required=tuple(data.get("required", base.required)),
        thresholds={**base.thresholds, **dict(_thresholds(data.get("thresholds", {})))},
        detect=data.get("detect", {}),
    )


def _numbers(data: Mapping[str, Any] | None) -> dict[str, Decimal]:
    return {key: Decimal(str(value)) for key, value in (data or {}).items()}


def _tier(data: Mapping[str, Any]) -> Tier:
    return Tier(data["name"], tuple(data["words"]), Decimal(str(data["low"])), Decimal(str(data["high"])))


def _thresholds(data: Mapping[str, Any]) -> Iterator[tuple[str, Threshold]]:
    for key, item in data.items():
        yield key, Threshold(Decimal(str(item["value"])), item["source"])


def with_thresholds(profile: Profile, **values: Decimal | int | str) -> Profile:
    """The profile with some thresholds replaced, as given by the caller."""
    changed = {key: Threshold(Decimal(str(value)), "调用时给定") for key, value in values.items()}
    return replace(profile, thresholds={**profile.thresholds, **changed})


def detect_profile(form: Form) -> Profile:
    """The shipped profile the form itself points to (place, group names, weights); else the national one.

    A profile speaks up when every trait it states under ``[detect]`` is on the form; the one that
    states most wins.
    """
    fitting = [profile for profile in map(load_profile, profile_names()) if _fits(profile.detect, form)]
    return max(fitting, key=lambda profile: len(profile.detect), default=load_profile(DEFAULT))


def choose_profile(name_or_path: str | Path, form: Form) -> Profile:
    """The profile named, or with "" the one the form points to."""
    return load_profile(name_or_path) if str(name_or_path) else detect_profile(form)


def _fits(detect: Mapping[str, Any], form: Form) -> bool:
    tests: dict[str, Callable[[Any, Form], bool]] = {
        "place": _in_place,
        "levels": _has_levels,
        "weights": _has_weights,
    }
    return bool(detect) and all(tests[trait](wanted, form) for trait, wanted in detect.items())


def _in_place(wanted: list[str], form: Form) -> bool:
    return any(place in form.department + form.implementer + form.title for place in wanted)


def _has_levels(wanted: list[str], form: Form) -> bool:
    levels = {row.level1 for row in form.indicators}
    return all(any(name in level for level in levels) for name in wanted)


def _has_weights(wanted: Mapping[str, Any], form: Form) -> bool:
    groups = group_points(form)
    return all(groups.get(name) == Decimal(str(value)) for name, value in wanted.items())


def group_points(form: Form) -> dict[str, Decimal]:
    """Points of each first-level group by its bare name (产出, 效益, 满意度 …), summed over the rows."""
    sums: dict[str, Decimal] = {}
    for row in form.indicators:
        name = group_name(row.level1)
        sums[name] = sums.get(name, Decimal(0)) + (row.points or Decimal(0))
    return sums


def group_name(level1: str) -> str:
    """The bare name of a first-level label: 效果指标 → 效益, 产出指标 → 产出, 服务对象满意度指标 → 满意度."""
    bare = level1.removesuffix("指标").removeprefix("项目")
    if "满意" in bare:
        return "满意度"
    return {"效果": "效益", "绩效": "效益"}.get(bare, bare)
