"""Finding a person again: by number and by name, as people type them, and never beyond the reader's scope."""

import pytest
from django.db import connection

from isee.access.api import SYSTEM
from isee.registry.api import (
    IdentifierKind,
    NewIdentifier,
    NewPerson,
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
    ids = register_persons([NewPerson(given_name="นางฟ้า", family_name="ไพร")], by=SYSTEM, at=AT, source=Source.TYPED)
    assert [person.pk for person in search_persons("นางฟ้า ไพร")] == ids


@pytest.mark.parametrize("write", [lambda n: n, lambda n: f"{n[0]}-{n[1:5]}-{n[5:10]}-{n[10:12]}-{n[12]}"])
def test_a_number_finds_its_bearer(world: World, as_role: RoleChanger, write: object) -> None:
    assert callable(write)
    with as_role("web", token=world.token("school_admin")):
        assert found(write(world.citizen_id("anan").digits), world) == {"anan"}


@pytest.mark.parametrize("key", ["benja", "chai", "ek"])
def test_a_number_out_of_scope_or_of_a_former_pupil_finds_nobody(world: World, as_role: RoleChanger, key: str) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert found(world.citizen_id(key).digits, world) == set()


def test_a_g_code_finds_its_bearer(world: World) -> None:
    code = NewIdentifier(IdentifierKind.G_CODE, "G699800000001")
    add_identifiers([(world.persons["dao"], code)], by=SYSTEM, at=AT, source=Source.TYPED)
    assert found("g69-98-00000001", world) == {"dao"}


def similar(wanted: str, part: str = "family", threshold: float = 0.0) -> list[str]:
    """What the dictionary says, asked as injected SQL would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_similar_names(%s, %s, %s)", [wanted, part, threshold])
        return [row[0] for row in cursor.fetchall()]


def test_the_dictionary_tells_a_rare_name_only_to_those_who_see_a_bearer(world: World, as_role: RoleChanger) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert similar("ใจดี") == ["ใจดี"]
        assert similar("วงศ์ใหญ่") == []
    with as_role("web", token=world.token("province_officer")):
        assert similar("วงศ์ใหญ่") == ["วงศใหญ"]


def test_the_dictionary_tells_a_name_that_many_bear(world: World, as_role: RoleChanger) -> None:
    many = [NewPerson(given_name="คนที่", family_name="นามสกุลดาษดื่น") for _ in range(20)]
    register_persons(many, by=SYSTEM, at=AT, source=Source.TYPED)
    with as_role("web", token=world.token("teacher")):
        assert similar("นามสกุลดาษดื่น") == ["นามสกุลดาษดืน"]


def test_the_dictionary_tells_nothing_without_a_scope_and_does_not_let_itself_be_emptied(
    world: World, as_role: RoleChanger
) -> None:
    with as_role("web"):
        assert similar("ใจดี") == []
    with as_role("web", token=world.token("auditor")), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', '0', true)")
        assert similar("ใจดี", threshold=-1) == ["ใจดี"]


def test_those_absorbed_are_found_under_the_person_who_stands_for_them(world: World) -> None:
    from isee.registry.api import merge_persons

    merge_persons(keep=world.persons["dao"], absorb=world.persons["fah"], decision=1, by=SYSTEM, at=AT)
    refresh_scope([world.persons["dao"]])
    assert found(world.citizen_id("fah").digits, world) == {"dao"}
    assert found("ฟ้า คำแก้ว", world) == set()
