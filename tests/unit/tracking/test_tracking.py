"""Attendance and measurements: what the database refuses, what is loaded and marked."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction

from isee.tracking.api import (
    Measurement,
    TermAttendance,
    attendance_of,
    is_doubtful,
    load_bulk,
    measurements_of,
)
from tests.conftest import RoleChanger
from tests.unit.records import TERM, a_person, a_school

DAYS = {"term_key": TERM, "days_expected": 100, "days_present": 92}
BODY = {"term_key": TERM, "measured_on": date(2026, 11, 5), "weight_kg": Decimal(24), "height_cm": Decimal(125)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"days_expected": -1, "days_present": None}, "days_expected_fit_in_a_term"),
        ({"days_expected": 185}, "days_expected_fit_in_a_term"),
        ({"days_present": 101}, "nobody_is_present_on_more_days_than_expected"),
        ({"days_present": -1}, "nobody_is_present_on_more_days_than_expected"),
        ({"term_key": 2}, "attendance_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_days_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TermAttendance.objects.create(person=a_person(), school=a_school(), **{**DAYS, **change})


@pytest.mark.django_db
def test_attendance_stands_once_for_each_school_of_a_term() -> None:
    person, first, second = a_person(), a_school(), a_school("1058000002")
    TermAttendance.objects.create(person=person, school=first, **DAYS)
    TermAttendance.objects.create(person=person, school=second, **{**DAYS, "days_present": None})
    with pytest.raises(IntegrityError, match="attendance_stands_once"), transaction.atomic():
        TermAttendance.objects.create(person=person, school=second, **DAYS)
    assert [days.days_present for days in attendance_of(person.pk)] == [92, None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"weight_kg": None, "height_cm": None}, "a_measurement_has_a_weight_or_a_height"),
        ({"weight_kg": Decimal("0.05")}, "a_weight_is_between"),
        ({"weight_kg": Decimal(301)}, "a_weight_is_between"),
        ({"height_cm": Decimal("39.9")}, "a_height_is_between"),
        ({"height_cm": Decimal(251)}, "a_height_is_between"),
        ({"term_key": 0}, "a_measurement_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_body_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Measurement.objects.create(person=a_person(), **{**BODY, **change})


@pytest.mark.django_db
def test_a_child_is_measured_once_on_a_day() -> None:
    person = a_person()
    Measurement.objects.create(person=person, **BODY)
    with pytest.raises(IntegrityError, match="a_child_is_measured_once_on_a_day"), transaction.atomic():
        Measurement.objects.create(person=person, **BODY)


@pytest.mark.parametrize(
    ("weight", "height", "doubtful"),
    [("24", "125", False), ("125", "24", True), ("240", "125", True), ("8", "125", True), (None, "125", False),
     ("24", None, False)],
)  # fmt: skip
def test_a_weight_that_does_not_fit_the_height_is_doubtful(
    weight: str | None, height: str | None, doubtful: bool
) -> None:
    kilograms, centimetres = (Decimal(value) if value else None for value in (weight, height))
    assert is_doubtful(weight_kg=kilograms, height_cm=centimetres) is doubtful


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
        }
    )
    assert load_bulk("measurements", rows) == 3
    found = measurements_of(person.pk)
    assert [one.measured_on.isoformat() for one in found] == ["2026-11-05", "2026-06-10", "2025-12-20"]
    assert [one.doubtful for one in found] == [True, False, False]


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
    with pytest.raises(ValueError, match="attendance, measurements"):
        load_bulk("grades", pa.table({}))


@pytest.mark.django_db
def test_without_a_scope_nobody_reads_a_childs_days_or_body(as_role: RoleChanger) -> None:
    person = a_person()
    TermAttendance.objects.create(person=person, school=a_school(), **DAYS)
    Measurement.objects.create(person=person, **BODY)
    with as_role("web"):
        assert attendance_of(person.pk) == []
        assert measurements_of(person.pk) == []
