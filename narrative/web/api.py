"""The JSON API (described at /api/openapi.json)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from narrative.web.trying import judge
from narrative.web.uploads import FORM, job_of, result_of, submit

router = APIRouter(prefix="/api")


@router.post("/screen", summary="上传文件或文字，开始筛查", openapi_extra=FORM)
async def screen(request: Request) -> dict[str, Any]:
    """Take files; the answer names the job to ask for."""
    job = await submit(request)
    return {"job": job.key, **job.progress()}


@router.get("/jobs/{key}", summary="任务进度")
async def progress(request: Request, key: str) -> dict[str, Any]:
    """How far a job is: state, done, total, message."""
    return job_of(request, key).progress()


@router.get("/jobs/{key}/data", summary="筛查结果（JSON Lines）")
async def data(request: Request, key: str) -> Response:
    """The tables of the result, one object a line; its key ``table`` names the table."""
    return result_of(job_of(request, key), "data.jsonl")


@router.delete("/jobs/{key}", summary="删除任务和结果")
async def delete(request: Request, key: str) -> dict[str, bool]:
    """Stop the job and delete all that belongs to it."""
    job_of(request, key)
    request.app.state.jobs.remove(key)
    return {"deleted": True}


@router.get("/target", summary="判断一条指标值")
def target(
    *, target: str, level2: str = "", indicator: str = "", actual: str = "", points: str = "", score: str = ""
) -> dict[str, Any]:
    """Judge one target, with reason and a better wording."""
    if sum(map(len, (target, level2, indicator, actual, points, score))) > 5000:
        raise HTTPException(413, "文字太长")
    return asdict(judge(target, level2=level2, indicator=indicator, actual=actual, points=points, score=score))
