"""Lays one term's figures out as cells and equations, and asks the disclosure rules what to hide."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from isee.reporting import formats
from isee.reporting.disclosure import (
    Cell,
    Equation,
    Kind,
    State,
    Thresholds,
    class_to_hide,
    hidden_cells,
)
from isee.reporting.figures import BREAKDOWNS, NATION, UNPLACED, Figures, Position
from isee.reporting.indicators import INDICATORS, Indicator

CLASSES = ("poor", "extremely_poor")
BY_NAME = {indicator.name: indicator for indicator in INDICATORS}


@dataclass(frozen=True)
class TermCells:
    """The figures of one term, and which of them must not be shown."""

    figures: Figures
    hidden: frozenset[tuple[str, Position]]

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


def suppress(figures: Figures, *, parents: Mapping[str, str], thresholds: Thresholds) -> TermCells:
    """Decide what to hide in one term.

    `parents` gives the next higher unit of every area and school. All totals that a reader of the release can
    form are looked at: groups of a breakdown, and the parts of an area, the latter for each group.
    """
    places = [
        (indicator, position)
        for indicator in figures.sums
        for position in sorted(figures.sums[indicator])
        if position.unit != UNPLACED or figures.levels[UNPLACED] != "nation"
    ]
    index = {place: number for number, place in enumerate(places)}
    cells = [Cell(BY_NAME[indicator].kind, *figures.sums[indicator][position]) for indicator, position in places]
    hidden = hidden_cells(
        cells,
        equations=_equations(places, index, parents),
        thresholds=thresholds,
        follows=_follows(places, index),
        also=_classes_to_hide(cells, places, index, thresholds),
    )
    return TermCells(figures, frozenset(places[number] for number in hidden))


def _equations(
    places: Sequence[tuple[str, Position]],
    index: Mapping[tuple[str, Position], int],
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


def _follows(places: Sequence[tuple[str, Position]], index: Mapping[tuple[str, Position], int]) -> dict[int, list[int]]:
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
    places: Sequence[tuple[str, Position]],
    index: Mapping[tuple[str, Position], int],
    thresholds: Thresholds,
) -> Iterator[int]:
    for number, (indicator, position) in enumerate(places):
        if indicator == CLASSES[0] and (CLASSES[1], position) in index:
            pair = (number, index[CLASSES[1], position])
            chosen = class_to_hide(cells[pair[0]], cells[pair[1]], thresholds)
            if chosen is not None:
                yield pair[chosen]
