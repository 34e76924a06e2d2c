"""Reads of one child's learning and care, and the rights on them: who writes, who only adds, who sees nothing."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from isee.access.api import Role
from isee.tracking.api import (
    CaseState,
    absences_of,
    cases_of,
    early_signs_of,
    learning_of,
    load_bulk,
    problems_of,
    risk_screenings_of,
)
from isee.tracking.states import STEPS, diagram, may_take, steps_from
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school
from tests.world import World

DAY = date(2026, 11, 5)
NOTES = ("problem", "riskscreening", "earlysign", "case", "caseentry", "absence", "learningresult")


def load_care(person: int, school: int) -> None:
    """One row of each table, loaded in bulk as a big import does."""
    row = {"person_id": [person], "term_key": [TERM]}
    recorded = {"recorded_at": [AT]}
    load_bulk("absences", pa.table({**row, "school_id": [school], "day": [DAY], "kind": ["sick"], **recorded}))
    load_bulk("learning", pa.table({**row, "school_id": [school], "grade": ["P2"], "gpa": ["3.25"]}))
    load_bulk(
        "problems",
        pa.table({**row, "kind": ["05"], "since": [DAY], "noted_on": [DAY], "source": ["typed"], **recorded}),
    )
    level = {"area": ["mind"], "level": ["risk"], "instrument": ["sdq"], "score": [17], "screened_on": [DAY]}
    load_bulk("risk_screenings", pa.table({**row, **level}))
    load_bulk(
        "early_signs", pa.table({**row, "kind": ["absence_run"], "raised_on": [DAY], "evidence": ['{"days": 7}']})
    )
    case = {"id": [9_000_001], "person_id": [person], "kind": ["other"], "state": ["visiting"], "opened_on": [DAY]}
    load_bulk("cases", pa.table(case))
    entries = {
        "case_id": [9_000_001] * 2,
        "person_id": [person] * 2,
        "happened_on": [DAY, DAY],
        "recorded_at": [AT] * 2,
    }
    load_bulk("case_events", pa.table({**entries, "kind": ["opened", "visit"]}))


@pytest.mark.django_db
def test_what_is_loaded_is_read_back_by_child() -> None:
    person, school = a_person(), a_school()
    load_care(person.pk, school.pk)
    assert [(one.day, one.kind, one.reason) for one in absences_of(person.pk, from_term=25691)] == [(DAY, "sick", "")]
    assert absences_of(person.pk, from_term=25701) == []
    assert [(str(one.gpa), one.school.code, one.promotion) for one in learning_of(person.pk)] == [
        ("3.25", "1058000001", "")
    ]
    assert [one.kind for one in problems_of(person.pk)] == ["05"]
    assert [(one.area, one.score) for one in risk_screenings_of(person.pk)] == [("mind", 17)]
    assert [one.evidence for one in early_signs_of(person.pk)] == [{"days": 7}]
    (case,) = cases_of(person.pk)
    assert case.uuid
    assert [entry.kind for entry in case.entries.all()] == ["opened", "visit"]


@pytest.mark.django_db
def test_a_child_s_cases_and_their_entries_take_two_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = a_person()
    load_care(person.pk, a_school().pk)
    with django_assert_num_queries(2):
        assert [len(case.entries.all()) for case in cases_of(person.pk)] == [2]


@pytest.mark.django_db
def test_problems_that_stand_come_before_those_that_are_over() -> None:
    person = a_person()
    row = {"person_id": [person.pk] * 2, "term_key": [TERM] * 2, "kind": ["01", "02"], "noted_on": [DAY] * 2}
    since = {"since": [date(2026, 6, 1), date(2025, 6, 1)], "until": pa.array([DAY, None], pa.date32())}
    load_bulk("problems", pa.table({**row, **since, "source": ["typed"] * 2, "recorded_at": [AT] * 2}))
    assert [problem.kind for problem in problems_of(person.pk)] == ["02", "01"]


def test_a_former_school_sees_its_own_terms_of_school_but_nothing_of_care(world: World, as_role: RoleChanger) -> None:
    moved = world.persons["ek"]
    with as_role("web", token=world.token("school_admin")):
        assert {row.term_key for row in learning_of(moved)} == {25682, 25691}
        assert {row.term_key for row in absences_of(moved)} == {25682, 25691}
        assert (problems_of(moved), risk_screenings_of(moved), early_signs_of(moved), cases_of(moved)) == (
            [],
            [],
            [],
            [],
        )
    with as_role("web", token=world.token("director")):
        assert {row.term_key for row in learning_of(moved)} == {25682, 25691, 25692}
        assert all((problems_of(moved), risk_screenings_of(moved), early_signs_of(moved), cases_of(moved)))


@pytest.mark.parametrize("table", NOTES)
@pytest.mark.parametrize(
    "act", ["INSERT INTO tracking_{} DEFAULT VALUES", "UPDATE tracking_{} SET id = id", "DELETE FROM tracking_{}"]
)
def test_the_web_role_only_reads(world: World, as_role: RoleChanger, table: str, act: str) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with as_role("web", token=world.token("school_admin")), refused, transaction.atomic():
        run(act.format(table))


@pytest.mark.parametrize("act", ["UPDATE tracking_caseentry SET text = ''", "DELETE FROM tracking_caseentry"])
def test_entries_of_a_case_are_added_and_never_changed(world: World, as_role: RoleChanger, act: str) -> None:
    with as_role("worker"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(act)


@pytest.mark.parametrize("view", ["attendance", "absences", "learning", "measurements"])
def test_an_extract_reads_what_reporting_needs(world: World, as_role: RoleChanger, view: str) -> None:
    with as_role("extract"):
        assert run(f"SELECT count(*) FROM extract_{view}") > 0


@pytest.mark.parametrize("table", ["problem", "riskscreening", "earlysign", "case", "caseentry"])
def test_an_extract_reads_no_table_of_care(world: World, as_role: RoleChanger, table: str) -> None:
    with as_role("extract"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(f"SELECT 1 FROM tracking_{table}")


@pytest.mark.parametrize("view", ["problems", "risks", "searches"])
def test_an_extract_counts_care_by_yes_and_no(world: World, as_role: RoleChanger, view: str) -> None:
    with as_role("extract"):
        assert run(f"SELECT count(*) FROM extract_{view}") >= 0


def run(statement: str) -> int:
    """The first number that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def test_each_state_of_a_case_can_be_reached_and_left() -> None:
    assert {step.after for step in STEPS} == set(CaseState)
    assert all(steps_from(state) for state in CaseState)


@pytest.mark.parametrize(
    ("role", "before", "after", "allowed"),
    [
        (Role.TEACHER, CaseState.OPEN, CaseState.VISITING, True),
        (Role.TEACHER, CaseState.HELPING, CaseState.CLOSED, False),
        (Role.CASE_WORKER, CaseState.HELPING, CaseState.CLOSED, True),
        (Role.GUARDIAN, CaseState.OPEN, CaseState.CLOSED, False),
        (Role.DIRECTOR, CaseState.CLOSED, CaseState.VISITING, False),
    ],
)
def test_who_may_take_which_step_is_one_table(role: Role, before: CaseState, after: CaseState, allowed: bool) -> None:
    assert may_take(role, before=before, after=after) is allowed


def test_the_diagram_names_every_state() -> None:
    assert all(state.value in diagram() for state in CaseState)
