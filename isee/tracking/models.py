"""What a child learns and how it grows; attendance and care come along from modules of their own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from isee.access.api import Protection, Rights, keep_history
from isee.kernel import Grade, GradeBand
from isee.tracking.attendance_models import (
    IN_A_TERM,
    Absence,
    AbsenceKind,
    DayChangeKind,
    SchoolDayChange,
    TermAttendance,
)
from isee.tracking.care_models import (
    CareLevel,
    Case,
    CaseEntry,
    CaseEntryKind,
    CaseKind,
    CaseOutcome,
    EarlySign,
    Instrument,
    Problem,
    RiskScreening,
    SignKind,
)
from isee.tracking.growth.models import GrowthRow, GrowthTable
from isee.tracking.states import CaseState

__all__ = [
    "Absence",
    "AbsenceKind",
    "CareLevel",
    "Case",
    "CaseEntry",
    "CaseEntryKind",
    "CaseKind",
    "CaseOutcome",
    "CaseState",
    "DayChangeKind",
    "EarlySign",
    "GrowthRow",
    "GrowthTable",
    "Instrument",
    "LearningResult",
    "Measurement",
    "Problem",
    "Promotion",
    "RiskScreening",
    "SchoolDayChange",
    "SignKind",
    "TermAttendance",
]

GRADES = [grade.value for grade in Grade]
KINDERGARTEN = [grade.value for grade in Grade if grade.band is GradeBand.PRE_PRIMARY]
MARK = (0, 3)
"""Marks of reading and thinking and of character: 0 not passed, 1 passed, 2 good, 3 excellent."""
SCORES = ("height_z", "weight_z", "bmi_z")


def _within(field: str, limits: tuple[object, object]) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": limits})


class Promotion(models.TextChoices):
    """What a school decides at the end of an academic year."""

    PROMOTED = "promoted", "promoted"
    REPEATS = "repeats", "repeats the grade"
    GRADUATED = "graduated", "graduated"


@keep_history
class LearningResult(models.Model):
    """What one school reported of a pupil's learning in one term, after the core curriculum of 2551.

    `gpa` is the grade point average of the term, 0 to 4. `subjects_below` counts subjects with 0, ร (incomplete) or
    มส (not entitled to be assessed). Kindergarten has neither.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    grade = models.CharField(max_length=2)
    gpa = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    subjects_below = models.SmallIntegerField(null=True)
    reading_thinking = models.SmallIntegerField(null=True)
    character = models.SmallIntegerField(null=True)
    activities_passed = models.BooleanField(null=True)
    promotion = models.CharField(max_length=10, choices=Promotion, blank=True, default="", db_default="")

    partitioned_by_year = True
    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, school_id, term_key, grade, gpa, subjects_below, reading_thinking, character, "
        "activities_passed, promotion",
    )  # fmt: skip
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "grade": "personal", "gpa": "personal", "subjects_below": "personal",
        "reading_thinking": "personal", "character": "personal", "activities_passed": "personal",
        "promotion": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_school_reports_learning_once_a_term", fields=["person", "term_key", "school"]
            ),
            models.CheckConstraint(name="learning_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="learning_is_of_a_known_grade", condition=Q(grade__in=GRADES)),
            models.CheckConstraint(name="a_grade_point_lies_between_0_and_4", condition=_within("gpa", (0, 4))),
            models.CheckConstraint(
                name="subjects_below_are_not_negative", condition=_within("subjects_below", (0, 99))
            ),
            models.CheckConstraint(
                name="kindergarten_has_no_grade_point",
                condition=~Q(grade__in=KINDERGARTEN) | Q(gpa__isnull=True, subjects_below__isnull=True),
            ),
            models.CheckConstraint(
                name="marks_of_learning_are_0_to_3",
                condition=_within("reading_thinking", MARK) & _within("character", MARK),
            ),
            models.CheckConstraint(
                name="promotion_is_decided_in_a_second_term",
                condition=Q(promotion="")
                | Q(promotion__in=Promotion.values) & Q(Exact(Mod("term_key", Value(10)), Value(2))),
            ),
        )
        indexes = (models.Index(name="learning_by_school_and_term", fields=["school", "term_key"]),)

    def __str__(self) -> str:
        return f"learning {self.pk}"


@keep_history
class Measurement(models.Model):
    """Weight and height on one day. What cannot be true is refused; what is hard to believe is kept and
    marked.

    The limits of what can be true are those of the Ministry of Public Health's indicator (weight 0.1 to 300
    kg, height 40 to 250 cm). `doubtful` is set when rows are loaded. The z-scores, in standard deviations, are
    measured against the table named in `reference`; null where that table has no value for the age.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    measured_on = models.DateField()
    weight_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    height_cm = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    doubtful = models.BooleanField(default=False)
    height_z = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    weight_z = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    bmi_z = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reference = models.CharField(max_length=20, blank=True, default="", db_default="")

    partitioned_by_year = True
    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, term_key, measured_on, doubtful, height_z, weight_z, bmi_z, reference",
    )  # fmt: skip
    protection = Protection.by_person("person_id", term="term_key")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "measured_on": "personal", "weight_kg": "sensitive", "height_cm": "sensitive",
        "doubtful": "sensitive", "height_z": "sensitive", "weight_z": "sensitive", "bmi_z": "sensitive",
        "reference": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_child_is_measured_once_on_a_day", fields=["person", "measured_on", "term_key"]
            ),
            models.CheckConstraint(
                name="a_measurement_has_a_weight_or_a_height",
                condition=Q(weight_kg__isnull=False) | Q(height_cm__isnull=False),
            ),
            models.CheckConstraint(
                name="a_weight_is_between_100_grams_and_300_kilograms",
                condition=Q(weight_kg__isnull=True) | Q(weight_kg__range=("0.1", "300")),
            ),
            models.CheckConstraint(
                name="a_height_is_between_40_and_250_centimetres",
                condition=Q(height_cm__isnull=True) | Q(height_cm__range=("40", "250")),
            ),
            models.CheckConstraint(
                name="a_measurement_belongs_to_a_term",
                condition=IN_A_TERM,
            ),
            models.CheckConstraint(
                name="a_z_score_names_its_reference",
                condition=~Q(reference="") | Q(**{f"{score}__isnull": True for score in SCORES}),
            ),
            models.CheckConstraint(
                name="a_z_score_is_of_what_was_measured",
                condition=(Q(height_z__isnull=True) | Q(height_cm__isnull=False))
                & (Q(weight_z__isnull=True) | Q(weight_kg__isnull=False))
                & (Q(bmi_z__isnull=True) | Q(weight_kg__isnull=False, height_cm__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"measurement {self.pk}"
