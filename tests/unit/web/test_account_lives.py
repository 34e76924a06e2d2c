"""Lost phones, moves, mergers, acting directors and the yearly review, through their pages."""

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from pytest_django.fixtures import Settings

from isee.access.api import (
    SYSTEM,
    AuditEvent,
    RecoveryRequest,
    ReviewYear,
    Role,
    RoleOffer,
    Session,
    assign_role,
    present_review,
)
from isee.places.api import close_school
from isee.system.api import now
from isee.web.jobs.tasks import review_roles
from tests.conftest import RoleChanger
from tests.unit.web.staff import browsing
from tests.world import LONG_AGO, World


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


def test_a_lost_phone_needs_two_persons(world: World, as_role: RoleChanger) -> None:
    teacher = world.users["teacher"]
    Authenticator.objects.create(user=teacher, type="totp", data={})
    world.token("teacher")
    with browsing(world, as_role, "school_admin") as browser:
        answer = browser.post("/en/users/recovery", {"user": str(teacher.uuid), "loss": "phone"})
        assert answer.status_code == 302
        wanted = RecoveryRequest.objects.get()
        assert "Confirm and show" not in browser.page("/users/recovery")
        alone = browser.post(f"/en/users/recovery/{wanted.uuid}/confirm")
        assert alone.status_code == 422
        assert "one-code" not in alone.content.decode()
        assert browser.post("/en/users/recovery", {"user": str(teacher.uuid), "loss": "both"}).status_code == 422
    assert Authenticator.objects.filter(user=teacher).exists()
    with browsing(world, as_role, "area_officer") as browser:
        assert "colleague lost the way in" in browser.page("/work")
        slip = browser.post(f"/en/users/recovery/{wanted.uuid}/confirm").content.decode()
        assert browser.post(f"/en/users/recovery/{wanted.uuid}/confirm").status_code == 422
    code = re.search(r'class="one-code">([^<]+)<', slip)
    assert code is not None
    assert not Authenticator.objects.filter(user=teacher).exists()
    assert not Session.objects.filter(user=teacher, revoked_at=None).exists()
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"recovery_asked", "recovery_confirmed", "one_time_link_made"} <= actions
    assert code[1] not in str(list(AuditEvent.objects.values_list("detail", "reason")))


def test_a_request_lapses_after_a_day(world: World, as_role: RoleChanger) -> None:
    teacher, admin = world.users["teacher"], world.users["school_admin"]
    old = RecoveryRequest.objects.create(
        user=teacher, school_id=world.schools["A"], loss="phone", requested_by=admin,
        requested_at=now() - timedelta(hours=26), expires_at=now() - timedelta(hours=3),
    )  # fmt: skip
    with browsing(world, as_role, "area_officer") as browser:
        assert browser.post(f"/en/users/recovery/{old.uuid}/confirm").status_code == 422
    with browsing(world, as_role, "school_admin") as browser:
        assert browser.post("/en/users/recovery", {"user": str(teacher.uuid), "loss": "both"}).status_code == 302
    old.refresh_from_db()
    assert old.state == "lapsed"


def test_a_school_alone_gives_no_second_way_into_an_account_in_use(world: World, as_role: RoleChanger) -> None:
    teacher = world.users["teacher"]
    teacher.set_password("three words together")
    teacher.save()
    with browsing(world, as_role, "school_admin") as browser:
        answer = browser.post(f"/en/users/{teacher.uuid}/code")
        assert answer.status_code == 302
        assert "/users/recovery" in answer["Location"]
    with browsing(world, as_role, "administrator") as browser:
        assert "one-code" in browser.post(f"/en/users/{teacher.uuid}/code").content.decode()


def test_a_teacher_moves_and_no_longer_sees_the_old_school(world: World, as_role: RoleChanger) -> None:
    teacher, room = world.users["teacher"], world.rooms["B", 2569, "M1", "1"]
    anan, benja = world.person("anan").uuid, world.person("benja").uuid
    with browsing(world, as_role, "teacher") as old_browser:
        assert old_browser.get(f"/en/children/{anan}").status_code == 200
    with browsing(world, as_role, "director") as browser:
        form = {"username": "TEACHER@example", "rooms": [room]}
        assert browser.post("/en/users/offers", form).status_code == 302
        assert browser.post("/en/users/offers", form).status_code == 422
        assert browser.post("/en/users/offers", {"username": "nobody"}).status_code == 422
        assert "Example teacher" in browser.page("/users/offers")
        assert browser.get(f"/en/children/{anan}").status_code == 404
    offer = RoleOffer.objects.get()
    with browsing(world, as_role, "school_admin") as stranger:
        assert stranger.post(f"/en/account/offers/{offer.uuid}", {"answer": "accept"}).status_code == 404
    with browsing(world, as_role, "teacher") as browser:
        assert "invites you as a teacher" in browser.page("/work")
        assert browser.post(f"/en/account/offers/{offer.uuid}", {"answer": "accept"}).status_code == 302
        assert browser.get(f"/en/children/{anan}").status_code == 404
        assert browser.get(f"/en/children/{benja}").status_code == 200
    with as_role("web"):
        assert old_browser.get(f"/en/children/{anan}").status_code != 200
    roles = {(role.school_id, role.valid_to is None) for role in teacher.assignments.all()}
    assert roles == {(world.schools["A"], False), (world.schools["B"], True)}


def test_a_declined_offer_changes_nothing(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "director") as browser:
        browser.post("/en/users/offers", {"username": "teacher@example"})
    offer = RoleOffer.objects.get()
    with browsing(world, as_role, "teacher") as browser:
        browser.post(f"/en/account/offers/{offer.uuid}", {"answer": "decline"})
        browser.post(f"/en/account/offers/{offer.uuid}", {"answer": "accept"})
    assert world.users["teacher"].assignments.get().valid_to is None


def test_the_staff_of_a_merged_school_are_offered_a_role(world: World, as_role: RoleChanger) -> None:
    teacher = world.users["teacher"]
    close_school(
        world.schools["A"], closed_on=date(2026, 11, 9), merged_into=world.schools["B"], by=SYSTEM, at=now()
    )  # fmt: skip
    assert not teacher.assignments.filter(valid_to__gt=now()).exists()
    assert {offer.user_id for offer in RoleOffer.objects.all()} >= {teacher.pk, world.users["school_admin"].pk}
    offer, anan = RoleOffer.objects.get(user=teacher), world.person("anan").uuid
    with browsing(world, as_role, "director") as browser:
        assert "invited teachers have not answered" in browser.page("/work")
        assert "comes with" in browser.page("/users/offers")
    with browsing(world, as_role, "teacher") as browser:
        assert "was merged into this one" in browser.page("/work")
        browser.post(f"/en/account/offers/{offer.uuid}", {"answer": "accept"})
        assert browser.get(f"/en/children/{anan}").status_code == 404
    assert teacher.assignments.get(valid_to=None).school_id == world.schools["B"]
    assert AuditEvent.objects.filter(action="school_roles_ended").exists()


def test_without_a_role_second_factors_wait(world: World, as_role: RoleChanger) -> None:
    close_school(world.schools["A"], closed_on=date(2026, 11, 9), by=SYSTEM, at=now())
    with browsing(world, as_role, "teacher") as browser:
        for path in ("app", "app/remove", "keys/add", "codes/new"):
            answer = browser.get(f"/en/account/second-factor/{path}")
            assert (answer.status_code, answer["Location"]) == (302, "/en/account"), path
        assert "as soon as you have a role" in browser.page("/account")


def test_the_nightly_job_begins_the_review_and_ends_what_nobody_confirmed(world: World, as_role: RoleChanger) -> None:
    with as_role("worker"):
        review_roles(timestamp=0)
        year = present_review()
        assert year is not None
        assert year.academic_year == 2569
        # It began late, on the day of the test, and gives the whole time all the same.
        assert (year.overdue_on - year.begins_on).days == 60
        assert (year.ends_on - year.begins_on).days == 120
        review_roles(timestamp=0)
    assert ReviewYear.objects.count() == 1
    assert world.users["teacher"].assignments.get().valid_to is None
    ReviewYear.objects.update(begins_on="2026-05-16", overdue_on="2026-07-15", ends_on="2026-09-13")
    with as_role("worker"):
        review_roles(timestamp=0)
    ended = world.users["teacher"].assignments.get()
    assert ended.valid_to is not None
    assert AuditEvent.objects.filter(action="role_ended", object_id=ended.pk, reason__contains="yearly review").exists()


def test_a_school_that_only_closes_offers_nothing(world: World) -> None:
    close_school(world.schools["A"], closed_on=date(2026, 11, 9), by=SYSTEM, at=now())
    assert not RoleOffer.objects.exists()


@pytest.mark.parametrize(("role", "school"), [("director", "B"), ("area_officer", "A")])
def test_an_acting_director_is_appointed_until_a_day(
    world: World, as_role: RoleChanger, role: str, school: str
) -> None:
    teacher = world.users["teacher"]
    if school == "B":
        assign_role(teacher, Role.TEACHER, by=SYSTEM, at=LONG_AGO, school_id=world.schools["B"])
    code = {"A": "1058000001", "B": "1058000002"}[school]
    form = {"school": code, "user": str(teacher.uuid)}
    last = (now() + timedelta(days=100)).date()
    with browsing(world, as_role, role) as browser:
        for wrong in ("", "31/3/2500", (now() + timedelta(days=190)).date().isoformat()):
            assert browser.post("/en/users/acting", {**form, "until": wrong}).status_code == 422
        assert browser.post("/en/users/acting", {**form, "until": last.isoformat()}).status_code == 302
        given = teacher.assignments.get(acting=True)
        assert (given.role, given.school_id) == ("director", world.schools[school])
        assert "Acting school director" in browser.page(f"/users/acting?school={code}")
    # A test is one transaction, whose moment for the database is its beginning.
    teacher.assignments.filter(pk=given.pk).update(valid_from=now() - timedelta(hours=1))
    with browsing(world, as_role, "teacher", assignment=given) as browser:
        assert "Acting school director" in browser.page("/work")
        assert browser.get("/en/users/acting").status_code == 403
    with browsing(world, as_role, role) as browser:
        assert browser.post(f"/en/users/acting/{given.pk}/end").status_code == 302
    given.refresh_from_db()
    assert given.valid_to is not None
    assert given.valid_to <= now()


def test_the_yearly_review_keeps_and_ends(world: World, as_role: RoleChanger) -> None:
    ReviewYear.objects.create(
        academic_year=2569, begins_on="2026-05-16", overdue_on="2026-07-15", ends_on="2026-09-13", source="test"
    )
    teacher, admin = world.assignments["teacher"], world.assignments["school_admin"]
    with browsing(world, as_role, "school_admin") as browser:
        page = browser.page("/users/review")
        assert "Example teacher" in page
        assert "Example director" not in page
        assert "overdue" in page
        assert "not confirmed for this year" in browser.page("/work")
        browser.post(f"/en/users/review/{teacher.pk}", {"answer": "keep"})
        assert "Everybody is confirmed" in browser.page("/users/review")
        assert browser.post(f"/en/users/review/{admin.pk}", {"answer": "keep"}).status_code == 404
    with browsing(world, as_role, "area_officer") as browser:
        page = browser.page("/users/review")
        assert "Example director" in page
        assert "Example teacher" not in page
        assert browser.post(f"/en/users/review/{admin.pk}", {"answer": "end"}).status_code == 302
    admin.refresh_from_db()
    assert admin.valid_to is not None
