"""Small groups are hidden, and stay hidden when everything else is added up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isee.reporting.disclosure import (
    ALL,
    COUNTED,
    Bonds,
    Cell,
    Division,
    Equation,
    Kind,
    Ledger,
    Thresholds,
    hidden_cells,
    is_small,
    part_to_hide,
    thresholds_on,
)
from isee.reporting.release import read_thresholds

RULE = Thresholds(date(2020, 1, 1), threshold=10, small_group=30)


def count(n: int) -> Cell:
    return Cell(Kind.COUNT, n, n, n)


def share(n: int, d: int) -> Cell:
    return Cell(Kind.SHARE, n, d, d)


@pytest.mark.parametrize(("n", "small"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_count_is_small_between_one_and_the_threshold(n: int, small: bool) -> None:
    assert is_small(count(n), RULE) is small


@pytest.mark.parametrize(
    ("n", "d", "small"),
    [
        (0, 0, False),
        (10, 20, False),
        (9, 200, True),
        (191, 200, True),
        (4, 9, True),
        (0, 29, True),
        (29, 29, True),
        (0, 30, False),
        (30, 30, False),
    ],
)
def test_a_share_is_small_on_either_side_and_when_a_small_group_is_all_alike(n: int, d: int, small: bool) -> None:
    assert is_small(share(n, d), RULE) is small


def test_an_amount_is_judged_by_its_children() -> None:
    assert is_small(Cell(Kind.AMOUNT, 900, 1000, 9), RULE)
    assert not is_small(Cell(Kind.AMOUNT, 5, 5, 10), RULE)


def test_a_hidden_part_takes_the_next_smallest_with_it() -> None:
    cells = [count(133), count(4), count(29), count(100)]
    assert hidden_cells(Ledger(cells, [Equation(0, (1, 2, 3))], RULE)) == {1, 2}


def test_hidden_parts_that_are_together_still_small_take_one_more() -> None:
    cells = [count(107), count(3), count(4), count(100)]
    assert hidden_cells(Ledger(cells, [Equation(0, (1, 2, 3))], RULE)) == {1, 2, 3}


def test_a_single_hidden_part_hides_its_total() -> None:
    assert hidden_cells(Ledger([count(4), count(4)], [Equation(0, (1,))], RULE)) == {0, 1}
    cells = [share(12, 15), share(12, 15)]
    assert hidden_cells(Ledger(cells, [Equation(0, (1,))], RULE)) == {0, 1}


def test_a_hidden_total_hides_a_part_and_its_neighbour_above() -> None:
    """nation = 2 provinces, one of which is hidden; its two districts must not give it back."""
    cells = [count(1009), count(9), count(1000), count(500), count(500)]
    hidden = hidden_cells(Ledger(cells, [Equation(0, (1, 2)), Equation(2, (3, 4))], RULE))
    assert {1, 2} < hidden
    assert hidden & {3, 4}


def test_a_share_goes_with_the_count_that_is_its_denominator() -> None:
    cells = [count(60), count(5), count(55), share(20, 55)]
    bonds = Bonds({(3, ALL): (2, COUNTED)})
    assert hidden_cells(Ledger(cells, [Equation(0, (1, 2))], RULE, bonds)) == {1, 2, 3}


@pytest.mark.parametrize(
    ("poor", "extremely_poor", "expected"), [(40, 30, None), (50, 45, 1), (45, 50, 0), (60, 40, None)]
)
def test_a_class_is_hidden_when_few_pupils_are_in_neither(poor: int, extremely_poor: int, expected: int | None) -> None:
    division = Division((0, 1), exhaustive=False)
    ledger = Ledger([share(poor, 100), share(extremely_poor, 100)], [], RULE, Bonds(divisions=[division]))
    assert part_to_hide(ledger, division) == expected


@given(st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=5), min_size=1, max_size=5))
def test_no_total_gives_a_hidden_cell_away(rows: list[list[int]]) -> None:
    """A tree of a nation, its provinces and their districts: each sum has no hidden cell, or more than one."""
    cells = [count(sum(map(sum, rows)))]
    equations, provinces = [], []
    for row in rows:
        provinces.append(len(cells))
        cells.append(count(sum(row)))
        equations.append(Equation(provinces[-1], tuple(range(len(cells), len(cells) + len(row)))))
        cells.extend(map(count, row))
    equations.append(Equation(0, tuple(provinces)))
    hidden = hidden_cells(Ledger(cells, equations, RULE))
    assert all(place in hidden for place, cell in enumerate(cells) if is_small(cell, RULE))
    for equation in equations:
        unknown = hidden & {equation.total, *equation.parts}
        assert len(unknown) != 1
        gone = [cells[place].n for place in equation.parts if place in hidden]
        if equation.total not in hidden:
            assert not 0 < sum(gone) < RULE.threshold


def test_the_rule_in_force_is_the_newest_that_has_begun() -> None:
    older, newer = RULE, Thresholds(date(2025, 5, 16), threshold=5, small_group=20)
    assert thresholds_on(date(2025, 5, 15), [newer, older]) == older
    assert thresholds_on(date(2025, 5, 16), [newer, older]) == newer
    with pytest.raises(LookupError, match="2019"):
        thresholds_on(date(2019, 12, 31), [newer, older])


def test_the_shipped_rule_hides_groups_under_ten() -> None:
    assert thresholds_on(date(2026, 11, 10), read_thresholds()).threshold == 10
