"""The auditor's tools: a role that ends, a sample with its evidence, and changes after a deadline."""

import csv
import io
import json
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from isee.access.api import SYSTEM, Assignment, AuditEvent, ReadLog, Role, assign_role, end_assignment
from isee.collect.models import Round, Visit
from isee.screening.models import Result
from isee.system.api import now
from tests.conftest import RoleChanger
from tests.unit.web.staff import browsing
from tests.world import LAST, World


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


def bundle_of(content: bytes) -> tuple[list[list[str]], dict[str, object], list[str]]:
    """The table of evidence, how the sample was drawn, and the names of the records."""
    with ZipFile(io.BytesIO(content)) as bundle:
        table = list(csv.reader(io.StringIO(bundle.read("evidence.csv").decode("utf-8-sig"))))
        about = json.loads(bundle.read("sample.json"))
        records = [name for name in bundle.namelist() if name.startswith("records/")]
        assert all(bundle.read(name).startswith(b"%PDF") for name in records)
    return table, about, records


def draw(world: World, as_role: RoleChanger, **changed: object) -> tuple[list[list[str]], dict[str, object], list[str]]:
    """A sample drawn by the auditor."""
    kind = Result.objects.filter(term_key=LAST).values_list("poverty_class", flat=True)[0]
    form = {"term": LAST, "poverty_class": kind, "province": "", "size": 30, "seed": "lot", **changed}
    with browsing(world, as_role, "auditor") as browser:
        answer = browser.post("/en/audit/sample", form)
        assert answer.status_code == 200, answer.content.decode()
        return bundle_of(answer.content)


def test_a_sample_holds_records_evidence_and_how_it_was_drawn(world: World, as_role: RoleChanger) -> None:
    table, about, records = draw(world, as_role)
    population = Result.objects.filter(term_key=LAST, poverty_class=about["class"]).count()
    assert about["population"] == about["size"] == population == len(table) - 1
    assert len(records) == population
    assert about["seed"] == "lot"
    assert table[1][2] in ("1058000001", "1058000002", "1050000003")


def test_each_record_of_a_sample_is_written_down_as_read(world: World, as_role: RoleChanger) -> None:
    _table, about, records = draw(world, as_role)
    reader = world.users["auditor"].pk
    printed = ReadLog.objects.filter(user_id=reader, part="print", purpose="audit")
    assert printed.count() == len(records)
    assert AuditEvent.objects.get(action="sample_drawn").detail == {
        "population": about["population"], "size": about["size"],
    }  # fmt: skip


def test_the_same_seed_draws_the_same_records(world: World, as_role: RoleChanger) -> None:
    first, second = (draw(world, as_role, size=1)[0] for _ in range(2))
    assert first == second


def test_nobody_of_a_class_is_said_in_words(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "auditor") as browser:
        form = {"term": LAST, "poverty_class": "poor", "province": "95", "size": 5, "seed": ""}
        answer = browser.post("/en/audit/sample", form)
    assert answer.status_code == 422
    assert "Nobody has this class" in answer.content.decode()


@pytest.mark.parametrize("role", ["director", "area_officer", "data_protection_officer", "administrator", "allocator"])
def test_only_auditors_draw_samples(world: World, as_role: RoleChanger, role: str) -> None:
    with browsing(world, as_role, role) as browser:
        assert browser.get("/en/audit/sample").status_code == 403


@pytest.fixture
def closed_round(world: World) -> Round:
    """A round of the last term that closed long before the tests run."""
    Round.objects.filter(term_key=LAST, kind="new_applicants").delete()
    return Round.objects.create(
        term_key=LAST, kind="new_applicants", opens_on=date(2020, 5, 16), closes_on=date(2020, 7, 21), source="test"
    )


def test_a_change_after_the_deadline_is_told_with_who_and_what(
    world: World, as_role: RoleChanger, closed_round: Round
) -> None:
    visit = Visit.objects.filter(term_key=LAST).order_by("pk").first()
    assert visit is not None
    Visit.objects.filter(pk=visit.pk).update(lat=18.5, lon=98.1)
    with browsing(world, as_role, "auditor") as browser:
        page = browser.page(f"/audit/changes?round={closed_round.pk}")
        table = browser.get(f"/en/audit/changes?round={closed_round.pk}&as=csv").content.decode("utf-8-sig")
    assert "Home visit was changed" in page
    wanted = ("collect.Visit", str(visit.pk), "changed")
    rows = [row for row in csv.DictReader(io.StringIO(table)) if (row["table"], row["row"], row["what"]) == wanted]
    assert set(rows[0]["columns"].split()) == {"lat", "lon"}


def test_what_was_added_after_the_deadline_is_told(world: World, as_role: RoleChanger, closed_round: Round) -> None:
    with browsing(world, as_role, "auditor") as browser:
        assert "Enrolment was added" in browser.page(f"/audit/changes?round={closed_round.pk}")


def test_a_round_that_has_not_closed_has_no_changes_after_it(
    world: World, as_role: RoleChanger, closed_round: Round
) -> None:
    Round.objects.filter(pk=closed_round.pk).update(
        opens_on=now().date() + timedelta(days=3000), closes_on=now().date() + timedelta(days=3001)
    )
    with browsing(world, as_role, "auditor") as browser:
        assert "Nothing was added" in browser.page(f"/audit/changes?round={closed_round.pk}")


@pytest.mark.parametrize("role", ["director", "area_officer", "analyst"])
def test_others_do_not_read_changes(world: World, as_role: RoleChanger, role: str) -> None:
    with browsing(world, as_role, role) as browser:
        assert browser.get("/en/audit/changes").status_code == 403


def test_who_watches_without_seeing_children_gets_no_rows_of_them(
    world: World, as_role: RoleChanger, closed_round: Round
) -> None:
    with browsing(world, as_role, "data_protection_officer") as browser:
        assert "Nothing was added" in browser.page(f"/audit/changes?round={closed_round.pk}")


def test_an_auditor_s_role_ends_within_a_year(world: World) -> None:
    user = world.users["analyst"]
    with pytest.raises(ValueError, match="366 days"):
        assign_role(user, Role.AUDITOR, by=SYSTEM, at=now())
    with pytest.raises(ValueError, match="366 days"):
        assign_role(user, Role.AUDITOR, by=SYSTEM, at=now(), valid_to=now() + timedelta(days=400))
    assert assign_role(user, Role.AUDITOR, by=SYSTEM, at=now(), valid_to=now() + timedelta(days=30)).valid_to


def test_the_database_keeps_no_endless_auditor(world: World) -> None:
    with pytest.raises(IntegrityError, match="a_limited_role_has_an_end"), transaction.atomic():
        Assignment.objects.create(user=world.users["analyst"], role="auditor", valid_from=now())


def test_a_role_with_an_end_can_be_ended_before(world: World) -> None:
    given = world.assignments["auditor"]
    end_assignment(given, by=SYSTEM, at=now())
    given.refresh_from_db()
    assert given.valid_to is not None
    assert given.valid_to <= now()


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("", "say on which day"),
        ("gestern", "This is no day"),
        ("1/1/2560", "from today on"),
        ("1/1/2580", "within a year"),
    ],
)
def test_an_administrator_says_when_an_auditor_s_role_ends(
    world: World, as_role: RoleChanger, until: str, words: str
) -> None:
    form = {"display_name": "Auditor", "username": "new-auditor", "role": "auditor", "until": until}
    with browsing(world, as_role, "administrator") as browser:
        assert words in browser.post("/en/users/new", form).content.decode()
        browser.post("/en/users/new", {**form, "until": "31/3/2570"})
    assert Assignment.objects.get(user__username="new-auditor").valid_to is not None
