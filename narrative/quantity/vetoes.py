"""Why a reading that fits the grammar is no quantity (冠词性的“一”, 序数, 标题中的年份, 没有单位)."""

from __future__ import annotations

import re

from narrative.quantity import context
from narrative.quantity.grammar import Reading
from narrative.quantity.numerals import CHINESE
from narrative.quantity.units import is_noun

_CHINESE = frozenset(CHINESE)
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_ARTICLE_BEFORE = set("第统唯进之万任单同逐不专划其归某有另每这那哪")
_ARTICLE = "冠词性的“一”"
_COUNTING = re.compile(
    r"(?:每[^，。；、]{0,4}|各[^，。；、]{0,2}|(?:仅|只|共|计|增|减|达|少于|至少|不少|超过|不到|约|近|为|满|期|隔|限)[^，。；、]{0,2}"
    r"|(?:开展|召开|组织|举办|举行|新建|建成|购置|采购|购买|配备|新增|增设|完成|承办|参加|印发|编制|聘请|更换|安装)了?)$"
)
_CLOSED = re.compile(r"[，。；、,;)）\s]|$")
_AND_UP = re.compile("及?以[上下]")
_RANKS = frozenset({"名", "位"})
_ORDINAL_UNITS = frozenset("期级类等号届轮层楼区线环档版款路院") | {"医院"}
_DEVICES = frozenset("台套部块个只件辆架把张条根盏组支片项例人名次家份处")
_LABELS = re.compile(r"(?:得分|分值|总分|综合|评分|为|达|达到|系数|指数|比|值|至|≥|≤|=|＝|>|<|＞|＜|约)\s*$")
_MONEY_BEFORE = re.compile(
    r"(?:资金|经费|投入|投资|预算|补助|拨付|支出|安排|成本|补贴|奖金|收入|产值|金额|费用?)[^，。；、0-9]{0,3}$"
)
_MONEY_AFTER = re.compile(
    r"(?:以上|以下|左右|的)?(?:支持|专项|补助|财政|配套|扶持|奖励)?(?:资金|经费|投资|预算|补助|补贴)"
)


def veto(text: str, reading: Reading, before: context.Before) -> str:
    """The reason why the reading is none, or ""; may turn a bare number into money."""
    if reading.rule == "日期":
        return _veto_year(text, reading)
    core = text[reading.start : reading.end]
    if reading.unit in _RANKS and text[reading.start - 1 : reading.start] == "前":
        return "名次"
    if core[0] in _CHINESE:
        return _veto_chinese(text, reading, before, core)
    previous = text[reading.start - 1 : reading.start]
    if previous.isascii() and previous.isalpha() and reading.unit not in _DEVICES:
        return "型号、编号"
    if reading.rule == "数字":
        return _veto_bare(text, reading, before)
    return "年份" if is_noun(reading.unit) and _YEAR.match(core) else ""


_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9,.])")


def _veto_chinese(text: str, reading: Reading, before: context.Before, core: str) -> str:
    if reading.rule == "分数":
        return ""
    if reading.rule == "数字":
        return _veto_bare(text, reading, before)
    if reading.unit == "方" or (
        core[0] == "半" and text[reading.start - 1 : reading.start] in {"上", "下", "前", "后"}
    ):
        return "固定词组"  # 三方协议, 上半年
    if core[0] in _FORMAL and reading.kind != "money":
        return "固定词组"  # 队伍
    numeral = core.removesuffix(reading.unit)
    previous = text[reading.start - 1 : reading.start]
    if numeral == "一":
        return _veto_one(text, reading, before, previous)
    and_up = reading.kind == "money" and bool(_AND_UP.match(text, reading.end))  # 亿元以上项目
    scale = "" if and_up else _veto_scale(core[0], numeral, reading, before, previous)
    return scale or _veto_ordinal(numeral, reading, before, previous)


def _veto_scale(first: str, numeral: str, reading: Reading, before: context.Before, previous: str) -> str:
    """百, 千, 万 alone and 几, 数 alone are no numbers (千方百计, 几个) unless something makes them one."""
    if previous == "每" and first in "百千万亿":
        return "比率的分母"
    if first in "几数" and len(numeral) == 1:
        return "概数（若干）"
    exact = (
        (reading.kind == "money" and first in "百千") or before.relation or reading.relation or previous in {"各", "成"}
    )
    if first in "百千万亿" and not exact:
        return "固定词组"
    return ""


def _veto_ordinal(numeral: str, reading: Reading, before: context.Before, previous: str) -> str:
    if len(numeral) != 1 or numeral == "两" or reading.unit not in _ORDINAL_UNITS or before.relation:
        return ""
    return "" if previous and previous in "、分共等" else "序数（第几）"


def _veto_one(text: str, reading: Reading, before: context.Before, previous: str) -> str:
    if reading.kind in {"duration", "percent", "measure", "money"} or reading.unit in {"倍", "番"}:
        return _ARTICLE if previous in _ARTICLE_BEFORE and previous not in "每有" else ""
    if before.relation or reading.low != reading.high:
        return ""
    if reading.unit in _ORDINAL_UNITS and previous != "每":
        return "序数（第几）"
    if previous in _ARTICLE_BEFORE and previous and previous not in "每":
        return _ARTICLE
    if _COUNTING.search(text, max(0, reading.start - 10), reading.start) or _CLOSED.match(text, reading.end):
        return ""
    return _ARTICLE


_CURRENCY_SIGNS = frozenset("￥¥＄$")
_RATIO_BEFORE = re.compile(r"(?:[率数度比值类][由从为是达]?|[到至于]|由|从|分别为|、)$")
_RATIO_AFTER = re.compile(r"[，。；、,;)）提上下升降增减至到以和与]|\s|$")


def _veto_bare(text: str, reading: Reading, before: context.Before) -> str:
    core = text[reading.start : reading.end]
    sign = text[reading.start - 1 : reading.start]
    if sign and sign in _CURRENCY_SIGNS:
        reading.kind, reading.unit = "money", "美元" if sign in "$＄" else "元"
        reading.base_unit = reading.unit
        return ""
    scaled = core[-1] in "万亿" or (core[0].isdigit() and core[-1] in "千百")
    if scaled and (core[0].isdigit() or before.relation or len(core) > 1):
        if _MONEY_AFTER.match(text, reading.end) or (
            _MONEY_BEFORE.search(text, max(0, before.start - 8), before.start)
        ):
            reading.kind, reading.unit, reading.base_unit = "money", "元", "元"
        return ""
    if not core[0].isdigit():
        return "没有单位"
    if "." in core and _RATIO_BEFORE.search(text, max(0, reading.start - 8), reading.start):
        return "" if _RATIO_AFTER.match(text, reading.end) else "没有单位"
    rest = text[reading.end : reading.end + 2].strip()
    closed = not rest or rest[0] in "，。；、,;)）以及且"
    if closed and (_is_cell(text, reading, before) or _LABELS.search(text, max(0, reading.start - 6), reading.start)):
        return "年份" if re.fullmatch(r"(?:19|20)\d\d", core) and not before.relation else ""
    return "没有单位"


def _is_cell(text: str, reading: Reading, before: context.Before) -> bool:
    """The number, with or without a comparator, is all the text there is."""
    if len(text) - reading.end + before.start > _MOST_BLANKS:  # never copy a long text for one number
        return False
    return not text[: before.start].strip() and not text[reading.end :].strip(" 。；;，")


_MOST_BLANKS = 40


# --------------------------------------------------------------------------------------------------
# Years that belong to a heading, a title or a project's name

_OPENERS = frozenset("（(“‘")
_ONLY_YEAR = re.compile(r"(?:[0-9０-９]{4}|[〇零○一二三四五六七八九]{4})\s?年度?")
_TITLE_END = re.compile(
    r"(?:报告|表|方案|总结|目录|清单|通知|办法|规划|计划|项目|工程|资金|经费|费用|预算|决算|说明|情况|工作|简介|公告|公示|名单|活动"
    r"|规定|意见|汇编|年鉴|年报|指标)(?:[（(][^（）()]{1,12}[)）])?\s*$"
)
_LABEL = re.compile(r"[^，。；,;：:\n]{2,40}(?:[：:]|(?<=[费用金目程套])[;；])")
_NOT_A_LABEL = re.compile(r"(?:情况|如下|包括|其中|目标|任务)[：:;；]$")
_PROJECT = re.compile(
    r"[一-鿿“”]{3,24}?(?:项目|专项资金|专项经费|博览会|运动会|冬奥会|大赛|交流营|推动日活动|应急演练|工程|建设工作)"
    r"(?=[、，。；：:）)”]|基本情况|等[0-9]|的[一-鿿]{2}|$)"
)
_VERB_AFTER = re.compile(r"[完开实组拟共全我本将已未新支投计累安启继推要按各需续收下拨申获预执围通重]|以来|度?内")
_NAME_BEFORE = re.compile(r"(?:^|[、，：“（(是为即对和及了]|[区县市省局镇乡校院]|完成|举办|承办|包括)$")


def _veto_year(text: str, reading: Reading) -> str:
    if not _ONLY_YEAR.fullmatch(text, reading.start, reading.end):
        return ""
    before, after = text[reading.start - 1 : reading.start], text[reading.end : reading.end + 1]
    if before in _OPENERS and (before in {"“", "‘"} or after in {"）", ")"}):
        return "标题、名称中的年份"
    opening = text.rfind("\n", max(0, reading.start - 80), reading.start) + 1
    if opening == 0 and reading.start > 60:
        return _veto_project(text, reading)
    closing = text.find("\n", reading.end, reading.end + 60)
    line = text[opening : closing if closing >= 0 else min(len(text), reading.end + 60)]
    if len(line) <= 50 and not re.search("[。；，,;：:\t]", line) and _TITLE_END.search(line):
        return "标题中的年份"
    label = _LABEL.match(text, opening)
    if label and reading.end + 2 < label.end() and not _NOT_A_LABEL.search(label.group()):
        return "项目名称中的年份"
    return _veto_project(text, reading)


def _veto_project(text: str, reading: Reading) -> str:
    if _VERB_AFTER.match(text, reading.end) or not _PROJECT.match(text, reading.end):
        return ""
    return "项目名称中的年份" if _NAME_BEFORE.search(text, max(0, reading.start - 2), reading.start) else ""
