"""Lays one term's figures out as cells and sums, and asks the disclosure rules what to hide.

Down to the district figures are exact, and all sums between them are attacked together. A breakdown is shown as a
whole or not at all. Below the district there are bands (`bands.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property

from isee.reporting import formats
from isee.reporting.bands import Below, Finding, Node, bands_of, findings
from isee.reporting.disclosure import (
    ALL,
    COUNTED,
    Bonds,
    Cell,
    Division,
    Equation,
    Kind,
    Ledger,
    Number,
    State,
    Thresholds,
    hidden_cells,
    is_small,
    part_to_hide,
)
from isee.reporting.figures import BREAKDOWNS, NATION, UNKNOWN, UNPLACED, Figures, Place, Position
from isee.reporting.indicators import INDICATORS, Indicator
from isee.reporting.indicators.base import DISTRICT_LEVELS, Unit

BY_NAME = {indicator.name: indicator for indicator in INDICATORS}
FEW: formats.Cell = {"n": None, "d": None, "v": None, "s": State.FEW.value}
BELOW_LEVELS = ("subdistrict", "school")
NO_DATA: formats.Cell = {"n": None, "d": None, "v": None, "s": State.NONE.value}


@dataclass(frozen=True)
class TermCells:
    """The figures of one term, which of them must not be shown, and the bands below the district."""

    figures: Figures
    hidden: frozenset[Place]
    below: Mapping[Place, Below]

    @property
    def bands(self) -> Mapping[Place, str]:
        """The places that are told by a band."""
        return {place: told.band for place, told in self.below.items() if told.band}

    def without(self, names: Set[str]) -> "TermCells":
        """The same figures with nothing shown of some indicators."""
        hidden = self.hidden | {(name, position) for name in names for position in self.figures.sums[name]}
        below = {place: told for place, told in self.below.items() if place[0] not in names}
        return TermCells(self.figures, frozenset(hidden), below)

    def figure(self, indicator: Indicator, unit: str) -> formats.Figure:
        """An indicator at a unit with its breakdowns, as published; below the district there are none."""
        whole = self.cell(indicator, Position(unit, "all", "all"))
        if self.figures.levels.get(unit) not in DISTRICT_LEVELS:
            return {"all": whole, "sex": {}, "grade_band": {}}
        parts = {
            breakdown: {group: self.cell(indicator, Position(unit, breakdown, group)) for group in groups}
            for breakdown, groups in BREAKDOWNS.items()
            if breakdown != "all"
        }
        return {"all": whole, "sex": parts["sex"], "grade_band": parts["grade_band"]}

    def cell(self, indicator: Indicator, position: Position) -> formats.Cell:
        """One cell as published: hidden, without data, a band, or with its rounded value."""
        place = (indicator.name, position)
        whole = (indicator.name, Position(position.unit, "all", "all"))
        n, d, _ = self.figures.at(*place)
        if place in self.hidden or (d == 0 and whole in self.hidden):
            return FEW
        if d == 0 and (indicator.kind is not Kind.COUNT or not any(self.figures.at(*whole))):
            return NO_DATA
        if indicator.kind is Kind.COUNT:
            return {"n": n, "d": None, "v": n, "s": State.OK.value}
        below = self.below.get(place)
        if below is not None and below.band:
            return {"n": None, "d": None, "v": None, "s": State.BAND.value, "band": below.band}
        shown = n if indicator.scale == 1 else None
        return {"n": shown, "d": d, "v": indicator.value(n, d), "s": State.OK.value}


@dataclass(frozen=True)
class Attack:
    """What an attack found in one term: how many figures are hidden or in bands, and which can be told too closely.

    `narrowest` is the smallest sure width of an interval as a part of what is demanded.
    """

    hidden: int
    opened: frozenset[Place]
    narrowest: float


@dataclass(frozen=True)
class _Layout:
    """The exact figures of one term as the disclosure rules see them."""

    places: Sequence[Place]
    ledger: Ledger

    @cached_property
    def index(self) -> Mapping[Place, int]:
        return {place: number for number, place in enumerate(self.places)}


def suppress(figures: Figures, *, parents: Mapping[str, str], thresholds: Thresholds) -> TermCells:
    """Decide what to hide in one term, and attack the result.

    `parents` gives the next higher unit of every area and school. All sums that a reader of the release can form are
    looked at together: groups of a breakdown, parts of an area for each group, shares of the same children.
    """
    tree = _Tree.of(figures, parents)
    counts = {tree.places_of_counts[number] for number in hidden_cells(tree.counts(thresholds))}
    layout = _lay_out(figures, parents, thresholds)
    also = {layout.index[place] for place in counts if place in layout.index}
    for division in layout.ledger.bonds.divisions:
        part = part_to_hide(layout.ledger, division)
        also |= set() if part is None else {part}
    hidden = {layout.places[number] for number in hidden_cells(layout.ledger, also=also)} | counts
    hidden |= {(name, Position(unit, "all", "all")) for name, unit in tree.under(hidden)}
    below = bands_of(tree.shares(hidden), thresholds=thresholds)
    hidden |= {place for place, told in below.items() if not told.exact and not told.band}
    return TermCells(figures, frozenset(hidden), below)


def attack_term(
    figures: Figures,
    hidden: Iterable[Place],
    bands: Mapping[Place, str],
    *,
    parents: Mapping[str, str],
    thresholds: Thresholds,
) -> Attack:
    """Attack one term as published: everything is known but `hidden` and the numbers behind `bands`.

    Of children whose place, sex or grade band is not known nothing is shown; a small group of them must be safe too.
    """
    hidden = _asked(figures, set(hidden))
    layout, tree = _lay_out(figures, parents, thresholds), _Tree.of(figures, parents)
    unknown = {layout.index[place] for place in hidden if place in layout.index}
    aside = {
        number
        for number, (_, position) in enumerate(layout.places)
        if number not in unknown and (position.unit == UNPLACED or position.group == UNKNOWN)
    }
    small = {number for number in aside if is_small(layout.ledger.cells[number], thresholds)}
    exact = layout.ledger.audit(unknown | small, around=unknown | small, unasked=aside - small)
    opened = {layout.places[number] for number in exact.opened}
    counted = {number for number, place in enumerate(tree.places_of_counts) if place in hidden}
    counts = tree.counts(thresholds).audit(counted, around=counted)
    opened |= {tree.places_of_counts[number] for number in counts.opened}
    narrowest = min(exact.narrowest, counts.narrowest)
    for finding in tree.findings(hidden, bands, thresholds):
        if finding.is_open and finding.node.place is not None:
            opened.add(finding.node.place)
        if finding.demand:
            narrowest = min(narrowest, float((finding.high - finding.low) / finding.demand))
    return Attack(len(hidden) + len(bands), frozenset(opened), narrowest)


def _asked(figures: Figures, hidden: Set[Place]) -> set[Place]:
    """The hidden places of indicators of which something is shown: of the others the release says nothing at all."""
    shown = {
        name
        for name, sums in figures.sums.items()
        if any((name, position) not in hidden and position.unit != UNPLACED for position in sums)
    }
    return {(name, position) for name, position in hidden if name in shown and position in figures.sums[name]}


@dataclass(frozen=True)
class _Tree:
    """What is published below the districts: counts, and shares in bands."""

    figures: Figures
    parents: Mapping[str, str]
    parts: Mapping[str, Sequence[str]]
    places_of_counts: Sequence[Place]

    @classmethod
    def of(cls, figures: Figures, parents: Mapping[str, str]) -> "_Tree":
        parts: dict[str, list[str]] = defaultdict(list)
        for unit, level in figures.levels.items():
            if level in BELOW_LEVELS and unit != UNPLACED:
                parts[parents[unit]].append(unit)
        counts = [
            (indicator.name, position)
            for indicator in _below_district(Kind.COUNT)
            for position in sorted(figures.sums[indicator.name])
            if position.breakdown == "all"
            and position.unit != UNPLACED
            and figures.levels[position.unit] in ("district", *BELOW_LEVELS)
        ]
        return cls(figures, parents, parts, counts)

    def counts(self, thresholds: Thresholds) -> Ledger:
        """The counts of districts and below; what lies above them is known."""
        index = {place: number for number, place in enumerate(self.places_of_counts)}
        cells = [Cell(Kind.COUNT, *self.figures.at(*place)) for place in self.places_of_counts]
        equations = [
            Equation(number, tuple(index[name, Position(part, "all", "all")] for part in parts))
            for number, (name, position) in enumerate(self.places_of_counts)
            if (parts := [part for part in self.parts.get(position.unit, ()) if self._has(name, part)])
        ]
        return Ledger(cells, equations, thresholds)

    def under(self, hidden: Iterable[Place]) -> Iterator[tuple[str, str]]:
        """The units below districts whose own figure is hidden, by indicator: nothing is told of them either."""
        for name, (unit, breakdown, _) in hidden:
            if breakdown == "all" and self.figures.levels.get(unit) == "district":
                yield from ((name, part) for part in self._all_below(unit) if self._has(name, part))

    def shares(self, hidden: Set[Place], bands: Mapping[Place, str] | None = None) -> Iterator[Node]:
        """A tree of nodes for each share and district whose own figure is shown."""
        for indicator in (*_below_district(Kind.SHARE), *_below_district(Kind.PORTION)):
            for unit, level in self.figures.levels.items():
                whole = (indicator.name, Position(unit, "all", "all"))
                if level == "district" and unit != UNPLACED and whole not in hidden and self._has(indicator.name, unit):
                    yield self._node(indicator, unit, bands or {})

    def findings(self, hidden: Set[Place], bands: Mapping[Place, str], thresholds: Thresholds) -> Iterator[Finding]:
        """How closely each number below the districts can be told, as published."""
        for root in self.shares(hidden, bands):
            yield from findings(root, thresholds)

    def _has(self, name: str, unit: str) -> bool:
        return Position(unit, "all", "all") in self.figures.sums[name]

    def _all_below(self, unit: str) -> Iterator[str]:
        for part in self.parts.get(unit, ()):
            yield part
            yield from self._all_below(part)

    def _node(self, indicator: Indicator, unit: str, bands: Mapping[Place, str]) -> Node:
        place = (indicator.name, Position(unit, "all", "all"))
        n, d, children = self.figures.at(*place)
        parts = [
            self._node(indicator, part, bands)
            for part in self.parts.get(unit, ())
            if self.figures.levels[part] in indicator.levels and self._has(indicator.name, part)
        ]
        if parts:
            left = [
                whole - sum(getattr(part, name) for part in parts)
                for name, whole in (("n", n), ("d", d), ("children", children))
            ]
            if any(left):
                parts.append(Node(None, left[0], left[1], left[2], most=left[1]))
        return Node(place, n, d, children, self._most(indicator, place[1]), parts, bands.get(place, ""))

    def _most(self, indicator: Indicator, position: Position) -> int:
        """The greatest number that leaves the other shares of the division as much room as this one."""
        n, d, _ = self.figures.at(indicator.name, position)
        others = [one for one in _below_district(Kind.SHARE) if one.division and one.division == indicator.division]
        if len(others) < 2:
            return d
        room = d - sum(self.figures.at(one.name, position).n for one in others)
        return n + room // len(others)


@cache
def _below_district(kind: Kind) -> Sequence[Indicator]:
    return [one for one in INDICATORS if _kind(one) is kind and "subdistrict" in one.levels]


def _lay_out(figures: Figures, parents: Mapping[str, str], thresholds: Thresholds) -> _Layout:
    places = [
        (indicator, position)
        for indicator in figures.sums
        for position in sorted(figures.sums[indicator])
        if (figures.levels[position.unit] in DISTRICT_LEVELS and position.unit != UNPLACED)
        or (position.unit == UNPLACED and figures.levels[UNPLACED] != "nation")
    ]
    index = {place: number for number, place in enumerate(places)}
    cells = [Cell(_kind(BY_NAME[indicator]), *figures.sums[indicator][position]) for indicator, position in places]
    bonds = Bonds(_same(cells, places, index), _divisions(cells, places, index), _blocks(places))
    return _Layout(places, Ledger(cells, tuple(_equations(places, index, parents)), thresholds, bonds))


def _kind(indicator: Indicator) -> Kind:
    """A share of days is bounded by its days on both sides, as a share of children is."""
    return Kind.PORTION if indicator.kind is Kind.AMOUNT and indicator.unit is Unit.SHARE else indicator.kind


def _equations(places: Sequence[Place], index: Mapping[Place, int], parents: Mapping[str, str]) -> Iterator[Equation]:
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


def _blocks(places: Sequence[Place]) -> dict[int, Sequence[int]]:
    """A breakdown is hidden as a whole, and with the figure of all children every breakdown."""
    members: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, (indicator, (unit, breakdown, _)) in enumerate(places):
        if unit != UNPLACED:
            members[indicator, unit, breakdown].append(number)
    blocks: dict[int, Sequence[int]] = {}
    for (indicator, unit, breakdown), block in members.items():
        more = [b for b in BREAKDOWNS if b != "all"] if breakdown == "all" else []
        whole = [*block, *(one for other in more for one in members.get((indicator, unit, other), ()))]
        blocks |= dict.fromkeys(block, whole)
    return blocks


def _same(cells: Sequence[Cell], places: Sequence[Place], index: Mapping[Place, int]) -> dict[Number, Number]:
    """The children of a share that are another figure's: the count that it follows, or the same as another share's."""
    first_of: dict[frozenset[tuple[Position, int]], str] = {}
    same_as = {}
    children: dict[str, list[tuple[Position, int]]] = defaultdict(list)
    for (name, position), cell in zip(places, cells, strict=True):
        if cell.kind is Kind.SHARE:
            children[name].append((position, cell.d))
    for name, found in children.items():
        same_as[name] = first_of.setdefault(frozenset(found), name)
    same: dict[Number, Number] = {}
    for number, (name, position) in enumerate(places):
        leaders = [index[one, position] for one in BY_NAME[name].follows if (one, position) in index]
        followed = [one for one in leaders if cells[one].n == cells[number].d]
        if followed and cells[number].kind is Kind.SHARE:
            same[number, ALL] = (followed[0], COUNTED)
        elif same_as.get(name, name) != name:
            first = index[same_as[name], position]
            same[number, ALL] = same.get((first, ALL), (first, ALL))
    return same


def _divisions(cells: Sequence[Cell], places: Sequence[Place], index: Mapping[Place, int]) -> list[Division]:
    """At each position, the shares that exclude each other; exhaustive where nobody in the nation is in none."""
    found: dict[tuple[str, Position], list[int]] = defaultdict(list)
    for number, (name, position) in enumerate(places):
        if BY_NAME[name].division:
            found[BY_NAME[name].division, position].append(number)
    divisions, exhaustive = [], {}
    for (name, position), parts in sorted(found.items(), key=lambda one: (one[0][1].unit != NATION, one[0])):
        left = cells[parts[0]].d - sum(cells[part].n for part in parts)
        if position == Position(NATION, "all", "all"):
            exhaustive[name] = left == 0
        if len(parts) > 1:
            divisions.append(Division(tuple(parts), exhaustive.get(name, False)))
    return divisions
