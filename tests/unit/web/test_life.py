"""The line of a life, drawn from plain values."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils.translation import override

from isee.kernel import AcademicTerm
from isee.registry.api import Enrolment
from isee.web.present import life_rows
from isee.web.present.life import Life, Mark, draw_life

PRESENT = AcademicTerm(2569, 2)


@pytest.fixture(autouse=True)
def _english() -> Any:
    with override("en"):
        yield


def row(**values: Any) -> Any:
    return SimpleNamespace(**values)


def enrolment(term: int, grade: str, school: str = "A", *, ended: bool = False) -> Enrolment:
    return cast("Enrolment", row(term_key=term, grade=grade, school=school, ended_on="2026-03-01" if ended else None))


def years(life: Life) -> str:
    return " ".join(
        f"{year.grade.value if year.grade else '-'}{year.year % 100}{'!' if year.now else '+' if year.future else ''}"
        for year in life.years
    )


@pytest.mark.parametrize(
    ("enrolments", "drawn", "before"),
    [
        ([enrolment(25692, "M5")], "M569! M670+", (2556, 2568)),
        ([enrolment(25681, "K1"), enrolment(25691, "K2")], "K168 K269! K370+ P171+ P272+ P373+ P474+ P575+ P676+ "
         "M177+ M278+ M379+ M480+ M581+ M682+", None),
        ([enrolment(25671, "P6", ended=True)], "P667 -68 -69!", (2559, 2566)),
        ([enrolment(25692, "V1")], "V169!", None),
        ([], "", None),
    ],
)  # fmt: skip
def test_a_life_runs_from_the_first_thing_known_to_m6(
    enrolments: list[Enrolment], drawn: str, before: tuple[int, int] | None
) -> None:
    life = draw_life(enrolments, [], present=PRESENT)
    assert years(life) == drawn
    assert life.before == before


def test_fifteen_columns_stand_for_a_child_who_goes_up_each_year() -> None:
    life = draw_life([enrolment(25692, "P4")], [], present=PRESENT)
    assert life.before is not None
    behind = life.before[1] - life.before[0] + 1
    assert behind + len(life.years) == 15


def test_years_at_one_school_are_one_bar() -> None:
    rows = [enrolment(25672, "P1"), enrolment(25682, "P2"), enrolment(25692, "P3", "B")]
    stays = [(stay.school, stay.years, stay.now) for stay in draw_life(rows, [], present=PRESENT).stays]
    assert stays[:2] == [("A", 2, False), ("B", 1, True)]


def test_a_thing_that_nobody_knows_is_named_and_has_no_row() -> None:
    things: Any = [("Screening", {}), ("Visits", {2569: Mark("●")})]
    life = draw_life([enrolment(25692, "P4")], things, present=PRESENT)
    assert life.missing == ["Screening"]
    assert [line.label for line in life.rows] == ["Visits"]


def test_a_term_without_a_report_is_marked_and_not_counted_as_absence() -> None:
    terms: Any = [
        row(term_key=25671, days_expected=100, days_present=None),
        row(term_key=25672, days_expected=100, days_present=84),
        row(term_key=25681, days_expected=100, days_present=None),
    ]
    marks = life_rows.attendance(terms)
    assert marks[2567] == Mark("84*", "alarm", "one term is not reported")
    assert marks[2568].text == "not reported"


def test_a_measurement_is_a_dot_until_its_part_is_open() -> None:
    rows: Any = [row(term_key=25691, weight_kg=Decimal("25.2"), height_cm=None)]
    assert life_rows.measured(rows, shown=False)[2569].text == "●"
    assert life_rows.measured(rows, shown=True)[2569].text == "25/–"


@pytest.mark.parametrize(
    ("states", "tone", "note"),
    [
        (["reconciled", "receipted"], "", ""),
        (["reconciled", "paid"], "wait", "paid, receipt awaited"),
        (["paid", "bounced"], "alarm", "did not arrive"),
        (["recalled"], "low", "called back"),
        ([], "wait", "not yet paid"),
    ],
)
def test_the_grant_of_a_year_shows_the_payment_furthest_behind(states: list[str], tone: str, note: str) -> None:
    granted: Any = [row(term_key=25691, amount_baht=Decimal(1500), state="granted")] * 2
    paid: Any = [row(term_key=25691, state=state) for state in states]
    assert life_rows.grants(granted, paid)[2569] == Mark("3,000", tone, note)


def test_a_repeated_grade_is_said_with_the_average() -> None:
    rows: Any = [row(term_key=25682, gpa=Decimal("2.5"), promotion="repeats")]
    assert life_rows.grades(rows)[2568] == Mark("2.50", "low", "repeats the grade")


def test_a_case_stands_in_the_school_year_in_which_it_was_opened() -> None:
    from datetime import date

    rows: Any = [row(kind="grant", opened_on=date(2026, 4, 30)), row(kind="health", opened_on=date(2025, 6, 1))]
    assert {year: mark.text for year, mark in life_rows.cases(rows).items()} == {2568: "health, the grant"}
