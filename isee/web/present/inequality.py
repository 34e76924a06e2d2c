"""How unevenly something is spread over areas: the Lorenz curve, the concentration index, Theil's index in two parts.

Pure arithmetic on published counts; areas whose counts are hidden are not in it, and the page says how many they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Part:
    """An area: `n` of its `d` children have the trait; `group` is the larger area that it lies in."""

    code: str
    n: int
    d: int
    group: str = ""


@dataclass(frozen=True)
class Lorenz:
    """The curve from (0, 0) to (1, 1): areas by rising share, children across, those with the trait upwards.

    `index` is 0 where all areas are alike and nears 1 where one small area has all of them.
    """

    order: Sequence[str]
    points: Sequence[tuple[float, float]]
    index: float

    def upper_half(self) -> float:
        """The part of those with the trait who live in the half of all children where it is most common."""
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if x1 >= 0.5:
                return 1 - (y0 + (y1 - y0) * (0.5 - x0) / (x1 - x0))
        return 0.0


def lorenz(parts: Sequence[Part]) -> Lorenz | None:
    """The curve over the areas; None with fewer than three, or where nobody has the trait."""
    counted = [part for part in parts if part.d > 0]
    all_n, all_d = sum(part.n for part in counted), sum(part.d for part in counted)
    if len(counted) < 3 or not all_n:
        return None
    ordered = sorted(counted, key=lambda part: (part.n / part.d, part.code))
    points = [(0.0, 0.0)]
    n = d = 0
    for part in ordered:
        n, d = n + part.n, d + part.d
        points.append((d / all_d, n / all_n))
    area = sum((x1 - x0) * (y1 + y0) for (x0, y0), (x1, y1) in pairwise(points))
    return Lorenz([part.code for part in ordered], points, max(1 - area, 0.0))


@dataclass(frozen=True)
class Theil:
    """Theil's index of the areas, split: what lies between the groups, and what lies within them."""

    between: float
    within: float

    @property
    def total(self) -> float:
        """The whole."""
        return self.between + self.within

    @property
    def between_share(self) -> float:
        """The part of the whole that lies between groups, in per cent; 0 where all areas are alike."""
        return 100 * self.between / self.total if self.total > 1e-12 else 0.0


def theil(parts: Sequence[Part]) -> Theil | None:
    """The index over areas with their groups; None where nobody has the trait."""
    counted = [part for part in parts if part.d > 0]
    all_n, all_d = sum(part.n for part in counted), sum(part.d for part in counted)
    if not all_n:
        return None
    groups: dict[str, tuple[int, int]] = {}
    for part in counted:
        n, d = groups.get(part.group, (0, 0))
        groups[part.group] = (n + part.n, d + part.d)
    total = sum(_term(part.n / all_n, part.d / all_d) for part in counted)
    between = sum(_term(n / all_n, d / all_d) for n, d in groups.values())
    return Theil(max(between, 0.0), max(total - between, 0.0))


def _term(trait: float, people: float) -> float:
    return trait * math.log(trait / people) if trait else 0.0


def spearman(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The rank correlation of two figures over areas; None with fewer than eight, or where one is the same all over."""
    if len(pairs) < 8:
        return None
    xs, ys = _ranks([x for x, _y in pairs]), _ranks([y for _x, y in pairs])
    middle = (len(pairs) + 1) / 2
    top = sum((x - middle) * (y - middle) for x, y in zip(xs, ys, strict=True))
    bottom = math.sqrt(sum((x - middle) ** 2 for x in xs) * sum((y - middle) ** 2 for y in ys))
    return top / bottom if bottom else None


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return [first[value] + (ordered.count(value) - 1) / 2 for value in values]


def outliers(points: Sequence[tuple[str, float, float, float]], *, at_most: int = 6) -> list[str]:
    """Codes of the areas that lie farthest from the straight line through all, each of `(code, x, y, weight)`.

    The line is weighted by people, so that a small area does not tilt it; only areas beyond one and a half
    standard deviations are named.
    """
    weight = sum(w for *_rest, w in points)
    if len(points) < 4 or not weight:
        return [code for code, *_rest in points[:at_most]]
    mean_x = sum(w * x for _c, x, _y, w in points) / weight
    mean_y = sum(w * y for _c, _x, y, w in points) / weight
    spread = sum(w * (x - mean_x) ** 2 for _c, x, _y, w in points)
    slope = sum(w * (x - mean_x) * (y - mean_y) for _c, x, y, w in points) / spread if spread else 0.0
    away = {code: y - mean_y - slope * (x - mean_x) for code, x, y, _w in points}
    deviation = math.sqrt(sum(value**2 for value in away.values()) / len(away))
    far = sorted(away, key=lambda code: (-abs(away[code]), code))
    return [code for code in far if abs(away[code]) > 1.5 * deviation][:at_most]
