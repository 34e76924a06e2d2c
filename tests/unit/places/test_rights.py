"""Places are open to every database role to read, and to the worker to write."""

import pyarrow as pa
import pytest
from django.db import ProgrammingError, connection, transaction

from isee.access.api import SYSTEM
from isee.places.api import child_areas, load_bulk
from isee.places.models import Affiliation, School
from isee.system.api import copy_arrow
from tests.conftest import RoleChanger
from tests.unit.places.conftest import AT

pytestmark = pytest.mark.usefixtures("corner")

ROWS = pa.table(
    {"code": ["1058000001"], "name_th": ["โรงเรียนตัวอย่าง"], "affiliation_id": ["10"], "subdistrict_id": [580401]}
)


def test_web_role_reads_places_without_any_scope(as_role: RoleChanger) -> None:
    load_bulk("schools", ROWS, by=SYSTEM, at=AT)
    with as_role("web"):
        assert School.objects.get().code == "1058000001"
        assert child_areas("5804")


def test_web_role_writes_no_place(as_role: RoleChanger) -> None:
    with as_role("web"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Affiliation.objects.filter(code="10").update(name_en="Changed")


def test_worker_writes_schools(as_role: RoleChanger) -> None:
    with as_role("worker"):
        assert copy_arrow("places_school", ROWS) == 1


def test_extract_role_reads_views_with_the_areas_above(as_role: RoleChanger) -> None:
    load_bulk("schools", ROWS, by=SYSTEM, at=AT)
    with as_role("extract"), connection.cursor() as cursor:
        cursor.execute("SELECT subdistrict_code, district_code, province_code, region_code FROM extract_schools")
        assert cursor.fetchall() == [(580401, 5804, 58, 1)]
        cursor.execute("SELECT text_code, province_code, parent_code FROM extract_areas WHERE code IN (1, 5804)")
        assert sorted(cursor.fetchall()) == [("5804", 58, 58), ("R1", None, None)]


@pytest.mark.parametrize("column", ["lat", "lon", "phone"])
def test_extract_role_does_not_read_points_and_telephones(as_role: RoleChanger, column: str) -> None:
    with as_role("extract"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        School.objects.values_list(column).first()
