"""From a request to a job, and from a job to its results: what pages and API share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import FileResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as ParserError

from narrative.checks import profile_names
from narrative.report.common import safe_file_name
from narrative.web.jobs import Job, Jobs, TooMuchError, Upload
from narrative.web.settings import Settings

# What a form of ours sends, for the description of the API.
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "title": "文件"},
                        "text": {"type": "string", "title": "粘贴的表格或文字"},
                        "profile": {"type": "string", "title": "评分口径的名称，空为按表自身判断"},
                    },
                }
            }
        },
    }
}


def job_of(request: Request, key: str) -> Job:
    """The job of a key, or 404."""
    jobs: Jobs = request.app.state.jobs
    job = jobs.get(key)
    if job is None:
        raise HTTPException(404, "没有这个任务；结果已删除或已过期")
    return job


def result_of(job: Job, name: str, save_as: str | None = None) -> Response:
    """A file among the results of a finished job; 409 while it is not."""
    if job.state != "完成":
        raise HTTPException(409, "还没有处理完" if not job.message else job.message)
    return FileResponse(job.out / name, filename=safe_file_name(save_as) if save_as else None)


async def submit(request: Request) -> Job:
    """Take the files and the pasted text of a form within the limits and start a job.  Raises HTTPException."""
    settings: Settings = request.app.state.settings
    try:
        # Files go to temporary files as they come, and go with them when the block ends.
        async with request.form(max_files=settings.files, max_fields=10, max_part_size=settings.text_bytes) as form:
            return await _submit(request.app.state.jobs, form, settings)
    except ParserError as error:
        if error.status_code == 400 and not _is_chinese(error.detail):  # the parser's own words
            limits = f"一次最多{settings.files}个文件，粘贴的文字最多{settings.text_bytes // 1048576} MB"
            raise HTTPException(413, f"上传的内容读不出来或超过上限（{limits}）") from error
        raise


def _is_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)


async def _submit(jobs: Jobs, form: FormData, settings: Settings) -> Job:
    profile = form.get("profile", "")
    if not isinstance(profile, str) or (profile and profile not in profile_names()):  # never a path from outside
        raise HTTPException(400, "没有这个评分口径")
    uploads = list(_uploads(form, settings))
    if not uploads:
        raise HTTPException(400, "请选择文件，或粘贴表格或文字")
    try:
        folder = await asyncio.to_thread(jobs.store, uploads)
        return jobs.start(folder, [upload.name for upload in uploads], profile)
    except TooMuchError as error:
        raise HTTPException(503, str(error)) from error


def _uploads(form: FormData, settings: Settings) -> Iterator[Upload]:
    total = 0
    for file in form.getlist("files"):
        if isinstance(file, UploadFile) and file.filename:
            size = file.size or 0
            total += size
            if size > settings.file_bytes or total > settings.total_bytes:
                raise HTTPException(413, f"“{file.filename[-60:]}”太大，请分批上传")
            yield Upload(safe_file_name(file.filename), file.file)
    text = form.get("text", "")
    if isinstance(text, str) and text.strip():
        yield Upload("粘贴的内容.txt", BytesIO(text.encode("utf-8", "replace")))
