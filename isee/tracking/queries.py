"""Reads of tracking, inside the scope that is open. Lists of one child are newest first."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Prefetch, Q

from isee.kernel import TermDates
from isee.places.api import area_path, schools_by_id, term_calendar
from isee.tracking.models import (
    Absence,
    Case,
    CaseEntry,
    DayChangeKind,
    EarlySign,
    LearningResult,
    Measurement,
    Problem,
    RiskScreening,
    SchoolDayChange,
    TermAttendance,
)
from isee.tracking.rules import DayChange, school_days

SCHOOL_ITSELF = 10


def attendance_of(person_id: int) -> list[TermAttendance]:
    """The attendance of one child by term and school."""
    return list(TermAttendance.objects.filter(person_id=person_id).order_by("-term_key", "school_id"))


def absences_of(person_id: int, *, from_term: int = 0) -> list[Absence]:
    """The days on which one child was away, since a term; daily rows reach back two terms."""
    rows = Absence.objects.filter(person_id=person_id)
    return list((rows.filter(term_key__gte=from_term) if from_term else rows).order_by("-day"))


def measurements_of(person_id: int) -> list[Measurement]:
    """The measurements of one child."""
    return list(Measurement.objects.filter(person_id=person_id).order_by("-measured_on"))


def learning_of(person_id: int) -> list[LearningResult]:
    """What schools reported of one child's learning, each with its school."""
    rows = LearningResult.objects.filter(person_id=person_id).select_related("school")
    return list(rows.order_by("-term_key", "school_id"))


def problems_of(person_id: int) -> list[Problem]:
    """The problems of one child: those that still stand first."""
    return sorted(
        Problem.objects.filter(person_id=person_id).order_by("-since", "-id"),
        key=lambda problem: problem.until is not None,
    )


def risk_screenings_of(person_id: int) -> list[RiskScreening]:
    """The findings of student care on one child, by term and area."""
    return list(RiskScreening.objects.filter(person_id=person_id).order_by("-term_key", "area", "instrument"))


def early_signs_of(person_id: int) -> list[EarlySign]:
    """The early signs of one child."""
    return list(EarlySign.objects.filter(person_id=person_id).order_by("-raised_on", "kind"))


def cases_of(person_id: int) -> list[Case]:
    """The cases of one child, each with its entries in the order of time (`case.entries.all()`)."""
    entries = Prefetch("entries", CaseEntry.objects.order_by("happened_on", "id"))
    return list(Case.objects.filter(person_id=person_id).prefetch_related(entries).order_by("-opened_on", "-id"))


def day_changes_of(school_id: int, term_key: int) -> list[SchoolDayChange]:
    """The days of a term that differ from the week at one school: its own, those of its areas, the nation's."""
    dates, school = _dates_of(term_key), schools_by_id([school_id]).get(school_id)
    if dates is None or school is None:
        return []
    areas = [area.code for area in area_path(school.subdistrict_id)]
    places = Q(school=school_id) | Q(area__in=areas) | Q(school=None, area=None)
    days = SchoolDayChange.objects.filter(places, day__range=(dates.starts_on, dates.ends_on))
    return list(days.order_by("day", "id"))


def school_days_of(school_id: int, term_key: int) -> list[date]:
    """The school days of one school in one term; none where the calendar does not know the term."""
    dates = _dates_of(term_key)
    if dates is None:
        return []
    changes = [
        DayChange(row.day, is_school_day=row.kind == DayChangeKind.EXTRA, nearness=_nearness(row))
        for row in day_changes_of(school_id, term_key)
    ]
    return school_days((dates.starts_on, dates.ends_on), changes)


def _dates_of(term_key: int) -> TermDates | None:
    return next((dates for dates in term_calendar() if dates.term.key == term_key), None)


def _nearness(change: SchoolDayChange) -> int:
    """The nation, then areas by the digits of their code, then the school itself."""
    if change.school_id is not None:
        return SCHOOL_ITSELF
    return 0 if change.area_id is None else len(str(change.area_id))


def unreported_attendance(school_ids: Collection[int], *, term_key: int) -> dict[int, int]:
    """For how many pupils each of these schools has not reported a term's days; schools with none left out."""
    rows = TermAttendance.objects.filter(school_id__in=school_ids, term_key=term_key, days_present=None)
    return dict(rows.values_list("school_id").annotate(Count("id")).order_by())
