"""The pages and the API over a real connection, without a browser."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from narrative import locations
from narrative.web.guard import HEADERS

FORMS = sorted(locations.corpora().glob("forms/*.txt"))
FORM = FORMS[0].read_bytes()
WEIRD = {
    "markup": "<script>alert(1)</script>.txt",
    "formula": "=cmd|' /C calc'!A0.txt",
    "path": "../../../etc/passwd.txt",
    "backslash": "..\\..\\boot.txt",
    "long": "长" * 300 + ".txt",
    "turned": "表\u202etxt.exe.txt",
    "quoted": '"; filename="x.exe.txt',
    "device": "CON.txt",
    "blank": " .txt",
}


@pytest.fixture(scope="module")
def job(site: Any) -> str:
    address = site.upload(("自评表.txt", FORM), text="全年共检查企业6041家次，发现隐患22410条。")
    assert site.finished(address)["state"] == "完成"
    return str(address)


@pytest.mark.parametrize(
    "address", ["/", "/try", "/try?target=提升", "/nowhere", "/static/web.css", "/api/openapi.json"]
)
def test_every_answer_carries_the_policy(site: Any, address: str) -> None:
    answer = site.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_pages_hold_nothing_from_elsewhere_and_no_inline_script(site: Any, job: str) -> None:
    for address in ("/", "/try?target=提升", job, f"{job}/view"):
        text = site.get(address).text
        assert "<script>" not in text
        assert " style=" not in text
        assert "http://" not in text.replace(site.base, "")
        assert "https://" not in text
        assert " onclick" not in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "[bad", ""])
def test_other_hosts_are_refused(site: Any, host: str) -> None:
    assert site.get("/", headers={"Host": host}).status_code in {400, 403}


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:9"])
def test_this_machine_is_served(site: Any, host: str) -> None:
    assert site.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_changes_come_from_our_own_pages(site: Any, headers: dict[str, str]) -> None:
    for address in ("/jobs", "/api/screen"):
        assert site.post(address, data={"text": "表"}, headers=headers).status_code == 403
    assert site.delete("/api/jobs/x", headers=headers).status_code == 403


def test_our_own_origin_may(site: Any) -> None:
    answer = site.post("/jobs", data={"text": ""}, headers={"Origin": site.base, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere", 404, "没有这个页面"),
        ("/jobs/unknown", 404, "没有这个任务"),
        ("/jobs/unknown/annotated/x", 422, "值不对"),
        ("/static/..%2fapp.py", 404, "没有"),
        ("/static/unknown.css", 404, "没有这个文件"),
        ("/api/jobs/unknown", 404, "没有这个任务"),
        ("/api/target", 422, "值不对"),
        ("/api/target?target=" + "字" * 6000, 413, "太长"),
    ],
)
def test_errors_are_told_in_chinese(site: Any, address: str, status: int, words: str) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert words in answer.text
    assert "Not Found" not in answer.text
    assert answer.headers["content-type"].startswith("application/json" if "/api/" in address else "text/html")


def test_wrong_method_and_nothing_chosen(site: Any) -> None:
    assert "不接受" in site.put("/").text
    assert "请选择文件" in site.post("/jobs", files=[("files", ("", b""))]).text
    assert "请选择文件" in site.post("/jobs", json={"a": 1}).text
    assert "没有这个评分口径" in site.post("/jobs", data={"text": "表", "profile": "../../etc/passwd"}).text


def test_results_can_be_had(site: Any, job: str) -> None:
    shown = site.get(job)
    assert "处理完成" in shown.text
    book = openpyxl.load_workbook(io.BytesIO(site.get(f"{job}/workbook").content))
    assert book.sheetnames[:3] == ["概览", "指标", "问题"]
    assert "自评表.txt" in site.get(f"{job}/view").text
    assert "default-src 'none'; style-src 'unsafe-inline'" in site.get(f"{job}/report").text
    rows = [json.loads(line) for line in site.get(f"/api{job}/data").text.splitlines()]
    assert {row["source"] for row in rows if row["table"] == "indicators"} == {"自评表.txt"}
    assert any(row["table"] == "quantities" and row["source"] == "粘贴的内容.txt" for row in rows)
    assert site.get(f"{job}/opinions").content[:2] == b"PK"
    assert site.get(f"{job}/annotated/0").status_code == 404  # plain text takes no comments


def test_annotated_word_file(site: Any) -> None:
    from docx import Document

    document = Document()
    table = document.add_table(rows=0, cols=4)
    heads = ("三级指标", "年度指标值", "实际完成值", "分值")
    for row in (("项目名称", "试验", "", ""), heads, ("培训质量", "良好", "达成指标", "10")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    address = site.upload(("某局 自评表.docx", out.getvalue()))
    assert site.finished(address)["state"] == "完成"
    answer = site.get(f"{address}/annotated/0")
    assert unquote(answer.headers["content-disposition"]).endswith("批注-某局 自评表.docx")
    assert any("不可核" in comment.text for comment in Document(io.BytesIO(answer.content)).comments)


@pytest.mark.parametrize("name", WEIRD.values(), ids=WEIRD)
def test_weird_names(site: Any, name: str) -> None:
    answer = site.post("/jobs", files=[("files", (name, FORM))])
    address = answer.headers["location"]
    assert site.finished(address)["state"] == "完成"
    page, report = site.get(address).text, site.get(f"{address}/view").text
    for text in (page, report):
        assert "<script>alert" not in text
        assert "\u202e" not in text
        assert "etc/passwd" not in text
    rows = [json.loads(line) for line in site.get(f"/api{address}/data").text.splitlines()]
    assert all(len(row["source"]) < 100 for row in rows)
    assert site.delete(f"/api{address}").json() == {"deleted": True}
    assert site.get(address).status_code == 404


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b"0" * 300_000_000 + b"</a>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("空.docx", lambda: b""),
        ("坏.docx", lambda: b"PK\x03\x04broken"),
        ("程序.exe", lambda: b"MZ\x90\x00" + bytes(range(256)) * 40),
        ("炸弹.docx", bomb),
    ],
)
def test_hostile_files_are_told_and_the_others_done(site: Any, name: str, make: Callable[[], bytes]) -> None:
    address = site.upload((name, make()), ("好.txt", FORM))
    assert site.finished(address)["state"] == "完成"
    shown = site.get(address).text
    assert "未能读取" in shown
    assert name in shown
    assert str(site.app.state.jobs.root) not in shown
    assert "好.txt" in site.get(f"{address}/view").text


def test_markup_in_a_file_stays_text(site: Any) -> None:
    hostile = FORM.decode().replace("数量指标", "数量指标<img src=x onerror=alert(1)>")
    address = site.upload(("表.txt", hostile.encode()))
    site.finished(address)
    assert "<img" not in site.get(f"{address}/view").text
    assert "<img" not in site.get(f"{address}/report").text


def test_two_uploads_at_once(site: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        jobs = list(pool.map(lambda n: site.upload((f"{n}.txt", FORMS[n].read_bytes())), range(2)))
        assert site.get(f"{jobs[0]}/workbook").status_code in {200, 409}
        ended = list(pool.map(site.finished, jobs))
    assert [one["state"] for one in ended] == ["完成", "完成"]
    assert "0.txt" in site.get(f"{jobs[0]}/view").text
    assert "1.txt" not in site.get(f"{jobs[0]}/view").text


def test_originals_go_and_a_deleted_job_goes_whole(site: Any, job: str) -> None:
    jobs = site.app.state.jobs
    folder = jobs.get(job.rpartition("/")[2]).folder
    assert not (folder / "in").exists()
    other = site.upload(("表.txt", FORM))
    gone = jobs.get(other.rpartition("/")[2]).folder
    assert site.post(f"{other}/delete").status_code == 303
    assert not gone.exists()
    assert folder.exists()


def test_the_api_describes_itself(site: Any) -> None:
    described = site.get("/api/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/screen",
        "/api/jobs/{key}",
        "/api/jobs/{key}/data",
        "/api/target",
    }
    form = described["paths"]["/api/screen"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"files", "text", "profile"}
    started = site.post("/api/screen", files=[("files", ("表.txt", FORM))]).json()
    assert site.finished(f"/jobs/{started['job']}")["state"] == "完成"


@pytest.mark.parametrize(
    ("target", "words"), [("进一步提升", "不可核"), ("≥90%", "可衡量"), ("<b>提升</b>", "&lt;b&gt;")]
)
def test_trying_without_script(site: Any, target: str, words: str) -> None:
    shown = site.get("/try", params={"target": target, "indicator": "群众满意度"}).text
    assert words in shown
    assert "<b>提升" not in shown


def test_trying_by_api(site: Any) -> None:
    found = site.get("/api/target", params={"target": "效果显著提升", "indicator": "培训效果"}).json()
    assert found["measurable"] is False
    assert found["suggestion"]
    assert found["evidence"]


# --------------------------------------------------------------------------------------------------
# Limits


def test_too_much_is_refused_before_it_is_kept(site_with: Callable[..., Any], tmp_path: Path) -> None:
    with site_with(files=2, file_bytes=2000, total_bytes=3000, text_bytes=1000) as small:
        one = ("a.txt", b"0" * 1500)
        assert "太大" in small.post("/jobs", files=[("files", ("a.txt", b"0" * 2500))]).text
        assert "太大" in small.post("/jobs", files=[("files", ("a.txt", b"0" * 1900))] * 2).text
        assert small.post("/jobs", files=[("files", one)] * 3).status_code == 413
        assert "超过上限" in small.post("/jobs", data={"text": "字" * 2000}, files=[("files", one)]).text
        assert small.post("/jobs", content=b"0" * 3_000_000).status_code == 413

        def endless() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
            for _ in range(300):
                yield b"0" * 65536

        answer = small.post("/jobs", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
        assert answer.status_code == 413
        assert not list(small.app.state.jobs.root.iterdir())


HANG = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)  # " + sys.argv[-1]])
time.sleep(600)
"""


def test_a_hung_child_is_ended_with_its_own(
    site_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import asyncio

    started = asyncio.create_subprocess_exec

    async def hang(program: str, *arguments: str, **options: Any) -> Any:
        return await started(program, "-c", HANG, arguments[-1], **options)

    monkeypatch.setattr("narrative.web.jobs.asyncio.create_subprocess_exec", hang)
    with site_with(seconds=1.5) as slow:
        address = slow.upload(("表.txt", FORM))
        folder = slow.app.state.jobs.get(address.rpartition("/")[2]).folder
        ended = slow.finished(address)
        assert ended["state"] == "失败"
        assert "超过1.5秒" in slow.get(address).text
        assert not (folder / "in").exists()
        assert not running_with(str(folder))


def running_with(words: str) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_text().replace("\0", " ")
        except OSError:
            continue
        if words in command:
            found.append(command)
    return found


def test_a_child_without_memory_fails_alone(site_with: Callable[..., Any]) -> None:
    with site_with(memory=60 * 1024 * 1024) as tight:
        address = tight.upload(("表.txt", FORM))
        assert tight.finished(address)["state"] == "失败"
        assert "内存" in tight.get(address).text
        assert tight.get("/").status_code == 200


def test_results_expire_and_all_goes_at_the_end(site_with: Callable[..., Any]) -> None:
    import time

    with site_with(keep=0.5) as brief:
        root = brief.app.state.jobs.root
        address = brief.upload(("表.txt", FORM))
        brief.finished(address)
        end = time.monotonic() + 10
        while brief.get(address).status_code != 404:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert root.exists()
    assert not root.exists()


def test_only_so_many_may_wait(site_with: Callable[..., Any]) -> None:
    with site_with(waiting=1) as full:
        full.upload(("表.txt", FORM))
        assert "太多" in full.post("/jobs", files=[("files", ("表.txt", FORM))]).text
