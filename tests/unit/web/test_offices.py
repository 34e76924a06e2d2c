"""Accounts, moves between schools, questions, the audit, and whether the service is ready."""

import re
from datetime import date

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from isee.access.api import SYSTEM, AuditEvent, OneTimeLink, Role, Session, User, assign_role
from isee.linkage.api import StewardQuestion
from isee.registry.api import Transfer
from isee.system.api import finish_progress, now, report_progress, start_progress
from isee.web.pages import health
from tests.conftest import RoleChanger
from tests.unit.web.staff import Browser, browsing, stranger
from tests.world import LONG_AGO, World


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


def new_teacher(world: World, browser: Browser, **changed: object) -> str:
    """Fill in the form of a new account; returns the page that comes of it."""
    form = {
        "display_name": "Somsri", "username": "somsri", "role": "teacher", "school": "1058000001",
        "rooms": [world.rooms["A", 2569, "P4", "1"]], **changed,
    }  # fmt: skip
    return browser.post("/en/users/new", form).content.decode()


def test_a_school_opens_an_account_and_prints_its_code(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        page = new_teacher(world, browser)
    code = re.search(r'class="one-code">([^<]+)<', page)
    assert code is not None
    assert "data:image/svg+xml" in page
    user = User.objects.get(username="somsri")
    assert not user.has_usable_password()
    role = user.assignments.get()
    assert (role.role, role.school_id) == ("teacher", world.schools["A"])
    assert role.room_ids == [world.rooms["A", 2569, "P4", "1"]]
    assert OneTimeLink.objects.filter(user=user, used_at=None).count() == 1
    assert code[1] not in str(list(AuditEvent.objects.values_list("detail", "reason", "origin")))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"username": "1234567890123"}, "13-digit number"),
        ({"username": "ครูสมศรี"}, "without accents"),
        ({"username": "TEACHER@example"}, "has this user name already"),
        ({"display_name": ""}, "required"),
        ({"rooms": []}, "Choose the rooms"),
        ({"rooms": ["999999"]}, "not one of the available choices"),
        ({"role": "administrator"}, "not one of the available choices"),
    ],
)
def test_a_school_s_account_is_refused_with_the_field_that_is_wrong(
    world: World, as_role: RoleChanger, changed: dict[str, object], words: str
) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        assert words in new_teacher(world, browser, **changed)
    assert not User.objects.filter(display_name="Somsri").exists()


def test_a_school_gives_no_room_of_another_school(world: World, as_role: RoleChanger) -> None:
    foreign = world.rooms["B", 2569, "M1", "1"]
    with browsing(world, as_role, "school_admin") as browser:
        new_teacher(world, browser, rooms=[foreign], school="1058000002")
    assert not User.objects.filter(username="somsri").exists()


def test_an_administrator_gives_each_shape_of_scope(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "administrator") as browser:
        for number, (role, scope) in enumerate(
            {
                "director": {"school": "1058000002"},
                "area_officer": {"education_area": "58010000"},
                "province_officer": {"area": "58"},
                "steward": {"area": "5804"},
                "auditor": {"until": "31/3/2570"},
            }.items()
        ):
            page = new_teacher(world, browser, username=f"new{number}", role=role, rooms=[], **{"school": "", **scope})
            assert "one-code" in page, role
        assert "No education area has this name or code" in new_teacher(
            world, browser, role="area_officer", rooms=[], education_area="99999999"
        )
    area = User.objects.get(username="new2").assignments.get()
    assert (area.area_from, area.area_to) == (580000, 589999)
    district = User.objects.get(username="new3").assignments.get()
    assert (district.area_from, district.area_to) == (580400, 580499)


def test_a_school_sees_and_manages_its_own_teachers_alone(world: World, as_role: RoleChanger) -> None:
    teacher, director = world.users["teacher"], world.users["director"]
    with browsing(world, as_role, "school_admin") as browser:
        page = browser.page("/users")
        assert "Example teacher" in page
        assert "Example director" not in page
        assert browser.get(f"/en/users/{director.uuid}").status_code == 404
        assert browser.post(f"/en/users/{director.uuid}/code").status_code == 404
        assert "one-code" in browser.post(f"/en/users/{teacher.uuid}/code").content.decode()


def test_a_school_gives_no_way_into_an_account_that_works_elsewhere(world: World, as_role: RoleChanger) -> None:
    teacher = world.users["teacher"]
    elsewhere = assign_role(teacher, Role.DIRECTOR, by=SYSTEM, at=LONG_AGO, school_id=world.schools["B"])
    with browsing(world, as_role, "school_admin") as browser:
        assert "also works elsewhere" in browser.page(f"/users/{teacher.uuid}")
        for way in ("code", "sign-out", "close"):
            assert browser.post(f"/en/users/{teacher.uuid}/{way}").status_code == 403, way
        assert browser.post(f"/en/users/{teacher.uuid}/roles/{elsewhere.pk}/end").status_code == 404
    assert not OneTimeLink.objects.filter(user=teacher).exists()


def test_an_ended_role_and_a_closed_account_open_nothing_more(world: World, as_role: RoleChanger) -> None:
    teacher = world.users["teacher"]
    with browsing(world, as_role, "teacher") as theirs:
        assert theirs.get("/en/work").status_code == 200
    with browsing(world, as_role, "administrator") as browser:
        browser.post(f"/en/users/{teacher.uuid}/close")
        assert theirs.get("/en/work").status_code == 302
        browser.post(f"/en/users/{teacher.uuid}/close")
        role = world.assignments["teacher"]
        assert browser.post(f"/en/users/{teacher.uuid}/roles/{role.pk}/end").status_code == 302
        own = world.users["administrator"]
        browser.post(f"/en/users/{own.uuid}/close")
    teacher.refresh_from_db()
    role.refresh_from_db()
    assert teacher.is_active
    assert role.valid_to is not None
    assert User.objects.get(pk=own.pk).is_active
    assert not Session.objects.filter(user=teacher, revoked_at=None).exists()


def transfer_of(world: World, key: str) -> Transfer:
    return Transfer.objects.get(person_id=world.persons[key])


def test_the_school_that_lets_go_confirms_and_the_asking_one_cannot(world: World, as_role: RoleChanger) -> None:
    """Gamon of school A is asked for by C; Chai of C by B."""
    chai, gamon = transfer_of(world, "chai"), transfer_of(world, "gamon")
    record = f"/en/children/{world.person('gamon').uuid}"
    with browsing(world, as_role, "director") as browser:  # of B, which asks for Chai
        assert "waits for the other school" in browser.page("/transfers")
        browser.post(f"/en/transfers/{chai.uuid}", {"answer": "yes"})
        assert "not yours to answer" in browser.page("/transfers")
        browser.post(f"/en/transfers/{gamon.uuid}", {"answer": "yes"})
    with browsing(world, as_role, "school_admin") as browser:  # of A, which lets Gamon go
        assert record in browser.page("/transfers")
        assert "1</b>" in browser.page("/work")
        browser.post(f"/en/transfers/{gamon.uuid}", {"answer": "yes"})
        assert "is confirmed" in browser.page("/transfers")
        browser.post(f"/en/transfers/{gamon.uuid}", {"answer": "no", "reason": "changed our mind"})
        assert "answered this request already" in browser.page("/transfers")
    chai.refresh_from_db()
    gamon.refresh_from_db()
    assert (chai.state, gamon.state) == ("asked", "confirmed")


def test_a_refusal_says_why(world: World, as_role: RoleChanger) -> None:
    gamon = transfer_of(world, "gamon")
    with browsing(world, as_role, "school_admin") as browser:
        browser.post(f"/en/transfers/{gamon.uuid}", {"answer": "no", "reason": "  "})
        assert "needs a reason" in browser.page("/transfers")
        browser.post(f"/en/transfers/{gamon.uuid}", {"answer": "no", "reason": "still with us"})
        assert "still with us" in browser.page("/transfers?show=past")
    gamon.refresh_from_db()
    assert gamon.state == "refused"


def test_a_steward_answers_from_the_papers(world: World, as_role: RoleChanger) -> None:
    question = StewardQuestion.objects.filter(subdistrict=580402).first()
    assert question is not None
    with browsing(world, as_role, "steward") as browser:
        assert "1 question is open" in browser.page("/questions")
        browser.post(f"/en/questions/{question.uuid}", {"answer": "roster_is_right", "reason": ""})
        browser.post(f"/en/questions/{question.uuid}", {"answer": "nonsense", "reason": "seen"})
        assert "1 question is open" in browser.page("/questions")
        browser.post(f"/en/questions/{question.uuid}", {"answer": "roster_is_right", "reason": "birth certificate"})
        assert "No question is open" in browser.page("/questions")
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("roster_is_right", world.users["steward"].pk)


def test_everybody_reads_the_own_trail_and_the_auditor_everyone_s(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "teacher") as browser:
        browser.post("/en/children", {"text": "อนันต์"}, follow=True)
        assert "searched for children" in browser.page("/audit")
        assert "Example director" not in browser.page("/audit?show=looks")
    with browsing(world, as_role, "auditor") as browser:
        page = browser.page("/audit")
        assert "Example teacher" in page
        assert "Example director" in browser.page("/audit?show=looks")
        assert "Example director" not in browser.page("/audit?show=looks&who=auditor@example")
        assert "Nothing fits" in browser.page("/audit?until=1/1/2550")
        assert "was not understood" in browser.page("/audit?since=yesterday")
        assert "searched for children</td>" not in browser.page("/audit?action=role_ended")
        assert "No account, or more than one" in browser.page("/audit?who=example")


def test_jobs_show_what_is_under_way(world: World, as_role: RoleChanger) -> None:
    start_progress("extract:25692", at=now(), phase="read", total=300)
    report_progress("extract:25692", at=now(), done=120)
    with browsing(world, as_role, "administrator") as browser:
        page = browser.page("/jobs")
    assert "Freezing an extract" in page
    assert "120 / 300" in page
    assert '<progress max="300" value="120"' in page


def test_alive_asks_nothing_of_the_database(as_role: RoleChanger, django_assert_num_queries: object) -> None:
    with stranger(as_role) as browser:
        assert browser.get("/healthz").json() == {"status": "alive"}


def test_ready_when_database_migrations_and_queue_are(db: None, as_role: RoleChanger) -> None:
    with stranger(as_role) as browser:
        response = browser.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ready"), response.json()
    assert set(response.json()["checks"].values()) == {"ok"}


def test_not_ready_says_why(
    db: None, as_role: RoleChanger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stranger(as_role) as browser:
        monkeypatch.setattr(health, "migrations_missing", lambda: 2)
        assert "2 migrations are not applied" in str(browser.get("/readyz").json())
        monkeypatch.undo()

        def away() -> bool:
            raise OperationalError("connection to 10.1.2.3 refused")

        monkeypatch.setattr(health, "database_answers", away)
        response = browser.get("/readyz")
        assert response.status_code == 503
        assert "does not answer" in str(response.json())
        assert "10.1.2.3" not in str(response.json())


def test_the_demo_is_ready_when_thailand_is_in(db: None, as_role: RoleChanger, settings: Settings) -> None:
    settings.ISEE_DEMO = True
    with stranger(as_role) as browser:
        assert browser.get("/readyz").status_code == 503
    start_progress("demo", at=now(), phase="past", total=77)
    with stranger(as_role) as browser:
        assert "being made" in str(browser.get("/readyz").json())
    finish_progress("demo", at=now())
    with stranger(as_role) as browser:
        assert browser.get("/readyz").status_code == 200


def test_the_role_comes_first_and_asks_only_for_what_it_needs(world: World, as_role: RoleChanger) -> None:
    fields = {
        "director": {"school"}, "teacher": {"school"}, "area_officer": {"education_area"}, "steward": {"area"},
        "auditor": set(),
    }  # fmt: skip
    with browsing(world, as_role, "administrator") as browser:
        first = browser.page("/users/new")
        assert 'name="username"' not in first
        for role, needed in fields.items():
            page = browser.page(f"/users/new?role={role}")
            asked = {field for field in ("school", "education_area", "area") if f'name="{field}"' in page}
            assert asked == needed, role
        assert 'name="school"' in browser.page(f"/users/{world.users['analyst'].uuid}?role=director")


def test_a_place_is_found_by_name_and_several_are_offered(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "administrator") as browser:
        several = new_teacher(world, browser, role="director", school="โรงเรียนตัวอย่าง", rooms=[])
        assert several.count('type="radio"') == 3
        assert 'value="1058000002"' in several
        assert "one-code" in new_teacher(world, browser, role="director", school="ตัวอย่าง B", rooms=[])
        assert "one-code" in new_teacher(
            world, browser, username="prov", role="province_officer", area="แม่ฮ่องสอน", school="", rooms=[]
        )
        areas = new_teacher(world, browser, username="eduarea", role="area_officer", education_area="ตัวอย่าง", rooms=[])
        assert areas.count('type="radio"') == 2
    assert User.objects.get(username="somsri").assignments.get().school_id == world.schools["B"]
