"""The pages of research extracts: who opens which, what a form that is not whole is told, what the queue is given."""

from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from isee.reporting.api import research
from isee.system.api import now
from isee.web.jobs.tasks import expire_research
from isee.web.jobs.tasks import make_research_file as job
from tests.conftest import RoleChanger
from tests.unit.reporting.research.test_research import asked, frozen, frozen_home, made
from tests.unit.web.staff import browsing
from tests.world import World

__all__ = ["frozen", "frozen_home"]
FORM: dict[str, Any] = {
    "institution": "Example University", "purpose": "Does attendance fall before a child drops out of school?",
    "ethics_reference": "EX 12/2569", "columns": ["sex", "school_code"], "terms": ["25692"], "places": ["58"],
    "agreed": "on",
}  # fmt: skip


def until() -> str:
    """A day within two years, as people write it."""
    day = now().date().replace(day=1)
    return f"1/{day.month}/{day.year + 1 + 543}"


def test_from_the_form_to_the_download(world: World, as_role: RoleChanger, frozen: Path) -> None:
    with browsing(world, as_role, "analyst") as browser:
        assert "The school&#x27;s ten digits" in browser.page("/research/new")
        answer = browser.post("/en/research/new", {**FORM, "until": until()})
        request = research.ResearchRequest.objects.get()
        assert answer["Location"] == f"/en/research/{request.uuid}"
        here = browser.page(f"/research/{request.uuid}")
        assert "comes along" in here
        assert "Your decision" not in here
        assert browser.post(f"/en/research/{request.uuid}/decide", {"answer": "approve"}).status_code == 403
        assert browser.post(f"/en/research/{request.uuid}/extract.zip").status_code == 422
    with browsing(world, as_role, "data_protection_officer") as browser:
        assert "Example University" in browser.page("/research")
        assert browser.post(f"/en/research/{request.uuid}/decide", {"answer": "refuse"}).status_code == 422
        assert browser.post(f"/en/research/{request.uuid}/decide", {"answer": "approve"}).status_code == 302
        assert browser.post(f"/en/research/{request.uuid}/decide", {"answer": "approve"}).status_code == 422
    waiting = ProcrastinateJob.objects.get(task_name="isee.web.jobs.tasks.make_research_file")
    assert set(waiting.args) == {"request_id", "ticket"}
    with as_role("worker"):
        job(**waiting.args)
    with browsing(world, as_role, "analyst") as browser:
        page = browser.page(f"/research/{request.uuid}")
        assert "At least 10 are alike" in page
        download = browser.post(f"/en/research/{request.uuid}/extract.zip")
        assert b"".join(download)[:2] == b"PK"
        assert "no-store" in download["Cache-Control"]
        assert "Example" not in download["Content-Disposition"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"institution": ""}, {"purpose": "short"}, {"columns": []}, {"columns": ["research_key"]}, {"terms": ["1"]},
        {"places": ["5804"]}, {"until": "soon"}, {"until": "1/1/2599"}, {"agreed": ""}, {"ethics_reference": ""},
    ],
)  # fmt: skip
def test_a_form_that_is_not_whole_says_what_is_missing(
    world: World, as_role: RoleChanger, frozen: Path, wrong: dict[str, Any]
) -> None:
    with browsing(world, as_role, "analyst") as browser:
        answer = browser.post("/en/research/new", {**FORM, "until": until(), **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not research.ResearchRequest.objects.exists()


@pytest.mark.parametrize("role", ["director", "teacher", "auditor", "administrator"])
def test_others_see_nothing_of_it(world: World, as_role: RoleChanger, frozen: Path, role: str) -> None:
    request = asked(world, as_role)
    with browsing(world, as_role, role) as browser:
        for path in ("/research", "/research/new", f"/research/{request.uuid}"):
            assert browser.get(f"/en{path}").status_code == 403
        assert browser.post(f"/en/research/{request.uuid}/extract.zip").status_code == 403


def test_before_the_first_extract_there_is_nothing_to_ask_for(
    world: World, as_role: RoleChanger, settings: Settings, tmp_path: Path
) -> None:
    settings.ISEE_HOME = tmp_path
    with browsing(world, as_role, "analyst") as browser:
        assert "No term has been frozen yet" in browser.page("/research/new")


def test_what_waits_is_on_the_first_page_of_work(world: World, as_role: RoleChanger, frozen: Path) -> None:
    asked(world, as_role)
    with browsing(world, as_role, "data_protection_officer") as browser:
        assert "request for research waits for your decision" in browser.page("/work")
    with browsing(world, as_role, "analyst") as browser:
        assert "request for research" not in browser.page("/work")


def test_the_nightly_job_ends_what_is_over(
    world: World, as_role: RoleChanger, frozen: Path, settings: Settings
) -> None:
    request = made(world, as_role)
    settings.ISEE_TODAY = request.until.replace(year=request.until.year + 1)
    with as_role("worker"):
        expire_research(timestamp=0)
    request.refresh_from_db()
    assert request.state == research.State.EXPIRED
