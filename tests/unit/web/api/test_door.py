"""What all answers share: ETag and cache, CORS, no cookie, the limit."""

import json
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from isee.reporting.api import latest_release
from isee.web.api.limits import network_of, seconds_to_wait

ADDRESSES = (
    "/areas", "/areas/58", "/schools?area=58", "/schools/1058000001", "/indicators", "/indicators/poor", "/releases",
    "/tables", "/tables/provinces.csv", "/openapi.json",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_has_the_answer_is_sent_nothing(client: Client, released: Path, address: str) -> None:
    first = client.get(f"/api/v1{address}")
    again = client.get(f"/api/v1{address}", headers={"If-None-Match": first["ETag"]})
    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    for response in (first, again):
        assert response["Cache-Control"] == "public, max-age=300"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["ETag"] == first["ETag"]
        assert response["Vary"] == "Accept-Encoding"


def test_the_etag_names_the_release_and_differs_by_address(client: Client, released: Path) -> None:
    release = latest_release()
    assert release is not None
    tags = {client.get(f"/api/v1{address}")["ETag"] for address in ("/areas/58", "/areas/90", "/areas/58?term=25692")}
    assert len(tags) == 3
    assert all(tag.startswith(f'"{release.id}-') for tag in tags)


@pytest.mark.parametrize("known", ['W/"{}"', '"other", "{}"', "*"])
def test_an_etag_is_known_when_compressed_or_among_others(client: Client, released: Path, known: str) -> None:
    tag = client.get("/api/v1/areas/58")["ETag"].strip('"')
    assert client.get("/api/v1/areas/58", headers={"If-None-Match": known.format(tag)}).status_code == 304


def test_another_etag_is_sent_the_answer(client: Client, released: Path) -> None:
    assert client.get("/api/v1/areas/58", headers={"If-None-Match": '"old"'}).status_code == 200


def test_a_compressed_answer_is_the_same_answer(client: Client, released: Path) -> None:
    response = client.get("/api/v1/areas/58", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response["Vary"] == "Accept-Encoding"


def test_head_is_answered_like_get_without_a_body(client: Client, released: Path) -> None:
    response = client.head("/api/v1/areas/58")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get("/api/v1/areas/58")["ETag"]


def test_a_page_elsewhere_may_ask(client: Client, released: Path) -> None:
    response = client.options(
        "/api/v1/areas/58", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("address", [*ADDRESSES, "/areas/59", "/nothing", "/areas/XX"])
def test_no_cookie_is_set_and_none_is_read(client: Client, released: Path, address: str) -> None:
    """The tests of this folder may not touch the database: reading a session would."""
    client.cookies["sessionid"] = "a-session"
    response = client.get(f"/api/v1{address}")
    assert not response.cookies
    assert "Cookie" not in response["Vary"]


def test_pages_are_outside_of_all_this(client: Client, released: Path) -> None:
    response = client.get("/about")
    assert "Access-Control-Allow-Origin" not in response
    assert "max-age=300" not in response.get("Cache-Control", "")


def test_who_asks_too_often_is_told_how_long_to_wait(client: Client, released: Path, settings: Settings) -> None:
    settings.ISEE_API_PER_MINUTE = 3
    answers = [client.get("/api/v1/indicators") for _ in range(8)]
    limited = [response for response in answers if response.status_code == 429]
    assert answers[2].status_code == 200
    assert limited
    assert 1 <= int(limited[0]["Retry-After"]) <= 60
    assert limited[0]["Cache-Control"] == "no-store"
    assert json.loads(limited[0].content)["error"] == "too_many_requests"


def test_each_address_has_a_count_of_its_own_that_ends_with_the_minute() -> None:
    def ask(address: str, at: float) -> int:
        return seconds_to_wait(address, at=at, allowed=2)

    assert [ask("192.0.2.1", 120), ask("192.0.2.1", 130), ask("192.0.2.1", 150)] == [0, 0, 30]
    assert ask("192.0.2.2", 150) == 0
    assert ask("192.0.2.1", 180) == 0


def test_no_limit_when_it_is_nought() -> None:
    assert [seconds_to_wait("192.0.2.1", at=0, allowed=0) for _ in range(5)] == [0] * 5


def test_a_count_that_was_dropped_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["limits"], "add", lambda *_args, **_options: False)
    assert seconds_to_wait("192.0.2.1", at=0, allowed=1) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("", "unknown"), ("x" * 99, "unknown")],
)
def test_one_reader_is_an_address_or_an_ipv6_network(address: str, network: str) -> None:
    assert network_of(address) == network
