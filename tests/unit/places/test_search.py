"""Areas and schools found by a name as people type it."""

from datetime import date

import pytest

from isee.access.api import SYSTEM
from isee.places.api import load_reference_data, search_areas, search_schools
from isee.places.models import School
from tests.unit.places.conftest import AT

pytestmark = pytest.mark.usefixtures("corner")
DAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    """All areas."""
    load_reference_data(by=SYSTEM, at=AT)


def school(code: str, name_th: str, **more: object) -> None:
    """A school under a name."""
    School.objects.create(code=code, name_th=name_th, affiliation_id="10", subdistrict_id=580401, **more)


@pytest.mark.parametrize(
    "text", ["แม่ฮ่องสอน", "จังหวัดแม่ฮ่องสอน", "จ. แม่ฮ่องสอน", " mae hong son ", "Mae Hong Son Province"]
)
def test_area_is_found_with_and_without_the_word_of_its_kind(text: str) -> None:
    assert search_areas(text)[0].code == 58


def test_closest_name_comes_first() -> None:
    assert [area.name_th for area in search_areas("ปาย", limit=1)] == ["ปาย"]


def test_abolished_area_is_not_found() -> None:
    assert 104701 not in {area.code for area in search_areas("บางนา", limit=100)}


@pytest.mark.parametrize("text", ["", " ", "ก", "อ."])
def test_too_short_a_name_finds_nothing(text: str) -> None:
    school("1058000001", "บ้านกาศ")
    assert search_areas(text) == []
    assert search_schools(text, on=DAY) == []


@pytest.mark.parametrize("text", ["บ้านกาศ", "โรงเรียนบ้านกาศ", "1058000001", "๕๘๐๑-๐๐๐๑", "580001"])
def test_school_is_found_by_its_name_and_by_each_code(text: str) -> None:
    school("1058000001", "บ้านกาศ", code8="58010001", code6="580001")
    school("1058000002", "บ้านอื่น")
    assert [found.code for found in search_schools(text, on=DAY)] == ["1058000001"]


def test_closed_school_is_not_found() -> None:
    school("1058000001", "บ้านกาศ", closed_on=date(2020, 1, 1))
    assert search_schools("บ้านกาศ", on=DAY) == []


def test_percent_and_underscore_are_plain_letters() -> None:
    school("1058000001", "บ้านกาศ")
    assert search_schools("%%", on=DAY) == []
    assert search_schools("__", on=DAY) == []
