"""Noun phrases at the head or the end of a clause, by jieba's words and the word lists of data/quantity_nouns.tsv."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative import segment
from narrative.quantity.wordlists import nouns

_FUNCTION = frozenset("p c d u uj ul uv ug ud uz r m t f y e o x df dg tg mq rr rz rg".split())  # noqa: SIM905  # a row of tags
_MODIFIERS = frozenset({"a", "ad", "b", "z", "ag"})
# What leads from the thing up to the number, where jieba would glue it to the thing (治理|率达).
_LEADING_UP = re.compile(
    r"(?:(?<=[率度量数比额值费期])(?:仍|已|均)?(?:达到?|为|由|从|在|仅|约|超|至|连|扩|升|降|增|减|缩|仍|已|均)|进(?:校园|社区|企业|乡?村(?:入户)?|农村|机关|家庭|军营|课堂|万家)|(?:较|比)[^，]{1,6}(?:增|减|提高|下降|降低|上升|节约)[加少长]?)$"
)
_ENDINGS = frozenset({"号", "线", "道", "桩", "本科", "专科"})  # jieba tags them as measure words
_MEASURED = frozenset("率量额费款金值")
_MODEL = re.compile("[0-9.]*[A-Za-z][A-Za-z0-9.]*")
_PERSON = re.compile("[员者家生人民师工属兵户童]$")
_CODE = re.compile("(?!PM)[A-Za-z]+[0-9][0-9.]+")
_ROMAN = frozenset("ⅠⅡⅢⅣⅤⅥ")
_OF_PERSONS = frozenset({"人", "人次"})
_NEEDS = frozenset("需设")
_PLACES = frozenset("省市县区州镇乡")
_JOINS = frozenset("且并及和与或等")
_RELATIVE = re.compile("[^，。；、的]{2,8}的")
_NOUNS = frozenset({"n", "nr", "ns", "nt", "nz", "vn", "eng", "j", "l"})
_SPENDERS = frozenset({"项目", "预算", "经费", "财政", "资金"})  # 项目支出 is a noun
_HANDED_TO = frozenset({"移送", "移交", "转交", "报送", "提请"})
_HANDS_OVER = frozenset("对向给把被让")
_MEASURE = re.compile(
    "(?:[率度量]|能力|强度|时长|时限|时间|频次|成本|天数|月数|比例|周期|间隔|规模|收入|容量|余额|限额|工期|里程|[^报]价|[^收]费|经费|进度|占比|系数|指数)$"
)
_WORKS = frozenset({"改造", "治理", "修复", "修缮", "建设", "整治"})
# Units of what takes place: a verb before them is the thing (主题宣传3场).
TAKES_PLACE = frozenset({"期", "场", "次", "场次", "轮", "批次", "例", "班", "人次"})
TELLING = TAKES_PLACE | {"人"}  # units that decide what the name before them is
_TOTALS = ([("投资", "vn")], [("产值", "n")])  # 总投资 is a term, 总阅读量 is 阅读量
_BODIES = frozenset("处局队班所站院委厅")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两半几数多余0123456789")
_GRADE = re.compile("[A-EⅠ-Ⅴ一二三]级|不?合格|优秀|良好|[一二三]等[奖功]")

Token = tuple[str, str]


def _tagged(clause: str) -> list[Token]:
    """Words with tags, jieba's mistakes put right: on words of measuring, and a verb glued to its object."""
    told: list[Token] = []
    for word, tag in segment.tagged(clause):
        if told and (told[-1][0] + word in nouns().whole or (word == "率" and told[-1][1] in {"v", "vn", "n"})):
            told[-1] = (told[-1][0] + word, "n")  # 占|比, 占|道
        else:
            told.extend(_parts(word, tag))
    return told


def _parts(word: str, tag: str) -> list[Token]:
    """解决问题 → 解决|问题, 新建村 → 新建|村, 危房改造 → 危房|改造: jieba's n is a verb and its object."""
    lists = nouns()
    if len(word) > 3 and word[-2:] in _WORKS:
        return [(word[:-2], "n"), (word[-2:], "vn")]
    if word[:2] == "新建" and len(word) == 3:
        return [("新建", "v"), (word[2:], "n")]
    if word[0] in _NEEDS and len(word) == 3:
        return [(word[0], "v"), (word[1:], "n")]  # 需|资金, 设|展位
    if len(word) > 3 and word[:2] in lists.strong and word[2:] not in lists.bound:
        return [(word[:2], "v"), *_parts(word[2:], "n")]
    return [(word, _tag(word, tag))]


def _tag(word: str, tag: str) -> str:
    if word[-1] == "级" or word == "第三方":
        return "b"
    if word in nouns().attributive and tag in _FUNCTION:
        return "b"  # 夜间, 老年
    if word in _ROMAN:
        return "b"  # Ⅲ|级|响应
    measuring = word in nouns().heads or word[-1] in _MEASURED or _MODEL.fullmatch(word)
    no_numeral = tag == "m" and len(word) > 1 and _NUMERALS.isdisjoint(word)
    return "n" if measuring or no_numeral or (tag == "t" and word[-1] == "期") else tag


@lru_cache(maxsize=65536)
def leading_noun(clause: str, classified: bool, runs_on: bool = False) -> str | None:
    """The noun phrase that *clause* begins with; right after a classifier jieba's verb is a noun (考生).

    *runs_on*: a number follows, so that a verb at the end may belong to it (95名下乡服务1460次).
    """
    words = _tagged(clause)
    taken = _leading_words(words, classified)
    if classified and (relative := _RELATIVE.match(clause)) and (not taken or taken[-1][1] not in _NOUNS):
        words = _tagged(clause[relative.end() :])  # 表现突出的|集体
        taken = _leading_words(words, classified)
    lists = nouns()
    if taken and taken[0][0] in lists.verbs and len(taken) > 1 and taken[1][0] not in lists.heads:
        return None
    whole = len(taken) == len(words)  # 1名专业|督导，: at the end of the clause it is a noun
    while len(taken) > 1 and (
        (taken[-1][0] in lists.verbs and not (whole and (runs_on or taken[-1][0] in lists.events)))
        or taken[-1][1] in _MODIFIERS
    ):
        taken.pop()
    return _phrase(taken)


def _leading_words(words: list[Token], classified: bool) -> list[Token]:
    lists = nouns()
    taken: list[Token] = []
    for i, (word, tag) in enumerate(words):
        first = classified and i == 0 and len(word) > 1
        if word in lists.strip or word in lists.strong or (tag in _FUNCTION and not (first and tag in {"d", "t"})):
            break
        if first and word not in lists.verbs:
            taken.append((word, "n" if tag == "v" else "b" if tag in {"d", "t"} else tag))
        elif tag != "v" or _goes_on(words, i):
            taken.append((word, tag))
        else:
            break
    return taken


def _goes_on(words: list[Token], i: int) -> bool:
    """A verb inside a compound: 应急|避难|场所, 退役|士兵; not 学生|走访."""
    lists = nouns()
    if i + 1 == len(words):
        return False
    following, tag = words[i + 1]
    return (i == 0 and following in lists.heads) or (words[i][0] not in lists.verbs and tag[:1] == "n")


def _phrase(taken: list[Token]) -> str | None:
    lists = nouns()
    while taken and taken[0][0] in _JOINS:
        taken = taken[1:]
    while len(taken) > 1 and _CODE.fullmatch(taken[0][0]) and not _MEASURE.search(taken[1][0]) and len(taken[1][0]) > 1:
        taken = taken[1:]  # DN200|球墨铸铁管
    phrase = "".join(word for word, _ in taken)
    if len(taken) == 1 and taken[0][1] in {"v", *_MODIFIERS} and phrase not in lists.events | lists.heads - lists.pay:
        return None
    if taken and phrase[-1] in _PLACES and all(tag == "ns" for _, tag in taken):
        return None  # the name of a place
    if len(phrase) == 1 and phrase in lists.single:
        return phrase
    if (
        len(phrase) < 2
        or _GRADE.fullmatch(phrase)
        or phrase in lists.void
        or phrase in lists.verbs - lists.events - lists.heads
    ):
        return None
    return phrase


@lru_cache(maxsize=65536)
def trailing_noun(clause: str, unit: str = "") -> str | None:
    """The noun phrase that *clause* ends with before a number with *unit*, what belongs to the number left out."""
    words = _tagged(_LEADING_UP.sub("", clause))
    if words and words[-1][0] in _HANDS_OVER:
        return None  # 对6041家次企业: what is counted comes after
    _drop_number_words(words)
    chunk: list[Token] = []
    while words and (not _stops(*words[-1]) or (not chunk and words[-1][0] in _ENDINGS) or _tells_how(words, chunk)):
        chunk.insert(0, words.pop())
    average = words[-1:] if words and (words[-1][0] == "平均" or (words[-1][0] == "总" and chunk in _TOTALS)) else []
    if len(chunk) > 1 and chunk[-1][0] in nouns().transitive and chunk[-2][0] not in _SPENDERS:
        return None  # 项目|涉及3个镇: what is counted comes after
    if (chunk and chunk[0][0] in _HANDED_TO) or (words and words[-1][0] in _HANDED_TO):
        return None  # 移送公安机关5起: the thing was named before
    if unit in _OF_PERSONS and len(chunk) == 1 and chunk[0][0] in nouns().events and words and words[-1][0] == "免费":
        return trailing_noun("".join(word for word, _ in words[:-1])) or chunk[0][0]  # 为老年人免费体检5600人次
    named = _without_verbs(chunk, unit)
    return _phrase(average + named if average and named == chunk else named)


def _tells_how(words: list[Token], chunk: list[Token]) -> bool:
    """按期|办结|率, 一次性|补助, PM2.5|年均|浓度: part of the name."""
    word = words[-1][0]
    if not chunk or len(chunk) > 3:
        return False
    if word in {"年均", "日均", "平均"}:
        return len(words) > 1 and bool(_MODEL.fullmatch(words[-2][0]))
    return word in nouns().manner and (len(word) > 1 or chunk[-1][0] == "率")


def _stops(word: str, tag: str) -> bool:
    return tag in _FUNCTION or word[0] in "每各较" or (word in nouns().strip and word != "计划")


def _drop_number_words(words: list[Token]) -> None:
    """Drop comparators, words of change, 共, 分别, 每户 from the end."""
    lists = nouns()
    while words:
        word, tag = words[-1]
        if word in lists.strip or word in lists.change or word[0] == "每" or tag in {"d", "p", "c", "ul"}:
            words.pop()
        elif len(words) > 1 and words[-2][0][0] == "每" and (len(word) == 1 or tag == "q"):
            del words[-2:]
        else:
            return


def _without_verbs(chunk: list[Token], unit: str) -> list[Token]:
    """发放|宣传|手册 → 宣传手册, 水体|治理 → 水体; a verb before a head stays (投保|金额, 整改|率)."""
    while len(chunk) > 1 and _is_trailing_verb(*chunk[-1], chunk[-2][1] in _NOUNS) and not _takes_place(chunk, unit):
        chunk = chunk[:-1]
    for i in range(len(chunk) - 1, 0, -1):
        if _cuts(chunk, i):
            chunk = chunk[i:]  # 形式|招录|劳务|派遣|人员
            break
    while len(chunk) > 1 and _is_leading_verb(chunk):
        chunk = chunk[1:]
    return chunk


def _takes_place(chunk: list[Token], unit: str) -> bool:
    """主题|宣传 3场, 职业|技能|培训 76人次; not 困难|群众|救助 30人次."""
    lists = nouns()
    acts = unit in TAKES_PLACE and (chunk[-1][0] not in lists.strong or chunk[-1][0] in lists.rounds)
    persons = _PERSON.search(chunk[-2][0]) or chunk[-2][0].endswith(tuple(lists.persons))
    return acts and not persons and (unit != "人次" or chunk[-1][0] == "培训")


def _is_trailing_verb(word: str, tag: str, after_noun: bool) -> bool:
    """水体|治理, 小型水库|修缮; not 清洁|取暖."""
    lists = nouns()
    unknown = tag == "v" and len(word) > 1 and after_noun and word not in lists.events
    return (word in lists.verbs or unknown) and word not in lists.heads


def _cuts(chunk: list[Token], i: int) -> bool:
    """Whether the noun phrase begins at *i*: after a strong verb, or after 疾控中心|采集."""
    lists = nouns()
    word, tag = chunk[i - 1]
    if i > 1 and chunk[i - 2][0] == "新" and tag == "v":
        return True  # 新|签约|项目
    if chunk[i][0] in lists.bound or word in lists.attributive:
        return False
    if (
        i == len(chunk) - 1
        and _MEASURE.search(chunk[i][0])
        and (word not in lists.pay if i == 1 else chunk[i - 2][1] in _NOUNS | _MODIFIERS or chunk[i - 2][0] == "可")
    ):
        return False  # 处置收入, 整改时限, 经费投入强度
    if i > 1 and word in lists.verbs and chunk[i - 2][0][-1] in _BODIES and chunk[i][0] not in lists.heads:
        return True  # 专班|核查|线索
    return word in lists.strong or (i > 1 and chunk[i][0] not in lists.heads and tag == "v" and word in lists.verbs)


def _is_leading_verb(chunk: list[Token]) -> bool:
    lists = nouns()
    word, tag = chunk[0]
    if (len(chunk[1][0]) == 1 and len(chunk) == 2) or word in lists.attributive | lists.events:
        return False
    if chunk[-1][0][-1] == "率":
        return word in lists.strong and len(chunk) > 3  # 到位|资金|率
    named_by = chunk[1][0] in lists.heads - lists.persons or _is_measure(chunk)  # 培训|补贴; 培训|学员 are 学员
    if word in lists.pay or (word in lists.void and not (named_by and word in lists.verbs)):
        return True
    if len(word) == 1 and word not in lists.verbs:
        return False  # 过|闸|船舶, 控|油壶
    if named_by or chunk[1][0] in lists.heads or (chunk[1][0] in lists.bound and word not in lists.strong):
        return False
    return word in lists.verbs or tag == "v"


def _is_measure(chunk: list[Token]) -> bool:
    """验收|合格率, 服务|时|长, 审批|时限: what is measured belongs to the name of the measure."""
    return bool(_MEASURE.search("".join(word for word, _ in chunk[1:]))) and chunk[0][0] not in nouns().pay
