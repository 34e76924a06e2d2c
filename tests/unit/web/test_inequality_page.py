"""The inequality page: what its sentences claim, its pictures, and what it does with addresses that hold nothing."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client, override_settings

from isee.reporting.api import Nation, codes_read, latest_release
from isee.web.present.inequality import outliers, spearman
from isee.web.present.inequality_page import inequality_page, read_asked
from tests.unit.web.nation import RELEASE

DISTRICTS = "of=TH-districts"
SVG = "{http://www.w3.org/2000/svg}"


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return str(response.content.decode())


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
        "url",
        [
            "/inequality",
            "/inequality?of=58",
            "/inequality?x=pupils&y=income",
            "/inequality?of=10",
            "/inequality?of=TH-districts",
        ],
    )
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_it_has_one_heading_and_no_script(self, client: Client, published: Path, url: str, language: str) -> None:
        page = text(client, language + url)
        assert page.count("<h1") == 1
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)

    def test_every_province_is_a_dot_and_a_row(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?x=poor&y=attendance")
        dots = page.split('id="scatter"')[1].split("</svg>")[0].count("<circle")
        assert dots + _not_drawn(page) == 77
        assert page.split("<tbody>")[-1].count('<th scope="row">') == 77
        assert "Between regions" in page
        assert "Within regions, between provinces" in page

    def test_the_first_thing_is_a_sentence_to_quote_with_its_interval(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?x=extremely_poor")
        heading = re.sub(r"<[^>]+>", "", page.split("<h1>")[1].split("</h1>")[0])
        assert re.search(
            r"Extremely poor pupils: [\d.]+ times as common in the tenth of provinces with the most as in the "
            r"tenth with the least \(95 % interval [\d.]+–[\d.]+\)",
            heading,
        )
        assert "Counted: 77 of 77 provinces" in page

    def test_districts_of_the_country_lie_within_provinces_and_regions(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?x=poor&of=TH-districts")
        for words in ("Between regions", "Between provinces of a region", "Within provinces, between districts"):
            assert words in page
        assert "Mae Hong Son</span>" in page

    def test_districts_of_a_province_have_one_number(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?of=58")
        assert "Theil&#x27;s index" in page
        assert "Between regions" not in page

    @pytest.mark.parametrize(
        ("rank", "words"), [("income", "with the lowest incomes"), ("poverty", "with the most poor pupils")]
    )
    def test_areas_can_be_ranked_by_what_is_poor(self, client: Client, published: Path, rank: str, words: str) -> None:
        page = text(client, f"/en/inequality?x=out_of_school&rank={rank}")
        assert words in page
        assert f"&amp;rank={rank}&amp;format=svg" in page

    def test_an_income_is_high_and_not_common_and_has_no_interval(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?x=income")
        heading = page.split("<h1>")[1].split("</h1>")[0]
        assert "times as high in the highest tenth of provinces as in the lowest" in heading
        assert "interval" not in heading

    def test_groups_of_children_are_set_against_each_other(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?x=poor")
        table = page.split('<table class="table gaps">')[1].split("</table>")[0]
        assert "Girls" in table
        assert table.count("points") >= 2

    def test_what_the_page_says_is_what_the_release_says(self, published: Path) -> None:
        with override_settings(ISEE_HOME=published):
            release = latest_release()
        assert release is not None
        found = inequality_page(release, read_asked({"x": "poor", "of": "TH-districts"}, release)[0])
        words = next(one for one in release.manifest["indicators"] if one["name"] == "poor")
        top = release.area("TH")
        assert top is not None
        areas = {code: area for code in codes_read(top) if (area := release.area(code)) is not None}
        spread = Nation(areas).spread("district", indicator=words, term_key=release.manifest["term"])
        assert found is not None
        assert found.theil[0].value == f"{spread['measures']['theil'].value:.4f}"

    def test_one_district_alone_draws_nothing_and_says_so(self, client: Client, published: Path) -> None:
        page = text(client, "/en/inequality?of=10")
        assert "Fewer than two areas have both figures" in page
        assert "Fewer than three areas" in page

    @pytest.mark.parametrize(
        ("query", "nearest"),
        [
            ("x=por", "x=poor&amp;y=attendance&amp;of=TH&amp;term=25692"),
            ("rank=incom", "x=extremely_poor&amp;y=attendance&amp;of=TH&amp;term=25692&amp;rank=income"),
            ("of=5804", "x=extremely_poor&amp;y=attendance&amp;of=58&amp;term=25692"),
            ("term=1/2560", "x=extremely_poor&amp;y=attendance&amp;of=TH&amp;term=25671"),
        ],
    )
    def test_what_is_not_published_leads_to_the_nearest(
        self, client: Client, published: Path, query: str, nearest: str
    ) -> None:
        assert f"/en/inequality?{nearest}" in text(client, f"/en/inequality?{query}", 404)

    @pytest.mark.parametrize("picture", ["scatter", "lorenz", "theil"])
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
