"""Accounts: one-time links and session data that only this installation's keys can make, and their endings."""

import base64
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import SESSION_KEY

from isee.access.api import (
    SYSTEM,
    AuditEvent,
    OneTimeLink,
    ScopeError,
    Session,
    close_account,
    current_actor,
    end_assignment,
    issue_ticket,
    make_one_time_link,
    open_scope,
    record_event,
    renew_session_key,
    revoke_session,
    ticket_scope,
    use_one_time_link,
)
from isee.access.sessions import ASSIGNMENT_KEY, SessionStore, token_hash
from isee.system.api import key_file, keyring, now
from tests.conftest import RoleChanger
from tests.world import AT, World

PURPOSE = OneTimeLink.Purpose.SET_PASSWORD
HOUR = timedelta(hours=1)


def link_for(world: World, role: str) -> str:
    """A fresh link of a role's user."""
    return make_one_time_link(world.users[role], PURPOSE, by=SYSTEM, at=AT, lifetime=HOUR)


def test_a_link_works_once(world: World) -> None:
    token = link_for(world, "teacher")
    assert use_one_time_link(token, PURPOSE, at=AT) == world.users["teacher"]
    assert use_one_time_link(token, PURPOSE, at=AT) is None


def test_a_link_works_within_its_lifetime_and_for_its_purpose(world: World) -> None:
    token = link_for(world, "teacher")
    assert use_one_time_link(token, OneTimeLink.Purpose.DEMO_SIGN_IN, at=AT) is None
    assert use_one_time_link(token, PURPOSE, at=AT + HOUR) is None


def test_a_link_of_a_closed_account_lets_nobody_in(world: World) -> None:
    token = link_for(world, "teacher")
    close_account(world.users["teacher"], by=SYSTEM, at=AT)
    assert use_one_time_link(token, PURPOSE, at=AT) is None


def test_a_link_turned_to_another_user_in_the_table_lets_nobody_in(world: World) -> None:
    token = link_for(world, "teacher")
    OneTimeLink.objects.update(user=world.users["administrator"])
    assert use_one_time_link(token, PURPOSE, at=AT) is None


def test_a_link_written_with_the_plain_hash_of_a_token_lets_nobody_in(world: World) -> None:
    user = world.users["administrator"]
    token = f"{user.pk}.mine"
    OneTimeLink.objects.create(
        token_hash=token_hash(token), user=user, purpose=PURPOSE, created_at=AT, expires_at=AT + HOUR
    )
    assert use_one_time_link(token, PURPOSE, at=AT) is None


def test_session_data_are_not_readable_in_the_table(world: World) -> None:
    token = world.token("teacher")
    row = Session.objects.get(token_hash=token_hash(token))
    for text in (row.data, base64.b64decode(row.data).decode("latin-1")):
        assert SESSION_KEY not in text
        assert f'"{world.users["teacher"].pk}"' not in text
    assert SessionStore(token)[SESSION_KEY] == str(world.users["teacher"].pk)


def test_session_data_copied_from_another_session_are_empty(world: World) -> None:
    mine, theirs = world.token("teacher"), world.token("administrator")
    stolen = Session.objects.get(token_hash=token_hash(theirs)).data
    Session.objects.filter(token_hash=token_hash(mine)).update(data=stolen)
    assert SessionStore(mine).load() == {}


@pytest.mark.parametrize("data", ["", "x", "e30=", json.dumps({SESSION_KEY: "1"})])
def test_session_data_of_one_s_own_are_empty(world: World, data: str) -> None:
    token = world.token("teacher")
    Session.objects.filter(token_hash=token_hash(token)).update(data=data)
    assert SessionStore(token).load() == {}


def test_signing_out_revokes_the_session(world: World, as_role: RoleChanger) -> None:
    token = world.token("teacher")
    with as_role("web"):
        SessionStore(token).delete()
        assert not open_scope(token)
    assert Session.objects.get(token_hash=token_hash(token)).revoked_at is not None


def test_a_session_is_saved_again_with_a_seal_that_holds(world: World, as_role: RoleChanger) -> None:
    token = world.token("teacher")
    with as_role("web"):
        store = SessionStore(token)
        store["seen"] = True
        store.save()
        assert open_scope(token)


def test_a_session_chooses_among_the_user_s_own_roles_that_hold(world: World, as_role: RoleChanger) -> None:
    token = world.token("teacher")
    store = SessionStore(token)
    store[ASSIGNMENT_KEY] = world.assignments["auditor"].pk
    store.save()
    with as_role("web", token=token):
        assert current_actor().assignment_id == world.assignments["teacher"].pk
    end_assignment(world.assignments["teacher"], by=SYSTEM, at=now())
    store.save()
    with as_role("web"):
        assert not open_scope(token)


def test_closing_an_account_ends_its_sessions(world: World, as_role: RoleChanger) -> None:
    token = world.token("teacher")
    close_account(world.users["teacher"], by=SYSTEM, at=now())
    with as_role("web"):
        assert not open_scope(token)


def test_a_revoked_session_is_not_brought_back_by_a_late_save(world: World) -> None:
    token = world.token("teacher")
    store = SessionStore(token)
    store["x"] = 1
    revoke_session(Session.objects.get(token_hash=token_hash(token)), by=SYSTEM, at=now())
    with pytest.raises(Exception, match=r"^$"):
        store.save()
    assert SessionStore(token).load() == {}


def test_a_new_key_of_sessions_signs_everybody_out(
    world: World, as_role: RoleChanger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring()
    shutil.copy(key_file(), tmp_path / "keys.json")
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path / "keys.json"))
    before = world.token("teacher")
    with as_role("web", token=before):
        ticket = issue_ticket("import")
    assert renew_session_key(by=SYSTEM, at=now()) == 1
    with as_role("web"):
        assert not open_scope(before)
        assert open_scope(world.token("teacher"))
    with as_role("worker"), pytest.raises(ScopeError), ticket_scope(ticket, "import"):
        pass


def test_inside_a_scope_the_system_s_events_are_those_of_its_user(world: World, as_role: RoleChanger) -> None:
    with as_role("web", token=world.token("teacher")):
        record_event(action="tried", by=SYSTEM, at=AT)
    assert AuditEvent.objects.get(action="tried").user_id == world.users["teacher"].pk
