"""A pupil changes schools: who may say yes, and what each school sees before and after."""

import uuid

import pytest
from django.db import connection

from isee.access.api import SYSTEM
from isee.registry.api import (
    Enrolment,
    Person,
    Source,
    Transfer,
    TransferError,
    ask_transfers,
    decide_transfer,
    transfers_in_scope,
    withdraw_transfer,
)
from tests.conftest import RoleChanger
from tests.world import AT, NOW, World, transfer_between


def ask(world: World, key: str, from_school: str, to_school: str) -> uuid.UUID:
    """A question that a school's roster asks."""
    wanted = transfer_between(world, key, from_school, to_school)
    ask_transfers([wanted], by=SYSTEM, at=AT, source=Source.ROSTER)
    return Transfer.objects.get(person_id=world.persons[key], state="asked").uuid


def decide(world: World, as_role: RoleChanger, role: str, transfer: uuid.UUID, *, agree: bool = True) -> str:
    """Let a role decide; returns the state, or the code of the refusal."""
    with as_role("web", token=world.token(role)):
        try:
            decide_transfer(transfer, agree=agree, reason="papers seen", by=world.actor(role), at=AT)
        except TransferError as refused:
            return refused.code
    return Transfer.objects.get(uuid=transfer).state


def withdraw(world: World, as_role: RoleChanger, role: str, transfer: uuid.UUID) -> str:
    """Let a role take the question back; returns the state, or the code of the refusal."""
    with as_role("web", token=world.token(role)):
        try:
            withdraw_transfer(transfer, reason="mistake", by=world.actor(role), at=AT)
        except TransferError as refused:
            return refused.code
    return Transfer.objects.get(uuid=transfer).state


def sees(world: World, as_role: RoleChanger, role: str, key: str) -> bool:
    """Does a role see the present term of a child?"""
    with as_role("web", token=world.token(role)):
        return Enrolment.objects.filter(person_id=world.persons[key], term_key=NOW, ended_on=None).exists()


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("school_admin", "confirmed"),  # of school A, which the pupil leaves
        ("director", "not_yours"),  # of school B, which asks
        ("area_officer", "confirmed"),  # above both
        ("province_officer", "not_yours"),  # of another province
        ("steward", "not_yours"),
        ("teacher", "not_yours"),
        ("guardian", "not_yours"),
        ("allocator", "not_yours"),
        ("auditor", "not_yours"),
        ("administrator", "not_yours"),
    ],
)
def test_the_school_that_is_left_or_an_office_above_the_asker_decides(
    world: World, as_role: RoleChanger, role: str, said: str
) -> None:
    assert decide(world, as_role, role, ask(world, "anan", "A", "B")) == said


def test_asking_opens_nothing_and_shows_the_name_that_was_sent(world: World, as_role: RoleChanger) -> None:
    transfer = ask(world, "anan", "A", "B")
    with as_role("web", token=world.token("director")):
        seen = transfers_in_scope().get(uuid=transfer)
        assert seen.stated_given_name == "ชื่อที่แจ้ง"
        assert not Person.objects.filter(pk=world.persons["anan"]).exists()


def test_a_confirmed_transfer_moves_the_pupil(world: World, as_role: RoleChanger) -> None:
    transfer = ask(world, "anan", "A", "B")
    decide(world, as_role, "school_admin", transfer)
    ended, begun = Enrolment.objects.filter(person_id=world.persons["anan"], term_key=NOW).order_by("id")
    assert (ended.school_id, ended.outcome, ended.ended_on) == (world.schools["A"], "transferred", AT.date())
    assert (begun.school_id, begun.ended_on, begun.number) == (world.schools["B"], None, 12)
    assert sees(world, as_role, "director", "anan")
    assert not sees(world, as_role, "school_admin", "anan")


def test_of_the_term_of_the_move_each_school_sees_its_own_part(world: World, as_role: RoleChanger) -> None:
    decide(world, as_role, "school_admin", ask(world, "anan", "A", "B"))
    with as_role("web", token=world.token("school_admin")):
        rows = Enrolment.objects.filter(person_id=world.persons["anan"]).values_list("school_id", flat=True)
        assert set(rows) == {world.schools["A"]}
    with as_role("web", token=world.token("director")):
        rows = Enrolment.objects.filter(person_id=world.persons["anan"]).values_list("school_id", flat=True)
        assert set(rows) == {world.schools["A"], world.schools["B"]}


def test_a_refused_transfer_moves_nobody(world: World, as_role: RoleChanger) -> None:
    assert decide(world, as_role, "school_admin", ask(world, "anan", "A", "B"), agree=False) == "refused"
    assert sees(world, as_role, "school_admin", "anan")
    assert not sees(world, as_role, "director", "anan")


def test_a_transfer_is_decided_once(world: World, as_role: RoleChanger) -> None:
    transfer = ask(world, "anan", "A", "B")
    decide(world, as_role, "school_admin", transfer)
    assert decide(world, as_role, "school_admin", transfer, agree=False) == "already_decided"


def test_a_school_left_long_ago_cannot_give_the_pupil_away(world: World, as_role: RoleChanger) -> None:
    """School A was ek's until last term; school B has ek now, and C believes in A."""
    transfer = ask(world, "ek", "A", "C")
    assert decide(world, as_role, "school_admin", transfer) == "moved_on"
    assert sees(world, as_role, "director", "ek")


def test_others_who_ask_for_the_same_pupil_then_ask_the_new_school(world: World, as_role: RoleChanger) -> None:
    waiting = ask(world, "anan", "A", "C")
    ask_transfers([transfer_between(world, "anan", "A", "B")], by=SYSTEM, at=AT, source=Source.ROSTER)
    other = Transfer.objects.get(person_id=world.persons["anan"], to_school_id=world.schools["B"]).uuid
    assert decide(world, as_role, "school_admin", other) == "confirmed"
    assert decide(world, as_role, "school_admin", waiting) == "not_yours"
    assert decide(world, as_role, "director", waiting) == "confirmed"


def test_the_asker_cannot_rewrite_the_question(world: World, as_role: RoleChanger) -> None:
    transfer = ask(world, "anan", "A", "B")
    with as_role("web", token=world.token("director")), connection.cursor() as cursor:
        cursor.execute("SAVEPOINT s")
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute("UPDATE registry_transfer SET from_school_id = to_school_id WHERE uuid = %s", [transfer])
        cursor.execute("ROLLBACK TO s")


def test_a_pupil_known_at_no_school_is_given_by_an_office_above(world: World, as_role: RoleChanger) -> None:
    wanted = transfer_between(world, "dao", "A", "B")
    nowhere = type(wanted)(**{**vars(wanted), "from_school_id": None, "from_subdistrict": None})
    ask_transfers([nowhere], by=SYSTEM, at=AT, source=Source.ROSTER)
    transfer = Transfer.objects.get(person_id=world.persons["dao"]).uuid
    assert decide(world, as_role, "director", transfer) == "not_yours"
    assert decide(world, as_role, "area_officer", transfer) == "confirmed"


@pytest.mark.parametrize(
    ("role", "said"),
    [("director", "withdrawn"), ("area_officer", "withdrawn"), ("school_admin", "not_yours"), ("auditor", "not_yours")],
)
def test_the_asker_may_take_the_question_back(world: World, as_role: RoleChanger, role: str, said: str) -> None:
    transfer = ask(world, "anan", "A", "B")
    assert withdraw(world, as_role, role, transfer) == said
    if said == "withdrawn":
        assert decide(world, as_role, "school_admin", transfer) == "already_decided"


def test_the_same_question_is_asked_once(world: World) -> None:
    wanted = transfer_between(world, "anan", "A", "B")
    assert ask_transfers([wanted], by=SYSTEM, at=AT, source=Source.ROSTER) == 1
    assert ask_transfers([wanted], by=SYSTEM, at=AT, source=Source.ROSTER) == 0


def test_an_unknown_transfer_is_not_yours(world: World, as_role: RoleChanger) -> None:
    with as_role("web", token=world.token("director")), pytest.raises(TransferError, match="not_yours"):
        decide_transfer(uuid.uuid4(), agree=True, reason="", by=world.actor("director"), at=AT)
