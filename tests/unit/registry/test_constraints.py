"""Each promise of the tables of accounts and of the registry, tried by breaking it."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from isee.access.api import SYSTEM, Assignment, ScopeGroup
from isee.access.models import ReadLog, ScopeGroupSchool
from isee.access.staff_models import ApiToken, RecoveryRequest, ReviewYear, RoleConfirmation, RoleOffer
from isee.registry.api import (
    Consent,
    Enrolment,
    Household,
    Identifier,
    Person,
    Room,
    Source,
    Transfer,
    ask_transfers,
    merge_persons,
)
from isee.registry.models import Guardianship, HouseholdMember, NamedRelation, NameKey
from isee.system.api import Progress
from tests.world import AT, NOW, World, transfer_between

EARLY, LATE = date(2026, 1, 1), date(2026, 6, 1)
RECORDED: dict[str, Any] = {"recorded_at": AT, "source": Source.TYPED}
Attempt = Callable[[World], object]


def change(model: type[models.Model], **values: Any) -> Attempt:
    """Set columns of one row that keeps every promise."""

    def attempt(world: World) -> None:
        first = model._default_manager.order_by("pk").first()
        assert first is not None
        model._default_manager.filter(pk=first.pk).update(**values)

    return attempt


def token(**changes: Any) -> Attempt:
    """Insert a token for programs."""

    def attempt(world: World) -> None:
        assignment = Assignment.objects.order_by("pk").first()
        assert assignment is not None
        kept: dict[str, Any] = {"name": "Nightly figures", "purpose": "Plan of the year", "created_at": AT}
        kept |= {"expires_at": AT + timedelta(days=30), **changes}
        user = assignment.user_id
        ApiToken.objects.create(token_hash=bytes(32), seal=bytes(32), user_id=user, assignment=assignment, **kept)

    return attempt


def again(model: type[models.Model], **changes: Any) -> Attempt:
    """Insert a copy of a row, under a new key."""

    def attempt(world: World) -> None:
        row: Any = model._default_manager.order_by("pk").first()
        row.pk = None
        row._state.adding = True
        for name, value in changes.items():
            setattr(row, name, value() if callable(value) else value)
        row.save(force_insert=True)

    return attempt


def enrolment_of(person: str, **changes: Any) -> Attempt:
    """Change the present enrolment of a person."""
    return lambda world: Enrolment.objects.filter(person_id=world.persons[person], term_key=NOW).update(**changes)


def assign(role: str, **columns: Any) -> Attempt:
    """Give somebody a role that lacks what it needs."""
    return lambda world: Assignment.objects.create(
        **{"user": world.users["analyst"], "role": role, "valid_from": AT, **columns}
    )


def recover(**columns: Any) -> Attempt:
    """Ask for a new way in for the teacher's account, as its director, in the name of the given columns."""

    def attempt(world: World) -> None:
        for _ in range(columns.get("times", 1)):
            said: dict[str, Any] = {
                "user": world.users["teacher"], "school_id": world.schools["A"], "loss": "phone", "requested_at": AT,
                "requested_by": world.users["director"], "expires_at": AT + timedelta(hours=24),
            }  # fmt: skip
            said |= {name: value for name, value in columns.items() if name != "times"}
            for name in ("user", "requested_by", "decided_by"):
                if isinstance(said.get(name), str):
                    said[name] = world.users[said[name]]
            RecoveryRequest.objects.create(**said)

    return attempt


def offer(times: int = 1, **columns: Any) -> Attempt:
    """Offer the teacher a role at another school."""

    def attempt(world: World) -> None:
        for _ in range(times):
            said: dict[str, Any] = {"role": "teacher", "reason": "move", **columns}
            RoleOffer.objects.create(
                user=world.users["teacher"], school_id=world.schools["B"], offered_by=world.users["director"],
                offered_at=AT, expires_at=AT + timedelta(days=1), **said,
            )  # fmt: skip

    return attempt


def review_backwards(world: World) -> None:
    """A review that ends roles before it is overdue."""
    ReviewYear.objects.create(academic_year=2599, begins_on=LATE, overdue_on=EARLY, ends_on=LATE, source="test")


def confirm_twice(world: World) -> None:
    """Answer twice for one role in one year."""
    for _ in range(2):
        RoleConfirmation.objects.create(
            assignment=world.assignments["teacher"], academic_year=2569, confirmed_by=world.users["director"],
            confirmed_at=AT,
        )  # fmt: skip


def merge(keep: str, absorb: str) -> Callable[[World], None]:
    """Join two persons of the world, who are not enrolled in one term."""
    return lambda world: merge_persons(
        keep=world.persons[keep], absorb=world.persons[absorb], decision=1, by=SYSTEM, at=AT
    )


def absorb_with_an_absorbed_one(world: World) -> None:
    """A chain of three selves."""
    merge("dao", "fah")(world)
    Person.objects.filter(pk=world.persons["uncle"]).update(canonical=world.persons["fah"])


def absorb_one_who_absorbed(world: World) -> None:
    """The same chain from its other end."""
    merge("dao", "fah")(world)
    Person.objects.filter(pk=world.persons["dao"]).update(canonical=world.persons["uncle"])


def enrol_another_self(world: World) -> None:
    """A second open enrolment in one term, under an absorbed person."""
    merge("dao", "ek")(world)
    Enrolment.objects.create(
        person_id=world.persons["dao"], school_id=world.schools["A"], term_key=NOW, grade="P1", **RECORDED
    )


def ask_again(world: World) -> None:
    """The same transfer a second time, past the operation that leaves it out."""
    row = Transfer.objects.get(person_id=world.persons["chai"])
    row.pk, row.uuid = None, uuid.uuid4()
    row.save(force_insert=True)


def transfer_to_itself(world: World) -> None:
    """From school A to school A."""
    ask_transfers([transfer_between(world, "anan", "A", "A")], by=SYSTEM, at=AT, source=Source.TYPED)


def rooms_of_another_school(world: World) -> None:
    """A teacher of school B with a room of school A."""
    room = world.rooms["A", 2569, "P4", "1"]
    assign("teacher", school_id=world.schools["B"], room_ids=[room])(world)


ATTEMPTS: dict[str, tuple[str, Attempt]] = {
    "progress beyond its total": ("progress_is_never_beyond_its_total", lambda w: Progress.objects.create(
        key="x", done=2, total=1, started_at=AT, updated_at=AT)),
    "school twice in a group": ("a_school_is_once_in_a_scope_group", again(ScopeGroupSchool)),
    "unknown role": ("an_assignment_has_a_known_role", assign("emperor")),
    "area with one end": ("an_assignment_has_both_ends_of_an_area_or_none", assign("steward", area_from=100000)),
    "area backwards": ("an_assignment_has_both_ends_of_an_area_or_none", assign("steward", area_from=2, area_to=1)),
    "role that ends first": ("an_assignment_ends_after_it_begins", assign("analyst", valid_to=AT - timedelta(1))),
    "auditor for ever": ("a_limited_role_has_an_end", assign("auditor")),
    "acting director for ever": ("an_acting_role_is_a_director_s_and_ends_within_180_days",
        lambda w: Assignment.objects.create(
            user=w.users["analyst"], role="director", school_id=w.schools["A"], valid_from=AT, acting=True)),
    "recovery by one person": ("a_recovery_is_decided_by_a_second_person",
        recover(state="confirmed", decided_by="director", decided_at=AT)),
    "recovery of oneself": ("nobody_recovers_their_own_account", recover(requested_by="teacher")),
    "recovery that lasts": ("a_recovery_lapses_within_a_day", recover(expires_at=AT + timedelta(days=2))),
    "two recoveries at a time": ("an_account_has_one_open_recovery", recover(times=2)),
    "merger with nothing": ("an_offer_of_a_merger_names_the_closed_school", offer(reason="merger")),
    "offer of a head's role": ("an_offer_is_of_a_teacher_s_role", offer(role="director")),
    "two offers at a time": ("a_school_offers_an_account_one_role_at_a_time", offer(times=2)),
    "review that ends first": ("a_review_is_overdue_before_it_ends_roles", review_backwards),
    "role confirmed twice": ("a_role_is_confirmed_once_a_year", confirm_twice),
    "teacher of no school": ("a_school_role_names_its_school", assign("teacher")),
    "director of no school": ("a_school_role_names_its_school", assign("director")),
    "officer of no area": ("a_group_role_names_its_schools", assign("area_officer")),
    "photo seen for nothing": ("a_sensitive_part_is_read_for_a_purpose", again(ReadLog, part="photo", purpose="")),
    "rooms of another school": ("an_assignment_has_rooms_of_its_school", rooms_of_another_school),
    "sex": ("a_sex_is_female_male_or_unknown", change(Person, sex="x")),
    "birth date of no precision": ("a_birth_date_is_there_unless_unknown", change(Person, birth_precision="unknown")),
    "precision of no birth date": ("a_birth_date_is_there_unless_unknown", change(Person, birth_date=None)),
    "death of the living": ("only_the_dead_have_a_day_of_death", change(Person, died_on=LATE, life_status="alive")),
    "death unknown": ("only_the_dead_have_a_day_of_death", change(Person, died_on=LATE, life_status="unknown")),
    "merged into itself": ("a_person_is_not_merged_into_itself", change(Person, canonical=models.F("id"))),
    "absorbed absorbs": ("an_absorbed_person_absorbs_nobody", absorb_with_an_absorbed_one),
    "absorber is absorbed": ("an_absorbed_person_absorbs_nobody", absorb_one_who_absorbed),
    "name twice": ("a_name_is_once_in_the_dictionary", again(NameKey)),
    "number of two": ("a_number_belongs_to_one_person", again(Identifier, uuid=uuid.uuid4)),
    "next number of two": ("a_number_under_the_next_key_belongs_to_one_person",
                           lambda w: Identifier.objects.update(lookup_next=b"1" * 32)),
    "number of no kind": ("an_identifier_has_a_known_kind", change(Identifier, kind="shoe_size")),
    "student number of no school": ("a_student_number_and_no_other_names_its_school",
                                    change(Identifier, kind="student_number")),
    "citizen id of a school": ("a_student_number_and_no_other_names_its_school",
                               lambda w: Identifier.objects.update(school_id=w.schools["A"])),
    "number ends first": ("an_identifier_ends_after_it_begins",
                          change(Identifier, valid_from=LATE, valid_to=EARLY)),
    "half a point": ("a_point_has_both_coordinates_or_none", change(Household, lat=18.0)),
    "point beyond the pole": ("a_point_has_both_coordinates_or_none", change(Household, lat=91.0, lon=98.0)),
    "two homes": ("a_person_lives_in_one_household_at_a_time", again(HouseholdMember)),
    "left before coming": ("a_membership_ends_after_it_begins", change(HouseholdMember, since=LATE, until=EARLY)),
    "guardian twice": ("a_guardian_is_once_the_guardian_of_a_child", again(Guardianship)),
    "own guardian": ("nobody_is_their_own_guardian", change(Guardianship, guardian=models.F("child"))),
    "guardian ends first": ("a_guardianship_ends_after_it_begins", change(Guardianship, since=LATE, until=EARLY)),
    "two named mothers": ("a_child_has_one_named_relation_of_a_role", again(NamedRelation)),
    "token for two years": ("a_token_ends_within_a_year", token(expires_at=AT + timedelta(days=730))),
    "token that ended before": ("a_token_ends_within_a_year", token(expires_at=AT)),
    "token without a name": ("a_token_says_its_name_and_purpose", token(name="")),
    "token without a purpose": ("a_token_says_its_name_and_purpose", token(purpose="")),
    "room twice": ("a_room_is_once_in_a_school_and_year", again(Room)),
    "enrolled twice": ("a_person_is_enrolled_once_in_a_term", again(Enrolment)),
    "enrolled twice under two selves": ("a_human_being_is_enrolled_once_in_a_term", enrol_another_self),
    "enrolment ends first": ("an_enrolment_ends_after_it_begins",
                             enrolment_of("anan", began_on=LATE, ended_on=EARLY, outcome="dropped_out")),
    "ended without saying how": ("an_enrolment_that_ended_says_how", enrolment_of("anan", ended_on=LATE)),
    "outcome unknown": ("an_outcome_is_a_known_one", enrolment_of("anan", outcome="abducted")),
    "third term": ("a_term_key_is_a_year_and_a_term", enrolment_of("anan", term_key=25693)),
    "common era": ("a_term_key_is_a_year_and_a_term", enrolment_of("anan", term_key=20262)),
    "unknown state": ("a_transfer_has_a_known_state",
                      change(Transfer, state="lost", decided_at=AT, decided_by=1)),
    "decided by nobody": ("a_decided_transfer_says_when_and_by_whom",
                          change(Transfer, state="confirmed", decided_at=AT)),
    "decided never": ("a_decided_transfer_says_when_and_by_whom", change(Transfer, state="refused", decided_by=1)),
    "asked and decided": ("a_decided_transfer_says_when_and_by_whom", change(Transfer, decided_at=AT, decided_by=1)),
    "to itself": ("a_transfer_is_between_two_schools", transfer_to_itself),
    "asked twice": ("a_transfer_of_a_pupil_to_a_school_is_asked_once", ask_again),
    "withdrawn before given": ("a_consent_is_withdrawn_after_it_is_given",
                               change(Consent, given_on=LATE, withdrawn_on=EARLY)),
}  # fmt: skip

#: Promises that triggers keep, so that no model names them.
BY_TRIGGER = {
    "an_assignment_has_rooms_of_its_school", "an_absorbed_person_absorbs_nobody",
    "a_human_being_is_enrolled_once_in_a_term",
}  # fmt: skip


@pytest.mark.parametrize(("name", "attempt"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_promise_cannot_be_broken(world: World, name: str, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        attempt(world)
    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.IntegrityError)
    # A table cut by year names the part beside the constraint.
    assert re.sub(r"_\d{4}$", "", cause.diag.constraint_name or "") == name


def test_every_promise_is_tried() -> None:
    promised = {
        constraint.name
        for label in ("access", "registry", "system")
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }
    assert promised | BY_TRIGGER == {name for name, _ in ATTEMPTS.values()}


def test_groups_of_schools_have_names_of_their_own(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ScopeGroup.objects.create(code="58010000")
