"""What an extract counts by yes and no: homes, care, help and stages of a child, and what a school had sent."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from isee.collect.models import Round, Visit
from isee.kernel import AcademicTerm
from isee.places.api import term_calendar
from isee.registry.models import Person
from isee.reporting.extract.children import HOME_ANSWERS
from isee.reporting.extract.source import read_school_terms
from isee.screening.api import Result
from isee.support.models import OtherHelp
from isee.tracking.api import Case, Problem, RiskScreening, TermAttendance
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school, enrolled

pytestmark = pytest.mark.django_db
POOR_HOME: dict[str, Any] = {
    "lives_with": "02", "dependency": ["elderly"], "floor": ["planks", "bamboo"], "wall": ["zinc"], "roof": ["metal"],
    "toilet": True, "farmland": "below_1", "water": "rain", "electricity": "shared", "vehicles": ["motorcycle"],
    "appliances": ["refrigerator"], "travel": {"means": "walk", "km": 2, "minutes": 30},
    "members": [
        {"relation": "grandparent", "age": 68, "education": "primary", "welfare": 900},
        {"relation": "self", "age": 10, "education": "primary"},
    ],
}  # fmt: skip
GOOD_HOME: dict[str, Any] = {
    "lives_with": "01", "dependency": [], "floor": ["tile"], "wall": ["brick"], "roof": ["tile"], "toilet": True,
    "farmland": "over_5", "water": "piped", "electricity": "meter", "vehicles": ["pickup_old"],
    "appliances": ["refrigerator", "flat_tv"], "travel": {"means": "own_car", "km": 9, "minutes": 25},
    "members": [
        {"relation": "father", "age": 40, "education": "primary", "wage": 9000},
        {"relation": "mother", "age": 38, "education": "vocational"},
    ],
}  # fmt: skip


def visited(person: Person, answers: Any, *, term_key: int = TERM, **values: Any) -> Visit:
    """A form about the home of a pupil, certified unless told otherwise."""
    state = values.get("state", "certified")
    certified = {"certified_on": date(2026, 11, 6), "certifier_position": "กำนัน"} if state == "certified" else {}
    fields = {
        "person_id": person.pk, "school": values.pop("school", None) or a_school("1058000009"), "term_key": term_key,
        "visited_on": date(2026, 11, 3), "picture_source": "teacher_visited", "state": state,
        "questionnaire_version": "2569", "answers": answers, "recorded_at": AT, "source": "phone", **certified,
        **values,
    }  # fmt: skip
    return Visit.objects.create(**fields)


@pytest.mark.parametrize(("answers", "said"), [(POOR_HOME, True), (GOOD_HOME, False)])
def test_answers_of_a_home_are_told_by_yes_and_no(rows: Any, answers: Any, said: bool) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    visited(person, answers, school=school)
    (row,) = rows()
    wanted = dict.fromkeys(HOME_ANSWERS, said) | {"applied": True, "verified": True, "institution": False}
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize("answers", [{"lives_with": "05"}, {"members": "x", "vehicles": None, "travel": 3}, {}])
def test_what_was_not_answered_is_not_known(rows: Any, answers: Any) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    visited(person, answers, school=school, state="sent", picture_source="pupil_supplied")
    (row,) = rows()
    assert (row["applied"], row["verified"]) == (True, False)
    assert row["institution"] == (True if answers.get("lives_with") else None)
    assert {row[name] for name in HOME_ANSWERS if name not in ("verified", "institution", "lives_apart")} == {None}


def test_the_newest_form_that_was_sent_within_three_years_speaks(rows: Any) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    visited(person, POOR_HOME, school=school, term_key=25662, visited_on=date(2024, 1, 3))
    assert rows()[0]["open_water"] is None
    visited(person, POOR_HOME, school=school, term_key=25671, visited_on=date(2024, 6, 3))
    visited(person, GOOD_HOME, school=school, state="draft")
    (row,) = rows()
    assert (row["open_water"], row["applied"]) == (True, False)


def test_care_is_told_by_yes_and_no(rows: Any) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school, disadvantages=["01", "04"])
    days = {"noted_on": date(2026, 6, 1), "term_key": 25691, "recorded_at": AT, "source": "typed"}
    Problem.objects.create(person=person, kind="05", since=date(2026, 5, 1), note="ไม่ควรเห็น", **days)
    Problem.objects.create(person=person, kind="03", since=date(2025, 5, 1), until=date(2026, 7, 1), **days)
    for area, level in (("economy", "problem"), ("games", "normal"), ("drugs", "risk")):
        RiskScreening.objects.create(
            person=person, term_key=25691, area=area, level=level, instrument="school_care", screened_on=AT.date()
        )
    Case.objects.create(person=person, kind="out_of_school", opened_on=date(2026, 6, 2))
    (row,) = rows()
    wanted = {
        "problem": True, "disability": False, "risk": True, "abandoned": False, "endangered": True, "searched": True,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_what_nobody_noted_is_not_known(rows: Any) -> None:
    person = a_person()
    enrolled(person, a_school(), disadvantages=["01", "03"])
    RiskScreening.objects.create(
        person=person, term_key=25682, area="drugs", level="risk", instrument="school_care", screened_on=AT.date()
    )
    Case.objects.create(person=person, kind="protection", opened_on=date(2026, 6, 2))
    Case.objects.create(
        person=person, kind="out_of_school", opened_on=date(2024, 6, 2), state="closed", closed_on=date(2024, 9, 1),
        outcome="returned_to_school",
    )  # fmt: skip
    (row,) = rows()
    names = ("problem", "disability", "risk", "abandoned", "endangered", "searched", "helped", "applied", "finished")
    assert {row[name] for name in names} == {None}


@pytest.mark.parametrize(
    ("income", "near"), [("3000.00", False), ("3000.01", True), ("3600.00", True), ("3600.01", False)]
)
def test_an_income_a_fifth_above_the_models_line_is_near_it(rows: Any, income: str, near: bool) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    Result.objects.create(
        person=person, school=school, term_key=TERM, poverty_class="not_poor", income_per_head=Decimal(income),
        model_version="illustrative-synthetic-1", decided_at=AT,
    )  # fmt: skip
    assert rows()[0]["near_line"] is near


@pytest.mark.parametrize(("present", "met"), [(85, True), (84, False)])
def test_days_are_judged_by_the_rule_of_their_term(rows: Any, present: int, met: bool) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    TermAttendance.objects.create(person=person, school=school, term_key=TERM, days_expected=100, days_present=present)
    assert rows()[0]["rule_met"] is met


def test_who_ended_a_stage_last_year_is_known_in_school_or_not(rows: Any) -> None:
    school, stays, gone, repeats = a_school(), a_person(), a_person(), a_person()
    for person, outcome in ((stays, ""), (gone, "graduated"), (repeats, "repeats")):
        ended = {"ended_on": date(2026, 4, 1), "outcome": outcome} if outcome else {}
        enrolled(person, school, term_key=25682, grade="P6", **ended)
    enrolled(stays, school, grade="M1")
    enrolled(repeats, school, grade="P6")
    assert sorted((row["in_school"], row["finished"] or "") for row in rows()) == [
        (False, "P6"), (True, ""), (True, "P6"),
    ]  # fmt: skip


def test_help_by_others_is_known(rows: Any) -> None:
    kept = a_person()
    enrolled(kept, a_school())
    for person in (kept, a_person(canonical=kept)):
        OtherHelp.objects.create(
            person=person, term_key=TERM, kind="uniform", provider_th="เทศบาลตัวอย่าง", given_on=date(2026, 11, 3)
        )
    (row,) = rows()
    assert row["helped"] is True


def test_each_open_school_says_what_it_had_sent(as_role: RoleChanger) -> None:
    sent, silent = a_school(), a_school("1058000002")
    a_school("1058000003", closed_on=date(2020, 3, 31))
    person = a_person()
    enrolled(person, sent)
    open_round = Round.objects.get(term_key=TERM, kind="continuing")
    visited(person, {}, school=sent, state="sent", round=open_round)
    dates = next(dates for dates in term_calendar() if dates.term == AcademicTerm.from_key(TERM))
    found = {}
    for day in (open_round.closes_on, date(2026, 11, 10)):
        with as_role("extract"), connection.cursor() as cursor:
            table = read_school_terms(cursor.cursor, dates=dates, as_of=day)
        found[day] = {row["school_code"]: row for row in table.to_pylist()}
    before, after = found.values()
    assert set(after) == {sent.code, silent.code}
    assert (after[sent.code]["sent"], after[silent.code]["sent"]) == (True, False)
    assert after[sent.code]["province"] == "58"
    assert [rows[sent.code]["overdue"] for rows in (before, after)] == [None, True]
    assert after[silent.code]["overdue"] is None
