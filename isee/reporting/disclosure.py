"""Which cells of a release must not be shown, so that no small group can be recognised.

Pure arithmetic on counts. First each cell is judged by itself (`is_small`), then hidden cells are completed
until no single total gives one of them away: where exactly one part of a total is hidden, or the hidden
parts together are still a small group, the next smallest part is hidden too. At last the attacker
(`attack.py`) solves all totals together, and more is hidden until every hidden number could be anything
within an interval as wide as the threshold (`hidden_cells`).

Source of the rules: the usual practice of statistical offices (frequency threshold, group disclosure by zero
and full cells, complementary suppression, audit by intervals).
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from isee.reporting import attack


class Kind(StrEnum):
    """What a cell counts, which decides how it can disclose."""

    COUNT = "count"
    """`n` children."""
    SHARE = "share"
    """`n` of `d` children: both sides can be a small group."""
    AMOUNT = "amount"
    """`n` units (baht) over `d`, from some number of children."""
    PORTION = "portion"
    """`n` of `d` units (days), from some number of children."""


class State(StrEnum):
    """How a published cell is to be read."""

    OK = "ok"
    FEW = "few"
    BAND = "band"
    NONE = "none"


class Cell(NamedTuple):
    """One figure before publication; `children` is the number of children it was made from."""

    kind: Kind
    n: int
    d: int
    children: int


Number = tuple[int, int]
"""A number behind a cell: the cell's place, and which part of it."""
COUNTED, ALL, REST, IN_NONE = range(4)


class Equation(NamedTuple):
    """A total and the parts that add up to it, as places in the list of cells."""

    total: int
    parts: tuple[int, ...]


class Division(NamedTuple):
    """Shares of the same children that exclude each other, such as poverty classes, as places in the list of cells.

    Exhaustive: every child is in one of them, by definition.
    """

    parts: tuple[int, ...]
    exhaustive: bool


@dataclass(frozen=True)
class Thresholds:
    """One dated row of the disclosure rules.

    `threshold`: groups of fewer children than this are hidden. `small_group`: in groups of fewer children
    than this, a share of none or of all is hidden too, since it tells something about each of them.
    """

    valid_from: date
    threshold: int
    small_group: int


def thresholds_on(day: date, rows: Iterable[Thresholds]) -> Thresholds:
    """The row in force on a day; raises `LookupError` before the first."""
    in_force = [row for row in rows if row.valid_from <= day]
    if not in_force:
        raise LookupError(f"No disclosure rule is in force on {day.isoformat()}.")
    return max(in_force, key=lambda row: row.valid_from)


def is_small(cell: Cell, thresholds: Thresholds) -> bool:
    """Whether a cell by itself tells something about a small group."""
    few = thresholds.threshold
    if cell.kind is Kind.SHARE:
        if cell.d == 0:
            return False
        one_sided = cell.n in (0, cell.d) and cell.d < thresholds.small_group
        return one_sided or cell.d < few or 0 < cell.n < few or 0 < cell.d - cell.n < few
    return 0 < cell.children < few


@dataclass(frozen=True)
class CellAudit:
    """What the attacker found: how many cells are hidden, and which are opened.

    `narrowest` is the smallest sure width of an interval as a part of what is demanded.
    """

    hidden: int
    opened: frozenset[int]
    narrowest: float


@dataclass(frozen=True)
class Bonds:
    """What ties cells together beyond the equations.

    `same`: numbers that are another number too, such as the children of a share that are a count's; the reader who is
    shown one is shown both. `divisions`: shares of the same children that exclude each other. `blocks`: the cells that
    are hidden together with one.
    """

    same: Mapping[Number, Number] = field(default_factory=dict)
    divisions: Sequence[Division] = ()
    blocks: Mapping[int, Sequence[int]] = field(default_factory=dict)


UNBOUND = Bonds()


class Ledger:
    """The numbers behind the cells, and every sum that holds between them.

    A share has three numbers: the children counted, all children, and the rest. A division leaves a last number, the
    children in none of its parts. Numbers are named by cell and part. A sum that the true values do not meet binds
    nobody and is left out.
    """

    def __init__(
        self, cells: Sequence[Cell], equations: Sequence[Equation], thresholds: Thresholds, bonds: Bonds = UNBOUND
    ) -> None:
        self.cells, self.equations, self.thresholds, self.bonds = cells, equations, thresholds, bonds
        self.touching: dict[int, list[int]] = defaultdict(list)
        for number, equation in enumerate(equations):
            for member in (equation.total, *equation.parts):
                self.touching[member].append(number)
        self.shown_by: dict[Number, list[int]] = defaultdict(list)
        self.shares_of: dict[Number, list[int]] = defaultdict(list)
        for own, other in bonds.same.items():
            self.shown_by.setdefault(other, [other[0]]).append(own[0])
            self.shares_of[other].append(own[0])
        self.division_of = {cell: one for one in bonds.divisions for cell in one.parts}
        self.divisions_of: dict[Number, list[Division]] = defaultdict(list)
        for one in bonds.divisions:
            self.divisions_of[self._named(one.parts[0], ALL)].append(one)

    def together(self, cell: int) -> Iterator[int]:
        """The cells that must be hidden with a cell: its block, and shares whose children are its number."""
        yield from self.bonds.blocks.get(cell, ())
        yield from self.shares_of.get((cell, COUNTED), ())

    def audit(self, hidden: Set[int], *, around: Iterable[int], unasked: Set[int] = frozenset()) -> CellAudit:
        """Attack the hidden cells that are tied to some changed ones.

        `unasked` are cells that nobody is shown and that need no protection either: unknown, but free to be told.
        """
        hidden, asked = hidden | unasked, hidden - unasked
        numbers, puzzles = [], []
        seen: set[Number] = set()
        for cell in sorted(around):
            for start in self._numbers_of(cell):
                if start not in seen and self._is_unknown(start, hidden):
                    found, rows = self._tied(start, hidden)
                    seen.update(found)
                    numbers.append(found)
                    puzzles.append(self._puzzle(found, rows, unasked))
        result = attack.audit(puzzles)
        shown = {cell for cell in asked & set(around) if self._is_shown_elsewhere(cell, hidden)}
        opened = shown | {
            cell for one in result.opened for cell in self._owners(numbers[one.puzzle][one.number], hidden)
        }
        return CellAudit(len(asked), frozenset(opened), result.narrowest)

    def _is_shown_elsewhere(self, cell: int, hidden: Set[int]) -> bool:
        """Whether a hidden number is the shown number of all children of some share."""
        return self.cells[cell].n > 0 and not self._is_unknown(self._named(cell, COUNTED), hidden)

    def beside(self, cell: int) -> set[int]:
        """The cells that stand in a sum with a cell."""
        equations = [self.equations[number] for number in self.touching.get(cell, ())]
        return {member for equation in equations for member in (equation.total, *equation.parts)}

    def next_to_hide(self, cell: int, hidden: Set[int]) -> int | None:
        """The smallest shown cell among those nearest to an opened one; None when all within reach are hidden."""
        ring, seen = {cell}, {cell}
        while ring:
            ring = set[int]().union(*(self.beside(place) | self._relatives(place) for place in ring)) - seen
            seen |= ring
            shown = [(self.cells[place].children, place) for place in ring - hidden if self.cells[place].children > 0]
            if shown:
                return min(shown)[1]
            ring &= hidden
        return None

    def _relatives(self, cell: int) -> set[int]:
        division = self.division_of.get(cell)
        return (
            {*division.parts, self._named(cell, ALL)[0]} if division else set(self.shares_of.get((cell, COUNTED), ()))
        )

    def _numbers_of(self, cell: int) -> list[Number]:
        kind = self.cells[cell].kind
        numbers = [self._named(cell, COUNTED)]
        if kind is not Kind.COUNT:
            numbers.append(self._named(cell, ALL))
        if kind in (Kind.SHARE, Kind.PORTION):
            numbers.append((cell, REST))
        division = self.division_of.get(cell)
        if division is not None and not division.exhaustive:
            numbers.append((division.parts[0], IN_NONE))
        return [number for number in numbers if self._value(number) >= 0]

    def _named(self, cell: int, part: int) -> Number:
        """A number by its one name."""
        return self.bonds.same.get((cell, part), (cell, part))

    def _owners(self, number: Number, hidden: Set[int]) -> list[int]:
        """The hidden cells that a number would open."""
        cell, part = number
        return [one for one in self.division_of[cell].parts if one in hidden] if part == IN_NONE else [cell]

    def _is_unknown(self, number: Number, hidden: Set[int]) -> bool:
        cell, part = number
        if part == IN_NONE:
            parts = self.division_of[cell].parts
            return self._is_unknown(self._named(cell, ALL), hidden) or any(one in hidden for one in parts)
        return all(one in hidden for one in self.shown_by.get(number, (cell,)))

    def _value(self, number: Number) -> int:
        cell, part = number
        n, d = self.cells[cell].n, self.cells[cell].d
        if part == IN_NONE:
            return d - sum(self.cells[one].n for one in self.division_of[cell].parts)
        return (n, d, d - n)[part]

    def _demand(self, number: Number) -> float:
        """How wide the interval must be: the threshold, or what as many children have on the average."""
        cell = self.cells[number[0]]
        if cell.kind in (Kind.COUNT, Kind.SHARE):
            return self.thresholds.threshold
        return self.thresholds.threshold * self._value(number) / cell.children if cell.children else 0

    def _sums(self, number: Number) -> Iterator[tuple[tuple[Number, int], ...]]:
        """The sums that a number stands in, each as terms whose signed sum is zero."""
        cell, part = number
        if part in (COUNTED, ALL):
            for place in self.touching.get(cell, ()):
                yield self._equation(place, part)
            for one in self.shares_of.get(number, ()):
                yield self._shares(one)
        if self.cells[cell].kind in (Kind.SHARE, Kind.PORTION):
            yield self._shares(cell)
        if part != REST and cell in self.division_of:
            yield self._divided(self.division_of[cell])
        for division in self.divisions_of.get(number, ()):
            yield self._divided(division)

    def _shares(self, cell: int) -> tuple[tuple[Number, int], ...]:
        return (self._named(cell, ALL), 1), (self._named(cell, COUNTED), -1), ((cell, REST), -1)

    def _divided(self, division: Division) -> tuple[tuple[Number, int], ...]:
        first = division.parts[0]
        others = () if division.exhaustive else (((first, IN_NONE), -1),)
        return ((self._named(first, ALL), 1), *others, *((self._named(one, COUNTED), -1) for one in division.parts))

    def _equation(self, place: int, part: int) -> tuple[tuple[Number, int], ...]:
        equation = self.equations[place]
        return (self._named(equation.total, part), 1), *((self._named(one, part), -1) for one in equation.parts)

    def _tied(self, start: Number, hidden: Set[int]) -> tuple[list[Number], list[tuple[tuple[Number, int], ...]]]:
        """All unknown numbers that sums tie to one, and those sums without their known numbers."""
        found, waiting = {start}, [start]
        rows: set[tuple[tuple[Number, int], ...]] = set()
        while waiting:
            for terms in self._sums(waiting.pop()):
                values = [sign * self._value(number) for number, sign in terms]
                if sum(values) or values[0] < 0 or max(values[1:]) > 0:
                    continue
                unknown = tuple(term for term in terms if self._is_unknown(term[0], hidden))
                if unknown:
                    rows.add(unknown)
                fresh = {number for number, _ in unknown} - found
                found |= fresh
                waiting.extend(fresh)
        return sorted(found), sorted(rows)

    def _puzzle(
        self, numbers: list[Number], rows: list[tuple[tuple[Number, int], ...]], unasked: Set[int]
    ) -> attack.Puzzle:
        places = {number: place for place, number in enumerate(numbers)}
        told = self._told(numbers, rows)
        return attack.Puzzle(
            values=[self._value(number) for number in numbers],
            demands=[0 if number[0] in unasked or number in told else self._demand(number) for number in numbers],
            rows=[[(places[number], sign) for number, sign in row] for row in rows],
            whole=self.cells[numbers[0][0]].kind in (Kind.COUNT, Kind.SHARE),
        )

    def _told(self, numbers: Sequence[Number], rows: Iterable[tuple[tuple[Number, int], ...]]) -> set[Number]:
        """Numbers that follow from a shown figure which says that there is nobody in all of them together.

        That such a figure may be shown is decided by the rule for zero and full groups, which looks at hidden parts
        together too; nothing is left to protect in its parts, nor in what remains of a known number without them.
        """
        told: set[Number] = set()
        waiting, unknown = [row for row in rows if not all(self._value(number) for number, _ in row)], set(numbers)
        while found := {number for row in waiting for number in self._nobody(row, told)}:
            told |= found
        if not told:
            return told
        for number in numbers:
            for terms in self._remainders(number):
                if [one for one, _ in terms if one in unknown and one not in told] == [number]:
                    told.add(number)
        return told

    def _nobody(self, row: tuple[tuple[Number, int], ...], told: Set[Number]) -> Iterator[Number]:
        """The numbers of a sum that must all be zero, where they must."""
        left = [(number, sign) for number, sign in row if number not in told]
        if len({sign for _, sign in left}) == 1 and not any(self._value(number) for number, _ in left):
            yield from (number for number, _ in left)

    def _remainders(self, number: Number) -> Iterator[tuple[tuple[Number, int], ...]]:
        """The sums of one place alone that a number stands in: both sides of a share, and a division."""
        cell, part = number
        if part in (COUNTED, REST) and self.cells[cell].kind in (Kind.SHARE, Kind.PORTION):
            yield self._shares(cell)
        if part == IN_NONE:
            yield self._divided(self.division_of[cell])


def hidden_cells(ledger: Ledger, *, also: Iterable[int] = ()) -> set[int]:
    """The places of all cells to hide so that the attacker opens none.

    `also` are cells hidden for a reason that the caller found (see `part_to_hide`). The result does not depend on the
    order of the equations' parts.
    """
    hidden = _completed(ledger, also)
    changed, steps = set(hidden), 1
    while changed:
        opened = ledger.audit(hidden, around=changed).opened
        changed = set()
        for cell in sorted(opened):
            if changed.isdisjoint(ledger.beside(cell)):
                changed |= _nearest(ledger, cell, hidden, steps)
        hidden |= changed
        changed = _complete(ledger, hidden, changed)
        steps *= 2
    return hidden


def _nearest(ledger: Ledger, cell: int, hidden: Set[int], number: int) -> set[int]:
    """Some shown cells near an opened one: more in each round, so that the search ends soon."""
    found: set[int] = set()
    for _ in range(number):
        place = ledger.next_to_hide(cell, hidden | found)
        if place is None:
            break
        found.add(place)
    return found


def _completed(ledger: Ledger, also: Iterable[int]) -> set[int]:
    hidden = {place for place, cell in enumerate(ledger.cells) if is_small(cell, ledger.thresholds)} | set(also)
    _complete(ledger, hidden, hidden)
    return hidden


def _complete(ledger: Ledger, hidden: set[int], changed: Iterable[int]) -> set[int]:
    """Hide more until no single equation gives a hidden cell away; gives all that changed."""
    waiting = deque(sorted(changed))
    everything = set(waiting)
    while waiting:
        place = waiting.popleft()
        found = {*ledger.together(place)} - hidden
        hidden |= found
        for number in ledger.touching.get(place, ()):
            equation = ledger.equations[number]
            while (more := _next_to_hide(equation, ledger.cells, hidden, ledger.thresholds)) is not None:
                hidden.add(more)
                found.add(more)
        everything |= found
        waiting.extend(sorted(found))
    return everything


def part_to_hide(ledger: Ledger, division: Division) -> int | None:
    """The part of a division to hide when the children in none of its parts would be a small group, else None.

    All its shares have the same children, so that these less all parts are known to every reader.
    """
    d = ledger.cells[division.parts[0]].d
    neither = Cell(Kind.SHARE, d - sum(ledger.cells[one].n for one in division.parts), d, d)
    if division.exhaustive or not is_small(neither, ledger.thresholds):
        return None
    return min(division.parts, key=lambda one: (ledger.cells[one].n, one))


def _next_to_hide(equation: Equation, cells: Sequence[Cell], hidden: set[int], thresholds: Thresholds) -> int | None:
    """The cell that must be hidden next for this equation to give nothing away; None when it is safe."""
    gone = [cells[place] for place in equation.parts if place in hidden]
    shown = [
        (cells[place].children, place) for place in equation.parts if place not in hidden and cells[place].children > 0
    ]
    if equation.total in hidden:
        return min(shown)[1] if shown and not gone else None
    if not gone or (len(gone) > 1 and not is_small(_together(gone), thresholds)):
        return None
    return min(shown)[1] if shown else equation.total


def _together(cells: Sequence[Cell]) -> Cell:
    return Cell(cells[0].kind, sum(c.n for c in cells), sum(c.d for c in cells), sum(c.children for c in cells))
