"""Schools: loading, finding, nearness, closing; and the dates of terms."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from django.db import IntegrityError, connection

from isee.access.api import SYSTEM, AuditEvent, ScopeGroup
from isee.kernel import AcademicTerm
from isee.places.api import (
    PlacesError,
    School,
    change_term_dates,
    close_school,
    load_bulk,
    nearest_schools,
    schools_by_code,
    schools_in_area,
)
from isee.places.models import EducationArea
from isee.places.rules import great_circle_km
from tests.unit.places.conftest import AT

pytestmark = pytest.mark.usefixtures("corner")
DAY = date(2026, 11, 10)


def load(**columns: list[object]) -> int:
    """Load schools whose missing columns have plain values."""
    count = len(next(iter(columns.values())))
    usual: dict[str, list[object]] = {
        "code": [f"1058{number:06d}" for number in range(count)],
        "name_th": ["โรงเรียนตัวอย่าง"] * count,
        "affiliation_id": ["10"] * count,
        "subdistrict_id": [580401] * count,
    }
    return load_bulk("schools", pa.table({**usual, **columns}), by=SYSTEM, at=AT)


def id_of(code: str) -> int:
    """The key of the one school with this code."""
    return School.objects.get(code=code).pk


def test_bulk_loading_keeps_values_and_unknowns() -> None:
    load(code=["1058000001", "3058000002"], affiliation_id=["10", "30"], lat=[18.1, None], lon=[97.9, None],
         grade_from=["P1", None], grade_to=["M3", None], electricity=[False, None], internet=[True, None],
         opened_on=[date(1950, 5, 17), None])  # fmt: skip
    first, second = School.objects.filter(code__in=["1058000001", "3058000002"]).order_by("code")
    assert (first.lat, first.electricity, first.internet, first.opened_on) == (18.1, False, True, date(1950, 5, 17))
    assert (second.lat, second.electricity, second.internet, second.grade_from) == (None, None, None, None)


def test_bulk_loading_records_one_event() -> None:
    load(code=["1058000001", "1058000002"])
    event = AuditEvent.objects.get(action="places_loaded", object_kind="schools")
    assert event.detail == {"rows": 2}


def test_bulk_loading_refuses_the_whole_table_for_one_bad_row() -> None:
    with pytest.raises(IntegrityError, match="point_of_a_school_lies_in_thailand"):
        load(lat=[18.1, 98.0], lon=[97.9, 18.0])


def test_bulk_loading_names_columns_that_do_not_fit() -> None:
    with pytest.raises(PlacesError, match=r"missing: \['affiliation_id'.*not known: \['colour'\]") as refusal:
        load_bulk("schools", pa.table({"code": ["1"], "name_th": [""], "colour": [""]}), by=SYSTEM, at=AT)
    assert refusal.value.code == "bulk_columns"


def test_bulk_loading_names_what_it_knows() -> None:
    with pytest.raises(PlacesError, match="education_areas, schools"):
        load_bulk("villages", pa.table({"code": [1]}), by=SYSTEM, at=AT)


def test_officers_of_an_education_area_get_its_schools() -> None:
    areas = {"code": [58010000], "name_th": ["เขต 1"], "kind": ["primary"], "province_id": [58]}
    load_bulk("education_areas", pa.table(areas), by=SYSTEM, at=AT)
    load(education_area_id=[58010000, None, 58010000])
    group = ScopeGroup.objects.get(code="58010000")
    wanted = set(School.objects.filter(education_area=58010000).values_list("pk", flat=True))
    assert {row.school_id for row in group.schools.all()} == wanted
    assert len(wanted) == 2
    assert EducationArea.objects.get().province_id == 58


def test_school_is_found_by_each_of_its_codes() -> None:
    load(code=["1058000001"], code8=["58010001"], code6=["580001"])
    found = schools_by_code(["1058000001", "5801-0001", "๕๘๐๐๐๑", "1058999999", "abc"], on=DAY)
    assert {given: school.code for given, school in found.items()} == dict.fromkeys(
        ["1058000001", "5801-0001", "๕๘๐๐๐๑"], "1058000001"
    )


def test_code_means_the_school_that_held_it_on_the_day() -> None:
    load(code=["1058000001"] * 2, name_th=["เดิม", "ใหม่"], valid_from=[None, date(2025, 5, 1)],
         valid_to=[date(2025, 4, 30), None])  # fmt: skip
    assert schools_by_code(["1058000001"], on=date(2025, 4, 30))["1058000001"].name_th == "เดิม"
    assert schools_by_code(["1058000001"], on=date(2025, 5, 1))["1058000001"].name_th == "ใหม่"


@pytest.mark.parametrize(
    ("place", "codes"),
    [("580401", [0]), ("5804", [0, 1]), ("58", [0, 1, 2]), ("R1", [0, 1, 2]), ("TH", [0, 1, 2]), ("R2", [])],
)
def test_schools_of_an_area_are_those_in_its_subdistricts(place: str, codes: list[int]) -> None:
    load(subdistrict_id=[580401, 580402, 580301])
    assert [int(school.code[4:]) for school in schools_in_area(place, on=DAY)] == codes


def test_closed_school_is_no_longer_among_those_of_an_area() -> None:
    load(closed_on=[DAY, date(2026, 11, 11)])
    assert [school.code for school in schools_in_area("58", on=DAY)] == ["1058000001"]


@pytest.mark.parametrize("point", [(18.2, 97.95), (13.75, 100.5), (5.9, 101.9), (0.0, 0.0), (89.9, 10.0)])
def test_nearest_schools_are_those_of_a_full_comparison(point: tuple[float, float]) -> None:
    random = np.random.default_rng(7)
    lat, lon = random.uniform(5.7, 20.4, 3000), random.uniform(97.4, 105.6, 3000)
    load(lat=lat.tolist(), lon=lon.tolist())
    codes = [f"1058{number:06d}" for number in range(3000)]
    places = zip(lat.tolist(), lon.tolist(), codes, strict=True)
    wanted = sorted((great_circle_km(*point, north, east), code) for north, east, code in places)[:25]
    found = nearest_schools(*point, on=DAY, limit=25)
    assert [(near.distance_km, near.school.code) for near in found] == wanted


def test_nearest_school_can_be_farther_in_degrees() -> None:
    # At 18 degrees north a degree of longitude is five percent shorter than one of latitude.
    load(code=["1058000001", "1058000002"], lat=[18.0, 18.98], lon=[99.0, 98.0])
    found = nearest_schools(18.0, 98.0, on=DAY, limit=1)
    assert [near.school.code for near in found] == ["1058000001"]


def test_nearest_schools_are_open_and_have_a_point() -> None:
    load(code=["1058000001", "1058000002", "1058000003", "1058000004"], lat=[18.0, 18.0, 18.0, None],
         lon=[98.0, 98.0, 98.5, None], closed_on=[DAY, None, None, None],
         opened_on=[None, date(2027, 5, 16), None, None])  # fmt: skip
    assert [near.school.code for near in nearest_schools(18.0, 98.0, on=DAY)] == ["1058000003"]


def test_nearest_schools_of_a_land_without_schools_are_none() -> None:
    assert nearest_schools(18.0, 98.0, on=DAY) == []


def test_point_off_the_earth_is_refused() -> None:
    with pytest.raises(PlacesError) as refusal:
        nearest_schools(98.0, 18.0, on=DAY)
    assert refusal.value.code == "point_invalid"


def test_nearest_schools_are_read_through_the_index() -> None:
    random = np.random.default_rng(7)
    load(lat=random.uniform(5.7, 20.4, 3000).tolist(), lon=random.uniform(97.4, 105.6, 3000).tolist())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_school")
        cursor.execute(
            "EXPLAIN SELECT id FROM places_school WHERE lat IS NOT NULL"
            " ORDER BY point(lon, lat) <-> point(100, 14) LIMIT 10"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using schools_by_point" in plan


def test_closing_a_school_into_another_keeps_both_and_records_it() -> None:
    load(code=["1058000001", "1058000002"])
    old, heir = id_of("1058000001"), id_of("1058000002")
    close_school(old, closed_on=DAY, merged_into=heir, by=SYSTEM, at=AT)
    school = School.objects.get(pk=old)
    assert (school.closed_on, school.merged_into_id) == (DAY, heir)
    event = AuditEvent.objects.get(action="school_closed", object_id=old)
    assert event.detail == {"merged_into": heir, "closed_on": "2026-11-10"}


def test_school_closes_once() -> None:
    load(code=["1058000001"], closed_on=[date(2020, 1, 1)])
    with pytest.raises(PlacesError, match="closed already"):
        close_school(id_of("1058000001"), closed_on=DAY, by=SYSTEM, at=AT)


def test_school_cannot_close_before_it_opened() -> None:
    load(code=["1058000001"], opened_on=[date(2025, 5, 16)])
    with pytest.raises(PlacesError, match="before it opened"):
        close_school(id_of("1058000001"), closed_on=date(2025, 5, 15), by=SYSTEM, at=AT)


def test_school_merges_into_another_one_that_is_open() -> None:
    load(code=["1058000001", "1058000002"], closed_on=[None, date(2020, 1, 1)])
    school = id_of("1058000001")
    for heir in (school, id_of("1058000002"), 0):
        with pytest.raises(PlacesError):
            close_school(school, closed_on=DAY, merged_into=heir, by=SYSTEM, at=AT)
    assert School.objects.get(pk=school).closed_on is None


def test_unknown_school_cannot_be_closed() -> None:
    with pytest.raises(PlacesError) as refusal:
        close_school(0, closed_on=DAY, by=SYSTEM, at=AT)
    assert refusal.value.code == "school_unknown"


def test_dates_of_a_term_are_changed_and_recorded() -> None:
    term = AcademicTerm(year=2600, term=1)
    change_term_dates(term, starts_on=date(2057, 5, 16), ends_on=date(2057, 10, 11), by=SYSTEM, at=AT)
    change_term_dates(term, starts_on=date(2057, 6, 1), ends_on=date(2057, 10, 11), by=SYSTEM, at=AT)
    assert AuditEvent.objects.filter(action="term_dates_changed", object_id=26001).count() == 2


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2057, 10, 11), date(2057, 5, 16)),
        (date(2056, 5, 16), date(2056, 10, 11)),
        (date(2057, 5, 16), date(2057, 12, 1)),
    ],
)
def test_dates_that_cannot_be_are_refused_and_change_nothing(first: date, last: date) -> None:
    second = AcademicTerm(year=2600, term=2)
    change_term_dates(second, starts_on=date(2057, 11, 1), ends_on=date(2058, 4, 1), by=SYSTEM, at=AT)
    events = AuditEvent.objects.count()
    with pytest.raises(PlacesError) as refusal:
        change_term_dates(second.previous(), starts_on=first, ends_on=last, by=SYSTEM, at=AT)
    assert refusal.value.code == "term_dates_invalid"
    assert AuditEvent.objects.count() == events
