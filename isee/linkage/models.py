"""Deliveries, what became of their rows, rows kept for correction, and questions for a steward."""

from __future__ import annotations

import uuid as uuid_module
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from isee.access.api import OPEN, Protection, Rights
from isee.linkage.rules import DeliveryState

_NOT_FINISHED = (DeliveryState.RECEIVED, DeliveryState.IMPORTING)


class Delivery(models.Model):
    """One file, or zip of files, that somebody sent; it lies encrypted in the file store.

    `judged_on` is the day by which birth dates are judged, so that a resumed job judges as the first one did.
    `rows_done` is the progress mark: it moves in the transaction that admits those rows.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    feed = models.CharField(max_length=40)
    file_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey("access.Assignment", on_delete=models.PROTECT, null=True, related_name="+")
    term_key = models.IntegerField()
    judged_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in DeliveryState], default=DeliveryState.RECEIVED
    )
    rows_total = models.IntegerField()
    rows_done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    transfers_asked = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    kept = models.IntegerField(default=0)
    received_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE")
    protection = Protection.own_or_audit("owner_id")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "feed": "open", "file_id": "sensitive", "file_name": "personal", "term_key": "open",
        "judged_on": "open", "state": "open", "rows_total": "open", "rows_done": "open", "created": "open",
        "updated": "open", "unchanged": "open", "transfers_asked": "open", "refused": "open", "kept": "open",
        "received_at": "open", "started_at": "open", "finished_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="every_row_done_has_one_outcome",
                condition=Q(
                    rows_done=F("created") + F("updated") + F("unchanged")
                    + F("transfers_asked") + F("refused") + F("kept")
                ),
            ),
            models.CheckConstraint(
                name="no_more_rows_are_done_than_there_are",
                condition=Q(rows_done__gte=0, rows_done__lte=F("rows_total")),
            ),
            models.CheckConstraint(
                name="a_finished_delivery_says_when",
                condition=Q(state__in=[state.value for state in _NOT_FINISHED], finished_at__isnull=True)
                | ~Q(state__in=[state.value for state in _NOT_FINISHED]) & Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_delivery_is_done_when_all_its_rows_are",
                condition=~Q(state=DeliveryState.DONE.value) | Q(rows_done=F("rows_total")),
            ),
        )  # fmt: skip
        indexes = (models.Index(name="delivery_by_owner", fields=["owner", "-received_at"]),)

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class DeliveryFault(models.Model):
    """One fault of one row of a delivery; `decides` marks the one that decided the row's outcome."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="faults")
    owner_id = models.BigIntegerField(null=True)
    table = models.IntegerField()
    row = models.IntegerField()
    line = models.IntegerField()
    column = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8)
    decides = models.BooleanField()

    rights = Rights(web="SELECT", worker="SELECT, INSERT")
    protection = Protection.own_or_audit("owner_id")
    privacy: ClassVar[dict[str, str]] = {
        "owner_id": "personal", "table": "open", "row": "open", "line": "open", "column": "open", "code": "open",
        "outcome": "open", "decides": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_row_is_decided_by_one_fault",
                fields=["delivery", "table", "row"],
                condition=Q(decides=True),
            ),
        )
        indexes = (models.Index(name="delivery_fault_by_place", fields=["delivery", "table", "row"]),)


class DeliveryPerson(models.Model):
    """A pupil of one's own school who is named in a delivery, taken in or not: the others are missing from it."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")

    rights = Rights(web="SELECT", worker="SELECT, INSERT")
    protection = Protection.by_person("person_id", any_period=True)
    privacy: ClassVar[dict[str, str]] = {"person": "personal", "school": "personal"}

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_pupil_is_once_in_a_delivery_of_a_school", fields=["delivery", "person", "school"]
            ),
        )


class AcceptedRow(models.Model):
    """The roster row that was last taken in for a pupil of a school: one that comes again changes nothing.

    `mark` is a keyed hash of the row (16 bytes), `state` hashes of what is recorded of the pupil since. Only functions
    of the database read and write it (`sql/10_accepted.sql`). Nothing depends on it: it may be emptied at any time.
    """

    id = models.BigAutoField(primary_key=True)
    person_id = models.BigIntegerField()
    school_id = models.IntegerField()
    term_key = models.IntegerField()
    mark = models.BinaryField(max_length=16)
    state = models.BinaryField(max_length=32)

    rights = Rights(web="", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "person_id": "personal", "school_id": "personal", "term_key": "open", "mark": "sensitive", "state": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_row_is_accepted_once_for_a_pupil_of_a_school", fields=["person_id", "school_id"]
            ),
        )
        indexes = (models.Index(name="accepted_row_by_school", fields=["school_id", "term_key"]),)

    def __str__(self) -> str:
        return f"accepted row {self.pk}"


class KeptRowState(models.TextChoices):
    """The states of a row kept for correction."""

    WAITING = "waiting", "waiting for correction"
    CORRECTED = "corrected", "corrected and taken in"
    DISCARDED = "discarded", "discarded"


class ImportRow(models.Model):
    """A roster row kept for correction: its cells sealed, seen by its school and the offices above it.

    `fingerprint` is a keyed hash of the school, the term and the cells, so that the same file sent again keeps
    nothing twice.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="kept_rows")
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    subdistrict = models.IntegerField()
    term_key = models.IntegerField()
    line = models.IntegerField()
    column = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    sealed = models.BinaryField()
    fingerprint = models.BinaryField(max_length=32)
    identity_mark = models.BinaryField(max_length=32, null=True)
    state = models.CharField(max_length=10, choices=KeptRowState, default=KeptRowState.WAITING)
    kept_at = models.DateTimeField()
    kept_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    rights = Rights(web="SELECT, UPDATE", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_place(school="school_id", subdistrict="subdistrict")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "subdistrict": "open", "term_key": "open", "line": "open", "column": "open", "code": "open",
        "sealed": "sensitive", "fingerprint": "sensitive", "identity_mark": "sensitive", "state": "open",
        "kept_at": "open", "kept_by": "personal", "decided_at": "open", "decided_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_row_waits_for_correction_once", fields=["fingerprint"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="a_kept_row_that_no_longer_waits_says_when",
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="kept_row_by_school", fields=["school", "state"]),
            models.Index(name="kept_row_by_identity_mark", fields=["identity_mark"], condition=Q(state="waiting")),
        )

    def __str__(self) -> str:
        return f"kept row {self.pk}"


class QuestionKind(models.TextChoices):
    """What a steward is asked."""

    NUMBER_OF_ANOTHER = "number_of_another", "a number that belongs to somebody else"
    TWO_NUMBERS = "two_numbers", "one person with two numbers"


class QuestionAnswer(models.TextChoices):
    """What a steward found out from the papers."""

    REGISTRY_IS_RIGHT = "registry_is_right", "the registry is right"
    ROSTER_IS_RIGHT = "roster_is_right", "the roster is right"
    BOTH_ARE_WRONG = "both_are_wrong", "both are wrong"


class StewardQuestion(models.Model):
    """A doubt that a machine must not settle. Seen by stewards of the area alone, never by the asking school.

    The school that sent the row must not learn from it whether and where a number is known, so that no school
    and no group of schools sees this table. `sealed` holds the row's cells.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_for = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    subdistrict = models.IntegerField()
    term_key = models.IntegerField()
    sealed = models.BinaryField()
    fingerprint = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=20, choices=QuestionAnswer, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)

    rights = Rights(web="SELECT, UPDATE", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_place(subdistrict="subdistrict")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "kind": "open", "person": "personal", "subdistrict": "open", "term_key": "open",
        "sealed": "sensitive", "fingerprint": "sensitive", "asked_at": "open", "asked_by": "personal",
        "answer": "open", "reason": "personal", "answered_at": "open", "answered_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_steward_is_asked_once_about_a_row", fields=["kind", "fingerprint"]),
            models.CheckConstraint(
                name="an_answered_question_says_what_when_and_by_whom",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"question {self.pk}"
