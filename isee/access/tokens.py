"""Tokens with which programs read figures: made in one's own scope, shown once, revoked at any time."""

import secrets
import uuid as uuid_module
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db import connection, transaction
from django.db.models import QuerySet

from isee.access.models import ApiToken, Assignment, User
from isee.access.operations import record_event
from isee.access.queries import current_assignments
from isee.access.roles import Ability
from isee.access.scope import Actor
from isee.access.staff_models import TOKEN_LASTS
from isee.system.api import keyed_hash

PREFIX = "isee_"
"""So that a token that was left in a program's source is found by those who look for such."""
SECRET_BYTES = 32
TOKENS_AT_ONCE = 10


class TokenError(ValueError):
    """A token cannot be made; `code` says why: `role`, `expiry`, `many`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class OpenedToken:
    """What came of opening a token: `open`, or why not; its number where it is known."""

    state: str
    token_id: int | None = None


def figures_assignments(user_id: int, *, at: datetime) -> list[Assignment]:
    """The present roles of a user that see figures of whole schools or places, in which a token can act."""
    return [one for one in current_assignments(user_id, at=at) if Ability.VIEW_FIGURES in one.rule.abilities]


@transaction.atomic
def make_api_token(
    user: User, *, assignment: Assignment, name: str, purpose: str, expires_at: datetime, by: Actor, at: datetime
) -> str:
    """Make a token; returns it, and it can never be read again.

    Raises `TokenError`: `role` (not one of the user's own that sees figures), `expiry` (past, or more than a year
    ahead), `many` (there are ten already).
    """
    if assignment.pk not in {one.pk for one in figures_assignments(user.pk, at=at)}:
        raise TokenError("role")
    if not at < expires_at <= at + TOKEN_LASTS:
        raise TokenError("expiry")
    if own_api_tokens(user.pk, at=at).count() >= TOKENS_AT_ONCE:
        raise TokenError("many")
    token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    hashed = _hash(token)
    made = ApiToken.objects.create(
        token_hash=hashed, user=user, assignment=assignment, name=name, purpose=purpose, created_at=at,
        expires_at=expires_at,
        seal=_seal(hashed, user_id=user.pk, assignment_id=assignment.pk, expires_at=expires_at),
    )  # fmt: skip
    record_event(
        action="api_token_made", by=by, at=at, object_kind="api_token", object_id=made.pk,
        detail={"role": assignment.role, "until": expires_at.date()},
    )  # fmt: skip
    return token


def open_api_token(token: str) -> OpenedToken:
    """Open a token's scope for this transaction, in a statement whose text does not hold it."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute("SELECT state, token_id FROM access_open_api_token(%s)", [token]).fetchone()
    return OpenedToken(*row) if row else OpenedToken("unknown")


def find_api_token(token_id: int) -> ApiToken:
    """The token of a number that `open_api_token` gave."""
    return ApiToken.objects.select_related("assignment").get(pk=token_id)


def own_api_tokens(user_id: int, *, at: datetime) -> QuerySet[ApiToken]:
    """The tokens of a user that still open something, the newest first."""
    found = ApiToken.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=at)
    return found.select_related("assignment").order_by("-created_at", "-id")


@transaction.atomic
def revoke_api_token(uuid: uuid_module.UUID, *, user_id: int, by: Actor, at: datetime) -> bool:
    """End one of a user's own tokens; False when there is no such one that still works."""
    found = ApiToken.objects.filter(uuid=uuid, user_id=user_id, revoked_at=None)
    numbers = list(found.values_list("pk", flat=True))
    if not numbers or not found.update(revoked_at=at):
        return False
    record_event(action="api_token_revoked", by=by, at=at, object_kind="api_token", object_id=numbers[0])
    return True


def _hash(token: str) -> bytes:
    """Keyed, by the key that the database's own functions know too."""
    return keyed_hash("session", f"api-token|{token}".encode())


def _seal(hashed: bytes, *, user_id: int, assignment_id: int, expires_at: datetime) -> bytes:
    text = f"api-token-seal|{hashed.hex()}|{user_id}|{assignment_id}|{int(expires_at.timestamp())}"
    return keyed_hash("session", text.encode())
