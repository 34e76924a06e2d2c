"""What the API does not have or does not do: it says so, in JSON, and names what is near."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client


def refused(client: Client, address: str, status: int, **headers: str) -> dict[str, Any]:
    response = client.get(f"/api/v1{address}", headers=headers)
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/json")
    assert response["Access-Control-Allow-Origin"] == "*"
    body: dict[str, Any] = json.loads(response.content)
    assert set(body) == {"error", "hint", "nearest"}
    return body


@pytest.mark.parametrize(
    ("address", "error", "near"),
    [
        ("/areas/59", "unknown_area", "58"),
        ("/areas/5809", "unknown_area", "5804"),
        ("/areas/580499", "unknown_area", "580401"),
        ("/areas?parent=59", "unknown_area", "58"),
        ("/areas/58?indicator=por", "unknown_indicator", "poor"),
        ("/areas/58?term=1/2570", "unknown_term", "25692"),
        ("/areas?indicator=pupil", "unknown_indicator", "pupils"),
        ("/schools?area=5805", "unknown_area", "5804"),
        ("/schools/1058000009", "unknown_school", "1058000001"),
        ("/indicators/poorest", "unknown_indicator", "poor"),
        ("/tables/province.csv", "unknown_table", "provinces.csv"),
        ("/area", "unknown_address", "/api/v1/areas"),
    ],
)
def test_what_is_unknown_is_answered_with_what_is_near(
    client: Client, released: Path, address: str, error: str, near: str
) -> None:
    body = refused(client, address, 404)
    assert body["error"] == error
    assert near in body["nearest"]


def test_codes_are_near_by_their_number(client: Client, released: Path) -> None:
    assert refused(client, "/areas/57", 404)["nearest"] == ["58", "90"]
    assert refused(client, "/schools/1058000004", 404)["nearest"] == ["1058000003", "1058000002", "1058000001"]


def test_an_unknown_release_is_answered_with_those_there_are(client: Client, released: Path) -> None:
    shown = (released / "releases" / "latest").read_text().strip()
    assert refused(client, f"/releases/{shown[:-1]}x", 404)["nearest"][0] == shown


@pytest.mark.parametrize(
    "address",
    [
        "/areas/XX", "/areas/5", "/areas/๕๘", "/areas/58%00", "/areas/58%0a", "/areas/58'--", "/areas/" + "9" * 5000,
        "/areas?level=village", "/areas?parent=..", "/areas?page=0", "/areas?page=x", "/areas?size=201",
        "/areas?size=99999999999999999999", "/areas?term=3/2569", "/areas?term=2569", "/areas?indicator=%00",
        "/areas?x=%00", "/areas?indicator=" + "a" * 5000, "/areas/58?term=%F0%9F%98%80", "/schools", "/schools?area=TH",
        "/schools?area=R1", "/schools/105800000", "/indicators/POOR", "/releases/..", "/releases/.making-1",
        "/releases/latest%00", "/tables/manifest", "/tables/..", "/tables/..%5Cmanifest.json", "/tables/.csv",
        "/tables/provinces.csv%00.xlsx", "/tables/" + "a" * 5000 + ".csv",
    ],
)  # fmt: skip
def test_a_malformed_address_is_refused(client: Client, released: Path, address: str) -> None:
    assert refused(client, address, 422)["error"] == "malformed"


@pytest.mark.parametrize(
    "address",
    [
        "/tables/../manifest.json", "/tables/..%2Fmanifest.json", "/tables/%2e%2e%2f%2e%2e%2flatest",
        "/tables//etc/passwd", "/releases/../latest", "/areas/58/", "/tables/manifest.json", "/releases/latest", "/",
    ],
)  # fmt: skip
def test_nothing_beside_the_tables_can_be_had(client: Client, released: Path, address: str) -> None:
    refused(client, address, 404)


def test_very_many_parameters_are_refused(client: Client, released: Path) -> None:
    assert refused(client, "/areas?" + "&".join(f"a{n}=1" for n in range(2000)), 400)["error"] == "malformed"


def test_a_hint_is_thai_unless_english_is_asked_for(client: Client, released: Path) -> None:
    assert "ไม่มีพื้นที่รหัสนี้" in refused(client, "/areas/59", 404)["hint"]
    assert "no area" in refused(client, "/areas/59", 404, **{"Accept-Language": "en"})["hint"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/areas", "/areas/58", "/nothing"])
def test_the_api_only_reads(client: Client, released: Path, method: str, address: str) -> None:
    response = getattr(client, method)(f"/api/v1{address}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert json.loads(response.content)["error"] == "read_only"
