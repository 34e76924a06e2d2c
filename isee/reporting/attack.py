"""The attacker: how closely can hidden numbers be told from everything that is published?

Pure arithmetic on a `Puzzle`: unknown numbers that are never negative, and the sums that a reader knows to hold
between them once the published numbers are subtracted. `intervals` gives the tightest interval of every number, by
linear programming and, where that interval is narrower than three times what protection demands, by integer
programming. `audit` answers the shorter question, which numbers lie in too narrow an interval: every solution that
is met on the way shows what many numbers can be at once, so that most of them never need a programme of their own.

Everything is measured from the true values: a variable is the step away from the truth, which is always a solution,
so that no programme is infeasible and large totals lose no digits. A number that cannot be shown to be safe within
the solver's time counts as opened.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

METHOD = "linear-and-integer-intervals-1"
"""The version of the attack, as written into a manifest."""
CERTAIN = 3
"""An interval this many times as wide as demanded is believed without asking for whole numbers."""
BATCH = 1500
PATIENCE = 3
BOX = 4
WHOLE_BOX = 40
SECONDS = 5.0
NEAR = 1e-6
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Term = tuple[int, int]


class Interval(NamedTuple):
    """The least and the greatest value that a number can have; `high` can be infinite."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much the reader does not know."""
        return self.high - self.low


@dataclass(frozen=True)
class Puzzle:
    """Unknown numbers and the sums between them.

    `values` are the true values; a row is terms (number, sign) whose signed sum is known to the reader; `demands` is
    how wide each number's interval must be (0: it may be known). `whole` says that numbers count things.
    """

    values: Sequence[int]
    demands: Sequence[float]
    rows: Sequence[Sequence[Term]]
    whole: bool = True


class Opened(NamedTuple):
    """A number whose interval is too narrow: which puzzle, which number of it, and how wide it is."""

    puzzle: int
    number: int
    width: float


@dataclass(frozen=True)
class Audit:
    """What the attacker found. `narrowest` is the smallest part of its demand that is sure for any number.

    1 means: exactly as wide as demanded. It is a lower bound: the search stops when it has seen enough.
    """

    opened: Sequence[Opened]
    narrowest: float


def intervals(puzzle: Puzzle) -> list[Interval]:
    """The tightest interval of each number."""
    problem = _Problem([puzzle])
    linear, whole = _Model(problem, box=None), None
    found = []
    for number, value in enumerate(puzzle.values):
        low, high = linear.reach(number, problem)
        met = problem.whole_low[number] < low + NEAR and problem.whole_high[number] > high - NEAR
        if puzzle.whole and not met and high - low < CERTAIN * puzzle.demands[number]:
            whole = whole or _Model(problem, box=None, whole=True)
            low, high = whole.reach(number, problem)
        ends = (value + step * problem.unit[number] for step in (low, high))
        found.append(Interval(*(round(float(end), 6) for end in ends)))
    return found


def audit(puzzles: Sequence[Puzzle]) -> Audit:
    """The numbers that are opened, over many puzzles that have nothing to do with each other."""
    opened: list[Opened] = []
    narrowest = math.inf
    for places in _batches(puzzles):
        problem = _Problem([puzzles[place] for place in places])
        _sample(problem, _Model(problem, box=BOX))
        for inside in np.unique(problem.puzzle[~problem.safe()]):
            place = places[inside]
            opened += [Opened(place, number, width) for number, width in _decide(problem, int(inside))]
        narrowest = min(narrowest, problem.narrowest())
    return Audit(sorted(opened), narrowest)


def _batches(puzzles: Sequence[Puzzle]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for place, puzzle in enumerate(puzzles):
        if batch and size + len(puzzle.values) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += len(puzzle.values)
    if batch:
        yield batch


class _Problem:
    """Puzzles side by side as one system, and how far each number was seen to go from its true value."""

    def __init__(self, puzzles: Sequence[Puzzle]) -> None:
        sizes = [len(puzzle.values) for puzzle in puzzles]
        self.puzzles = puzzles
        self.first = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        self.puzzle = np.repeat(np.arange(len(puzzles)), sizes)
        self.whole: Flags = np.repeat([puzzle.whole for puzzle in puzzles], sizes)
        units = [1.0 if puzzle.whole else max(*puzzle.demands, 1.0) / 10 for puzzle in puzzles]
        self.unit: Floats = np.repeat(units, sizes)
        self.values: Floats = np.concatenate([np.asarray(p.values, dtype=np.float64) for p in puzzles]) / self.unit
        self.demands: Floats = np.concatenate([np.asarray(p.demands, dtype=np.float64) for p in puzzles]) / self.unit
        rows = [(place, row) for place, puzzle in enumerate(puzzles) for row in puzzle.rows]
        self.starts = np.concatenate(([0], np.cumsum([len(row) for _, row in rows]))).astype(np.int32)
        self.members = np.array([t[0] + self.first[p] for p, row in rows for t in row], dtype=np.int32)
        self.signs: Floats = np.array([term[1] for _, row in rows for term in row], dtype=np.float64)
        self.puzzle_of_row = np.array([place for place, _ in rows], dtype=np.int64)
        size = len(self.values)
        self.low, self.high = np.zeros(size), np.zeros(size)
        self.whole_low, self.whole_high = np.zeros(size), np.zeros(size)

    def learn(self, steps: Floats) -> None:
        """Widen what was seen by one solution; where it is in whole numbers, that is proof of itself."""
        self.low, self.high = np.minimum(self.low, steps), np.maximum(self.high, steps)
        rounded = np.round(steps)
        broken = np.zeros(len(self.puzzles), dtype=bool)
        np.logical_or.at(broken, self.puzzle, np.abs(rounded - steps) > NEAR)
        np.logical_or.at(broken, self.puzzle, rounded < -self.values)
        if len(self.members):
            sums = np.add.reduceat(self.signs * rounded[self.members], self.starts[:-1])
            np.logical_or.at(broken, self.puzzle_of_row, sums != 0)
        good = rounded * ~broken[self.puzzle]
        self.whole_low, self.whole_high = np.minimum(self.whole_low, good), np.maximum(self.whole_high, good)

    def safe(self) -> Flags:
        """Which numbers were seen to go far enough."""
        linear = (self.high - self.low) / np.where(self.whole, CERTAIN, 1)
        safe: Flags = np.maximum(linear, self.whole_high - self.whole_low) + NEAR >= self.demands
        return safe

    def narrowest(self) -> float:
        """The smallest seen width as a part of what is demanded."""
        width = np.where(self.whole, self.whole_high - self.whole_low, self.high - self.low)
        sure = np.maximum(width, np.where(self.safe(), self.demands, 0))
        asked = self.demands > 0
        return float(np.min(sure[asked] / self.demands[asked])) if asked.any() else math.inf


class _Model:
    """The system in the solver, to be asked again and again with other aims."""

    def __init__(self, problem: _Problem, *, box: float | None, whole: bool = False) -> None:
        size = len(problem.values)
        self.size = size
        bound = np.full(size, highspy.kHighsInf)
        if box is not None:
            greatest = np.zeros(len(problem.puzzles))
            np.maximum.at(greatest, problem.puzzle, problem.demands)
            bound = np.maximum(box * greatest, 1.0)[problem.puzzle]
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size, len(problem.starts) - 1
        lp.col_cost_ = np.zeros(size)
        lp.col_lower_, lp.col_upper_ = -np.minimum(problem.values, bound), bound
        lp.row_lower_ = lp.row_upper_ = np.zeros(lp.num_row_)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = problem.starts, problem.members
        lp.a_matrix_.value_ = problem.signs
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * size
        make: Any = highspy.Highs
        self.solver = make()
        for name, value in (("output_flag", False), ("threads", 1)):
            self.solver.setOptionValue(name, value)
        if not whole:
            self.solver.setOptionValue("presolve", "off")
        self.solver.passModel(lp)
        self.everything = np.arange(size, dtype=np.int32)

    def farthest(self, aim: Floats) -> tuple[bool, Floats | None]:
        """Whether the aim has no limit, and the steps that reach it (None where the solver gave up)."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + SECONDS)
        self.solver.changeColsCost(self.size, self.everything, -aim)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return True, None
        if status != highspy.HighsModelStatus.kOptimal:
            return False, None
        return False, np.asarray(self.solver.getSolution().col_value)

    def reach(self, number: int, problem: _Problem | None = None) -> tuple[float, float]:
        """How far down and up a number can go; what is met on the way is told to `problem`.

        Where the solver gives up, no step at all is taken for granted.
        """
        ends = []
        for sign in (-1.0, 1.0):
            aim = np.zeros(self.size)
            aim[number] = sign
            endless, steps = self.farthest(aim)
            if steps is not None and problem is not None:
                problem.learn(steps)
            ends.append(sign * math.inf if endless else 0.0 if steps is None else float(steps[number]))
        return ends[0], ends[1]


def _sample(problem: _Problem, model: _Model) -> None:
    """Push all numbers about at once, at random, near the truth: most show that they are safe."""
    draw = np.random.default_rng(len(problem.values))
    unsure, idle = ~problem.safe(), 0
    while unsure.any() and idle < PATIENCE:
        aim = draw.uniform(0.5, 1.5, len(unsure)) * draw.choice([-1.0, 1.0], len(unsure)) * unsure
        for direction in (aim, -aim):
            _, steps = model.farthest(direction)
            if steps is not None:
                problem.learn(steps)
        left = ~problem.safe()
        idle = idle + 1 if left.sum() == unsure.sum() else 0
        unsure = left


def _decide(problem: _Problem, inside: int) -> Iterator[tuple[int, float]]:
    """The numbers of one puzzle that are opened, with their widths, by programmes of their own."""
    puzzle, first = problem.puzzles[inside], int(problem.first[inside])
    part = slice(first, first + len(puzzle.values))
    alone = _Problem([puzzle])
    for name in ("low", "high", "whole_low", "whole_high"):
        setattr(alone, name, getattr(problem, name)[part])
    linear, whole = _Model(alone, box=None), _Model(alone, box=WHOLE_BOX, whole=puzzle.whole)
    _sample(alone, whole)
    for number in np.flatnonzero(~alone.safe()).tolist():
        if alone.safe()[number]:
            continue
        demand = alone.demands[number]
        low, high = linear.reach(number, alone)
        if high - low + NEAR >= demand and puzzle.whole and high - low < CERTAIN * demand:
            low, high = whole.reach(number, alone)
        elif high - low + NEAR >= demand:
            alone.low[number], alone.high[number] = max(low, -CERTAIN * demand), min(high, CERTAIN * demand)
        if high - low + NEAR >= demand:
            alone.whole_low[number], alone.whole_high[number] = max(low, -demand), min(high, demand)
        if high - low + NEAR < demand:
            yield number, float((high - low) * alone.unit[number])
    for name in ("low", "high", "whole_low", "whole_high"):
        getattr(problem, name)[part] = getattr(alone, name)
