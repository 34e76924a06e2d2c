"""Lays one term's figures out as cells and equations, and asks the disclosure rules what to hide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from isee.reporting import formats
from isee.reporting.disclosure import (
    Cell,
    CellAudit,
    Equation,
    Kind,
    Ledger,
    State,
    Thresholds,
    cells_hidden_by_totals,
    class_to_hide,
    is_small,
)
from isee.reporting.figures import BREAKDOWNS, NATION, UNKNOWN, UNPLACED, Figures, Position
from isee.reporting.indicators import INDICATORS, Indicator
from isee.reporting.indicators.base import Unit

CLASSES = ("poor", "extremely_poor")
Place = tuple[str, Position]
"""An indicator and where it stands."""
BY_NAME = {indicator.name: indicator for indicator in INDICATORS}


@dataclass(frozen=True)
class TermCells:
    """The figures of one term, and which of them must not be shown."""

    figures: Figures
    hidden: frozenset[Place]

    def figure(self, indicator: Indicator, unit: str) -> formats.Figure:
        """An indicator at a unit with its breakdowns, as published."""
        parts = {
            breakdown: {group: self.cell(indicator, Position(unit, breakdown, group)) for group in groups}
            for breakdown, groups in BREAKDOWNS.items()
        }
        return {"all": parts["all"]["all"], "sex": parts["sex"], "grade_band": parts["grade_band"]}

    def cell(self, indicator: Indicator, position: Position) -> formats.Cell:
        """One cell as published: hidden, without data, or with its rounded value."""
        whole = (indicator.name, Position(position.unit, "all", "all"))
        n, d, _ = self.figures.at(indicator.name, position)
        if (indicator.name, position) in self.hidden or (d == 0 and whole in self.hidden):
            return {"n": None, "d": None, "v": None, "s": State.FEW.value}
        if indicator.kind is Kind.COUNT:
            if not any(self.figures.at(*whole)):
                return {"n": None, "d": None, "v": None, "s": State.NONE.value}
            return {"n": n, "d": None, "v": n, "s": State.OK.value}
        if d == 0:
            return {"n": None, "d": None, "v": None, "s": State.NONE.value}
        shown = n if indicator.scale == 1 else None
        return {"n": shown, "d": d, "v": indicator.value(n, d), "s": State.OK.value}


@dataclass(frozen=True)
class _Layout:
    """The figures of one term as the disclosure rules see them: cells, totals, and which goes with which."""

    places: Sequence[Place]
    cells: Sequence[Cell]
    equations: Sequence[Equation]
    follows: Mapping[int, Sequence[int]]

    @cached_property
    def index(self) -> Mapping[Place, int]:
        return {place: number for number, place in enumerate(self.places)}


def suppress(figures: Figures, *, parents: Mapping[str, str], thresholds: Thresholds) -> TermCells:
    """Decide what to hide in one term.

    `parents` gives the next higher unit of every area and school. All totals that a reader of the release can
    form are looked at: groups of a breakdown, and the parts of an area, the latter for each group.
    """
    layout = _lay_out(figures, parents)
    hidden = cells_hidden_by_totals(
        layout.cells,
        equations=layout.equations,
        thresholds=thresholds,
        follows=layout.follows,
        also=_classes_to_hide(layout.cells, layout.places, layout.index, thresholds),
    )
    return TermCells(figures, frozenset(layout.places[number] for number in hidden))


def attack_term(
    figures: Figures, hidden: Iterable[Place], *, parents: Mapping[str, str], thresholds: Thresholds
) -> CellAudit:
    """Attack one term as published: everything is known but `hidden`, and what no file says.

    Of children whose place, sex or grade band is not known nothing is shown; a small group of them must be safe too.
    """
    layout = _lay_out(figures, parents)
    unknown = {layout.index[place] for place in hidden if place in layout.index}
    aside = {
        number
        for number, (_, position) in enumerate(layout.places)
        if number not in unknown and (position.unit == UNPLACED or position.group == UNKNOWN)
    }
    small = {number for number in aside if is_small(layout.cells[number], thresholds)}
    ledger = Ledger(layout.cells, layout.equations, thresholds, layout.follows)
    return ledger.audit(unknown | small, around=unknown | small, unasked=aside - small)


def _lay_out(figures: Figures, parents: Mapping[str, str]) -> _Layout:
    places = [
        (indicator, position)
        for indicator in figures.sums
        for position in sorted(figures.sums[indicator])
        if position.unit != UNPLACED or figures.levels[UNPLACED] != "nation"
    ]
    index = {place: number for number, place in enumerate(places)}
    cells = [Cell(_kind(BY_NAME[indicator]), *figures.sums[indicator][position]) for indicator, position in places]
    return _Layout(places, cells, tuple(_equations(places, index, parents)), _follows(places, index))


def _kind(indicator: Indicator) -> Kind:
    """A share of days is bounded by its days on both sides, as a share of children is."""
    return Kind.PORTION if indicator.kind is Kind.AMOUNT and indicator.unit is Unit.SHARE else indicator.kind


def _equations(
    places: Sequence[Place],
    index: Mapping[Place, int],
    parents: Mapping[str, str],
) -> Iterator[Equation]:
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    parts: dict[int, list[int]] = defaultdict(list)
    for number, (indicator, (unit, breakdown, group)) in enumerate(places):
        if breakdown != "all":
            groups[index[indicator, Position(unit, "all", "all")], breakdown].append(number)
        parent = NATION if unit == UNPLACED else parents.get(unit)
        if parent is not None:
            parts[index[indicator, Position(parent, breakdown, group)]].append(number)
    for (total, _breakdown), members in groups.items():
        yield Equation(total, tuple(members))
    for total, members in parts.items():
        yield Equation(total, tuple(members))


def _follows(places: Sequence[Place], index: Mapping[Place, int]) -> dict[int, list[int]]:
    """Figures whose denominator is another's shown number, such as the pupils: they are hidden where that is."""
    followers: dict[str, list[str]] = defaultdict(list)
    for indicator in INDICATORS:
        for followed in indicator.follows:
            followers[followed].append(indicator.name)
    return {
        number: [index[name, position] for name in followers[indicator] if (name, position) in index]
        for number, (indicator, position) in enumerate(places)
        if indicator in followers
    }


def _classes_to_hide(
    cells: Sequence[Cell],
    places: Sequence[Place],
    index: Mapping[Place, int],
    thresholds: Thresholds,
) -> Iterator[int]:
    for number, (indicator, position) in enumerate(places):
        if indicator == CLASSES[0] and (CLASSES[1], position) in index:
            pair = (number, index[CLASSES[1], position])
            chosen = class_to_hide(cells[pair[0]], cells[pair[1]], thresholds)
            if chosen is not None:
                yield pair[chosen]
