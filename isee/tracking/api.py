"""What other packages may use of `tracking`."""

from isee.tracking.growth import api as growth
from isee.tracking.models import Measurement, TermAttendance
from isee.tracking.operations import load_bulk
from isee.tracking.queries import attendance_of, measurements_of
from isee.tracking.rules import is_doubtful

__all__ = [
    "Measurement",
    "TermAttendance",
    "attendance_of",
    "growth",
    "is_doubtful",
    "load_bulk",
    "measurements_of",
]
