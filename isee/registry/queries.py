"""Reads of the registry. Row-level security decides what each of them can see."""

import uuid as uuid_module
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from isee.kernel import CitizenId, CitizenIdError, GCode, GCodeError
from isee.registry.identifiers import identifier_text, sealing_place, searched_hashes
from isee.registry.models import (
    Consent,
    Enrolment,
    Guardianship,
    Household,
    HouseholdMember,
    Identifier,
    IdentifierKind,
    NamedRelation,
    Person,
    Room,
    Transfer,
    TransferState,
)
from isee.registry.rules import StatedIdentity, name_key, strip_title
from isee.system.api import unseal

SEARCH_LIMIT = 200


@dataclass(frozen=True)
class IdentifierMatch:
    """A person found by a number anywhere in the registry; for the one door only."""

    person_id: int
    identity: StatedIdentity
    in_scope: bool


@dataclass(frozen=True)
class LatestEnrolment:
    """Where a person was last enrolled, wherever that is; for the one door only."""

    enrolment_id: int
    school_id: int
    subdistrict: int
    term_key: int
    grade: str
    room_id: int | None
    number: int | None
    ended_on: date | None


@dataclass(frozen=True)
class Member:
    """A member of a household; outside the reader's scope only the name and the relation are known."""

    person_uuid: uuid_module.UUID | None
    in_scope: bool
    name: str
    relation: str
    sex: str | None
    birth_date: date | None


def person_by_uuid(uuid: uuid_module.UUID) -> Person | None:
    """The person, or None: unknown and out of scope look the same."""
    return Person.objects.filter(uuid=uuid).select_related("canonical").first()


def full_name(person: Person) -> str:
    """Prefix, given and family name as given, the prefix written together with the name as Thai does."""
    return f"{person.prefix}{person.given_name} {person.family_name}".strip()


def identifiers_of(person_id: int) -> QuerySet[Identifier]:
    """The numbers of a person in scope now, the present ones first."""
    return Identifier.objects.filter(person_id=person_id).order_by("valid_to", "kind", "id")


def open_identifier(identifier: Identifier) -> str:
    """The number in plain; the caller records why."""
    return unseal("identifier", bytes(identifier.sealed), bound_to=sealing_place(identifier.uuid))


def household_of(person_id: int) -> Household | None:
    """The household in which a person lives now."""
    member = HouseholdMember.objects.filter(person_id=person_id, until=None).first()
    if member is None:
        return None
    return Household.objects.filter(pk=member.household_id).select_related("subdistrict").first()


def household_members(household_id: int) -> list[Member]:
    """Who lives there now; those outside the reader's scope by name and relation only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_household_members(%s)", [household_id])
        return [
            Member(
                person_uuid=row[1], in_scope=row[2], name=f"{row[3]}{row[4]} {row[5]}".strip(), relation=row[6],
                sex=row[7], birth_date=row[8],
            )
            for row in cursor.fetchall()
        ]  # fmt: skip


def guardians_of(child_id: int) -> QuerySet[Guardianship]:
    """The present guardians of a child, persons included."""
    return Guardianship.objects.filter(child_id=child_id, until=None).select_related("guardian").order_by("id")


def relations_of(child_id: int) -> QuerySet[NamedRelation]:
    """Parents and guardians known only by name."""
    return NamedRelation.objects.filter(child_id=child_id).order_by("role")


def enrolments_of(person_id: int) -> QuerySet[Enrolment]:
    """A person's enrolments in scope, oldest first."""
    return Enrolment.objects.filter(person_id=person_id).select_related("school", "room").order_by("term_key", "id")


def consents_of(person_id: int) -> QuerySet[Consent]:
    """A person's consents, newest first."""
    return Consent.objects.filter(person_id=person_id).order_by("-given_on", "-id")


def enrolled_in(school_id: int, term_key: int, *, room_ids: Sequence[int] | None = None) -> QuerySet[Enrolment]:
    """The pupils of a school in a term who are in scope, by grade, room and number."""
    found = Enrolment.objects.filter(school_id=school_id, term_key=term_key, ended_on=None)
    if room_ids is not None:
        found = found.filter(room_id__in=room_ids)
    return found.select_related("person", "room", "school").order_by("grade", "room__name", "number", "id")


def rooms_of(school_id: int, academic_year: int) -> QuerySet[Room]:
    """The rooms of a school in an academic year (Buddhist era)."""
    return Room.objects.filter(school_id=school_id, academic_year=academic_year).order_by("grade", "name")


def rooms_by_id(room_ids: Sequence[int]) -> QuerySet[Room]:
    """Rooms by their surrogate keys."""
    return Room.objects.filter(pk__in=room_ids).select_related("school").order_by("grade", "name")


def transfers_in_scope(state: TransferState | None = None) -> QuerySet[Transfer]:
    """Transfers that touch a school or a place in scope, newest first."""
    found = Transfer.objects.select_related("from_school", "to_school").order_by("-recorded_at", "-id")
    return found.filter(state=state) if state else found


def transfers_of(person_id: int) -> QuerySet[Transfer]:
    """The moves of one child that touch a school or a place in scope, newest first."""
    return transfers_in_scope().filter(person_id=person_id)


def search_persons(text: str, *, limit: int = SEARCH_LIMIT) -> list[Person]:
    """Persons in scope by 13-digit ID, G-code or name; typing errors, titles and tone marks are forgiven."""
    by_number = _search_number(text)
    return by_number if by_number is not None else _search_name(text, limit)


def _search_number(text: str) -> list[Person] | None:
    """Those who bear the number, or None when the text is not a number."""
    if not any(character.isdigit() for character in text):
        return None
    for kind, parse in ((IdentifierKind.CITIZEN_ID, _citizen_digits), (IdentifierKind.G_CODE, _g_code_text)):
        value = parse(text)
        if value is not None:
            found = _persons(_bearers(kind, value))
            stand_in = {person.pk: person for person in _persons([p.canonical_id for p in found if p.canonical_id])}
            return list({stand_in.get(person.canonical_id or 0, person): None for person in found})
    return []


# Who bears a number, or else bore it, under the present key and the next: each is a look-up in an index of its own.
_BEARERS = tuple(
    f"SELECT person_id FROM registry_identifier WHERE kind = %s AND valid_to IS {ended} AND {column} = ANY (%s)"
    for column in ("lookup", "lookup_next")
    for ended in ("NULL", "NOT NULL")
)


def _bearers(kind: IdentifierKind, value: str) -> list[int]:
    hashes = list(searched_hashes([identifier_text(kind, value)]))
    with connection.cursor() as cursor:
        for question in _BEARERS:
            cursor.execute(question, [kind.value, hashes])
            found = [row[0] for row in cursor.fetchall()]
            if found:
                return found
    return []


def _persons(ids: Sequence[int]) -> list[Person]:
    """Those of some persons who are in scope, by name; asked plainly, since a search should cost little."""
    if not ids:
        return []
    query = "SELECT * FROM registry_person WHERE id = ANY (%s) ORDER BY given_key, family_key, id"
    return list(Person.objects.raw(query, [list(ids)]))


def _citizen_digits(text: str) -> str | None:
    try:
        return CitizenId.parse(text).digits
    except CitizenIdError:
        return None


def _g_code_text(text: str) -> str | None:
    try:
        return GCode.parse(text).text
    except GCodeError:
        return None


def _search_name(text: str, limit: int) -> list[Person]:
    """By name: exactly, then with one wrong letter, then with more (`sql/12_names.sql`).

    What looks like a title may be the beginning of a name: the name is looked for with and without it.
    """
    typed = " ".join(text.split())
    readings = [_keys(reading) for reading in dict.fromkeys((strip_title(typed), typed))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_search_names(%s, %s, %s)", [*map(list, zip(*readings, strict=True)), limit])
        ids = [row[0] for row in cursor.fetchall()]
    return _persons(ids)


def _keys(text: str) -> tuple[str, str]:
    """The key of the first word, and that of the others together."""
    keys = [key for key in (name_key(word) for word in text.split(" ")) if key]
    return (keys[0], "".join(keys[1:])) if keys else ("", "")


def match_identifiers(kind: IdentifierKind, texts: Sequence[str]) -> dict[str, IdentifierMatch]:
    """Who bears these numbers (lookup texts of `identifier_text`), in the whole registry; worker only."""
    by_hash = searched_hashes(texts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_match_identifiers(%s, %s)", [kind, list(by_hash)])
        return {
            by_hash[bytes(row[0])]: IdentifierMatch(
                person_id=row[1],
                identity=StatedIdentity(given_key=row[2], family_key=row[3], sex=row[4], birth_date=row[5]),
                in_scope=row[6],
            )
            for row in cursor.fetchall()
        }


def latest_enrolments(person_ids: Sequence[int]) -> dict[int, LatestEnrolment]:
    """Where each person was last enrolled, in the whole registry; worker only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_latest_enrolments(%s)", [list(person_ids)])
        return {row[0]: LatestEnrolment(*row[1:]) for row in cursor.fetchall()}
