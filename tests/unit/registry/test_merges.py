"""One human being under two registered persons: joined, seen, counted once, and parted again."""

import pytest

from isee.access.api import SYSTEM, AuditEvent
from isee.access.models import HouseholdScope, PersonScope
from isee.registry.api import (
    Enrolment,
    IdentifierKind,
    MergeError,
    Person,
    household_members,
    identifier_text,
    latest_enrolments,
    match_identifiers,
    merge_persons,
    search_persons,
    unmerge_person,
)
from tests.conftest import RoleChanger
from tests.world import AT, World

Rows = set[tuple[object, ...]]


def merge(world: World, keep: str, absorb: str) -> None:
    """Join two persons of the world."""
    merge_persons(keep=world.persons[keep], absorb=world.persons[absorb], decision=7, by=SYSTEM, at=AT)


def part(world: World, absorbed: str) -> None:
    """Part one again."""
    unmerge_person(absorbed=world.persons[absorbed], decision=8, by=SYSTEM, at=AT)


def refusal(world: World, keep: str, absorb: str) -> str:
    """The code with which joining is refused."""
    with pytest.raises(MergeError) as refused:
        merge(world, keep, absorb)
    return refused.value.code


def scope() -> tuple[Rows, Rows]:
    """Every row of both scope tables, without keys."""
    places = ("school_id", "room_id", "subdistrict", "child_id", "from_term", "to_term")
    return (
        set(PersonScope.objects.values_list("person_id", *places)),
        set(HouseholdScope.objects.values_list("household_id", *places)),
    )


def seen_by(world: World, as_role: RoleChanger, role: str, *keys: str) -> set[str]:
    """Which of these persons a role sees whole."""
    with as_role("web", token=world.token(role)):
        rows = PersonScope.objects.filter(to_term=99999).values_list("person_id", flat=True)
        return {key for key in keys if world.persons[key] in set(rows)}


def test_both_selves_are_seen_by_whoever_sees_one(world: World, as_role: RoleChanger) -> None:
    merge(world, "dao", "fah")
    for role in ("case_worker", "school_admin", "steward"):
        assert seen_by(world, as_role, role, "dao", "fah") == {"dao", "fah"}, role


def test_no_row_moves(world: World) -> None:
    before = list(Enrolment.objects.order_by("id").values_list("id", "person_id", "school_id"))
    merge(world, "dao", "fah")
    assert list(Enrolment.objects.order_by("id").values_list("id", "person_id", "school_id")) == before


def test_the_one_door_finds_the_canonical_person(world: World) -> None:
    merge(world, "dao", "fah")
    text = identifier_text(IdentifierKind.CITIZEN_ID, world.citizen_id("fah").digits)
    assert match_identifiers(IdentifierKind.CITIZEN_ID, [text])[text].person_id == world.persons["dao"]
    assert [person.pk for person in search_persons(world.citizen_id("fah").digits)] == [world.persons["dao"]]
    assert latest_enrolments([world.persons["dao"]])[world.persons["dao"]].school_id == world.schools["A"]


def test_parting_restores_every_scope_row(world: World) -> None:
    before = scope()
    merge(world, "dao", "fah")
    assert scope() != before
    part(world, "fah")
    assert scope() == before
    assert Person.objects.get(pk=world.persons["fah"]).canonical is None


def test_both_are_recorded_with_their_decision(world: World) -> None:
    merge(world, "dao", "fah")
    part(world, "fah")
    events = AuditEvent.objects.filter(object_kind="person").order_by("id").values_list("action", "detail")
    assert [(action, detail["decision"]) for action, detail in events] == [
        ("persons_merged", 7), ("persons_parted", 8),
    ]  # fmt: skip


def test_a_household_shows_a_human_being_once(world: World, as_role: RoleChanger) -> None:
    merge(world, "gamon_mother", "ek_mother")
    with as_role("web", token=world.token("school_admin")):
        assert len(household_members(world.households["river"])) == 2


def test_what_cannot_be_joined(world: World) -> None:
    assert refusal(world, "anan", "anan") == "same_person"
    assert refusal(world, "anan", "benja") == "enrolled_twice"
    merge(world, "dao", "fah")
    assert refusal(world, "dao", "fah") == "already_merged"
    assert refusal(world, "fah", "uncle") == "absorbed_absorbs"
    assert refusal(world, "uncle", "dao") == "absorbed_absorbs"


def test_unknown_persons_are_not_joined_or_parted(world: World) -> None:
    with pytest.raises(MergeError, match="person_unknown"):
        merge_persons(keep=world.persons["dao"], absorb=10**9, decision=1, by=SYSTEM, at=AT)
    with pytest.raises(MergeError, match="person_unknown"):
        unmerge_person(absorbed=10**9, decision=1, by=SYSTEM, at=AT)
    with pytest.raises(MergeError, match="not_merged"):
        unmerge_person(absorbed=world.persons["dao"], decision=1, by=SYSTEM, at=AT)
