"""One life on one line: a column for each school year, from the first known grade to the end of basic education."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from isee.kernel import AcademicTerm, Grade
from isee.registry.api import Enrolment
from isee.screening.api import Result
from isee.tracking.api import Measurement, TermAttendance

Row = TypeVar("Row", Result, Measurement)
LAST_GRADE = Grade.M6
ABSENT_FROM_LADDER = (Grade.V1, Grade.V2, Grade.V3)


@dataclass(frozen=True)
class Year:
    """One school year: what is known of it, or a year to come."""

    year: int
    grade: Grade | None
    now: bool
    future: bool
    result: Result | None = None
    income: Decimal | None = None
    attendance: int | None = None
    attendance_state: str = ""
    weight: Decimal | None = None
    height: Decimal | None = None


@dataclass(frozen=True)
class Stay:
    """Years in a row at one school, as one bar; `name` is empty where nothing is known."""

    school: object | None
    years: int
    now: bool


@dataclass(frozen=True)
class Life:
    """The whole table."""

    years: Sequence[Year]
    stays: Sequence[Stay]


def draw_life(
    enrolments: Sequence[Enrolment],
    results: Sequence[Result],
    attendance: Sequence[TermAttendance],
    measurements: Sequence[Measurement],
    *,
    present: AcademicTerm,
) -> Life:
    """The years between the first thing known and M.6; empty where nothing is known at all."""
    keys = [row.term_key for row in enrolments]
    keys += [row.term_key for row in results] + [row.term_key for row in attendance]
    keys += [row.term_key for row in measurements]
    if not keys:
        return Life([], [])
    last = {row.term_key // 10: row for row in sorted(enrolments, key=lambda row: (row.term_key, row.ended_on is None))}
    years = [
        _year(year, last.get(year), results, attendance, measurements, present=present)
        for year in range(min(keys) // 10, max(present.year, max(keys) // 10) + 1)
    ]
    return Life([*years, *_to_come(years, present)], _stays(years, last, _to_come(years, present)))


def _year(
    year: int, enrolment: Enrolment | None, results: Sequence[Result], attendance: Sequence[TermAttendance],
    measurements: Sequence[Measurement], *, present: AcademicTerm,
) -> Year:  # fmt: skip
    result = _latest(results, year)
    measured = _latest(measurements, year)
    share, state = _attendance(attendance, year)
    return Year(
        year, Grade(enrolment.grade) if enrolment else None, now=year == present.year, future=False, result=result,
        income=result.income_per_head if result else None, attendance=share, attendance_state=state,
        weight=measured.weight_kg if measured else None, height=measured.height_cm if measured else None,
    )  # fmt: skip


def _latest(rows: Sequence[Row], year: int) -> Row | None:
    return max((row for row in rows if row.term_key // 10 == year), key=lambda row: row.term_key, default=None)


def _attendance(rows: Sequence[TermAttendance], year: int) -> tuple[int | None, str]:
    """Per cent of the days expected in the terms that were reported, and whether a term is missing."""
    of_year = [row for row in rows if row.term_key // 10 == year and row.days_expected]
    reported = [row for row in of_year if row.days_present is not None]
    expected = sum(row.days_expected for row in reported)
    if not expected:
        return None, "unreported" if of_year else ""
    present = sum(row.days_present or 0 for row in reported)
    return round(100 * present / expected), "part" if len(reported) < len(of_year) else "whole"


def _to_come(years: Sequence[Year], present: AcademicTerm) -> list[Year]:
    """The grades up to M.6 that follow on the present one, a year each."""
    grade = years[-1].grade
    if grade is None or grade in ABSENT_FROM_LADDER or years[-1].year < present.year:
        return []
    ahead: list[Year] = []
    following = grade.next()
    while following is not None and following.order <= LAST_GRADE.order and grade is not LAST_GRADE:
        ahead.append(Year(years[-1].year + 1 + len(ahead), following, now=False, future=True))
        grade, following = following, following.next()
    return ahead


def _stays(years: Sequence[Year], last: dict[int, Enrolment], ahead: Sequence[Year]) -> list[Stay]:
    stays: list[Stay] = []
    for year in years:
        enrolment = last.get(year.year)
        school = enrolment.school if enrolment else None
        if stays and stays[-1].school == school:
            stays[-1] = Stay(school, stays[-1].years + 1, stays[-1].now or year.now)
        else:
            stays.append(Stay(school, 1, year.now))
    return [*stays, Stay(None, len(ahead), False)] if ahead else stays
