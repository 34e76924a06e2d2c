"""Rooms, enrolments by term, and transfers between schools.

Enrolments are cut by academic year (`isee.system.partitions`): no foreign key points at them.
"""

import uuid as uuid_module
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from isee.access.api import LAST_TERM, OPEN, Protection, Rights, keep_history
from isee.registry.recorded import RECORDED, Recorded


class Room(models.Model):
    """A class of one school and year, by grade and room; its surrogate key is what a teacher's scope names."""

    id = models.AutoField(primary_key=True)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    academic_year = models.IntegerField()
    grade = models.CharField(max_length=2)
    name = models.CharField(max_length=20)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, school_id, academic_year, grade, name")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"academic_year": "open", "grade": "open", "name": "open"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_room_is_once_in_a_school_and_year",
                fields=["school", "academic_year", "grade", "name"],
            ),
        )


class Outcome(models.TextChoices):
    """How an enrolment of a term ended."""

    PROMOTED = "promoted", "promoted"
    REPEATS = "repeats", "repeats"
    GRADUATED = "graduated", "graduated"
    TRANSFERRED = "transferred", "transferred"
    DROPPED_OUT = "dropped_out", "dropped out"
    DEAD = "dead", "dead"
    NOT_STRUCK_OFF = "not_struck_off", "cannot yet be struck off (3.1.8)"


@keep_history
class Enrolment(Recorded):
    """A pupil in one school in one term. `term_key` is the Buddhist year times ten plus the term (25692)."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    grade = models.CharField(max_length=2)
    number = models.IntegerField(null=True)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    disadvantages = models.JSONField(default=list)
    weight_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    height_cm = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    partitioned_by_year = True
    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, school_id, term_key, room_id, grade, ended_on, outcome",
    )  # fmt: skip
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "grade": "personal", "number": "personal", "began_on": "personal",
        "ended_on": "personal", "outcome": "personal", "disadvantages": "sensitive", "weight_kg": "sensitive",
        "height_cm": "sensitive", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_person_is_enrolled_once_in_a_term",
                fields=["person", "term_key"],
                condition=Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="an_enrolment_ends_after_it_begins",
                condition=Q(ended_on__isnull=True) | Q(began_on__isnull=True) | Q(ended_on__gte=F("began_on")),
            ),
            models.CheckConstraint(
                name="an_enrolment_that_ended_says_how", condition=Q(ended_on__isnull=True) | ~Q(outcome="")
            ),
            models.CheckConstraint(name="an_outcome_is_a_known_one", condition=Q(outcome__in=["", *Outcome.values])),
            models.CheckConstraint(
                name="a_term_key_is_a_year_and_a_term",
                condition=Q(term_key__range=(24001, LAST_TERM))
                & (
                    Q(Exact(Mod(F("term_key"), Value(10)), Value(1)))
                    | Q(Exact(Mod(F("term_key"), Value(10)), Value(2)))
                ),
            ),
        )
        indexes = (
            models.Index(name="enrolment_by_school_and_term", fields=["school", "term_key"]),
            models.Index(name="enrolment_by_person", fields=["person"]),
        )


class TransferState(models.TextChoices):
    """The states of a transfer between schools."""

    ASKED = "asked", "asked"
    CONFIRMED = "confirmed", "confirmed"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


@keep_history
class Transfer(Recorded):
    """A school asks for a pupil known elsewhere; until it is confirmed, it sees the name that it sent itself."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="transfers")
    from_school = models.ForeignKey("places.School", on_delete=models.PROTECT, null=True, related_name="+")
    from_subdistrict = models.IntegerField(null=True)
    to_school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    to_subdistrict = models.IntegerField(null=True)
    term_key = models.IntegerField()
    grade = models.CharField(max_length=2)
    room_name = models.CharField(max_length=20, blank=True)
    number = models.IntegerField(null=True)
    stated_given_name = models.CharField(max_length=120)
    stated_family_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.ASKED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    # Decided and withdrawn by functions of the database alone (`sql/15_transfers.sql`).
    rights = Rights(web="SELECT", worker="SELECT, INSERT")
    protection = Protection.by_place(
        school="to_school_id", subdistrict="to_subdistrict", other_school="from_school_id",
        other_subdistrict="from_subdistrict",
    )  # fmt: skip
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "from_subdistrict": "personal", "to_subdistrict": "personal", "term_key": "open",
        "grade": "personal", "room_name": "personal", "number": "personal", "stated_given_name": "personal",
        "stated_family_name": "personal", "state": "open", "decided_at": "open", "decided_by": "personal",
        "reason": "personal", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_transfer_has_a_known_state", condition=Q(state__in=TransferState.values)),
            models.CheckConstraint(
                name="a_decided_transfer_says_when_and_by_whom",
                condition=Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="asked") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_transfer_is_between_two_schools",
                condition=Q(from_school__isnull=True) | ~Q(from_school=F("to_school")),
            ),
            models.UniqueConstraint(
                name="a_transfer_of_a_pupil_to_a_school_is_asked_once",
                fields=["person", "to_school"],
                condition=Q(state="asked"),
            ),
        )
