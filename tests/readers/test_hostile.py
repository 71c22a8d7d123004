"""Files that mean harm or are broken: each is one ReadError with a code, soon and in little memory."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_formats import FORMATS, docx_package, lay_out, samples, to_docx, to_html, to_xlsx

from narrative.readers import Limits, _pool, read, read_all, read_sample
from narrative.readers._sample import Sample
from narrative.schema import Document, ReadError

PAGE = lay_out(samples()[0])
DOCX, XLSX, HTML = to_docx(PAGE), to_xlsx(PAGE), to_html(PAGE)
PDF, DOC, XLS = ((FORMATS / name).read_bytes() for name in ("word.pdf", "word.doc", "sheet.xls"))


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def repacked(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, change(old.read(item)) if item == name else old.read(item))
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pdf_of(pages: int) -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(3, pages + 3))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"] * pages
    body = "".join(f"{number} 0 obj{text}endobj\n" for number, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size {pages + 3}>>\n%%EOF".encode()


def encrypted_pdf() -> bytes:
    pikepdf = pytest.importorskip("pikepdf")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        document.save(out, encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (
    b"ha" * 50,
    b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)),
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def with_head(head: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"?>", b"?>" + head, 1)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.docx": (lambda: b"", "empty"),
    "blank.txt": (lambda: b"  \r\n\t\n", "empty"),
    "noise.bin": (lambda: bytes(range(256)) * 40, "binary"),
    "program.docx": (lambda: b"MZ" + bytes(500), "binary"),
    "cut.docx": (lambda: DOCX[: len(DOCX) // 2], "truncated"),
    "cut.xlsx": (lambda: XLSX[:-200], "truncated"),
    "cut.pdf": (lambda: PDF[:2000], "truncated"),
    "cut.doc": (lambda: DOC[:3000], "truncated"),
    "cut.xls": (lambda: XLS[:3000], "truncated"),
    "flipped.docx": (lambda: DOCX[:400] + bytes(200) + DOCX[600:], "truncated|broken"),
    "encrypted.pdf": (encrypted_pdf, "encrypted"),
    "bomb.docx": (lambda: docx_package("<w:p/>" * 45_000_000), "too_large"),
    "deep.docx": (lambda: docx_package("<w:ins>" * 90_000 + "</w:ins>" * 90_000), "broken|too_deep"),
    "entities.docx": (lambda: repacked(DOCX, "word/document.xml", with_head(ENTITIES)), "unsafe"),
    "outside.docx": (lambda: repacked(DOCX, "word/document.xml", with_head(OUTSIDE)), "unsafe"),
    "entities.xlsx": (lambda: repacked(XLSX, "xl/worksheets/sheet1.xml", lambda data: ENTITIES + data), "unsafe"),
    "entities.html": (lambda: ENTITIES + HTML, "unsafe"),
    "bomb.zip": (lambda: zipped(**{"a.txt": b"0" * 70_000_000}), "too_large"),
    "zips.zip": (lambda: zipped(a=zipped(b=zipped(c=zipped(d=b"x")))), "unsupported"),
    "many.zip": (lambda: zipped(**{f"{n}.txt": b"x" for n in range(2500)}), "too_large"),
    "pages.pdf": (lambda: pdf_of(10_000), "too_large"),
    "no_pages.pdf": (lambda: pdf_of(0), "truncated|empty"),
    "blank_pages.pdf": (lambda: pdf_of(3), "empty"),
    "page.ofd": (lambda: zipped(**{"OFD.xml": b"<x/>"}), "unsupported"),
    "files.rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(60), "unsupported"),
    "files.7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60), "unsupported"),
    "book.xlsb": (lambda: zipped(**{"xl/workbook.bin": b"x"}), "unsupported"),
    "slides.pptx": (lambda: zipped(**{"ppt/presentation.xml": b"<x/>"}), "unsupported"),
    "huge.png": (lambda: png(40_000, 40_000), "too_large|no_text"),
    "empty.zip": (zipped, "empty"),
    "broken.xml.docx": (lambda: docx_package("<w:p><w:r>"), "broken"),
    "deep.html": (lambda: b"<html><body>" + b"<div>" * 200_000 + "甲".encode(), "too_deep|empty"),
    "groups.rtf": (lambda: b"{\\rtf1" + b"{" * 100_000, "too_deep"),
    "endless_row.txt": (lambda: b"x" * 2_000_000, "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_error_with_its_code(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    started = time.monotonic()
    with pytest.raises(ReadError) as error:
        read(path)
    assert time.monotonic() - started < 10
    assert re.fullmatch(code, error.value.code), error.value
    assert error.value.source == str(path)
    assert re.search("[\u4e00-\u9fff]", error.value.message)
    assert error.value.__context__ is None or "Traceback" not in str(error.value)


def attempt(sample: Sample, limits: Limits | None = None) -> Document | ReadError:
    try:
        return read_sample(sample, limits or Limits())
    except ReadError as error:
        return error


def rows_of(document: Document) -> int:
    return sum(grid.rows for grid in document.grids)


def sheet(rows: bytes, merges: bytes = b"") -> bytes:
    data = b"<sheetData>%s</sheetData>%s" % (rows, merges)

    def change(old: bytes) -> bytes:
        return re.sub(rb"<sheetData>.*</sheetData>(<mergeCells.*</mergeCells>)?", lambda _: data, old, flags=re.DOTALL)

    return repacked(XLSX, "xl/worksheets/sheet1.xml", change)


VALUE = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1"><v>2</v></c></row>'
BOUNDED: dict[str, Callable[[], bytes]] = {
    "styled.xlsx": lambda: sheet(
        VALUE
        + b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(2, 1_000_000))
    ),
    "far.xlsx": lambda: sheet(VALUE + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "merged.xlsx": lambda: sheet(VALUE, b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "merges.xlsx": lambda: sheet(
        VALUE, b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 50_000 + b"</mergeCells>"
    ),
    "colspan.html": lambda: (
        b"<table><tr><td colspan=1000000000 rowspan=1000000000>a</td><td>b</td></tr><tr><td>c</table>"
    ),
    "colspans.html": lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=65534>a</td></tr>" * 5_000 + b"</table>",
    "deep_tables.html": lambda: b"<html>" + b"<table><tr><td>" * 60 + b"x" + b"</table>" * 60,
    "fonts.html": lambda: b"<html><body>" + b"<font>" * 400 + b"<p>x</p>",
    "bars.md": lambda: b"|a|b|\n|-|-|\n" + b"|" * 200_000,
    "quotes.csv": lambda: b'a,b\n"c,d\n' * 100_000,
}


@pytest.mark.parametrize("name", BOUNDED)
def test_what_swells_is_read_or_refused_within_bounds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOUNDED[name]())
    started = time.monotonic()
    found = attempt(Sample(str(path), path.read_bytes()))
    if isinstance(found, ReadError):
        assert found.code in {"too_large", "too_deep", "broken", "memory", "timeout", "empty"}
    else:
        assert sum(len(grid.cells) for grid in found.grids) < 300_000
    assert time.monotonic() - started < 10


def test_a_million_styled_rows_are_one_row(tmp_path: Path) -> None:
    path = tmp_path / "styled.xlsx"
    path.write_bytes(BOUNDED["styled.xlsx"]())
    assert rows_of(read(path)) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("form.pdf", DOCX), ("form.xls", DOCX), ("form", XLSX), ("form.docx", PDF), ("form.doc", HTML),
        ("form.xls", HTML),
        ("form.txt", DOC), ("form.wps", DOC), ("form.et", XLS), ("form.et", XLSX), ("form.dat", HTML),
        ("form.doc", (FORMATS / "word.rtf").read_bytes()), ("form.html", XLS),
    ],
)  # fmt: skip
def test_the_content_decides_not_the_suffix(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert any(cell.text == "三级指标" for grid in read(path).grids for cell in grid.cells)


def test_an_owner_password_alone_does_not_lock(tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    path = tmp_path / "owner.pdf"
    with pikepdf.open(io.BytesIO(PDF)) as document:
        document.save(path, encryption=pikepdf.Encryption(user="", owner="geheim"))
    assert any(read(path).grids)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "没有.docx", "missing"), (tmp_path, "missing")):
        with pytest.raises(ReadError) as error:
            read(path)
        assert error.value.code == code


def test_an_archive_gives_each_file_its_own(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(**{"甲/自评表.docx": DOCX, "坏.docx": DOCX[:900], "乙.html": HTML, "__MACOSX/._x": b"x"}))
    found = list(read_all(path))
    assert [type(item) for item in found] == [Document, ReadError, Document]
    assert [item.source.partition("!")[2] for item in found] == ["甲/自评表.docx", "坏.docx", "乙.html"]
    merged = read(path)
    assert [note.code for note in merged.notes] == ["truncated"]
    assert {block.place.container for block in merged.blocks} == {"甲/自评表.docx", "乙.html"}
    assert all(cell.place.source == str(path) for grid in merged.grids for cell in grid.cells)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_file_is_passed_over(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name][0]())
    found = list(read_all(path))
    assert found
    assert all(isinstance(item, ReadError) for item in found)


def test_names_of_chinese_windows_archives_are_readable(tmp_path: Path) -> None:
    data = zipped(**{"abcd.html": HTML}).replace(b"abcd", "自评".encode("gb18030"))
    path = tmp_path / "windows.zip"
    path.write_bytes(data)
    assert [item.source.partition("!")[2] for item in read_all(path)] == ["自评.html"]


# --------------------------------------------------------------------------------------------------
# The child


def test_one_line_script_reads_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(PDF)
    script = f"import narrative.readers as r; print(len(list(r.read({str(path)!r}).grids)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)
    assert int(done.stdout) > 5
    assert not done.stderr


def test_a_small_text_file_pays_for_no_library(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_text("三级指标\t指标值\n办件\t60件\n", encoding="utf-8")
    heavy = ("openpyxl", "lxml", "xlrd", "pypdfium2", "olefile", "subprocess", "numpy")
    script = f"""
import sys
before = set(sys.modules)  # an environment may start with some of them
import narrative.readers
narrative.readers.read({str(path)!r})
print(sorted((set(sys.modules) - before) & set({heavy})))"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "[]"


def test_a_child_serves_many_files_and_threads(tmp_path: Path) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(XLS)
    expected = read(path)
    found: list[Document] = []
    threads = [threading.Thread(target=lambda: found.append(read(path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_a_child_that_dies_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(XLS)
    read(path)
    child = _pool._idle[-1]
    child.process.kill()
    child.process.wait()
    assert any(read(path).grids)


def test_time_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(PDF)
    with pytest.raises(ReadError) as error:
        read(path, limits=Limits(seconds=0.01))
    assert error.value.code == "timeout"
    assert any(read(path).grids)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded from inside on POSIX alone")
def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(PDF)
    assert any(read(path).grids)  # by a child that stays and has room enough for this file
    with pytest.raises(ReadError) as error:
        read(path, limits=Limits(memory_bytes=40 * 1024 * 1024))
    assert error.value.code in {"memory", "crashed"}
    assert any(read(path).grids)


def test_limits_are_options(tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(DOCX)
    for limits in (Limits(file_bytes=100), Limits(cells=5), Limits(unzipped_bytes=100)):
        with pytest.raises(ReadError) as error:
            read(path, limits=limits)
        assert error.value.code == "too_large"


def test_an_answer_builds_schema_values_alone() -> None:
    import os
    import pickle

    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.system, ("true",)

    with pytest.raises(ReadError) as error:
        _pool._unpack(pickle.dumps(Evil()), "form.pdf")
    assert error.value.code == "crashed"


# --------------------------------------------------------------------------------------------------
# Fuzz


SEEDS = {".docx": DOCX, ".xlsx": XLSX, ".html": HTML, ".pdf": PDF[:60_000], ".doc": DOC, ".xls": XLS}


def check(found: Document | ReadError) -> None:
    if isinstance(found, ReadError):
        assert found.code
        assert found.message
        return
    assert found.blocks
    assert all(cell.row < grid.rows and cell.column < grid.columns for grid in found.grids for cell in grid.cells)


@pytest.mark.parametrize("suffix", SEEDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8), st.floats(0.2, 1)
)
def test_damaged_files_are_read_or_refused(suffix: str, changes: list[tuple[float, bytes]], kept: float) -> None:
    data = bytearray(SEEDS[suffix])
    for where, patch in changes:
        at = int(where * (len(data) - 1))
        data[at : at + len(patch)] = patch
    sample = Sample(f"form{suffix}", bytes(data[: int(len(data) * kept)]))
    check(attempt(sample, Limits(seconds=5)))


@given(
    st.text(max_size=300),
    st.sampled_from([("<table>", "html"), ("|a|\n|-|\n", "md"), ("{\\rtf1 ", "rtf"), ("a,b\n", "csv")]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_as_markup_is_read_or_refused(text: str, kind: tuple[str, str]) -> None:
    check(attempt(Sample(f"form.{kind[1]}", (kind[0] + text).encode("utf-8", "surrogatepass"))))
