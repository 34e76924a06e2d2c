"""Rosters by the page: looked over, confirmed once, done by the worker, told row by row, decided by people."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from isee.kernel import CitizenId
from isee.linkage.api import Delivery, ImportRow, StewardQuestion
from isee.registry.api import Enrolment
from isee.web.jobs.tasks import import_delivery, record_departures
from tests.conftest import RoleChanger
from tests.unit.linkage.roster_files import as_csv, as_zip, grid, pupil
from tests.unit.web.staff import Browser, browsing
from tests.world import NOW, World

SCHOOL_A, SCHOOL_C = "1058000001", "1050000003"
TASKS: dict[str, Any] = {"import_delivery": import_delivery, "record_departures": record_departures}


@pytest.fixture(autouse=True)
def day_and_files(settings: Settings, world: World) -> None:
    """The day of the small world, before anybody sent a file."""
    settings.ISEE_TODAY = date(2026, 11, 10)
    for model in (StewardQuestion, ImportRow, Delivery):
        model._default_manager.all().delete()


@pytest.fixture
def work(as_role: RoleChanger) -> Callable[[], list[str]]:
    """Do the waiting jobs as the worker does; returns their names."""

    def do() -> list[str]:
        done = []
        for job in ProcrastinateJob.objects.filter(status="todo").order_by("id"):
            name = job.task_name.rpartition(".")[2]
            with as_role("worker"):
                TASKS[name].func(**job.args)
            done.append(name)
        ProcrastinateJob.objects.all().delete()
        return done

    return do


def rows(*changed: dict[str, object]) -> bytes:
    return as_csv(grid([pupil(number, **{"school_code": SCHOOL_A, **row}) for number, row in enumerate(changed, 1)]))


def send(browser: Browser, *files: bytes, name: str = "roster.csv") -> str:
    """Send files; returns where that leads."""
    sent = [SimpleUploadedFile(name, data) for data in files]
    response = browser.post("/en/imports", {"files": sent})
    assert response.status_code == 302
    return str(response["Location"])


def test_a_roster_is_looked_over_confirmed_and_told(
    world: World, as_role: RoleChanger, work: Callable[[], list[str]]
) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({}, {"citizen_id": "1.98E+12"}))
        page = browser.page(where.removeprefix("/en"))
        assert "2 pupils in this file" in page
        assert "Example School A" in page
        assert "rounded number" in page
        assert Delivery.objects.get().state == "received"
        confirmed = browser.post(f"{where}/confirm", {"answer": "import", "term": NOW})
        assert confirmed["Location"] == where
        assert "waits for its turn" in browser.page(where.removeprefix("/en"))
        browser.post(f"{where}/confirm", {"answer": "import", "term": NOW})
    assert work() == ["import_delivery"]
    with browsing(world, as_role, "school_admin") as browser:
        page = browser.page(where.removeprefix("/en"))
    assert "1 of 2 rows are in" in page
    assert "2 pupils are enrolled here and not in this file" in page
    assert "อนันต์" in page


def test_the_term_is_the_sender_s_choice(world: World, as_role: RoleChanger, work: Callable[[], list[str]]) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({}))
        assert browser.post(f"{where}/confirm", {"answer": "import", "term": "20011"}).status_code == 404
        browser.post(f"{where}/confirm", {"answer": "import", "term": "25691"})
    work()
    assert Enrolment.objects.get(person__given_name="ทดสอบข").term_key == 25691


def test_a_file_that_is_given_up_leaves_nothing(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({}))
        assert browser.post(f"{where}/confirm", {"answer": "cancel"}).status_code == 302
        assert browser.get(where).status_code == 404
    assert not Enrolment.objects.filter(person__given_name="ทดสอบข").exists()


def test_several_files_go_in_together(world: World, as_role: RoleChanger, work: Callable[[], list[str]]) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        assert send(browser, rows({}), rows({"citizen_id": CitizenId.synthetic(77).digits})) == "/en/imports"
        assert "Import all of them" in browser.page("/imports")
        browser.post("/en/imports/all", {"term": NOW})
    assert work() == ["import_delivery", "import_delivery"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (bytes(range(256)) * 20, "not a table"),
        (b"<html><body>404</body></html>", "CSV"),
        (as_csv(grid([pupil(1, school_code=SCHOOL_C)])), "No row of this file belongs to a school"),
        (as_zip({"a.png": b"1"}), "No row with the roster"),
    ],
)
def test_a_file_that_cannot_go_in_is_named_with_what_to_do(
    world: World, as_role: RoleChanger, data: bytes, words: str
) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        assert send(browser, data, name="แย่.csv") == "/en/imports"
        page = browser.page("/imports")
    assert re.search(rf"แย่.csv[^<]*{words}", page), re.findall(r'class="alert[^>]*>([^<]*)', page)
    assert not Delivery.objects.exists()


def test_no_file_and_too_large_a_file_are_said(world: World, as_role: RoleChanger, settings: Settings) -> None:
    settings.ISEE_MAX_UPLOAD_BYTES = 1000
    with browsing(world, as_role, "school_admin") as browser:
        browser.post("/en/imports", {})
        assert "No file was chosen" in browser.page("/imports")
        send(browser, b"x" * 200_000, name="big.csv")
        assert "big.csv: The file is larger than" in browser.page("/imports")


def test_a_delivery_is_its_sender_s(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({}))
    for role in ("director", "area_officer", "steward"):
        with browsing(world, as_role, role) as browser:
            assert browser.get(where).status_code == 404, role
            assert browser.post(f"{where}/confirm", {"answer": "import", "term": NOW}).status_code == 404, role
            assert browser.get(f"{where}/errors.csv").status_code == 404, role


def test_the_error_file_tells_row_column_and_what_to_do_and_no_pupil(
    world: World, as_role: RoleChanger, work: Callable[[], list[str]]
) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({"grade": "ป.9"}, {}))
        browser.post(f"{where}/confirm", {"answer": "import", "term": NOW})
    work()
    with browsing(world, as_role, "school_admin") as browser:
        text = browser.get(f"{where}/errors.csv").content.decode("utf-8-sig")
        assert browser.get(f"{where}/errors.xlsx").content.startswith(b"PK")
    assert "grade_unknown" in text
    assert "ทดสอบ" not in text


def test_a_kept_row_waits_for_its_school_and_can_be_set_aside(
    world: World, as_role: RoleChanger, work: Callable[[], list[str]]
) -> None:
    digits = CitizenId.synthetic(1).digits
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({"citizen_id": wrong}))
        browser.post(f"{where}/confirm", {"answer": "import", "term": NOW})
    work()
    row = ImportRow.objects.get()
    with browsing(world, as_role, "director") as browser:
        assert "No row waits" in browser.page("/imports/kept")
        browser.post(f"/en/imports/kept/{row.uuid}/discard")
    assert ImportRow.objects.get().state == "waiting"
    with browsing(world, as_role, "school_admin") as browser:
        assert wrong in browser.page("/imports/kept")
        browser.post(f"/en/imports/kept/{row.uuid}/discard")
        assert "No row waits" in browser.page("/imports/kept")


def test_nothing_changes_for_the_missing_until_a_person_decides(
    world: World, as_role: RoleChanger, work: Callable[[], list[str]]
) -> None:
    anan, gamon = (Enrolment.objects.get(person_id=world.persons[key], term_key=NOW) for key in ("anan", "gamon"))
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, rows({}))
        browser.post(f"{where}/confirm", {"answer": "import", "term": NOW})
    work()
    with browsing(world, as_role, "school_admin") as browser:
        browser.post(f"{where}/departures", {"pupil": [gamon.pk]})
        browser.post(f"{where}/departures", {"outcome": "dropped_out"})
        browser.post(f"{where}/departures", {"pupil": [gamon.pk], "outcome": "promoted"})
    assert work() == []
    with browsing(world, as_role, "school_admin") as browser:
        browser.post(f"{where}/departures", {"pupil": [gamon.pk, 999_999_999], "outcome": "dropped_out"})
    assert work() == ["record_departures"]
    gamon.refresh_from_db()
    anan.refresh_from_db()
    assert (gamon.outcome, gamon.ended_on) == ("dropped_out", date(2026, 11, 10))
    assert anan.ended_on is None


def test_a_zip_tells_which_of_its_files_cannot_go_in(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        where = send(browser, as_zip({"good.csv": rows({}), "empty.csv": b""}), name="both.zip")
        page = browser.page(where.removeprefix("/en"))
    assert "1 pupil in this file" in page
    assert "empty.csv: The file is empty" in page
