"""Rounds and their calendar, home visits with their answers, and the photos taken there.

Persons and households are known here by their internal ids alone: the registry lies above, and collect never
asks upward.
"""

import uuid as uuid_module
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from isee.access.api import OPEN, Protection, Rights, keep_history

IN_A_TERM = Q(term_key__range=(24001, 29999))
"""Keys of terms: the Buddhist year times ten plus the term."""


class RoundKind(models.TextChoices):
    """Whom a round is for: children who apply, or children whose grant goes on."""

    NEW_APPLICANTS = "new_applicants", "new applicants"
    CONTINUING = "continuing", "pupils who have the grant"


class VisitState(models.TextChoices):
    """How far a home visit is."""

    DRAFT = "draft", "being filled in"
    SENT = "sent", "sent"
    RETURNED = "returned", "returned to be mended"
    CERTIFIED = "certified", "certified"


class PictureSource(models.TextChoices):
    """Who took the pictures of the home, as the form asks."""

    TEACHER_VISITED = "teacher_visited", "a teacher visited the home"
    PUPIL_SUPPLIED = "pupil_supplied", "the pupil brought them"


class VisitSource(models.TextChoices):
    """How the answers of a visit came in."""

    PHONE = "phone", "filled in on a phone"
    TYPED = "typed", "typed in from paper"
    SYNTHETIC = "synthetic", "synthetic nation"


class PhotoKind(models.TextChoices):
    """What a photo shows; the school's sign stands in where the home cannot be shown."""

    OUTSIDE = "outside", "the house from outside"
    INSIDE = "inside", "the house inside"
    SCHOOL_SIGN = "school_sign", "the pupil at the school's sign"


class Round(models.Model):
    """The days on which the forms of one term are taken in, for one kind of pupil.

    After `closes_on` a form is late; until `grace_until` it is still taken. `source` says where the dates are
    from, and `illustrative` that nobody has published them.
    """

    id = models.BigAutoField(primary_key=True)
    term_key = models.IntegerField()
    kind = models.CharField(max_length=16, choices=RoundKind)
    opens_on = models.DateField()
    closes_on = models.DateField()
    grace_until = models.DateField(null=True)
    results_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    illustrative = models.BooleanField(default=True, db_default=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, term_key, kind, closes_on, grace_until")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "kind": "open", "opens_on": "open", "closes_on": "open", "grace_until": "open",
        "results_on": "open", "source": "open", "illustrative": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_term_has_one_round_of_each_kind", fields=["term_key", "kind"]),
            ExclusionConstraint(
                name="rounds_of_one_kind_do_not_overlap",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(
                            F("opens_on"), Coalesce(F("grace_until"), F("closes_on")),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange", output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(name="a_round_has_a_known_kind", condition=Q(kind__in=RoundKind.values)),
            models.CheckConstraint(name="a_round_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_round_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="grace_ends_after_the_round_closes",
                condition=Q(grace_until__isnull=True) | Q(grace_until__gt=F("closes_on")),
            ),
            models.CheckConstraint(
                name="results_come_after_the_round_opens",
                condition=Q(results_on__isnull=True) | Q(results_on__gt=F("opens_on")),
            ),
            models.CheckConstraint(name="a_round_says_where_its_dates_are_from", condition=~Q(source="")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.term_key}"


class RoundException(models.Model):
    """A round opened again for one school, by exception; of several, the latest day counts."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="exceptions")
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    open_until = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "open_until": "open", "reason": "open", "recorded_at": "open", "recorded_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="an_exception_is_given_once_for_a_day", fields=["round", "school", "open_until"]
            ),
            models.CheckConstraint(name="an_exception_has_a_reason", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"exception {self.pk}"


@keep_history
class Visit(models.Model):
    """One visit to a child's home, with the answers of the questionnaire as they were sent.

    `answers` holds codes of the code lists (`isee/places/data/codes`), money in baht a month, distances in km;
    a question that nobody answered has no key. `members` counts the pupil too. The pin is degrees (WGS84) with
    its accuracy in metres. A certified visit names its day and the official's position.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, db_default=RandomUUID(), editable=False)
    person_id = models.BigIntegerField()
    household_id = models.BigIntegerField(null=True)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="+")
    visited_on = models.DateField(null=True)
    visited_by = models.BigIntegerField(null=True)
    picture_source = models.CharField(max_length=16, choices=PictureSource)
    state = models.CharField(max_length=12, choices=VisitState)
    questionnaire = models.CharField(max_length=20, default="nr01", db_default="nr01")
    questionnaire_version = models.CharField(max_length=20)
    answers = models.JSONField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    photo_exception = models.CharField(max_length=40, blank=True, default="", db_default="")
    return_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    certified_on = models.DateField(null=True)
    certified_by = models.BigIntegerField(null=True)
    certifier_position = models.CharField(max_length=120, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12, choices=VisitSource)

    partitioned_by_year = True
    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "personal", "person_id": "personal", "household_id": "personal", "term_key": "open",
        "visited_on": "personal", "visited_by": "personal", "picture_source": "open", "state": "open",
        "questionnaire": "open", "questionnaire_version": "open", "answers": "sensitive", "lat": "personal",
        "lon": "personal", "accuracy_m": "personal", "photo_exception": "personal", "return_reason": "personal",
        "certified_on": "open", "certified_by": "personal", "certifier_position": "personal",
        "recorded_at": "open", "recorded_by": "personal", "source": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_visit_is_sent_once", fields=["uuid", "term_key"]),
            models.CheckConstraint(name="a_visit_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_visit_has_a_known_state", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(
                name="pictures_of_a_visit_come_from_somewhere", condition=Q(picture_source__in=PictureSource.values)
            ),
            models.CheckConstraint(name="a_visit_has_a_known_source", condition=Q(source__in=VisitSource.values)),
            models.CheckConstraint(
                name="a_visit_that_was_sent_has_its_day", condition=Q(state="draft") | Q(visited_on__isnull=False)
            ),
            models.CheckConstraint(
                name="a_returned_visit_says_why", condition=~Q(state="returned") | ~Q(return_reason="")
            ),
            models.CheckConstraint(
                name="a_certified_visit_and_no_other_has_a_day_and_an_official",
                condition=Q(state="certified", certified_on__isnull=False) & ~Q(certifier_position="")
                | ~Q(state="certified")
                & Q(certified_on__isnull=True, certified_by__isnull=True, certifier_position=""),
            ),
            models.CheckConstraint(
                name="a_visit_is_certified_on_its_day_or_later",
                condition=Q(certified_on__isnull=True) | Q(certified_on__gte=F("visited_on")),
            ),
            models.CheckConstraint(
                name="a_pin_has_both_coordinates_or_none",
                condition=Q(lat__isnull=True, lon__isnull=True, accuracy_m__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="an_accuracy_is_not_negative", condition=Q(accuracy_m__isnull=True) | Q(accuracy_m__gte=0)
            ),
            models.CheckConstraint(
                name="answers_are_keys_with_values",
                condition=Exact(
                    Func(F("answers"), function="jsonb_typeof", output_field=models.CharField()), Value("object")
                ),
            ),
            models.CheckConstraint(
                name="a_visit_names_its_questionnaire", condition=~Q(questionnaire="") & ~Q(questionnaire_version="")
            ),
        )
        indexes = (
            models.Index(name="visit_by_person", fields=["person_id", "term_key"]),
            models.Index(name="visit_by_school_and_term", fields=["school", "term_key"]),
        )

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Photo(models.Model):
    """One picture of a visit: what it shows, and where the sealed file lies.

    The visit is `visit_id` with `term_key` (its table is cut by year). `sha256` is of the picture as it is
    kept, without what the camera wrote into it; `store_key` is its id in the file store.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    visit_id = models.BigIntegerField()
    term_key = models.IntegerField()
    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=PhotoKind)
    taken_on = models.DateField()
    sha256 = models.BinaryField(max_length=32)
    store_key = models.UUIDField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id", term="term_key")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "personal", "visit_id": "personal", "term_key": "open", "person_id": "personal", "kind": "open",
        "taken_on": "personal", "sha256": "sensitive", "store_key": "sensitive", "width": "open",
        "height": "open", "bytes": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_visit_has_each_picture_once", fields=["visit_id", "term_key", "kind", "sha256"]
            ),
            models.UniqueConstraint(name="a_stored_file_is_one_photo", fields=["store_key"]),
            models.CheckConstraint(name="a_photo_has_a_known_kind", condition=Q(kind__in=PhotoKind.values)),
            models.CheckConstraint(name="a_photo_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_photo_has_a_size", condition=Q(width__gt=0, height__gt=0, bytes__gt=0)),
            models.CheckConstraint(
                name="a_hash_of_a_photo_has_32_bytes",
                condition=Exact(
                    Func(F("sha256"), function="octet_length", output_field=models.IntegerField()), Value(32)
                ),
            ),
        )
        indexes = (models.Index(name="photo_by_person", fields=["person_id", "term_key"]),)

    def __str__(self) -> str:
        return f"photo {self.pk}"


class ReminderKind(models.TextChoices):
    """What a school is reminded of."""

    ROSTER = "roster", "the roster of the term"
    VISITS = "visits", "home visits that are not certified"
    ATTENDANCE = "attendance", "attendance that was not reported"


class Reminder(models.Model):
    """An office asks a school for what is missing in a term; the school reads it in its list of work.

    Rows are kept: how often and when a school was asked is part of a round's story.
    """

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    subdistrict = models.IntegerField()
    term_key = models.IntegerField()
    kind = models.CharField(max_length=10, choices=ReminderKind)
    office = models.CharField(max_length=160)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField()

    rights = Rights(web="SELECT, INSERT", worker="SELECT")
    protection = Protection.by_place(school="school_id", subdistrict="subdistrict")
    privacy: ClassVar[dict[str, str]] = {
        "subdistrict": "open", "term_key": "open", "kind": "open", "office": "open", "sent_at": "open",
        "sent_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_reminder_has_a_known_kind", condition=Q(kind__in=ReminderKind.values)),
            models.CheckConstraint(name="a_reminder_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_reminder_names_its_office", condition=~Q(office="")),
        )
        indexes = (models.Index(name="reminder_by_school_and_term", fields=["school", "term_key"]),)

    def __str__(self) -> str:
        return f"reminder {self.pk}"
