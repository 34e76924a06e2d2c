"""A small world of schools, families and accounts, made through the real operations.

Two provinces, two education areas, three schools. A teacher of one room, a family with children in two schools, a
pupil who moved, a grandmother who cares for a child from another house, a child who goes to no school, a pupil who
dropped out. Every role of the system has one user. Nobody in it can live: their IDs are of the synthetic block.

    def test_x(world: World, as_role: RoleChanger) -> None:
        with as_role("web", token=world.token("teacher")): ...
        sign_in(client, world.users["director"])
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client

from isee.access.api import RULES, SYSTEM, Actor, Assignment, Role, User, assign_role, open_account, record_reading
from isee.access.models import ScopeGroup
from isee.access.sessions import ASSIGNMENT_KEY, SessionStore, session_seal, token_hash
from isee.kernel import CitizenId
from isee.places.api import School, load_bulk
from isee.registry.api import (
    IdentifierKind,
    NewEnrolment,
    NewIdentifier,
    NewPerson,
    NewRelation,
    NewTransfer,
    Person,
    Sex,
    Source,
    ask_transfers,
    change_persons,
    enrol,
    ensure_rooms,
    finish_bulk,
    refresh_scope,
    register_persons,
)
from isee.registry.api import load_bulk as load_registry
from isee.registry.models import (
    Consent,
    Enrolment,
    Guardianship,
    Household,
    HouseholdMember,
    Identifier,
    NamedRelation,
    Transfer,
)
from isee.screening.api import Result
from isee.screening.api import load_bulk as load_results
from isee.system.api import now, role_urls
from isee.tracking.api import Measurement, TermAttendance
from isee.tracking.api import load_bulk as load_tracking
from tests.databases import make_database
from tests.environment import HOME
from tests.world_care import add_learning_and_care
from tests.world_deliveries import add_deliveries
from tests.world_help import add_visits_and_help

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
#: Roles are given well before any day on which the tests run.
LONG_AGO = datetime(2020, 6, 1, tzinfo=UTC)
BIRTH = date(2016, 3, 9)
OLD, LAST, NOW = 25682, 25691, 25692

#: Letter, code, subdistrict, education area.
SCHOOLS = (
    ("A", "1058000001", 580401, 58010000),
    ("B", "1058000002", 580402, 58010000),
    ("C", "1050000003", 500101, 50010000),
)

#: Key, given name, family name, sex, relation in the household, household.
PERSONS = (
    ("father", "สมชาย", "ใจดี", "m", "father", "valley"),
    ("mother", "สมหญิง", "ใจดี", "f", "mother", "valley"),
    ("anan", "อนันต์", "ใจดี", "m", "child", "valley"),
    ("benja", "เบญจา", "ใจดี", "f", "child", "valley"),
    ("gamon", "กมล", "แสงทอง", "m", "child", "river"),
    ("gamon_mother", "มาลี", "แสงทอง", "f", "mother", "river"),
    ("chai", "ชัยวัฒน์", "บุญมา", "m", "child", "city"),
    ("uncle", "ประเสริฐ", "บุญมา", "m", "uncle_aunt", "city"),
    ("grandmother", "บุญช่วย", "บุญมา", "f", "unknown", "village"),
    ("dao", "ดาว", "ศรีสุข", "f", "child", "hill"),
    ("dao_mother", "ดวงใจ", "ศรีสุข", "f", "mother", "hill"),
    ("ek", "เอกชัย", "พรหมมา", "m", "child", "stream"),
    ("ek_mother", "อรุณี", "พรหมมา", "f", "mother", "stream"),
    ("fah", "ฟ้า", "คำแก้ว", "f", "child", "field"),
    ("kan", "กานดา", "วงศ์ใหญ่", "f", "child", "temple"),
)
CHILDREN = ("anan", "benja", "gamon", "chai", "dao", "ek", "fah", "kan")

#: Household, subdistrict.
HOMES = (
    ("valley", 580401), ("river", 580401), ("city", 500101), ("village", 500102), ("hill", 580402),
    ("stream", 580402), ("field", 580401), ("temple", 500101),
)  # fmt: skip

#: Person, school, term, grade, room, number.
ENROLMENTS = (
    ("anan", "A", OLD, "P3", "1", 4), ("anan", "A", LAST, "P4", "1", 4), ("anan", "A", NOW, "P4", "1", 4),
    ("benja", "B", OLD, "P6", "1", 2), ("benja", "B", LAST, "M1", "1", 7), ("benja", "B", NOW, "M1", "1", 7),
    ("gamon", "A", LAST, "P4", "2", 1), ("gamon", "A", NOW, "P4", "2", 1),
    ("chai", "C", LAST, "P5", "1", 9), ("chai", "C", NOW, "P5", "1", 9),
    # Moved from A to B, so that A is a former school and B the present one.
    ("ek", "A", OLD, "P4", "1", 5), ("ek", "A", LAST, "P5", "1", 5), ("ek", "B", NOW, "P5", "1", 3),
    # Dropped out of A and is nowhere since.
    ("fah", "A", OLD, "P6", "1", 8),
    # Left C for A and came back.
    ("kan", "C", OLD, "P2", "1", 1), ("kan", "A", LAST, "P3", "1", 6), ("kan", "C", NOW, "P3", "1", 2),
)  # fmt: skip


@dataclass
class World:
    """Ids of everything in the world, by the short names above."""

    schools: dict[str, int] = field(default_factory=dict)
    rooms: dict[tuple[str, int, str, str], int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    def token(self, role: str) -> str:
        """A fresh session token of the user with this role."""
        return session_token(self.users[role], self.assignments[role])

    def actor(self, role: str) -> Actor:
        """The user with this role, as operations are told of them."""
        return Actor(self.users[role].pk, self.assignments[role].pk, Role(role), "test")

    def person(self, key: str) -> Person:
        """A person's row."""
        return Person.objects.get(pk=self.persons[key])

    def citizen_id(self, key: str) -> CitizenId:
        """The 13-digit ID of a person."""
        return citizen_id_of(key)


def citizen_id_of(key: str) -> CitizenId:
    """The invented ID of a person of this world."""
    return CitizenId.synthetic(900_000_000 + [row[0] for row in PERSONS].index(key))


def session_token(user: User, assignment: Assignment | None = None) -> str:
    """Sign a user in as if by password and second factor: a sealed session row; returns the cookie's token."""
    chosen = assignment or Assignment.objects.filter(user=user).order_by("id").first()
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[ASSIGNMENT_KEY] = chosen.pk if chosen else None
    store.create()
    assert store.session_key is not None
    return store.session_key


def sign_in(client: Client, user: User, assignment: Assignment | None = None) -> str:
    """Give a test client the session cookie of a user; returns the token."""
    token = session_token(user, assignment)
    client.cookies[settings.SESSION_COOKIE_NAME] = token
    return token


def sealed_session(token: str, *, user_id: int, assignment_id: int, expires_at: datetime) -> dict[str, Any]:
    """The columns of a session row with a true seal, for tests that alter one of them."""
    hashed = token_hash(token)
    seal = session_seal(hashed, user_id=user_id, assignment_id=assignment_id, expires_at=expires_at)
    return {
        "token_hash": hashed, "user_id": user_id, "assignment_id": assignment_id, "seal": seal,
        "expires_at": expires_at,
    }  # fmt: skip


def build_world() -> World:
    """Make the world in the present database and transaction, as the owner; reference data are there already."""
    world = World()
    _build_places(world)
    _build_persons(world)
    _build_households(world)
    _build_enrolments(world)
    _build_records(world)
    _build_accounts(world)
    _build_traces(world)
    add_deliveries(
        [
            (world.assignments[role], world.schools[letter], {row[0]: row[2] for row in SCHOOLS}[letter], letter)
            for role, letter in (("school_admin", "A"), ("director", "B"))
        ],
        seen=world.persons["ek"], term_key=NOW, at=AT,
    )  # fmt: skip
    return world


def _build_places(world: World) -> None:
    codes = sorted({row[3] for row in SCHOOLS})
    load_bulk(
        "education_areas",
        pa.table(
            {
                "code": codes,
                "name_th": ["เขตพื้นที่ตัวอย่าง"] * len(codes),
                "kind": ["primary"] * len(codes),
                "province_id": [code // 1_000_000 for code in codes],
            }
        ),
        by=SYSTEM,
        at=AT,
    )
    load_bulk(
        "schools",
        pa.table(
            {
                "code": [row[1] for row in SCHOOLS],
                "name_th": [f"โรงเรียนตัวอย่าง {row[0]}" for row in SCHOOLS],
                "name_en": [f"Example School {row[0]}" for row in SCHOOLS],
                "affiliation_id": ["10"] * len(SCHOOLS),
                "subdistrict_id": [row[2] for row in SCHOOLS],
                "education_area_id": [row[3] for row in SCHOOLS],
                "grade_from": ["K1"] * len(SCHOOLS),
                "grade_to": ["M3"] * len(SCHOOLS),
            }
        ),
        by=SYSTEM,
        at=AT,
    )
    ids = dict(School.objects.filter(code__in=[row[1] for row in SCHOOLS]).values_list("code", "pk"))
    world.schools = {letter: ids[code] for letter, code, _, _ in SCHOOLS}


def _build_persons(world: World) -> None:
    mother = NewRelation(role="mother", prefix="นาง", given_name="ชื่อในทะเบียน", family_name="โรงเรียน")
    ids = register_persons(
        [
            NewPerson(
                given_name=given, family_name=family, sex=Sex(sex), nationality="099",
                birth_date=BIRTH if key in CHILDREN else date(1980, 1, 2),
                identifiers=[NewIdentifier(IdentifierKind.CITIZEN_ID, citizen_id_of(key).digits)],
                relations=[mother] if key in CHILDREN else [],
            )
            for key, given, family, sex, _, _ in PERSONS
        ],
        by=SYSTEM, at=AT, source=Source.ROSTER,
    )  # fmt: skip
    world.persons = dict(zip([row[0] for row in PERSONS], ids, strict=True))


def _recorded(count: int) -> dict[str, list[object]]:
    return {"recorded_at": [AT] * count, "source": ["synthetic"] * count}


def _build_households(world: World) -> None:
    keys = [name for name, _ in HOMES]
    first = (Household.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    world.households = {name: first + index for index, name in enumerate(keys)}
    load_registry(
        "households",
        pa.table(
            {
                "id": list(world.households.values()),
                "uuid": [str(uuid.uuid4()) for _ in keys],
                "kind": ["ordinary"] * len(keys),
                "subdistrict_id": [place for _, place in HOMES],
                **{name: [""] * len(keys) for name in ("house_number", "moo", "road", "postcode")},
                **_recorded(len(keys)),
            }
        ),
    )
    _load_members(world)
    load_registry(
        "guardianships",
        pa.table(
            {
                "child_id": [world.persons["chai"]],
                "guardian_id": [world.persons["grandmother"]],
                "relation": ["grandparent"],
                **_recorded(1),
            }
        ),
    )
    load_registry(
        "consents",
        pa.table(
            {
                "person_id": [world.persons[key] for key in CHILDREN],
                "purpose": ["screening"] * len(CHILDREN),
                "given_by": ["ผู้ปกครอง"] * len(CHILDREN),
                "capacity": ["parent"] * len(CHILDREN),
                "manner": ["paper"] * len(CHILDREN),
                "given_on": [date(2026, 6, 1)] * len(CHILDREN),
                **_recorded(len(CHILDREN)),
            }
        ),
    )


def _load_members(world: World) -> None:
    load_registry(
        "members",
        pa.table(
            {
                "household_id": [world.households[row[5]] for row in PERSONS],
                "person_id": [world.persons[row[0]] for row in PERSONS],
                "relation": [row[4] for row in PERSONS],
                **_recorded(len(PERSONS)),
            }
        ),
    )


def _build_enrolments(world: World) -> None:
    wanted = {(school, term // 10, grade, room) for _, school, term, grade, room, _ in ENROLMENTS}
    found = ensure_rooms([(world.schools[s], year, grade, room) for s, year, grade, room in wanted], by=SYSTEM, at=AT)
    world.rooms = {(s, year, g, room): found[world.schools[s], year, g, room] for s, year, g, room in wanted}
    enrol(
        [
            NewEnrolment(
                person_id=world.persons[key], school_id=world.schools[school], term_key=term, grade=grade,
                room_id=world.rooms[school, term // 10, grade, room], number=number,
            )
            for key, school, term, grade, room, number in ENROLMENTS
        ],
        by=SYSTEM, at=AT, source=Source.ROSTER,
    )  # fmt: skip
    Enrolment.objects.filter(person_id=world.persons["fah"]).update(
        ended_on=date(2026, 3, 1), outcome="dropped_out", recorded_at=AT
    )
    finish_bulk(list(world.persons.values()))


def _build_records(world: World) -> None:
    """A result, attendance and a measurement for each enrolment; and some past in every history table."""
    persons = [world.persons[row[0]] for row in ENROLMENTS]
    schools = [world.schools[row[1]] for row in ENROLMENTS]
    terms = [row[2] for row in ENROLMENTS]
    count = len(ENROLMENTS)
    load_results(
        "results",
        pa.table(
            {
                "person_id": persons,
                "term_key": terms,
                "school_id": schools,
                "poverty_class": ["poor"] * count,
                "income_per_head": pa.array(["1200.50"] * count).cast(pa.decimal128(10, 2)),
                "model_version": ["illustrative-1"] * count,
                "decided_at": [AT] * count,
            }
        ),
    )
    attendance = {"person_id": persons, "term_key": terms, "school_id": schools, "days_expected": [100] * count}
    load_tracking("attendance", pa.table({**attendance, "days_present": [90] * count}))
    days = [date(term // 10 - 543, 6 if term % 10 == 1 else 12, 20) for term in terms]
    weights = {"weight_kg": pa.array(["25.50"] * count), "height_cm": pa.array(["120.00"] * count)}
    load_tracking("measurements", pa.table({"person_id": persons, "term_key": terms, "measured_on": days, **weights}))
    numbers = [row[5] for row in ENROLMENTS]
    homes = {world.persons[row[0]]: world.households[row[5]] for row in PERSONS}
    enrolments = list(zip(persons, schools, terms, numbers, strict=True))
    add_visits_and_help(enrolments, households=homes, alone=world.persons["kan"], at=AT)
    add_learning_and_care(enrolments, at=AT)
    _change_everything(world)


def _change_everything(world: World) -> None:
    """Touch each row once, so that every history table holds what was there before."""
    everybody = Person.objects.filter(pk__in=world.persons.values())
    change_persons([(one, {"prefix": "คุณ"}) for one in everybody], by=SYSTEM, at=AT, source=Source.TYPED)
    for model in (Identifier, Household, HouseholdMember, Guardianship, NamedRelation, Enrolment, Consent):
        model._default_manager.update(source=Source.TYPED)
    Result.objects.update(model_version="illustrative-2")
    TermAttendance.objects.update(days_present=91)
    Measurement.objects.update(weight_kg="26.00")


def _build_accounts(world: World) -> None:
    groups = {group.code: group for group in ScopeGroup.objects.filter(code__in=["58010000", "50010000"])}
    scopes: dict[Role, dict[str, Any]] = {
        Role.GUARDIAN: {"person_ids": [world.persons["anan"]]},
        Role.TEACHER: {"school_id": world.schools["A"], "room_ids": [world.rooms["A", 2569, "P4", "1"]]},
        Role.SCHOOL_ADMIN: {"school_id": world.schools["A"]},
        Role.DIRECTOR: {"school_id": world.schools["B"]},
        Role.AREA_OFFICER: {"group": groups["58010000"]},
        Role.PROVINCE_OFFICER: {"area": (500000, 509999)},
        Role.CASE_WORKER: {"person_ids": [world.persons["dao"]]},
        Role.CERTIFYING_OFFICIAL: {"person_ids": [world.persons["ek"]]},
        Role.STEWARD: {"area": (580402, 580402)},
    }
    for role in Role:
        user = open_account(f"{role.value}@example", display_name=f"Example {role.value}", by=SYSTEM, at=LONG_AGO)
        world.users[role.value] = user
        longest, at = RULES[role].longest, now() - timedelta(days=1)
        given, limit = (LONG_AGO, None) if longest is None else (at, at + longest)
        world.assignments[role.value] = assign_role(
            user, role, by=SYSTEM, at=given, valid_to=limit, **scopes.get(role, {})
        )


def _build_traces(world: World) -> None:
    """Transfers in two directions, some looks at records, and the scope as the changes above left it."""
    ask_transfers(
        [
            transfer_between(world, "gamon", "A", "C"),
            transfer_between(world, "chai", "C", "B"),
        ],
        by=world.actor("director"), at=AT, source=Source.ROSTER,
    )  # fmt: skip
    Transfer.objects.update(source=Source.TYPED)
    for role in ("school_admin", "director", "auditor"):
        for key in ("anan", "ek", "chai"):
            record_reading(person_id=world.persons[key], part="identity", by=world.actor(role), at=AT)
    refresh_scope(list(world.persons.values()))


def transfer_between(world: World, key: str, from_school: str, to_school: str) -> NewTransfer:
    """A question of one school for a pupil of another."""
    places = {letter: subdistrict for letter, _, subdistrict, _ in SCHOOLS}
    return NewTransfer(
        person_id=world.persons[key], from_school_id=world.schools[from_school],
        from_subdistrict=places[from_school], to_school_id=world.schools[to_school],
        to_subdistrict=places[to_school], term_key=NOW, grade="P4", room_name="1", number=12,
        stated_given_name="ชื่อที่แจ้ง", stated_family_name="สกุลที่แจ้ง",
    )  # fmt: skip


def in_an_hour() -> datetime:
    """When a session of a test ends."""
    return datetime.now(UTC) + timedelta(hours=1)


@dataclass(frozen=True)
class CommittedWorld:
    """The world in a database of its own, with the addresses of the real database roles."""

    world: World
    home: Path
    tokens: dict[str, str]

    @contextmanager
    def connected(self, role: str, *, token: str = "") -> Iterator["psycopg.Connection[Any]"]:
        """A real connection of a role, in one transaction that is rolled back; with `token`, inside its scope."""
        with psycopg.connect(role_urls(self.home)[role]) as connection:
            try:
                if token:
                    connection.execute("SELECT access_open_scope(%s)", [token])
                yield connection
            finally:
                connection.rollback()


def commit_world(name: str) -> CommittedWorld:
    """Build the world in a new database of this name and commit it; this process stays connected to its own."""
    before = dict(connection.settings_dict)
    connection.close()
    make_database(name)
    try:
        built = build_world()
        tokens = {role: built.token(role) for role in built.users}
    finally:
        connection.close()
        connection.settings_dict.update(before)
    return CommittedWorld(built, HOME / name, tokens)
