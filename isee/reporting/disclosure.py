"""Which cells of a release must not be shown, so that no small group can be recognised.

Pure arithmetic on counts. First each cell is judged by itself (`is_small`), then hidden cells are completed
(`hidden_cells`) until no published total gives one of them away: where exactly one part of a total is
hidden, or the hidden parts together are still a small group, the next smallest part is hidden too. That
every remaining interval is wide enough is not shown here; an auditing attacker is a later and separate step.

Source of the rules: the usual practice of statistical offices (frequency threshold, group disclosure by zero
and full cells, complementary suppression).
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a cell counts, which decides how it can disclose."""

    COUNT = "count"
    """`n` children."""
    SHARE = "share"
    """`n` of `d` children: both sides can be a small group."""
    AMOUNT = "amount"
    """`n` units (days, baht) over `d`, from some number of children."""


class State(StrEnum):
    """How a published cell is to be read."""

    OK = "ok"
    FEW = "few"
    NONE = "none"


class Cell(NamedTuple):
    """One figure before publication; `children` is the number of children it was made from."""

    kind: Kind
    n: int
    d: int
    children: int


class Equation(NamedTuple):
    """A total and the parts that add up to it, as places in the list of cells."""

    total: int
    parts: tuple[int, ...]


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


def hidden_cells(
    cells: Sequence[Cell],
    *,
    equations: Iterable[Equation],
    thresholds: Thresholds,
    follows: Mapping[int, Sequence[int]] | None = None,
    also: Iterable[int] = (),
) -> set[int]:
    """The places of all cells to hide.

    `follows` names cells that show another cell's number as their own denominator, and so must go with it.
    `also` are cells hidden for a reason that the caller found (see `class_to_hide`). The result does not
    depend on the order of the equations' parts.
    """
    touching: dict[int, list[Equation]] = defaultdict(list)
    for equation in equations:
        for member in (equation.total, *equation.parts):
            touching[member].append(equation)
    hidden = {place for place, cell in enumerate(cells) if is_small(cell, thresholds)} | set(also)
    waiting = deque(sorted(hidden))
    while waiting:
        changed = waiting.popleft()
        found: set[int] = set((follows or {}).get(changed, ())) - hidden
        hidden |= found
        for equation in touching.get(changed, ()):
            while (place := _next_to_hide(equation, cells, hidden, thresholds)) is not None:
                hidden.add(place)
                found.add(place)
        waiting.extend(sorted(found))
    return hidden


def class_to_hide(poor: Cell, extremely_poor: Cell, thresholds: Thresholds) -> int | None:
    """0 or 1 for the class to hide when the pupils in neither class would be a small group, else None.

    Both shares have the same pupils as denominator, so that pupils less both classes is known to every
    reader.
    """
    neither = Cell(Kind.SHARE, poor.d - poor.n - extremely_poor.n, poor.d, poor.d)
    if not is_small(neither, thresholds):
        return None
    return 0 if poor.n <= extremely_poor.n else 1


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
