"""Writes around signing in: where a session is, passwords, and the ways in that are taken away."""

from datetime import datetime

from django.db import connection, transaction

from isee.access.database_code import store_scope_keys
from isee.access.models import ApiToken, Session, User
from isee.access.operations import end_ways_in, record_event
from isee.access.scope import SYSTEM, Actor, current_actor, open_scope
from isee.access.sessions import token_hash
from isee.system.api import add_key_versions, drop_old_key_versions

BROWSER_LENGTH = 200


@transaction.atomic
def note_sign_in(token: str, *, address: str, browser: str, at: datetime) -> None:
    """Write from where a session that was just saved is used, and that somebody signed in.

    Opens the new session's scope, so that the event is the user's own.
    """
    Session.objects.filter(token_hash=token_hash(token)).update(
        address=address or None, browser=browser[:BROWSER_LENGTH]
    )
    open_scope(token)
    actor = current_actor(origin=f"web {address}")
    record_event(action="signed_in", by=actor, at=at)


def note_failed_sign_in(username: str, *, address: str, at: datetime) -> None:
    """Write that a sign-in failed; the name is not kept, since people type passwords there."""
    user = User.objects.filter(username=username).first()
    by = Actor(user_id=None, assignment_id=None, role=None, origin=f"web {address}")
    record_event(action="sign_in_failed", by=by, at=at, object_kind="user", object_id=user.pk if user else None)


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor = SYSTEM, at: datetime) -> None:
    """Set a password that its owner chose; whoever is signed in with the old one is signed out, programs too."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_ways_in(user, at=at)
    record_event(action="password_set", by=by, at=at, object_kind="user", object_id=user.pk)


@transaction.atomic
def revoke_all_sessions(user: User, *, by: Actor, at: datetime) -> int:
    """End every signed-in browser of a user and every token; returns how many browsers there were."""
    ended = end_ways_in(user, at=at)
    record_event(
        action="sessions_revoked", by=by, at=at, object_kind="user", object_id=user.pk, detail={"sessions": ended}
    )
    return ended


@transaction.atomic
def reopen_account(user: User, *, by: Actor, at: datetime) -> None:
    """Let a closed account sign in again."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    record_event(action="account_reopened", by=by, at=at, object_kind="user", object_id=user.pk)


@transaction.atomic
def renew_session_key(*, by: Actor, at: datetime) -> int:
    """Sign everybody out, after the key of sessions may have been seen; only as the owner. Returns the sessions ended.

    No older session, token or ticket opens a scope from now on: jobs that wait must be asked for again.
    """
    add_key_versions("session")
    drop_old_key_versions("session")
    with connection.cursor() as cursor:
        store_scope_keys(cursor)
    ApiToken.objects.filter(revoked_at=None).update(revoked_at=at)
    ended = Session.objects.filter(revoked_at=None, expires_at__gt=at).update(revoked_at=at)
    record_event(action="session_key_renewed", by=by, at=at, object_kind="key", detail={"sessions": ended})
    return ended
