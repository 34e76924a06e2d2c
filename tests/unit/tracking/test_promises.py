"""Each promise of the tables of tracking, tried by breaking it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from isee.tracking.api import (
    Absence,
    Case,
    CaseEntry,
    EarlySign,
    LearningResult,
    Measurement,
    Problem,
    RiskScreening,
    SchoolDayChange,
    TermAttendance,
)
from tests.unit.records import AT, TERM, a_person, a_school

DAY, BEFORE = date(2026, 11, 5), date(2026, 11, 4)
CHILD: Mapping[str, Callable[[], Any]] = {"person": a_person}
PUPIL: Mapping[str, Callable[[], Any]] = {**CHILD, "school": a_school}
#: Of each model: what a row needs of others, and an ordinary row.
ORDINARY: dict[type[models.Model], tuple[Mapping[str, Callable[[], Any]], dict[str, Any]]] = {
    SchoolDayChange: ({}, {"day": DAY, "kind": "closed", "name_th": "น้ำท่วม", "name_en": "Flood", "source": "school"}),
    Absence: (PUPIL, {"term_key": TERM, "day": DAY, "kind": "sick", "recorded_at": AT}),
    TermAttendance: (PUPIL, {"term_key": TERM, "days_expected": 100, "days_present": 92}),
    LearningResult: (PUPIL, {"term_key": TERM, "grade": "P2", "gpa": Decimal("3.25"), "promotion": "promoted"}),
    Measurement: (
        CHILD,
        {"term_key": TERM, "measured_on": DAY, "weight_kg": Decimal(24), "height_cm": Decimal(125),
         "height_z": Decimal("-0.50"), "weight_z": Decimal("-0.40"), "bmi_z": Decimal("-0.10"), "reference": "who2007"},
    ),
    Problem: (
        CHILD,
        {"kind": "05", "since": BEFORE, "noted_on": DAY, "term_key": TERM, "recorded_at": AT, "source": "typed"},
    ),
    RiskScreening: (
        CHILD,
        {"term_key": TERM, "area": "mind", "level": "risk", "instrument": "sdq", "score": 17, "screened_on": DAY},
    ),
    EarlySign: (CHILD, {"term_key": TERM, "kind": "absence_run", "raised_on": DAY, "evidence": {"days": 7}}),
    Case: (CHILD, {"kind": "drop_out_risk", "state": "open", "opened_on": DAY}),
}  # fmt: skip

#: What breaks each promise: the model, and the change of an ordinary row.
BREAKS: list[tuple[str, type[models.Model], dict[str, Any]]] = [
    ("a_day_is_a_holiday_closed_or_extra", SchoolDayChange, {"kind": "half"}),
    ("a_changed_day_has_a_name_and_a_source", SchoolDayChange, {"name_th": ""}),
    ("a_changed_day_has_a_name_and_a_source", SchoolDayChange, {"name_en": ""}),
    ("a_changed_day_has_a_name_and_a_source", SchoolDayChange, {"source": ""}),
    ("an_absence_has_a_known_kind", Absence, {"kind": "late"}),
    ("an_absence_belongs_to_a_term", Absence, {"term_key": 2, "day": date(1, 1, 1)}),
    ("an_absence_lies_in_its_academic_year", Absence, {"day": date(2026, 3, 31)}),
    ("an_absence_lies_in_its_academic_year", Absence, {"day": date(2027, 6, 1)}),
    ("a_reason_of_an_absence_is_a_code", Absence, {"reason": "ill"}),
    ("days_expected_fit_in_a_term", TermAttendance, {"days_expected": -1, "days_present": None}),
    ("days_expected_fit_in_a_term", TermAttendance, {"days_expected": 185}),
    ("nobody_is_present_on_more_days_than_expected", TermAttendance, {"days_present": 101}),
    ("nobody_is_present_on_more_days_than_expected", TermAttendance, {"days_present": -1}),
    ("leave_is_among_the_days_not_present", TermAttendance, {"days_leave": 9}),
    ("leave_is_among_the_days_not_present", TermAttendance, {"days_leave": -1}),
    ("leave_is_among_the_days_not_present", TermAttendance, {"days_leave": 101, "days_present": None}),
    ("attendance_belongs_to_a_term", TermAttendance, {"term_key": 2}),
    ("learning_belongs_to_a_term", LearningResult, {"term_key": 2}),
    ("learning_is_of_a_known_grade", LearningResult, {"grade": "P7"}),
    ("a_grade_point_lies_between_0_and_4", LearningResult, {"gpa": Decimal("4.01")}),
    ("a_grade_point_lies_between_0_and_4", LearningResult, {"gpa": Decimal("-0.01")}),
    ("subjects_below_are_not_negative", LearningResult, {"subjects_below": -1}),
    ("kindergarten_has_no_grade_point", LearningResult, {"grade": "K3"}),
    ("kindergarten_has_no_grade_point", LearningResult, {"grade": "K3", "gpa": None, "subjects_below": 0}),
    ("marks_of_learning_are_0_to_3", LearningResult, {"reading_thinking": 4}),
    ("marks_of_learning_are_0_to_3", LearningResult, {"character": -1}),
    ("promotion_is_decided_in_a_second_term", LearningResult, {"term_key": 25691}),
    ("promotion_is_decided_in_a_second_term", LearningResult, {"promotion": "skipped"}),
    ("a_measurement_has_a_weight_or_a_height", Measurement, {"weight_kg": None, "height_cm": None, "height_z": None,
                                                             "weight_z": None, "bmi_z": None}),
    ("a_weight_is_between_100_grams_and_300_kilograms", Measurement, {"weight_kg": Decimal("0.05")}),
    ("a_weight_is_between_100_grams_and_300_kilograms", Measurement, {"weight_kg": Decimal(301)}),
    ("a_height_is_between_40_and_250_centimetres", Measurement, {"height_cm": Decimal("39.9")}),
    ("a_height_is_between_40_and_250_centimetres", Measurement, {"height_cm": Decimal(251)}),
    ("a_measurement_belongs_to_a_term", Measurement, {"term_key": 0}),
    ("a_z_score_names_its_reference", Measurement, {"reference": ""}),
    ("a_z_score_is_of_what_was_measured", Measurement, {"height_cm": None, "bmi_z": None}),
    ("a_z_score_is_of_what_was_measured", Measurement, {"weight_kg": None, "bmi_z": None}),
    ("a_z_score_is_of_what_was_measured", Measurement, {"weight_kg": None, "weight_z": None}),
    ("a_problem_belongs_to_a_term", Problem, {"term_key": 25}),
    ("a_problem_has_a_code", Problem, {"kind": "poor"}),
    ("a_problem_ends_after_it_begins", Problem, {"since": DAY, "until": BEFORE}),
    ("a_problem_is_noted_after_it_begins", Problem, {"since": DAY, "noted_on": BEFORE}),
    ("a_risk_screening_belongs_to_a_term", RiskScreening, {"term_key": 30000}),
    ("a_care_area_is_a_code", RiskScreening, {"area": "สุขภาพ"}),
    ("a_care_level_is_a_known_one", RiskScreening, {"level": "severe"}),
    ("a_risk_screening_names_its_instrument", RiskScreening, {"instrument": "guess"}),
    ("a_score_of_the_questionnaire_lies_between_0_and_40", RiskScreening, {"score": 41}),
    ("a_score_of_the_questionnaire_lies_between_0_and_40", RiskScreening, {"score": -1, "instrument": "obec_care"}),
    ("a_sign_belongs_to_a_term", EarlySign, {"term_key": 1}),
    ("a_sign_has_a_known_kind", EarlySign, {"kind": "forecast"}),
    ("a_sign_is_cleared_after_it_is_raised", EarlySign, {"cleared_on": BEFORE}),
    ("a_sign_says_on_what_it_rests", EarlySign, {"evidence": {}}),
    ("a_case_has_a_known_kind", Case, {"kind": "love"}),
    ("a_case_has_a_known_state", Case, {"state": "lost"}),
    ("a_closed_case_says_when_and_how", Case, {"state": "closed"}),
    ("a_closed_case_says_when_and_how", Case, {"state": "closed", "closed_on": DAY}),
    ("a_closed_case_says_when_and_how", Case, {"state": "closed", "closed_on": DAY, "outcome": "well"}),
    ("a_closed_case_says_when_and_how", Case, {"closed_on": DAY}),
    ("a_closed_case_says_when_and_how", Case, {"outcome": "supported"}),
    ("a_case_is_closed_after_it_is_opened", Case, {"state": "closed", "closed_on": BEFORE, "outcome": "supported"}),
]  # fmt: skip

#: A second row beside an ordinary one: what must differ that it may stand, or nothing where it may not.
DOUBLED: list[tuple[str, type[models.Model], dict[str, Any]]] = [
    ("a_day_is_changed_once_for_a_place", SchoolDayChange, {"kind": "extra"}),
    ("a_child_is_away_once_on_a_day", Absence, {"kind": "leave"}),
    ("attendance_stands_once_for_a_child_term_and_school", TermAttendance, {"days_present": None}),
    ("a_school_reports_learning_once_a_term", LearningResult, {"gpa": None}),
    ("a_child_is_measured_once_on_a_day", Measurement, {"weight_kg": Decimal(25)}),
    ("a_problem_of_a_kind_is_open_once", Problem, {"note": "again"}),
    ("an_area_is_screened_once_a_term_by_an_instrument", RiskScreening, {"score": 3, "level": "normal"}),
    ("a_sign_of_a_kind_is_raised_once_a_term", EarlySign, {"evidence": {"days": 9}}),
    ("a_case_of_a_kind_is_open_once", Case, {"state": "helping"}),
]
TRIED_ALONE = {
    "a_day_changes_for_an_area_or_for_a_school", "a_case_is_of_one_child", "an_entry_of_a_case_has_a_known_kind",
    "a_note_in_a_case_has_words",
}  # fmt: skip
pytestmark = pytest.mark.django_db


def store(model: type[models.Model], **values: Any) -> models.Model:
    """An ordinary row of a model, changed by some values."""
    needs, row = ORDINARY[model]
    made = {name: make() for name, make in needs.items() if name not in values}
    return model._default_manager.create(**{**row, **made, **values})


def broken(refused: pytest.ExceptionInfo[IntegrityError]) -> str:
    """The promise that the database names; the part of a table cut by year is left off."""
    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.IntegrityError)
    return re.sub(r"_(before_)?\d{4}$", "", cause.diag.constraint_name or "")


@pytest.mark.parametrize("model", ORDINARY, ids=lambda model: model.__name__)
def test_an_ordinary_row_may_stand(model: type[models.Model]) -> None:
    assert store(model).pk


@pytest.mark.parametrize(("name", "model", "change"), BREAKS)
def test_a_promise_cannot_be_broken(name: str, model: type[models.Model], change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        store(model, **change)
    assert broken(refused) == name


@pytest.mark.parametrize(("name", "model", "change"), DOUBLED)
def test_what_stands_once_is_not_doubled(name: str, model: type[models.Model], change: dict[str, Any]) -> None:
    same = {need: make() for need, make in ORDINARY[model][0].items()}
    store(model, **same)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        store(model, **same, **change)
    assert broken(refused) == name


@pytest.mark.parametrize(
    ("model", "first", "second"),
    [
        (Problem, {"until": DAY}, {}),
        (Case, {"state": "closed", "closed_on": DAY, "outcome": "supported"}, {}),
        (Case, {}, {"kind": "health"}),
        (RiskScreening, {}, {"instrument": "obec_care"}),
        (EarlySign, {}, {"term_key": 25691}),
    ],
)
def test_what_is_over_or_of_another_kind_does_not_stand_in_the_way(
    model: type[models.Model], first: dict[str, Any], second: dict[str, Any]
) -> None:
    person = a_person()
    store(model, person=person, **first)
    assert store(model, person=person, **second).pk


def test_a_day_changes_for_an_area_or_for_a_school_not_for_both() -> None:
    school = a_school()
    store(SchoolDayChange, school=school)
    store(SchoolDayChange, area_id=5804)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        store(SchoolDayChange, school=school, area_id=5804)
    assert broken(refused) == "a_day_changes_for_an_area_or_for_a_school"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "letter"}, "an_entry_of_a_case_has_a_known_kind"),
        ({"kind": "note"}, "a_note_in_a_case_has_words"),
    ],
)
def test_an_entry_of_a_case_is_whole(values: dict[str, Any], name: str) -> None:
    case = store(Case)
    assert isinstance(case, Case)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        CaseEntry.objects.create(case=case, person_id=case.person_id, happened_on=DAY, recorded_at=AT, **values)
    assert broken(refused) == name


def test_an_entry_is_of_the_child_of_its_case() -> None:
    case, other = store(Case), a_person()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        CaseEntry.objects.create(case_id=case.pk, person=other, happened_on=DAY, recorded_at=AT, kind="visit")
    assert broken(refused) == "an_entry_is_of_the_child_of_its_case"


def test_every_promise_is_tried() -> None:
    promised = {
        constraint.name
        for model in apps.get_app_config("tracking").get_models()
        if ".growth." not in model.__module__
        for constraint in model._meta.constraints
    }
    assert promised == {name for name, _, _ in [*BREAKS, *DOUBLED]} | TRIED_ALONE
