"""Below the district a share is a range: its words, its place in lists and maps, and what is not claimed of it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.translation import override

from isee.places.api import ShapeMap
from isee.reporting.api import AreaFigures, Cell, Release
from isee.web.present.area_map import school_map
from isee.web.present.choice import Choice, words_of
from isee.web.present.figures import BANDS, band_of, cell_label, cell_text
from isee.web.present.pages import FiguresPage, Grounds, figures_page
from isee.web.present.ranking import Place, band_groups, ranked, standing
from isee.web.present.trend import trend_of
from isee.web.present.uncertainty import Interval, interval_of
from tests.unit.web.nation import FEW, NONE, RELEASE, manifest

TERM = 25692
SUBDISTRICT = "580401"


def band(code: str) -> Cell:
    return {"n": None, "d": None, "v": None, "s": "band", "band": code}


def pupils(count: int | None) -> Cell:
    return FEW if count is None else {"n": count, "d": None, "v": count, "s": "ok"}


def place(name: str, cell: Cell, interval: Interval | None = None) -> Place:
    return Place(name, name, f"/areas/{name}", cell, interval)


def page_of(home: Path, code: str, indicator: str = "extremely_poor", group: str = "all") -> FiguresPage:
    release = Release(home / "releases" / RELEASE)
    found = release.school(code) if len(code) == 10 else release.area(code)
    assert found is not None
    with override("en"):
        return figures_page(release, place=found, choice=Choice(indicator, TERM, group), grounds=Grounds())


@pytest.mark.parametrize(
    ("code", "english", "thai"),
    [
        ("0-10", "under 10 %", "ต่ำกว่าร้อยละ 10"),
        ("10-25", "10–25 %", "ร้อยละ 10–25"),
        ("25-50", "25–50 %", "ร้อยละ 25–50"),
        ("50-75", "50–75 %", "ร้อยละ 50–75"),
        ("75-90", "75–90 %", "ร้อยละ 75–90"),
        ("90-100", "90 % or more", "ร้อยละ 90 ขึ้นไป"),
    ],
)
def test_a_range_has_its_words_in_both_languages(code: str, english: str, thai: str) -> None:
    with override("en"):
        assert cell_text(band(code), "share") == english
    with override("th"):
        assert cell_label(band(code), "share") == thai


def test_each_state_of_a_figure_has_its_own_words() -> None:
    shown: Cell = {"n": 1, "d": 8, "v": 12.5, "s": "ok"}
    with override("en"):
        said = [cell_label(cell, "share") for cell in (shown, band("0-10"), FEW, NONE)]
    assert said == ["12.5 %", "under 10 %", "too few to show", "no data"]


def test_ranges_meet_and_cover_all_shares() -> None:
    assert [(one.low, one.high) for one in BANDS] == [(0, 10), (10, 25), (25, 50), (50, 75), (75, 90), (90, 100)]
    assert band_of(FEW) is None


def test_places_are_ordered_by_range_and_by_name_within_one() -> None:
    cells = {"ข": band("10-25"), "ก": band("10-25"), "ค": band("50-75"), "ง": FEW, "จ": NONE}
    rows = ranked([place(name, cell) for name, cell in cells.items()], indicator="poor")
    assert [row.place.name for row in rows] == ["ค", "ก", "ข", "ง", "จ"]
    assert [row.rank for row in rows] == [None] * 5
    groups = band_groups(rows, low_is_need=False)
    assert [(group.paint, [row.place.name for row in group.rows]) for group in groups] == [
        ("b4", ["ค"]), ("b2", ["ก", "ข"]), ("few", ["ง"]), ("none", ["จ"]),
    ]  # fmt: skip


def test_the_lowest_range_is_the_deepest_where_low_is_the_need() -> None:
    rows = ranked([place("a", band("90-100")), place("b", band("50-75"))], indicator="attendance")
    assert [row.place.code for row in rows] == ["b", "a"]
    assert [group.paint for group in band_groups(rows, low_is_need=True)] == ["b3", "b1"]


def test_a_bar_reaches_from_limit_to_limit() -> None:
    rows = ranked([place("a", band("25-50")), place("b", band("0-10"))], indicator="poor")
    assert [(row.start, row.bar) for row in rows] == [(50.0, 100.0), (0.0, 20.0)]


def test_no_rank_is_claimed_of_a_range() -> None:
    whole = Interval(0, 10)
    rows = ranked([place(name, band("0-10"), whole) for name in "abcd"], indicator="poor")
    assert standing("a", rows) is None
    assert [row.ranks for row in rows] == [""] * 4


def test_chance_widens_a_range_and_more_so_in_a_small_place() -> None:
    small = interval_of(band("25-50"), unit="share", pupils=pupils(100))
    large = interval_of(band("25-50"), unit="share", pupils=pupils(2000))
    unknown = interval_of(band("25-50"), unit="share", pupils=pupils(None))
    assert small is not None
    assert large is not None
    assert small.low < large.low < 25 < 50 < large.high < small.high
    assert unknown == Interval(25, 50)


def test_a_place_is_set_beside_the_nation_only_where_chance_cannot_explain_it() -> None:
    nation = Interval(11, 12)
    rows = ranked(
        [place("a", band("25-50"), Interval(20, 55)), place("b", band("10-25"), Interval(7, 28))],
        indicator="poor", nation=nation,
    )  # fmt: skip
    assert [row.beside for row in rows] == ["above", "alike"]


def test_a_trend_of_ranges_is_drawn_as_blocks() -> None:
    drawn = trend_of([("1/2569", band("10-25")), ("2/2569", FEW), ("1/2570", band("25-50"))], unit="share")
    assert drawn is not None
    low, high = drawn.blocks
    assert not drawn.lines
    assert not drawn.points
    assert high.y + high.height == low.y
    assert [tick.label for tick in drawn.grid] == ["0", "25", "50"]
    assert trend_of([("1/2569", band("10-25")), ("2/2569", FEW)], unit="share") is None


def test_the_sentence_of_a_subdistrict_says_the_range_and_what_cannot_be_told(nation_home: Path) -> None:
    page = page_of(nation_home, SUBDISTRICT)
    said = page.headline
    assert said.known
    assert "% of pupils live in extremely poor households" in said.sentence or "Under 10 %" in said.sentence
    assert "the nation's" in said.turn
    assert "points" not in f"{said.turn} {said.lead}"
    assert page.breakdowns == []
    assert page.groups == []


def test_a_group_below_the_district_gives_everyone_and_says_so(nation_home: Path) -> None:
    page = page_of(nation_home, SUBDISTRICT, group="f")
    assert page.choice.group == "all"
    assert page.group_note.startswith("Below the district")
    district = page_of(nation_home, "5804", group="f")
    assert district.group_note == ""
    assert district.ranking is not None
    assert district.ranking.note.startswith("For everyone")
    assert any(row.known for row in district.ranking.rows)
    assert all("group" not in row.place.url for row in district.ranking.rows)


def small_and_large(home: Path) -> tuple[AreaFigures, AreaFigures]:
    """A school of fewer than a hundred pupils and one of more."""
    release = Release(home / "releases" / RELEASE)
    schools = [release.school(f"105804{sub:02d}{serial:02d}") for sub in range(1, 8) for serial in range(1, 5)]
    counted = [(one["figures"][str(TERM)]["pupils"]["all"]["n"] or 0, one) for one in schools if one]
    counted = [pair for pair in counted if pair[0]]
    counted.sort(key=lambda pair: pair[0])
    return counted[0][1], counted[-1][1]


def test_a_small_school_shows_its_pupils_alone(client: Client, published: Path, db: None) -> None:
    small, large = small_and_large(published)
    page = str(client.get(f"/en/schools/{small['code']}").content.decode())
    assert "fewer than 100 pupils, so shares could tell of single children" in page
    assert page.split('<dl class="facts">')[1].split("</dl>")[0].count("<dt>") == 1
    assert 'id="trend"' not in page
    assert "too few to show" not in page.split("<main")[1]
    page = str(client.get(f"/en/schools/{large['code']}").content.decode())
    assert "fewer than 100 pupils" not in page
    assert 'class="cell-band"' in page
    assert 'id="trend"' in page


def test_a_district_lists_its_subdistricts_by_range(client: Client, published: Path, db: None) -> None:
    page = str(client.get("/en/areas/5804").content.decode())
    assert "Subdistricts by range" in page
    assert "Within a range the order is by name" in page
    assert "ตำบลตามช่วงร้อยละ" in str(client.get("/areas/5804").content.decode())


def test_a_place_stands_beside_others_of_about_its_size(nation_home: Path) -> None:
    page = page_of(nation_home, "58")
    assert page.similar is not None
    codes = [row.place.code for row in page.similar.rows]
    assert codes[:3] == ["TH", "R1", "58"]
    assert len(codes) == 7
    own = page.similar.rows[2].place.pupils
    assert own is not None
    assert page.similar.rows[0].beside == ""
    assert page.similar.url.startswith("/en/compare?a=58&a=")


def test_schools_are_points_sized_by_need() -> None:
    shapes = ShapeMap("0 0 100 50", {"5804": "M0 0h1v1z"}, {"5804": (1, 1)}, "ours", (98.0, 19.0, 100.0, 100.0))
    rows = ranked(
        [place("1", band("0-10")), place("2", band("50-75")), place("3", FEW), place("4", band("0-10"))],
        indicator="poor",
    )  # fmt: skip
    points = {"1": (18.9, 98.1), "2": (18.8, 98.2), "3": (18.7, 98.3)}
    drawn = school_map(shapes, rows, points, words_of(manifest(), "poor"))
    assert drawn is not None
    dots = {dot.url.removeprefix("/areas/"): dot for dot in drawn.dots}
    assert (dots["2"].x, dots["2"].y, dots["2"].paint) == (20, 20, "b4")
    assert dots["2"].radius > dots["1"].radius > dots["3"].radius
    assert drawn.dots[-1] is dots["2"], "the greatest need lies on top"
    assert drawn.left_out == 1
    assert school_map(shapes, rows, {}, words_of(manifest(), "poor")) is None


def test_the_ranking_of_ranges_as_a_file_says_the_ranges(client: Client, published: Path, db: None) -> None:
    response = client.get("/en/areas/5804?format=svg&picture=ranking")
    words = " ".join(ElementTree.fromstring(response.content).itertext())
    assert response.status_code == 200
    assert any(one.words in words for one in BANDS)
    assert f"release {RELEASE}" in words
