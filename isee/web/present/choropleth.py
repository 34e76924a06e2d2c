"""A map as inline SVG: each area a link, five classes with round limits, hidden and missing figures marked."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from isee.web.present.figures import BANDS, Band, state_text
from isee.web.present.formats import number

CLASSES = 5


@dataclass(frozen=True)
class Shape:
    """One area on the map: how it is painted, what it says, where it leads (nowhere without figures of its own).

    `label` is written at `at` (x, y) where the map has room for names.
    """

    code: str
    path: str
    paint: str
    title: str
    url: str = ""
    label: str = ""
    at: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class LegendItem:
    """One entry of the legend."""

    paint: str
    label: str


@dataclass(frozen=True)
class Choropleth:
    """A whole map, ready to be written by the template."""

    view_box: str
    shapes: Sequence[Shape]
    legend: Sequence[LegendItem]
    attribution: str


def class_limits(values: Iterable[float], *, finest: float) -> tuple[float, ...]:
    """The round limits between at most five classes, chosen so that the classes are about equally filled.

    `finest` is the smallest step that the values have (0.1 per cent, 1 child). A value on a limit belongs to the
    class above. Fewer than two different values need no limits.
    """
    ordered = sorted(values)
    if not ordered or ordered[0] == ordered[-1]:
        return ()
    best: tuple[float, tuple[float, ...]] = (math.inf, ())
    for penalty, limits in _candidates(ordered[0], ordered[-1], finest):
        places = [0, *(bisect_left(ordered, limit) for limit in limits), len(ordered)]
        spread = sum((b - a - len(ordered) / CLASSES) ** 2 for a, b in pairwise(places)) / len(ordered) ** 2
        best = min(best, (spread + penalty, limits))
    return best[1]


def _candidates(low: float, high: float, finest: float) -> Iterable[tuple[float, tuple[float, ...]]]:
    """Limits worth trying, each with a small penalty for being less round."""
    size = math.floor(math.log10((high - low) / CLASSES)) if high > low else 0
    for power in range(size - 1, size + 2):
        for digit, penalty in ((1, 0.0), (2, 0.002), (5, 0.001), (3, 0.01), (4, 0.01), (7, 0.02)):
            step = round(digit * 10.0**power, 6)
            if step < finest:
                continue
            first = math.floor(low / step) + 1
            for start in range(first, min(first + 40, math.floor(high / step) + 1)):
                yield penalty, tuple(round((start + k) * step, 6) for k in range(CLASSES - 1))
    if low > 0 and high / low > 8:
        for power in range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1):
            for series in ((1, 2, 5, 10), (2, 5, 10, 20), (5, 10, 20, 50), (1, 3, 10, 30)):
                yield 0.004, tuple(round(part * 10.0**power, 6) for part in series)


def paint(value: float, limits: Sequence[float], *, low_is_need: bool = False) -> str:
    """The class of a value: `q1` pale to `q5` deep, the deepest where the need is greatest."""
    rank = bisect_right(limits, value)
    return f"q{_shade(rank, len(limits), low_is_need=low_is_need)}"


def _shade(rank: int, last: int, *, low_is_need: bool) -> int:
    if last == 0:
        return 3
    return 1 + round((last - rank if low_is_need else rank) * (CLASSES - 1) / last)


def legend(
    limits: Sequence[float], *, finest: float, unit: str, low_is_need: bool, few: bool, none: bool
) -> list[LegendItem]:
    """What each shade means, with limits that do not overlap, then the two states that are not amounts."""
    decimals = 1 if finest < 1 and any(limit % 1 for limit in limits) else 0
    items: list[LegendItem] = []
    for rank in range(len(limits) + 1 if limits else 0):
        label = _class_label(rank, limits, finest=finest, decimals=decimals)
        items.append(LegendItem(f"q{_shade(rank, len(limits), low_is_need=low_is_need)}", label))
    if items and unit:
        items[0] = LegendItem(items[0].paint, f"{items[0].label} {unit}")
    return items + _not_amounts(few=few, none=none)


def band_legend(bands: Iterable[Band], *, low_is_need: bool, few: bool, none: bool) -> list[LegendItem]:
    """What each shade of a map of bands means: every band from the lowest to the highest that is on it."""
    places = [band.place for band in bands]
    shown = BANDS[min(places) : max(places) + 1] if places else ()
    items = [LegendItem(band.shade(low_is_need=low_is_need), band.words) for band in shown]
    return items + _not_amounts(few=few, none=none)


def _not_amounts(*, few: bool, none: bool) -> list[LegendItem]:
    shown = {"few": few, "none": none}
    return [LegendItem(state, state_text(state)) for state, present in shown.items() if present]


def _class_label(rank: int, limits: Sequence[float], *, finest: float, decimals: int) -> str:
    if rank == 0:
        return _("below %(limit)s") % {"limit": number(limits[0], decimals=decimals)}
    low = number(limits[rank - 1], decimals=decimals)
    if rank == len(limits):
        return _("%(limit)s and more") % {"limit": low}
    high = number(limits[rank] - finest, decimals=1 if finest < 1 else 0)
    return low if low == high else f"{low}–{high}"
