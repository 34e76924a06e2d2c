"""Sessions, assignments, tickets and one-time links: forged, altered, moved, ended, revoked, expired."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from isee.access.sessions import token_hash
from tests.world import CommittedWorld, in_an_hour, sealed_session

AN_HOUR_AGO = timedelta(hours=-1)


def opens(web: "psycopg.Connection[Any]", token: str) -> bool:
    """Does a token open a scope, and are persons seen in it?"""
    said = web.execute("SELECT access_open_scope(%s)", [token]).fetchone()
    row = web.execute("SELECT count(*) FROM registry_person").fetchone()
    assert said is not None
    assert row is not None
    assert bool(said[0]) == bool(row[0])
    return bool(said[0])


@contextmanager
def committed(committed_world: CommittedWorld, table: str, columns: dict[str, Any]) -> Iterator[int]:
    """A row that the owner writes and every connection sees, until the test is over."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    values = sql.SQL(", ").join(sql.Placeholder() * len(columns))
    with committed_world.connected("owner") as owner:
        row = owner.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(sql.Identifier(table), names, values),
            list(columns.values()),
        ).fetchone()
        owner.commit()
        assert row is not None
        try:
            yield int(row[0])
        finally:
            owner.execute(sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(table)), [row[0]])
            owner.commit()


def session_row(committed_world: CommittedWorld, token: str, **changes: Any) -> dict[str, Any]:
    """A true session row of the auditor, with some columns changed after it was sealed."""
    world = committed_world.world
    user, assignment = world.users["auditor"], world.assignments["auditor"]
    row = sealed_session(token, user_id=user.pk, assignment_id=assignment.pk, expires_at=in_an_hour())
    plain = {"data": "", "browser": "", "created_at": datetime.now(UTC), "seen_at": datetime.now(UTC)}
    return {**plain, **row, **changes}


def test_a_sealed_session_opens_its_scope(committed_world: CommittedWorld) -> None:
    token = secrets.token_hex(16)
    with (
        committed(committed_world, "access_session", session_row(committed_world, token)),
        committed_world.connected("web") as web,
    ):
        assert opens(web, token)


@pytest.mark.parametrize(
    "changes",
    [
        {"seal": b"\0" * 32},
        {"seal": b""},
        {"user_id": "teacher"},
        {"assignment_id": "teacher"},
        {"assignment_id": None},
        {"expires_at": AN_HOUR_AGO},
        {"expires_at": timedelta(days=400)},
        {"revoked_at": AN_HOUR_AGO},
    ],
    ids=lambda changes: "-".join(f"{key}" for key in changes),
)
def test_a_session_altered_after_it_was_sealed_opens_none(
    committed_world: CommittedWorld, changes: dict[str, Any]
) -> None:
    world, token = committed_world.world, secrets.token_hex(16)
    altered = {
        key: datetime.now(UTC) + value if isinstance(value, timedelta)
        else world.users["teacher"].pk if (key, value) == ("user_id", "teacher")
        else world.assignments["teacher"].pk if value == "teacher" else value
        for key, value in changes.items()
    }  # fmt: skip
    with (
        committed(committed_world, "access_session", session_row(committed_world, token, **altered)),
        committed_world.connected("web") as web,
    ):
        assert not opens(web, token)


def test_a_session_written_by_the_web_role_itself_opens_none(committed_world: CommittedWorld) -> None:
    """It can write the row, but not the seal."""
    world, token = committed_world.world, secrets.token_hex(16)
    with committed_world.connected("web") as web:
        web.execute(
            "INSERT INTO access_session (token_hash, data, user_id, assignment_id, seal, browser, created_at, seen_at, "
            "expires_at) VALUES (%s, '', %s, %s, %s, '', now(), now(), now() + interval '1 hour')",
            [token_hash(token), world.users["auditor"].pk, world.assignments["auditor"].pk, secrets.token_bytes(32)],
        )
        assert not opens(web, token)


def test_the_seal_of_another_session_does_not_serve(committed_world: CommittedWorld) -> None:
    token = secrets.token_hex(16)
    hashed = token_hash(committed_world.tokens["auditor"])
    with committed_world.connected("web") as web:
        web.execute(
            "INSERT INTO access_session (token_hash, data, user_id, assignment_id, seal, browser, created_at, seen_at, "
            "expires_at) SELECT %s, data, user_id, assignment_id, seal, '', now(), now(), expires_at "
            "FROM access_session WHERE token_hash = %s",
            [token_hash(token), hashed],
        )
        assert not opens(web, token)
        assert not opens(web, hashed.hex())


def test_a_teacher_cannot_turn_the_session_to_another_s_role(committed_world: CommittedWorld) -> None:
    world, token = committed_world.world, committed_world.tokens["teacher"]
    with committed_world.connected("web", token=token) as web:
        web.execute(
            "UPDATE access_session SET user_id = %s, assignment_id = %s WHERE token_hash = %s",
            [world.users["auditor"].pk, world.assignments["auditor"].pk, token_hash(token)],
        )
        assert not opens(web, token)


def test_a_revoked_session_is_neither_brought_back_nor_written_anew(committed_world: CommittedWorld) -> None:
    token = secrets.token_hex(16)
    with (
        committed(committed_world, "access_session", session_row(committed_world, token)) as session,
        committed_world.connected("web") as web,
    ):
        web.execute("UPDATE access_session SET revoked_at = now() WHERE id = %s", [session])
        assert not opens(web, token)
        for statement in (
            "UPDATE access_session SET revoked_at = NULL WHERE id = %s",
            "DELETE FROM access_session WHERE id = %s",
        ):
            with pytest.raises(errors.InsufficientPrivilege), web.transaction():
                web.execute(statement, [session])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE access_user SET is_active = false WHERE id = %(user)s",
        "UPDATE access_assignment SET valid_to = now() WHERE id = %(assignment)s",
        "UPDATE access_assignment SET valid_from = now() + interval '1 day' WHERE id = %(assignment)s",
        "UPDATE access_assignment SET role = 'analyst' WHERE id = %(assignment)s",
    ],
)
def test_an_ended_role_sees_nothing_from_the_next_transaction_on(committed_world: CommittedWorld, change: str) -> None:
    world = committed_world.world
    places = {"user": world.users["director"].pk, "assignment": world.assignments["director"].pk}
    with committed_world.connected("owner") as owner:
        owner.execute(change, places)
        token = committed_world.tokens["director"]
        owner.execute("SELECT access_open_scope(%s)", [token])
        seen = owner.execute("SELECT access_place_in_scope(%s, NULL, NULL, NULL)", [world.schools["B"]]).fetchone()
    assert seen == (False,)


@pytest.mark.parametrize("role", ["teacher", "director", "area_officer", "auditor", "analyst"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO access_assignment (user_id, role, room_ids, person_ids, label, valid_from) "
        "VALUES (%(other)s, 'auditor', '{}', '{}', '', now())",
        "INSERT INTO access_assignment (user_id, role, school_id, room_ids, person_ids, label, valid_from) "
        "VALUES (%(own)s, 'teacher', %(school)s, '{}', '{}', '', now())",
        "INSERT INTO access_user (uuid, username, display_name, email, is_active, date_joined, password) "
        "SELECT gen_random_uuid(), 'x@example', '', '', true, now(), ''",
        "UPDATE access_user SET username = 'x@example' WHERE id = %(own)s",
    ],
    ids=["give auditor", "give oneself", "open account", "rename"],
)
def test_a_role_that_manages_no_users_gives_no_role(committed_world: CommittedWorld, role: str, statement: str) -> None:
    if role == "director" and "access_user" in statement:
        pytest.skip("a director opens accounts for the school's teachers")
    world = committed_world.world
    places = {
        "own": world.users[role].pk, "other": world.users["analyst" if role != "analyst" else "teacher"].pk,
        "school": world.schools["B"],
    }  # fmt: skip
    with (
        committed_world.connected("web", token=committed_world.tokens[role]) as web,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        web.execute(statement, places)


@pytest.mark.parametrize("role", ["teacher", "director", "area_officer", "auditor", "administrator"])
def test_nobody_changes_their_own_role(committed_world: CommittedWorld, role: str) -> None:
    own = committed_world.world.assignments[role].pk
    with committed_world.connected("web", token=committed_world.tokens[role]) as web:
        changed = web.execute("UPDATE access_assignment SET role = 'allocator' WHERE id = %s", [own])
        assert changed.rowcount == 0


@pytest.mark.parametrize(
    ("school", "role", "given"),
    [("B", "teacher", True), ("A", "teacher", False), ("B", "director", False), ("B", "school_admin", False)],
)
def test_a_director_gives_the_role_of_a_teacher_at_the_own_school_and_no_other(
    committed_world: CommittedWorld, school: str, role: str, given: bool
) -> None:
    world = committed_world.world
    statement = (
        "INSERT INTO access_assignment (user_id, role, school_id, room_ids, person_ids, label, valid_from) "
        "VALUES (%s, %s, %s, '{}', '{}', '', now())"
    )
    with committed_world.connected("web", token=committed_world.tokens["director"]) as web:
        try:
            web.execute(statement, [world.users["analyst"].pk, role, world.schools[school]])
            assert given
        except errors.InsufficientPrivilege:
            assert not given


def test_a_teacher_s_rooms_are_rooms_of_the_school(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    foreign = world.rooms["A", 2569, "P4", "1"]
    with (
        committed_world.connected("web", token=committed_world.tokens["director"]) as web,
        pytest.raises(errors.CheckViolation),
    ):
        web.execute(
            "INSERT INTO access_assignment (user_id, role, school_id, room_ids, person_ids, label, valid_from) "
            "VALUES (%s, 'teacher', %s, %s, '{}', '', now())",
            [world.users["analyst"].pk, world.schools["B"], [foreign]],
        )


def ticket_of(committed_world: CommittedWorld, role: str, purpose: str = "import") -> str:
    """A ticket that the web role takes for a job, committed."""
    with committed_world.connected("web", token=committed_world.tokens[role]) as web:
        row = web.execute("SELECT access_issue_ticket(%s)", [purpose]).fetchone()
        web.commit()
    assert row is not None
    return str(row[0])


def test_a_ticket_opens_its_requester_s_scope_for_the_worker_alone(committed_world: CommittedWorld) -> None:
    ticket = ticket_of(committed_world, "teacher")
    with committed_world.connected("worker") as worker:
        assert worker.execute("SELECT access_open_ticket(%s, 'import')", [ticket]).fetchone() == (True,)
        assert worker.execute("SELECT count(*) FROM registry_person").fetchone() == (3,)
    with committed_world.connected("web") as web, pytest.raises(errors.InsufficientPrivilege):
        web.execute("SELECT access_open_ticket(%s, 'import')", [ticket])


@pytest.mark.parametrize(
    "forge",
    [
        lambda ticket: ticket + "0",
        lambda ticket: "0" + ticket,
        lambda ticket: str(int(ticket.split(".")[0]) - 1) + "." + ticket.split(".")[1],
        lambda ticket: ticket.split(".")[0],
        lambda ticket: "",
        lambda ticket: "1.1",
        lambda ticket: "9" * 30 + "." + ticket.split(".")[1],
    ],
)
def test_a_forged_ticket_opens_nothing(committed_world: CommittedWorld, forge: Any) -> None:
    ticket_of(committed_world, "auditor")
    ticket = ticket_of(committed_world, "teacher")
    with committed_world.connected("worker") as worker:
        said = worker.execute("SELECT access_open_ticket(%s, 'import')", [forge(ticket)]).fetchone()
        assert said == (False,)
        assert worker.execute("SELECT count(*) FROM registry_person").fetchone() == (0,)


def test_a_ticket_serves_one_purpose(committed_world: CommittedWorld) -> None:
    ticket = ticket_of(committed_world, "teacher")
    with committed_world.connected("worker") as worker:
        assert worker.execute("SELECT access_open_ticket(%s, 'extract')", [ticket]).fetchone() == (False,)


def test_a_ticket_is_no_session_token(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web") as web:
        assert not opens(web, ticket_of(committed_world, "auditor"))


def test_a_ticket_ends_with_its_time_and_with_its_requester_s_role(committed_world: CommittedWorld) -> None:
    ticket = ticket_of(committed_world, "director")
    number = ticket.split(".")[0]
    assignment = committed_world.world.assignments["director"].pk
    with committed_world.connected("owner") as owner:
        for change in (
            f"UPDATE access_ticket SET expires_at = now() WHERE id = {number}",
            f"UPDATE access_assignment SET valid_to = now() WHERE id = {assignment}",
        ):
            with owner.transaction(force_rollback=True):
                owner.execute(change)
                assert owner.execute("SELECT access_open_ticket(%s, 'import')", [ticket]).fetchone() == (False,)


def test_without_a_scope_no_ticket_is_issued(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web") as web, pytest.raises(errors.InsufficientPrivilege):
        web.execute("SELECT access_issue_ticket('import')")


def test_the_tickets_of_waiting_jobs_are_not_for_the_web_role(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web") as web:
        handed_in = web.execute(
            "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW('imports', 'task', 0, NULL, NULL, "
            """'{"ticket": "1.x"}', NULL)::procrastinate_job_to_defer_v1]))"""
        ).fetchall()
        assert len(handed_in) == 1
        assert web.execute("SELECT count(id) FROM procrastinate_jobs").fetchone() == (1,)
        for statement in (
            "SELECT args FROM procrastinate_jobs",
            "UPDATE procrastinate_jobs SET args = '{}'",
            "DELETE FROM procrastinate_jobs",
        ):
            with pytest.raises(errors.InsufficientPrivilege), web.transaction():
                web.execute(statement)
