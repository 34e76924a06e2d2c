"""Opens scopes: for a page by its session token, for a job by its ticket."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString
from uuid import uuid4

import psycopg
from django.db import connection, transaction

from isee.access.models import Assignment
from isee.access.roles import RULES, Ability, Role


class ScopeError(RuntimeError):
    """A ticket does not open its scope: expired, altered, or its user's role has ended."""


@dataclass(frozen=True)
class Actor:
    """Who does something, in which role, from where. `None` user means the system itself (migrations, synth)."""

    user_id: int | None
    assignment_id: int | None
    role: Role | None
    origin: str = ""
    reason: str = ""

    def can(self, ability: Ability) -> bool:
        """May this actor's role do that at all (inside its scope)?"""
        return self.role is not None and ability in RULES[self.role].abilities


SYSTEM = Actor(user_id=None, assignment_id=None, role=None, origin="system")


def open_scope(token: str) -> bool:
    """Open the scope of a session for this transaction; False when the session opens none."""
    return _ask("SELECT access_open_scope(%s)", [token])


def _ask(query: LiteralString, parameters: list[str]) -> bool:
    """Ask with parameters bound by the server: texts of statements show in pg_stat_activity, tokens must not."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute(query, parameters).fetchone()
    return bool(row and row[0])


def issue_ticket(purpose: str) -> str:
    """A ticket with which one job may work inside the scope that is open now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_issue_ticket(%s)", [purpose])
        return str(cursor.fetchone()[0])


def issue_ticket_for(assignment: Assignment, purpose: str) -> str:
    """A ticket for a user who is not here: only the owner's connection (the command line) may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_issue_ticket_for(%s, %s)", [assignment.pk, purpose])
        return str(cursor.fetchone()[0])


@contextmanager
def ticket_scope(ticket: str, purpose: str) -> Iterator[Actor]:
    """One transaction inside a ticket's scope; history rows written in it carry the user and the purpose."""
    with transaction.atomic():
        if not _ask("SELECT access_open_ticket(%s, %s)", [ticket, purpose]):
            raise ScopeError("The ticket of this job no longer opens a scope; ask for the work again.")
        actor = current_actor(origin=f"job {purpose}")
        _sign_history(user=actor.user_id, assignment=actor.assignment_id, reason=purpose)
        yield actor


def _sign_history(**said: object) -> None:
    """Say once for the whole transaction what history rows carry; `pghistory.context` says it with every statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
            [str(uuid4()), json.dumps(said)],
        )


def current_actor(*, origin: str = "") -> Actor:
    """The actor of the scope that is open in this transaction; the system's when none is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_scope_user(), access_scope_assignment(), access_scope_role()")
        user_id, assignment_id, role = cursor.fetchone()
    return Actor(user_id, assignment_id, Role(role) if role else None, origin)


def scope_schools() -> list[int]:
    """Surrogate keys of the schools named in the open scope; empty for areas and the nation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_scope_schools()")
        return list(cursor.fetchone()[0])


def scope_area() -> tuple[int, int] | None:
    """First and last subdistrict of the open scope's area; None for roles that see by schools, rooms or persons."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_scope_area_from(), access_scope_area_to()")
        first, last = cursor.fetchone()
        return None if first is None or last is None else (first, last)


def places_in_scope(places: dict[int, int]) -> set[int]:
    """Which of these schools (surrogate key -> subdistrict) lie in the open scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s FROM unnest(%s::int[], %s::int[]) AS t(s, d) WHERE access_place_in_scope(s, NULL, d, NULL)",
            [list(places), list(places.values())],
        )
        return {row[0] for row in cursor.fetchall()}
