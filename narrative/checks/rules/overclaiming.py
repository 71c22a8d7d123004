"""Narrative checks: the outcome says more than the rows bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrative.checks.case import Case, Row, Spot, further
from narrative.checks.comparing import compare, overall
from narrative.checks.frame import Hit, check
from narrative.checks.links import topic_words
from narrative.checks.rows import lost, marks
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted, trimmed
from narrative.checks.texts import clauses_of
from narrative.checks.words import has

ALIKE = 0.5
"""The share of a name's words that a clause of praise must hold to speak of the row."""
_SWEEPING = re.compile(
    r"(?:圆满|全面|全部|均已?|优质高效|高质量|超额|顺利|如期)地?(?:完成|实现)了?"
    r"[^，。；]{0,8}?(?:各项|全部|所有|既定|年初|年度|全年|目标|任务)"
)


@check(
    "N327",
    "文字比指标行说得好",
    "问题",
    why="完成情况说“显著提高”，同一件事在指标行里只填“得到一定提高”并扣了分，两处说法不一。",
    remedy="以指标行的实际程度为准，改写完成情况，或补充依据后重新评分。",
    fires=(
        form(
            row("效益", "新媒体影响力", "显著提高", "得到一定提高", 15, "12.5", reason="矩阵建设仍需加强。"),
            outcome="全年推送信息2163篇，显著提高了新媒体在青年中的影响力。",
        ),
    ),
    passes=(
        form(
            row("效益", "新媒体影响力", "显著提高", "得到一定提高", 15, "12.5", reason="矩阵建设仍需加强。"),
            outcome="全年推送信息2163篇，新媒体影响力有所提高。",
        ),
        form(
            row("效益", "新媒体影响力", "显著提高", "粉丝增长45%", 15, 15),
            outcome="全年推送信息2163篇，显著提高了新媒体在青年中的影响力。",
        ),
    ),
)
def praised_beyond_the_row(case: Case) -> Iterator[Hit]:
    """High praise in a clause that speaks of a row which is hedged and lost points; one hit for the form."""
    praise = [spot for spot in clauses_of(case, "outcome") if has(spot.quote, "praise")]
    found = [(one, spot) for one in case.rows if _hedged(one) and (spot := _praise_of(one, praise))]
    if found:
        rows = [one for one, _ in found]
        clauses = list(dict.fromkeys(spot for _, spot in found))
        said = listed((quoted(trimmed(spot.quote), 50) for spot in clauses), 3)
        filed = listed(f"{one.name}填{quoted(one.actual, 24)}、{marks(one)}" for one in rows)
        yield Hit(
            f"完成情况写{said}，指标行却是{filed}，说法不一。",
            clauses[0],
            rows[0].spot("actual"),
            further(rows, "actual"),
        )


def _hedged(one: Row) -> bool:
    return lost(one) and one.label("actual") == "hedged"


def _praise_of(one: Row, praise: list[Spot]) -> Spot | None:
    topic = topic_words(one.indicator.name)
    return next((spot for spot in praise if topic and _share(topic, spot.quote) >= ALIKE), None)


def _share(topic: tuple[str, ...], text: str) -> float:
    return sum(word in text for word in topic) / len(topic)


@check(
    "N328",
    "称全部完成而有指标未达目标",
    "问题",
    why="完成情况说各项任务全部或圆满完成，指标行里却有没有达到目标的。",
    remedy="据实改写完成情况，写明哪一项没有完成、差多少。",
    fires=(
        form(
            row("数量", "志愿者培训", "不少于3天", "1天", 2, "0.5", reason="改为入校培训。"),
            outcome="志愿者以实际行动圆满完成了各项服务任务。",
        ),
    ),
    passes=(
        form(
            row("数量", "志愿者培训", "不少于3天", "3天", 2, 2),
            outcome="志愿者以实际行动圆满完成了各项服务任务。",
        ),
        form(
            row("数量", "志愿者培训", "不少于3天", "1天", 2, "0.5", reason="改为入校培训。"),
            outcome="除培训外，完成了各项服务任务。",
        ),
    ),
)
def all_done_but_a_row(case: Case) -> Iterator[Hit]:
    """A sweeping claim of completion beside rows that miss their targets; one hit for the form."""
    claims = [spot for spot in clauses_of(case, "outcome") if _SWEEPING.search(spot.quote)]
    rows = [one for one in case.rows if overall(compare(one)) == "missed"]
    if claims and rows:
        said = listed((quoted(trimmed(spot.quote), 40) for spot in claims), 3)
        short = listed(
            f"{one.name}（目标{quoted(one.target, 30)}，完成{quoted(one.actual, 30)}，{marks(one)}）" for one in rows
        )
        yield Hit(
            f"完成情况写{said}，而{short}没有达到目标。", claims[0], rows[0].spot("actual"), further(rows, "actual")
        )
