"""Forms per second and peak memory by format, beside the plain text extraction of the same file by its library.

``python benchmarks/readers.py``: each figure is the best processor time of several rounds, the ratio
compares the two within the same run.  Memory is the peak of a fresh process that reads the file once.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "readers"))

import make_formats

from narrative.readers import Limits, choose, run
from narrative.readers._sample import Sample

ROUNDS = 5
OTHER_NAMES = {"web.doc", "word.wps", "sheet.et", "packed.zip"}
"""The same files under other names."""


def plain_docx(data: bytes) -> object:
    import docx

    document = docx.Document(io.BytesIO(data))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def plain_xlsx(data: bytes) -> object:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [row for sheet in book for row in sheet.iter_rows(values_only=True)]


def plain_xls(data: bytes) -> object:
    import xlrd

    book = xlrd.open_workbook(file_contents=data)
    return [sheet.row_values(row) for sheet in book.sheets() for row in range(sheet.nrows)]


def plain_html(data: bytes) -> object:
    import lxml.html

    return lxml.html.fromstring(data).text_content()


def plain_pdf(data: bytes) -> object:
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def plain_doc(data: bytes) -> object:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        return container.openstream("WordDocument").read().decode("utf-16-le", "replace")


def plain_text(data: bytes) -> object:
    return data.decode("utf-8", "replace").split("\n")


PLAIN: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "docx": ("python-docx", plain_docx),
    "xlsx": ("openpyxl", plain_xlsx),
    "xls": ("xlrd", plain_xls),
    "html": ("lxml", plain_html),
    "pdf": ("pypdfium2", plain_pdf),
    "doc": ("olefile", plain_doc),
    "rtf": ("decode", plain_text),
    "md": ("decode", plain_text),
    "csv": ("decode", plain_text),
    "text": ("decode", plain_text),
}


def files() -> dict[str, bytes]:
    kept = {name: (make_formats.FORMATS / name).read_bytes() for name in make_formats.MADE}
    found = make_formats.written(make_formats.whole_page(make_formats.samples())) | kept
    return {name: data for name, data in found.items() if name not in OTHER_NAMES}


def best(call: Callable[[], object]) -> float:
    def once() -> float:
        started = time.process_time()
        call()
        return time.process_time() - started

    return min(once() for _ in range(ROUNDS))


def peak_megabytes(name: str, data: bytes, kind: str) -> float:
    """Of a fresh process that reads the file once (one that only starts Python takes about 10); Linux alone."""
    script = (
        "import pathlib, re, sys; from narrative.readers import Limits, readers, run; "
        "from narrative.readers._sample import Sample; path, kind = sys.argv[1:]; "
        "run(readers()[kind], Sample(path, open(path, 'rb').read()), Limits()); "
        "print(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        command = [sys.executable, "-c", script, str(path), kind]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def main() -> None:
    print(f"{'file':14} {'forms/s':>8} {'ms/file':>8} {'MB':>6}   ÷ plain extraction")
    for name, data in sorted(files().items()):
        sample = Sample(name, data)
        reader = choose(sample)
        ours = best(lambda: run(reader, sample, Limits()))  # noqa: B023 (called at once)
        library, extract = PLAIN[reader.FORMAT]
        theirs = best(lambda: extract(data))  # noqa: B023
        forms = len(make_formats.chosen(name))
        memory = peak_megabytes(name, data, reader.FORMAT)
        print(f"{name:14} {forms / ours:8.0f} {ours * 1000:8.1f} {memory:6.1f}   {ours / theirs:6.2f} × {library}")


if __name__ == "__main__":
    main()
