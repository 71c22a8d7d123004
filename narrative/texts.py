"""The Chinese words a reader meets in more than one output: names of labels, fields, kinds and verdicts.

Messages of a rule or check stand beside that rule or check; what several outputs share stands here.
"""

from __future__ import annotations

TARGET = {
    "empty": "空缺",
    "quantity": "定量",
    "time": "时限",
    "standard": "标准",
    "state": "状态",
    "echo": "复述指标",
    "direction": "只有方向",
    "unnamed_standard": "标准未指明",
    "judgement": "评价词",
}
ACTUAL = {
    "value": "实测值",
    "evidence": "有据",
    "copy": "照抄目标",
    "completion": "完成套话",
    "hedged": "含糊达成",
    "empty": "空缺",
}
REASON = {
    "none": "无需说明",
    "missing": "缺说明",
    "cause": "有原因",
    "gap": "只述差距",
    "claim": "自称完成",
    "note": "无关说明",
}
SENTENCE = {"fact": "事实", "basis": "依据背景", "boilerplate": "套话", "mixed": "混合"}
LABELS = {"target": TARGET, "actual": ACTUAL, "reason": REASON, "text": SENTENCE, "goal": SENTENCE, "outcome": SENTENCE}

FIELDS = {
    "goal": "年初目标",
    "outcome": "实际完成情况",
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "target": "年度指标值",
    "actual": "实际完成值",
    "points": "分值",
    "score": "得分",
    "reason": "偏差原因",
    "text": "正文",
    "funds": "项目资金",
    "rating": "评分等级",
    "total_points": "总分",
    "total_score": "总得分",
    "project": "项目名称",
    "department": "主管部门",
    "implementer": "实施单位",
    "year": "年度",
    "title": "标题",
}
KINDS = {
    "count": "数量",
    "money": "金额",
    "percent": "百分比",
    "measure": "度量",
    "duration": "时长",
    "date": "日期",
    "number": "数值",
}
RELATIONS = {"=": "等于", ">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "~": "约"}
MEASURABLE, VAGUE, REVIEW = "可衡量", "不可核", "待复核"


VERDICTS = {
    True: "两个人拿同样的记录，不必再问口径，就能得出同样的“完成”或“未完成”，而且有可能“未完成”。",
    False: "照现在的写法无法核对是否完成。说的是写法，不是工作好坏。",
    None: "规则与模型不一致或把握不足，留给人判断。",
}


def verdict(measurable: bool | None) -> str:
    """The headline of a target in words."""
    return REVIEW if measurable is None else MEASURABLE if measurable else VAGUE


def label(field: str, name: str) -> str:
    """A label in words."""
    return LABELS[field][name]


MEANINGS = {
    "target": {
        "empty": "空白、占位符、未勾选的选项或只有单位没有数，等于没有目标。",
        "quantity": "写明了与指标相连的数：数加单位、百分比、界限、零、全部、名次等。",
        "time": "写明了日期、期限或期间。“及时”“按期”不算。",
        "standard": "写明了具名的标准或等级，或指标名称里已给出门槛。",
        "state": "写明了记录可以认定的事件或状态，如通过竣工验收、建成投用、不发生某事。",
        "echo": "只把指标名称的意思再说一遍，如环保度→环保。",
        "direction": "只说往哪个方向变，没有幅度和基数，如提升、减少。",
        "unnamed_standard": "说要达到标准或要求，却没说是哪一个，如符合要求、达标。",
        "judgement": "没有分级的评价或状态词，如有效、良好、正常。",
    },
    "actual": {
        "value": "报了自己的数、日期或期间。",
        "evidence": "有可查的具体情况，但没有按指标口径的数。",
        "copy": "重复了目标的界限或写法，等于没有报结果。",
        "completion": "填报系统的完成套话，如达成指标、已完成；表上看不到依据。",
        "hedged": "含糊的完成，如基本达到、部分达成。",
        "empty": "没有填写。",
    },
    "reason": {
        "none": "没有扣分，也不必说明。",
        "missing": "扣了分或没完成，却没有说明。",
        "cause": "说了具体的事由。",
        "gap": "只说还有差距或还需努力，没有原因。",
        "claim": "只说效果好、已达到。",
        "note": "说了别的情况，不是原因。",
    },
    "text": {
        "fact": "有本年度结果的数、对象或日期。",
        "basis": "法律、规划、背景、预算安排。",
        "boilerplate": "只有评价，没有具体内容。",
        "mixed": "有事实也有套话。",
    },
}
"""What each label means, in one sentence."""
