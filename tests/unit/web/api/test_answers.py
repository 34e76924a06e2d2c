"""Each address of the API: what it answers, and that a figure is exactly the release's."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from isee.reporting.api import latest_release

FEW = {"n": None, "d": None, "v": None, "s": "few"}


def get(client: Client, address: str, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1{address}")
    assert response.status_code == status, response.content
    body: dict[str, Any] = json.loads(response.content)
    return body


def newest() -> Any:
    release = latest_release()
    assert release is not None
    return release


def test_an_area_has_exactly_the_figures_of_its_release(client: Client, released: Path) -> None:
    body = get(client, "/areas/58")
    assert body["release"] == newest().id
    assert body["figures"] == newest().area("58")["figures"]
    assert [above["code"] for above in body["path"]] == ["TH", "R1"]
    assert body["name_th"] == "แม่ฮ่องสอน"


def test_a_hidden_figure_is_few_and_neither_zero_nor_missing(client: Client, released: Path) -> None:
    figures = get(client, "/areas/58")["figures"]["25692"]
    assert FEW in [cell for figure in figures.values() for cell in figure["grade_band"].values()]


def test_a_share_of_a_school_is_a_band(client: Client, released: Path) -> None:
    band = {**FEW, "s": "band", "band": "0-10"}
    assert get(client, "/schools/1058000002")["figures"]["25692"]["extremely_poor"]["all"] == band
    listed = get(client, "/schools?area=580401&indicator=extremely_poor&term=25692")["items"]
    by_code = {school["code"]: school["figures"]["25692"] for school in listed}
    assert by_code["1058000002"] == {"extremely_poor": band}


def test_no_figure_of_the_api_differs_from_the_release(client: Client, released: Path) -> None:
    for name in newest().manifest["files"]:
        kind, _, rest = name.partition("/")
        if kind in ("areas", "schools"):
            code = rest.removesuffix(".json")
            written = json.loads((newest().folder / name).read_text())
            assert get(client, f"/{kind}/{code}")["figures"] == written["figures"]


@pytest.mark.parametrize("term", ["2/2569", "25692"])
def test_a_term_and_an_indicator_can_be_chosen(client: Client, released: Path, term: str) -> None:
    figures = get(client, f"/areas/TH?term={term}&indicator=poor")["figures"]
    assert list(figures) == ["25692"]
    assert list(figures["25692"]) == ["poor"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("level=region", ["R1", "R4"]),
        ("level=province", ["58", "90"]),
        ("parent=TH", ["R1", "R4"]),
        ("parent=R1", ["58"]),
        ("parent=58", ["5804"]),
        ("parent=R1&level=subdistrict", ["580401", "580402"]),
        ("parent=TH&level=district", ["5804", "9001"]),
        ("parent=580401", []),
        ("parent=58&level=region", []),
    ],
)
def test_areas_are_listed_by_level_and_parent(client: Client, released: Path, query: str, codes: list[str]) -> None:
    body = get(client, f"/areas?{query}")
    assert [area["code"] for area in body["items"]] == codes
    assert body["total"] == len(codes)


def test_a_list_holds_figures_only_when_they_are_asked_for(client: Client, released: Path) -> None:
    assert get(client, "/areas?level=province")["items"][0]["figures"] == {}
    item = get(client, "/areas?level=province&indicator=poor&term=2/2569")["items"][0]
    assert item["parent"] == "R1"
    assert item["figures"] == {"25692": {"poor": newest().area("58")["figures"]["25692"]["poor"]["all"]}}


def test_pages_lead_through_the_whole_list(client: Client, released: Path) -> None:
    address: str | None = "/areas?size=3"
    codes: list[str] = []
    while address:
        body = get(client, address)
        codes += [area["code"] for area in body["items"]]
        address = body["next"].removeprefix("/api/v1") if body["next"] else None
    assert codes == ["TH", "R1", "R4", "58", "90", "5804", "9001", "580401", "580402", "900101"]
    assert get(client, "/areas?page=99")["items"] == []


@pytest.mark.parametrize("area", ["58", "5804"])
def test_schools_of_an_area(client: Client, released: Path, area: str) -> None:
    schools = get(client, f"/schools?area={area}")["items"]
    assert [school["code"] for school in schools] == ["1058000001", "1058000002", "1058000003"]


def test_an_indicator_says_how_it_is_made(client: Client, released: Path) -> None:
    names = [one["name"] for one in get(client, "/indicators")["items"]]
    assert "poor" in names
    one = get(client, "/indicators/poor")
    assert one["method_th"]
    assert one["terms"] == ["1/2569", "2/2569"]


def test_releases_are_listed_newest_first_and_keep_their_figures(client: Client, released: Path) -> None:
    items = get(client, "/releases")["items"]
    assert [(one["term"], one["newest"]) for one in items] == [("2/2569", True), ("1/2569", False)]
    older = get(client, f"/releases/{items[1]['id']}")
    assert older["release"] == items[1]["id"]
    assert older["terms"] == ["1/2569"]
    assert "provinces.csv" in older["tables"]


def test_tables_are_listed_with_their_hash_and_served_as_files(client: Client, released: Path) -> None:
    tables = {one["name"]: one for one in get(client, "/tables")["items"]}
    assert {"provinces.csv", "schools.xlsx"} <= set(tables)
    for one in tables.values():
        response = client.get(one["url"], headers={"Accept-Encoding": "identity"})
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert response.status_code == 200
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
        assert newest().id in response["Content-Disposition"]


ADDRESSES = (
    "/areas", "/areas/58", "/schools?area=58", "/schools/1058000001", "/indicators", "/indicators/poor", "/releases",
    "/releases/25692-0", "/tables", "/tables/provinces.csv",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_the_first_release_the_api_says_so(client: Client, unreleased: Path, address: str) -> None:
    response = client.get(f"/api/v1{address}", headers={"Accept-Language": "en"})
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content)["hint"].startswith("No figures have been published yet.")
