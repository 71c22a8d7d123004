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
# # 02 数量：抽取、归一、连起来、画出来
#
# 从所有样表里抽出数量，看它们是什么；折合到基准单位；把目标、完成情况里说同一件事的数连起来比一比。

# %%
import altair as alt
import pandas as pd

import narrative
from narrative.locations import corpora
from narrative.quantity.compare import comparison
from narrative.texts import FIELDS, KINDS

alt.renderers.enable("svg")  # 不连网；文字由浏览器画，不必给绘图库装中文字体
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"

# %% [markdown]
# ## 一句话
#
# 类别、数值、单位、界限、每什么、增减、计的是什么。偏移按字符计，左闭右开。

# %%
text = "截止10月底指导服务企业6041家次，发现各类隐患22410条；每户补助不超过1.2万元，投诉量比上年下降12.5%。"
pd.DataFrame(
    [(q.text, q.kind, q.relation, q.low, q.unit, q.per, q.change, q.of) for q in narrative.quantities(text)],
    columns=["原文", "类别", "关系", "数值", "单位", "每", "增减", "计的是什么"],
)

# %% [markdown]
# ### 为什么这个算、那个不算
#
# `rejected=True` 把落选的读法和理由也给出来。

# %%
[
    (q.text, q.rejected or "数量")
    for q in narrative.quantities("依据〔2023〕15号文和“十四五”规划，第一批完成3个站点。", rejected=True)
]

# %% [markdown]
# ## 一批表

# %%
results = [narrative.screen(path) for path in sorted((corpora() / "forms").glob("*.txt"))]
quantities = pd.concat([result.frames()["quantities"] for result in results], ignore_index=True)
quantities.groupby(["field", "kind"]).size().unstack(fill_value=0)

# %%
named = quantities.assign(类别=quantities["kind"].map(KINDS), 所在栏=quantities["field"].map(FIELDS))
kinds = named.groupby(["类别", "所在栏"], as_index=False).size()
by_kind = (
    alt.Chart(kinds, title="样表里的数量")
    .mark_bar()
    .encode(
        x=alt.X("size:Q", title="个数"),
        y=alt.Y("类别:N", sort="-x", title=None),
        color="所在栏:N",
    )
    .configure(font=FONT)
)
by_kind

# %% [markdown]
# ## 归一
#
# `base` 和 `base_unit` 只供比较：公里折米，亩折平方米，万元折元。人与人次不折。

# %%
lengths = ["清淤12公里", "清淤12000米", "整治3.5亩", "投入1.2亿元"]
[(q.text, q.base, q.base_unit) for text in lengths for q in narrative.quantities(text)]


# %%
def compare(first, second):
    """两段话里第一个数能不能比，比出来如何。"""
    a, b = (narrative.quantities(text)[0] for text in (first, second))
    return comparison(a, b)


compare("清淤12公里", "清淤11500米"), compare("培训300人", "培训300人次")

# %% [markdown]
# ## 连起来
#
# 目标和完成情况里“计的是什么”相同、单位相同的两个数，多半说的是同一件事。

# %%
keys = ["doc_id", "form_no", "of", "unit"]
counted = quantities[quantities["of"].notna() & quantities["kind"].isin(["count", "measure"])]
goal, outcome = (counted[counted["field"] == name].drop_duplicates(keys) for name in ("goal", "outcome"))
linked = goal.merge(outcome, on=keys, suffixes=("_目标", "_完成"))
linked = linked.assign(完成率=linked["low_完成"] / linked["low_目标"], 项目=linked["project_目标"])
linked[["项目", "of", "text_目标", "text_完成", "完成率"]].sort_values("完成率")

# %%
line = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(strokeDash=[4, 4]).encode(x="x:Q")
dots = (
    alt.Chart(linked, title="正文里的完成数 ÷ 目标数")
    .mark_circle(size=90)
    .encode(
        x=alt.X("完成率:Q", axis=alt.Axis(format="%"), title=None, scale=alt.Scale(zero=False)),
        y=alt.Y("of:N", sort="x", title=None),
        color=alt.Color("项目:N", legend=alt.Legend(labelLimit=260)),
    )
)
(line + dots).configure(font=FONT)

# %% [markdown]
# “企业”这样的泛称会把两件事连成一件，要看原文；低于 100% 的其余各条，正是检查 N306 等会拿正文与表格对一对的地方：
# 正文少了，表里却没少，就是图文不符。

# %%
findings = pd.concat([result.frames()["findings"] for result in results], ignore_index=True)
findings[findings["code"].str.startswith("N3")][["project", "code", "severity", "message"]].head(10)
