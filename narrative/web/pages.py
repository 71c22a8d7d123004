"""The pages people see."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from narrative.checks import load_profile, profile_names
from narrative.report import page
from narrative.web.jobs import FAILED, WAITING, WORKING
from narrative.web.trying import judge
from narrative.web.uploads import job_of, result_of, submit

router = APIRouter(include_in_schema=False)
HERE = Path(__file__).parent
# The static files there are: a fixed table, so that no path is ever made of a request.
STATIC = {
    "report.css": (page.TEMPLATES / "report.css", "text/css"),
    "report.js": (page.TEMPLATES / "report.js", "text/javascript"),
    "web.css": (HERE / "static" / "web.css", "text/css"),
    "web.js": (HERE / "static" / "web.js", "text/javascript"),
}
# What can be fetched of a finished job: name in the address → file, name offered for saving.
RESULTS = {
    "workbook": ("workbook.xlsx", "绩效自评筛查.xlsx"),
    "report": ("keep.html", "绩效自评筛查报告.html"),
    "data": ("data.jsonl", "绩效自评筛查.jsonl"),
}


@cache
def templates() -> Environment:
    """The templates of the page over those of the report."""
    environment = page.environment().overlay()
    environment.loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(page.TEMPLATES)])
    return environment


def html(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from its template."""
    return HTMLResponse(templates().get_template(template).render(**values), status)


@router.get("/")
async def start(request: Request) -> Response:
    """The page that takes files."""
    profiles = [(name, load_profile(name).title) for name in profile_names()]
    return html("start.html.jinja", settings=request.app.state.settings, profiles=profiles)


@router.post("/jobs")
async def take(request: Request) -> Response:
    """Take an upload and go to its page."""
    job = await submit(request)
    return RedirectResponse(f"/jobs/{job.key}", 303)


@router.get("/jobs/{key}")
async def show(request: Request, key: str) -> Response:
    """The page of a job: progress, or what can be had."""
    job = job_of(request, key)
    status = {WAITING: 202, WORKING: 202}.get(job.state, 200)
    working, failed = status == 202, job.state == FAILED
    values = {"job": job, "progress": job.progress(), "results": job.results()}
    return html("job.html.jinja", status, working=working, failed=failed, **values)


@router.get("/jobs/{key}/view")
async def view(request: Request, key: str) -> Response:
    """The report, within the site."""
    return result_of(job_of(request, key), "report.html")


@router.get("/jobs/{key}/annotated/{number}")
async def annotated(request: Request, key: str, number: int) -> Response:
    """An original with comments."""
    job = job_of(request, key)
    listed = job.results()["annotated"]
    if not 0 <= number < len(listed):
        raise HTTPException(404, "没有这个文件")
    return result_of(job, listed[number]["file"], f"批注-{listed[number]['name']}")


@router.get("/jobs/{key}/opinions")
async def opinions(request: Request, key: str) -> Response:
    """审核意见 of every unit."""
    job = job_of(request, key)
    name = job.results()["opinions"]
    if not name:
        raise HTTPException(404, "没有审核意见")
    return result_of(job, name, name)


@router.get("/jobs/{key}/{what}")
async def fetch(request: Request, key: str, what: str) -> Response:
    """A result to save."""
    if what not in RESULTS:
        raise HTTPException(404, "没有这个文件")
    return result_of(job_of(request, key), *RESULTS[what])


@router.post("/jobs/{key}/delete")
async def delete(request: Request, key: str) -> Response:
    """Delete a job and go back."""
    request.app.state.jobs.remove(key)
    return RedirectResponse("/", 303)


@router.get("/try")
def trying(target: str = "", level2: str = "", indicator: str = "") -> Response:
    """Judge one target."""
    verdict = judge(target[:500], level2=level2[:100], indicator=indicator[:200]) if target else None
    return html("try.html.jinja", verdict=verdict, target=target, level2=level2, indicator=indicator)


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """Style and script."""
    if name not in STATIC:
        raise HTTPException(404, "没有这个文件")
    path, kind = STATIC[name]
    return FileResponse(path, media_type=kind)
