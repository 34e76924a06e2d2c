"""The school-day calendar, absences against it, and the totals of a term."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from isee.access.api import OPEN, Protection, Rights, keep_history

IN_A_TERM = Q(term_key__range=(24001, 29999))
"""Keys of terms: the Buddhist year times ten plus the term."""
DAYS_IN_HALF_A_YEAR = 184


def _within_the_academic_year(field: str) -> Q:
    """A day from the April in which the year of the row's term begins to the May after its end."""

    def first_of(month: int, years_later: int) -> Func:
        year = F("term_key") / 10 - (543 - years_later)
        return Func(year, Value(month), Value(1), function="make_date", output_field=models.DateField())

    return Q(GreaterThanOrEqual(F(field), first_of(4, 0)), LessThan(F(field), first_of(6, 1)))


class DayChangeKind(models.TextChoices):
    """How a day differs from the week, whose Monday to Friday are school days."""

    HOLIDAY = "holiday", "holiday"
    CLOSED = "closed", "school closed"
    EXTRA = "extra", "extra school day"


class SchoolDayChange(models.Model):
    """A day that differs from the week: in the whole nation, in an area, or at one school.

    The nearest change counts: a school's own over its district's, a district's over the nation's. `source` says
    where the day is from; `illustrative` that no official list confirms it.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=DayChangeKind)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, null=True, related_name="+")
    name_th = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    source = models.CharField(max_length=200)
    illustrative = models.BooleanField(default=True, db_default=True)

    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, day, kind, area_id, school_id, illustrative"
    )
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "day": "open", "kind": "open", "name_th": "open", "name_en": "open", "source": "open",
        "illustrative": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_day_is_changed_once_for_a_place", fields=["day", "area", "school"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="a_day_is_a_holiday_closed_or_extra", condition=Q(kind__in=DayChangeKind.values)
            ),
            models.CheckConstraint(
                name="a_day_changes_for_an_area_or_for_a_school",
                condition=Q(area__isnull=True) | Q(school__isnull=True),
            ),
            models.CheckConstraint(
                name="a_changed_day_has_a_name_and_a_source",
                condition=~Q(name_th="") & ~Q(name_en="") & ~Q(source=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class AbsenceKind(models.TextChoices):
    """Whether a day away was explained. None of these counts as presence; the rule of the grant decides on leave."""

    ABSENT = "absent", "absent without leave"
    SICK = "sick", "sick"
    LEAVE = "leave", "on leave"


@keep_history
class Absence(models.Model):
    """A school day on which a pupil was away. A day without a row was a day at school, once the school has reported."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=6, choices=AbsenceKind)
    reason = models.CharField(max_length=4, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    partitioned_by_year = True
    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, person_id, school_id, term_key, day, kind"
    )
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "day": "personal", "kind": "sensitive", "reason": "sensitive", "recorded_at": "open",
        "recorded_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_child_is_away_once_on_a_day", fields=["person", "day", "term_key"]),
            models.CheckConstraint(name="an_absence_has_a_known_kind", condition=Q(kind__in=AbsenceKind.values)),
            models.CheckConstraint(name="an_absence_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(
                name="an_absence_lies_in_its_academic_year", condition=_within_the_academic_year("day")
            ),
            models.CheckConstraint(
                name="a_reason_of_an_absence_is_a_code", condition=Q(reason="") | Q(reason__regex=r"^[0-9]{2}$")
            ),
        )
        indexes = (models.Index(name="absence_by_school_and_day", fields=["school", "day"]),)

    def __str__(self) -> str:
        return f"absence {self.pk}"


@keep_history
class TermAttendance(models.Model):
    """Days at one school in one term.

    `days_expected` counts from the day of enrolment, without holidays. `days_present` is null until the
    school has reported: not known, which is never the same as absent. `days_leave` are days away with leave or
    sick, null where the school does not tell them apart; whether they count as presence no source settles.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    days_expected = models.SmallIntegerField()
    days_present = models.SmallIntegerField(null=True)
    days_leave = models.SmallIntegerField(null=True)

    partitioned_by_year = True
    rights = Rights(
        web="SELECT",
        worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, school_id, term_key, days_expected, days_present, days_leave",
    )
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "days_expected": "personal", "days_present": "personal", "days_leave": "personal",
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
                name="leave_is_among_the_days_not_present",
                condition=Q(days_leave__isnull=True)
                | Q(days_leave__gte=0, days_leave__lte=F("days_expected") - Coalesce(F("days_present"), 0)),
            ),
            models.CheckConstraint(
                name="attendance_belongs_to_a_term",
                condition=IN_A_TERM,
            ),
        )
        indexes = (models.Index(name="attendance_by_school_and_term", fields=["school", "term_key"]),)

    def __str__(self) -> str:
        return f"attendance {self.pk}"
