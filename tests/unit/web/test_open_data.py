"""Open data: pages that explain, and files at addresses that stay, with what a content delivery network needs."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import Settings

from isee.reporting.api import latest_release
from isee.reporting.release import Built, write_release
from tests.unit.reporting.small_nation import MADE_AT, children, freeze, group, usual_children

pytestmark = pytest.mark.django_db
REASON = "โรงเรียนสามแห่งส่งรายชื่อใหม่"


def build(home: Path, reason: str = "") -> Built:
    return write_release(home, report=lambda _phase, _done, _total: None, reason=reason)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Two releases, of which the newer corrects a term of the older; their ids, the older first."""
    home = tmp_path_factory.mktemp("open-data")
    freeze(home, usual_children(25691), made_at=MADE_AT - timedelta(days=100))
    freeze(home, usual_children(25692))
    first = build(home)
    freeze(home, children(group(50, term_key=25691)), made_at=MADE_AT + timedelta(days=1))
    return home, [first.manifest["id"], build(home, REASON).manifest["id"]]


@pytest.fixture
def ids(settings: Settings, made: tuple[Path, list[str]]) -> list[str]:
    """The two releases are what pages show."""
    settings.ISEE_HOME = made[0]
    return made[1]


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return str(response.content.decode())


def body(response: Any) -> bytes:
    return b"".join(response)


def test_the_page_lists_tables_twin_licence_corrections_and_releases(client: Client, ids: list[str]) -> None:
    page = text(client, "/en/data")
    for name in ("provinces.csv", "provinces.xlsx", "provinces.parquet", "codebook.json", "synthetic_child_term.csv"):
        assert f'href="/data/latest/{name}"' in page
    assert "Apache-2.0" in page
    assert "invented" in page
    assert REASON in page
    assert "frozen anew" in page
    for one in ids:
        assert f'href="/en/data/{one}"' in page
    assert "ข้อมูลเปิด" in text(client, "/data")


def test_before_the_first_release_the_page_says_what_to_do_next(client: Client, unpublished: Path) -> None:
    assert "isee extract" in text(client, "/data")
    text(client, "/data/indicators")
    for url in ("/data/latest", "/data/latest/provinces.csv", "/data/25692-abc", "/data/indicators/poor"):
        text(client, url, 404)


def test_an_older_release_names_the_newer_one_and_what_it_corrects(client: Client, ids: list[str]) -> None:
    older, newer = (text(client, f"/en/data/{one}") for one in ids)
    assert f'<a href="/en/data/{ids[1]}">' in older
    assert "Corrected since" in older
    assert "What it corrected" in newer
    assert "Corrected since" not in newer
    assert client.get("/en/data/latest")["Location"] == f"/en/data/{ids[1]}"


def test_the_navigation_leads_there(client: Client, ids: list[str]) -> None:
    assert 'href="/data" aria-current="page"' in text(client, "/data")


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_indicator_has_its_page(client: Client, ids: list[str], language: str) -> None:
    release = latest_release()
    assert release is not None
    listed = text(client, f"{language}/data/indicators")
    for words in release.manifest["indicators"]:
        assert f'href="{language}/data/indicators/{words["name"]}"' in listed
        page = text(client, f"{language}/data/indicators/{words['name']}")
        assert escape(words["method_en" if language else "method_th"])[:40] in page
        assert page.count("<h1") == 1
    poor = text(client, "/en/data/indicators/poor")
    for said in ("poverty_class", "sensitive", "per cent", release.manifest["versions"]["poor"]["expression"]):
        assert said in poor


@pytest.mark.parametrize(
    ("url", "nearest"),
    [
        ("/en/data/indicators/atendance", "/en/data/indicators/attendance"),
        ("/en/data/latest/province.csv", "/data/latest/provinces.csv"),
        ("/en/data/25692-000000000000", "/en/data/25692-"),
        ("/en/data/nothing", "/en/data"),
        ("/en/data/2569/provinces.csv", "/en/data"),
    ],
)
def test_an_unknown_address_leads_to_the_nearest(client: Client, ids: list[str], url: str, nearest: str) -> None:
    page = text(client, url, 404)
    assert f'href="{nearest}' in page.split("Nearest to it is")[1]


def test_a_file_has_the_hash_of_the_manifest_and_may_be_kept_for_ever(client: Client, ids: list[str]) -> None:
    release = latest_release()
    assert release is not None
    for name in release.file_names():
        response = client.get(f"/data/{release.id}/{name}", headers={"accept-encoding": "gzip"})
        content = body(response)
        found = release.published_file(name)
        assert found is not None
        assert response["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"' == f'"{found.sha256}"'
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Content-Length"] == str(len(content))
        assert not {"Vary", "Set-Cookie", "Content-Encoding", "Content-Language"} & set(response.headers)


def test_a_reader_who_is_signed_in_gets_the_same_answer(client: Client, ids: list[str]) -> None:
    client.cookies["sessionid"] = "forged"
    response = client.get("/data/latest/provinces.csv")
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Content-Location"] == f"/data/{ids[1]}/provinces.csv"
    assert not response.cookies


def test_known_bytes_are_not_sent_again(client: Client, ids: list[str]) -> None:
    url = f"/data/{ids[0]}/provinces.csv"
    etag = client.get(url)["ETag"]
    for tag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = client.get(url, headers={"if-none-match": tag})
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert client.get(url, headers={"if-none-match": '"other"'}).status_code == 200


def test_head_gives_the_headers_alone(client: Client, ids: list[str]) -> None:
    url = f"/data/{ids[0]}/provinces.parquet"
    got, headed = client.get(url), client.head(url)
    assert headed.content == b""
    assert dict(headed.headers) == dict(got.headers)


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-3", slice(0, 4)), ("bytes=10-", slice(10, None)), ("bytes=-7", slice(-7, None)),
     ("bytes=0-99999999", slice(0, None))],
)  # fmt: skip
def test_a_part_can_be_asked_for(client: Client, ids: list[str], asked: str, part: slice) -> None:
    url = f"/data/{ids[0]}/provinces.parquet"
    whole = body(client.get(url))
    response = client.get(url, headers={"range": asked})
    assert response.status_code == 206
    assert body(response) == whole[part]
    assert response["Content-Range"].endswith(f"/{len(whole)}")


def test_parts_that_are_none_are_refused_or_give_the_whole(client: Client, ids: list[str]) -> None:
    url = f"/data/{ids[0]}/provinces.parquet"
    assert client.get(url, headers={"range": "bytes=99999999-"}).status_code == 416
    for asked in ("bytes=5-2", "bytes=-", "bytes=0-1,3-4", "rows=1-2", "bytes=-0"):
        assert client.get(url, headers={"range": asked}).status_code == 200
    assert client.get(url, headers={"range": "bytes=0-1", "if-range": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/data/../latest", "/data/latest/..%2Fmanifest.json", "/data/latest/%2e%2e", "/data/latest/areas/TH.json",
     "/data/.making-dead/manifest.json", "/data/latest/TH.json", "/data/latest/latest", "/data/latest/a%00.csv"],
)  # fmt: skip
def test_only_files_of_the_manifest_can_be_had(client: Client, ids: list[str], url: str) -> None:
    assert client.get(url).status_code in (400, 404)


def test_older_addresses_lead_to_the_new_ones_for_good(client: Client, ids: list[str]) -> None:
    for old, new in (
        ("/downloads", "/data"),
        ("/en/downloads", "/en/data"),
        ("/tables/provinces.csv", "/data/latest/provinces.csv"),
        ("/en/tables/schools.xlsx", "/data/latest/schools.xlsx"),
        ("/en/data/latest/provinces.csv", "/data/latest/provinces.csv"),
    ):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)


def test_the_signing_key_is_there_for_anybody(client: Client, ids: list[str]) -> None:
    release = latest_release()
    assert release is not None
    response = client.get("/data/signing-key.pem")
    assert release.manifest["signature"]["public_key"] in response.content.decode()
    assert response["Content-Type"] == "application/x-pem-file"
    assert "PRIVATE" not in response.content.decode()


def test_every_link_of_the_catalogue_leads_somewhere(client: Client, ids: list[str]) -> None:
    own = f"/data/{ids[1]}/catalogue.jsonld"
    response = client.get(own)
    assert response["Content-Type"] == "application/ld+json"
    links = _links(json.loads(body(response)))
    assert len(links) > 30
    for link in links:
        url = urljoin(own, link)
        if not url.startswith("http"):
            assert client.get(url).status_code == 200, link
    assert client.get("/data").status_code == 200


LINKS = ("dcat:downloadURL", "dcat:accessURL", "foaf:page", "foaf:homepage", "dcat:landingPage")


def _links(node: object) -> set[str]:
    if isinstance(node, list):
        return {link for part in node for link in _links(part)}
    if not isinstance(node, dict):
        return set()
    own = {node[key]["@id"] for key in LINKS if key in node}
    return own | {link for part in node.values() for link in _links(part)}
