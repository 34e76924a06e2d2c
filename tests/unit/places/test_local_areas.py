"""Villages and local administrations that an authority loads."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from isee.access.api import SYSTEM
from isee.places.api import Area, PlacesError, load_local_areas

AT = datetime(2026, 11, 24, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def write(folder: Path, *lines: str) -> Path:
    path = folder / "areas.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def test_a_village_lies_in_the_subdistrict_of_its_code(tmp_path: Path) -> None:
    path = write(tmp_path, "code,name_th,name_en", "58040107,บ้านสมมติ,Ban Sommut")

    report = load_local_areas(path, by=SYSTEM, at=AT)

    village = Area.objects.get(code=58040107)
    assert (report.added, report.changed) == (1, 0)
    assert (village.level, village.parent_id, village.text) == ("village", 580401, "58040107")


def test_a_local_administration_lies_in_the_area_that_the_file_names(tmp_path: Path) -> None:
    path = write(tmp_path, "code,name_th,parent", "L05580102,เทศบาลสมมติ,5804")

    load_local_areas(path, by=SYSTEM, at=AT)

    assert Area.objects.get(name_th="เทศบาลสมมติ").parent_id == 5804


def test_the_same_file_again_changes_nothing_and_a_new_name_changes_one(tmp_path: Path) -> None:
    load_local_areas(write(tmp_path, "code,name_th", "58040107,ก", "58040108,ข"), by=SYSTEM, at=AT)

    again = load_local_areas(write(tmp_path, "code,name_th", "58040107,ก", "58040108,ข"), by=SYSTEM, at=AT)
    renamed = load_local_areas(write(tmp_path, "code,name_th", "58040107,ก", "58040108,ค"), by=SYSTEM, at=AT)

    assert (again.added, again.changed) == (0, 0)
    assert (renamed.added, renamed.changed) == (0, 1)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("code,name_en", "58040107,x"), "must name the columns"),
        (("code,name_th", "58040107,ก", "5804,ข"), "Line 3: Only villages"),
        (("code,name_th", "5804010x,ก"), "Line 2"),
        (("code,name_th", "58040107, "), "Line 2: the Thai name"),
        (("code,name_th", "99999907,ก"), "No area has the code 999999"),
        (("code,name_th", "L1,ก"), "Line 2"),
    ],
)
def test_a_fault_names_its_line_and_nothing_is_loaded(tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
    before = Area.objects.count()

    with pytest.raises(PlacesError, match=said):
        load_local_areas(write(tmp_path, *lines), by=SYSTEM, at=AT)

    assert Area.objects.count() == before
