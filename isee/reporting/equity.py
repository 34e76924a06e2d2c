"""How unevenly a figure is spread over areas and between groups of children. Pure arithmetic on published figures.

Only figures that a release shows come in, so that nothing can come out that the release hides. An area whose figure is
hidden or missing is in no measure: it is unknown, not zero. Each result says how many areas and children it covers.

The intervals are of 95 per cent and answer: had chance put other children into the same areas at the same risk, how
far could the measure have moved? Measures over areas use a parametric bootstrap: 200 times the number of each area is
drawn anew from a binomial distribution, and the interval is that of the normal approximation with its bias taken away
(Davison and Hinkley 1997, Bootstrap Methods and their Application, formula 5.5), since chance always makes small areas
look further apart than they are. The draws come from one fixed seed and from numpy's frozen generator, and everything
is rounded, so that the same figures give the same bytes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Z = 1.959964
"""The normal quantile of 95 per cent."""
REPLICATES = 200
SEED = 2569
FEWEST_AREAS = 3
DECIMALS = {"index": 4, "theil": 5, "ratio": 2, "points": 1}
Rank = Literal["own", "income", "poverty"]
Numbers = NDArray[np.float64]
Order = NDArray[np.intp]


@dataclass(frozen=True)
class Part:
    """An area as it was published: `n` of `d`; for an amount, `n` is the sum over `d` children.

    `trials` is the number of children observed, None where the spread between children is not published, as of
    incomes. `groups` are the codes of the areas above it, the widest first. `income` and `poverty`, where known, are
    what areas can be ranked by: mean income per head, and the share of poor and extremely poor pupils.
    """

    code: str
    n: float
    d: int
    trials: int | None = None
    groups: tuple[str, ...] = ()
    income: float | None = None
    poverty: float | None = None


@dataclass(frozen=True)
class Estimate:
    """A rounded measure with its interval; no interval where chance cannot be told from what is published."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """From (0, 0) to (1, 1): areas in their order, children across, those with the trait upwards."""

    order: Sequence[str]
    points: Sequence[tuple[float, float]]

    @property
    def index(self) -> float:
        """Twice the area between the diagonal and the curve: positive where the curve lies below."""
        return 1 - sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairwise(self.points))


def counted(parts: Sequence[Part]) -> list[Part]:
    """The areas that have children, by code."""
    return sorted((part for part in parts if part.d > 0), key=lambda part: part.code)


def ranked(parts: Sequence[Part], rank: Rank) -> list[Part]:
    """The areas in the order of a curve; those whose rank is not known are left out.

    By their own figure from the lowest, which gives the Lorenz curve; by mean income from the poorest; by the share of
    the poor from the highest. So the worst-off areas come first wherever another figure ranks them.
    """
    if rank == "own":
        return sorted(counted(parts), key=lambda part: part.n / part.d)
    if rank == "income":
        return sorted((part for part in counted(parts) if part.income is not None), key=lambda part: part.income or 0)
    return sorted((part for part in counted(parts) if part.poverty is not None), key=lambda part: -(part.poverty or 0))


def curve(parts: Sequence[Part], rank: Rank = "own") -> Curve | None:
    """The Lorenz curve, or the concentration curve; None below three areas, or where nobody has the trait."""
    found = ranked(parts, rank)
    all_n, all_d = sum(part.n for part in found), sum(part.d for part in found)
    if len(found) < FEWEST_AREAS or not all_n:
        return None
    points = [(0.0, 0.0)]
    n, d = 0.0, 0
    for part in found:
        n, d = n + part.n, d + part.d
        points.append((d / all_d, n / all_n))
    return Curve([part.code for part in found], points)


def measures(parts: Sequence[Part], *, levels: Sequence[str] = ()) -> dict[str, Estimate]:
    """Every measure that the areas allow, by name; empty below three areas, or where nobody has the trait.

    `levels` names what the areas' `groups` are (`region`, `province`), the widest first.

    `index`: the concentration index with areas ranked by their own figure, the Gini index of the Lorenz curve.
    `by_income`, `by_poverty`: the same ranked by what is poor; below 0 where the trait gathers among the worst-off.
    `theil`, `theil_between_<level>`, `theil_within_<level>`: Theil's index and its parts, which add up to it.
    `tenth`, `fifth`: the share of the tenth (fifth) of children in the areas with the highest shares, in times
    that of the tenth (fifth) in the areas with the lowest. `p90_p10`: the ninth decile of the areas' own figures in
    times the first; it moves in steps with each area and has no interval.
    """
    known = counted(parts)
    if len(known) < FEWEST_AREAS or not any(part.n for part in known):
        return {}
    n, d = _drawn(known), np.array([float(part.d) for part in known])
    order = np.argsort(n / d, axis=1, kind="stable")
    line = _Line(np.take_along_axis(n, order, 1), d[order])
    found = {"index": _estimate(_index(line), "index")}
    for rank in ("income", "poverty"):
        found |= _by_rank(known, n, d, "income" if rank == "income" else "poverty")
    found |= {name: _estimate(values, "theil") for name, values in _theil_parts(known, n, d, levels).items()}
    for name, part in (("tenth", 0.1), ("fifth", 0.2)):
        ratio = _extremes(line, part)
        if math.isfinite(ratio[0]):
            found[name] = _estimate(ratio, "ratio", least=1.0)
    low, high = np.quantile(n[0] / d, [0.1, 0.9])
    if low > 0:
        found["p90_p10"] = Estimate(round(float(high / low), DECIMALS["ratio"]))
    return found


def _drawn(parts: Sequence[Part]) -> Numbers:
    """The published numbers, and below them, where chance can be told, those of each replicate.

    Where the denominator is not children (days at school), each child is one observation, as days of one child are
    alike. `RandomState` is the generator whose stream numpy promises never to change.
    """
    seen = np.array([[part.n for part in parts]])
    if any(part.trials is None or part.trials <= 0 or part.n > part.d for part in parts):
        return seen
    trials = np.array([min(part.trials or 0, part.d) for part in parts])
    risk = np.array([part.n / part.d for part in parts])
    draws = np.random.RandomState(SEED).binomial(trials[:, None], risk[:, None], size=(len(parts), REPLICATES))
    scale = np.array([part.d for part in parts]) / trials
    return np.vstack([seen, draws.T * scale])


def _estimate(values: Numbers, kind: str, *, least: float = -math.inf) -> Estimate:
    """The first value with the interval of the replicates that follow it: `value - bias ± z * deviation`."""
    value, drawn = float(values[0]), values[1:]
    digits = DECIMALS[kind]
    if drawn.size == 0 or not bool(np.isfinite(drawn).all()):
        return Estimate(_rounded(value, digits))
    middle, reach = 2 * value - float(drawn.mean()), Z * float(drawn.std(ddof=1))
    ends = (max(middle - reach, least), max(middle + reach, least))
    return Estimate(_rounded(value, digits), _rounded(ends[0], digits), _rounded(ends[1], digits))


def _rounded(value: float, digits: int) -> float:
    """Rounded, and never `-0.0`."""
    return round(value, digits) + 0.0


class _Line:
    """Areas in their order, in each replicate: `n`, the weight of each area, and the weights up to and with it."""

    def __init__(self, n: Numbers, d: Numbers) -> None:
        self.n = n
        self.weight: Numbers = d / d.sum(axis=-1, keepdims=True)
        self.upto: Numbers = np.cumsum(self.weight, axis=-1)


def _index(line: _Line) -> Numbers:
    """The concentration index of grouped data, `C = 2/n * sum(n_i R_i) - 1` with `R_i` the middle rank of an area.

    Kakwani, Wagstaff and van Doorslaer 1997, Journal of Econometrics 77; O'Donnell and others 2008, Analyzing Health
    Equity Using Household Survey Data, chapter 8.
    """
    middle = line.upto - line.weight / 2
    found: Numbers = 2 * (line.n * middle).sum(1) / line.n.sum(1) - 1
    return found


def _by_rank(parts: Sequence[Part], n: Numbers, d: Numbers, rank: Rank) -> Mapping[str, Estimate]:
    """The index over areas that another figure ranks; their order is taken as given, without chance of its own."""
    at = {part.code: place for place, part in enumerate(parts)}
    places = np.array([at[part.code] for part in ranked(parts, rank)], dtype=np.intp)
    if len(places) < FEWEST_AREAS or not n[0, places].any():
        return {}
    return {f"by_{rank}": _estimate(_index(_Line(n[:, places], d[places])), "index")}


def _theil_parts(parts: Sequence[Part], n: Numbers, d: Numbers, levels: Sequence[str]) -> Mapping[str, Numbers]:
    """Theil's index and what of it lies between the groups of each level and within the narrowest.

    `T = sum(s_i ln(s_i / w_i))`, with `s_i` an area's part of those with the trait and `w_i` its part of all children
    (Theil 1967, Economics and Information Theory; split as by Shorrocks 1980, Econometrica 48).
    """
    total = _theil(n, d)
    found = {"theil": total}
    above = np.zeros_like(total)
    for depth, level in enumerate(levels):
        names, place = np.unique([part.groups[depth] for part in parts], return_inverse=True)
        belongs = np.eye(len(names))[place]
        so_far = _theil(n @ belongs, d @ belongs)
        found[f"theil_between_{level}"] = so_far - above
        above = so_far
    if levels:
        found[f"theil_within_{levels[-1]}"] = total - above
    return found


def _theil(n: Numbers, d: Numbers) -> Numbers:
    trait, people = n / n.sum(1, keepdims=True), d / d.sum()
    found: Numbers = (trait * np.log(np.where(trait > 0, trait / people, 1.0))).sum(1)
    return found


def _extremes(line: _Line, part: float) -> Numbers:
    """The share of the `part` of children at the upper end in times that at the lower end; an area may count in part.

    The ratio of two pieces of the Lorenz curve, `(1 - L(1 - p)) / L(p)`, as the income quintile share ratio S80/S20 of
    Eurostat; infinite where nobody at the lower end has the trait.
    """
    lower = np.clip((part - line.upto) / line.weight + 1, 0, 1)
    upper = np.clip((line.upto - (1 - part)) / line.weight, 0, 1)
    least = (line.n * lower).sum(1)
    found: Numbers = np.divide((line.n * upper).sum(1), least, out=np.full(len(least), np.inf), where=least > 0)
    return found


@dataclass(frozen=True)
class Group:
    """`n` of `d` in a group of children, of whom `trials` were observed."""

    n: int
    d: int
    trials: int


def gap(first: Group, second: Group) -> Estimate:
    """The first share less the second, in points, with the interval of two independent shares.

    Newcombe 1998, Statistics in Medicine 17, method 10: Wilson's intervals of both shares, squared and added.
    """
    p, q = first.n / first.d, second.n / second.d
    p_low, p_high = wilson(p, min(first.trials, first.d))
    q_low, q_high = wilson(q, min(second.trials, second.d))
    low = p - q - math.hypot(p - p_low, q_high - q)
    high = p - q + math.hypot(p_high - p, q - q_low)
    one, two, three = (_rounded(100 * value, DECIMALS["points"]) for value in (p - q, low, high))
    return Estimate(one, two, three)


def wilson(share: float, trials: int) -> tuple[float, float]:
    """Wilson's interval of a share of `trials` observations (Wilson 1927, JASA 22)."""
    spread = Z * Z / trials
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def coverage(known: int, everyone: int | None) -> float | None:
    """The children covered in per cent, cut and not rounded, so that 100.0 means all; None where all are not known."""
    if not everyone or known > everyone:
        return None
    return math.floor(1000 * known / everyone) / 10
