"""Sensitive parts of a record: who opens which, never without a purpose, not even in the database."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from isee.access.api import Actor, Part, ReadingPurpose, Role, may_hand_out_copies, parts_open_to, purposes_of
from isee.access.models import ReadLog
from isee.access.operations import record_reading
from tests.world import World

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


def acting(role: Role) -> Actor:
    return Actor(user_id=1, assignment_id=1, role=role)


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        (Role.TEACHER, "health risk protection photo"),
        (Role.GUARDIAN, "health photo"),
        (Role.AREA_OFFICER, "health photo"),
        (Role.PROVINCE_OFFICER, "health protection"),
        (Role.CERTIFYING_OFFICIAL, "photo"),
        (Role.ALLOCATOR, ""),
        (Role.STEWARD, ""),
        (Role.ADMINISTRATOR, ""),
    ],
)
def test_a_role_opens_what_it_needs_to_know(role: Role, parts: str) -> None:
    assert parts_open_to(acting(role)) == {Part(part) for part in parts.split()}


def test_a_guardian_reads_about_the_own_child_and_for_nothing_else() -> None:
    assert purposes_of(acting(Role.GUARDIAN)) == (ReadingPurpose.OWN_CHILD,)
    assert ReadingPurpose.OWN_CHILD not in purposes_of(acting(Role.TEACHER))


def test_an_office_hands_out_copies_and_a_teacher_does_not() -> None:
    offices = {role for role in Role if may_hand_out_copies(acting(role))}
    assert offices == {Role.SCHOOL_ADMIN, Role.DIRECTOR, Role.PROVINCE_OFFICER}


@pytest.mark.parametrize("part", list(Part))
def test_a_sensitive_part_is_read_for_a_purpose(world: World, part: Part) -> None:
    person, actor = world.persons["anan"], world.actor("teacher")
    with pytest.raises(ValueError, match="for a stated purpose only"):
        record_reading(person_id=person, part=part, by=actor, at=AT)
    row = {"at": AT, "user_id": actor.user_id, "assignment_id": actor.assignment_id, "person_id": person, "part": part}
    with pytest.raises(IntegrityError, match="a_sensitive_part_is_read_for_a_purpose"), transaction.atomic():
        ReadLog.objects.create(**row)
    record_reading(person_id=person, part=part, by=actor, at=AT, purpose=ReadingPurpose.CASEWORK)
