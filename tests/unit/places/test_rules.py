"""Area codes and distances, without a database."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isee.places.errors import PlacesError
from isee.places.rules import (
    CODE_RANGES,
    EARTH_RADIUS_KM,
    AreaLevel,
    area_code,
    area_level,
    area_text,
    bounding_box,
    great_circle_km,
    parent_code,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("text", "code", "level", "parent"),
    [
        ("R3", 3, AreaLevel.REGION, None),
        ("58", 58, AreaLevel.PROVINCE, 1),
        ("TH58", 58, AreaLevel.PROVINCE, 1),
        ("5804", 5804, AreaLevel.DISTRICT, 58),
        ("TH580401", 580401, AreaLevel.SUBDISTRICT, 5804),
        ("๕๘๐๔๐๑", 580401, AreaLevel.SUBDISTRICT, 5804),
        ("58040107", 58040107, AreaLevel.VILLAGE, 580401),
        ("L05580102", 105580102, AreaLevel.LOCAL_ADMINISTRATION, None),
    ],
)
def test_code_tells_its_level_and_its_parent(text: str, code: int, level: AreaLevel, parent: int | None) -> None:
    assert area_code(text) == code
    assert area_level(code) is level
    assert parent_code(code) == parent


@pytest.mark.parametrize("text", ["", "TH", "R5", "0", "5", "580", "58040", "5804011", "580401071", "ปาย", "05"])
def test_what_is_no_area_code_is_refused(text: str) -> None:
    with pytest.raises(PlacesError) as refusal:
        area_code(text)
    assert refusal.value.code == "area_code_invalid"


@pytest.mark.parametrize(("provinces", "region"), [((10, 27, 70), 2), ((30, 49), 3), ((50, 67), 1), ((80, 96), 4)])
def test_region_follows_from_the_first_digit_of_a_province(provinces: tuple[int, ...], region: int) -> None:
    assert {parent_code(province) for province in provinces} == {region}


def test_code_ranges_of_levels_do_not_meet() -> None:
    ends = sorted(CODE_RANGES.values())
    assert all(last < first for (_, last), (first, _) in pairwise(ends))


@given(st.sampled_from(sorted(CODE_RANGES.values())).flatmap(lambda ends: st.integers(*ends)))
def test_text_of_a_code_reads_back_as_the_code(code: int) -> None:
    assert area_code(area_text(code)) == code


def test_distance_from_bangkok_to_chiang_mai_is_known() -> None:
    assert great_circle_km(13.7563, 100.5018, 18.7883, 98.9853) == pytest.approx(582.8, abs=0.5)


def test_distance_to_the_other_side_of_the_earth_is_half_its_girth() -> None:
    assert great_circle_km(0, 0, 0, 180) == pytest.approx(math.pi * EARTH_RADIUS_KM)


@given(latitudes, longitudes, latitudes, longitudes)
def test_box_of_a_radius_holds_every_point_within_it(lat: float, lon: float, to_lat: float, to_lon: float) -> None:
    west, south, east, north = bounding_box(lat, lon, great_circle_km(lat, lon, to_lat, to_lon))
    assert south <= to_lat <= north
    assert west <= to_lon <= east or abs(to_lat) == 90
