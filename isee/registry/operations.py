"""Writes of the registry. Each in one transaction; bulk by design, since rosters come by the thousand."""

import json
import uuid as uuid_module
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pyarrow as pa
from django.db import connection, transaction

from isee.access.api import Actor, record_event
from isee.registry.identifiers import hold_keys, identifier_text, keys_are_rotating, sealing_place, written_hashes
from isee.registry.models import (
    BirthPrecision,
    Enrolment,
    Identifier,
    IdentifierKind,
    NamedRelation,
    Person,
    Recorded,
    Room,
    Sex,
    Source,
    Transfer,
)
from isee.registry.rules import name_key
from isee.system.api import copy_arrow, insert_rows, insert_values, reserve_ids, seal_many, update_rows

BULK_TABLES = {
    "persons": "registry_person",
    "identifiers": "registry_identifier",
    "households": "registry_household",
    "members": "registry_householdmember",
    "guardianships": "registry_guardianship",
    "named_relations": "registry_namedrelation",
    "rooms": "registry_room",
    "enrolments": "registry_enrolment",
    "consents": "registry_consent",
}


@dataclass(frozen=True)
class NewIdentifier:
    """A number in plain, on its way to being sealed. `school_id` only for a student number."""

    kind: IdentifierKind
    value: str
    school_id: int | None = None

    @cached_property
    def lookup_text(self) -> str:
        """What the keyed hash is made of: a student number is a number of one school."""
        return identifier_text(self.kind, self.value, school_id=self.school_id)


@dataclass(frozen=True)
class NewRelation:
    """A parent or guardian known by name only."""

    role: str
    given_name: str
    family_name: str = ""
    prefix: str = ""
    relation: str = ""
    occupation: str = ""


@dataclass(frozen=True)
class NewPerson:
    """A person to be registered. Names as given; unknowns stay unknown."""

    given_name: str
    family_name: str = ""
    prefix: str = ""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    nationality: str = ""
    identifiers: Sequence[NewIdentifier] = field(default_factory=tuple)
    relations: Sequence[NewRelation] = field(default_factory=tuple)


@dataclass(frozen=True)
class NewEnrolment:
    """A pupil of a school in a term, as a roster states it."""

    person_id: int
    school_id: int
    term_key: int
    grade: str
    room_id: int | None = None
    number: int | None = None
    disadvantages: Sequence[str] = field(default_factory=tuple)
    weight_kg: str | None = None
    height_cm: str | None = None
    began_on: date | None = None
    outcome: str = ""


@transaction.atomic
def register_persons(persons: Sequence[NewPerson], *, by: Actor, at: datetime, source: Source) -> list[int]:
    """Make persons with their identifiers and named relations; returns their ids in order.

    Only `linkage` and `synth` call this. Raises IntegrityError when a number is already somebody's.
    """
    ids = reserve_ids(Person, len(persons))
    insert_values(
        Person,
        ("id", "uuid", "prefix", "given_name", "family_name", "given_key", "family_key", "sex", "birth_date",
         "birth_precision", "nationality"),
        [
            (
                person_id, uuid_module.uuid4(), new.prefix, new.given_name, new.family_name,
                name_key(new.given_name), name_key(new.family_name), new.sex.value, new.birth_date,
                (BirthPrecision.DAY if new.birth_date else BirthPrecision.UNKNOWN).value, new.nationality,
            )
            for person_id, new in zip(ids, persons, strict=True)
        ],
        same=_recorded(by=by, at=at, source=source),
    )  # fmt: skip
    pairs = list(zip(ids, persons, strict=True))
    add_identifiers(
        [(person_id, identifier) for person_id, new in pairs for identifier in new.identifiers],
        by=by, at=at, source=source,
    )  # fmt: skip
    _insert_relations(
        [(person_id, relation) for person_id, new in pairs for relation in new.relations],
        by=by, at=at, source=source,
    )  # fmt: skip
    return ids


@transaction.atomic
def add_identifiers(
    identifiers: Sequence[tuple[int, NewIdentifier]], *, by: Actor, at: datetime, source: Source
) -> None:
    """Seal numbers and give them to persons (person id, number)."""
    if not identifiers:
        return
    hold_keys()
    uuids = [uuid_module.uuid4() for _ in identifiers]
    sealed = seal_many("identifier", [new.value for _, new in identifiers], bound_to=[sealing_place(u) for u in uuids])
    hashes = written_hashes([new.lookup_text for _, new in identifiers])
    ids = reserve_ids(Identifier, len(identifiers))
    insert_values(
        Identifier,
        ("id", "uuid", "person_id", "kind", "sealed", "school_id", "lookup", "lookup_next"),
        [
            (
                ids[index], uuids[index], person_id, new.kind.value, sealed[index],
                new.school_id if new.kind == IdentifierKind.STUDENT_NUMBER else None, *hashes[index],
            )
            for index, (person_id, new) in enumerate(identifiers)
        ],
        same={"valid_from": at.date(), **_recorded(by=by, at=at, source=source)},
    )  # fmt: skip


def _recorded(*, by: Actor, at: datetime, source: Source) -> dict[str, object]:
    """Who recorded rows, when, and from which source: the same for all rows of one write."""
    return {"recorded_at": at, "recorded_by": by.user_id, "source": source.value}


@transaction.atomic
def record_relations(relations: Sequence[tuple[int, NewRelation]], *, by: Actor, at: datetime, source: Source) -> None:
    """Write relations known only by name (child id, relation), in place of earlier ones of the same role."""
    if not relations:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM registry_namedrelation r USING unnest(%s::bigint[], %s::text[]) AS gone(child, role) "
            "WHERE r.child_id = gone.child AND r.role = gone.role",
            [[child for child, _ in relations], [relation.role for _, relation in relations]],
        )
    _insert_relations(relations, by=by, at=at, source=source)


def _insert_relations(relations: Sequence[tuple[int, NewRelation]], *, by: Actor, at: datetime, source: Source) -> None:
    ids = reserve_ids(NamedRelation, len(relations))
    insert_values(
        NamedRelation,
        ("id", "child_id", "role", "prefix", "given_name", "family_name", "relation", "occupation"),
        [
            (
                relation_id, child_id, new.role, new.prefix, new.given_name, new.family_name, new.relation,
                new.occupation,
            )
            for relation_id, (child_id, new) in zip(ids, relations, strict=True)
        ],
        same=_recorded(by=by, at=at, source=source),
    )  # fmt: skip


@transaction.atomic
def change_persons(
    changes: Sequence[tuple[Person, dict[str, object]]], *, by: Actor, at: datetime, source: Source
) -> None:
    """Change stated columns of persons; what was there before is kept in their history."""
    derived: list[tuple[Recorded, dict[str, object]]] = []
    for person, values in changes:
        more: dict[str, object] = dict(values)
        if "given_name" in values:
            more["given_key"] = name_key(str(values["given_name"]))
        if "family_name" in values:
            more["family_key"] = name_key(str(values["family_name"]))
        if "birth_date" in values:
            more["birth_precision"] = BirthPrecision.DAY if values["birth_date"] else BirthPrecision.UNKNOWN
        derived.append((person, more))
    _change(derived, by=by, at=at, source=source)


def _change(changes: Sequence[tuple[Recorded, dict[str, object]]], *, by: Actor, at: datetime, source: Source) -> None:
    """Write the changed columns of rows of one model at once, signed."""
    columns: set[str] = set()
    for row, values in changes:
        for name, value in {**values, "recorded_at": at, "recorded_by": by.user_id, "source": source}.items():
            setattr(row, name, value)
            columns.add(name)
    update_rows([row for row, _ in changes], sorted(columns))


@transaction.atomic
def ensure_rooms(
    rooms: Sequence[tuple[int, int, str, str]], *, by: Actor, at: datetime
) -> dict[tuple[int, int, str, str], int]:
    """Ids of rooms by (school id, academic year, grade, room name), making those that are missing."""
    wanted = set(rooms)
    Room.objects.bulk_create(
        [Room(school_id=s, academic_year=year, grade=grade, name=name) for s, year, grade, name in sorted(wanted)],
        ignore_conflicts=True,
    )
    found = Room.objects.filter(
        school_id__in={room[0] for room in wanted}, academic_year__in={room[1] for room in wanted}
    )
    known = {(room.school_id, room.academic_year, room.grade, room.name): room.pk for room in found}
    return {key: known[key] for key in wanted}


@transaction.atomic
def enrol(enrolments: Sequence[NewEnrolment], *, by: Actor, at: datetime, source: Source) -> None:
    """Write enrolments of a term; scope follows with `refresh_scope`."""
    ids = reserve_ids(Enrolment, len(enrolments))
    insert_values(
        Enrolment,
        ("id", "person_id", "school_id", "term_key", "room_id", "grade", "number", "began_on", "disadvantages",
         "weight_kg", "height_cm", "outcome"),
        [
            (
                enrolment_id, new.person_id, new.school_id, new.term_key, new.room_id, new.grade, new.number,
                new.began_on, json.dumps(list(new.disadvantages)), new.weight_kg, new.height_cm, new.outcome,
            )
            for enrolment_id, new in zip(ids, enrolments, strict=True)
        ],
        same=_recorded(by=by, at=at, source=source),
    )  # fmt: skip


@transaction.atomic
def change_enrolments(
    changes: Sequence[tuple[Enrolment, dict[str, object]]], *, by: Actor, at: datetime, source: Source
) -> None:
    """Change stated columns of enrolments; what was there before is kept in their history."""
    _change(changes, by=by, at=at, source=source)


@dataclass(frozen=True)
class NewTransfer:
    """A school asks for a pupil who is known elsewhere. Names are those that the asking school stated."""

    person_id: int
    from_school_id: int | None
    from_subdistrict: int | None
    to_school_id: int
    to_subdistrict: int
    term_key: int
    grade: str
    room_name: str
    number: int | None
    stated_given_name: str
    stated_family_name: str


@transaction.atomic
def ask_transfers(transfers: Sequence[NewTransfer], *, by: Actor, at: datetime, source: Source) -> int:
    """Ask for pupils; one who is already asked for by the same school is not asked for again. Returns new ones."""
    asked = set(
        Transfer.objects.filter(state="asked", to_school_id__in={t.to_school_id for t in transfers})
        .values_list("person_id", "to_school_id")
    )  # fmt: skip
    fresh = [t for t in transfers if (t.person_id, t.to_school_id) not in asked]
    ids = reserve_ids(Transfer, len(fresh))
    insert_rows([
        Transfer(id=transfer_id, **vars(new), recorded_at=at, recorded_by=by.user_id, source=source)
        for transfer_id, new in zip(ids, fresh, strict=True)
    ])  # fmt: skip
    return len(fresh)


class TransferError(ValueError):
    """A transfer cannot be decided by this user, or was decided already; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def decide_transfer(transfer_uuid: uuid_module.UUID, *, agree: bool, reason: str, by: Actor, at: datetime) -> None:
    """Confirm or refuse a transfer. The database lets the other school or an office above decide, never the asker.

    Raises `TransferError` with code `not_yours`, `already_decided` or `moved_on` (another school has the pupil now).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_decide_transfer(%s, %s, %s, %s)", [transfer_uuid, agree, reason, at])
        said = str(cursor.fetchone()[0])
    _record_decision(transfer_uuid, said, by=by, at=at)


@transaction.atomic
def withdraw_transfer(transfer_uuid: uuid_module.UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Take back a question that one's own school, or one below, has asked.

    Raises `TransferError` with code `not_yours` or `already_decided`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_withdraw_transfer(%s, %s, %s)", [transfer_uuid, reason, at])
        said = str(cursor.fetchone()[0])
    _record_decision(transfer_uuid, said, by=by, at=at)


def _record_decision(transfer_uuid: uuid_module.UUID, said: str, *, by: Actor, at: datetime) -> None:
    if said not in ("confirmed", "refused", "withdrawn"):
        raise TransferError(said)
    transfer = Transfer.objects.filter(uuid=transfer_uuid).first()
    record_event(
        action=f"transfer_{said}",
        by=by,
        at=at,
        object_kind="transfer",
        object_id=transfer.pk if transfer else None,
    )


def refresh_scope(person_ids: Sequence[int]) -> None:
    """Work out anew where persons, their households and their carers belong; call it after each change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_refresh_scope(%s)", [list(person_ids)])


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load a table of `BULK_TABLES` from Arrow, ids included; `finish_bulk` must follow. Returns the rows written.

    Identifiers come sealed and hashed: while their keys are rotated they cannot be loaded (ValueError).
    """
    if name == "identifiers" and keys_are_rotating():
        raise ValueError("The keys of identifiers are being rotated: load these rows when `isee keys rotate` is done.")
    return copy_arrow(BULK_TABLES[name], rows)


def finish_bulk(person_ids: Sequence[int]) -> None:
    """After bulk loading: sequences beyond the loaded ids, and the scope of the loaded persons.

    A table that has doubled since the planner last looked at it is analysed first: without, working out the scope of
    a province takes fifteen times as long.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        advance_sequences(cursor)
        for table in (*BULK_TABLES.values(), "access_personscope", "access_householdscope"):
            cursor.execute(
                "SELECT sum(pg_relation_size(oid)) > 2 * 8192 * sum(greatest(relpages, 0)) FROM pg_class "
                "WHERE oid = %s::regclass OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = %s::regclass)",
                [table, table],
            )
            if cursor.fetchone() == (True,):
                cursor.execute(f"ANALYZE {table}")
        for start in range(0, len(person_ids), 20_000):
            cursor.execute("SELECT registry_refresh_scope(%s, true)", [list(person_ids[start : start + 20_000])])


def advance_sequences(cursor: Any) -> None:
    """Set the sequences of the bulk tables beyond the ids that were loaded with their rows."""
    for table in BULK_TABLES.values():
        # Never back: another process may hold ids that it has reserved and not yet written.
        cursor.execute(
            f"SELECT setval(s, last) FROM (SELECT pg_get_serial_sequence('{table}', 'id') AS s, max(id) AS last"
            f" FROM {table}) loaded WHERE last > coalesce(pg_sequence_last_value(s::regclass), 0)"
        )
