# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 05 标自己的数据，量一量，再训练
#
# 手头有一批没标过的指标行：先随机抽一些标好，量出工具在**这批材料**上的准确率和校正后的不可核占比；
# 再挑工具最没把握的标一些，重新训练，看值不值。
#
# 这里拿测试集的一半当作“没标过的新材料”：随装的模型没有见过；“人”标的答案取自语料。

# %%
import json
import tempfile
from pathlib import Path

import altair as alt
import openpyxl
import pandas as pd

from narrative.schema import MEASURABLE
from narrative.texts import TARGET
from narrative.training import label_sheet, read_sheet, sample_precision, train
from narrative.training.corpus import read
from narrative.training.fitting import bag, fit

alt.renderers.enable("svg")  # 不连网；文字由浏览器画，不必给绘图库装中文字体
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
work = Path(tempfile.mkdtemp())

# %%
examples = read("../corpora/rows.tsv")
ours = {e.id: e for e in [e for e in examples if e.split == "test"][::2]}
known = [e for e in examples if e.split != "test"]
columns = ["id", "level2", "indicator", "target", "actual", "points", "score", "reason"]
table = pd.DataFrame(
    [
        (e.id, e.row.level2, e.row.name, e.row.target, e.row.actual, e.row.points, e.row.score, e.row.reason)
        for e in ours.values()
    ],
    columns=columns,
)
len(table), len(known)

# %% [markdown]
# ## 抽样，标注
#
# `label_sheet`（命令行 `narrative label 表 -o 待标注.xlsx`）写出一个工作簿：每行一条指标，三个标签用下拉选择，
# 旁边有标签说明。随机抽的样不显示工具的看法，免得带偏。

# %%
sheet = work / "待标注.xlsx"
label_sheet(table.to_dict("records"), sheet, sample="random", n=100, seed=1)


# %%
def fill(path):
    """代替人：把语料里的答案填进下拉格。"""
    book = openpyxl.load_workbook(path)
    page = book["待标注"]
    heads = [cell.value for cell in page[1]]
    for line in range(2, page.max_row + 1):
        label = ours[page.cell(line, 1).value].labels["target"]
        page.cell(line, heads.index("指标值标签") + 1).value = TARGET[label]
    book.save(path)


fill(sheet)

# %% [markdown]
# ## 在这批材料上量一量
#
# 一百行就够说出：判了的有多少判对，整批的不可核占比该校正成多少，各有多大把握。

# %%
measured = sample_precision(sheet)
truth = sum(e.labels["target"] not in MEASURABLE for e in ours.values()) / len(ours)
print("可否衡量判对 {:.1%}（{:.1%}–{:.1%}）".format(*measured.headline))
print("不可核占比：工具 {:.1%}，校正 {:.1%}（{:.1%}–{:.1%}）".format(measured.vague_by_tool, *measured.vague))
print(f"真实占比 {truth:.1%}（全部标过才知道，平时看不到）")

# %% [markdown]
# ## 挑最没把握的标，重新训练
#
# 测量用随机样，改进用疑难样：每标一行学到的最多。疑难样不能用来推算整体。

# %%
hard = work / "疑难.xlsx"
label_sheet(table.to_dict("records"), hard, sample="uncertain", n=150)
fill(hard)
uncertain, _ = read_sheet(hard)
pd.DataFrame(
    [(e.row.name, e.row.target, TARGET[e.labels["target"]]) for e in uncertain[:8]], columns=["指标", "目标值", "标签"]
)

# %%
rest = [e for e in ours.values() if e.id not in {labelled.id for labelled in uncertain}]
before = known[::6]  # 少用一些，省时间


def accuracy(card, rows):
    """可否衡量和九类标签判对的份额。"""
    scores = [card.scores(bag(e, "target")) for e in rows]
    labels = [max(each, key=each.get) for each in scores]
    right = [(a, e.labels["target"]) for a, e in zip(labels, rows, strict=True)]
    return {
        "可否衡量": sum((a in MEASURABLE) == (b in MEASURABLE) for a, b in right) / len(right),
        "九类标签": sum(a == b for a, b in right) / len(right),
    }


steps = []
for count in (0, 75, 150):
    card, _ = fit([*before, *uncertain[:count]], "target", calibrate=False)
    steps += [(count, name, value) for name, value in accuracy(card, rest).items()]
curve = pd.DataFrame(steps, columns=["加标行数", "指标", "判对"])
curve.pivot(index="加标行数", columns="指标", values="判对")

# %%
gain = (
    alt.Chart(curve, title="加标最没把握的行")
    .mark_line(point=True)
    .encode(
        x=alt.X("加标行数:O", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("判对:Q", axis=alt.Axis(format="%"), scale=alt.Scale(zero=False)),
        color="指标:N",
    )
    .properties(width=320, height=200)
    .configure(font=FONT)
)
gain

# %% [markdown]
# ## 写成模型文件
#
# `train`（命令行 `narrative train --data 标注.tsv -o 我的模型/`）写出 JSON 记分卡和规则准确率；
# 同样的数据写出的文件逐字节相同，改了什么用 diff 就看得见。

# %%
lines = ["\t".join([*columns, "target_label"])]
for e in [*before, *uncertain]:
    row = e.row
    cells = [e.id, row.level2, row.name, row.target, row.actual, row.points, row.score, row.reason, e.labels["target"]]
    lines.append("\t".join("" if cell is None else str(cell) for cell in cells))
mine = work / "标注.tsv"
mine.write_text("\n".join(lines) + "\n", encoding="utf-8")
trained = train(data=mine, out=work / "我的模型")
[(path.name, path.stat().st_size) for path in trained.paths]

# %%
card = json.loads((work / "我的模型" / "target.json").read_text(encoding="utf-8"))
card["about"], card["review"], len(card["weights"])
