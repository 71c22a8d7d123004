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
# # 03 是什么使一个目标不可核
#
# 在 `corpora/rows.tsv`（自编、两次标注）上训练一个线性模型，读它的权重，看它错在哪里，校准得怎样，
# 换一种没见过的填法还行不行。训练用的就是 `narrative train` 的同一套函数。

# %%
import altair as alt
import pandas as pd

from narrative.schema import MEASURABLE
from narrative.tagging.scorecard import logistic, odds
from narrative.texts import TARGET
from narrative.training.corpus import read
from narrative.training.fitting import bag, fit, left_out

alt.renderers.enable("svg")  # 不连网；文字由浏览器画，不必给绘图库装中文字体
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
pd.set_option("display.max_colwidth", 40)

# %% [markdown]
# ## 数据
#
# 划分是固定的；同一套句式、同一对对照行总在同一边，模型不能靠背句式得分。

# %%
examples = read("../corpora/rows.tsv")
train, test = [[e for e in examples if (e.split == "test") == held] for held in (False, True)]
pd.Series([TARGET[e.labels["target"]] for e in train]).value_counts()

# %% [markdown]
# ## 训练
#
# 每个标签一个 L1 逻辑回归，特征是规则的判断、线索、词和二级指标；训练完就是一张特征到权重的表，没有别的。

# %%
card, _ = fit(train, "target")
print(f"特征 {len(card.weights)} 个，非零权重 {sum(map(len, card.weights.values()))} 个，截距 {card.intercepts}")

# %% [markdown]
# ## 读权重

# %%
weights = pd.DataFrame(
    [(name, label, weight) for name, labels in card.weights.items() for label, weight in labels.items()],
    columns=["特征", "标签", "权重"],
)
strongest = weights.sort_values("权重", ascending=False).groupby("标签").head(5)
strongest.pivot_table(index="特征", columns="标签", values="权重").style.format("{:.2f}", na_rep="")

# %%
heavy = weights[weights["标签"].isin(["quantity", "direction", "echo", "judgement"])]
heavy = heavy.reindex(heavy["权重"].abs().sort_values(ascending=False).index).groupby("标签").head(8)
bars = (
    alt.Chart(heavy.assign(标签=heavy["标签"].map(TARGET)))
    .mark_bar()
    .encode(
        x="权重:Q",
        y=alt.Y("特征:N", sort="-x", title=None),
        color=alt.condition("datum.权重 > 0", alt.value("#00796b"), alt.value("#e08214")),
    )
    .properties(width=180, height=140)
    .facet("标签:N", columns=2)
    .resolve_scale(y="independent")
    .configure(font=FONT)
)
bars

# %% [markdown]
# ## 测试集
#
# 测试行里有两种训练时一行都没有的填法（2015 年老表、扫描识别的错字），难的写法也多留在这里。


# %%
def judge(example):
    """标签、是否可衡量、可衡量的把握。"""
    scores = card.scores(bag(example, "target"))
    chance = card.chance(scores, MEASURABLE)
    return max(scores, key=scores.get), chance


judged = pd.DataFrame(
    [(e.row.name, e.row.target, e.labels["target"], *judge(e), e.dialect, e.slice) for e in test],
    columns=["指标", "目标值", "真标签", "判为", "把握", "填法", "类型"],
)
judged["可衡量"] = judged["真标签"].isin(MEASURABLE)
judged["判对"] = (judged["把握"] >= 0.5) == judged["可衡量"]
nine = (judged["真标签"] == judged["判为"]).mean()
print(f"可否衡量 {judged['判对'].mean():.1%}，九类标签 {nine:.1%}，共 {len(judged)} 行")
judged.groupby("类型")["判对"].agg(["mean", "size"])

# %% [markdown]
# ### 与“有没有数字”比
#
# 最朴素的做法：格里有阿拉伯数字就算可衡量。平常的表上它几乎总对，有数而不可核、无数而可核的行上就不行了。

# %%
judged["数字法"] = judged["目标值"].str.contains(r"[0-9０-９]") == judged["可衡量"]
judged.groupby("类型")[["判对", "数字法"]].mean().style.format("{:.1%}")

# %% [markdown]
# ## 错在哪里

# %%
wrong = judged[~judged["判对"]].assign(偏=lambda frame: (frame["把握"] - 0.5).abs())
wrong.sort_values("偏", ascending=False)[["指标", "目标值", "真标签", "判为", "把握"]].head(15)

# %%
confusion = judged.groupby(["真标签", "判为"], as_index=False).size()
confusion = confusion.assign(真=confusion["真标签"].map(TARGET), 判=confusion["判为"].map(TARGET))
order = list(TARGET.values())
matrix = (
    alt.Chart(confusion, title="测试集：真标签与判定")
    .mark_rect()
    .encode(
        x=alt.X("判:N", sort=order),
        y=alt.Y("真:N", sort=order),
        color=alt.Color("size:Q", scale=alt.Scale(scheme="teals", type="sqrt"), title="行数"),
    )
    .properties(width=320, height=320)
    .configure(font=FONT)
)
matrix

# %% [markdown]
# ## 校准
#
# 说九成把握的，是不是九成对？点在对角线附近就是。

# %%
bins = judged.assign(档=(judged["把握"] * 10).clip(upper=9).astype(int) / 10 + 0.05)
curve = bins.groupby("档", as_index=False).agg(实际=("可衡量", "mean"), 行数=("可衡量", "size"))
diagonal = (
    alt.Chart(pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})).mark_line(strokeDash=[4, 4]).encode(x="x:Q", y="y:Q")
)
points = (
    alt.Chart(curve, title="校准")
    .mark_circle(color="#00796b")
    .encode(x=alt.X("档:Q", title="说的把握"), y=alt.Y("实际:Q", title="实际可衡量"), size="行数:Q")
)
(diagonal + points).configure(font=FONT)

# %% [markdown]
# ## 没见过的填法
#
# 各地填法不同。每次留出一种不让模型看，再用它判这一种：这才像遇到一个新省份。

# %%
subset = train[::2]  # 一半就看得出来，省一半时间
dialects = [e.dialect for e in subset]
unseen = pd.DataFrame(
    {
        "填法": dialects,
        "判对": [
            (logistic(card.headline, odds(scores, MEASURABLE)) >= 0.5) == (e.labels["target"] in MEASURABLE)
            for e, scores in zip(subset, left_out(subset, "target", dialects), strict=True)
        ],
    }
)
by_dialect = unseen.groupby("填法", as_index=False).agg(判对=("判对", "mean"), 行数=("判对", "size"))
by_dialect.sort_values("判对")

# %%
spread = (
    alt.Chart(by_dialect, title="留出一种填法时可否衡量的准确率")
    .mark_bar(color="#00796b")
    .encode(x=alt.X("判对:Q", axis=alt.Axis(format="%"), title=None), y=alt.Y("填法:N", sort="x", title=None))
    .configure(font=FONT)
)
spread
