"""New keys for identifiers while the system runs: `isee keys rotate`.

1. The keyring gets a new version of both keys. From here on new rows hold the hash under both, and searches ask for
   both, so that every number is found and stays unique.
2. Rows are sealed anew and get their hash under the next key, a batch at a time; so is history, in place.
3. The hash under the next key becomes the present one; then the old keys are forgotten, and the second hash is
   emptied.

Each step looks at what is there and not at where an earlier run stopped: killed anywhere, it goes on when run again.
Between writers and the two moments at which the keyring changes stands an advisory lock (`identifiers.hold_keys`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from isee.access.api import Actor, record_event
from isee.registry.identifiers import KEY_LOCK, LOOKUP, identifier_text, sealing_place
from isee.registry.models import Identifier
from isee.system.api import (
    SealError,
    add_key_versions,
    drop_old_key_versions,
    key_version,
    keyring,
    lookup_many,
    seal_many,
    unseal,
)

SEALING = "identifier"
OLDER_STAY = ("file", "import-row")
"""Keys that get a new version too, and whose older versions stay: files and kept rows are not written anew."""
BATCH = 2_000
TURN = "UPDATE registry_identifier SET lookup = lookup_next WHERE id BETWEEN %s AND %s AND lookup <> lookup_next"
TURN_THE_REST = "UPDATE registry_identifier SET lookup = lookup_next WHERE lookup <> lookup_next"
EMPTY_NEXT = (
    "UPDATE registry_identifier SET lookup = lookup_next, lookup_next = NULL "
    "WHERE id BETWEEN %s AND %s AND lookup_next IS NOT NULL"
)
Report = Callable[[int, int], None]


class RotationError(RuntimeError):
    """Some rows do not open with any key, so that the old keys were kept; `rows` names them by table and key."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__(
            f"{len(rows)} sealed numbers do not open with their key and were left as they are, and the old keys were "
            f"kept: {', '.join(rows[:20])}. Restore these rows from a backup and run `isee keys rotate` again."
        )
        self.rows = rows


@dataclass
class _Work:
    """How far the work is, and what did not open."""

    total: int
    report: Report | None
    done: int = 0
    sealed: int = 0
    unopened: list[str] = field(default_factory=list)

    def add(self, rows: int) -> None:
        self.done += rows
        if self.report is not None:
            self.report(min(self.done, self.total), self.total)


def rotate_identifier_keys(*, by: Actor, at: datetime, progress: Report | None = None) -> int:
    """Seal all identifiers and their history with new keys and forget the old; returns how many were sealed now.

    Only as the owner. `progress` is told done and total. A rotation that was cut short is finished, not begun anew.
    Raises `RotationError`, and `MissingKeyError` where the keys are text in the environment.
    """
    rows, earlier = Identifier.objects.count(), _history().objects.count()
    only_emptying = len(_versions()) == 1 and Identifier.objects.exclude(lookup_next=None).exists()
    work = _Work(total=rows if only_emptying else 3 * rows + earlier, report=progress)
    if not only_emptying:
        _turn_to_new_keys(work, by=by, at=at)
    for batch in _ranges(Identifier, work):
        _write(EMPTY_NEXT, batch)
    record_event(action="identifier_keys_rotated", by=by, at=at, object_kind="key", detail={"sealed": work.sealed})
    return work.sealed


def _turn_to_new_keys(work: _Work, *, by: Actor, at: datetime) -> None:
    """From the first key to the last: afterwards nothing is sealed or found by the old ones."""
    if len(_versions()) == 1:
        _begin(by=by, at=at)
    for model in (Identifier, _history()):
        _seal_anew(model, work)
    if work.unopened:
        raise RotationError(work.unopened)
    for batch in _ranges(Identifier, work):
        _write(TURN, batch)
    _forget_old_keys()


def _versions() -> list[int]:
    return keyring().versions(LOOKUP)


def _history() -> Any:
    """The model of earlier identifiers, which django-pghistory makes."""
    return apps.get_model("registry", "IdentifierEvent")


@transaction.atomic
def _begin(*, by: Actor, at: datetime) -> None:
    """Add the new versions while nobody is in the middle of writing numbers."""
    _lock_writers_out()
    record_event(action="identifier_keys_rotation_begun", by=by, at=at, object_kind="key")
    add_key_versions(SEALING, LOOKUP, *OLDER_STAY)


@transaction.atomic
def _forget_old_keys() -> None:
    """Turn the rows that were written meanwhile, and drop the old versions, while nobody is writing numbers."""
    _lock_writers_out()
    _write(TURN_THE_REST, ())
    drop_old_key_versions(SEALING, LOOKUP)


def _lock_writers_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY_LOCK])


def _seal_anew(model: type[models.Model], work: _Work) -> None:
    """Seal the rows of the table or of its history with the newest key, and give them the hash under it."""
    for first, last in _ranges(model, work):
        with transaction.atomic():
            rows = list(model._default_manager.select_for_update().filter(pk__range=(first, last)))
            _seal_rows(model, [row for row in rows if _is_old(row)], work)


def _is_old(row: Any) -> bool:
    """Sealed with an older key, or without its hash under the new one; history holds one hash."""
    waits = (row.lookup_next is None) == isinstance(row, Identifier)
    return waits or key_version(bytes(row.sealed)) != keyring().current(SEALING)[0]


def _seal_rows(model: type[models.Model], rows: list[Any], work: _Work) -> None:
    opened: list[tuple[Any, str]] = []
    for row in rows:
        try:
            opened.append((row, unseal(SEALING, bytes(row.sealed), bound_to=sealing_place(row.uuid))))
        except SealError:
            work.unopened.append(f"{model._meta.db_table} {row.pk}")
    texts = [identifier_text(row.kind, value, school_id=row.school_id) for row, value in opened]
    places = [sealing_place(row.uuid) for row, _ in opened]
    sealed = seal_many(SEALING, [value for _, value in opened], bound_to=places)
    hashes = lookup_many(LOOKUP, texts)
    table, key = model._meta.db_table, "id" if model is Identifier else "pgh_id"
    # History has one hash, and nothing is found by it: it takes the new one at once.
    target = "lookup_next = v.hash" if model is Identifier else "lookup = v.hash, lookup_next = NULL"
    work.sealed += len(opened)
    _write(f"UPDATE {table} t SET sealed = v.sealed, {target} "
           f"FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS v(key, sealed, hash) WHERE t.{key} = v.key",
           [[row.pk for row, _ in opened], sealed, hashes])  # fmt: skip


def _ranges(model: type[models.Model], work: _Work) -> Iterator[tuple[int, int]]:
    """First and last key of each batch of the rows that are there now; later ones are written with the new keys."""
    last, end = 0, model._default_manager.aggregate(end=models.Max("pk"))["end"] or 0
    while last < end:
        keys = list(
            model._default_manager.filter(pk__gt=last, pk__lte=end).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        yield keys[0], keys[-1]
        last = keys[-1]
        work.add(len(keys))


@transaction.atomic
def _write(query: str, parameters: Sequence[Any]) -> None:
    """Write without history: what an identifier is has not changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger "
            "WHERE tgrelid = 'registry_identifier'::regclass AND tgname LIKE 'pgtrigger%%'"
        )
        cursor.execute(query, parameters)
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
