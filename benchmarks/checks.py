"""Write docs/checks.md: how checks are chosen, and how each does on the screened forms.

Run: python benchmarks/checks.py
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

from narrative.checks import case_of, catalogue, check_case

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "checks.md"

HEAD = """# 检查项：选用与实测

本页由 `python benchmarks/checks.py` 从代码生成，请勿手改。

每个检查项的理由、改法和例子见[检查一览](reference/checks.md)，`narrative explain 代码` 打印同样的内容。
只有目标的申报表不谈完成值、得分和原因。凡阈值为工具自定的，消息中注明“工具口径”。

## 选择、改级别、说明不计

在命令行用 `--select`、`--ignore`（代码前缀），或在项目文件 `narrative.toml` 中写：

```toml
profile = "shanghai"

[checks]
select = ["R", "N", "F"]
ignore = ["F403"]

[checks.severity]
R210 = "提示"

[[suppress]]
code = "R210"
project = "公众号运营"
indicator = "推送数量"
reason = "目标值为上级统一下达"
```

`suppress` 必须写 `reason`；该条仍然显示，并附上理由。

## 互相核对

- 一次给 `narrative screen` 几份文件（不超过 100 份），申报表与自评表、上年与本年的自评表之间也互相核对；
  更多的文件用 `narrative corpus`。
- 自评报告的正文按项目逐段核对：分项与总数、各资金来源与总额、几个项目写同一个数或同一段话。
- 网页报告在每个完成值下列出完成情况中的佐证或另一个数，点击可跳到原句；
  在程序里用 `narrative.checks.evidence(case)`。
"""


def variants() -> ModuleType:
    """The screened forms (corpora/screened/variants.py)."""
    spec = importlib.util.spec_from_file_location("screened_variants", ROOT / "corpora" / "screened" / "variants.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def measured() -> tuple[Counter[str], Counter[str], Counter[str], int]:
    """Findings on sound forms, planted and found defects by code, and the number of sound forms."""
    module = variants()
    sound, planted, found = Counter[str](), Counter[str](), Counter[str]()
    forms = list(module.sound())
    for _, form in forms:
        sound.update({one.code for one in check_case(case_of(form))})
    for _, code, form in module.planted():
        planted[code] += 1
        found[code] += code in {one.code for one in check_case(case_of(form))}
    return sound, planted, found, len(forms)


def measured_part() -> Iterator[str]:
    """A line per check: how often it speaks on sound forms, how many planted defects it finds."""
    sound, planted, found, number = measured()
    yield "\n## 在样表上的表现\n"
    yield f"{date.today():%Y-%m-%d}，`python benchmarks/checks.py`。"
    yield f"好表 {number} 张（手写底表及只改数的变体，`corpora/screened`），另有 {planted.total()} 张各种下一处毛病。"
    yield f"好表上“错误”为 0 条（由测试保证）；种下的毛病查出 {found.total()}/{planted.total()}。"
    yield "好表也允许有问题和提示：预算没有执行完、目标写得含糊的，照样提出。"
    yield "手写者与写检查项者相同，真实材料上的查准率须另行抽查。跨表的检查项（X）由各自的例子检验。\n"
    yield "| 代码 | 名称 | 级别 | 好表上提出（张） | 查出/种下 |\n|---|---|---|---:|---:|"
    for one in catalogue():
        ratio = f"{found[one.code]}/{planted[one.code]}" if planted[one.code] else "—"
        yield f"| {one.code} | {one.title} | {one.severity} | {sound[one.code]} | {ratio} |"


def main() -> None:
    parts = [HEAD, *measured_part()]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    print(f"已写出 {PAGE}")


if __name__ == "__main__":
    main()
