"""A screening: every span is a slice of its field, every value has its place, the tables say the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import narrative
from narrative import locations, tables
from narrative.schema import MEASURABLE, Document, Form, Indicator, Paragraph, Quantity, Section, Tag, Where
from narrative.screening import Screening, screen, shares

FORMS = sorted(locations.corpora().glob("forms/*.txt"))


@pytest.fixture(scope="module", params=FORMS, ids=lambda path: path.stem)
def screened(request: pytest.FixtureRequest) -> Screening:
    return screen(request.param)


def field_of(document: Document, where: Where) -> str:
    """The value of the public API that a span counts in."""
    if where.section_no:
        return document.sections[where.section_no - 1].paragraphs[where.paragraph_no - 1]
    form = document.forms[where.form_no - 1]
    owner: Form | Indicator = form.indicators[where.row_no - 1] if where.row_no else form
    return str(getattr(owner, where.field))


def spans(screening: Screening) -> Iterator[tuple[Where, int, int, str]]:
    for q in screening.quantities:
        yield q.where, q.start, q.end, q.text
    for tag in screening.sentences:
        yield tag.where, tag.start, tag.end, tag.text
    for tag in screening.tags:
        for evidence in tag.evidence:
            if evidence.end and evidence.field == tag.field:
                yield tag.where, evidence.start, evidence.end, evidence.text


def assert_spans_are_slices(screening: Screening) -> None:
    for where, start, end, text in spans(screening):
        assert field_of(screening.document, where)[start:end] == text


def test_spans_are_slices(screened: Screening) -> None:
    assert_spans_are_slices(screened)


def test_spans_are_slices_of_the_real_documents(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("*.txt")):
        assert_spans_are_slices(screen(path))


def test_everything_knows_its_place(screened: Screening) -> None:
    for value in (*screened.tags, *screened.quantities):
        if field_of(screened.document, value.where):
            assert value.place.line or value.place.row, value


def test_three_tags_a_row(screened: Screening) -> None:
    rows = sum(len(form.indicators) for form in screened.document.forms)
    assert len(screened.tags) == 3 * rows
    for tag in screened.tags:
        if tag.field == "target" and tag.measurable is not None:
            assert tag.measurable == (tag.label in MEASURABLE)
        elif tag.field != "target":
            assert tag.measurable is None


def test_vague_targets_get_a_better_wording(screened: Screening) -> None:
    for tag in screened.tags:
        assert bool(tag.suggestion) == (tag.field == "target" and tag.measurable is False)


def test_frames_have_the_stated_columns_and_types(screened: Screening) -> None:
    frames = screened.frames()
    assert set(frames) == {"forms", "indicators", "quantities", "findings", "sentences"}
    for name, frame in frames.items():
        assert tuple(frame.columns) == tables.names(name)
        for column in tables.TABLES[name]:
            assert str(frame[column.name].dtype) == tables.PANDAS[column.dtype]
    assert len(frames["indicators"]) == sum(len(form.indicators) for form in screened.document.forms)
    assert len(frames["quantities"]) == len(screened.quantities)
    assert len(frames["findings"]) == sum(not finding.suppressed for finding in screened.findings)


def test_tag_frame_takes_the_table_as_it_is(screened: Screening) -> None:
    frame = screened.frames()["indicators"]
    tagged = narrative.tag_frame(frame)
    for column in ("target_label", "actual_label", "reason_label"):
        assert tagged[column].tolist() == frame[column].tolist()


def test_shares_count_rows_and_points(screened: Screening) -> None:
    share = shares(screened.cases)
    targets = [tag for tag in screened.tags if tag.field == "target"]
    assert share.rows == len(targets)
    assert share.vague == sum(tag.measurable is False for tag in targets)
    assert share.vague + share.review <= share.rows
    assert share.vague_points <= share.points


def test_shares_of_nothing_are_none() -> None:
    assert shares([]).vague_share is None
    assert shares([]).vague_points_share is None


def test_a_form_alone_can_be_screened() -> None:
    form = Form(project="试验", indicators=(Indicator(name="群众满意度", target="满意", points=Decimal(10)),))
    result = screen(form)
    assert [tag.measurable for tag in result.tags if tag.field == "target"] == [False]
    assert result.frames()["forms"]["project"].tolist() == ["试验"]


def test_prose_alone_gives_quantities_and_sentences() -> None:
    text = "全年检查企业812家次，发现隐患2043条。"
    document = Document(blocks=(Paragraph(text),), sections=(Section(paragraphs=(text,)),))
    result = screen(document)
    assert [q.text for q in result.quantities if isinstance(q, Quantity)] == ["812家次", "2043条"]
    assert all(isinstance(tag, Tag) and tag.field == "text" for tag in result.sentences)
    assert set(result.frames()["quantities"]["form_no"]) == {0}


class TestTagFrame:
    def test_index_columns_and_order_are_kept(self) -> None:
        frame = pd.DataFrame({"target": ["≥90%", "有效"], "其他": [1, 2]}, index=["b", "a"])
        tagged = narrative.tag_frame(frame)
        assert tagged.index.tolist() == ["b", "a"]
        assert tagged.columns.tolist()[:2] == ["target", "其他"]
        assert tagged["measurable"].tolist() == [True, False]
        assert frame.columns.tolist() == ["target", "其他"]

    def test_numbers_strings_and_missing_are_taken(self) -> None:
        frame = pd.DataFrame(
            {"target": ["≥90%", None, 12.0], "points": ["10", None, 5], "score": [8, "—", None], "reason": [pd.NA] * 3}
        )
        tagged = narrative.tag_frame(frame)
        assert tagged["target_label"].tolist()[1:] == ["empty", "quantity"]
        assert tagged["reason_label"].tolist()[0] == "missing"

    def test_no_rows(self) -> None:
        tagged = narrative.tag_frame(pd.DataFrame({"target": pd.Series([], dtype="str")}))
        assert len(tagged) == 0
        assert "reason_label" in tagged

    def test_duplicate_index(self) -> None:
        tagged = narrative.tag_frame(pd.DataFrame({"target": ["≥90%", "提升"]}, index=[7, 7]))
        assert tagged["measurable"].tolist() == [True, False]

    def test_unknown_columns_alone_are_an_error_that_lists_the_known(self) -> None:
        with pytest.raises(ValueError, match="indicator"):
            narrative.tag_frame(pd.DataFrame({"指标值": ["≥90%"]}))

    def test_measurable_follows_the_label_where_it_does_not_abstain(self) -> None:
        frame = pd.DataFrame(
            {"target": ["≥90%", "年底前", "国家标准GB 5749", "通过竣工验收", "提升", "有效", "达标", ""]}
        )
        tagged = narrative.tag_frame(frame)
        decided = tagged[tagged["measurable"].notna()]
        assert len(decided) >= 6
        assert (decided["measurable"] == decided["target_label"].isin(MEASURABLE)).all()
