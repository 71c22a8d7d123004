"""Wording checks: is the indicator in its class, the comparator the right way round."""

from __future__ import annotations

from collections.abc import Iterator

from narrative.checks.case import Case, Row, further
from narrative.checks.frame import EVERY, Hit, check
from narrative.checks.names import belongs, elsewhere, environmental, generic_environment
from narrative.checks.sample import form, row
from narrative.checks.say import listed, quoted
from narrative.checks.words import less_is_better
from narrative.schema import MEASURABLE


@check(
    "W124",
    "指标与所列类别不符",
    "问题",
    kinds=EVERY,
    why="放错类别的指标不能说明该类效益，常是为凑齐类别。",
    remedy="移到相应的类别；没有该类效益的不设。",
    fires=(
        form(row("经济效益", "预算执行率", "=100%", "100%", 15, 15)),
        form(row("生态效益", "互动沟通渠道", "拓宽", "达成指标", 15, 15), project="公众号运营"),
    ),
    passes=(
        form(row("经济效益", "节约资金", "≥5万元", "6万元", 15, 15)),
        form(row("生态效益", "环保性", "纯电", "达成指标", 15, 15), project="公务车购置"),
    ),
)
def misfiled(case: Case) -> Iterator[Hit]:
    """Indicators whose name does not speak of what their class is about; one hit for the form."""
    found = [(one, why) for one in case.rows if (why := _why_misfiled(one))]
    if found:
        said = "；".join(f"{one.name}列在{one.indicator.level2}，{why}" for one, why in found)
        rows = [one for one, _ in found]
        yield Hit(f"{said}。", rows[0].spot("level2"), rows[0].spot("name"), further(rows, "level2"))


def _why_misfiled(one: Row) -> str:
    item = one.indicator
    right = elsewhere(item.name)
    if right and right[:2] not in item.level2 and "满意" not in right:
        return f"应属{right}"
    kind = belongs(item)
    if kind and one.label("target") not in MEASURABLE:
        return f"从名称和目标值{quoted(one.target)}看不出与{kind.removesuffix('效益')}有关"
    if "生态" in item.level2 and generic_environment(item.name) and not environmental(one.case.form):
        return f"而本项目“{one.case.form.project}”看不出与生态环境有关"
    if (
        item.target.strip() in ("及时", "按时", "按期")
        and "时效" not in item.level2 + item.level1
        and "进度" not in item.level2
    ):
        return f"目标值{quoted(one.target)}属时效"
    return ""


@check(
    "W125",
    "时效指标没有时间",
    "提示",
    kinds=EVERY,
    why="及时、按时没有截止时间，事后无法判断。",
    remedy="写明完成日期或时限。",
    fires=(form(row("时效", "完成及时性", "及时", "及时", 10, 10)),),
    passes=(
        form(row("时效", "完成时间", "11月30日前", "11月20日", 10, 10)),
        form(row("时效", "及时率", "≥95%", "98%", 10, 10)),
    ),
)
def time_without_date(case: Case) -> Iterator[Hit]:
    """Timeliness indicators whose target gives no date, period or rate; one hit for the form."""
    rows = [
        one
        for one in case.rows
        if ("时效" in one.indicator.level2 or "进度" in one.indicator.level2)
        and one.label("target") not in ("", "time", "quantity", "standard", "state")
        and not one.quantities("target")
    ]
    if rows:
        said = listed(f"{one.name}（{one.target}）" for one in rows)
        yield Hit(f"{said}没有写明时间。", rows[0].spot("target"), also=further(rows, "target"))


@check(
    "W126",
    "比较符与指标性质相反",
    "问题",
    kinds=EVERY,
    why="成本写“≥”等于要求至少花这么多，事故写“≥”等于要求至少发生这么多。",
    remedy="改为“≤”。",
    fires=(
        form(row("成本", "人均培训成本", "≥400元", "420元", 10, 10)),
        form(row("社会效益", "安全事故起数", "≥1起", "0起", 10, 10)),
    ),
    passes=(
        form(row("成本", "人均培训成本", "≤400元", "380元", 10, 10)),
        form(row("质量", "事故处置率", "≥95%", "98%", 10, 10)),
    ),
)
def comparator_turned(case: Case) -> Iterator[Hit]:
    """≥ on what should be small."""
    for one in case.rows:
        item = one.indicator
        bad = [q for q in one.quantities("target") if q.relation in (">=", ">") and not q.change]
        denied = any(word in item.target for word in ("不发生", "无", "杜绝", "未"))
        if bad and not denied and _should_be_small(item.name, item.target[: bad[0].start], item.level2):
            message = f"{one.title}的目标值{quoted(one.target)}，这类指标越小越好，比较符疑为写反。"
            yield Hit(message, one.spot("target", bad[0]), one.spot("name"))


def _should_be_small(name: str, before: str, level2: str) -> bool:
    small = ("事故", "投诉", "流失率", "死亡", "伤亡", "差错", "故障率", "违规", "成本", "超支", "空置率", "失业率")
    costs = "成本" in level2 and any(word in name for word in ("费", "支出", "单价", "控制"))
    return less_is_better(name + before) is True and (costs or any(word in name for word in small))
