"""Figures become sentences, rankings and trends; what is hidden or missing is never a number."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from isee.places.api import ShapeMap
from isee.reporting.api import AreaFigures, Cell, Release
from isee.web.present import formats
from isee.web.present.choice import Choice, UnknownChoice
from isee.web.present.pages import Grounds, figures_page
from isee.web.present.ranking import Place, Standing, ranked, standing
from isee.web.present.sentences import headline, simple_fraction
from isee.web.present.trend import trend
from isee.web.present.uncertainty import Ranks, interval_of, wilson
from tests.unit.web.nation import FEW, NONE, RELEASE, manifest

TERM = 25692


def ok(v: float, n: int = 100, d: int = 1000) -> Cell:
    return {"n": n, "d": d, "v": v, "s": "ok"}


def place(code: str, cell: Cell) -> Place:
    return Place(code, code, f"/areas/{code}", cell)


PUPILS: Cell = {"n": 1000, "d": None, "v": 1000, "s": "ok"}


def share(n: int, d: int) -> Cell:
    return {"n": n, "d": d, "v": round(100 * n / d, 1), "s": "ok"}


def counted(code: str, n: int, d: int) -> Place:
    """A place with a share and its interval."""
    return Place(code, code, f"/areas/{code}", share(n, d), wilson(n, d))


def area(**cells: dict[int, Cell]) -> AreaFigures:
    """An area with figures by indicator and term."""
    figures: dict[str, dict[str, Any]] = {}
    for indicator, by_term in cells.items():
        for term, cell in by_term.items():
            figures.setdefault(str(term), {})[indicator] = {"all": cell, "sex": {"f": FEW}, "grade_band": {}}
    return {
        "code": "58", "level": "province", "name_th": "แม่ฮ่องสอน", "name_en": "Mae Hong Son", "path": [],
        "figures": figures, "children": [], "schools": [],
    }  # fmt: skip


def sentence(figures: AreaFigures, choice: Choice, *, stands: Standing | None = None, language: str = "en") -> str:
    with override(language):
        said = headline(figures, choice=choice, manifest=manifest(), standing=stands, among="provinces")
    return f"{said.sentence} | {said.turn}"


@pytest.mark.parametrize(
    ("share", "fraction"),
    [
        (14.2, (1, 7)),
        (45.1, None),
        (38.6, (2, 5)),
        (50.0, (1, 2)),
        (66.0, (2, 3)),
        (0.0, None),
        (100.0, None),
        (0.5, None),
    ],
)
def test_a_share_is_said_as_a_fraction_only_when_one_is_close(share: float, fraction: tuple[int, int] | None) -> None:
    assert simple_fraction(share) == fraction


def test_the_nation_is_told_with_its_change() -> None:
    figures = area(extremely_poor={25671: ok(16.2), 25682: ok(15.2), TERM: ok(14.2)})
    assert sentence(figures, Choice("extremely_poor", TERM)) == (
        "1 in 7 pupils live in extremely poor households | down 1.0 points since term 2/2568"
    )


def test_an_area_is_told_with_its_rank() -> None:
    figures = area(extremely_poor={TERM: ok(45.1)})
    assert sentence(figures, Choice("extremely_poor", TERM), stands=Standing(Ranks(1, 1, 77), 0)) == (
        "45.1 % of pupils live in extremely poor households | the highest of 77 provinces"
    )


def test_a_low_attendance_is_told_from_the_bottom() -> None:
    figures = area(attendance={TERM: ok(88.0)})
    assert sentence(figures, Choice("attendance", TERM), stands=Standing(Ranks(75, 75, 77), 0)).endswith(
        "| 3rd lowest of 77 provinces"
    )


def test_a_hidden_figure_is_told_as_hidden_and_has_no_rank() -> None:
    figures = area(extremely_poor={25671: ok(15.2), TERM: FEW})
    assert (
        sentence(figures, Choice("extremely_poor", TERM), stands=Standing(Ranks(1, 1, 77), 0))
        == "Too few children to show this figure | "
    )


def test_a_missing_figure_is_told_as_missing() -> None:
    assert sentence(area(), Choice("poor", TERM)) == "There is no figure for this choice yet | "


def test_a_group_without_a_figure_is_not_everyone() -> None:
    figures = area(poor={TERM: ok(20.0)})
    assert sentence(figures, Choice("poor", TERM, "m")).startswith("There is no figure")


def test_sentences_are_thai_for_a_thai_reader() -> None:
    figures = area(extremely_poor={TERM: ok(14.2)})
    assert sentence(figures, Choice("extremely_poor", TERM), language="th").startswith(
        "นักเรียน 1 ใน 7 คนอยู่ในครัวเรือนยากจนพิเศษ"
    )


def test_the_greatest_need_is_first_and_hidden_figures_are_last() -> None:
    rows = ranked([place("a", FEW), place("b", ok(3)), place("c", NONE), place("d", ok(9))], indicator="poor")
    assert [row.place.code for row in rows] == ["d", "b", "a", "c"]
    assert [row.rank for row in rows] == [1, 2, None, None]
    assert [row.bar for row in rows] == [100.0, 33.3, 0, 0]


def test_equal_values_share_a_rank() -> None:
    rows = ranked([place(code, ok(value)) for code, value in (("a", 5), ("b", 5), ("c", 4))], indicator="poor")
    assert [row.rank for row in rows] == [1, 1, 3]


def test_low_income_is_the_greater_need() -> None:
    rows = ranked([place("a", ok(900)), place("b", ok(2000))], indicator="income")
    assert rows[0].place.code == "a"


def test_no_rank_is_told_among_fewer_than_three() -> None:
    rows = ranked([place("a", ok(5)), place("b", ok(4)), place("c", FEW)], indicator="poor")
    assert standing("a", rows) is None


def test_equals_share_the_ranks_that_they_may_hold() -> None:
    rows = ranked(
        [counted(code, n, 1000) for code, n in (("a", 90), ("b", 50), ("c", 50), ("d", 10))], indicator="poor"
    )
    assert standing("c", rows) == Standing(Ranks(2, 3, 4), 0)
    assert standing("d", rows) == Standing(Ranks(4, 4, 4), 0)


def test_a_small_place_is_not_called_the_worst_by_chance() -> None:
    """Four of ten is above thirty of a hundred and says no more."""
    rows = ranked(
        [counted("a", 4, 10), counted("b", 30, 100), counted("c", 300, 1000), place("d", FEW)], indicator="poor"
    )
    assert standing("a", rows) == Standing(Ranks(1, 3, 3), 1)
    assert [row.ranks for row in rows] == ["1–3", "1–3", "1–3", ""]


def test_no_rank_is_claimed_where_an_interval_is_not_known() -> None:
    rows = ranked([counted("a", 4, 10), counted("b", 30, 100), place("c", ok(20))], indicator="poor")
    assert standing("b", rows) is None
    assert [row.ranks for row in rows] == ["", "", ""]


def test_a_rank_counts_from_the_greatest_need() -> None:
    rows = ranked([counted("a", 10, 1000), counted("b", 500, 1000), counted("c", 900, 1000)], indicator="attendance")
    assert [(row.place.code, row.ranks) for row in rows] == [("a", "1"), ("b", "2"), ("c", "3")]


def test_whiskers_lie_on_the_scale_of_the_bars() -> None:
    rows = ranked([counted("a", 4, 10), counted("b", 10, 1000)], indicator="poor")
    assert rows[0].whisker is not None
    assert rows[0].whisker[1] == 100.0
    assert rows[0].whisker[0] < rows[0].bar < 100
    assert rows[0].between == "16.8–68.7"


@pytest.mark.parametrize(
    ("ranks", "hidden", "said"),
    [
        (Ranks(1, 1, 77), 0, "the highest of 77 provinces"),
        (Ranks(77, 77, 77), 2, "the lowest of 77 provinces with a figure"),
        (Ranks(2, 9, 77), 0, "among the 9 highest of 77 provinces"),
        (Ranks(66, 75, 77), 0, "among the 12 lowest of 77 provinces"),
        (Ranks(20, 60, 77), 0, ""),
        (Ranks(1, 3, 4), 0, ""),
    ],
)
def test_a_rank_is_said_only_as_far_as_chance_allows(ranks: Ranks, hidden: int, said: str) -> None:
    figures = area(extremely_poor={TERM: ok(45.1)})
    spoken = sentence(figures, Choice("extremely_poor", TERM), stands=Standing(ranks, hidden))
    assert spoken == f"45.1 % of pupils live in extremely poor households | {said}"


def test_a_year_and_the_nation_are_compared_below_the_rank() -> None:
    here = area(
        extremely_poor={25682: share(300, 1000), TERM: share(451, 1000)}, pupils=dict.fromkeys((25682, TERM), PUPILS)
    )
    nation = {**area(extremely_poor={TERM: share(142, 1000)}, pupils={TERM: PUPILS}), "code": "TH"}
    assert lead(here, nation).endswith(
        "Compared: up 15.1 points since term 2/2568, 30.9 points above the nation's 14.2\u00a0%."
    )


def test_a_difference_that_chance_explains_is_told_as_none() -> None:
    here = area(
        extremely_poor={25682: share(150, 1000), TERM: share(155, 1000)}, pupils=dict.fromkeys((25682, TERM), PUPILS)
    )
    nation = {**area(extremely_poor={TERM: share(142, 1000)}, pupils={TERM: PUPILS}), "code": "TH"}
    assert lead(here, nation).endswith(
        "Compared: hardly changed since term 2/2568 (15.0 %), about the nation's 14.2\u00a0%."
    )


def test_a_year_before_that_is_hidden_is_told_as_hidden() -> None:
    figures = area(extremely_poor={25682: FEW, TERM: ok(14.2)})
    assert sentence(figures, Choice("extremely_poor", TERM)).endswith("| in term 2/2568 there were too few to show")


def lead(figures: AreaFigures, nation: Any) -> str:
    """What stands below a sentence that has a rank."""
    with override("en"):
        return headline(
            figures, choice=Choice("extremely_poor", TERM), manifest=manifest(),
            standing=Standing(Ranks(1, 1, 77), 0), among="provinces", nation=nation,
        ).lead  # fmt: skip


def test_thai_names_stand_in_dictionary_order() -> None:
    names = ["เชียงใหม่", "กระบี่", "แพร่", "ขอนแก่น"]
    rows = ranked([Place(name, name, "", ok(5)) for name in names], indicator="poor")
    assert [row.place.name for row in rows] == ["กระบี่", "ขอนแก่น", "เชียงใหม่", "แพร่"]


def test_a_trend_breaks_where_a_term_is_hidden() -> None:
    drawn = trend([("1/2567", 5.0), ("2/2567", 6.0), ("1/2568", None), ("2/2568", 7.0), ("1/2569", 8.0)], unit="share")
    assert drawn is not None
    assert len(drawn.points) == 4
    assert len(drawn.lines) == 2
    assert [point.label for point in drawn.points] == ["5.0", "", "", "8.0"]


def test_of_many_terms_every_second_is_named_and_the_newest_always() -> None:
    keys = [f"{term}/{year}" for year in range(2565, 2570) for term in (1, 2)]
    drawn = trend([(key, 5.0 + place) for place, key in enumerate(keys)], unit="share")
    assert drawn is not None
    assert [tick.label for tick in drawn.terms] == ["2/2565", "2/2566", "2/2567", "2/2568", "2/2569"]
    assert [tick.at for tick in drawn.terms] == [point.x for point in drawn.points[1::2]]


def test_one_term_is_no_trend() -> None:
    assert trend([("1/2567", None), ("2/2567", 6.0)], unit="share") is None


def test_a_level_trend_is_not_dramatised() -> None:
    drawn = trend([("1/2567", 14.2), ("2/2567", 14.3)], unit="share")
    assert drawn is not None
    assert abs(drawn.points[0].y - drawn.points[1].y) < 30
    assert len(drawn.grid) >= 3


@pytest.mark.parametrize(
    "values", [(14.6, 14.4), (0.0, 0.1), (95.4, 95.4), (99.9, 100.0), (61, 61), (1534, 1702), (88930, 12)]
)
def test_a_trend_lies_inside_its_grid(values: tuple[float, float]) -> None:
    unit = "share" if max(values) <= 100 else "count"
    drawn = trend([("1/2567", values[0]), ("2/2567", values[1])], unit=unit)
    assert drawn is not None
    heights = [tick.at for tick in drawn.grid]
    assert all(min(heights) <= point.y <= max(heights) for point in drawn.points)
    assert 3 <= len(drawn.grid) <= 6


@pytest.mark.parametrize("query", [{"show": "wealth"}, {"term": "1/2599"}, {"term": "last"}, {"group": "teachers"}])
def test_a_choice_that_is_not_published_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(UnknownChoice):
        Choice.from_query(query, manifest=manifest())


def test_the_address_holds_only_what_was_chosen() -> None:
    chosen = Choice.from_query({"show": "poor", "term": "1/2567", "group": "f"}, manifest=manifest())
    assert chosen.query(manifest()) == "?show=poor&term=1/2567&group=f"
    assert Choice.from_query({}, manifest=manifest()).query(manifest()) == ""


def test_numbers_are_rounded_as_people_round() -> None:
    assert formats.number(1234.5) == "1,235"
    assert formats.number(0.25, decimals=1) == "0.3"
    assert formats.number(-3) == "−3"


@pytest.mark.parametrize(("rank", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")])
def test_english_ranks_have_their_endings(rank: int, said: str) -> None:
    with override("en"):
        assert formats.ordinal(rank) == said


def test_an_area_that_the_release_does_not_know_is_drawn_as_no_data(nation_home: Path) -> None:
    release = Release(nation_home / "releases" / RELEASE)
    region = release.area("R1")
    assert region is not None
    shapes = ShapeMap("0 0 9 9", {"58": "M0 0h1v1z", "96": "M2 2h1v1z"}, {"58": (0, 0), "96": (2, 2)}, "ours")
    with override("en"):
        page = figures_page(release, place=region, choice=Choice("poor", TERM), grounds=Grounds(shapes))
    assert page.map is not None
    known, unknown = page.map.shapes
    assert known.url == "/en/areas/58?show=poor"
    assert (unknown.paint, unknown.title, unknown.url) == ("none", "no data", "")
    assert "no data" in [item.label for item in page.map.legend]


def test_no_map_is_drawn_where_no_area_has_an_outline(nation_home: Path) -> None:
    release = Release(nation_home / "releases" / RELEASE)
    district = release.area("5804")
    assert district is not None
    page = figures_page(release, place=district, choice=Choice("poor", TERM), grounds=Grounds())
    assert page.map is None
    assert page.ranking is not None


def test_a_group_is_read_from_each_areas_own_file(nation_home: Path) -> None:
    release = Release(nation_home / "releases" / RELEASE)
    province = release.area("58")
    assert province is not None
    girls = figures_page(release, place=province, choice=Choice("pupils", TERM, "f"), grounds=Grounds())
    everyone = figures_page(release, place=province, choice=Choice("pupils", TERM), grounds=Grounds())
    assert girls.ranking is not None
    assert everyone.ranking is not None
    assert 0 < (girls.ranking.first[0].place.cell["v"] or 0) < (everyone.ranking.first[0].place.cell["v"] or 0)


def test_wilson_is_the_interval_of_the_books() -> None:
    """Ten of a hundred: 5.52 to 17.44 per cent (Newcombe 1998 gives the formula; the numbers are R's prop.test)."""
    found = wilson(10, 100)
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (5.52, 17.44)
    nothing, everyone = wilson(0, 20), wilson(20, 20)
    assert nothing is not None
    assert everyone is not None
    assert (nothing.low, everyone.high) == (0.0, 100.0)
    assert wilson(0, 0) is None


def test_days_of_few_pupils_are_not_many_observations() -> None:
    """Nine hundred of a thousand days of ten pupils are ten observations; with their number hidden, none is known."""
    days = share(900, 1000)
    ten: Cell = {"n": 10, "d": None, "v": 10, "s": "ok"}
    assert interval_of(days, unit="share", pupils=ten) == wilson(9, 10)
    assert interval_of(days, unit="share", pupils=FEW) is None
    assert interval_of(days, unit="baht", pupils=ten) is None
