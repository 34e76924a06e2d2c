"""Each picture of a page is a file of its own that says what it shows, where it is from, when, and of which release."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.unit.web.nation import RELEASE

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
PICTURES = (
    ("/", "map"), ("/", "trend"), ("/", "ranking"), ("/areas/R1", "map"), ("/areas/58", "trend"),
    ("/areas/58", "ranking"), ("/areas/580401", "ranking"), ("/schools/1058040101", "trend"),
)  # fmt: skip


@pytest.mark.parametrize(("page", "picture"), PICTURES)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_picture_says_what_it_is(client: Client, published: Path, page: str, picture: str, language: str) -> None:
    response = client.get(f"{language}{page}?show=pupils&format=svg&picture={picture}")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert RELEASE in response["Content-Disposition"]
    root = ElementTree.fromstring(response.content)
    assert root.findtext(f"{SVG}metadata/{DC}identifier") == RELEASE
    assert root.findtext(f"{SVG}metadata/{DC}date") == "2026-11-10"
    words = " ".join("".join(part.itertext()) for part in root.iter(f"{SVG}text"))
    assert RELEASE in words
    assert "2/2569" in words
    assert ("release" in words) == (language == "/en")
    assert b"style=" not in response.content
    assert b"<script" not in response.content


def test_the_page_offers_its_pictures_for_the_same_choice(client: Client, published: Path) -> None:
    page = client.get("/en/?show=poor&group=f").content.decode()
    for picture in ("map", "trend", "ranking"):
        assert f'href="?show=poor&amp;group=f&amp;format=svg&amp;picture={picture}"' in page


def test_a_hidden_figure_is_words_in_the_picture(client: Client, published: Path) -> None:
    found = client.get("/en/areas/580401?format=svg&picture=ranking&show=poor").content.decode()
    assert "too few to show" in found


@pytest.mark.parametrize("query", ["picture=map", "picture=pie", "picture="])
def test_a_picture_that_the_page_has_not_is_not_found(client: Client, published: Path, query: str) -> None:
    assert client.get(f"/areas/580401?format=svg&{query}").status_code == 404
