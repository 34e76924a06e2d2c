"""Which days are school days: the week, the nation's holidays, and what areas and schools change."""

from datetime import date, timedelta

import pytest

from isee.access.api import SYSTEM
from isee.tracking.api import (
    DayChange,
    SchoolDayChange,
    day_changes_of,
    load_reference_data,
    national_holidays,
    school_days,
    school_days_of,
)
from tests.unit.records import AT, TERM, a_school

MONDAY = date(2026, 11, 2)
WEEK = (MONDAY, MONDAY + timedelta(days=6))


def test_a_week_has_five_school_days() -> None:
    assert [day.isoweekday() for day in school_days(WEEK, [])] == [1, 2, 3, 4, 5]


def test_a_holiday_takes_a_day_and_a_saturday_may_be_taught() -> None:
    changes = [DayChange(MONDAY, is_school_day=False), DayChange(date(2026, 11, 7), is_school_day=True)]
    assert [day.isoweekday() for day in school_days(WEEK, changes)] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("turned", [False, True])
def test_the_nearest_change_counts_in_whatever_order_they_come(turned: bool) -> None:
    changes = [
        DayChange(MONDAY, is_school_day=False),
        DayChange(MONDAY, is_school_day=True, nearness=10),
        DayChange(MONDAY, is_school_day=False, nearness=4),
    ]
    assert MONDAY in school_days(WEEK, reversed(changes) if turned else changes)


def test_one_day_and_no_day_are_periods_too() -> None:
    assert school_days((MONDAY, MONDAY), []) == [MONDAY]
    assert school_days((MONDAY, MONDAY - timedelta(days=1)), []) == []


def test_holidays_are_listed_once_each_for_six_years() -> None:
    days = [change.day for change in national_holidays()]
    assert len(days) == len(set(days))
    assert {day.year + 543 for day in days} == set(range(2565, 2571))
    assert not any(change.is_school_day for change in national_holidays())


@pytest.mark.parametrize(
    "fixed", ["01-01", "04-06", "04-13", "04-14", "04-15", "05-04", "06-03", "07-28", "08-12", "10-13", "10-23",
              "12-05", "12-10", "12-31"],
)  # fmt: skip
def test_a_fixed_holiday_is_there_each_year_with_a_weekday_in_lieu_when_it_falls_on_a_weekend(fixed: str) -> None:
    listed = {change.day for change in national_holidays()}
    for year in range(2022, 2027):
        day = date.fromisoformat(f"{year}-{fixed}")
        assert day in listed
        in_lieu = [day + timedelta(days=number) for number in range(1, 5)]
        assert day.isoweekday() <= 5 or fixed == "12-31" or any(d in listed and d.isoweekday() <= 5 for d in in_lieu)


@pytest.mark.django_db
def test_holidays_are_loaded_once_and_a_day_changed_by_hand_stays() -> None:
    assert load_reference_data(by=SYSTEM, at=AT) == 0
    memorial = SchoolDayChange.objects.get(day=date(2026, 10, 13), school=None, area=None)
    assert (memorial.kind, memorial.illustrative) == ("holiday", False)
    assert SchoolDayChange.objects.get(day=date(2026, 5, 31)).illustrative is True
    SchoolDayChange.objects.filter(pk=memorial.pk).update(kind="extra", name_en="Taught")
    SchoolDayChange.objects.filter(day=date(2026, 12, 10)).update(name_en="Other words")
    assert load_reference_data(by=SYSTEM, at=AT) == 1
    memorial.refresh_from_db()
    assert (memorial.kind, memorial.name_en) == ("extra", "Taught")


@pytest.mark.django_db
def test_a_school_keeps_the_holidays_of_the_nation_its_district_and_its_own() -> None:
    school, other = a_school(), a_school("1058000002", subdistrict=580501)
    words = {"name_th": "น้ำท่วม", "name_en": "Flood", "source": "school"}
    flood, taught, constitution = date(2026, 11, 16), date(2026, 11, 17), date(2026, 12, 10)
    SchoolDayChange.objects.create(day=flood, kind="closed", area_id=5804, **words)
    SchoolDayChange.objects.create(day=taught, kind="closed", area_id=58, **words)
    SchoolDayChange.objects.create(day=taught, kind="extra", school=school, **words)
    days, elsewhere = school_days_of(school.pk, TERM), school_days_of(other.pk, TERM)
    assert {flood, constitution}.isdisjoint(days)
    assert taught in days
    assert flood in elsewhere
    assert taught not in elsewhere
    assert [row.day for row in day_changes_of(school.pk, TERM)][:3] == [flood, taught, taught]


@pytest.mark.django_db
def test_an_unknown_term_or_school_has_no_days() -> None:
    assert school_days_of(a_school().pk, 29999) == []
    assert day_changes_of(0, TERM) == []
