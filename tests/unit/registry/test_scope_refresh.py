"""Where persons belong after a change: the cases that are easily got wrong."""

import threading
from datetime import date

import psycopg
import pytest
from django.db import connection

from isee.access.api import SYSTEM
from isee.access.models import HouseholdScope, PersonScope
from isee.registry.api import (
    Enrolment,
    NewEnrolment,
    NewPerson,
    Person,
    Source,
    enrol,
    household_members,
    refresh_scope,
    register_persons,
)
from isee.registry.models import Guardianship, HouseholdMember
from isee.screening.api import Result
from isee.system.api import role_urls
from tests.conftest import RoleChanger
from tests.world import AT, NOW, OLD, CommittedWorld, World


def whole(world: World, as_role: RoleChanger, role: str) -> set[str]:
    """Who is seen whole by a role."""
    names = {identifier: key for key, identifier in world.persons.items()}
    with as_role("web", token=world.token(role)):
        rows = PersonScope.objects.filter(to_term=99999).values_list("person_id", flat=True)
        return {names[person] for person in rows if person in names}


def enrol_at(world: World, key: str, school: str, term: int) -> None:
    """One more enrolment, and the scope that follows."""
    new = NewEnrolment(person_id=world.persons[key], school_id=world.schools[school], term_key=term, grade="P1")
    enrol([new], by=SYSTEM, at=AT, source=Source.TYPED)
    refresh_scope([world.persons[key]])


def test_a_parent_who_was_a_pupil_once_shows_no_childhood_to_the_school_of_the_child(
    world: World, as_role: RoleChanger
) -> None:
    enrol_at(world, "mother", "C", 25501)
    with as_role("web", token=world.token("school_admin")):
        assert Person.objects.filter(pk=world.persons["mother"]).exists()
        assert not Enrolment.objects.filter(person_id=world.persons["mother"]).exists()
    with as_role("web", token=world.token("province_officer")):
        assert Enrolment.objects.filter(person_id=world.persons["mother"]).exists()


def test_a_pupil_who_lives_with_a_pupil_as_another_relative_is_not_seen_through_them(
    world: World, as_role: RoleChanger
) -> None:
    HouseholdMember.objects.filter(person_id=world.persons["benja"]).update(relation="other_relative")
    refresh_scope([world.persons["benja"]])
    assert "benja" not in whole(world, as_role, "school_admin")
    assert "benja" in whole(world, as_role, "director")


def test_a_pupil_who_is_another_pupil_s_guardian_is_not_seen_through_them(world: World, as_role: RoleChanger) -> None:
    Guardianship.objects.create(
        child_id=world.persons["anan"], guardian_id=world.persons["ek"], recorded_at=AT, source=Source.TYPED
    )
    refresh_scope([world.persons["anan"]])
    assert "ek" not in whole(world, as_role, "school_admin")


def test_someone_of_unknown_relation_is_not_seen_through_the_child_of_the_house(
    world: World, as_role: RoleChanger
) -> None:
    HouseholdMember.objects.filter(person_id=world.persons["gamon_mother"]).update(relation="unknown")
    refresh_scope([world.persons["gamon"]])
    assert "gamon_mother" not in whole(world, as_role, "school_admin")


def test_the_house_of_a_guardian_elsewhere_follows_the_child(world: World, as_role: RoleChanger) -> None:
    enrol_at(world, "chai", "A", 25701)
    assert {"chai", "grandmother"} <= whole(world, as_role, "school_admin")
    rows = HouseholdScope.objects.filter(household_id=world.households["village"])
    assert set(rows.exclude(school_id=None).values_list("school_id", flat=True)) == {world.schools["A"]}


def test_who_moves_out_is_no_longer_seen_through_the_house(world: World, as_role: RoleChanger) -> None:
    HouseholdMember.objects.filter(person_id=world.persons["father"]).update(until=date(2026, 11, 1))
    refresh_scope([world.persons["father"]])
    assert "father" not in whole(world, as_role, "school_admin")
    assert "mother" in whole(world, as_role, "school_admin")


def test_a_child_of_no_school_and_no_home_is_seen_by_its_case_worker_and_the_nation(
    world: World, as_role: RoleChanger
) -> None:
    HouseholdMember.objects.filter(person_id=world.persons["dao"]).update(until=date(2026, 11, 1))
    refresh_scope([world.persons["dao"]])
    assert "dao" in whole(world, as_role, "case_worker")
    assert "dao" in whole(world, as_role, "auditor")
    assert "dao" not in whole(world, as_role, "steward")


def test_a_pupil_who_comes_back_is_whole_again(world: World, as_role: RoleChanger) -> None:
    enrol_at(world, "ek", "A", 25701)
    assert "ek" in whole(world, as_role, "school_admin")
    with as_role("web", token=world.token("director")):
        terms = Result.objects.filter(person_id=world.persons["ek"]).values_list("term_key", flat=True)
        assert list(terms) == [NOW]
    with as_role("web", token=world.token("school_admin")):
        terms = Result.objects.filter(person_id=world.persons["ek"]).values_list("term_key", flat=True)
        assert OLD in terms


def test_a_person_just_registered_is_in_nobody_s_scope(world: World, as_role: RoleChanger) -> None:
    (person,) = register_persons([NewPerson(given_name="ใหม่")], by=SYSTEM, at=AT, source=Source.TYPED)
    with as_role("web", token=world.token("auditor")):
        assert not Person.objects.filter(pk=person).exists()


@pytest.mark.parametrize(("role", "known"), [("school_admin", {"anan", "father", "mother"}), ("director", {"benja"})])
def test_members_of_a_house_out_of_scope_are_a_name_and_a_relation(
    world: World, as_role: RoleChanger, role: str, known: set[str]
) -> None:
    with as_role("web", token=world.token(role)):
        members = household_members(world.households["valley"])
    assert len(members) == 4
    for member in members:
        private = (member.person_uuid, member.sex, member.birth_date)
        assert member.name
        assert member.relation
        assert all(private) if member.in_scope else not any(private)
    assert known <= {key for key in known if world.person(key).uuid in {member.person_uuid for member in members}}


def test_members_of_a_house_out_of_scope_are_nobody(world: World, as_role: RoleChanger) -> None:
    with as_role("web", token=world.token("school_admin")):
        assert household_members(world.households["city"]) == []
    with as_role("web"):
        assert household_members(world.households["valley"]) == []


def test_of_two_changes_at_the_same_time_the_later_sees_the_earlier(committed_world: CommittedWorld) -> None:
    """Without the lock, the second would write the scope that was true before the first."""
    world, url = committed_world.world, role_urls(committed_world.home)["owner"]
    kan, enrolment = world.persons["kan"], (
        "INSERT INTO registry_enrolment (person_id, school_id, term_key, grade, outcome, disadvantages, recorded_at, "
        "source) VALUES (%s, %s, 25701, 'P4', '', '[]', now(), 'typed')"
    )  # fmt: skip
    done = threading.Event()

    def second() -> None:
        with psycopg.connect(url) as other:
            other.execute("SELECT registry_refresh_scope(%s)", [[kan]])
        done.set()

    with psycopg.connect(url) as first:
        first.execute(enrolment, [kan, world.schools["B"]])
        first.execute("SELECT registry_refresh_scope(%s)", [[kan]])
        thread = threading.Thread(target=second)
        thread.start()
        assert not done.wait(0.5)
    thread.join(10)
    with psycopg.connect(url) as owner:
        rows = owner.execute(
            "SELECT school_id FROM access_personscope WHERE person_id = %s AND to_term = 99999 AND school_id > 0", [kan]
        ).fetchall()
        assert rows == [(world.schools["B"],)]
        owner.execute("DELETE FROM registry_enrolment WHERE person_id = %s AND term_key = 25701", [kan])
        owner.execute("SELECT registry_refresh_scope(%s)", [[kan]])


def test_rows_that_stay_are_not_written_again(world: World) -> None:
    def places() -> dict[tuple[str, str], str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 'p', ROW(s.person_id, s.school_id, s.room_id, s.subdistrict, s.child_id, s.to_term)::text,"
                " s.ctid::text FROM access_personscope s UNION ALL SELECT 'h', ROW(s.household_id, s.school_id,"
                " s.room_id, s.subdistrict, s.child_id, s.to_term)::text, s.ctid::text FROM access_householdscope s"
            )
            return {(kind, row): place for kind, row, place in cursor.fetchall()}

    before = places()
    refresh_scope(list(world.persons.values()))
    assert places() == before
    enrol_at(world, "anan", "C", NOW + 9)  # the first term of the next year
    after = places()
    assert any(key not in before for key in after)
    assert {after[key] for key in before.keys() & after.keys()} == {before[key] for key in before.keys() & after.keys()}
    assert before.keys() - after.keys()
