"""Class limits are round and fill the classes about equally; shades and legend agree with them."""

from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from isee.web.present.choropleth import class_limits, legend, paint

SHARES = [5.2, 8.1, 9.9, 11.0, 13.5, 14.2, 15.0, 18.8, 19.1, 22.4, 24.4, 28.0, 31.2, 35.0, 45.1]


def test_limits_of_shares_are_round_and_four() -> None:
    limits = class_limits(SHARES, finest=0.1)
    assert len(limits) == 4
    assert all(limit == int(limit) for limit in limits)
    assert len({round(after - before, 6) for before, after in pairwise(limits)}) == 1


def test_classes_are_about_equally_filled() -> None:
    limits = class_limits(SHARES, finest=0.1)
    filled = [sum(1 for value in SHARES if paint(value, limits) == f"q{shade}") for shade in range(1, 6)]
    assert max(filled) - min(filled) <= 3


def test_widely_spread_counts_get_growing_steps() -> None:
    limits = class_limits([12, 30, 90, 150, 400, 900, 2_000, 8_000, 20_000, 90_000], finest=1)
    steps = [after - before for before, after in pairwise(limits)]
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]


@pytest.mark.parametrize("values", [[], [3.0], [7.5, 7.5, 7.5]])
def test_no_limits_without_two_different_values(values: list[float]) -> None:
    assert class_limits(values, finest=0.1) == ()


@given(st.lists(st.integers(0, 1000).map(lambda tenths: tenths / 10), min_size=2, max_size=80))
def test_every_value_has_a_shade_and_order_is_kept(values: list[float]) -> None:
    limits = class_limits(values, finest=0.1)
    assert list(limits) == sorted(limits)
    shades = [paint(value, limits) for value in sorted(values)]
    assert shades == sorted(shades)
    assert set(shades) <= {"q1", "q2", "q3", "q4", "q5"}


def test_a_low_value_is_deep_where_low_is_need() -> None:
    assert paint(80, (85, 90, 92, 95), low_is_need=True) == "q5"
    assert paint(99, (85, 90, 92, 95), low_is_need=True) == "q1"


def test_legend_classes_do_not_overlap() -> None:
    with override("en"):
        items = legend((10, 20, 30, 40), finest=0.1, unit="%", low_is_need=False, few=True, none=True)
    assert [item.label for item in items] == [
        "below 10 %", "10–19.9", "20–29.9", "30–39.9", "40 and more", "too few to show", "no data",
    ]  # fmt: skip


def test_legend_names_only_states_that_are_drawn() -> None:
    with override("en"):
        items = legend((1, 2, 3, 4), finest=1, unit="", low_is_need=False, few=False, none=False)
    assert [item.label for item in items] == ["below 1", "1", "2", "3", "4 and more"]
