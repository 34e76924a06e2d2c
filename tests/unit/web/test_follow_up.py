"""Schools that have not finished: who sees which, what a reminder does, and where the school reads it."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from pytest_django.fixtures import Settings

from isee.access.api import AuditEvent
from isee.collect.api import Reminder, ReminderKind
from isee.collect.models import Visit
from isee.registry.models import Enrolment
from isee.tracking.models import TermAttendance
from tests.conftest import RoleChanger
from tests.unit.web.staff import browsing
from tests.world import LAST, NOW, World


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


@pytest.fixture
def unfinished(world: World) -> World:
    """School A has sent no roster this term, and all it reported of the last one is in; B has all."""
    Visit.objects.all().update(state="certified", certified_on=F("visited_on"), certifier_position="x")
    TermAttendance.objects.filter(term_key=LAST, days_present=None).update(days_present=0)
    Enrolment.objects.filter(school_id=world.schools["A"], term_key=NOW).delete()
    Reminder.objects.all().delete()
    return world


def test_an_area_officer_sees_which_schools_lack_what(unfinished: World, as_role: RoleChanger) -> None:
    with browsing(unfinished, as_role, "area_officer") as browser:
        page = browser.page("/follow-up")
    assert "1 of 2 schools has not finished" in page
    assert "the roster is missing" in page
    assert "1058000002" not in page


def test_a_province_officer_sees_the_schools_of_the_province_and_no_others(world: World, as_role: RoleChanger) -> None:
    Enrolment.objects.filter(term_key=NOW).delete()
    with browsing(world, as_role, "province_officer") as browser:
        page = browser.page("/follow-up")
    assert "of 1 school" in page
    assert "1050000003" in page
    assert "1058000001" not in page


@pytest.mark.parametrize("role", ["teacher", "director", "auditor", "analyst"])
def test_others_do_not_see_the_list(unfinished: World, as_role: RoleChanger, role: str) -> None:
    with browsing(unfinished, as_role, role) as browser:
        assert browser.get("/en/follow-up").status_code == 403
        assert browser.post("/en/follow-up/remind").status_code == 403


def test_one_press_reminds_all_and_the_school_reads_it(unfinished: World, as_role: RoleChanger) -> None:
    with browsing(unfinished, as_role, "area_officer") as browser:
        answer = browser.post("/en/follow-up/remind", follow=True)
        assert "1 school is reminded" in answer.content.decode()
        assert "· reminded " in answer.content.decode()
    reminder = Reminder.objects.get()
    assert (reminder.school_id, reminder.kind) == (unfinished.schools["A"], ReminderKind.ROSTER)
    event = AuditEvent.objects.get(action="schools_reminded")
    assert event.detail == {"schools": 1, "roster": 1, "visits": 0, "attendance": 0}
    with browsing(unfinished, as_role, "school_admin") as browser:
        page = browser.page("/work")
    assert "The roster is not yet in" in page
    assert "asked for it on" in page


def test_an_office_asks_no_school_outside_its_scope(unfinished: World, as_role: RoleChanger) -> None:
    with browsing(unfinished, as_role, "area_officer") as browser:
        browser.post("/en/follow-up/remind", {"school": "1050000003"})
    assert not Reminder.objects.exists()


def test_the_database_refuses_a_reminder_to_a_school_outside_the_scope(world: World, as_role: RoleChanger) -> None:
    row = Reminder(
        school_id=world.schools["C"], subdistrict=500101, term_key=NOW, kind="roster", office="x",
        sent_at="2026-11-10T03:00:00Z", sent_by=1,
    )  # fmt: skip
    with as_role("web", token=world.token("area_officer")), pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_the_list_goes_to_excel_with_call_numbers(unfinished: World, as_role: RoleChanger) -> None:
    from isee.places.models import School

    School.objects.filter(pk=unfinished.schools["A"]).update(phone="053-611-000")
    with browsing(unfinished, as_role, "area_officer") as browser:
        answer = browser.get("/en/follow-up.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("School code", "School", "Telephone", "Roster")
    assert rows[1][0] == "1058000001"
    assert rows[1][2] == "053-611-000"
    assert rows[1][3] == "missing"


def test_visits_and_attendance_are_counted(unfinished: World, as_role: RoleChanger) -> None:
    Visit.objects.filter(school_id=unfinished.schools["B"], term_key=NOW).update(
        state="sent", certified_on=None, certifier_position=""
    )
    visits = Visit.objects.filter(school_id=unfinished.schools["B"], term_key=NOW).count()
    TermAttendance.objects.filter(school_id=unfinished.schools["B"], term_key=LAST).update(days_present=None)
    unreported = TermAttendance.objects.filter(school_id=unfinished.schools["B"], term_key=LAST).count()
    with browsing(unfinished, as_role, "area_officer") as browser:
        page = browser.page("/follow-up")
    if visits:
        assert f"{visits} visit" in page
    if unreported:
        assert f"attendance of {unreported} pupil" in page
    assert visits or unreported


def test_an_office_whose_schools_have_finished_is_told_so(world: World, as_role: RoleChanger) -> None:
    Visit.objects.all().update(state="certified", certified_on=F("visited_on"), certifier_position="x")
    TermAttendance.objects.filter(term_key=LAST, days_present=None).update(days_present=0)
    with browsing(world, as_role, "area_officer") as browser:
        assert "All schools have finished" in browser.page("/follow-up")
