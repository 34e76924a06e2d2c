"""Below the district a share is told by a band, and only where nothing closer follows from all bands and totals."""

from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from isee.reporting.bands import Node, band_of, bands_of, findings
from isee.reporting.disclosure import Thresholds
from isee.reporting.figures import Position

RULE = Thresholds(date(2020, 1, 1), threshold=10, small_group=30)
FEW = Thresholds(date(2020, 1, 1), threshold=2, small_group=3)


def node(name: str, n: int, d: int, *parts: Node, band: str = "") -> Node:
    return Node((name, Position(name, "all", "all")), n, d, d, d, list(parts), band)


def whole(*parts: Node) -> Node:
    return node("district", sum(part.n for part in parts), sum(part.d for part in parts), *parts)


def told(tree: Node) -> dict[str, str]:
    found = bands_of([tree], thresholds=RULE)
    return {name: "exact" if below.exact else below.band for (name, _), below in found.items()}


def test_a_band_has_its_lower_edge_and_not_its_upper_one() -> None:
    shares = (0, 99, 100, 249, 250, 500, 750, 899, 900, 1000)
    bands = ["0-10", "0-10", "10-25", "10-25", "25-50", "50-75", "75-90", "75-90", "90-100", "90-100"]
    assert [band_of(n, 1000) for n in shares] == bands


def test_a_large_school_is_told_by_its_band_and_a_small_one_not_at_all() -> None:
    tree = whole(node("large", 60, 200), node("other", 40, 300), node("small", 30, 99))
    assert told(tree) == {"large": "25-50", "other": "10-25", "small": ""}


def test_a_place_that_has_all_children_of_its_district_is_told_as_the_district_is() -> None:
    tree = whole(node("subdistrict", 100, 500, node("one", 60, 200), node("two", 40, 300)))
    assert told(tree) == {"subdistrict": "exact", "one": "25-50", "two": "10-25"}


def test_a_band_of_a_hundred_children_under_a_tenth_leaves_only_ten_numbers() -> None:
    assert told(whole(node("tight", 5, 100), node("wide", 90, 300)))["tight"] == ""
    assert told(whole(node("wider", 5, 101), node("wide", 90, 300)))["wider"] == "0-10"


def test_bands_that_would_tell_their_neighbour_are_given_up() -> None:
    """360 in the district, and both bands begin at 180: each number could only be 180."""
    told_too_much = whole(node("one", 180, 200, band="90-100"), node("two", 180, 200, band="90-100"))
    assert [(found.low, found.high, found.is_open) for found in findings(told_too_much, RULE)] == [(180, 180, True)] * 2
    assert told(whole(node("one", 180, 200), node("two", 180, 200))) == {"one": "", "two": ""}


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=3), min_size=1, max_size=2)
)
@settings(max_examples=60, deadline=None)
def test_the_intervals_are_those_of_trying_everything(areas: list[list[tuple[int, int]]]) -> None:
    parts = []
    for place, schools in enumerate(areas):
        leaves = [node(f"{place}.{number}", n, n + more) for number, (n, more) in enumerate(schools)]
        parts.append(node(str(place), sum(one.n for one in leaves), sum(one.d for one in leaves), *leaves))
    tree = whole(*parts)
    for number, part in enumerate(tree.walk()):
        if part is not tree and part.d and number % 2:
            part.band = band_of(part.n, part.d)
    leaves = [one for one in tree.walk() if not one.parts]
    worlds = []
    for values in product(*(range(one.d + 1) for one in leaves)):
        known = dict(zip(map(id, leaves), values, strict=True))
        sums = {id(part): sum(known[id(one)] for one in part.parts) for part in tree.parts}
        everything = {**known, **sums}
        fits = all(one.bounds[0] <= everything[id(one)] <= one.bounds[1] for one in tree.walk() if one is not tree)
        if fits and sum(values) == tree.n:
            worlds.append(everything)
    for found in findings(tree, FEW):
        seen = [world[id(found.node)] for world in worlds]
        assert (found.low, found.high) == (min(seen), max(seen))
