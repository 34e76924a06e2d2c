"""Reference data loaded into the database."""

from datetime import date

import pytest

from isee.access.api import SYSTEM, AuditEvent
from isee.kernel import AcademicTerm
from isee.places.api import (
    AreaLevel,
    area_path,
    change_term_dates,
    child_areas,
    code_items,
    code_spellings,
    find_area,
    load_reference_data,
    match_subdistrict,
    term_calendar,
)
from isee.places.errors import PlacesError
from isee.places.models import Affiliation, Area, CodeItem
from tests.unit.places.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    """All reference data, as `isee migrate` leaves them."""
    load_reference_data(by=SYSTEM, at=AT)


def test_second_load_writes_nothing_and_records_no_event() -> None:
    events = AuditEvent.objects.count()
    written = load_reference_data(by=SYSTEM, at=AT)
    assert set(written.values()) == {0}
    assert AuditEvent.objects.count() == events


def test_load_mends_what_differs_and_records_it() -> None:
    Area.objects.filter(code=5804).update(name_th="ผิด")
    CodeItem.objects.filter(list_name="sex", code="f").update(label_en="Wrong")
    assert load_reference_data(by=SYSTEM, at=AT) == {"areas": 1, "affiliations": 0, "code_items": 1, "terms": 0}
    assert AuditEvent.objects.filter(action="reference_data_loaded", at=AT).exists()
    assert Area.objects.get(code=5804).name_th == "แม่สะเรียง"


@pytest.mark.parametrize(
    ("level", "count"), [("region", 4), ("province", 77), ("district", 928), ("subdistrict", 7436)]
)
def test_areas_in_use_are_as_many_as_the_register_has(level: str, count: int) -> None:
    assert Area.objects.filter(level=level, valid_to=None).count() == count


def test_abolished_subdistrict_names_the_one_that_took_over() -> None:
    gone = Area.objects.get(code=100205)
    assert (gone.valid_to, gone.replaced_by_id) == (date(2006, 1, 1), 102901)


def test_abolished_subdistrict_with_several_heirs_names_none() -> None:
    assert Area.objects.get(code=104701).replaced_by_id is None


def test_path_leads_from_the_region_to_the_subdistrict() -> None:
    assert [area.text for area in area_path(580401)] == ["R1", "58", "5804", "580401"]
    assert [area.full_name_th for area in area_path(100101)] == [
        "ภาคกลาง", "กรุงเทพมหานคร", "เขตพระนคร", "แขวงพระบรมมหาราชวัง",
    ]  # fmt: skip


def test_children_of_the_nation_are_its_provinces() -> None:
    assert len(child_areas("TH")) == 77
    assert {area.level for area in child_areas("R4")} == {AreaLevel.PROVINCE.value}
    assert [area.code for area in child_areas("58")] == [5801, 5802, 5803, 5804, 5805, 5806, 5807]
    assert 104701 not in {area.code for area in child_areas("1047")}


def test_area_that_does_not_exist_is_not_found() -> None:
    assert find_area("97") is None
    assert find_area("ปาย") is None
    assert find_area("TH") is None


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("ต.บ้านกาศ", "อ.แม่สะเรียง", "จ.แม่ฮ่องสอน"), [580401]),
        (("แขวงบางนา", "เขตบางนา", "กทม"), [104702, 104703]),
        (("ไม่มีชื่อนี้", "", ""), []),
        (("", "", ""), []),
    ],
)
def test_address_in_words_means_subdistricts(words: tuple[str, str, str], codes: list[int]) -> None:
    assert match_subdistrict(words[0], district=words[1], province=words[2]) == codes


def test_name_that_many_places_share_stays_open() -> None:
    assert len(match_subdistrict("วังทอง")) > 1


def test_term_calendar_places_days_of_the_usual_year() -> None:
    calendar = term_calendar()
    assert len(calendar) == 42
    assert str(AcademicTerm.from_date(date(2026, 11, 10), calendar=calendar)) == "2/2569"
    assert str(AcademicTerm.from_date(date(2026, 10, 20), calendar=calendar)) == "1/2569"


def test_dates_of_a_term_changed_by_hand_survive_a_load() -> None:
    term = AcademicTerm(year=2564, term=1)
    change_term_dates(term, starts_on=date(2021, 6, 14), ends_on=date(2021, 10, 11), by=SYSTEM, at=AT)
    load_reference_data(by=SYSTEM, at=AT)
    assert next(row for row in term_calendar() if row.term == term).starts_on == date(2021, 6, 14)


def test_spellings_of_files_lead_to_codes() -> None:
    assert code_spellings("sex")["ช"] == "m"
    assert code_spellings("prefix")["ด.ญ."] == "girl"
    assert code_spellings("disadvantage")["ยากจน"] == "01"


def test_items_of_a_list_keep_their_order() -> None:
    assert [item.code for item in code_items("grade_band")] == [
        "pre_primary", "primary", "lower_secondary", "upper_secondary",
    ]  # fmt: skip


def test_list_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PlacesError) as refusal:
        code_items("colours")
    assert refusal.value.code == "code_list_unknown"


def test_affiliations_mark_the_code_that_is_ours() -> None:
    assert list(Affiliation.objects.filter(ours=True).values_list("short_th", flat=True)) == ["ตชด."]
