"""Areas and schools side by side: the address holds the choice, hidden figures stay hidden, chance makes no winner."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from isee.reporting.api import Cell
from isee.web.present.compare import short_gap, sparkline
from isee.web.present.uncertainty import wilson

pytestmark = pytest.mark.django_db
FEW: Cell = {"n": None, "d": None, "v": None, "s": "few"}


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return str(response.content.decode())


def share(n: int, d: int) -> Cell:
    return {"n": n, "d": d, "v": round(100 * n / d, 1), "s": "ok"}


def test_the_address_holds_places_and_term(client: Client, published: Path) -> None:
    page = text(client, "/en/compare?a=58&a=50&term=25682")
    assert "Mae Hong Son, Chiang Mai" in page
    assert '<option value="25682" selected>' in page
    assert page.count('type="hidden" name="a"') == 2
    assert 'href="/en/compare?a=50&amp;term=25682"' in page, "one place cannot be taken away"


def test_every_indicator_of_the_release_has_a_row(client: Client, published: Path) -> None:
    page = text(client, "/en/compare?a=58&a=R1")
    assert page.count('<th scope="row">') == 6
    assert page.count('class="spark"') > 6


def test_indicators_stand_by_family_and_the_first_is_open(client: Client, published: Path) -> None:
    page = text(client, "/en/compare?a=58&a=50")
    headings = re.findall(r'<details class="family"( open)?><summary><h2>([^<]+) <small>', page)
    assert [heading for _open, heading in headings] == [
        "School life",
        "Poverty and screening",
        "Children out of school",
    ]
    assert headings[0][0]


def test_a_range_is_set_beside_the_nation_without_points(client: Client, published: Path) -> None:
    row = text(client, "/en/compare?a=580401&a=580402").split("#extremely_poor")[1].split("</tr>")[0]
    assert re.search(r'class="cell-band">(under )?\d+', row)
    assert re.search(r'class="gap">(higher|lower|not to be told apart)<', row)
    assert "points" not in row


def test_a_school_stands_beside_an_area_and_hides_what_is_too_small(client: Client, published: Path) -> None:
    page = text(client, "/en/compare?a=1058040101&a=5804")
    assert 'href="/en/schools/1058040101"' in page
    assert "too few to show" in page


def test_a_name_adds_its_place(client: Client, published: Path) -> None:
    response = client.get("/en/compare?a=50&q=Mae Hong Son Province")
    assert response.status_code == 302
    assert response["Location"] == "/en/compare?a=50&a=58"


def test_a_name_of_many_places_asks_which(client: Client, published: Path) -> None:
    page = text(client, "/compare?a=50&q=แม่")
    assert page.count("/compare?a=50&amp;a=58") > 1


def test_a_name_of_nothing_is_told(client: Client, published: Path) -> None:
    assert "is called “Atlantis”" in text(client, "/en/compare?q=Atlantis")


def test_six_places_are_five(client: Client, published: Path) -> None:
    page = text(client, "/en/compare?a=58&a=50&a=57&a=56&a=55&a=54")
    assert "the first five are shown" in page
    assert page.count('class="take-away"') == 5
    assert 'name="q"' not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("a=589999&a=50", "/en/compare?a=58&amp;a=50"),
        ("a=58&term=25699", "/en/compare?a=58"),
        ("a=58&term=25651", "/en/compare?a=58&amp;term=25671"),
        ("a=58&term=soon", "/en/compare?a=58"),
        ("a=../manifest", "/en/compare?a=TH"),
    ],
)
def test_what_is_not_published_leads_to_the_nearest(client: Client, published: Path, query: str, nearest: str) -> None:
    assert f'href="{nearest}"' in text(client, f"/en/compare?{query}", 404)


@pytest.mark.parametrize("url", ["/compare", "/compare?a=58&a=50", "/compare?q=แม่"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_has_one_heading_and_no_script(client: Client, published: Path, url: str, language: str) -> None:
    page = text(client, language + url)
    assert page.count("<h1") == 1
    assert " style=" not in page


def test_the_page_is_kind_before_anything_is_published(client: Client, unpublished: Path) -> None:
    assert "No figures have been published yet" in text(client, "/en/compare?a=58")


def test_a_gap_that_chance_explains_is_none() -> None:
    with override("en"):
        assert (
            short_gap(share(30, 100), share(142, 1000), "share", wilson(30, 100), wilson(142, 1000)) == "+15.8 points"
        )
        assert short_gap(share(3, 20), share(142, 1000), "share", wilson(3, 20), wilson(142, 1000)) == "about the same"
        assert short_gap(FEW, share(142, 1000), "share", None, wilson(142, 1000)) == ""


def test_a_small_line_breaks_where_a_term_is_hidden() -> None:
    drawn = sparkline([(25671, 5.0), (25672, 6.0), (25681, None), (25682, 7.0)], unit="share", span=(5.0, 7.0))
    assert drawn.count("<path") == 1
    assert drawn.count("<circle") == 2
    assert sparkline([(25671, 5.0), (25672, None)], unit="share", span=None) == ""
