"""From a request to a job, and from a job to its results: what pages and API share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from fastapi import HTTPException, Request, UploadFile
from fastapi.responses import FileResponse, Response

from narrative.checks import profile_names
from narrative.web.jobs import Job, TooMuchError, Upload
from narrative.web.settings import Settings


def job_of(request: Request, key: str) -> Job:
    """The job of a key, or 404."""
    job: Job | None = request.app.state.jobs.get(key)
    if job is None:
        raise HTTPException(404, "没有这个任务；结果已删除或已过期")
    return job


def result_of(job: Job, name: str, save_as: str | None = None) -> Response:
    """A file among the results of a finished job; 409 while it is not."""
    if job.state != "完成":
        raise HTTPException(409, "还没有处理完")
    return FileResponse(job.out / name, filename=save_as)


async def submit_upload(request: Request, files: Sequence[UploadFile], text: str, profile: str) -> Job:
    """Take files and pasted text within the limits and start a job.  Raises HTTPException."""
    settings: Settings = request.app.state.settings
    if profile and profile not in profile_names():  # never a path that came from outside
        raise HTTPException(400, "没有这个口径")
    uploads = [upload async for upload in _taken(files, settings)]
    if text.strip():
        if len(text) > settings.text_characters:
            raise HTTPException(413, f"粘贴的文字超过{settings.text_characters}字")
        uploads.append(Upload("粘贴的内容.txt", text.encode("utf-8")))
    if not uploads:
        raise HTTPException(400, "请选择文件，或粘贴表格或文字")
    try:
        job: Job = request.app.state.jobs.submit(uploads, profile)
    except TooMuchError as error:
        raise HTTPException(503, str(error)) from error
    return job


async def _taken(files: Sequence[UploadFile], settings: Settings) -> AsyncIterator[Upload]:
    named = [file for file in files if file.filename]
    if len(named) > settings.files:
        raise HTTPException(413, f"一次最多{settings.files}个文件")
    total = 0
    for file in named:
        data = await file.read(settings.file_bytes + 1)
        total += len(data)
        if len(data) > settings.file_bytes or total > settings.total_bytes:
            raise HTTPException(413, "文件太大，请分批上传")
        yield Upload((file.filename or "未命名")[-200:], data)
