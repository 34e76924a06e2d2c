"""Attacks 10,000 random small tables and trees that the disclosure rules have hidden cells in.

Half are tables of 2 x 2 to 6 x 7 with their margins, half are trees of three levels; most values are small. A table is
opened when some hidden number can be told within fewer units than the threshold. The stated alternative is the usual
rule of thumb, as a peer has it: for each cell that was small at the start and is the only hidden one in its row or
column, also hide the smallest remaining cell there; what was hidden that way is not protected in turn. It is tried on
the tables that have such a cell, with its own threshold of 5, and held to a much weaker test: opened is only what comes
back exactly.
"""

import random
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from isee.reporting.attack import Puzzle, intervals
from isee.reporting.disclosure import Cell, Equation, Kind, Ledger, Thresholds, hidden_cells

TABLES, SEED = 10_000, 2569
RULE = Thresholds(date(2017, 5, 16), threshold=10, small_group=30)
PEER_THRESHOLD = 5


class Table(NamedTuple):
    """Counts with their totals, and the sums between them."""

    cells: Sequence[Cell]
    equations: Sequence[Equation]


def run() -> dict[str, Any]:
    """Hide and attack every table, ours and the peer's."""
    draw = random.Random(SEED)
    tables = [random_table(draw) if number % 2 else random_tree(draw) for number in range(TABLES)]
    began = time.perf_counter()
    hidden = [protect(table) for table in tables]
    hiding = time.perf_counter() - began
    began = time.perf_counter()
    opened = sum(is_opened(table, places) for table, places in zip(tables, hidden, strict=True))
    attacking = time.perf_counter() - began
    crossed = [(table, places) for number, (table, places) in enumerate(zip(tables, hidden, strict=True)) if number % 2]
    small = [(table, places, peer_hides(table)) for table, places in crossed if peer_hides(table)]
    peer = sum(comes_back(table, theirs) for table, _, theirs in small)
    cells = sum(len(table.cells) for table in tables)
    return {
        "scale": 1,
        "figures": {
            "tables": TABLES,
            "opened_tables": opened,
            "peer_tables": len(small),
            "peer_opened_share": round(peer / len(small), 3),
            "hidden_share": round(sum(map(len, hidden)) / cells, 3),
            "hiding_seconds": round(hiding, 1),
            "attacking_seconds": round(attacking, 1),
            "seconds": round(hiding + attacking, 1),
        },
        "ratios": {
            "hidden_vs_peer": round(sum(len(ours) for _, ours, _ in small) / sum(len(t) for _, _, t in small), 2)
        },
    }


def random_table(draw: random.Random) -> Table:
    """Rows and columns with both margins and the whole, most values small."""
    rows, columns = draw.randint(2, 6), draw.randint(2, 7)
    values = [[_value(draw) for _ in range(columns)] for _ in range(rows)]
    numbers = [value for row in values for value in row]
    inner = [list(range(row * columns, (row + 1) * columns)) for row in range(rows)]
    equations = []
    for line in (*inner, *zip(*inner, strict=True)):
        equations.append(Equation(len(numbers), tuple(line)))
        numbers.append(sum(numbers[place] for place in line))
    first = rows * columns
    for margin in (range(first, first + rows), range(first + rows, first + rows + columns)):
        equations.append(Equation(first + rows + columns, tuple(margin)))
    numbers.append(sum(map(sum, values)))
    return Table([Cell(Kind.COUNT, number, number, number) for number in numbers], equations)


def random_tree(draw: random.Random) -> Table:
    """A whole, its parts and theirs, each by two groups, most values small."""
    numbers, equations = [0, 0, 0], [Equation(0, (1, 2))]
    above: list[list[int]] = [[], [], []]
    for _ in range(draw.randint(2, 5)):
        middle = len(numbers)
        numbers += [0, 0, 0]
        below: list[list[int]] = [[], [], []]
        for _ in range(draw.randint(1, 5)):
            leaf = len(numbers)
            groups = [_value(draw), _value(draw)]
            numbers += [sum(groups), *groups]
            equations.append(Equation(leaf, (leaf + 1, leaf + 2)))
            for side in range(3):
                below[side].append(leaf + side)
        for side in range(3):
            numbers[middle + side] = sum(numbers[place] for place in below[side])
            equations.append(Equation(middle + side, tuple(below[side])))
            above[side].append(middle + side)
        equations.append(Equation(middle, (middle + 1, middle + 2)))
    for side in range(3):
        numbers[side] = sum(numbers[place] for place in above[side])
        equations.append(Equation(side, tuple(above[side])))
    return Table([Cell(Kind.COUNT, number, number, number) for number in numbers], equations)


def _value(draw: random.Random) -> int:
    return 0 if draw.random() < 0.1 else int(draw.lognormvariate(2.5, 1.2))


def protect(table: Table) -> set[int]:
    """What we hide."""
    return hidden_cells(Ledger(table.cells, table.equations, RULE))


def is_opened(table: Table, hidden: set[int]) -> bool:
    """Whether some hidden cell's tightest interval is narrower than the threshold."""
    puzzle, _ = _puzzle(table, hidden)
    return any(found.width < RULE.threshold for found in intervals(puzzle))


def peer_hides(table: Table) -> set[int]:
    """What the rule of thumb hides: inner cells only, margins are published."""
    totals = {equation.total for equation in table.equations}
    lines = [e.parts for e in table.equations if totals.isdisjoint(e.parts)]
    small = [p for p, cell in enumerate(table.cells) if p not in totals and 0 < cell.n < PEER_THRESHOLD]
    hidden = set(small)
    for place in small:
        for line in lines:
            if place in line and hidden.intersection(line) == {place}:
                rest = [(table.cells[other].n, other) for other in line if other not in hidden]
                hidden.update([min(rest)[1]] if rest else [])
    return hidden


def comes_back(table: Table, hidden: set[int]) -> bool:
    """Whether a cell that was small comes back exactly."""
    puzzle, numbers = _puzzle(table, hidden)
    found = intervals(puzzle)
    return any(
        found[place].width < 1 for place, number in enumerate(numbers) if 0 < table.cells[number].n < PEER_THRESHOLD
    )


def _puzzle(table: Table, hidden: set[int]) -> tuple[Puzzle, list[int]]:
    numbers = sorted(hidden)
    places = {number: place for place, number in enumerate(numbers)}
    rows = [
        [(places[place], sign) for place, sign in ((e.total, 1), *((part, -1) for part in e.parts)) if place in places]
        for e in table.equations
    ]
    return Puzzle([table.cells[n].n for n in numbers], [RULE.threshold] * len(numbers), [r for r in rows if r]), numbers
