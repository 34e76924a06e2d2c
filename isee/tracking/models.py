"""Attendance totals by term and school, and measurements of weight and height."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from isee.access.api import Protection, Rights, keep_history

IN_A_TERM = Q(term_key__range=(24001, 29999))
"""Keys of terms: the Buddhist year times ten plus the term."""
DAYS_IN_HALF_A_YEAR = 184


@keep_history
class TermAttendance(models.Model):
    """Days at one school in one term.

    `days_expected` counts from the day of enrolment, without holidays. `days_present` is null until the
    school has reported: not known, which is never the same as absent.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    term_key = models.IntegerField()
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    days_expected = models.SmallIntegerField()
    days_present = models.SmallIntegerField(null=True)

    partitioned_by_year = True
    rights = Rights(
        web="SELECT",
        worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, school_id, term_key, days_expected, days_present",
    )
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "days_expected": "personal", "days_present": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="attendance_stands_once_for_a_child_term_and_school",
                fields=["person", "term_key", "school"],
            ),
            models.CheckConstraint(
                name="days_expected_fit_in_a_term", condition=Q(days_expected__range=(0, DAYS_IN_HALF_A_YEAR))
            ),
            models.CheckConstraint(
                name="nobody_is_present_on_more_days_than_expected",
                condition=Q(days_present__isnull=True) | Q(days_present__gte=0, days_present__lte=F("days_expected")),
            ),
            models.CheckConstraint(
                name="attendance_belongs_to_a_term",
                condition=IN_A_TERM,
            ),
        )
        indexes = (models.Index(name="attendance_by_school_and_term", fields=["school", "term_key"]),)

    def __str__(self) -> str:
        return f"attendance {self.pk}"


@keep_history
class Measurement(models.Model):
    """Weight and height on one day. What cannot be true is refused; what is hard to believe is kept and
    marked.

    The limits of what can be true are those of the Ministry of Public Health's indicator (weight 0.1 to 300
    kg, height 40 to 250 cm). `doubtful` is set by `rules.is_doubtful`.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    term_key = models.IntegerField()
    measured_on = models.DateField()
    weight_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    height_cm = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    doubtful = models.BooleanField(default=False)

    partitioned_by_year = True
    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id", term="term_key")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "measured_on": "personal", "weight_kg": "sensitive", "height_cm": "sensitive",
        "doubtful": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_child_is_measured_once_on_a_day", fields=["person", "measured_on", "term_key"]),
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
        )
        indexes = (models.Index(name="measurement_by_person", fields=["person", "term_key"]),)

    def __str__(self) -> str:
        return f"measurement {self.pk}"
