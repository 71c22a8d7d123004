"""Files with charts, macros, revisions, old comments: only what a comment needs changes, and it keeps to the schema."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import hard_files
import pytest
from openxml_audit import OpenXmlValidator
from test_annotate_places import excel_places, word_places

from narrative import screen
from narrative.report.annotate import annotate, docx, patch

MARKS = re.compile(
    rb'<w:commentRange(?:Start|End) xmlns:w="[^"]*" w:id="\d+"/>'
    rb'|<w:r xmlns:w="[^"]*"><w:commentReference w:id="\d+"/></w:r>'
)
LEGACY = re.compile(rb'<legacyDrawing xmlns:r="[^"]*" r:id="rIdN\d+"/>')


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module", params=hard_files.FILES)
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("hard")
    original, out = folder / request.param, folder / f"批注-{request.param}"
    original.write_bytes(hard_files.FILES[request.param]())
    assert annotate(screen(original), original, out) >= 5
    return original, out


def test_parts_not_concerned_keep_their_bytes(files: tuple[Path, Path]) -> None:
    before, after = (parts(path) for path in files)
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    concerned = re.compile(
        r"word/document\.xml|word/comments\.xml|xl/worksheets/sheet1\.xml|xl/comments.*\.xml|xl/drawings/vmlDrawing1\.vml"
        r"|xl/drawings/commentsDrawing1\.vml|\[Content_Types\]\.xml|xl/worksheets/_rels/sheet1\.xml\.rels"
    )
    assert all(concerned.fullmatch(name) for name in changed), changed
    assert "word/document.xml" in changed or any("vml" in name.lower() for name in changed)


def test_the_text_part_differs_by_marks_alone(files: tuple[Path, Path]) -> None:
    before, after = (parts(path) for path in files)
    for name in ("word/document.xml", "xl/worksheets/sheet1.xml"):
        if name in before:
            left = LEGACY.sub(b"", MARKS.sub(b"", after[name]))
            assert re.sub(rb"<w:p></w:p>", b"<w:p/>", left) == before[name]


def test_comments_stand_at_their_cells(files: tuple[Path, Path]) -> None:
    places = excel_places(files[1]) if files[1].suffix.startswith(".xls") else places_of_word(files[1])
    for target, words in (("良好", "评价词"), ("进一步提升", "只有方向"), ("≥30场", "R201"), ("技能培训", "小结")):
        assert any(target in cell and words in comment for cell, comment in places), (target, places)
    assert any("原有的批注" in comment for _, comment in places)


def places_of_word(path: Path) -> list[tuple[str, str]]:
    data = path.read_bytes()
    if b"purl" not in parts(path)["word/document.xml"]:
        return word_places(path)
    plain = path.with_name("transitional.docx")  # the reader of the test knows one set of names
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(plain, "w") as target:
        assert hard_files.W.encode() not in source.read("word/document.xml") + source.read("word/comments.xml")
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(hard_files.STRICT.encode(), hard_files.W.encode()))
    assert data
    return word_places(plain)


def complaints(path: Path) -> Counter[str]:
    return Counter(f"{error.part_uri} {error.description}" for error in OpenXmlValidator().validate(path).errors)


def test_nothing_new_against_the_schema(files: tuple[Path, Path]) -> None:
    """Open XML SDK's schemas, which Word and Excel are built to; the originals have complaints of their own."""
    original, out = files
    assert not complaints(out) - complaints(original)


def test_annotated_twice(files: tuple[Path, Path]) -> None:
    _, once = files
    twice = once.with_name(f"又-{once.name}")
    annotate(screen(once), once, twice)
    assert not complaints(twice) - complaints(once)


def test_a_box_is_told_at_the_paragraph_that_holds_it() -> None:
    document = hard_files.word_body()
    data = f'<w:document xmlns:w="{hard_files.W}"><w:body>{document}</w:body></w:document>'.encode()
    number = 1 + next(
        n
        for n, e in enumerate(patch.elements(data, "p")[1:])
        if "框里".encode() in data[e.start : e.end] and data[e.start : e.end].count(b"<w:p ") == 1
    )
    marked = docx.mark(data, {1: f"p{number}"})
    box = marked[marked.index(b"<w:txbxContent>") : marked.index(b"</w:txbxContent>")]
    assert b"comment" not in box
    assert marked.count(b"commentReference") == document.count("commentReference") + 1


def test_a_long_document_is_marked_in_seconds() -> None:
    cell = hard_files.cell(hard_files.paragraph(hard_files.run("提升")))
    row = f"<w:tr>{cell * 8}</w:tr>"
    body = f"<w:tbl>{row * (2_000_000 // len(row))}</w:tbl>"
    data = f'<w:document xmlns:w="{hard_files.W}"><w:body>{body}</w:body></w:document>'.encode()
    began = time.process_time()
    docx.mark(data, {number: f"tc{number}" for number in range(1, 8000)})
    assert time.process_time() - began < 5  # 0.5 s where it was written; quadratic work would take minutes


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<a/>".encode("utf-16"), "UTF-16"),
        (b"<!DOCTYPE a><a/>", "DTD"),
        (b"<a><b></a>", "损坏"),
    ],
)
def test_what_cannot_be_patched_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(patch.PatchError, match=words):
        patch.elements(data)


@pytest.mark.heavy
def test_libreoffice_opens_what_comes_out(files: tuple[Path, Path], office: Callable[[Path, str], Path]) -> None:
    made = office(files[1], "odt" if files[1].suffix.startswith(".doc") else "ods")
    with zipfile.ZipFile(made) as archive:
        content = archive.read("content.xml").decode()
    told = re.sub(r"<[^>]*>", "", "".join(re.findall(r"<office:annotation .*?</office:annotation>", content)))
    assert "进一步提升" in content
    assert "原有的批注" in told
    # LibreOffice loses what stands inside a content control round whole paragraphs; Word does not.
    assert told.count("【不可核·") >= (1 if made.suffix == ".odt" else 2)
