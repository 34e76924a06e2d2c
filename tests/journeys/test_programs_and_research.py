"""A program of the school reads its figures by token; a researcher asks for data and a second person decides."""

import io
import json
import re
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.journeys.people import Person

READY_SECONDS = 60


@pytest.mark.parametrize("language", ["", "/en"], ids=["th", "en"])
@pytest.mark.parametrize("role", ["analyst", "data_protection_officer"])
def test_the_pages_are_open_to_all(phone: Person, role: str, language: str) -> None:
    phone.is_signed_in_as(role)
    for path in ("/research", *(["/research/new"] if role == "analyst" else [])):
        phone.opens(language + path).is_at(language + path).sees_a_page_for_all()


def test_a_program_reads_with_a_token_until_it_is_revoked(phone: Person) -> None:
    phone.is_signed_in_as("director").opens("/en/account").sees_a_page_for_all()
    phone.opens("/en/account/tokens").reads("You have no token").sees_a_page_for_all().follows("Make a token")
    phone.sees_a_page_for_all().page.get_by_label("Name").fill("Report of the school")
    phone.page.get_by_label("Purpose").fill("The tables of the yearly report")
    phone.presses("Make the token and show it").reads_heading("Copy the token now").sees_a_page_for_all()
    token = phone.page.get_by_label("Token").input_value()
    status, body = _ask(phone.service.address, token)
    assert (status, body["token"]["name"], body["internal"]) == (200, "Report of the school", True)
    phone.follows("I have copied it").reads("Report of the school").does_not_read(token)
    phone.sees_a_page_for_all().presses("Revoke")
    assert _ask(phone.service.address, token)[0] == 401
    assert token not in phone.service.log.read_text(encoding="utf-8")


def _ask(server: str, token: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(f"{server}/api/v1/staff/scope", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def test_a_researcher_asks_and_a_second_person_decides(desktop: Person) -> None:
    desktop.is_signed_in_as("analyst").opens("/en/research").follows("Ask for an extract")
    page = desktop.sees_a_page_for_all().page
    page.get_by_label("Responsible institution").fill("Example University")
    page.get_by_label("Purpose").fill("Does attendance fall in the terms before a child drops out?")
    page.get_by_label("Reference of the ethics approval").fill("EX 12/2569")
    for label in ("Sex", "Grade (K1", "The school's ten digits", "Result of screening"):
        page.get_by_label(label).check()
    page.get_by_role("group", name="Terms").get_by_role("checkbox").first.check()
    page.get_by_role("checkbox", name="The whole country").check()
    page.get_by_label("I will keep to the terms of use.").check()
    page.get_by_label("Needed until").fill("31/3/2500")
    desktop.presses("Ask").reads("within the next two years").sees_a_page_for_all()
    page.get_by_label("Needed until").fill("31/3/2570")
    desktop.presses("Ask").reads_heading("Example University").sees_a_page_for_all()
    here = re.sub(r"^https?://[^/]+", "", page.url)

    desktop.is_signed_in_as("data_protection_officer").opens("/en/research").follows("Example University", exact=False)
    desktop.reads("Your decision").sees_a_page_for_all().presses("Approve")
    deadline = time.monotonic() + READY_SECONDS
    while "ready to be downloaded" not in desktop.opens(here).page.get_by_role("main").inner_text():
        assert time.monotonic() < deadline, page.get_by_role("main").inner_text()
        time.sleep(0.5)
    desktop.reads("At least 10 are alike").sees_a_page_for_all()

    desktop.is_signed_in_as("analyst").opens(here).sees_a_page_for_all()
    with page.expect_download() as download:
        desktop.presses("Download the file")
    content = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = pl.read_parquet(io.BytesIO(archive.read("data.parquet")))
        report = json.loads(archive.read("report.json"))
    assert rows.height == report["rows"] > 0
    assert report["smallest_group"] >= 10
    desktop.is_signed_in_as("data_protection_officer").opens(here).reads("downloaded 1 time")
    page.get_by_label("Reason for ending it").fill("The approval of the committee was taken back.")
    desktop.presses("End the approval").reads("ended").sees_a_page_for_all()
