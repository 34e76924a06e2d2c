"""The nearest schools: around a position, a point of the map, an area or a school, with their needs as published."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from isee.access.api import SYSTEM
from isee.places.api import load_bulk
from isee.reporting.reading import _read
from isee.system.api import now
from tests.unit.web.nation import FEW, RELEASE, TERMS, write_nation

pytestmark = pytest.mark.django_db
CODES = ("1058040101", "1058040102", "1058040103")


def load() -> None:
    """Three schools on one road, a kilometre or so apart."""
    load_bulk(
        "schools",
        pa.table({
            "code": list(CODES),
            "name_th": ["โรงเรียนบ้านกาศ 1", "โรงเรียนบ้านกาศ 2", "โรงเรียนบ้านกาศ 3"],
            "affiliation_id": ["10"] * 3,
            "subdistrict_id": [580401] * 3,
            "lat": [18.16, 18.17, 18.18],
            "lon": [97.93, 97.93, 97.93],
            "grade_from": ["P1", "K2", None],
            "grade_to": ["P6", "M3", None],
        }),
        by=SYSTEM,
        at=now(),
    )  # fmt: skip


@pytest.fixture
def small_places(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A release in which the first school has a range, the second few pupils, and the third is not known."""
    write_nation(tmp_path)
    folder = tmp_path / "releases" / RELEASE / "schools"
    cells = {CODES[0]: ({"n": 240, "d": None, "v": 240, "s": "ok"}, "25-50"), CODES[1]: (FEW, "")}
    for code, (pupils, band) in cells.items():
        figures = json.loads((folder / f"{code}.json").read_text(encoding="utf-8"))
        share = {"n": None, "d": None, "v": None, "s": "band", "band": band} if band else FEW
        for name, cell in (("pupils", pupils), ("extremely_poor", share)):
            figures["figures"][str(TERMS[-1])][name] = {"all": cell, "sex": {}, "grade_band": {}}
        (folder / f"{code}.json").write_text(json.dumps(figures), encoding="utf-8")
    (folder / f"{CODES[2]}.json").unlink()
    settings.ISEE_HOME = tmp_path
    _read.cache_clear()
    yield
    _read.cache_clear()


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def rows(page: str) -> list[str]:
    """What the list says, school by school."""
    return [" ".join(part.split()) for part in page.split('id="near-list">')[1].split("</ol>")[0].split("<li")[1:]]


def test_each_school_has_its_levels_distance_pupils_and_need(client: Client, small_places: None) -> None:
    load()
    response = client.post("/en/schools/near", {"lat": "18.16", "lon": "97.93", "from": "device"})
    page = response.content.decode()
    first, second, third = rows(page)
    for words in ("Primary 1–Primary 6", "240 pupils", "Extremely poor pupils: 25–50 %", "0.0 km"):
        assert words in first
    for words in (
        "Kindergarten 2–",
        "number of pupils: too few to show",
        "Extremely poor pupils: too few to show",
        "1.1 km",
    ):
        assert words in second
    assert "pupils" not in third
    assert "Schools near your position" in page


def test_a_point_of_the_map_is_not_called_the_readers_position(client: Client, small_places: None) -> None:
    load()
    response = client.post("/en/schools/near", {"lat": "18.2", "lon": "97.9", "from": "map"})
    assert "Schools near the point on the map" in response.content.decode()


def test_a_position_is_in_no_address_header_or_log(
    client: Client, small_places: None, caplog: pytest.LogCaptureFixture
) -> None:
    load()
    with caplog.at_level(logging.DEBUG):
        response = client.post("/en/schools/near", {"lat": "18.1634567", "lon": "97.9345678"})
    assert response["Cache-Control"] == "private, no-store"
    assert "18.16" not in f"{response.headers} {caplog.text} {response.request['QUERY_STRING']}"
    page = response.content.decode()
    assert "18.1634" not in page
    assert 'data-lat="18.16300"' in page


def test_a_school_is_found_by_its_name_and_its_neighbours_listed(client: Client, small_places: None) -> None:
    load()
    assert f"?school={CODES[1]}" in text(client, "/schools/near?q=บ้านกาศ 2")
    page = text(client, f"/schools/near?school={CODES[1]}")
    assert [CODES[1] in row for row in rows(page)] == [False, False]


def test_an_area_and_a_school_of_one_name_are_both_offered(client: Client, small_places: None) -> None:
    load()
    page = text(client, "/schools/near?q=บ้านกาศ")
    assert "?area=580401" in page
    assert f"?school={CODES[0]}" in page


@pytest.mark.parametrize("query", ["school=1099999999", "school=x", "area=99", "area=x", "area=TH"])
def test_an_unknown_place_is_not_found(client: Client, published: Path, query: str) -> None:
    assert client.get(f"/schools/near?{query}").status_code == 404


def test_the_list_stands_before_any_release(client: Client, unpublished: Path) -> None:
    load()
    page = text(client, "/en/schools/near?area=580401")
    assert len(rows(page)) == 3
    assert "Extremely poor" not in page


@pytest.mark.parametrize(("code", "status"), [("TH", 200), ("58", 200), ("99", 404), ("05", 404)])
def test_outlines_are_of_the_nation_or_a_province(client: Client, published: Path, code: str, status: int) -> None:
    response = client.get(f"/schools/near/outlines/{code}.json")
    assert response.status_code == status
    if code == "TH":
        assert len(response.json()["features"]) == 77
        assert len(response.content) < 130_000


def test_without_a_script_the_map_and_its_tools_stay_hidden(client: Client, published: Path) -> None:
    page = text(client, "/en/schools/near")
    assert "data-near-only hidden" in page
    assert 'role="search"' in page
