"""Scanned pages: a sample form printed, photographed and read again."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from make_formats import FORMATS
from test_formats import plain

from narrative.readers import Limits, picture, read, read_sample
from narrative.readers._ocr_page import size_of
from narrative.readers._sample import Sample
from narrative.reading import read as read_forms
from narrative.schema import Indicator, ReadError

NAMES = ("level1", "level2", "name", "target", "actual", "points", "score", "reason")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 40_000, 30_000), (40_000, 30_000)),
        (b"BM" + bytes(16) + struct.pack("<ii", 300, -200), (300, 200)),
        (b"GIF89a" + struct.pack("<HH", 30, 20), (30, 20)),
        (b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x0b\x08" + struct.pack(">HH", 20, 30) + bytes(9), (30, 20)),
        (b"II*\0", None),
        (b"\xff\xd8\xff", None),
    ],
)
def test_the_size_of_a_picture_is_known_before_it_is_unpacked(data: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(data) == size


def test_without_the_extra_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "is_installed", lambda: False)
    with pytest.raises(ReadError, match="narrative\\[ocr\\]") as error:
        picture.read(Sample("scan.png", b"\x89PNG\r\n\x1a\n"), Limits())
    assert error.value.code == "no_text"


def test_a_broken_picture_is_an_error() -> None:
    with pytest.raises(ReadError) as error:
        read_sample(Sample("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(100)), Limits())
    assert error.value.code in {"truncated", "broken", "no_text"}


# --------------------------------------------------------------------------------------------------
# With the extra


def printed(page: int, dpi: int = 200) -> Any:
    """A page of the printed sample forms as an image of grey values."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(FORMATS / "word.pdf")
    image = document[page].render(scale=dpi / 72, grayscale=True).to_numpy().copy()
    document.close()
    return image.reshape(image.shape[:2])


def noisy(image: Any) -> Any:
    """As a worn scanner gives it: turned by half a degree, blurred, speckled."""
    cv2, np = pytest.importorskip("cv2"), pytest.importorskip("numpy")
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0.5, 1)
    turned = cv2.warpAffine(image, matrix, (width, height), borderValue=255)
    noise = np.random.default_rng(0).normal(0, 8, turned.shape)
    return np.clip(cv2.GaussianBlur(turned, (3, 3), 0) + noise, 0, 255).astype("uint8")


def rows(path: Path) -> list[list[Any]]:
    return [
        [fold(getattr(row, name)) for name in NAMES] for form in read_forms(path).forms[:1] for row in form.indicators
    ]


def fold(value: Any) -> Any:
    """Full and half width look the same on paper."""
    text = plain(value)
    return text.translate(str.maketrans("（），：；", "(),:;")) if isinstance(text, str) else text


@pytest.mark.heavy
@pytest.mark.parametrize("worn", [False, True])
def test_a_scanned_form_gives_its_rows(tmp_path: Path, worn: bool) -> None:
    cv2 = pytest.importorskip("cv2")
    pytest.importorskip("rapidocr")
    image = noisy(printed(0)) if worn else printed(0)
    path = tmp_path / "scan.png"
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    found, expected = rows(path), rows(FORMATS / "word.pdf")
    whole = len(found) - 1  # the last row of the page goes on overleaf
    assert whole >= 6
    assert sum(row in expected for row in found) >= 0.9 * whole
    document = read(path)
    assert [note.code for note in document.notes] == ["ocr"]
    sure = [cell.place.ocr for grid in document.grids for cell in grid.cells if cell.text]
    assert all(value is not None and 0 < value <= 1 for value in sure)


@pytest.mark.heavy
def test_a_pdf_of_pictures_goes_the_same_way(tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    cv2 = pytest.importorskip("cv2")
    pytest.importorskip("rapidocr")
    image = printed(0)
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    stream = document.make_stream(cv2.imencode(".jpg", image)[1].tobytes())
    stream.Type, stream.Subtype, stream.ColorSpace = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DeviceGray
    stream.Height, stream.Width = image.shape
    stream.BitsPerComponent, stream.Filter = 8, pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
    page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    out = io.BytesIO()
    document.save(out)
    path = tmp_path / "scan.pdf"
    path.write_bytes(out.getvalue())
    form = read_forms(path).forms[0]
    assert isinstance(form.indicators[0], Indicator)
    assert form.place("project").ocr
    assert form.place("project").page == 1
