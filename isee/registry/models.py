"""Persons, their identifiers, households and roster, relations and consents; enrolments and transfers come along.

Updates and deletes of these rows are kept in history tables by database triggers (one per statement). Every row
says when, by whom and from which source it was recorded.
"""

import uuid as uuid_module
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from isee.access.api import OPEN, Protection, Rights, keep_history
from isee.registry.enrolment_models import Enrolment, Outcome, Room, Transfer, TransferState
from isee.registry.recorded import RECORDED, Recorded, Source

__all__ = [
    "BirthPrecision",
    "Consent",
    "ConsentCapacity",
    "ConsentPurpose",
    "Enrolment",
    "Guardianship",
    "Household",
    "HouseholdMember",
    "Identifier",
    "IdentifierKind",
    "LifeStatus",
    "NameKey",
    "NamedRelation",
    "Outcome",
    "Person",
    "Recorded",
    "Room",
    "Sex",
    "Source",
    "Transfer",
    "TransferState",
]


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

    Kept up by a trigger; no role but the owner reads it: `registry_search_names` asks it for others.
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
    uuid = models.UUIDField(default=uuid_module.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers", db_index=False)
    kind = models.CharField(max_length=16, choices=IdentifierKind)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
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
        indexes = (
            models.Index(name="identifier_by_person", fields=["person"]),
            models.Index(name="former_number", fields=["lookup"], condition=Q(valid_to__isnull=False)),
            models.Index(
                name="former_number_under_next_key",
                fields=["lookup_next"],
                condition=Q(valid_to__isnull=False, lookup_next__isnull=False),
            ),
        )


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
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members", db_index=False)
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
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wards", db_index=False)
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
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_relations", db_index=False)
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
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", db_index=False)
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
