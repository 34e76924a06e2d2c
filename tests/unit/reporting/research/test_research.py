"""A research extract's life: two persons, one file for one recipient, written down, gone when its day is past."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from isee.access.api import SYSTEM, AuditEvent, issue_ticket, ticket_scope
from isee.reporting.extract.files import newest_extracts
from isee.reporting.research import api as research
from isee.reporting.research.anonymity import smallest_group
from isee.reporting.research.columns import QUASI_IDENTIFIERS
from isee.reporting.research.keys import recipient_keys
from isee.reporting.research.models import TRANSITIONS, ResearchRequest, State
from isee.reporting.research.operations import ResearchError
from isee.reporting.research.package import Wanted, write_package
from isee.system.api import now
from isee.system.files import stored_path
from tests.conftest import RoleChanger
from tests.unit.reporting.small_nation import MADE_AT, children, freeze, group, usual_children
from tests.world import World

TERMS = (25691, 25692)
ASKED: dict[str, Any] = {
    "institution": "Example University", "purpose": "Does attendance fall before a child drops out of school?",
    "ethics_reference": "EX 12/2569", "columns": ["sex", "age", "grade", "school_code", "poverty_class", "attendance"],
    "terms": [25692], "places": ["58"],
}  # fmt: skip


@pytest.fixture(scope="session")
def frozen_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two frozen terms of a few schools, with some children who stand out."""
    home = tmp_path_factory.mktemp("research")
    for term in TERMS:
        usual = usual_children(term).to_pylist()
        rare = group(3, school="1058000002", age=17, age_band="upper_secondary", term_key=term)
        freeze(home, children(usual, rare), made_at=MADE_AT - timedelta(days=25692 - term))
    return home


@pytest.fixture
def frozen(settings: Settings, frozen_home: Path) -> Path:
    """The terms are what can be asked for."""
    settings.ISEE_HOME = frozen_home
    settings.ISEE_TODAY = now().date()
    return frozen_home


def asked(world: World, as_role: RoleChanger, **more: Any) -> ResearchRequest:
    """A request of the analyst."""
    wanted = {**ASKED, "until": (now() + timedelta(days=90)).date(), **more}
    with as_role("web", token=world.token("analyst")):
        return research.ask_research(**wanted, by=world.actor("analyst"), at=now())


def approved(world: World, as_role: RoleChanger, request: ResearchRequest) -> str:
    """Approve it; returns the ticket of the job."""
    with as_role("web", token=world.token("data_protection_officer")):
        research.approve_research(request, by=world.actor("data_protection_officer"), at=now())
        return issue_ticket(research.TICKET_PURPOSE)


def made(world: World, as_role: RoleChanger, **more: Any) -> ResearchRequest:
    """A request whose file is ready."""
    request = asked(world, as_role, **more)
    ticket = approved(world, as_role, request)
    with as_role("worker"):
        research.make_research_file(request.pk, ticket=ticket, at=now())
    request.refresh_from_db()
    return request


def content(chunks: Any) -> dict[str, bytes]:
    """The files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_request_becomes_a_file_for_its_recipient_alone(world: World, as_role: RoleChanger, frozen: Path) -> None:
    request = made(world, as_role)
    assert (request.state, request.problem) == (State.READY, "")
    assert request.file_id is not None
    on_disk = stored_path(request.file_id).read_bytes()
    assert b"PAR1" not in on_disk
    assert b"codebook" not in on_disk
    with as_role("web", token=world.token("analyst")):
        found = content(research.download_research(request, by=world.actor("analyst"), today=now().date(), at=now()))
    assert set(found) == {
        "data.parquet",
        "codebook.csv",
        "codebook.json",
        "report.json",
        "terms.th.txt",
        "terms.en.txt",
    }
    rows = pl.read_parquet(io.BytesIO(found["data.parquet"]))
    report = json.loads(found["report.json"])
    book = json.loads(found["codebook.json"])
    assert [one["name"] for one in book["columns"]] == rows.columns
    assert set(ASKED["columns"]) | {"age_band", "grade_band", "district", "province", "child", "term"} <= set(
        rows.columns
    )
    assert "Example University" in found["terms.en.txt"].decode()
    quasi = [name for name in rows.columns if name in QUASI_IDENTIFIERS]
    assert report["quasi_identifiers"] == quasi
    smallest = smallest_group(rows, quasi=quasi)
    assert smallest is not None
    assert smallest == report["smallest_group"] >= research.K
    assert rows.height == report["rows"] == request.report["rows"]
    assert {loss["step"]: loss["children"] for loss in report["steps"]}["school"] >= 3
    assert report["homogeneity"]["groups"] >= report["homogeneity"]["alike"]
    internal = {bytes(key) for table in newest_extracts(frozen) for path in table.child_files()
                for key in pl.read_parquet(path)["research_key"].to_list()}  # fmt: skip
    assert not internal & {bytes.fromhex(key) for key in rows["child"].to_list()}
    assert not any(key in b"".join(found.values()) for key in internal)
    events = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"research_asked", "research_approved", "research_file_made", "research_file_downloaded"} <= events
    request.refresh_from_db()
    assert request.downloads == 1


def test_nobody_decides_on_their_own_request_and_nobody_else_takes_the_file(
    world: World, as_role: RoleChanger, frozen: Path
) -> None:
    request = asked(world, as_role)
    for role in ("analyst", "administrator", "auditor", "director"):
        with as_role("web", token=world.token(role)), pytest.raises(ResearchError):
            research.approve_research(request, by=world.actor(role), at=now())
    ready = made(world, as_role)
    for role in ("data_protection_officer", "auditor"):
        with as_role("web", token=world.token(role)), pytest.raises(ResearchError, match="not_yours"):
            research.download_research(ready, by=world.actor(role), today=now().date(), at=now())
    with as_role("web", token=world.token("director")), pytest.raises(ResearchError, match="not_yours"):
        research.ask_research(
            **ASKED, until=(now() + timedelta(days=9)).date(), by=world.actor("director"), at=now()
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"columns": []}, "columns"), ({"columns": ["research_key"]}, "columns"),
        ({"columns": ["days_expected"]}, "columns"), ({"terms": [25602]}, "terms"), ({"terms": []}, "terms"),
        ({"places": ["10"]}, "places"), ({"places": []}, "places"), ({"places": ["5804"]}, "places"),
        ({"until": date(2020, 1, 1)}, "until"), ({"until": date(2099, 1, 1)}, "until"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_cannot_be_asked_for(
    world: World, as_role: RoleChanger, frozen: Path, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(ResearchError, match=code):
        asked(world, as_role, **wrong)


def test_more_than_a_machine_can_hold_is_refused_at_once(
    world: World, as_role: RoleChanger, frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isee.reporting.research.operations.MOST_ROWS", 100)
    with pytest.raises(ResearchError, match="large"):
        asked(world, as_role)


def test_a_refusal_says_why_and_a_request_can_be_taken_back(world: World, as_role: RoleChanger, frozen: Path) -> None:
    first, second = asked(world, as_role), asked(world, as_role)
    officer, analyst = world.actor("data_protection_officer"), world.actor("analyst")
    with as_role("web", token=world.token("data_protection_officer")):
        with pytest.raises(ResearchError, match="reason"):
            research.refuse_research(first, reason=" ", by=officer, at=now())
        research.refuse_research(first, reason="Ask for whole districts.", by=officer, at=now())
        with pytest.raises(ResearchError, match="over"):
            research.approve_research(first, by=officer, at=now())
    with as_role("web", token=world.token("analyst")):
        research.withdraw_research(second, by=analyst, at=now())
        with pytest.raises(ResearchError, match="over"):
            research.withdraw_research(second, by=analyst, at=now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.reason, second.state) == (State.REFUSED, "Ask for whole districts.", State.WITHDRAWN)


def test_an_ended_approval_takes_the_file_with_it(
    world: World, as_role: RoleChanger, frozen: Path, django_capture_on_commit_callbacks: Any
) -> None:
    request = made(world, as_role)
    assert request.file_id is not None
    path = stored_path(request.file_id)
    assert path.exists()
    officer = world.actor("data_protection_officer")
    with django_capture_on_commit_callbacks(execute=True), as_role("web", token=world.token("data_protection_officer")):
        research.end_research(request, reason="The approval of the committee was taken back.", by=officer, at=now())
    assert not path.exists()
    with as_role("web", token=world.token("analyst")), pytest.raises(ResearchError, match="over"):
        research.download_research(request, by=world.actor("analyst"), today=now().date(), at=now())


def test_a_file_is_removed_in_the_night_after_its_day(
    world: World, as_role: RoleChanger, frozen: Path, django_capture_on_commit_callbacks: Any
) -> None:
    request, waiting = made(world, as_role), asked(world, as_role)
    assert request.file_id is not None
    path = stored_path(request.file_id)
    later = (now() + timedelta(days=91)).date()
    with as_role("web", token=world.token("analyst")), pytest.raises(ResearchError, match="over"):
        research.download_research(request, by=world.actor("analyst"), today=later, at=now())
    with django_capture_on_commit_callbacks(execute=True), as_role("worker"):
        assert research.expire_research(by=SYSTEM, today=now().date(), at=now()) == 0
        assert research.expire_research(by=SYSTEM, today=later, at=now()) == 2
        assert research.expire_research(by=SYSTEM, today=later, at=now()) == 0
    assert not path.exists()
    assert set(ResearchRequest.objects.values_list("state", flat=True)) == {State.EXPIRED}
    assert AuditEvent.objects.filter(action="research_expired", object_id=waiting.pk).exists()


def test_a_file_that_cannot_be_made_says_why_and_can_be_made_again(
    world: World, as_role: RoleChanger, frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("isee.reporting.research.package.K", 10_000)
        patched.setattr("isee.reporting.research.package.write_package.__kwdefaults__", {"k": 10_000})
        failed = made(world, as_role)
    assert failed.state == State.FAILED
    assert failed.problem.startswith("Too few children are left")
    ticket = approved(world, as_role, failed)
    with as_role("worker"):
        research.make_research_file(failed.pk, ticket=ticket, at=now())
        research.make_research_file(failed.pk, ticket=ticket, at=now())
    failed.refresh_from_db()
    assert (failed.state, failed.problem) == (State.READY, "")


def test_the_same_request_gives_the_same_bytes(frozen_home: Path, tmp_path: Path) -> None:
    wanted = Wanted("u", "r", "i", "p", ASKED["columns"], TERMS, ["TH"], date(2027, 1, 31))
    extracts = newest_extracts(frozen_home)
    digests = set()
    for name in ("one.zip", "two.zip"):
        report = write_package(tmp_path / name, extracts, wanted)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1
    assert report["children"] > 0
    assert report["smallest_group"] >= research.K


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    internal=st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=50, unique=True),
    readers=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=2, max_size=2, unique=True),
)
def test_the_keys_of_two_files_cannot_be_joined(internal: list[bytes], readers: list[tuple[str, str]]) -> None:
    keys = pl.Series("key", internal, dtype=pl.Binary)
    first, second = (set(recipient_keys(keys, recipient=one, release=two).to_list()) for one, two in readers)
    assert len(first) == len(second) == len(internal)
    assert not first & second
    assert not (first | second) & {key.hex() for key in internal}
    again = recipient_keys(keys, recipient=readers[0][0], release=readers[0][1])
    assert set(again.to_list()) == first


APPROVE = (
    "UPDATE research_researchrequest SET state = 'approved', decided_by_id = access_scope_user(), decided_at = now()"
)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("analyst", APPROVE),
        ("analyst", "UPDATE research_researchrequest SET until = until + 1"),
        ("analyst", "UPDATE research_researchrequest SET columns = ARRAY['sex', 'gpa']"),
        ("auditor", APPROVE),
        ("data_protection_officer", "UPDATE research_researchrequest SET state = 'ready', file_id = gen_random_uuid(),"
         " file_bytes = 1, decided_by_id = access_scope_user(), decided_at = now()"),
        ("data_protection_officer", "UPDATE research_researchrequest SET state = 'approved', decided_at = now(),"
         " decided_by_id = recipient_id"),
        ("director", "INSERT INTO research_researchrequest (uuid, recipient_id, institution, purpose, ethics_reference,"
         " columns, terms, places, until, state, requested_at, reason, file_hash, report, problem, downloads)"
         " SELECT gen_random_uuid(), access_scope_user(), 'x', 'x', 'x', columns, terms, places, until, 'asked', now(),"
         " '', '', '{}', '', 0 FROM research_researchrequest"),
        ("analyst", "DELETE FROM research_researchrequest"),
    ],
)  # fmt: skip
def test_no_statement_of_the_web_role_goes_around_the_second_person(
    world: World, as_role: RoleChanger, frozen: Path, role: str, statement: str
) -> None:
    asked(world, as_role)
    session = world.token(role)
    with as_role("web", token=session), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as sent:
        sent.execute(statement)


def test_the_worker_approves_nothing(world: World, as_role: RoleChanger, frozen: Path) -> None:
    request = asked(world, as_role)
    with as_role("web", token=world.token("data_protection_officer")):
        ticket = issue_ticket(research.TICKET_PURPOSE)
    with as_role("worker"):
        research.make_research_file(request.pk, ticket=ticket, at=now())
        with pytest.raises(DatabaseError), transaction.atomic(), ticket_scope(ticket, research.TICKET_PURPOSE):
            ResearchRequest.objects.update(state="approved", decided_by_id=world.users["auditor"].pk, decided_at=now())
    request.refresh_from_db()
    assert (request.state, request.file_id) == (State.ASKED, None)


def test_every_state_is_left_for_another_or_is_an_end() -> None:
    ends = {State.REFUSED, State.WITHDRAWN, State.ENDED, State.EXPIRED}
    assert {*TRANSITIONS, *ends} == set(State)
    assert {to for moves in TRANSITIONS.values() for to in moves} == set(State) - {State.ASKED}
