"""Prose reports: sections by heading, and within them the paragraphs each project has of its own.

Start at :func:`sections`.  Headings are told by their numbering (一、 （一） 1. （1）) or by the outline
level the format gives.  A paragraph that begins with a project's name and a colon, and a heading that is
a project's name, open a section for that project, one level below the heading they stand under.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from narrative.forms.headings import LONGEST, SENTENCE, bare, heading_text, style
from narrative.forms.stream import Row
from narrative.schema import Place, Section

_HEAD = re.compile(r"(?P<head>[^：:；;。，！!？?]{2,60})[：:；;]\s*(?=\S)")
_SUMMARY = re.compile(r"(?:总体|综上|总的|以上|综合|整体)")
_SHORT = 30  # characters up to which a line without a sentence is a signature or a date

_PROJECT_END = re.compile(
    r"(?:项目|工程|经费|资金|费用?|款|补助|补贴|保险|购置|采购|配套|专项|奖励|奖补|债券|运维|租金|津贴|工资|建设|改造|活动|服务)"
    r"(?:[（(][^（()）]{0,20}[)）])?"
)
_WORK = (
    r"概况|情况|管理|使用|执行|绩效|投入|安排|落实|到位|组织|实施|目标|立项|背景|内容|决策|产出|效益|过程|"
    r"分析|评价|自评|来源|结余|拨付|分配|依据|构成|支付"
)
_GENERIC = re.compile(
    rf"(?:本|该|其中|全部|各|所有|部门|单位|预算|财政|支出|专项|年度|重点|一般|主要|总|国家|上级|\d{{4}}年?度?|"
    rf"项目|资金|经费|工程|费用|收入|基本|资产|成本|和|及|与|、|的|{_WORK})*"
)
_EXHORTATION = re.compile(
    r"(?:进一步|加强|严格|规范|完善|强化|提高|推进|落实|建立|健全|做好|继续|合理|科学|加大|加快|优化|提升|开展|聚焦|一是|二是|三是|"
    r"存在|问题|原因|下一步|数量指标|质量指标|时效指标|成本指标|绩效目标|主要|统筹|确保|抓好|深化|积极|切实)"
)


@dataclass(slots=True)
class _Open:
    """A section while it is being read."""

    title: str
    level: int
    project: str = ""
    paragraphs: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.paragraphs.append(row.first.text)
        self.places.append(row.first.place)

    def close(self) -> Section:
        return Section(self.title, self.level, tuple(self.paragraphs), self.project, tuple(self.places))


def sections(rows: Sequence[Row]) -> list[Section]:
    """The sections of the paragraphs outside all forms, in reading order.

    Empty where only the titles of forms are left.  A title before the first heading opens no section.
    """
    if not any(len(row.first.text) > LONGEST or style(row) is not None or _is_sentence(row) for row in rows):
        return []
    reader = _Reader(_named_heads(rows))
    for row in rows:
        reader.take(row)
    return [section.close() for section in reader.found if section.title or section.paragraphs]


@dataclass(slots=True)
class _Reader:
    heads: frozenset[str]
    found: list[_Open] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)  # numbering styles open, outermost first
    parent: _Open | None = None  # the last section of a heading
    title: str = ""

    def take(self, row: Row) -> None:
        head = project_head(row.first.text)
        kind = style(row)
        if head and (head in self.heads or _is_project(head)):
            self._open_project(row, head)
        elif kind is not None:
            self._open_heading(row, kind)
        else:
            self._body(row)

    def _open_heading(self, row: Row, kind: int) -> None:
        title, runs_on = heading_text(row)
        level = self._level(kind)
        name = bare(title)
        above = next((one for one in reversed(self.found) if one.level < level), None) if level > 1 else None
        project = name if _is_project(name) and not _EXHORTATION.match(name) else above.project if above else ""
        self.parent = _Open(title, level, project)
        self.found.append(self.parent)
        if runs_on:
            self.parent.add(row)

    def _level(self, kind: int) -> int:
        """The depth of a numbering style: below the styles it first appeared under."""
        if kind in self.styles:
            del self.styles[self.styles.index(kind) + 1 :]
        else:
            self.styles.append(kind)
        return len(self.styles)

    def _open_project(self, row: Row, name: str) -> None:
        level = self.parent.level + 1 if self.parent else 1
        section = _Open(name, level, name)
        section.add(row)
        self.found.append(section)

    def _body(self, row: Row) -> None:
        if not self.found and not self.title and _is_short(row):
            self.title = row.first.text
            return
        if self.parent is None:
            self.parent = _Open("", 1)
            self.found.append(self.parent)
        last = self.found[-1]
        of_project = last is not self.parent and not _is_short(row) and not _SUMMARY.match(row.first.text)
        (last if of_project else self.parent).add(row)


# --------------------------------------------------------------------------------------------------
# What a paragraph is


def project_head(text: str) -> str:
    """The name a paragraph begins with before its first colon or semicolon, ``""`` when it has none."""
    match = _HEAD.match(bare(text[:90]) + ("…" if len(text) > 90 else ""))
    name = match["head"].strip() if match else ""
    return "" if _GENERIC.fullmatch(name) or _EXHORTATION.match(name) else name


def _is_project(name: str) -> bool:
    """Whether a name reads like a project's: it ends as projects do, and says more than 项目资金."""
    ending = re.search(_PROJECT_END.pattern + r"\Z", name)
    return bool(ending) and len(name) >= 4 and not _GENERIC.fullmatch(name)


def _named_heads(rows: Sequence[Row]) -> frozenset[str]:
    """Heads that must be projects because their neighbours, paragraph after paragraph, are."""
    heads = [project_head(row.first.text) if style(row) is None else "" for row in rows]
    accepted = {
        head
        for before, head, after in zip(["", *heads], heads, [*heads[1:], ""], strict=False)
        if head and _is_project(before) and _is_project(after)
    }
    return frozenset(accepted)


def _is_short(row: Row) -> bool:
    return len(row.first.text) <= _SHORT and not SENTENCE.search(row.first.text)


def _is_sentence(row: Row) -> bool:
    return row.first.text.rstrip().endswith("。") and len(row.first.text) > _SHORT // 3
