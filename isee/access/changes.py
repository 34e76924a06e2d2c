"""What was added, changed and removed since a moment, with who did it: for those who watch over a deadline.

History keeps what a row was before each change; what it became is the next kept version, or the row as it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models

from isee.access.models import User

UNTOLD = frozenset({"recorded_at", "recorded_by", "source"})
"""Columns that say that a row was written, and nothing else."""


@dataclass(frozen=True)
class Change:
    """One change of one row. `what` is `added`, `changed` or `removed`; `columns` are those that differ."""

    at: datetime
    table: str
    what: str
    row_id: int
    person_id: int | None
    user: User | None
    columns: tuple[str, ...]


def changes_since(tables: Sequence[str], *, since: datetime, term_key: int, at_most: int) -> list[Change]:
    """Changes after a moment to a term's rows of these tables (`collect.Visit`), newest first, within the open scope.

    Each table needs `term_key` and history. A table without `recorded_at` tells no additions.
    """
    found: list[Change] = []
    for table in tables:
        model = apps.get_model(table)
        found += _updates(model, since=since, term_key=term_key, at_most=at_most)
        found += _additions(model, since=since, term_key=term_key, at_most=at_most)
    return sorted(found, key=lambda change: (change.at, change.table, change.row_id), reverse=True)[:at_most]


def _updates(model: type[models.Model], *, since: datetime, term_key: int, at_most: int) -> Iterator[Change]:
    """Versions kept since then, each beside the one that followed it."""
    since_then = _versions_of(model).filter(pgh_created_at__gt=since, term_key=term_key)
    kept = list(since_then.order_by("-pgh_created_at", "-pgh_id")[:at_most])
    following: dict[int, Any] = dict(model._default_manager.in_bulk([row.pgh_obj_id for row in kept]))
    authors = _authors([row.pgh_context_id for row in kept])
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in UNTOLD]
    for row in kept:
        after = following.get(row.pgh_obj_id)
        removed = row.pgh_label == "before_delete" or after is None
        columns = () if removed else tuple(name for name in names if getattr(row, name) != getattr(after, name))
        following[row.pgh_obj_id] = row
        yield Change(
            row.pgh_created_at, model._meta.label, "removed" if removed else "changed", row.pgh_obj_id,
            getattr(row, "person_id", None), authors.get(row.pgh_context_id), columns,
        )  # fmt: skip


def _additions(model: type[models.Model], *, since: datetime, term_key: int, at_most: int) -> Iterator[Change]:
    if not any(field.name == "recorded_at" for field in model._meta.concrete_fields):
        return
    rows = model._default_manager.filter(recorded_at__gt=since, term_key=term_key)
    # A row that was changed since then may be older: its first kept version says when it was written.
    older = (
        _versions_of(model)
        .filter(term_key=term_key, pgh_created_at__gt=since, recorded_at__lte=since)
        .values("pgh_obj_id")
    )
    made: list[Any] = list(rows.exclude(pk__in=older).order_by("-recorded_at", "-pk")[:at_most])
    users = User.objects.in_bulk([row.recorded_by for row in made if row.recorded_by])
    for row in made:
        yield Change(
            row.recorded_at, model._meta.label, "added", row.pk, getattr(row, "person_id", None),
            users.get(row.recorded_by), (),
        )  # fmt: skip


def _versions_of(model: type[models.Model]) -> Any:
    """The kept versions of a table's rows."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}Event")._default_manager


def _authors(contexts: Sequence[Any]) -> dict[Any, User]:
    """Who was signed in when these versions were kept; nobody where the system worked by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_history_authors(%s)", [[one for one in contexts if one]])
        known = {context: user for context, user in cursor.fetchall() if user is not None}
    users = User.objects.in_bulk(set(known.values()))
    return {context: users[user] for context, user in known.items() if user in users}
