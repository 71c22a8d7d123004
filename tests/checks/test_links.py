"""Which figures of the text support or contradict a row."""

from __future__ import annotations

import pytest

from narrative.checks import case_of
from narrative.checks.links import evidence, quote_of
from narrative.checks.sample import form, row

CONTRADICTED = [
    ("培训人数", "200.00(人)", "组织开展培训3期，共计185人参加。", "185人"),
    ("检查单位数", "120.00(家)", "对辖区98家单位开展检查。", "98家"),
    ("宣传活动场次", "12.00(场)", "开展各类宣传活动15次。", "15次"),
    ("采购设备数量", "92台", "采购设备85台（套），全部投入使用。", "85台"),
    ("群众满意度", "95%", "群众满意率92%。", "92%"),
    ("新增就业人数", "1200人", "新增就业1,150人。", "1,150人"),
    ("发放补贴人数", "350人", "为326名残疾人发放补贴。", "326名"),
    ("隐患整改率", "100%", "发现隐患300条，隐患整改率98.5%。", "98.5%"),
    ("推送数量", "393.00(次)", "广泛推送科普内容，共推送306条信息。", "306条"),
    ("维修道路里程", "5.2公里", "维修道路4.8公里，安装路灯60盏。", "4.8公里"),
]
SUPPORTED = [
    ("培训场次", "12场", "举办业务培训12场。", "12场"),
    ("参观人次", "6.4万余人次", "全年接待参观64500人次。", "64500人次"),
    ("抽检合格率", "99.1%", "抽检216批次，合格率99.1%。", "99.1%"),
    ("供水里程", "39.6公里", "改造供水管网39.6公里。", "39.6公里"),
]
SUPPORTED_NOT = [
    ("小学禁毒教育一堂课", "50余所", "在50个社区开展禁毒教育活动。"),
    ("图文推送篇数", "2163篇", "其中专题文章过500篇。"),
    ("标识使用对象", "不少于20000人", "志愿者累计上岗121189人次。"),
]
SILENT = [
    ("走访企业数量", "120家次", "走访重点企业35家次。"),
    ("检查企业家次", "500家次", "检查发现问题企业45家次。"),
    ("培训场次", "12场", "举办业务培训8场、安全培训4场。"),
    ("培训人次", "1842人次", "培训36期，每期约50人次。"),
    ("检查家次", "120家次", "检查家次比2023年的96家次有所增加。"),
    ("深井维保次数", "30次", "对全区177个避难场所开展检查。"),
    ("报道篇数", "89篇", "刊登报道其中央媒1篇。"),
    ("培训人次", "420人次", "2023年培训380人次。"),
    ("合格率", "98%", "合格率达到95%以上。"),
]


@pytest.mark.parametrize(("name", "actual", "outcome", "said"), CONTRADICTED)
def test_another_figure_for_the_same_thing_contradicts(name: str, actual: str, outcome: str, said: str) -> None:
    found = evidence(case_of(form(row("数量", name, "≥1", actual), outcome=outcome)))
    assert [(link.stand, link.said.text) for link in found] == [("contradicts", said)]
    assert said in found[0].sentence.quote


@pytest.mark.parametrize(("name", "actual", "outcome", "said"), SUPPORTED)
def test_the_same_figure_supports(name: str, actual: str, outcome: str, said: str) -> None:
    found = evidence(case_of(form(row("数量", name, "≥1", actual), outcome=outcome)))
    assert [(link.stand, link.said.text) for link in found] == [("supports", said)]


@pytest.mark.parametrize(("name", "actual", "outcome"), SILENT)
def test_parts_plans_and_other_things_say_nothing(name: str, actual: str, outcome: str) -> None:
    found = evidence(case_of(form(row("数量", name, "≥1", actual), outcome=outcome)))
    assert [link.said.text for link in found if link.stand == "contradicts"] == []


@pytest.mark.parametrize(("name", "actual", "outcome"), SUPPORTED_NOT)
def test_what_can_be_true_beside_a_row_is_no_evidence_for_it(name: str, actual: str, outcome: str) -> None:
    assert evidence(case_of(form(row("数量", name, "≥1", actual), outcome=outcome))) == []


def test_a_sentence_is_quoted_around_its_figure() -> None:
    long = "全年围绕应急科普、执法规范、营商环境等主题宣传，共推送306条信息，阅读量稳步上升，影响不断扩大，反响良好。"
    (link,) = evidence(case_of(form(row("数量", "推送信息", "≥1", "306条"), outcome=long)))
    assert "306条" in quote_of(link)
    assert len(quote_of(link)) < len(long)
