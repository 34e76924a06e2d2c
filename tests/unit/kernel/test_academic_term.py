"""Terms: text, keys, order, arithmetic and the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from isee.kernel import AcademicTerm, AcademicTermError, TermDates
from tests.unit.kernel.refusals import refusal

terms = st.builds(AcademicTerm, year=st.integers(2500, 2650), term=st.integers(1, 2))
steps = st.integers(-80, 80)


def calendar(first_year: int, years: int) -> list[TermDates]:
    """The usual calendar: 16 May to 11 October and 1 November to 1 April."""
    rows = []
    for year in range(first_year, first_year + years):
        common = year - 543
        rows.append(TermDates(AcademicTerm(year, 1), date(common, 5, 16), date(common, 10, 11)))
        rows.append(TermDates(AcademicTerm(year, 2), date(common, 11, 1), date(common + 1, 4, 1)))
    return rows


CALENDAR = calendar(2560, 15)
days_reached = st.dates(CALENDAR[0].starts_on, CALENDAR[-1].ends_on)


@given(terms)
def test_text_and_key_bring_the_term_back(term: AcademicTerm) -> None:
    assert AcademicTerm.parse(str(term)) == term
    assert AcademicTerm.from_key(term.key) == term


@given(terms, terms)
def test_keys_are_ordered_like_the_terms(one: AcademicTerm, other: AcademicTerm) -> None:
    assert (one < other) == (one.key < other.key)
    assert (one < other) == (one - other < 0)


@given(terms, steps)
def test_adding_and_subtracting_are_inverse(term: AcademicTerm, step: int) -> None:
    assert term.plus(step) - term == step
    assert term.plus(step).plus(-step) == term


@given(terms)
def test_the_next_terms_previous_is_the_term(term: AcademicTerm) -> None:
    assert term.next().previous() == term
    assert term < term.next()


@given(terms, steps, steps)
def test_steps_add_up(term: AcademicTerm, one: int, other: int) -> None:
    assert term.plus(one).plus(other) == term.plus(one + other)


@pytest.mark.parametrize("text", ["", None, "3/2567", "0/2567", "1/2024", "1/67", "2567/1", "1-2567", "1/25670"])
def test_what_is_not_a_term_is_refused(text: str | None) -> None:
    with pytest.raises(AcademicTermError) as caught:
        AcademicTerm.parse(text)
    assert caught.value.code == "term_invalid"


@pytest.mark.parametrize("key", [0, 25670, 25673, 20241, 99999, -1])
def test_a_key_of_no_term_is_refused(key: int) -> None:
    with pytest.raises(AcademicTermError):
        AcademicTerm.from_key(key)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = refusal(lambda: AcademicTerm.parse(text))
    assert refused is None or refused.code == "term_invalid"


def test_thai_digits_are_read() -> None:
    assert AcademicTerm.parse("๒/๒๕๖๙").key == 25692


@given(days_reached, st.permutations(CALENDAR))
def test_the_term_of_a_day_does_not_depend_on_the_order_of_the_rows(day: date, shuffled: list[TermDates]) -> None:
    assert AcademicTerm.from_date(day, calendar=shuffled) == AcademicTerm.from_date(day, calendar=CALENDAR)


@given(days_reached)
def test_a_day_belongs_to_the_last_term_that_has_begun(day: date) -> None:
    term = AcademicTerm.from_date(day, calendar=CALENDAR)
    row = next(row for row in CALENDAR if row.term == term)
    assert row.starts_on <= day
    assert not any(row.starts_on < other.starts_on <= day for other in CALENDAR)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_that_the_calendar_does_not_reach_has_no_term(day: date) -> None:
    assume(not CALENDAR[0].starts_on <= day <= CALENDAR[-1].ends_on)
    with pytest.raises(AcademicTermError) as caught:
        AcademicTerm.from_date(day, calendar=CALENDAR)
    assert caught.value.code == "term_not_in_calendar"


def test_an_empty_calendar_knows_no_term() -> None:
    with pytest.raises(AcademicTermError):
        AcademicTerm.from_date(date(2026, 11, 10), calendar=[])


def test_a_term_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(AcademicTermError):
        TermDates(AcademicTerm(2569, 1), date(2026, 5, 16), date(2026, 5, 16) - timedelta(days=1))
