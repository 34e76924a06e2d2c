"""How far chance alone could move a share, and what may still be said of ranks, changes and gaps.

Every pupil of a small school is counted, yet next year's pupils are others: a share of forty children says little
about the school. Wilson's interval at 95 per cent is drawn and asked before anything is claimed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from isee.reporting.api import Cell
from isee.web.present.figures import Band, band_of

Z = 1.959964
"""The normal quantile of 95 per cent."""


@dataclass(frozen=True)
class Interval:
    """The range of a share in per cent."""

    low: float
    high: float

    def overlaps(self, other: "Interval") -> bool:
        """Whether chance alone could explain the difference of the two shares."""
        return self.low <= other.high and other.low <= self.high

    def beside(self, other: "Interval") -> str:
        """`above` or `below` the other one, or `alike` where the two cannot be told apart."""
        if self.overlaps(other):
            return "alike"
        return "above" if self.low > other.high else "below"


def wilson(n: int, d: int, *, trials: int | None = None) -> Interval | None:
    """Wilson's 95 per cent interval of `n` out of `d`, as of `trials` independent observations; None without any."""
    size = d if trials is None else min(d, trials)
    if size <= 0 or not 0 <= n <= d:
        return None
    share = n / d
    spread = Z * Z / size
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / size + spread / (4 * size))
    return Interval(100 * max(middle - half, 0.0), 100 * min(middle + half, 1.0))


def interval_of(cell: Cell, *, unit: str, pupils: Cell) -> Interval | None:
    """The interval of a share; None for other units and for hidden figures.

    Days at school of one child are not independent: a place has at most as many observations as it has pupils.
    Where their number is hidden no interval is known. A band is as wide as its limits and what chance adds to them.
    """
    band = band_of(cell)
    if band:
        return _around(band, pupils["n"])
    if unit != "share" or cell["n"] is None or not cell["d"] or pupils["n"] is None:
        return None
    return wilson(cell["n"], cell["d"], trials=pupils["n"])


def _around(band: Band, pupils: int | None) -> Interval:
    """From the lowest share that chance could make of the band's lower limit to the highest of its upper one."""
    low = wilson(round(band.low * pupils / 100), pupils) if pupils else None
    high = wilson(round(band.high * pupils / 100), pupils) if pupils else None
    return Interval(low.low if low else band.low, high.high if high else band.high)


@dataclass(frozen=True)
class Ranks:
    """The ranks that a place may hold among `count` places, 1 the highest value, when chance is allowed for."""

    first: int
    last: int
    count: int

    @property
    def certain(self) -> bool:
        """Whether one rank alone is possible."""
        return self.first == self.last


def possible_ranks(intervals: Mapping[str, Interval]) -> dict[str, Ranks]:
    """For each place: above it stand those whose interval lies wholly above its own, below it likewise."""
    places: Sequence[tuple[str, Interval]] = list(intervals.items())
    found = {}
    for code, own in places:
        above = sum(other.low > own.high for _code, other in places)
        below = sum(other.high < own.low for _code, other in places)
        found[code] = Ranks(above + 1, len(places) - below, len(places))
    return found
