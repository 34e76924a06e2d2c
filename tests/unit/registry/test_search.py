"""Finding a person again: by number and by name, as people type them, and never beyond the reader's scope."""

import pytest
from django.db import DatabaseError, connection, transaction

from isee.access.api import SYSTEM
from isee.registry.api import (
    Identifier,
    IdentifierKind,
    NewIdentifier,
    NewPerson,
    Person,
    Source,
    add_identifiers,
    refresh_scope,
    register_persons,
    search_persons,
)
from tests.conftest import RoleChanger
from tests.world import AT, World


def found(text: str, world: World) -> set[str]:
    """Short names of those whom a search finds."""
    names = {identifier: key for key, identifier in world.persons.items()}
    return {names[person.pk] for person in search_persons(text)}


@pytest.mark.parametrize(
    "typed",
    [
        "อนันต์ ใจดี", "  อนันต์   ใจดี ", "ด.ช.อนันต์ ใจดี", "เด็กชาย อนันต์ ใจดี", "อนันต ใจดี", "อนัน ใจดี",
        "อนันต์ ใจดิ", "อนันต์", "อนันน์ต", "นายอนันต์ ใจดี",
    ],
)  # fmt: skip
def test_typing_errors_titles_and_tone_marks_are_forgiven(world: World, as_role: RoleChanger, typed: str) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert "anan" in found(typed, world)


@pytest.mark.parametrize("typed", ["", " ", "ก", "่", "ไม่มีใครชื่อนี้ ใจร้าย", "123", "1-2345", "G123"])
def test_what_names_nobody_finds_nobody(world: World, as_role: RoleChanger, typed: str) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert found(typed, world) == set()


def test_a_family_name_alone_finds_the_family(world: World, as_role: RoleChanger) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert found("ใจดี", world) == {"father", "mother", "anan"}


def test_a_name_that_begins_like_a_title_is_found(world: World, as_role: RoleChanger) -> None:
    names = {"given_name": "นางฟ้า", "given_key": "นางฟา", "family_name": "ไพร", "family_key": "ไพร"}
    Person.objects.filter(pk=world.persons["anan"]).update(**names)
    with as_role("web", token=world.token("school_admin")):
        assert found("นางฟ้า ไพร", world) == {"anan"}


@pytest.mark.parametrize("write", [lambda n: n, lambda n: f"{n[0]}-{n[1:5]}-{n[5:10]}-{n[10:12]}-{n[12]}"])
def test_a_number_finds_its_bearer(world: World, as_role: RoleChanger, write: object) -> None:
    assert callable(write)
    with as_role("web", token=world.token("school_admin")):
        assert found(write(world.citizen_id("anan").digits), world) == {"anan"}


@pytest.mark.parametrize("key", ["benja", "chai", "ek"])
def test_a_number_out_of_scope_or_of_a_former_pupil_finds_nobody(world: World, as_role: RoleChanger, key: str) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert found(world.citizen_id(key).digits, world) == set()


def test_a_number_that_was_replaced_still_finds_its_bearer(world: World, as_role: RoleChanger) -> None:
    Identifier.objects.filter(person_id=world.persons["anan"]).update(valid_to=AT.date())
    with as_role("web", token=world.token("school_admin")):
        assert found(world.citizen_id("anan").digits, world) == {"anan"}


def test_a_g_code_finds_its_bearer(world: World) -> None:
    code = NewIdentifier(IdentifierKind.G_CODE, "G699800000001")
    add_identifiers([(world.persons["dao"], code)], by=SYSTEM, at=AT, source=Source.TYPED)
    assert found("g69-98-00000001", world) == {"dao"}


def asked(*names: str, at_most: int = 500) -> list[int]:
    """What the database answers, asked as injected SQL would: names by (given, family, given, family)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_search_names(%s, %s, %s)", [list(names[::2]), list(names[1::2]), at_most])
        return [row[0] for row in cursor.fetchall()]


def test_a_search_finds_persons_in_scope_alone(world: World, as_role: RoleChanger) -> None:
    big = world.persons["benja"]
    benja = Person.objects.get(pk=big)
    for typed in (
        (benja.given_key, benja.family_key),
        (benja.given_key, ""),
        (f"{benja.given_key}ก", benja.family_key),
    ):
        with as_role("web", token=world.token("school_admin")):
            assert big not in asked(*typed)
        with as_role("web", token=world.token("steward")):
            assert big in asked(*typed)
        with as_role("web"):
            assert asked(*typed) == []


def test_the_dictionary_of_names_is_shown_to_nobody(world: World, as_role: RoleChanger) -> None:
    for attempt in (
        "SELECT key FROM registry_namekey",
        "SELECT registry_names_near('ใจดี', 'family')",
        "SELECT registry_names_like('ใจดี', 'family')",
        "SELECT registry_named_in_scope('{ใจดี}', NULL, 9)",
        "SELECT access_few_in_scope(9)",
        "SELECT access_persons_ever_in_scope('{1}')",
    ):
        refused = pytest.raises(DatabaseError)
        with as_role("web", token=world.token("auditor")), connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(attempt)


def test_a_name_that_thousands_bear_is_found_in_a_school(world: World, as_role: RoleChanger) -> None:
    many = [NewPerson(given_name="อนันต์", family_name="ใจดี") for _ in range(4_500)]
    register_persons(many, by=SYSTEM, at=AT, source=Source.TYPED)
    for typed in ("อนันต์", "ใจดี", "อนันต์ ใจดี", "อนันน ใจดี"):
        with as_role("web", token=world.token("school_admin")):
            assert "anan" in found(typed, world)


@pytest.mark.parametrize("typed", ["อนันต์ใจดี", "อนันทร์ ใจดี", "อนัตน์ ใจดี"])
def test_more_than_one_wrong_letter_is_forgiven_where_few_are_in_scope(
    world: World, as_role: RoleChanger, typed: str
) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert "anan" in found(typed, world)


def test_one_wrong_letter_anywhere_leads_to_the_name(world: World) -> None:
    key, others = "อนันต", "กฮไะ"
    typed = {key[:at] + letter + key[at + 1 :] for at in range(len(key)) for letter in others}
    typed |= {key[:at] + letter + key[at:] for at in range(len(key) + 1) for letter in others}
    typed |= {key[:at] + key[at + 1 :] for at in range(len(key))}
    typed |= {key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n FROM unnest(%s::text[]) n WHERE %s <> ALL (registry_names_near(n, 'given'))", [[*typed], key]
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT registry_names_near('อนกนกต', 'given')")
        assert key not in cursor.fetchone()[0]


def test_those_absorbed_are_found_under_the_person_who_stands_for_them(world: World, as_role: RoleChanger) -> None:
    from isee.registry.api import merge_persons

    merge_persons(keep=world.persons["dao"], absorb=world.persons["fah"], decision=1, by=SYSTEM, at=AT)
    refresh_scope([world.persons["dao"]])
    with as_role("web", token=world.token("steward")):
        assert found(world.citizen_id("fah").digits, world) == {"dao"}
        assert found("ฟ้า คำแก้ว", world) == set()
