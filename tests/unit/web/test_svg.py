"""The small pieces of drawings."""

import xml.etree.ElementTree as ET
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from isee.web.present import svg


def test_words_are_escaped_wherever_they_stand() -> None:
    made = svg.drawing(svg.text('<b> & "x"', 1, 2), height=10, title='a "b" <c>')
    assert "<b>" not in made
    root = ET.fromstring(made)
    assert root.get("aria-label") == 'a "b" <c>'
    assert [found.text for found in root.iter("{http://www.w3.org/2000/svg}text")] == ['<b> & "x"']


def test_none_leaves_an_attribute_out_and_numbers_are_short() -> None:
    line = svg.line((1.0, 2.25), (3, 4), stroke_dasharray=None)
    assert "dasharray" not in line
    assert 'x1="1" y1="2.2"' in line or 'x1="1" y1="2.3"' in line


def test_hatching_stays_inside() -> None:
    lines = svg.hatching(10, 20, 30, 8)
    points = [tuple(map(float, point.split())) for part in lines.split("M")[1:] for point in part.split("L")]
    assert points
    assert all(10 <= x <= 40 and 20 <= y <= 28 for x, y in points)
    assert svg.hatching(10, 20, 0, 8) == ""


@given(st.lists(st.floats(0, 200), max_size=9), st.floats(1, 20))
def test_labels_are_moved_apart_in_their_order(places: list[float], room: float) -> None:
    moved = svg.spread(places, room=room, top=0, bottom=200)
    order = sorted(range(len(places)), key=lambda place: places[place])
    ends = [moved[place] for place in order]
    assert all(high - low >= room - 1e-6 for low, high in pairwise(ends))
    assert all(place <= 200 + 1e-6 for place in moved)


def test_round_ticks_are_round() -> None:
    assert svg.round_ticks(82.3, 187.0, about=5) == [100, 150]
    assert svg.round_ticks(11.2, 32.9, about=5) == [15, 20, 25, 30]


def test_on_paper_sara_am_is_written_as_two_signs() -> None:
    words = svg.text("ไม่ต่ำกว่า 85 % คำ", 1, 2)
    paper = svg.for_paper(words)
    assert "ต\u0e4d\u0e48\u0e32" in paper
    assert "ค\u0e4d\u0e32" in paper
    assert svg.for_paper(svg.text("85 %", 1, 2)) == svg.text("85 %", 1, 2)
