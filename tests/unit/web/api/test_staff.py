"""Figures for staff by token: whose they are, where the token may be, what is refused, what is written down."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from isee.access.api import ApiToken, AuditEvent, end_assignment, revoke_api_token
from isee.access.models import Assignment
from isee.reporting.cubes import make_cubes
from isee.system.api import now
from isee.system.logs import PlainFormatter
from tests.conftest import RoleChanger
from tests.unit.reporting.small_nation import freeze
from tests.unit.reporting.test_staff_scope import world_areas, world_children, world_schools
from tests.unit.web.test_tokens import made
from tests.world import World

A, B, C = "1058000001", "1058000002", "1050000003"


@pytest.fixture(scope="session")
def frozen_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of the world's schools: one pupil in A, two in B, four in C, eight out of school beside B."""
    home = tmp_path_factory.mktemp("staff-api")
    make_cubes(home, freeze(home, world_children(), areas=world_areas(), schools=world_schools()))
    return home


@pytest.fixture
def frozen(settings: Settings, frozen_home: Path) -> Path:
    """The extract is what the API reads."""
    settings.ISEE_HOME = frozen_home
    return frozen_home


class Program(Client):
    """A program of staff: it sends its token and nothing else."""

    token = ""

    def ask(self, path: str, *, token: str | None = None) -> tuple[int, dict[str, Any]]:
        """Status and body of an answer."""
        sent = self.token if token is None else token
        response = self.get(f"/api/v1/staff{path}", headers={"Authorization": f"Bearer {sent}"} if sent else {})
        return response.status_code, json.loads(response.content)


@contextmanager
def program(world: World, as_role: RoleChanger, role: str) -> Iterator[Program]:
    """A program with a token of a role, inside the database's web role."""
    client = Program()
    client.token = made(world, role)
    with as_role("web"):
        yield client


def pupils(body: dict[str, Any]) -> Any:
    """The number of pupils of an answer."""
    return body["figures"]["25692"]["pupils"]["all"]["v"]


def test_small_groups_are_told_and_marked_internal(world: World, as_role: RoleChanger, frozen: Path) -> None:
    with program(world, as_role, "director") as client:
        status, body = client.ask(f"/schools/{B}")
    assert status == 200
    assert body["internal"] is True
    assert body["whole"] is True
    assert (body["level"], body["name_en"]) == ("school", "School B")
    assert pupils(body) == 2
    assert body["figures"]["25692"]["poor"]["all"] == {"n": 0, "d": 2, "v": 0.0, "s": "ok"}
    assert body["figures"]["25692"]["pupils"]["sex"] == {"f": {"n": 2, "d": None, "v": 2, "s": "ok"}}


SEEN = {
    "director": {B: 2, "58": 2, "TH": 2},
    "school_admin": {A: 1, "580401": 1},
    "area_officer": {A: 1, B: 2, "58": 3, "5804": 3},
    "province_officer": {C: 4, "50": 4, "500101": 4, "R1": 4},
    "auditor": {A: 1, B: 2, C: 4, "50": 4, "58": 3, "TH": 7},
}
UNSEEN = {
    "director": [A, C, "50", "580401"],
    "school_admin": [B, C, "580402"],
    "area_officer": [C, "50", "500101"],
    "province_officer": [A, B, "58", "580401"],
    "auditor": ["99", "1099999999"],
}


@pytest.mark.parametrize("role", SEEN)
def test_a_token_reads_the_places_of_its_role_alone(
    world: World, as_role: RoleChanger, frozen: Path, role: str
) -> None:
    with program(world, as_role, role) as client:
        for code, count in SEEN[role].items():
            status, body = client.ask(f"/{'schools' if len(code) == 10 else 'areas'}/{code}?indicator=pupils")
            assert (status, pupils(body)) == (200, count), code
        for code in UNSEEN[role]:
            status, body = client.ask(f"/{'schools' if len(code) == 10 else 'areas'}/{code}")
            assert (status, body["error"]) == (403, "outside_scope"), code
            assert body["nearest"]


def test_a_token_is_told_what_it_may_read(world: World, as_role: RoleChanger, frozen: Path) -> None:
    with program(world, as_role, "province_officer") as client:
        _, body = client.ask("/scope")
    assert [area["code"] for area in body["areas"]] == ["50"]
    assert body["token"]["role"] == "province_officer"
    assert body["terms"] == ["2/2569"]
    with program(world, as_role, "director") as client:
        _, body = client.ask("/scope")
    assert (body["areas"], body["schools"], body["nation"]) == ([], [B], False)
    assert "out_of_school" not in body["indicators"]
    with program(world, as_role, "auditor") as client:
        _, body = client.ask("/scope")
    assert ([area["code"] for area in body["areas"]], body["nation"]) == (["TH"], True)


def test_each_reading_is_written_down_with_its_purpose(world: World, as_role: RoleChanger, frozen: Path) -> None:
    with program(world, as_role, "director") as client:
        client.ask(f"/schools/{B}?indicator=poor")
        client.ask(f"/schools/{A}")
    read = AuditEvent.objects.get(action="figures_read_by_program")
    assert read.user == world.users["director"]
    assert read.assignment == world.assignments["director"]
    assert read.object_id == ApiToken.objects.get().pk
    assert read.reason == "A test of tokens"
    assert read.detail == {"area": B, "term": 25692, "figures": 1}
    assert ApiToken.objects.get().last_used_at is not None


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer  ", "Basic abc", "Bearer a b", "Bearer ไทย", "Bearer " + "x" * 201]
)
def test_without_a_token_nothing_is_read(world: World, as_role: RoleChanger, frozen: Path, header: str) -> None:
    with as_role("web"):
        response = Client().get("/api/v1/staff/scope", headers={"Authorization": header.encode().decode("latin-1")})
    assert (response.status_code, response.json()["error"]) == (401, "token_missing")
    assert response["WWW-Authenticate"] == 'Bearer realm="iSEE"'
    assert "/account/tokens" in response.json()["hint"]


def test_a_cookie_opens_no_figures(world: World, as_role: RoleChanger, frozen: Path) -> None:
    client = Client()
    client.cookies["sessionid"] = world.token("auditor")
    with as_role("web"):
        assert client.get("/api/v1/staff/areas/TH").status_code == 401


def test_a_token_that_is_over_says_why_and_what_to_do(world: World, as_role: RoleChanger, frozen: Path) -> None:
    def said(token: str) -> tuple[int, str]:
        with as_role("web"):
            status, body = Program().ask("/scope", token=token)
        assert body["hint"]
        return status, body["error"]

    assert said("isee_unknown") == (401, "token_unknown")
    assert said(made(world, ago=40)) == (401, "token_expired")
    revoked = made(world)
    newest = ApiToken.objects.latest("pk")
    revoke_api_token(newest.uuid, user_id=newest.user_id, by=world.actor("director"), at=now())
    assert said(revoked) == (401, "token_revoked")
    ended = made(world)
    end_assignment(world.assignments["director"], by=world.actor("administrator"), at=now())
    Assignment.objects.filter(role="director").update(valid_to="2026-01-01T00:00:00Z")
    assert said(ended) == (403, "role_ended")


def test_a_token_in_an_address_is_refused_and_never_logged(
    world: World, as_role: RoleChanger, frozen: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with program(world, as_role, "director") as client, caplog.at_level(logging.DEBUG):
        for address in (f"/scope?token={client.token}", f"/scope?a={client.token}", f"/areas/{client.token}"):
            assert client.ask(address)[1]["error"] == "token_in_address"
        client.ask("/areas/99")
        written = "".join(PlainFormatter().format(record) for record in caplog.records)
        assert client.token not in written
    assert client.token not in str(list(AuditEvent.objects.values_list("detail", "reason", "origin")))


def test_nobody_on_the_way_may_keep_it_and_no_other_site_may_ask(
    world: World, as_role: RoleChanger, frozen: Path
) -> None:
    with program(world, as_role, "director") as client:
        sent = {"Authorization": f"Bearer {client.token}"}
        for response in (client.get("/api/v1/staff/scope", headers=sent), client.get("/api/v1/staff/areas/TH")):
            assert response["Cache-Control"] == "private, no-store"
            assert "Authorization" in response["Vary"]
            assert "Access-Control-Allow-Origin" not in response
            assert "ETag" not in response
            assert not response.cookies
        assert client.options("/api/v1/staff/scope").status_code == 204
        assert client.head("/api/v1/staff/scope", headers=sent).status_code == 200
        posted = client.post("/api/v1/staff/scope", headers=sent)
        assert (posted.status_code, posted.json()["error"]) == (405, "read_only")


def test_a_token_that_asks_too_often_waits(
    world: World, as_role: RoleChanger, frozen: Path, settings: Settings
) -> None:
    settings.ISEE_API_TOKEN_PER_MINUTE = 2
    caches["limits"].clear()
    with program(world, as_role, "director") as client:
        answers = [
            client.get("/api/v1/staff/scope", headers={"Authorization": f"Bearer {client.token}"}) for _ in "1234567"
        ]
        assert 429 in {answer.status_code for answer in answers}
        last = answers[-1]
        assert 0 < int(last["Retry-After"]) <= 60
        assert "this token" in Client().get("/api/v1/staff/scope", headers={
            "Authorization": f"Bearer {client.token}", "Accept-Language": "en"}).json()["hint"]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/areas/50?term=1/2560", 404, "unknown_term"), ("/areas/50?indicator=poorest", 404, "unknown_indicator"),
        ("/areas/XX", 422, "malformed"), ("/areas/50?term=x", 422, "malformed"), ("/nothing", 404, "unknown_address"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_said_with_what_does(
    world: World, as_role: RoleChanger, frozen: Path, path: str, status: int, error: str
) -> None:
    with program(world, as_role, "province_officer") as client:
        answer, body = client.ask(path)
    assert (answer, body["error"]) == (status, error)
    assert body["nearest"] or status == 422


def test_before_the_first_extract_it_says_so(
    world: World, as_role: RoleChanger, settings: Settings, tmp_path: Path
) -> None:
    settings.ISEE_HOME = tmp_path
    with program(world, as_role, "province_officer") as client:
        assert client.ask("/areas/58")[1]["error"] == "no_extract"
