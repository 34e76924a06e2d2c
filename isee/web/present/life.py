"""One life on one line: a column for each school year from kindergarten to M.6, and a row for each thing known.

Years before the first thing known are one column that says so; the grades to come follow on the present one. Fifteen
years in all where a child goes up each year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from isee.kernel import AcademicTerm, Grade
from isee.registry.api import Enrolment

FIRST_GRADE, LAST_GRADE = Grade.K1, Grade.M6
ABSENT_FROM_LADDER = (Grade.V1, Grade.V2, Grade.V3)


@dataclass(frozen=True)
class Mark:
    """What is known of one thing in one year. `tone` is its colour; `note` says in words what the sign leaves out."""

    text: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Year:
    """One school year: the grade, as far as it is known, and whether it is this one or still to come."""

    year: int
    grade: Grade | None
    now: bool
    future: bool


@dataclass(frozen=True)
class Stay:
    """Years in a row at one school, as one bar; `school` is empty where nothing is known."""

    school: object | None
    years: int
    now: bool
    future: bool = False


@dataclass(frozen=True)
class LifeRow:
    """One thing over the years, a mark or nothing for each year that is known."""

    label: str
    marks: Sequence[tuple[Year, Mark | None]]


@dataclass(frozen=True)
class Life:
    """The whole table. `before` are the school years before the first thing known, of which nothing is here."""

    years: Sequence[Year]
    stays: Sequence[Stay]
    rows: Sequence[LifeRow] = ()
    missing: Sequence[str] = ()
    before: tuple[int, int] | None = None

    @property
    def columns(self) -> int:
        """How many columns of years the table has."""
        return len(self.years) + (self.before is not None)


def draw_life(
    enrolments: Sequence[Enrolment],
    things: Sequence[tuple[str, Mapping[int, Mark]]],
    *,
    present: AcademicTerm,
) -> Life:
    """The years between the first thing known and M.6; empty where nothing is known at all.

    `things` are the rows: a label with marks by year. A thing of which no year is known is named in `missing`, so
    that nobody takes an empty row for nothing done.
    """
    first = {row.term_key // 10 for row in enrolments} | {year for _label, marks in things for year in marks}
    if not first:
        return Life([], [])
    last = {row.term_key // 10: row for row in sorted(enrolments, key=lambda row: (row.term_key, row.ended_on is None))}
    years = [_year(year, last.get(year), present) for year in range(min(first), max(present.year, max(first)) + 1)]
    ahead = _to_come(years, present)
    return Life(
        [*years, *ahead],
        _stays(years, last, ahead),
        [
            LifeRow(label, [(year, marks.get(year.year)) for year in (*years, *ahead)])
            for label, marks in things
            if marks
        ],
        [label for label, marks in things if not marks],
        _before(years),
    )


def _year(year: int, enrolment: Enrolment | None, present: AcademicTerm) -> Year:
    return Year(year, Grade(enrolment.grade) if enrolment else None, now=year == present.year, future=False)


def _row(label: str, marks: Mapping[int, Mark], years: Sequence[Year]) -> LifeRow:
    return LifeRow(label, [(year, marks.get(year.year)) for year in years])


def _before(years: Sequence[Year]) -> tuple[int, int] | None:
    """The school years that a child in this grade has behind it and of which nothing is known."""
    grade = next((year.grade for year in years if year.grade is not None), None)
    if grade is None or years[0].grade is None or grade in ABSENT_FROM_LADDER:
        return None
    behind = grade.order - FIRST_GRADE.order
    return (years[0].year - behind, years[0].year - 1) if behind > 0 else None


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


def _stays(years: Sequence[Year], last: Mapping[int, Enrolment], ahead: Sequence[Year]) -> list[Stay]:
    stays: list[Stay] = []
    for year in years:
        enrolment = last.get(year.year)
        school = enrolment.school if enrolment else None
        if stays and stays[-1].school == school:
            stays[-1] = replace(stays[-1], years=stays[-1].years + 1, now=stays[-1].now or year.now)
        else:
            stays.append(Stay(school, 1, year.now))
    return [*stays, Stay(None, len(ahead), now=False, future=True)] if ahead else stays
