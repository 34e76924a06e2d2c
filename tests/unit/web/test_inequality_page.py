"""How unevenly figures are spread over areas: the arithmetic against known cases, and the page around it."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client

from isee.web.present.inequality import Part, lorenz, outliers, spearman, theil
from tests.unit.web.nation import RELEASE

SVG = "{http://www.w3.org/2000/svg}"
ALIKE = [Part(code, 10, 100, group) for code, group in (("a", "N"), ("b", "N"), ("c", "S"), ("d", "S"))]


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return str(response.content.decode())


def test_areas_that_are_alike_lie_on_the_line() -> None:
    curve, index = lorenz(ALIKE), theil(ALIKE)
    assert curve is not None
    assert index is not None
    assert curve.index == pytest.approx(0)
    assert curve.upper_half() == pytest.approx(0.5)
    assert (index.between, index.within) == pytest.approx((0, 0))


def test_one_area_with_all_of_it_is_the_most_uneven() -> None:
    """One of four equal areas has all the poor: the index is 3/4, Theil's is ln 4."""
    parts = [
        Part("a", 40, 100, "N"),
        *(Part(code, 0, 100, group) for code, group in (("b", "N"), ("c", "S"), ("d", "S"))),
    ]
    curve, index = lorenz(parts), theil(parts)
    assert curve is not None
    assert index is not None
    assert curve.index == pytest.approx(0.75)
    assert curve.order[-1] == "a"
    assert curve.upper_half() == pytest.approx(1)
    assert index.total == pytest.approx(1.386294)
    assert index.between == pytest.approx(0.693147)
    assert index.between_share == pytest.approx(50)


def test_regions_that_differ_carry_all_of_the_difference() -> None:
    index = theil([Part("a", 30, 100, "N"), Part("b", 30, 100, "N"), Part("c", 10, 100, "S"), Part("d", 10, 100, "S")])
    assert index is not None
    assert index.within == pytest.approx(0)
    assert index.between_share == pytest.approx(100)


def test_nobody_poor_is_no_curve() -> None:
    assert lorenz([Part(code, 0, 100) for code in "abc"]) is None
    assert theil([Part("a", 0, 100)]) is None
    assert lorenz([Part("a", 1, 10), Part("b", 2, 10)]) is None


def test_ranks_go_together_or_against_each_other() -> None:
    assert spearman([(x, x**3) for x in range(10)]) == pytest.approx(1)
    assert spearman([(x, -x) for x in range(10)]) == pytest.approx(-1)
    assert spearman([(x, 5) for x in range(10)]) is None
    assert spearman([(1, 2), (2, 3)]) is None


def test_the_area_far_from_the_line_is_named() -> None:
    line = [(str(x), float(x), 2.0 * x, 100.0) for x in range(20)]
    assert outliers([*line, ("far", 10.0, 60.0, 5.0)]) == ["far"]


@pytest.mark.django_db
class TestPage:
    """The page and its pictures."""

    @pytest.mark.parametrize(
        "url", ["/inequality", "/inequality?of=58", "/inequality?x=pupils&y=income", "/inequality?of=10"]
    )
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_it_has_one_heading_and_no_script(self, client: Client, published: Path, url: str, language: str) -> None:
        page = text(client, language + url)
        assert page.count("<h1") == 1
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)

    def test_every_province_is_a_dot_and_a_row(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?x=poor&y=attendance")
        assert page.split("<svg")[1].split("</svg>")[0].count("<circle") + _not_drawn(page) == 77
        assert page.split("<tbody>")[1].count('<th scope="row">') == 77
        assert "Between regions (Theil)" in page

    def test_districts_of_a_province_have_one_number(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?of=58")
        assert "Between districts (Theil)" in page
        assert "Between regions" not in page

    def test_one_district_alone_draws_nothing_and_says_so(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?of=10")
        assert "Fewer than two areas have both figures" in page
        assert "Fewer than three areas" in page

    @pytest.mark.parametrize(
        ("query", "nearest"),
        [
            ("x=por", "x=poor&amp;y=attendance&amp;of=TH&amp;term=25692"),
            ("of=5804", "x=extremely_poor&amp;y=attendance&amp;of=58&amp;term=25692"),
            ("term=1/2560", "x=extremely_poor&amp;y=attendance&amp;of=TH&amp;term=25671"),
        ],
    )
    def test_what_is_not_published_leads_to_the_nearest(
        self, client: Client, published: Path, query: str, nearest: str
    ) -> None:
        assert f"/en/inequality?{nearest}" in text(client, f"/en/inequality?{query}", 404)

    @pytest.mark.parametrize("picture", ["scatter", "lorenz"])
    def test_a_picture_holds_its_title_source_date_and_release(
        self, client: Client, published: Path, picture: str
    ) -> None:
        response = client.get(f"/en/inequality?format=svg&picture={picture}")
        assert response["Content-Type"].startswith("image/svg+xml")
        assert f"{RELEASE}-en.svg" in response["Content-Disposition"]
        root = ElementTree.fromstring(response.content)
        words = " ".join("".join(part.itertext()) for part in root.iter(f"{SVG}text"))
        assert f"release {RELEASE}, made 10 Nov 2026" in words
        assert "term 2/2569" in words
        assert root.find(f"{SVG}metadata") is not None

    def test_an_unknown_picture_is_not_found(self, client: Client, published: Path) -> None:
        text(client, "/inequality?format=svg&picture=pie", 404)

    def test_it_is_kind_before_anything_is_published(self, client: Client, unpublished: Path) -> None:
        assert "No figures have been published yet" in text(client, "/en/inequality?x=poor")


def _not_drawn(page: str) -> int:
    found = re.search(r"(\d+) areas? (?:is|are) not drawn", page)
    return int(found[1]) if found else 0
