"""What is loaded in bulk and read back, and who reads nothing."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction

from isee.tracking.api import (
    Measurement,
    TermAttendance,
    attendance_of,
    load_bulk,
    measurements_of,
)
from tests.conftest import RoleChanger
from tests.unit.records import TERM, a_person, a_school

DAYS = {"term_key": TERM, "days_expected": 100, "days_present": 92}
BODY = {"term_key": TERM, "measured_on": date(2026, 11, 5), "weight_kg": Decimal(24), "height_cm": Decimal(125)}


@pytest.mark.django_db
def test_attendance_stands_once_for_each_school_of_a_term() -> None:
    person, first, second = a_person(), a_school(), a_school("1058000002")
    TermAttendance.objects.create(person=person, school=first, **DAYS)
    TermAttendance.objects.create(person=person, school=second, **{**DAYS, "days_present": None})
    with pytest.raises(IntegrityError, match="attendance_stands_once"), transaction.atomic():
        TermAttendance.objects.create(person=person, school=second, **DAYS)
    assert [days.days_present for days in attendance_of(person.pk)] == [92, None]


@pytest.mark.django_db
def test_loaded_measurements_are_marked_when_doubtful_and_read_newest_first() -> None:
    person = a_person()
    rows = pa.table(
        {
            "person_id": [person.pk] * 3,
            "term_key": [25691, 25692, 25682],
            "measured_on": [date(2026, 6, 10), date(2026, 11, 5), date(2025, 12, 20)],
            "weight_kg": pa.array([Decimal("23.10"), Decimal("240.00"), None], pa.decimal128(5, 2)),
            "height_cm": pa.array([Decimal("123.00"), Decimal("125.00"), Decimal("120.50")], pa.decimal128(5, 2)),
            "sex": ["f"] * 3,
            "born": [date(2018, 6, 1)] * 3,
        }
    )
    assert load_bulk("measurements", rows) == 3
    found = measurements_of(person.pk)
    assert [one.measured_on.isoformat() for one in found] == ["2026-11-05", "2026-06-10", "2025-12-20"]
    assert [one.doubtful for one in found] == [True, False, False]
    assert [one.reference for one in found] == ["who2007"] * 3
    assert found[1].height_z is not None
    assert abs(found[1].height_z) < 2
    assert (found[2].weight_z, found[2].bmi_z) == (None, None)


@pytest.mark.django_db
def test_loaded_attendance_keeps_unknown_days_unknown() -> None:
    person, school = a_person(), a_school()
    rows = pa.table(
        {
            "person_id": [person.pk] * 2,
            "term_key": [25691, 25692],
            "school_id": [school.pk] * 2,
            "days_expected": [98, 30],
            "days_present": pa.array([90, None], pa.int16()),
        }
    )
    assert load_bulk("attendance", rows) == 2
    assert [(days.term_key, days.days_present) for days in attendance_of(person.pk)] == [(25692, None), (25691, 90)]


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(ValueError, match="attendance, absences"):
        load_bulk("grades", pa.table({}))


@pytest.mark.django_db
def test_without_a_scope_nobody_reads_a_childs_days_or_body(as_role: RoleChanger) -> None:
    person = a_person()
    TermAttendance.objects.create(person=person, school=a_school(), **DAYS)
    Measurement.objects.create(person=person, **BODY)
    with as_role("web"):
        assert attendance_of(person.pk) == []
        assert measurements_of(person.pk) == []
