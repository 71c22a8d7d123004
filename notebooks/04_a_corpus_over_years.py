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
# # 04 许多年的语料：趋势、雷同、各地
#
# 语料是合成的：六个虚构的县、六年，每张表的指标行从自编的 `corpora/rows.tsv` 里抽，早年多抽不可核的行，
# 有的县逐年照抄上年。换成真实材料，只要把最前面一节换成 `narrative corpus 目录/ -o 结果/`，后面一行不改。

# %%
import random
from dataclasses import replace

import altair as alt
import pandas as pd
from datasketch import MinHash, MinHashLSH

import narrative
from narrative.schema import MEASURABLE, Document, Form
from narrative.training.corpus import read

alt.renderers.enable("svg")  # 不连网；文字由浏览器画，不必给绘图库装中文字体
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"

# %% [markdown]
# ## 合成的语料
#
# 格子里的位置只为画图：没有真实地界，也就不必下载地图。

# %%
COUNTIES = {"清河县": (0, 0), "松原县": (1, 0), "临江区": (2, 0), "云岭县": (0, 1), "青崖县": (1, 1), "海棠区": (2, 1)}
YEARS = range(2019, 2025)
COPIES = {"青崖县": 0.7, "松原县": 0.3}  # 照抄上年的可能
rows = [e for e in read("../corpora/rows.tsv") if e.row.points is not None]
by_side = {side: [e.row for e in rows if (e.labels["target"] in MEASURABLE) == side] for side in (True, False)}


def compose(number, county, year, chance):
    """一张表：八行，每行以一定可能不可核。"""
    draw = random.Random(f"{county}{year}{number}")
    picked = [draw.choice(by_side[draw.random() >= chance]) for _ in range(8)]
    goal = "；".join(f"{row.name}{row.target}" for row in picked[:3]) + "。"
    return Form(project=f"{county}项目{number}", year=year, department=county, goal=goal, indicators=tuple(picked))


forms = {}
for at, county in enumerate(COUNTIES):
    for year in YEARS:
        for number in range(1, 9):
            before = forms.get((county, year - 1, number))
            copied = random.Random(f"copy{county}{year}{number}").random() < COPIES.get(county, 0.0)
            vague = 0.60 - 0.06 * (year - 2019) + 0.03 * at
            fresh = compose(number, county, year, vague)
            forms[county, year, number] = replace(before, year=year) if before and copied else fresh
len(forms)

# %%
batch = narrative.screen(Document(source="合成语料", forms=tuple(forms.values())))
frames = batch.frames()
indicators = frames["indicators"].merge(
    frames["forms"][["form_no", "department", "goal"]], on="form_no", validate="many_to_one"
)
len(indicators)

# %% [markdown]
# ## 趋势

# %%
indicators["不可核"] = indicators["measurable"].eq(False).fillna(False)
indicators["待复核"] = indicators["measurable"].isna()
trend = (
    indicators.groupby("year", as_index=False)[["不可核", "待复核"]]
    .mean()
    .melt("year", var_name="判定", value_name="占比")
)
lines = (
    alt.Chart(trend, title="不可核和待复核指标占比")
    .mark_line(point=True)
    .encode(
        x=alt.X("year:O", title="年度", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("占比:Q", axis=alt.Axis(format="%")),
        color="判定:N",
    )
    .properties(width=360, height=220)
    .configure(font=FONT)
)
lines

# %% [markdown]
# ## 各地
#
# 格子图：每县一格，颜色深浅是占比，一年一幅。

# %%
share = indicators.groupby(["department", "year"], as_index=False)["不可核"].mean()
share["列"], share["行"] = zip(*share["department"].map(COUNTIES), strict=True)
base = alt.Chart(share).encode(x=alt.X("列:O", axis=None), y=alt.Y("行:O", axis=None))
tiles = base.mark_rect(stroke="white", strokeWidth=2).encode(
    color=alt.Color("不可核:Q", scale=alt.Scale(scheme="oranges"), legend=alt.Legend(format="%"))
)
names = base.mark_text(fontSize=11).encode(text="department:N")
grid = (
    alt.layer(tiles, names)
    .properties(width=170, height=90)
    .facet(facet=alt.Facet("year:O", title=None), columns=3)
    .configure(font=FONT)
)
grid

# %% [markdown]
# ## 雷同
#
# 年初目标一字不改地用几年？MinHash 先找出可能相近的，再算准确的相似度。


# %%
def shingles(text, size=4):
    """连着的四个字。"""
    return {text[at : at + size] for at in range(max(1, len(text) - size + 1))}


def sketch(text):
    """MinHash 草图；种子固定，结果每次相同。"""
    mark = MinHash(num_perm=64, seed=1)
    mark.update_batch([piece.encode() for piece in shingles(text)])
    return mark


def similarity(first, second):
    """共有的四字片段占比。"""
    a, b = shingles(first), shingles(second)
    return len(a & b) / len(a | b)


goals = frames["forms"].set_index("form_no")[["department", "project", "year", "goal"]]
index = MinHashLSH(threshold=0.8, num_perm=64)
sketches = {number: sketch(goal) for number, goal in goals["goal"].items()}
for number, mark in sketches.items():
    index.insert(number, mark)
pairs = [
    (number, other, similarity(goals["goal"][number], goals["goal"][other]))
    for number, mark in sketches.items()
    for other in sorted(index.query(mark))
    if number < other
]
near = pd.DataFrame(pairs, columns=["表", "另一张", "相似度"])
near["县"], near["隔年"] = (
    near["表"].map(goals["department"]),
    near["另一张"].map(goals["year"]) - near["表"].map(goals["year"]),
)
near[near["隔年"] == 1].groupby("县").size().rename("与上年雷同的表")

# %% [markdown]
# ## 雷同的表，写法有没有变好

# %%
copied = set(near.loc[near["隔年"] == 1, "另一张"])
indicators.assign(雷同=indicators["form_no"].isin(copied)).groupby("雷同")["不可核"].mean()

# %% [markdown]
# ## 真实材料
#
# 一个目录的文件，一次写成 Parquet；随时中断，再跑一次接着做。列与上面的 `frames()` 相同。
# 命令行是 `narrative corpus 目录/ -o 结果/`，默认用上所有的核。

# %%
import tempfile
from pathlib import Path

from narrative.corpus import tag

out = Path(tempfile.mkdtemp()) / "结果"
summary = tag(Path("../corpora/forms").glob("*.txt"), out, workers=0)
summary

# %%
real = pd.read_parquet(out / "indicators", dtype_backend="pyarrow")
real.groupby("year").agg(行数=("target", "size"), 不可核=("measurable", lambda column: column.eq(False).mean()))
