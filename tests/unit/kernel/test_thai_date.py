"""Dates: every usual writing of a day comes back as that day, and nothing else is guessed."""

import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isee.kernel import ThaiDate, ThaiDateError, parse_thai_date
from isee.kernel.thai_date import MONTHS_SHORT_TH, MONTHS_TH
from tests.unit.kernel.refusals import refusal

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
serial_days = st.dates(date(1941, 1, 25), date(2064, 4, 8))
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
EPOCH = date(1899, 12, 30)


def buddhist(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}"


@given(days)
def test_every_usual_writing_of_a_day_is_that_day(day: date) -> None:
    year = day.year + 543
    for written in (
        buddhist(day),
        f"{day.day:02d}/{day.month:02d}/{year}",
        buddhist(day).replace("/", "-"),
        buddhist(day).replace("/", "."),
        buddhist(day).translate(TO_THAI),
        f"'{buddhist(day)}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day.isoformat()}T00:00:00",
        f"{year}-{day.month:02d}-{day.day:02d}",
        f"{day.day} {MONTHS_TH[day.month - 1]} {year}",
        f"{day.day}{MONTHS_SHORT_TH[day.month - 1]}{year}",
        f"{day.day} {MONTHS_SHORT_TH[day.month - 1].replace('.', '')} {year}",
        f"{day.day} {MONTHS_SHORT_TH[day.month - 1]} พ.ศ. {year}",
        f"{day.day} {MONTHS_TH[day.month - 1]} ค.ศ. {day.year}",
    ):
        assert parse_thai_date(written) == day


@given(days)
def test_what_the_screen_shows_is_read_back(day: date) -> None:
    for shown in (ThaiDate(day).short_th(), ThaiDate(day).long_th(), ThaiDate(day).iso()):
        assert parse_thai_date(shown) == day


@given(serial_days)
def test_a_spreadsheet_serial_is_its_day(day: date) -> None:
    serial = (day - EPOCH).days
    for cell in (serial, float(serial), serial + 0.75, str(serial), f"{serial}.0"):
        assert parse_thai_date(cell) == day


@given(days, st.times())
def test_date_cells_are_taken_as_they_are(day: date, clock: time) -> None:
    assert parse_thai_date(day) == day
    assert parse_thai_date(datetime.combine(day, clock)) == day


@given(days.filter(lambda day: (day.month, day.day) != (2, 29)))
def test_a_buddhist_year_in_a_date_cell_is_brought_back(day: date) -> None:
    assert parse_thai_date(day.replace(year=day.year + 543)) == day


@given(days)
def test_a_common_era_day_month_is_read_only_where_it_cannot_be_exchanged(day: date) -> None:
    written = f"{day.day}/{day.month}/{day.year}"
    if day.day <= 12 and day.day != day.month:
        with pytest.raises(ThaiDateError) as caught:
            parse_thai_date(written)
        assert caught.value.code == "date_ambiguous"
    else:
        assert parse_thai_date(written) == day


@given(days)
def test_a_two_digit_year_is_never_completed(day: date) -> None:
    for written in (
        f"{day.day}/{day.month}/{day.year % 100:02d}",
        f"{day.day} {MONTHS_SHORT_TH[day.month - 1]} {(day.year + 543) % 100:02d}",
    ):
        with pytest.raises(ThaiDateError) as caught:
            parse_thai_date(written)
        assert caught.value.code == "date_ambiguous"


@given(st.one_of(st.text(), st.text("0123456789/-. พยค"), st.integers(), st.floats()))
def test_anything_is_read_or_refused_without_repeating_it(value: str | int | float) -> None:
    refused = refusal(lambda: parse_thai_date(value))
    if refused is None:
        assert 1857 <= parse_thai_date(value).year < 2200
    else:
        assert refused.code in {"date_missing", "date_ambiguous", "date_invalid"}
        assert not re.search(r"\d", str(refused))


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), 14_999, 60_001, -1, 0, 2555, 25_551_124])
def test_numbers_that_are_no_serial_are_refused(value: float) -> None:
    with pytest.raises(ThaiDateError) as caught:
        parse_thai_date(value)
    assert caught.value.code == "date_invalid"


def test_no_date_is_missing_and_not_wrong() -> None:
    for nothing in (None, "", "  ", "-", "--", "\u00a0", "–"):
        with pytest.raises(ThaiDateError) as caught:
            parse_thai_date(nothing)
        assert caught.value.code == "date_missing"


def test_a_day_is_shown_in_the_buddhist_era() -> None:
    day = ThaiDate(date(2026, 11, 24))
    assert day.short_th() == "24 พ.ย. 2569"
    assert day.long_th() == "24 พฤศจิกายน 2569"
    assert day.iso() == "2026-11-24"
