"""Recoveries, offers, acting directors and reviews, attacked with true connections of the web role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors

from isee.access.api import SYSTEM, Role, assign_role
from tests.conftest import RoleChanger
from tests.unit.access.test_scope_sessions import committed
from tests.world import AT, LONG_AGO, CommittedWorld, World

ASK = (
    "INSERT INTO access_recoveryrequest (uuid, user_id, school_id, loss, state, requested_by_id, requested_at,"
    " expires_at) VALUES (gen_random_uuid(), %(user)s, %(school)s, 'phone', %(state)s, %(by)s, now(),"
    " now() + %(lasts)s::interval) RETURNING id"
)
REFUSED = (errors.InsufficientPrivilege, errors.CheckViolation, errors.UniqueViolation)


def ask(committed_world: CommittedWorld, web: "psycopg.Connection[Any]", **changed: Any) -> int:
    """The school administrator of A asks for the teacher of A, with some values changed."""
    world = committed_world.world
    values = {
        "user": world.users["teacher"].pk, "school": world.schools["A"], "state": "asked",
        "by": world.users["school_admin"].pk, "lasts": "24 hours", **changed,
    }  # fmt: skip
    row = web.execute(ASK, values).fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def asked(committed_world: CommittedWorld, by: str, *, lasts: str = "24 hours", age: str = "0 hours") -> Iterator[int]:
    """A recovery of A's teacher that somebody asked for, committed."""
    world = committed_world.world
    with committed_world.connected("owner") as owner:
        row = owner.execute(
            "INSERT INTO access_recoveryrequest (uuid, user_id, school_id, loss, state, requested_by_id, requested_at,"
            " expires_at) VALUES (gen_random_uuid(), %s, %s, 'both', 'asked', %s, now() - %s::interval,"
            " now() - %s::interval + %s::interval) RETURNING id",
            [world.users["teacher"].pk, world.schools["A"], world.users[by].pk, age, age, lasts],
        ).fetchone()
        factor = owner.execute(
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'totp', '{}', now())"
            " RETURNING id",
            [world.users["teacher"].pk],
        ).fetchone()
        owner.commit()
        assert row is not None
        assert factor is not None
        try:
            yield int(row[0])
        finally:
            owner.execute("DELETE FROM access_recoveryrequest WHERE id = %s", [row[0]])
            owner.execute("DELETE FROM mfa_authenticator WHERE id = %s", [factor[0]])
            owner.commit()


def confirm(web: "psycopg.Connection[Any]", number: int, by: int) -> int:
    """Set a request to confirmed; how many rows that changed."""
    return web.execute(
        "UPDATE access_recoveryrequest SET state = 'confirmed', decided_by_id = %s, decided_at = now() WHERE id = %s",
        [by, number],
    ).rowcount


def remove_factors(committed_world: CommittedWorld, web: "psycopg.Connection[Any]") -> int:
    """Delete the teacher's second factors."""
    teacher = committed_world.world.users["teacher"].pk
    return web.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [teacher]).rowcount


def test_a_school_asks_and_its_area_confirms(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin") as number,
        committed_world.connected("web", token=committed_world.tokens["area_officer"]) as web,
    ):
        assert confirm(web, number, world.users["area_officer"].pk) == 1
        assert remove_factors(committed_world, web) == 1


def test_the_second_person_is_another_one(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin") as number,
        committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web,
        pytest.raises(REFUSED),
    ):
        confirm(web, number, world.users["school_admin"].pk)


@pytest.mark.parametrize("role", ["teacher", "director", "province_officer", "auditor", "administrator"])
def test_a_role_that_does_not_answer_for_the_school_confirms_nothing(
    committed_world: CommittedWorld, role: str
) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin") as number,
        committed_world.connected("web", token=committed_world.tokens[role]) as web,
        pytest.raises(REFUSED),
    ):
        confirm(web, number, world.users[role].pk)


def test_nobody_confirms_in_another_s_name(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin") as number,
        committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web,
        pytest.raises(REFUSED),
    ):
        confirm(web, number, world.users["area_officer"].pk)


def test_a_request_of_yesterday_is_over(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin", age="25 hours") as number,
        committed_world.connected("web", token=committed_world.tokens["area_officer"]) as web,
        pytest.raises(REFUSED),
    ):
        confirm(web, number, world.users["area_officer"].pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_recoveryrequest SET expires_at = expires_at + interval '1 hour' WHERE id = %(id)s",
        "UPDATE access_recoveryrequest SET requested_by_id = %(other)s WHERE id = %(id)s",
        "UPDATE access_recoveryrequest SET user_id = %(other)s, state = 'withdrawn' WHERE id = %(id)s",
        "UPDATE access_recoveryrequest SET state = 'lapsed' WHERE id = %(id)s",
        "DELETE FROM access_recoveryrequest WHERE id = %(id)s",
    ],
)
def test_a_request_is_not_rewritten(committed_world: CommittedWorld, statement: str) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin") as number,
        committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web,
        pytest.raises(REFUSED),
    ):
        web.execute(statement, {"id": number, "other": world.users["area_officer"].pk})


@pytest.mark.parametrize("role", ["school_admin", "area_officer", "administrator", "teacher"])
def test_without_a_confirmed_request_another_s_second_factor_stays(committed_world: CommittedWorld, role: str) -> None:
    with (
        asked(committed_world, "school_admin"),
        committed_world.connected("web", token=committed_world.tokens[role]) as web,
    ):
        if role == "teacher":
            assert remove_factors(committed_world, web) == 1
            return
        with pytest.raises(REFUSED):
            remove_factors(committed_world, web)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%(teacher)s, 'webauthn', '{}', now())",
        'UPDATE mfa_authenticator SET data = \'{"secret": "x"}\' WHERE user_id = %(teacher)s',
        "UPDATE mfa_authenticator SET user_id = %(own)s WHERE user_id = %(teacher)s",
    ],
)
def test_nobody_writes_a_second_factor_for_another(committed_world: CommittedWorld, statement: str) -> None:
    world = committed_world.world
    with (
        asked(committed_world, "school_admin"),
        committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web,
        pytest.raises(REFUSED),
    ):
        web.execute(statement, {"teacher": world.users["teacher"].pk, "own": world.users["school_admin"].pk})


@pytest.mark.parametrize(
    "changed",
    [{"state": "confirmed"}, {"lasts": "25 hours"}, {"by": "area_officer"}, {"user": "director"}, {"school": "B"},
     {"user": "school_admin"}],
    ids=str,
)  # fmt: skip
def test_a_request_that_is_not_true_is_not_written(committed_world: CommittedWorld, changed: dict[str, str]) -> None:
    world = committed_world.world
    values: dict[str, Any] = {
        key: world.users[value].pk if key in ("by", "user") else world.schools[value] if key == "school" else value
        for key, value in changed.items()
    }
    with committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web:
        ask(committed_world, web)
        web.rollback()
    with (
        committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web,
        pytest.raises(REFUSED),
    ):
        ask(committed_world, web, **values)


OFFER = (
    "INSERT INTO access_roleoffer (uuid, user_id, role, school_id, from_school_id, room_ids, label, reason, state,"
    " offered_by_id, offered_at, expires_at) VALUES (gen_random_uuid(), %(user)s, 'teacher', %(school)s, %(from)s,"
    " '{}', '', %(reason)s, 'open', %(by)s, now(), now() + interval '30 days') RETURNING id"
)


@pytest.mark.parametrize(
    "changed",
    [{}, {"school": "A"}, {"by": "school_admin"}, {"reason": "merger", "from": "A"}, {"user": "director"}],
    ids=str,
)
def test_a_school_offers_in_its_own_name_alone(committed_world: CommittedWorld, changed: dict[str, str]) -> None:
    world = committed_world.world
    told = {"user": "teacher", "school": "B", "by": "director", "reason": "move", "from": None, **changed}
    values = {
        "user": world.users[str(told["user"])].pk, "school": world.schools[str(told["school"])],
        "by": world.users[str(told["by"])].pk, "reason": told["reason"],
        "from": world.schools[told["from"]] if told["from"] else None,
    }  # fmt: skip
    with committed_world.connected("web", token=committed_world.tokens["director"]) as web:
        if not changed:
            web.execute(OFFER, values)
            return
        with pytest.raises(REFUSED):
            web.execute(OFFER, values)


def test_an_offer_is_answered_by_its_owner_s_session_alone(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    columns = {
        "uuid": "00000000-0000-4000-8000-000000000001", "user_id": world.users["teacher"].pk, "role": "teacher",
        "school_id": world.schools["B"], "room_ids": [], "label": "", "reason": "move", "state": "open",
        "offered_by_id": world.users["director"].pk, "offered_at": AT, "expires_at": "2099-01-01",
    }  # fmt: skip
    with committed(committed_world, "access_roleoffer", columns) as number:
        for role, made in (("director", False), ("school_admin", False), ("teacher", True)):
            token = committed_world.tokens[role]
            with committed_world.connected("web", token=token) as web:
                row = web.execute("SELECT access_answer_offer(%s, %s, true, 'test')", [token, number]).fetchone()
                assert row is not None
                assert (row[0] is not None) == made, role
                web.rollback()
        with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web, pytest.raises(REFUSED):
            web.execute("UPDATE access_roleoffer SET state = 'accepted' WHERE id = %s", [number])


ACTING = (
    "INSERT INTO access_assignment (user_id, role, school_id, room_ids, person_ids, label, acting, valid_from,"
    " valid_to) VALUES (%(user)s, %(role)s, %(school)s, '{}', '{}', '', true, now() + %(from)s::interval,"
    " now() + %(to)s::interval)"
)


@pytest.mark.parametrize(
    ("by", "changed", "given"),
    [
        ("area_officer", {}, True),
        ("area_officer", {"to": "181 days"}, False),
        ("area_officer", {"from": "90 days", "to": "260 days"}, False),
        ("area_officer", {"user": "analyst"}, False),
        ("area_officer", {"role": "school_admin"}, False),
        ("area_officer", {"school": "C"}, False),
        ("area_officer", {"user": "area_officer"}, False),
        ("director", {}, False),
        ("school_admin", {}, False),
        ("teacher", {}, False),
        ("province_officer", {}, False),
    ],
)
def test_an_acting_director_is_staff_of_the_school_for_180_days(
    committed_world: CommittedWorld, by: str, changed: dict[str, str], given: bool
) -> None:
    world = committed_world.world
    told = {"user": "teacher", "role": "director", "school": "A", "from": "0 days", "to": "180 days", **changed}
    values = {**told, "user": world.users[told["user"]].pk, "school": world.schools[told["school"]]}
    with committed_world.connected("web", token=committed_world.tokens[by]) as web:
        if given:
            web.execute(ACTING, values)
            return
        with pytest.raises(REFUSED):
            web.execute(ACTING, values)


@pytest.mark.parametrize(
    "change", ["valid_to = valid_to + interval '1 day'", "valid_to = NULL", "valid_from = now()", "acting = false"]
)
def test_an_acting_role_is_not_lengthened(committed_world: CommittedWorld, change: str) -> None:
    world = committed_world.world
    columns = {
        "user_id": world.users["teacher"].pk, "role": "director", "school_id": world.schools["A"], "room_ids": [],
        "person_ids": [], "label": "", "acting": True, "valid_from": "2026-11-01", "valid_to": "2026-12-31",
    }  # fmt: skip
    with (
        committed(committed_world, "access_assignment", columns) as number,
        committed_world.connected("web", token=committed_world.tokens["area_officer"]) as web,
        pytest.raises(REFUSED),
    ):
        web.execute(f"UPDATE access_assignment SET {change} WHERE id = %s", [number])


@pytest.mark.parametrize(
    ("by", "role", "confirmed"),
    [
        ("area_officer", "school_admin", True), ("area_officer", "director", True), ("area_officer", "teacher", False),
        ("school_admin", "teacher", True), ("school_admin", "director", False), ("school_admin", "school_admin", False),
        ("administrator", "director", True), ("administrator", "administrator", False), ("teacher", "teacher", False),
    ],
)  # fmt: skip
def test_a_role_is_confirmed_by_whoever_answers_for_it(
    committed_world: CommittedWorld, by: str, role: str, confirmed: bool
) -> None:
    world = committed_world.world
    statement = (
        "INSERT INTO access_roleconfirmation (assignment_id, academic_year, confirmed_by_id, confirmed_at)"
        " VALUES (%s, 2569, %s, now())"
    )
    values = [world.assignments[role].pk, world.users[by].pk]
    with committed_world.connected("web", token=committed_world.tokens[by]) as web:
        if confirmed:
            web.execute(statement, values)
            return
        with pytest.raises(REFUSED):
            web.execute(statement, values)


def test_the_daily_job_ends_what_nobody_confirmed(world: World, as_role: RoleChanger) -> None:
    from isee.access.models import Assignment
    from isee.access.review import end_unconfirmed
    from isee.access.staff_models import ReviewYear, RoleConfirmation

    ReviewYear.objects.create(
        academic_year=2569, begins_on="2026-05-16", overdue_on="2026-07-15", ends_on="2026-09-13", source="test"
    )
    kept = world.assignments["director"]
    RoleConfirmation.objects.create(
        assignment=kept, academic_year=2569, confirmed_by=world.users["area_officer"], confirmed_at=AT
    )
    late = assign_role(world.users["analyst"], Role.TEACHER, by=SYSTEM, at=AT, school_id=world.schools["B"])
    with as_role("worker"):
        assert end_unconfirmed(today=AT.date().replace(month=9, day=12)) == 0
        assert end_unconfirmed(today=AT.date()) > 0
    standing = set(Assignment.objects.filter(valid_to=None).values_list("pk", flat=True))
    assert {kept.pk, late.pk, world.assignments["administrator"].pk, world.assignments["guardian"].pk} <= standing
    assert world.assignments["teacher"].pk not in standing
    assert LONG_AGO < AT
