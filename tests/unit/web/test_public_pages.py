"""The public pages as a reader meets them: both languages, full and empty, with and without a choice."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from isee.system.api import finish_progress, now, report_progress, start_progress
from isee.web.present.progress import DEMO

pytestmark = pytest.mark.django_db

PAGES = (
    "/", "/areas/R1", "/areas/58", "/areas/5804", "/areas/580401", "/schools/1058040101", "/schools/near",
    "/schools/near?area=580401", "/areas", "/areas?q=แม่สะเรียง", "/about", "/privacy", "/method", "/data",
    "/data/indicators",
)  # fmt: skip


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return str(response.content.decode())


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_is_in_its_language_with_one_heading(
    client: Client, published: Path, url: str, language: str
) -> None:
    page = text(client, url if language == "th" else f"/en{url}")
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    visible = re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main>")[0])
    if language == "th":
        assert re.search("[ก-๙]", visible)


@pytest.mark.parametrize("url", PAGES)
def test_no_page_holds_a_style_or_a_script_of_its_own(client: Client, published: Path, url: str) -> None:
    page = text(client, url)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("url", PAGES)
def test_pages_read_as_well_before_anything_is_published(client: Client, unpublished: Path, url: str) -> None:
    page = text(client, url)
    assert page.count("<h1") == 1


def test_the_language_switch_keeps_page_and_choice(client: Client, published: Path) -> None:
    assert 'href="/en/areas/58?show=poor&amp;group=f"' in text(client, "/areas/58?show=poor&group=f")
    assert 'href="/areas/58?show=poor"' in text(client, "/en/areas/58?show=poor")


def test_the_map_links_every_province_and_keeps_the_choice(client: Client, published: Path) -> None:
    page = text(client, "/en/?show=poor")
    drawing = page.split('<svg class="map"')[1].split("</svg>")[0]
    assert drawing.count("<a href=") == 77
    assert drawing.count("<title>") == 77
    assert 'href="/en/areas/58?show=poor"' in drawing


def test_links_below_carry_the_choice(client: Client, published: Path) -> None:
    assert '"/areas/5804?show=attendance&amp;term=1/2568"' in text(client, "/areas/58?show=attendance&term=1/2568")


def test_a_hidden_figure_is_words_on_the_page(client: Client, published: Path) -> None:
    page = text(client, "/en/areas/5804")
    assert "too few to show" in page.split('id="schools"')[1]


def test_the_page_says_that_the_nation_is_synthetic_and_when_it_was_made(client: Client, published: Path) -> None:
    page = text(client, "/")
    assert "ข้อมูลสังเคราะห์ ร้อยละ 1" in page
    assert "10 พ.ย. 2569" in page


@pytest.mark.parametrize(
    "url", ["/?show=wealth", "/areas/99", "/areas/58?term=1/2599", "/schools/1099999999", "/data/latest/secret.csv"]
)
def test_what_is_not_published_is_not_found_and_the_page_is_kind(client: Client, published: Path, url: str) -> None:
    assert "ไม่พบหน้านี้" in text(client, url, 404)


def test_a_table_comes_as_a_named_file(client: Client, published: Path) -> None:
    response = client.get("/data/latest/provinces.csv")
    assert response["Content-Disposition"] == 'attachment; filename="isee-provinces-2569-2-test.csv"'


def test_the_first_page_is_light(client: Client, published: Path) -> None:
    """The page and the style sheet; the two faces that it needs add 43 KB."""
    static = Path(__file__).resolve().parents[3] / "isee/web/static/isee"
    if not (static / "site.css").exists():
        pytest.skip("the front end is not built here")
    light = len(gzip.compress(client.get("/").content)) + len(gzip.compress((static / "site.css").read_bytes()))
    faces = sum(path.stat().st_size for path in static.glob("sarabun-*.woff2"))
    assert light + faces < 100_000


def test_thailand_fills_in_while_the_first_figures_are_made(client: Client, unpublished: Path) -> None:
    start_progress(DEMO, at=now(), phase="rosters")
    report_progress(DEMO, at=now(), parts={"58": [100, 100], "57": [20, 200], "files": ["a.csv", "b.csv"]})
    page = text(client, "/en/")
    assert "1 of 77 provinces are in" in page
    assert "120 records are in" in page
    assert f'<progress value="{1.1 / 77:.3f}"' in page
    assert 'http-equiv="refresh"' in page


def test_a_failed_start_is_told_with_its_reason(client: Client, unpublished: Path) -> None:
    start_progress(DEMO, at=now(), phase="rosters", total=300)
    finish_progress(DEMO, at=now(), problem="The disk is full.")
    page = text(client, "/en/")
    assert "The disk is full." in page
    assert 'http-equiv="refresh"' not in page


def test_a_position_is_never_in_an_address(client: Client, published: Path) -> None:
    page = text(client, "/schools/near?lat=19.3&lon=97.9")
    assert 'id="near-list"' not in page


@pytest.mark.parametrize(
    "position", [{}, {"lat": "north", "lon": "1"}, {"lat": "95", "lon": "10"}, {"lat": "nan", "lon": "1"}]
)
def test_a_position_that_is_none_is_told_kindly(client: Client, published: Path, position: dict[str, str]) -> None:
    response = client.post("/en/schools/near", position)
    assert response.status_code == 200
    assert "We did not get a position" in response.content.decode()


def test_an_address_in_words_finds_its_subdistrict(client: Client, published: Path) -> None:
    assert "?area=580403" in text(client, "/schools/near?q=ต.แม่คง อ.แม่สะเรียง จ.แม่ฮ่องสอน")


def test_outlines_are_given_as_geojson(client: Client, published: Path) -> None:
    response = client.get("/schools/near/outlines/58.json")
    assert response.json()["features"][0]["geometry"]["type"] in ("Polygon", "MultiPolygon")


@pytest.mark.parametrize(
    ("url", "nearest"),
    [
        ("/en/areas/5899", "/en/areas/58"),
        ("/en/areas/58?show=attendence", "/en/areas/58?show=attendance"),
        ("/en/areas/58?term=1/2566", "/en/areas/58?term=1/2567"),
        ("/en/areas/58?show=poor&group=girls", "/en/areas/58?show=poor"),
    ],
)
def test_an_unknown_choice_leads_to_the_nearest_that_is_published(
    client: Client, published: Path, url: str, nearest: str
) -> None:
    assert f'href="{nearest}"' in text(client, url, 404)
