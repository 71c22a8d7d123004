"""Which figures of a target are bound to its indicator, and which only dress it (2024年有效提升, 1+N体系)."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.schema import Quantity
from narrative.tagging.view import Found, View, amounts, found

# 一 before these is an article or an indefinite amount, not a number.
_ARTICLE = re.compile(
    r"一?(?:批|系列|些|定|支|大批|整套|股|种|番)|[一二三四五六七八九十两]?(?:流|体|站式|般|致|方面|条龙|张网|盘棋)"
)
_BOUND = re.compile(
    r"[≥≤><=＝~]|不少于|不低于|不超过?|不高于|不多于|不大于|不小于|低于|高于|超过?|大于|小于|达到?|至少|至多|最[低高]|控制在|以[上下内]|左右|以上|及以[上下]|之内|不足|上限|下限|为$"
)
_NAMED = re.compile(
    r"十[一二三四五]五|[0-9一二三四五六七八九十]+\s*[+＋][0-9A-Za-zNX+＋一二三四五六七八九十]+|[〔\[（(【][12][09][0-9]{2}[〕\]）)】]\s*[0-9]+号?"
    r"|1[0-9]{4}(?=热线|平台|举报|电话|投诉|市民|便民|政务|监督|服务)|1(?:10|19|20|22|14)(?=热线|接|报|指挥|急救|平台|消防|联动|宣传|服务|警|[一-龥])"
    r"|PM\s*(?:2\.5|10)|[一两三四五六七八九十]个[^，。；]{1,8}(?:\s|$)?(?<=要求|任务|维护|自信|全面|意识|必须|确保|统一)|[“\"][^”\"]{1,14}[”\"]"
    r"|[0-9一二两三四五六](?:级|网)(?=网络|联动|体系|书记|机制|平台|贯通|协同|调解|目录|审核|预案|责任|服务网)|[一两三四五六七八九]个(?:一律|不让|清零|到位|必须|严禁)|最后一公里|第[0-9一二三四五六七八九十百]+(?:届|次|轮|批|期|个|产业|方|季|版|代|条|章|款|项|集|时间)|[0-9]+(?:\.[0-9]+)?版|[12][09][0-9]{2}[—~至-]+[12][09][0-9]{2}(?=卷|版|规划|年鉴|志)|(?<=[从在绕])[0-9一二三四五六七八九十两]+个(?:方面|环节|维度|层面|角度|领域)|(?<=按)[0-9一二三四五六七八九十]+(?:类|项|条|张)(?=清单|标准|制度|要求|准则|规定|原则)|[0-9一二三四五半十]+(?:分钟|小时|公里|刻钟)(?=[一-龥]{0,8}圈)|[2-6]G(?![a-z])|[23]D|[0-9]\.0(?:版)?(?!0)"
    r"|(?:一|二|三|四|五|六|七|八|九|两|双)(?:级(?!$|[，。、；以及])|网|线|圈|核|带|化|公|农|品|资|馆|中心|廊|位一体|方|改|供|长制|张|型|防|乱|违|率|严|实|务公开|废|包|保障|不愁)"
)


def counted(view: View) -> list[Quantity]:
    """The quantities of the target that count, after a leading copy of the indicator's name."""
    return [quantity for quantity in counted_in(view.target, view.header) if quantity.start >= view.start]


@lru_cache(maxsize=65_536)
def counted_in(text: str, header: str = "") -> tuple[Quantity, ...]:
    """The quantities of a folded text that count: no names, no articles, no bare codes."""
    names = [match.span() for match in _NAMED.finditer(text)]
    return tuple(
        quantity for quantity in amounts(text, header) if not _inside(quantity, names) and _countable(quantity, text)
    )


def _inside(quantity: Quantity, spans: list[tuple[int, int]]) -> bool:
    return any(start <= quantity.start and quantity.end <= end for start, end in spans)


def _countable(quantity: Quantity, text: str) -> bool:
    if quantity.kind == "date":
        return True
    if _ARTICLE.fullmatch(quantity.text) or (quantity.start and text[quantity.start - 1] in "第统专唯单万"):
        return False
    if quantity.kind == "number" and not quantity.unit:
        return _alone(quantity, text)
    return True


def _alone(quantity: Quantity, text: str) -> bool:
    """A number without a unit counts as the whole cell, beside a comparator, or with 万/亿."""
    rest = text[: quantity.start] + text[quantity.end :]
    return not re.search(r"[一-龥]{3,}", rest) or bool(_BOUND.search(rest)) or quantity.text[-1] in "万亿"


def bound(quantity: Quantity, text: str) -> bool:
    """Whether a comparator, a percent sign or its place at an end of the cell ties the figure to the row."""
    before, after = text[max(0, quantity.start - 5) : quantity.start], text[quantity.end : quantity.end + 3]
    if (
        quantity.kind in ("percent", "money")
        or quantity.relation != "="
        or _BOUND.search(before)
        or _BOUND.match(after)
    ):
        return True
    return quantity.end == len(text) or text[quantity.end] in "，。；、,;（(/+" or quantity.text[0].isdigit()


_DOING = re.compile(
    r"完成|开展|举办|组织|召开|建设|新建|新增|改造|培训|发放|购置|采购|配备|安装|整治|治理|修|服务|救助|资助|补助|慰问|检查|巡查|排查|制作|印|编|覆盖|保障|支持|扶持|培育|引进|创建|达|有|为|在"
)


def dressing(quantity: Quantity, text: str) -> bool:
    """Whether a plain count only names whom an evaluation is about: 148家企业管理进一步规范."""
    if quantity.kind not in ("count", "number") or quantity.relation != "=" or _BOUND.search(text):
        return False
    clause = re.split(r"[，,。；;（(]", text[quantity.end :])[0]
    end = quantity.end + len(clause)
    before = re.split(r"[，,。；;]", text[: quantity.start])[-1]
    if len(clause) < 4 or _DOING.search(before):
        return False
    last = [entry for entry in evaluations(text) if quantity.end < entry[1] and entry[2] >= end - 1]
    return bool(last) and not _DOING.search(text[quantity.end : last[0][1]])


def attributive(quantity: Quantity, text: str, evaluative: list[Found]) -> bool:
    """Whether the figure only modifies a noun that is then evaluated: 24小时便民服务持续优化."""
    if dressing(quantity, text):
        return True
    if bound(quantity, text) and not (quantity.kind == "duration" and quantity.relation == "="):
        return False
    return bool(evaluative) and evaluative[-1][1] >= quantity.end


def evaluations(text: str) -> list[Found]:
    """The spans that evaluate: direction, unnamed standard, quality."""
    return [entry for entry in found("target", text) if entry[0] in ("change", "unnamed", "quality")]
