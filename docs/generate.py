"""mkdocs hook: the pages of docs/reference that are made from code and data, the same each time.

What is generated: labels, checks, units, profiles, layouts and formats, columns, the command line.
Each function below returns one page as Markdown; :data:`PAGES` maps the page to it.
"""

from __future__ import annotations

import re
from argparse import _SubParsersAction
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from narrative import readers, tables, texts
from narrative.checks import Profile, catalogue, load_profile, profile_names
from narrative.checks.explaining import shown
from narrative.checks.frame import FAMILIES
from narrative.cli import build_parser
from narrative.forms.layouts import layouts
from narrative.quantity import units
from narrative.schema import MEASURABLE
from narrative.tagging import actual, reason, target
from narrative.tagging.cues import Cue, cues
from narrative.tagging.rules import Rule

Table = Iterable[Sequence[str]]
MADE = "> 本页由代码和数据文件生成，与所装版本一致。\n"


def table(head: Sequence[str], rows: Table) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *([cell(text) for text in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def cell(text: str) -> str:
    """Text for one cell: marks as marks, everything else as it is."""
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("*", "&#42;"), ("_", "&#95;")):
        text = text.replace(char, entity)
    text = text.replace("[", "&#91;").replace("]", "&#93;").replace("`", "&#96;").replace("~", "&#126;")
    return text.replace("⟦", "<mark>").replace("⟧", "</mark>").replace("\n", "<br>")


def join(parts: Iterable[str]) -> str:
    """Several examples in one cell."""
    return "\n".join(part for part in parts if part)


# --------------------------------------------------------------------------------------------------
# Labels

RULES: dict[str, tuple[Rule, ...]] = {"target": target.RULES, "actual": actual.RULES, "reason": reason.RULES}
TITLES = {"target": "年度指标值", "actual": "实际完成值", "reason": "偏差原因", "text": "叙述句"}


def labels() -> str:
    """The labels of every field with the wordings that speak for them."""
    parts = ["# 标签\n", MADE, LABELS_HEAD]
    for field, title in TITLES.items():
        parts += [f"## {title}\n", _meanings(field), *_wordings(field)]
        if rules := RULES.get(field):
            parts += ["### 规则的次序和例子\n", "自上而下，先合者为准；都不合，由模型判。\n", _rules(rules)]
    return "\n".join(parts)


LABELS_HEAD = """
判的是**写法**，不是真假，也不是目标高低。问题只有一个：两个人拿同一套台账，不商量、不另作解释，
能不能得出同样的“完成／未完成”，而且“未完成”确有可能？能，为**可衡量**；不能，为**不可核**；
拿不准的留给人看，为**待复核**。

例子里着色的字是工具看到的依据；“反例”是看着像、其实不是的写法。这些例子同时是程序的测试。
`二级指标|三级指标|年度指标值` 以竖线分栏。
"""


def _meanings(field: str) -> str:
    head = ["标签", "代号", "含义", *(["可否衡量"] if field == "target" else [])]
    return table(head, (_meaning(field, name) for name in texts.LABELS[field]))


def _meaning(field: str, name: str) -> list[str]:
    row = [texts.label(field, name), name, texts.MEANINGS[field][name]]
    return [*row, texts.verdict(name in MEASURABLE)] if field == "target" else row


def _wordings(field: str) -> Iterator[str]:
    by_label: dict[str, list[Cue]] = {}
    for cue in cues(field).values():
        by_label.setdefault(cue.label, []).append(cue)
    for name in texts.LABELS[field]:
        if name in by_label:
            yield f"### {texts.label(field, name)}（{name}） {{ #{field}-{name} }}\n"
            yield table(["写法", "例", "反例", "为何", "怎样改"], map(_cue, by_label[name]))


def _cue(cue: Cue) -> list[str]:
    return [cue.title, join(cue.hits), join(cue.misses), cue.why, cue.remedy]


def _rules(rules: Iterable[Rule]) -> str:
    rows = ([one.title, join(one.hits), join(one.misses), " ".join(one.why.split())] for one in rules)
    return table(["规则", "合", "不合", "说明"], rows)


# --------------------------------------------------------------------------------------------------
# Checks, profiles


def checks() -> str:
    """Every check with why, remedy and examples, by family."""
    parts = ["# 检查一览\n", MADE, CHECKS_HEAD.format(n=len(catalogue()))]
    for letter, family in FAMILIES.items():
        own = [check for check in catalogue() if check.code[0] == letter]
        rows = ([f"{check.code}", check.severity, check.title, check.why] for check in own)
        parts += [f"## {family}（{letter}）\n", table(["代码", "程度", "名称", "为何"], rows)]
        for check in own:
            parts += [f"### {check.code} {check.title}\n", _check(check)]
    return "\n".join(parts)


CHECKS_HEAD = """
共 {n} 项。**错误**是表上自相矛盾，**问题**应当说明或改写，**提示**供人判断。每项都引出两边的原文和位置；
界限是工具自己定的，文中写明“工具口径”。在命令行看某一项：`narrative explain N306`。
"""


def _check(check: Any) -> str:
    facts = [
        ("程度", check.severity),
        ("适用", "、".join((*check.kinds, *(("自评报告正文",) if check.prose else ())))),
        ("为何", check.why),
        ("怎样改", check.remedy),
        ("会提出", join(shown(example) for example in check.fires)),
        ("不提出", join(shown(example) for example in check.passes)),
    ]
    return table(["", ""], ([name, text] for name, text in facts if text))


def profiles() -> str:
    """The scoring profiles: weights, bands, thresholds with their source."""
    every = [load_profile(name) for name in profile_names()]
    parts = ["# 评分口径\n", MADE, PROFILES_HEAD, table(["名称", "口径", "权重", "等级", "来源"], map(_profile, every))]
    parts.append("## 界限（national-2020；别的口径只写与它不同的）\n")
    limits = load_profile().thresholds.items()
    parts.append(table(["名称", "值", "来源"], ([name, str(limit.value), limit.source] for name, limit in limits)))
    parts.append("## 定性指标的档\n")
    tiers = ([tier.name, "、".join(tier.words), f"{tier.low}%–{tier.high}%"] for tier in load_profile().tiers)
    parts.append(table(["档", "写法", "得分占分值"], tiers))
    return "\n".join(parts)


PROFILES_HEAD = """
各地权重、分档和界限不一样，所以它们是数据，不是程序里的常数。不写 `--profile` 时由表自己判断（地名、表头、
脚注）；写 `--profile 名称` 或 `--profile 自己的.toml` 则照所写的办。自己的口径只需写明不同之处：

```toml
title = "我县（执行10，产出与效益各45）"
source = "县财政局2025年通知"
base = "national-2020"

[weights]
"预算执行" = 10
"产出" = 45
"效益" = 45
```
"""


def _profile(profile: Profile) -> list[str]:
    weights = "、".join(f"{name}{points}" for name, points in profile.weights.items())
    bands = "、".join(f"{name}≥{low}" for name, low in profile.bands.items())
    return [profile.name, profile.title, weights, bands, profile.source]


# --------------------------------------------------------------------------------------------------
# Units, layouts, formats


def unit_table() -> str:
    """Every unit with its example and the text its guard lets pass."""
    parts = ["# 单位\n", MADE, UNITS_HEAD.format(n=len(units.units()))]
    by_kind: dict[str, list[dict[str, str]]] = {}
    for row in units.rows():
        by_kind.setdefault(row["kind"], []).append(row)
    for kind, rows in by_kind.items():
        title = texts.KINDS.get(kind, "名词作单位")
        parts += [f"## {title}（{kind}）\n", table(["写法", "折合", "例", "不是单位"], map(_unit, rows))]
    return "\n".join(parts)


UNITS_HEAD = """
共 {n} 种写法。每行的例子就是它的测试，着色的是抽出的数量；“不是单位”一栏是字面相同、但不该抽出的文本。
折合只用于比较，不改变原文的单位；人与人次、个与台不互相折合。
"""


def _unit(row: dict[str, str]) -> list[str]:
    base = f"{row['factor']} {row['base']}" if row["base"] else ""
    return [" ".join(row["surface"].split()), base, row["example"], row["miss"]]


def layout_table() -> str:
    """Layouts of forms and formats of files, as found in their folders."""
    every = ([one.name, one.kind, "、".join(one.titles), "、".join(sorted(one.marks))] for one in layouts().values())
    return "\n".join(
        [
            "# 版式与格式\n",
            MADE,
            "## 版式\n",
            "版式只用来给表命名、定种类；读表靠栏目的名称，不靠位置，没见过的版式照样读。\n",
            table(["名称", "种类", "表名含有", "特有的栏目"], every),
            "## 格式\n",
            "按内容识别，后缀只在内容说不准时用。\n",
            table(["格式", "常见后缀", "在子进程里读"], _formats()),
        ]
    )


def _formats() -> Iterator[list[str]]:
    for module in iter_modules(readers.__path__):
        if not module.name.startswith("_"):
            reader = import_module(f"{readers.__name__}.{module.name}")
            if reader.SUFFIXES:
                yield [reader.FORMAT, " ".join(reader.SUFFIXES), "是" if getattr(reader, "CHILD", False) else ""]


# --------------------------------------------------------------------------------------------------
# Columns, command line

TABLE_TITLES = {
    "forms": "每张表一行",
    "indicators": "每条指标一行",
    "quantities": "每个数量一行",
    "findings": "每个问题一行",
    "sentences": "叙述里每句一行",
    "errors": "读不了的文件每个一行（只在批量输出里）",
}


def columns() -> str:
    """What each column of each table means."""
    parts = ["# 表和列\n", MADE, COLUMNS_HEAD]
    common = {column.name for column in tables.COMMON}
    parts += ["## 各表共有\n", _columns(tables.COMMON)]
    for name, found in tables.TABLES.items():
        own = [column for column in found if column.name not in common or name == "errors"]
        parts += [f"## {name}：{TABLE_TITLES[name]}\n", _columns(own)]
    return "\n".join(parts)


COLUMNS_HEAD = """
`screen(…).frames()`、`narrative corpus` 写出的 Parquet、`-o 目录/` 写出的 csv，列名和次序都相同。
"""


def _columns(found: Iterable[tables.Column]) -> str:
    rows = ([one.name, tables.PANDAS[one.dtype], tables.ARROW[one.dtype], one.meaning] for one in found)
    return table(["列", "pandas", "Arrow", "含义"], rows)


def command_line() -> str:
    """The help of every verb."""
    parser = build_parser()
    verbs = next(action for action in parser._actions if isinstance(action, _SubParsersAction))
    parts = ["# 命令行\n", MADE, f"```text\n{_help(parser)}```\n"]
    for name, verb in verbs.choices.items():
        parts += [f"## narrative {name}\n", f"```text\n{_help(verb)}```\n"]
    return "\n".join(parts)


def _help(parser: Any) -> str:
    """The help as printed at 88 columns, whatever the terminal."""
    wide = parser.formatter_class
    parser.formatter_class = lambda prog: wide(prog, width=88)
    text: str = parser.format_help()
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# --------------------------------------------------------------------------------------------------
# mkdocs

PAGES: dict[str, Callable[[], str]] = {
    "reference/labels.md": labels,
    "reference/checks.md": checks,
    "reference/units.md": unit_table,
    "reference/profiles.md": profiles,
    "reference/layouts.md": layout_table,
    "reference/columns.md": columns,
    "reference/cli.md": command_line,
}


def on_config(config: Any) -> Any:
    """Give the search its words: jieba with our private dictionary, not one from the shared temporary folder."""
    import jieba

    from narrative.segment import _tokenizer

    ours = _tokenizer()
    jieba.dt.FREQ, jieba.dt.total, jieba.dt.initialized = ours.FREQ, ours.total, True
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to the site."""
    from mkdocs.structure.files import File

    for uri, page in PAGES.items():
        files.append(File.generated(config, uri, content=page()))
    return files


def on_page_content(html: str, **_: Any) -> str:
    """Docstrings name things as :func:`x`; the site shows x."""
    return re.sub(r":(?:class|func|mod|meth|data):(<code>)~?(?:narrative\.)?", r"\1", html)
