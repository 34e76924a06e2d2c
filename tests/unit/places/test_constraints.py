"""Each promise of the tables, tried by breaking it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from isee.places.models import Affiliation, Area, CodeItem, EducationArea, School, TermPeriod

pytestmark = pytest.mark.usefixtures("corner")


def school(**changes: Any) -> School:
    """A school that keeps every promise, but for the changes."""
    values: dict[str, Any] = {
        "code": "1058000001", "name_th": "โรงเรียนตัวอย่าง", "affiliation_id": "10", "subdistrict_id": 580401,
    }  # fmt: skip
    return School.objects.create(**{**values, **changes})


def area(code: int, level: str, parent: int | None, **changes: Any) -> Area:
    """An area beside those of the corner."""
    return Area.objects.create(code=code, level=level, name_th="ตัวอย่าง", parent_id=parent, **changes)


def education_area(code: int, **changes: Any) -> EducationArea:
    """A primary education area of Mae Hong Son, but for the changes."""
    return EducationArea.objects.create(
        **{"code": code, "name_th": "เขต", "kind": "primary", "province_id": 58, **changes}
    )


def term(key: int, first: date, last: date) -> TermPeriod:
    """A row of the calendar in years that the usual calendar does not reach."""
    return TermPeriod.objects.create(term_key=key, starts_on=first, ends_on=last)


def item(**changes: Any) -> CodeItem:
    """An entry of a list of the tests' own."""
    return CodeItem.objects.create(
        **{"list_name": "fruit", "code": "1", "position": 1, "label_th": "ส้ม", "label_en": "Orange", **changes}
    )


def twice(field: str) -> Callable[[], object]:
    """Two schools with one code and days in common."""
    code = {"code": "1058000009", "code8": "58010001", "code6": "580001"}[field]

    def attempt() -> None:
        school(**{"code": "1058000002", field: code, "valid_to": date(2024, 5, 1)})
        school(**{"code": "1058000003", field: code, "valid_from": date(2024, 5, 1)})

    return attempt


FIRST, SECOND = date(2024, 1, 1), date(2024, 6, 1)
ATTEMPTS: dict[str, Callable[[], object]] = {
    "level_of_an_area_follows_from_its_code": lambda: area(5809, "subdistrict", 58),
    "parent_of_an_area_follows_from_its_code": lambda: area(580499, "subdistrict", 5803),
    "replaced_area_has_ended": lambda: area(580499, "subdistrict", 5804, replaced_by_id=580401),
    "area_does_not_replace_itself": lambda: area(580499, "subdistrict", 5804, replaced_by_id=580499, valid_to=FIRST),
    "centre_of_an_area_has_both_coordinates": lambda: area(580499, "subdistrict", 5804, lat=18.0),
    "area_ends_after_it_begins": lambda: area(580499, "subdistrict", 5804, valid_from=SECOND, valid_to=FIRST),
    "affiliation_code_has_two_digits": lambda: Affiliation.objects.create(code="9"),
    "education_area_code_has_eight_digits": lambda: education_area(5801, province_id=0),
    "education_area_code_begins_with_its_province": lambda: education_area(50990000),
    "education_area_is_primary_or_secondary": lambda: education_area(58990000, kind="tertiary"),
    "education_area_ends_after_it_begins": lambda: education_area(58990000, valid_from=SECOND, valid_to=FIRST),
    "school_code_is_used_once_at_a_time": twice("code"),
    "school_code8_is_used_once_at_a_time": twice("code8"),
    "school_code6_is_used_once_at_a_time": twice("code6"),
    "school_codes_are_digits": lambda: school(code="10580000AB"),
    "school_stands_in_a_subdistrict": lambda: school(subdistrict_id=5804),
    "point_of_a_school_lies_in_thailand": lambda: school(lat=98.0, lon=18.0),
    "school_teaches_from_a_grade_to_one_not_below_it": lambda: school(grade_from="M1", grade_to="P6"),
    "school_closes_after_it_opens": lambda: school(opened_on=SECOND, closed_on=FIRST),
    "merged_school_is_closed": lambda: school(merged_into=school(code="1058000002")),
    "school_does_not_merge_into_itself": lambda: school(id=900001, merged_into_id=900001, closed_on=FIRST),
    "school_row_ends_after_it_begins": lambda: school(valid_from=SECOND, valid_to=FIRST),
    "code_stands_once_in_its_list": lambda: (item(), item(position=2)),
    "code_item_ends_after_it_begins": lambda: item(valid_from=SECOND, valid_to=FIRST),
    "term_begins_in_its_half_of_the_academic_year": lambda: term(26002, date(2057, 5, 16), date(2057, 10, 11)),
    "term_ends_after_it_begins": lambda: term(26001, date(2057, 5, 16), date(2057, 5, 16)),
    "terms_do_not_overlap": lambda: (
        term(26001, date(2057, 5, 16), date(2057, 11, 1)),
        term(26002, date(2057, 11, 1), date(2058, 4, 1)),
    ),
}


@pytest.mark.parametrize("name", sorted(ATTEMPTS))
def test_database_keeps_the_promise(name: str) -> None:
    with pytest.raises((IntegrityError, ValueError)) as refusal, transaction.atomic():
        ATTEMPTS[name]()
    assert isinstance(refusal.value, IntegrityError), refusal.value
    assert name in str(refusal.value)


def test_every_promise_of_the_models_is_tried() -> None:
    declared: set[str] = {
        constraint.name
        for model in apps.get_app_config("places").get_models()
        for constraint in model._meta.constraints
    }
    assert declared == set(ATTEMPTS)


@pytest.mark.parametrize(
    "half", [{"lat": 18.0}, {"lon": 98.0}, {"grade_from": "P1"}, {"grade_to": "P6"}], ids=lambda half: next(iter(half))
)
def test_half_of_a_pair_is_refused(half: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=r"point_of_a_school|school_teaches"):
        school(**half)


def test_third_term_of_a_year_does_not_exist() -> None:
    with pytest.raises(IntegrityError, match="half_of_the_academic_year"):
        term(26003, date(2057, 5, 16), date(2057, 10, 11))


def test_region_of_a_province_cannot_be_another() -> None:
    with pytest.raises(IntegrityError, match="parent_of_an_area"):
        area(99, "province", 1)


def test_code_passes_to_another_school_after_its_row_has_ended() -> None:
    school(valid_to=date(2024, 4, 30))
    school(valid_from=date(2024, 5, 1))
    assert School.objects.filter(code="1058000001").count() == 2


def test_unknown_of_a_school_stays_unknown() -> None:
    row = School.objects.get(pk=school().pk)
    assert (row.electricity, row.internet, row.lat, row.opened_on, row.grade_from) == (None,) * 5


def test_school_in_use_keeps_its_subdistrict() -> None:
    school()
    with pytest.raises(models.ProtectedError):
        Area.objects.filter(code=580401).delete()
