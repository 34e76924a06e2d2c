"""Absences, learning, problems, risks, signs and cases of the small world: a row of each table for every enrolment.

`tests/world.py` calls it; it only needs ids, so that it can stand below.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from isee.tracking.api import Absence, Case, CaseEntry, EarlySign, LearningResult, Problem, RiskScreening


def add_learning_and_care(enrolments: Sequence[tuple[int, int, int, int]], *, at: datetime) -> None:
    """Fill the tables for each (person, school, term, number)."""
    for person, school, term, number in enrolments:
        day = date(term // 10 - 543, 6 if term % 10 == 1 else 11, number)
        Absence.objects.create(
            person_id=person, school_id=school, term_key=term, day=day, kind="sick", reason="01", recorded_at=at
        )
        LearningResult.objects.create(
            person_id=person, school_id=school, term_key=term, grade="P4", gpa=Decimal("2.75"), subjects_below=0
        )
        RiskScreening.objects.create(
            person_id=person, term_key=term, area="economy", level="risk", instrument="school_care", screened_on=day
        )
        EarlySign.objects.create(
            person_id=person, term_key=term, kind="absence_run", raised_on=day, evidence={"days": 5}
        )
    for person in sorted({row[0] for row in enrolments}):
        _add_matters(person, term=max(row[2] for row in enrolments if row[0] == person), at=at)
    _change_everything()


def _add_matters(person: int, *, term: int, at: datetime) -> None:
    day = at.date()
    Problem.objects.create(
        person_id=person, kind="05", since=day, noted_on=day, term_key=term, recorded_at=at, source="typed"
    )
    case = Case.objects.create(person_id=person, kind="drop_out_risk", state="visiting", opened_on=day)
    for kind in ("opened", "visit"):
        CaseEntry.objects.create(case=case, person_id=person, happened_on=day, kind=kind, recorded_at=at)


def _change_everything() -> None:
    """Touch each row once, so that every history table holds what was there before."""
    Absence.objects.update(reason="07")
    LearningResult.objects.update(subjects_below=1)
    RiskScreening.objects.update(level="normal")
    EarlySign.objects.update(evidence={"days": 6})
    Problem.objects.update(note="ตัวอย่าง")
    Case.objects.update(state="helping")
