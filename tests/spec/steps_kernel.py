"""Steps of the kernel's page."""

from collections.abc import Callable
from datetime import date

import pytest

from isee.kernel import (
    AcademicTerm,
    Baht,
    CitizenId,
    GCode,
    KernelError,
    TermDates,
    parse_grade,
    parse_thai_date,
)
from tests.spec.steps import step
from tests.spec.tables import Row

CALENDAR = (
    TermDates(AcademicTerm(2569, 1), date(2026, 5, 16), date(2026, 10, 11)),
    TermDates(AcademicTerm(2569, 2), date(2026, 11, 1), date(2027, 4, 1)),
    TermDates(AcademicTerm(2570, 1), date(2027, 5, 16), date(2027, 10, 11)),
)


def _expect(read: Callable[[], object], *, value: object, refused: str) -> None:
    if not refused:
        assert read() == value
        return
    with pytest.raises(KernelError) as caught:
        read()
    assert caught.value.code == refused


@step("kernel.citizen_id")
def check_citizen_id(row: Row) -> None:
    _expect(lambda: CitizenId.parse(row["typed"]).digits, value=row["read as"], refused=row["refused"])


@step("kernel.g_code")
def check_g_code(row: Row) -> None:
    _expect(lambda: GCode.parse(row["typed"]).text, value=row["read as"], refused=row["refused"])


@step("kernel.date")
def check_date(row: Row) -> None:
    _expect(lambda: parse_thai_date(row["typed"]).isoformat(), value=row["read as"], refused=row["refused"])


@step("kernel.grade")
def check_grade(row: Row) -> None:
    expected = (row["grade"], row["room"] or None)
    _expect(
        lambda: (parse_grade(row["typed"])[0].value, parse_grade(row["typed"])[1]),
        value=expected,
        refused=row["refused"],
    )


@step("kernel.term_of_day")
def check_term_of_day(row: Row) -> None:
    day = date.fromisoformat(row["day"])
    _expect(
        lambda: str(AcademicTerm.from_date(day, calendar=CALENDAR)),
        value=row["term"],
        refused=row["refused"],
    )


@step("kernel.term_steps")
def check_term_steps(row: Row) -> None:
    term = AcademicTerm.parse(row["term"])
    assert term.key == int(row["key"])
    assert str(term.next()) == row["next"]
    assert str(term.previous()) == row["previous"]
    assert str(term.plus(5)) == row["five later"]


@step("kernel.baht")
def check_baht(row: Row) -> None:
    _expect(lambda: Baht(row["amount"]).format_th(), value=row["shown as"], refused=row["refused"])
