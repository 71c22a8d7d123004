"""spaCy: one matrix over the ways a Doc can be made and carried, and what each must give."""

from __future__ import annotations

import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # spaCy's own imports
    import jieba  # noqa: F401  # imports pkg_resources, which warns
    import spacy
    from spacy import displacy
    from spacy.tokens import Doc, DocBin, Span
    from spacy.tokens.underscore import Underscore

from narrative import quantities
from narrative.components import COLORS, marked
from narrative.schema import Indicator, Quantity
from narrative.segment import sentences
from narrative.tagging import tag_row
from narrative.texts import KINDS

TEXTS = [
    "截止10月底指导服务企业6041家次，发现各类隐患22410条。",
    "全年开展培训三十七个班次、95%以上按期结业，投入约1.5亿元",
    "一是新建泵站２座；二是巡查河道120余公里，三是清淤不少于3万立方米。",
    "每周不少于1次\n不超过10－20天  工期",
    "良好",
    "",
]
ROW = {"level2": "数量指标", "indicator": "培训场次", "actual": "15场", "points": 10, "score": None}
PIPES = ("narrative_quantities", "narrative_sentences", "narrative_tagger")


def blank(segmenter: str = "char") -> Any:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    for pipe in PIPES:
        nlp.add_pipe(pipe)
    return nlp


def one_by_one(nlp: Any, texts: Iterable[str]) -> list[Doc]:
    return [nlp(text) for text in texts]


def two_processes(nlp: Any, texts: Iterable[str]) -> list[Doc]:
    return list(nlp.pipe(texts, n_process=2, batch_size=2))


def through_docbin(nlp: Any, texts: Iterable[str]) -> list[Doc]:
    data = DocBin(docs=nlp.pipe(texts)).to_bytes()
    return list(DocBin().from_bytes(data).get_docs(spacy.blank("zh").vocab))


def through_docbin_with_user_data(nlp: Any, texts: Iterable[str]) -> list[Doc]:
    data = DocBin(docs=nlp.pipe(texts), store_user_data=True).to_bytes()
    return list(DocBin().from_bytes(data).get_docs(spacy.blank("zh").vocab))


def through_bytes(nlp: Any, texts: Iterable[str]) -> list[Doc]:
    return [Doc(nlp.vocab).from_bytes(doc.to_bytes()) for doc in nlp.pipe(texts)]


def through_saved_pipeline(nlp: Any, texts: Iterable[str]) -> list[Doc]:
    again = spacy.blank("zh").from_config(nlp.config)
    return list(again.from_bytes(nlp.to_bytes()).pipe(texts))


ENGINES: dict[str, Callable[[Any, Iterable[str]], list[Doc]]] = {
    "one by one": one_by_one,
    "n_process=2": two_processes,
    "DocBin": through_docbin,
    "DocBin with user data": through_docbin_with_user_data,
    "to_bytes": through_bytes,
    "saved pipeline": through_saved_pipeline,
}
MATRIX = [pytest.param(seg, name, id=f"{seg}, {name}") for seg in ("char", "jieba") for name in ENGINES]


@pytest.fixture(scope="module")
def docs() -> Callable[[str, str], list[Doc]]:
    made: dict[tuple[str, str], list[Doc]] = {}

    def make(segmenter: str, engine: str) -> list[Doc]:
        if (segmenter, engine) not in made:
            made[segmenter, engine] = ENGINES[engine](blank(segmenter), TEXTS)
        return made[segmenter, engine]

    return make


@pytest.mark.parametrize(("segmenter", "engine"), MATRIX)
def test_quantities_are_those_of_the_function(docs: Any, segmenter: str, engine: str) -> None:
    for text, doc in zip(TEXTS, docs(segmenter, engine), strict=True):
        assert doc.text == text
        assert [span._.quantity for span in doc.spans["quantities"]] == quantities(text)


@pytest.mark.parametrize(("segmenter", "engine"), MATRIX)
def test_a_span_covers_its_core_and_no_token_more(docs: Any, segmenter: str, engine: str) -> None:
    for doc in docs(segmenter, engine):
        for span in doc.spans["quantities"]:
            core = span._.quantity
            assert span.start_char <= core.start < core.end <= span.end_char
            assert span[0].idx + len(span[0]) > core.start
            assert span[-1].idx < core.end
            assert span.label_ == core.kind
            assert (span._.low, span._.high, span._.unit) == (core.low, core.high, core.unit)
            assert (span._.relation, span._.of, span._.per, span._.change) == (
                core.relation,
                core.of,
                core.per,
                core.change,
            )


@pytest.mark.parametrize(("segmenter", "engine"), MATRIX)
def test_sentences_start_where_the_segmenter_says(docs: Any, segmenter: str, engine: str) -> None:
    for text, doc in zip(TEXTS, docs(segmenter, engine), strict=True):
        if text:
            assert [sent.text.strip() for sent in doc.sents] == [text[s:e].strip() for s, e in sentences(text)]


@pytest.mark.parametrize(("segmenter", "engine"), MATRIX)
def test_the_verdict_is_that_of_the_row_alone(docs: Any, segmenter: str, engine: str) -> None:
    for text, doc in zip(TEXTS, docs(segmenter, engine), strict=True):
        tag = tag_row(Indicator(target=text))[0]
        assert (doc._.label, doc._.measurable, doc._.confidence) == (tag.label, tag.measurable, tag.confidence)
        assert doc._.tag.evidence == tag.evidence
        for span in doc.spans["evidence"]:
            assert text[span._.evidence.start : span._.evidence.end] == span._.evidence.text


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("segmenter", ["char", "jieba"])
def test_the_row_comes_as_context(segmenter: str, processes: int) -> None:
    pairs = [("≥15场", ROW), ("12", {"indicator": "数量（个）", "points": float("nan")})]
    piped = list(blank(segmenter).pipe(pairs, as_tuples=True, n_process=processes))
    (doc, row), (bare, _) = piped
    tags = tag_row(Indicator(level2="数量指标", name="培训场次", target="≥15场", actual="15场", points=Decimal(10)))
    assert row == ROW
    assert (doc._.label, doc._.actual_tag.label, doc._.reason_tag.label) == tuple(tag.label for tag in tags)
    assert doc._.row["indicator"] == "培训场次"
    assert [span._.unit for span in bare.spans["quantities"]] == ["个"]


def test_a_row_set_before_wins_over_none() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("narrative_tagger")
    doc = nlp.make_doc("环保")
    doc._.row = {"indicator": "环保度"}
    assert nlp(doc)._.label == "echo"
    assert nlp("环保")._.row is None


def test_a_core_inside_a_longer_word_keeps_its_characters() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("narrative_quantities")
    text = "发现隐患三十七个。"
    doc = nlp(Doc(nlp.vocab, words=["发现", "隐患三十", "七个。"], spaces=[False] * 3))
    (span,) = doc.spans["quantities"]
    assert span.text == "隐患三十七个。"
    assert span._.quantity == quantities(text)[0]
    assert span._.quantity.text == "三十七个"
    assert marked(doc)["ents"] == [{"start": 4, "end": 8, "label": "COUNT"}]


def test_two_cores_in_one_word_are_told_apart() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("narrative_quantities")
    doc = nlp(Doc(nlp.vocab, words=["新建2座扩建3座"], spaces=[False]))
    assert [span._.low for span in doc.spans["quantities"]] == [2, 3]
    assert [span.text for span in doc.spans["quantities"]] == ["新建2座扩建3座"] * 2


def test_any_span_gives_the_first_quantity_within() -> None:
    doc = blank()("巡查河道120余公里")
    assert isinstance(doc[:]._.quantity, Quantity)
    assert doc[:]._.relation == ">"
    assert doc[:2]._.quantity is None
    assert doc[:2]._.low is None


def test_nothing_is_known_before_the_tagger_ran() -> None:
    blank()  # registers the attributes
    doc = spacy.blank("zh")("良好")
    assert doc._.tag is None
    assert doc._.measurable is None


def test_attributes_reach_spawned_workers() -> None:
    blank()
    assert pickle.loads(pickle.dumps(Underscore.get_state()))


def test_an_attribute_of_somebody_else_stays_theirs() -> None:
    code = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "import importlib, spacy\n"
        "from spacy.tokens import Span\n"
        "Span.set_extension('low', default='theirs')\n"
        "nlp = spacy.blank('zh'); nlp.add_pipe('narrative_quantities')\n"
        "import narrative.components; importlib.reload(narrative.components)\n"
        "nlp.add_pipe('narrative_tagger')\n"
        "doc = nlp('新建2座'); span = doc.spans['quantities'][0]\n"
        "print(span._.low, span._.quantity.low)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["theirs", "2"]


def test_the_fast_path_leaves_the_counted_thing_out() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("narrative_quantities", config={"of": False})
    doc = nlp("服务企业30家")
    assert [span._.of for span in doc.spans["quantities"]] == [None]


@pytest.mark.parametrize("language", ["zh", "xx", "en"])
def test_it_sits_in_any_pipeline(language: str) -> None:
    nlp = spacy.blank(language)
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("narrative_quantities", first=True)
    doc = nlp("服务企业 6041家次")
    assert [span._.quantity.text for span in doc.spans["quantities"]] == ["6041家次"]
    assert not nlp.analyze_pipes()["problems"]["narrative_quantities"]


def test_displacy_finds_a_colour_for_every_kind() -> None:
    assert {kind.upper() for kind in KINDS} == COLORS.keys()
    doc = blank()(TEXTS[1])
    for html in (
        displacy.render(doc, style="span", options={"spans_key": "quantities"}, jupyter=False),
        displacy.render(marked(doc), style="ent", manual=True, jupyter=False),
    ):
        assert COLORS["MONEY"] in html
        assert COLORS["PERCENT"] in html


def test_spans_become_entities() -> None:
    doc = blank()(TEXTS[0])
    doc.ents = spacy.util.filter_spans(doc.spans["quantities"])
    assert [ent._.unit for ent in doc.ents] == ["", "家次", "条"]
    assert isinstance(doc.ents[0], Span)
