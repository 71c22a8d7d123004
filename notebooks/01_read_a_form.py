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
# # 01 读一份表，看一看
#
# 读一份自评表，看它的字段、判定和问题，再画一张图：分值落在哪些写法上。
# 样表是本项目自编的，单位和数字都是虚构的。

# %%
import warnings

import altair as alt
import pandas as pd

import narrative
from narrative.locations import corpora
from narrative.texts import TARGET, verdict

warnings.filterwarnings("ignore", module="jieba|spacy|weasel")
alt.renderers.enable("svg")  # 不连网；文字由浏览器画，不必给绘图库装中文字体
pd.set_option("display.max_colwidth", 40)
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"

# %%
doc = narrative.read(corpora() / "forms" / "03-文旅-惠民演出-图文不符.txt")
form = doc.forms[0]
form.project, form.year, form.department, form.total_score, form.rating

# %% [markdown]
# 文字字段空着是 `""`，数空着是 `None`；资金、分值、得分都是精确的 `Decimal`。

# %%
form.funds["total"]

# %%
form.goal

# %%
form.outcome

# %% [markdown]
# 每个字段都知道自己来自文件的哪一格。

# %%
[(row.name, row.target, str(row.place("target"))) for row in form.indicators]

# %% [markdown]
# ## 筛查
#
# `screen` 把判定、数量、问题放在一个值里；`frames()` 是同样内容的五张表。

# %%
result = narrative.screen(doc)
frames = result.frames()
{name: frame.shape for name, frame in frames.items()}

# %%
rows = frames["indicators"]
rows[["level2", "indicator", "target", "actual", "target_label", "measurable", "evidence", "actual_label"]]

# %%
for finding in result.findings:
    print(finding.severity, finding.code, finding.message, f"（{finding.place}）")

# %% [markdown]
# ## 分值落在哪里
#
# 表上 90 分的指标分，多少落在两个人会各有说法的目标值上？

# %%
points = rows.assign(
    标签=rows["target_label"].map(TARGET),
    判定=[verdict(None if pd.isna(value) else bool(value)) for value in rows["measurable"]],
)
chart = (
    alt.Chart(points, title=f"{form.project}：分值按写法")
    .mark_bar()
    .encode(
        x=alt.X("sum(points):Q", title="分值"),
        y=alt.Y("标签:N", sort="-x", title=None),
        color=alt.Color(
            "判定:N", scale=alt.Scale(domain=["可衡量", "待复核", "不可核"], range=["#00796b", "#bdbdbd", "#e08214"])
        ),
    )
    .configure(font=FONT)
)
chart

# %% [markdown]
# ## 在原文里看数量
#
# 同样的数量放进 spaCy，用 displaCy 着色；颜色随安装带进来。

# %%
import spacy
from IPython.display import HTML
from spacy import displacy

from narrative.components import marked

nlp = spacy.blank("zh")
nlp.add_pipe("narrative_sentences")
nlp.add_pipe("narrative_quantities")
outcome = nlp(form.outcome)
HTML(displacy.render(marked(outcome), style="ent", manual=True, jupyter=False))

# %%
[
    (sent.text, [(span.text, span._.of) for span in outcome.spans["quantities"] if span.sent == sent])
    for sent in outcome.sents
]
