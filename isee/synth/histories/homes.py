"""What a home is like in each survey: house, land, water, power, vehicles, things, and whom it has to look after.

Each household has its own lasting draws, so that a home changes little from year to year; then single things are
made better or worse until the score of the shipped model lies where the class of the survey is: goods and vehicles
first, illness and the house itself last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from isee.screening.api import Weights
from isee.synth.draws import Floats, Ints
from isee.synth.histories.households import Dependency, Surveys, find_dependency
from isee.synth.histories.lives import NOT_POOR, POOR, SEVERE, Lives

STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "floor": ("tile", "cement", "vinyl", "bamboo", "earth"),
    "wall": ("plastered", "brick", "fibre_cement", "planks", "plywood", "zinc", "bamboo"),
    "roof": ("tile", "metal", "planks", "leaf"),
    "toilet": ("true", "false"),
    "farmland": ("over_5", "1_to_5", "none", "below_1"),
    "water": ("bottled", "piped", "well", "rain"),
    "electricity": ("meter", "shared", "solar", "none"),
    "tenure": ("own", "free", "rent"),
    "vehicles": ("new", "old", "motorcycle", "none"),
    "appliances": ("five", "four", "three", "two", "one", "none"),
    "ill": ("nobody", "one", "two"),
}
"""The rungs of each thing from the best to the worst; the words of lists (vehicles, appliances) stand for sets."""
_CUTS: Final[Mapping[str, tuple[float, ...]]] = {
    "floor": (0.1, 2.3, 4.2, 4.9),
    "wall": (-0.2, 0.8, 1.5, 2.7, 3.2, 4.6),
    "roof": (-0.6, 3.9, 4.7),
    "toilet": (3.9,),
    "farmland": (-1.0, -0.2, 2.9),
    "water": (0.4, 2.4, 3.8),
    "electricity": (2.6, 4.2, 4.9),
    "tenure": (1.7, 3.2),
    "vehicles": (-0.6, 0.6, 2.3),
    "appliances": (-1.6, -0.5, 0.5, 1.7, 3.0),
}
"""Where on the scale of need a home stands on the next worse rung."""
_MOVES: Final = (
    ("appliances", "vehicles"), ("farmland", "water", "floor"), ("wall", "tenure", "appliances"),
    ("ill", "electricity"), ("roof", "toilet", "vehicles"),
)  # fmt: skip
"""What changes first, in groups; within a group every household has an order of its own."""
_NEED: Final = {SEVERE: 2.0, POOR: 1.95, NOT_POOR: 0.7}
_BANDS: Final = {SEVERE: (0.91, 1.0001), POOR: (0.71, 0.91), NOT_POOR: (0.0, 0.71)}
_AIMS: Final = {SEVERE: (0.915, 0.985), POOR: (0.715, 0.87), NOT_POOR: (0.35, 0.68)}
_ROUNDS: Final = 4


@dataclass(frozen=True)
class Homes:
    """The homes of the surveys: `rungs` has for each thing of `STEPS` its rung, `dependency` the conditions,
    `points` and `parts` the score and what each domain adds, in ten-thousandths.
    """

    rungs: Mapping[str, Ints]
    dependency: Dependency
    points: Ints
    parts: Mapping[str, Ints]


def furnish_homes(lives: Lives, surveys: Surveys, weights: Weights) -> Homes:
    """Make the home of each survey, with a score that gives the class of the survey under these weights."""
    found = find_dependency(lives, surveys)
    scorer = _Scorer.of(weights, surveys, found)
    rungs = _first_rungs(lives, surveys, found)
    _settle(lives, surveys, scorer, rungs)
    ill = rungs["ill"]
    first_is_disabled = (
        found.disabled & ~found.chronic | (lives.draw("illness").random(len(lives.households)) < 0.4)[surveys.home]
    )
    found = Dependency(
        disabled=(ill == 2) | ((ill == 1) & first_is_disabled),
        chronic=(ill == 2) | ((ill == 1) & ~first_is_disabled),
        elderly=found.elderly,
        single_parent=found.single_parent,
        unemployed=found.unemployed,
    )
    rows = np.arange(len(surveys))
    parts = {name: scorer.part(name, rungs, rows) for name in scorer.most}
    points = np.minimum(10_000, np.sum(list(parts.values()), axis=0, dtype=np.int64))
    return Homes(rungs, found, points, parts)


def _first_rungs(lives: Lives, surveys: Surveys, found: Dependency) -> dict[str, Ints]:
    """Rungs by the lasting draws of each household and how needy it was over the years."""
    homes = len(lives.households)
    wealth = lives.households["wealth"].to_numpy()
    total = np.bincount(surveys.home, weights=np.array([_NEED[c] for c in range(3)])[surveys.level], minlength=homes)
    count = np.bincount(surveys.home, minlength=homes)
    need = np.where(count > 0, total / np.where(count > 0, count, 1), 0.0) - 0.25 * np.clip(wealth + 0.8, -2.0, 3.0)
    farms = _farming(lives)
    rungs: dict[str, Ints] = {}
    for name, cuts in _CUTS.items():
        own = lives.draw("home", name).logistic(0.0, 0.62, homes)
        place = need + own + (np.where(farms, -0.7, 0.9) if name == "farmland" else 0.0)
        rungs[name] = np.digitize(place, cuts)[surveys.home].astype(np.int64)
    rungs["ill"] = found.disabled.astype(np.int64) + found.chronic
    return rungs


def _farming(lives: Lives) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Households in which somebody farms."""
    homes = lives.households["household"]
    farmers = lives.adults.filter(lives.adults["occupation"] == "เกษตรกร")["household"].unique()
    return homes.is_in(farmers.implode()).to_numpy()


@dataclass(frozen=True)
class _Scorer:
    """The shipped model on rungs: `levels` by thing and rung, in ten-thousandths."""

    most: Mapping[str, int]
    levels: Mapping[str, Ints]
    dwelling: Mapping[str, int]
    income: Ints
    burden: Ints

    @classmethod
    def of(cls, weights: Weights, surveys: Surveys, found: Dependency) -> _Scorer:
        """Read the weights; income and the conditions that do not move are levels of each survey."""
        known = weights.levels
        levels = {
            name: np.array([known[name][code] for code in STEPS[name]])
            for name in ("floor", "wall", "roof", "farmland", "water", "electricity", "tenure")
        }
        vehicle, things = known["vehicles"], known["appliances"]
        levels["vehicles"] = np.array([vehicle["car_new"], vehicle["car_old"], vehicle["motorcycle"], 10_000])
        owned = [sum(things[code] for code in APPLIANCE_ORDER[: 5 - rung]) for rung in range(6)]
        levels["appliances"] = np.array([max(0, 10_000 - part) for part in owned])
        gate = int(weights.income_gate * 100)
        satang = np.round(surveys.income * 100).astype(np.int64)
        burden = sum(
            flags.astype(np.int64) * known["dependency"][name]
            for name, flags in (
                ("elderly", found.elderly), ("single_parent", found.single_parent), ("unemployed", found.unemployed),
            )
        )  # fmt: skip
        ill = known["dependency"]["disabled"]
        levels["ill"] = np.array([0, ill, 2 * ill])
        income = np.clip((gate - satang) * 10_000 // gate, 0, None)
        return cls(weights.most, levels, weights.dwelling, income, np.asarray(burden, dtype=np.int64))

    def part(self, domain: str, rungs: Mapping[str, Ints], rows: Ints) -> Ints:
        """What a domain adds to the score of some surveys."""
        if domain == "income":
            level = self.income[rows]
        elif domain == "dependency":
            level = np.minimum(10_000, self.burden[rows] + self.levels["ill"][rungs["ill"][rows]])
        elif domain == "dwelling":
            toilet = rungs["toilet"][rows] * self.dwelling["toilet"] * 10_000
            house = [self.levels[p][rungs[p][rows]] * self.dwelling[p] for p in ("floor", "wall", "roof")]
            level = (np.sum(house, axis=0, dtype=np.int64) + toilet) // 10_000
        else:
            thing = "farmland" if domain == "land" else domain
            level = self.levels[thing][rungs[thing][rows]]
        return np.asarray(self.most[domain] * level // 10_000, dtype=np.int64)

    def points(self, rungs: Mapping[str, Ints], rows: Ints) -> Ints:
        """The score of some surveys in ten-thousandths, not capped."""
        return np.asarray(np.sum([self.part(name, rungs, rows) for name in self.most], axis=0, dtype=np.int64))


APPLIANCE_ORDER: Final = ("flat_tv", "refrigerator", "washing_machine", "computer", "air_conditioner")
"""What a home gets first."""


def _aims(lives: Lives, surveys: Surveys) -> tuple[Floats, Floats, Floats]:
    """The score that each survey is moved towards, and the ends of its band; all in ten-thousandths."""
    table = np.array([[*_AIMS[level], *_BANDS[level]] for level in range(3)]) * 10_000
    chance = lives.draw("aims").random(len(lives.households))[surveys.home]
    chance = 0.8 * chance + 0.2 * lives.draw("aims by year").random(len(surveys))
    low, high, bottom, top = table[surveys.level].T
    return low + (high - low) * chance, bottom, top


def _settle(lives: Lives, surveys: Surveys, scorer: _Scorer, rungs: dict[str, Ints]) -> None:
    """Move single things, in each household's own order, until the score has reached its aim.

    A step that would lead out of the band is not taken. Where the income lies above the gate nothing is moved: the
    score says nothing there.
    """
    aim, bottom, top = _aims(lives, surveys)
    open_rows = np.flatnonzero((surveys.level < NOT_POOR) | (surveys.income <= 3000))
    points = scorer.points(rungs, open_rows)
    upward = points < aim[open_rows]
    for attempt in range(_ROUNDS):
        for place, group in enumerate(_MOVES):
            turn = lives.draw("moves", place).integers(0, len(group), len(lives.households))
            for step in range(len(group)):
                if not len(open_rows):
                    return
                which = (turn[surveys.home[open_rows]] + step) % len(group)
                for number, thing in enumerate(group):
                    chosen = np.flatnonzero(which == number)
                    _step(scorer, rungs, thing, _Open(open_rows, points, upward, aim, bottom, top), chosen)
                done = np.where(upward, points >= aim[open_rows], points <= aim[open_rows])
                inside = (points >= bottom[open_rows]) & (points < top[open_rows])
                keep = ~(done & inside) & ~(inside & (attempt >= 2))
                open_rows, points, upward = open_rows[keep], points[keep], upward[keep]
                upward = np.where(points < bottom[open_rows], True, np.where(points >= top[open_rows], False, upward))


@dataclass(frozen=True)
class _Open:
    """The surveys that are still being moved."""

    rows: Ints
    points: Ints
    upward: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    aim: Floats
    bottom: Floats
    top: Floats


def _step(scorer: _Scorer, rungs: dict[str, Ints], thing: str, still: _Open, chosen: Ints) -> None:
    """Move one thing of the chosen surveys by a rung where that brings the score nearer to its band."""
    rows = still.rows[chosen]
    before = rungs[thing][rows]
    move = np.where(still.upward[chosen], 1, -1)
    after = np.clip(before + move, 0, len(STEPS[thing]) - 1)
    rungs[thing][rows] = after
    points = scorer.points(rungs, rows)
    old = still.points[chosen]
    good = np.where(
        move > 0, (points > old) & (points < still.top[rows]), (points < old) & (points >= still.bottom[rows])
    )
    rungs[thing][rows] = np.where(good, after, before)
    still.points[chosen] = np.where(good, points, old)
