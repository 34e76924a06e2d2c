"""The attacker finds what follows, no more and no less, and after hiding it finds nothing."""

import math
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.attack import comes_back, is_opened, peer_hides, protect, random_table, random_tree
from isee.reporting.attack import Interval, Opened, Puzzle, audit, intervals
from isee.reporting.attack_release import ExtractGoneError, attack_release
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
    _complete,
    hidden_cells,
    is_small,
)
from isee.reporting.extract.files import newest_extracts
from isee.reporting.figures import Position
from isee.reporting.protection import figures_of
from isee.reporting.release import tree_of, write_release
from isee.reporting.suppression import attack_term
from tests.unit.reporting.small_nation import MADE_AT, children, freeze, group, usual_children

RULE = Thresholds(date(2020, 1, 1), threshold=10, small_group=30)
CLASSES = Bonds({(1, ALL): (0, COUNTED), (2, ALL): (0, COUNTED)}, [Division((1, 2), exhaustive=False)])
PAIR = [[(0, 1), (1, 1)]]


def count(n: int) -> Cell:
    return Cell(Kind.COUNT, n, n, n)


def silent(phase: str, done: int, total: int) -> None:
    """No progress is watched in these tests."""


def test_two_parts_of_a_known_total_lie_between_nothing_and_all() -> None:
    assert intervals(Puzzle([4, 29], [10, 10], PAIR)) == [Interval(0, 33), Interval(0, 33)]


def test_a_hidden_total_has_no_upper_end_and_the_parts_as_its_lower_one() -> None:
    found = intervals(Puzzle([7, 3], [10, 10], [[(0, 1), (1, -1)]]))
    assert found == [Interval(4, math.inf), Interval(0, math.inf)]
    assert intervals(Puzzle([4], [10], [[(0, 1)]])) == [Interval(4, 4)]


def test_whole_numbers_can_be_told_where_fractions_cannot() -> None:
    """2a + b is known to be 1: with fractions both are free, in whole numbers there is one solution."""
    rows = [[(0, 2), (1, 1)]]
    assert intervals(Puzzle([1, 0], [3, 3], rows)) == [Interval(0, 1), Interval(0, 2)]
    assert intervals(Puzzle([0, 1], [3, 3], rows)) == [Interval(0, 0), Interval(1, 1)]
    assert intervals(Puzzle([0, 1], [3, 3], rows, whole=False)) == [Interval(0, 0.5), Interval(0, 1)]


@given(st.lists(st.integers(0, 4), min_size=3, max_size=4), st.lists(st.lists(st.booleans(), min_size=4), max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_intervals_are_those_of_trying_everything(values: list[int], chosen: list[list[bool]]) -> None:
    rows = [[(n, 1) for n in range(len(values)) if row[n]] for row in chosen]
    rows = [*filter(None, rows), [(n, 1) for n in range(len(values))]]
    sums = [sum(values[n] for n, _ in row) for row in rows]
    worlds = [
        world
        for world in product(range(sum(values) + 1), repeat=len(values))
        if [sum(world[n] for n, _ in row) for row in rows] == sums
    ]
    expected = [Interval(min(w[n] for w in worlds), max(w[n] for w in worlds)) for n in range(len(values))]
    assert intervals(Puzzle(values, [100] * len(values), rows)) == expected
    opened = {found.number for found in audit([Puzzle(values, [3] * len(values), rows)]).opened}
    assert opened == {n for n, found in enumerate(expected) if found.width < 3}


def test_the_audit_names_what_is_opened_and_how_far_the_rest_is_safe() -> None:
    wide, exact, tight = (Puzzle([4, n], [10, 10], PAIR) for n in (29, 6, 5))
    found = audit([wide, tight, exact])
    assert found.opened == [Opened(1, 0, 9), Opened(1, 1, 9)]
    assert found.narrowest == pytest.approx(0.9)
    assert audit([wide, exact]).opened == []
    assert audit([exact]).narrowest == 1
    assert audit([replace(tight, demands=[0, 0])]).opened == []
    assert audit([]).narrowest == math.inf


def test_amounts_need_no_whole_numbers_and_are_judged_by_their_own_demand() -> None:
    money = Puzzle([900_000_007, 400_000_001], [1_000_000_000, 5], PAIR, whole=False)
    assert audit([money]).opened == []
    found = audit([replace(money, demands=[1_400_000_000, 5])]).opened
    assert [(one.number, round(one.width)) for one in found] == [(0, 1_300_000_008)]


def test_hiding_total_by_total_leaves_tables_open_that_all_totals_together_open() -> None:
    draw = Random(5)
    opened = 0
    for table in (random_table(draw) for _ in range(100)):
        ledger = Ledger(table.cells, table.equations, RULE)
        hidden = {place for place, cell in enumerate(table.cells) if is_small(cell, RULE)}
        _complete(ledger, hidden, hidden)
        opened += bool(ledger.audit(hidden, around=hidden).opened)
        assert hidden <= protect(table)
    assert opened == 3


def test_both_sides_of_a_share_are_attacked() -> None:
    """Few are left over in each part: the rests add up to 6, so that they would be known within 6."""
    cells = [Cell(Kind.SHARE, n, d, d) for n, d in ((94, 100), (47, 50), (47, 50))]
    ledger = Ledger(cells, [Equation(0, (1, 2))], RULE)
    assert ledger.audit({1, 2}, around=[1]).opened == {1, 2}


def test_the_classes_of_a_count_leave_a_rest_that_is_attacked() -> None:
    """60 pupils, 55 of them poor or extremely poor: a class is hidden, and each of its numbers has 60 to play with."""
    cells = [count(60), Cell(Kind.SHARE, 30, 60, 60), Cell(Kind.SHARE, 25, 60, 60)]
    ledger = Ledger(cells, [], RULE, CLASSES)
    assert not ledger.audit({2}, around=[2]).opened
    narrow = [cells[0], Cell(Kind.SHARE, 52, 60, 60), Cell(Kind.SHARE, 5, 60, 60)]
    assert Ledger(narrow, [], RULE, CLASSES).audit({2}, around=[2]).opened == {2}


def test_a_sum_that_is_not_true_binds_nobody() -> None:
    cells = [count(50), count(5), count(40)]
    assert not Ledger(cells, [Equation(0, (1, 2))], RULE).audit({1}, around=[1]).opened
    cells[0] = count(45)
    assert Ledger(cells, [Equation(0, (1, 2))], RULE).audit({1}, around=[1]).opened == {1}


def test_three_hundred_random_tables_and_trees_are_never_opened() -> None:
    draw = Random(300)
    tables = [random_table(draw) if number % 2 else random_tree(draw) for number in range(300)]
    assert not any(is_opened(table, protect(table)) for table in tables)
    crossed = [table for table in tables[1::2] if peer_hides(table)]
    assert sum(comes_back(table, peer_hides(table)) for table in crossed) > len(crossed) / 3


@given(st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), min_size=1, max_size=4), max_size=4))
@settings(max_examples=80, deadline=None)
def test_no_tree_of_shares_is_opened(areas: list[list[tuple[int, int]]]) -> None:
    """Counts with shares of them, in areas and the schools of areas."""
    numbers, equations, members = [[0, 0]], [], []
    for schools in areas:
        area = len(numbers)
        members.append(area)
        numbers.append([sum(n + more for n, more in schools), sum(n for n, _ in schools)])
        equations.append(Equation(area, tuple(range(area + 1, area + 1 + len(schools)))))
        numbers += [[n + more, n] for n, more in schools]
    numbers[0] = [sum(numbers[area][side] for area in members) for side in (0, 1)]
    equations.append(Equation(0, tuple(members)))
    size = len(numbers)
    cells = [count(d) for d, _ in numbers] + [Cell(Kind.SHARE, n, d, d) for d, n in numbers]
    equations += [Equation(e.total + size, tuple(part + size for part in e.parts)) for e in equations]
    same = {(place + size, ALL): (place, COUNTED) for place in range(size)}
    ledger = Ledger(cells, equations, RULE, Bonds(same))
    hidden = hidden_cells(ledger)
    opened = {place for place in ledger.audit(hidden, around=hidden).opened if cells[place].n > 0}
    assert not opened


def test_a_release_on_disk_is_attacked_as_a_stranger_reads_it(tmp_path: Path) -> None:
    freeze(tmp_path, usual_children())
    built = write_release(tmp_path, report=silent)
    [(term, words)] = attack_release(tmp_path, built.manifest["id"])
    assert (term, words["method"]) == (25692, "linear-and-integer-intervals-1")
    assert words == built.manifest["attack"]["25692"]
    assert (words["opened"], words["narrowest"]) == (0, 10)
    assert words["hidden"] > 0


def test_a_hidden_cell_that_all_others_tell_is_opened(tmp_path: Path) -> None:
    freeze(tmp_path, usual_children())
    figures = figures_of(newest_extracts(tmp_path)[0])
    careless = {("pupils", Position("R4", "sex", "f"))}
    audit = attack_term(figures, careless, {}, parents=tree_of(newest_extracts(tmp_path)).parents, thresholds=RULE)
    assert (audit.hidden, len(audit.opened)) == (1, 1)


def test_only_the_extract_of_a_release_can_attack_it(tmp_path: Path) -> None:
    freeze(tmp_path, usual_children())
    built = write_release(tmp_path, report=silent)
    freeze(tmp_path, children(group(20)), made_at=MADE_AT.replace(hour=9))
    with pytest.raises(ExtractGoneError, match="25692"):
        list(attack_release(tmp_path, built.manifest["id"]))
