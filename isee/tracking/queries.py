"""Reads of tracking, inside the scope that is open."""

from isee.tracking.models import Measurement, TermAttendance


def attendance_of(person_id: int) -> list[TermAttendance]:
    """The attendance of one child by term and school, newest first."""
    return list(TermAttendance.objects.filter(person_id=person_id).order_by("-term_key", "school_id"))


def measurements_of(person_id: int) -> list[Measurement]:
    """The measurements of one child, newest first."""
    return list(Measurement.objects.filter(person_id=person_id).order_by("-measured_on"))
