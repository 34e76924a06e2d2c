"""Tokens for programs: made freshly confirmed, shown once, listed without themselves, revoked."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction

from isee.access.api import (
    ApiToken,
    AuditEvent,
    TokenError,
    close_account,
    end_assignment,
    make_api_token,
    open_api_token,
    renew_session_key,
    revoke_all_sessions,
    set_password,
)
from isee.system.api import keyring, now
from tests.conftest import RoleChanger
from tests.unit.web.staff import SessionStore, browsing
from tests.world import World

FORM = {"name": "Yearly report", "purpose": "Tables of the yearly report of the school", "days": "90"}


def confirm_now(token: str, *, ago: timedelta = timedelta()) -> None:
    """Mark a session as one in which a second factor was shown some time ago."""
    store = SessionStore(token)
    store["account_authentication_methods_user"] = str(store["_auth_user_id"])
    store["account_authentication_methods"] = [{"method": "mfa", "at": (now() - ago).timestamp()}]
    store.save()


def made(world: World, role: str = "director", *, days: int = 30, ago: int = 0) -> str:
    """A token of the user with a role, made some days ago for some days."""
    at = now() - timedelta(days=ago)
    return make_api_token(
        world.users[role], assignment=world.assignments[role], name="Test", purpose="A test of tokens",
        expires_at=at + timedelta(days=days), by=world.actor(role), at=at,
    )  # fmt: skip


def test_a_token_is_made_after_a_fresh_second_factor_and_shown_once(world: World, as_role: RoleChanger) -> None:
    assignment = str(world.assignments["director"].pk)
    with browsing(world, as_role, "director") as browser:
        assert browser.get("/en/account/tokens/new")["Location"] == "/en/account/second-factor"
        Authenticator.objects.create(user=world.users["director"], type="totp", data={})
        session = next(iter(browser.cookies.values())).value
        stale = browser.get("/en/account/tokens/new")
        assert stale["Location"].startswith("/en/account/confirm/code?next=")
        confirm_now(session, ago=timedelta(minutes=11))
        assert browser.post("/en/account/tokens/new", {**FORM, "role": assignment}).status_code == 302
        assert not ApiToken.objects.exists()
        confirm_now(session)
        shown = browser.post("/en/account/tokens/new", {**FORM, "role": assignment})
        token = re.search(r">(isee_[\w-]{43})<", shown.content.decode())
        assert shown.status_code == 200
        assert "no-store" in shown["Cache-Control"]
        listed = browser.page("/account/tokens")
    assert token is not None
    assert token[1] not in listed
    assert "Yearly report" in listed
    assert "never used" in listed
    row = ApiToken.objects.get()
    assert token[1].encode() not in bytes(row.token_hash) + bytes(row.seal)
    assert token[1] not in str(list(AuditEvent.objects.values_list("detail", "reason", "origin")))
    assert AuditEvent.objects.filter(action="api_token_made", object_id=row.pk).exists()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"purpose": "short"}, {"days": "400"}, {"role": "1"}, {"role": "x"}, {"days": ""}]
)
def test_a_form_that_lacks_something_makes_no_token(world: World, as_role: RoleChanger, wrong: dict[str, str]) -> None:
    with browsing(world, as_role, "director") as browser:
        confirm_now(next(iter(browser.cookies.values())).value)
        form = {**FORM, "role": str(world.assignments["director"].pk), **wrong}
        assert browser.post("/en/account/tokens/new", form).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("role", ["teacher", "guardian", "case_worker", "administrator", "analyst"])
def test_roles_that_see_no_whole_place_make_none(world: World, as_role: RoleChanger, role: str) -> None:
    with browsing(world, as_role, role) as browser:
        confirm_now(next(iter(browser.cookies.values())).value)
        assert browser.get("/en/account/tokens/new").status_code == 403
    with pytest.raises(TokenError, match="role"):
        made(world, role)


def test_a_token_lasts_a_year_at_most_and_there_are_ten(world: World) -> None:
    for days in (-1, 0, 367):
        with pytest.raises(TokenError, match="expiry"):
            made(world, days=days)
    for _ in range(10):
        made(world)
    with pytest.raises(TokenError, match="many"):
        made(world)


def test_a_token_opens_its_role_and_no_other(world: World, as_role: RoleChanger) -> None:
    token = made(world)
    with as_role("web"):
        opened = open_api_token(token)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_scope_user(), access_scope_role(), access_scope_schools()")
            assert cursor.fetchone() == (world.users["director"].pk, "director", [world.schools["B"]])
        assert opened.state == "open"
        assert ApiToken.objects.get().last_used_at is not None
        assert open_api_token("isee_" + "x" * 43).state == "unknown"
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_scope_user()")
            assert cursor.fetchone() == (None,)


def test_a_token_ends_with_what_it_rests_on(world: World, as_role: RoleChanger) -> None:
    user, actor = world.users["director"], world.actor("administrator")

    def state(token: str) -> str:
        with as_role("web"):
            return open_api_token(token).state

    expired = made(world)
    ApiToken.objects.update(created_at=now() - timedelta(days=40))
    ApiToken.objects.update(expires_at=now() - timedelta(days=1))
    # Without its seal an altered row opens nothing, in whatever direction it was altered.
    assert state(expired) == "unknown"
    for end in (
        lambda: set_password(user, "three words together", at=now()),
        lambda: revoke_all_sessions(user, by=actor, at=now()),
        lambda: close_account(user, by=actor, at=now()),
    ):
        token = made(world)
        assert state(token) == "open"
        end()
        assert state(token) == "revoked"
    type(user).objects.filter(pk=user.pk).update(is_active=True)
    token = made(world)
    end_assignment(world.assignments["director"], by=actor, at=now() - timedelta(minutes=1))
    assert state(token) == "role_ended"


def test_a_token_that_is_over_says_so(world: World, as_role: RoleChanger) -> None:
    token = made(world, ago=40)
    with as_role("web"):
        assert open_api_token(token).state == "expired"


def test_one_s_own_token_is_revoked_and_nobody_else_s(world: World, as_role: RoleChanger) -> None:
    token = made(world)
    row = ApiToken.objects.get()
    with browsing(world, as_role, "area_officer") as browser:
        assert browser.post(f"/en/account/tokens/{row.uuid}/revoke").status_code == 404
    with browsing(world, as_role, "director") as browser:
        assert browser.post(f"/en/account/tokens/{row.uuid}/revoke").status_code == 302
        assert browser.post(f"/en/account/tokens/{row.uuid}/revoke").status_code == 404
        assert "You have no token" in browser.page("/account/tokens")
    with as_role("web"):
        assert open_api_token(token).state == "revoked"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_apitoken SET revoked_at = NULL",
        "UPDATE access_apitoken SET expires_at = expires_at + interval '1 day'",
        "UPDATE access_apitoken SET assignment_id = (SELECT min(id) FROM access_assignment)",
        "DELETE FROM access_apitoken",
        "INSERT INTO access_apitoken"
        " (uuid, token_hash, seal, user_id, assignment_id, name, purpose, created_at, expires_at)"
        " SELECT gen_random_uuid(), '\\x01', seal, user_id, assignment_id, 'x', 'x', now(), now() + interval '1 day'"
        " FROM access_apitoken",
    ],
)
def test_no_statement_of_the_web_role_brings_a_token_back(world: World, as_role: RoleChanger, statement: str) -> None:
    made(world)
    ApiToken.objects.update(revoked_at=now())
    session = world.token("area_officer")
    with as_role("web", token=session), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as sent:
        sent.execute(statement)


def test_a_changed_key_of_sessions_ends_all_tokens(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made(world)
    old = keyring()
    monkeypatch.setattr("isee.access.sign_in.add_key_versions", lambda _purpose: None)
    monkeypatch.setattr("isee.access.sign_in.drop_old_key_versions", lambda _purpose: None)
    renew_session_key(by=world.actor("administrator"), at=now())
    assert keyring() == old
    assert ApiToken.objects.get().revoked_at is not None
