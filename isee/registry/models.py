"""Persons, their identifiers, households and roster, relations, enrolments, transfers and consents.

Updates and deletes of these rows are kept in history tables by database triggers (one per statement). Every row
says when, by whom and from which source it was recorded.
"""

import uuid as uuid_module
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from isee.access.api import LAST_TERM, OPEN, Protection, Rights, keep_history

RECORDED: dict[str, str] = {"recorded_at": "open", "recorded_by": "personal", "source": "open"}


class Source(models.TextChoices):
    """Where a row came from."""

    ROSTER = "roster", "school roster (DMC)"
    TYPED = "typed", "typed by staff"
    SUBMISSION = "submission", "home visit"
    LINKAGE = "linkage", "linked delivery"
    SYNTHETIC = "synthetic", "synthetic nation"


class Recorded(models.Model):
    """When, by whom and from which source a row was recorded."""

    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12, choices=Source)

    class Meta:
        abstract = True


class Sex(models.TextChoices):
    """Sex as registered."""

    FEMALE = "f", "female"
    MALE = "m", "male"
    UNKNOWN = "u", "unknown"


class BirthPrecision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day", "day"
    MONTH = "month", "month"
    YEAR = "year", "year"
    UNKNOWN = "unknown", "unknown"


class LifeStatus(models.TextChoices):
    """Whether a person is known to live."""

    ALIVE = "alive", "alive"
    DEAD = "dead", "dead"
    UNKNOWN = "unknown", "unknown"


@keep_history
class Person(Recorded):
    """One human being, known by an internal id; numbers are identifiers of the person, not its key.

    After a merge the absorbed person stays and points to the canonical one; un-merging clears the pointer.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    canonical = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    prefix = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120, blank=True)
    given_key = models.CharField(max_length=120)
    family_key = models.CharField(max_length=120, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True)
    birth_precision = models.CharField(max_length=8, choices=BirthPrecision, default=BirthPrecision.UNKNOWN)
    nationality = models.CharField(max_length=8, blank=True)
    life_status = models.CharField(max_length=8, choices=LifeStatus, default=LifeStatus.UNKNOWN)
    died_on = models.DateField(null=True)

    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE",
        extract="id, canonical_id, sex, birth_date, birth_precision, nationality, life_status, recorded_at",
    )  # fmt: skip
    protection = Protection.by_person("id", any_period=True)
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "personal", "prefix": "personal", "given_name": "personal", "family_name": "personal",
        "given_key": "personal", "family_key": "personal", "sex": "personal", "birth_date": "personal",
        "birth_precision": "open", "nationality": "sensitive", "life_status": "personal", "died_on": "personal",
        **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_sex_is_female_male_or_unknown", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="a_birth_date_is_there_unless_unknown",
                condition=Q(birth_date__isnull=True, birth_precision="unknown")
                | Q(birth_date__isnull=False) & ~Q(birth_precision="unknown"),
            ),
            models.CheckConstraint(
                name="only_the_dead_have_a_day_of_death",
                condition=Q(died_on__isnull=True) | Q(life_status="dead"),
            ),
            models.CheckConstraint(
                name="a_person_is_not_merged_into_itself",
                condition=Q(canonical__isnull=True) | ~Q(canonical=F("id")),
            ),
        )
        indexes = (
            models.Index(name="person_by_name", fields=["given_key", "family_key"]),
            models.Index(name="person_by_family_name", fields=["family_key"]),
        )

    def __str__(self) -> str:
        return f"person {self.pk}"


class NameKey(models.Model):
    """The distinct normalised names of the registry, by which a misspelt search finds the right spelling.

    Kept up by a trigger; no role but the owner reads it: `registry_similar_names` asks it for others.
    """

    id = models.BigAutoField(primary_key=True)
    part = models.CharField(max_length=6, choices=[("given", "given name"), ("family", "family name")])
    key = models.CharField(max_length=120)

    rights = Rights(web="", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"part": "open", "key": "personal"}

    class Meta:
        constraints = (models.UniqueConstraint(name="a_name_is_once_in_the_dictionary", fields=["part", "key"]),)
        indexes = (GinIndex(name="name_key_by_trigram", fields=["key"], opclasses=["gin_trgm_ops"]),)


class IdentifierKind(models.TextChoices):
    """The kinds of numbers by which a person is known."""

    CITIZEN_ID = "citizen_id", "13-digit ID"
    G_CODE = "g_code", "G-code"
    PASSPORT = "passport", "passport"
    STUDENT_NUMBER = "student_number", "student number"


@keep_history
class Identifier(Recorded):
    """A number of a person: sealed (AES-GCM, bound to this row) with a keyed hash for equality.

    While keys rotate, `lookup_next` holds the hash under the new key, unique like the present one.
    A student number is a number of one school alone: its hash covers the school too.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=IdentifierKind)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField()
    lookup = models.BinaryField(max_length=32)
    lookup_next = models.BinaryField(max_length=32, null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "kind": "open", "school": "personal", "sealed": "sensitive", "lookup": "sensitive",
        "lookup_next": "sensitive", "valid_from": "open", "valid_to": "open", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_number_belongs_to_one_person",
                fields=["kind", "lookup"],
                condition=Q(valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_number_under_the_next_key_belongs_to_one_person",
                fields=["kind", "lookup_next"],
                condition=Q(valid_to__isnull=True, lookup_next__isnull=False),
            ),
            models.CheckConstraint(name="an_identifier_has_a_known_kind", condition=Q(kind__in=IdentifierKind.values)),
            models.CheckConstraint(
                name="a_student_number_and_no_other_names_its_school",
                condition=Q(kind="student_number", school__isnull=False)
                | ~Q(kind="student_number") & Q(school__isnull=True),
            ),
            models.CheckConstraint(
                name="an_identifier_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        )
        indexes = (models.Index(name="identifier_by_person", fields=["person"]),)


class HouseholdKind(models.TextChoices):
    """A family at home, or an institution in which pupils live."""

    ORDINARY = "ordinary", "ordinary household"
    INSTITUTION = "institution", "institution household"


@keep_history
class Household(Recorded):
    """People who live and eat together, and where they live."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=HouseholdKind, default=HouseholdKind.ORDINARY)
    house_number = models.CharField(max_length=40, blank=True)
    moo = models.CharField(max_length=10, blank=True)
    road = models.CharField(max_length=120, blank=True)
    subdistrict = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    postcode = models.CharField(max_length=5, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, subdistrict_id, kind")
    protection = Protection.by_household("id")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "personal", "kind": "open", "house_number": "personal", "moo": "personal", "road": "personal",
        "postcode": "personal", "lat": "personal", "lon": "personal", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_point_has_both_coordinates_or_none",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
        )

    def __str__(self) -> str:
        return f"household {self.pk}"


class Relation(models.TextChoices):
    """What a member is to the child, or a guardian to the child."""

    CHILD = "child", "child (pupil)"
    FATHER = "father", "father"
    MOTHER = "mother", "mother"
    GRANDPARENT = "grandparent", "grandparent"
    SIBLING = "sibling", "brother or sister"
    UNCLE_AUNT = "uncle_aunt", "uncle or aunt"
    OTHER_RELATIVE = "other_relative", "other relative"
    NOT_RELATED = "not_related", "not related"
    INSTITUTION = "institution", "institution"
    UNKNOWN = "unknown", "unknown"


@keep_history
class HouseholdMember(Recorded):
    """Who lives in a household, since when, and what they are to the pupil of the house."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=16, choices=Relation, default=Relation.UNKNOWN)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, household_id, person_id, until")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "relation": "personal", "since": "personal", "until": "personal", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_person_lives_in_one_household_at_a_time",
                fields=["person"],
                condition=Q(until__isnull=True),
            ),
            models.CheckConstraint(
                name="a_membership_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
            ),
        )
        indexes = (models.Index(name="member_by_household", fields=["household"]),)


@keep_history
class Guardianship(Recorded):
    """A person who cares for a child; protected as part of the child's record."""

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wards")
    relation = models.CharField(max_length=16, choices=Relation, default=Relation.UNKNOWN)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("child_id")
    privacy: ClassVar[dict[str, str]] = {
        "relation": "personal", "since": "personal", "until": "personal", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_guardian_is_once_the_guardian_of_a_child",
                fields=["child", "guardian"],
                condition=Q(until__isnull=True),
            ),
            models.CheckConstraint(name="nobody_is_their_own_guardian", condition=~Q(child=F("guardian"))),
            models.CheckConstraint(
                name="a_guardianship_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
            ),
        )
        indexes = (models.Index(name="guardianship_by_guardian", fields=["guardian"]),)


@keep_history
class NamedRelation(Recorded):
    """A parent or guardian known only by name from a roster: an unconfirmed relation of one child, not a person."""

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_relations")
    role = models.CharField(
        max_length=10, choices=[("father", "father"), ("mother", "mother"), ("guardian", "guardian")]
    )
    prefix = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120, blank=True)
    relation = models.CharField(max_length=60, blank=True)
    occupation = models.CharField(max_length=120, blank=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE, DELETE")
    protection = Protection.by_person("child_id")
    privacy: ClassVar[dict[str, str]] = {
        "role": "open", "prefix": "personal", "given_name": "personal", "family_name": "personal",
        "relation": "personal", "occupation": "personal", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_child_has_one_named_relation_of_a_role", fields=["child", "role"]),
        )


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
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
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
            models.Index(name="enrolment_by_person", fields=["person", "term_key"]),
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
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
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


class ConsentPurpose(models.TextChoices):
    """What a consent covers."""

    SCREENING = "screening", "screening for support"
    LINKAGE = "linkage", "linking with ministries"
    PHOTOS = "photos", "photographs of the house"
    HEALTH = "health", "health data"


class ConsentCapacity(models.TextChoices):
    """In what capacity somebody consented."""

    SELF = "self", "the pupil"
    PARENT = "parent", "parent"
    LEGAL_GUARDIAN = "legal_guardian", "legal guardian"
    CARER = "carer", "carer without legal guardianship"
    TEACHER_WITNESS = "teacher_witness", "carer, witnessed by a teacher"


@keep_history
class Consent(Recorded):
    """What was agreed to, who gave it, in what capacity, how, and whether it was withdrawn."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=ConsentPurpose)
    given_by = models.CharField(max_length=160, blank=True)
    capacity = models.CharField(max_length=16, choices=ConsentCapacity)
    manner = models.CharField(
        max_length=10, choices=[("paper", "on paper"), ("screen", "on a screen"), ("spoken", "spoken")]
    )
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "purpose": "open", "given_by": "personal", "capacity": "personal", "manner": "open",
        "given_on": "personal", "withdrawn_on": "personal", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_consent_is_withdrawn_after_it_is_given",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
            ),
        )
        indexes = (models.Index(name="consent_by_person", fields=["person"]),)
