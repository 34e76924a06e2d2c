"""History, audit and read log: who stands in them is read from the signed scope, and nobody leaves them out."""

import json
import uuid
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from tests.world import AT, CommittedWorld

CONTEXT = "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"
DECIDE = "SELECT registry_decide_transfer(%s, false, 'no', %s)"


def asked_transfer(owner: "psycopg.Connection[Any]", committed_world: CommittedWorld) -> uuid.UUID:
    """The transfer that leaves school A: its administrator decides it."""
    row = owner.execute(
        "SELECT uuid FROM registry_transfer WHERE from_school_id = %s", [committed_world.world.schools["A"]]
    ).fetchone()
    assert row is not None
    found: uuid.UUID = row[0]
    return found


def last_context(connection: "psycopg.Connection[Any]") -> tuple[uuid.UUID, dict[str, Any]]:
    """Context and metadata of the newest history row of a transfer, as the owner reads them in this transaction."""
    row = connection.execute(
        "SELECT c.id, c.metadata FROM registry_transferevent e JOIN pghistory_context c ON c.id = e.pgh_context_id "
        "ORDER BY e.pgh_id DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    return row[0], row[1]


@pytest.mark.parametrize("said", [None, {"user": 999999}, {"user": 999999, "url": "/x"}])
def test_history_names_the_user_of_the_scope_whatever_the_connection_says(
    committed_world: CommittedWorld, said: dict[str, Any] | None
) -> None:
    with committed_world.connected("owner") as owner:
        owner.execute("SET ROLE isee_web")
        owner.execute("SELECT access_open_scope(%s)", [committed_world.tokens["school_admin"]])
        if said is not None:
            owner.execute(CONTEXT, [str(uuid.uuid4()), json.dumps(said)])
        owner.execute(DECIDE, [asked_transfer(owner, committed_world), AT])
        owner.execute("RESET ROLE")
        assert last_context(owner)[1]["user"] == committed_world.world.users["school_admin"].pk


def test_the_context_of_another_transaction_cannot_be_rewritten_or_borrowed(committed_world: CommittedWorld) -> None:
    context = str(uuid.uuid4())
    with committed_world.connected("owner") as owner:
        owner.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at) "
            "VALUES (%s, '{\"user\": 7}', now() - interval '1 day', now())",
            [context],
        )
        owner.execute("SET ROLE isee_web")
        owner.execute("SELECT access_open_scope(%s)", [committed_world.tokens["school_admin"]])
        owner.execute(CONTEXT, [context, '{"user": 7}'])
        owner.execute(DECIDE, [asked_transfer(owner, committed_world), AT])
        owner.execute("RESET ROLE")
        used, _ = last_context(owner)
        kept = owner.execute("SELECT metadata FROM pghistory_context WHERE id = %s", [context]).fetchone()
    assert str(used) != context
    assert kept == ({"user": 7},)


@pytest.mark.parametrize("table", ["registry_transfer", "registry_enrolment"])
def test_the_web_role_cannot_switch_history_off(committed_world: CommittedWorld, table: str) -> None:
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(f"{table}event"))
    with committed_world.connected("owner") as owner:
        triggers = owner.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [table]).fetchall()
        before = owner.execute(count).fetchone()
        owner.execute("SET ROLE isee_web")
        owner.execute("SELECT access_open_scope(%s)", [committed_world.tokens["area_officer"]])
        ignored = "{" + ",".join(row[0] for row in triggers) + "}"
        owner.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [ignored])
        told = owner.execute(
            "SELECT registry_decide_transfer(%s, true, 'yes', %s)", [asked_transfer(owner, committed_world), AT]
        ).fetchone()
        owner.execute("RESET ROLE")
        after = owner.execute(count).fetchone()
    assert told == ("confirmed",)
    assert before is not None
    assert after is not None
    assert after[0] > before[0]


def test_a_role_cannot_let_history_be_written_from_a_table_of_its_own(committed_world: CommittedWorld) -> None:
    with committed_world.connected("worker") as worker:
        found = worker.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'pgtrigger\\_%' OR proname = 'registry_keep_name_keys'"
        ).fetchall()
        assert found
        worker.execute("CREATE TEMP TABLE mine (LIKE registry_enrolment)")
        for (name,) in found:
            with pytest.raises(errors.InsufficientPrivilege), worker.transaction():
                worker.execute(
                    sql.SQL(
                        "CREATE TRIGGER x AFTER INSERT ON mine REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT "
                        "EXECUTE FUNCTION {}()"
                    ).format(sql.Identifier(name))
                )


EVENT = (
    "INSERT INTO access_auditevent (at, user_id, assignment_id, action, object_kind, reason, origin, detail) "
    "VALUES (now(), %s, NULL, 'x', '', '', '', '{}')"
)
LOOK = (
    "INSERT INTO access_readlog (at, user_id, assignment_id, person_id, part, purpose, origin) "
    "VALUES (now(), %s, %s, %s, 'x', '', '')"
)


def test_an_event_is_written_in_one_s_own_name_only(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        web.execute(EVENT, [world.users["teacher"].pk])
        for other in (world.users["auditor"].pk, None):
            with pytest.raises(errors.InsufficientPrivilege), web.transaction():
                web.execute(EVENT, [other])


def test_before_sign_in_an_event_has_no_user(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web") as web:
        web.execute(EVENT, [None])
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute(EVENT, [committed_world.world.users["teacher"].pk])


@pytest.mark.parametrize(
    ("role", "person", "written"),
    [("teacher", "anan", True), ("teacher", "benja", False), ("school_admin", "ek", True), ("analyst", "anan", False)],
)
def test_a_look_is_recorded_for_persons_who_can_be_looked_at(
    committed_world: CommittedWorld, role: str, person: str, written: bool
) -> None:
    world = committed_world.world
    values = [world.users[role].pk, world.assignments[role].pk, world.persons[person]]
    with committed_world.connected("web", token=committed_world.tokens[role]) as web:
        try:
            web.execute(LOOK, values)
            assert written
        except errors.InsufficientPrivilege:
            assert not written


def test_a_look_is_recorded_in_one_s_own_name_and_role_only(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    user, assignment, person = world.users["teacher"].pk, world.assignments["teacher"].pk, world.persons["anan"]
    others = ((world.users["director"].pk, assignment, person), (user, world.assignments["director"].pk, person))
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        for values in others:
            with pytest.raises(errors.InsufficientPrivilege), web.transaction():
                web.execute(LOOK, values)


def test_a_former_school_does_not_see_who_looks_at_the_child_today(committed_world: CommittedWorld) -> None:
    world = committed_world.world
    with committed_world.connected("web", token=committed_world.tokens["school_admin"]) as web:
        lookers = web.execute(
            "SELECT user_id FROM access_readlog WHERE person_id = %s", [world.persons["ek"]]
        ).fetchall()
    assert lookers == [(world.users["school_admin"].pk,)]
