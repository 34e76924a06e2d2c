"""Areas or schools in the order of need, with bars, and with whiskers for what chance could do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pythainlp.util import collate

from isee.reporting.api import Cell
from isee.web.present.formats import number
from isee.web.present.uncertainty import Interval, Ranks, possible_ranks

LOW_IS_NEED = frozenset({"attendance", "income", "screened", "promotion", "measured", "grant_received"})
"""Indicators of which a low value is the worse one."""


@dataclass(frozen=True)
class Place:
    """A child area or a school with its figure, and the interval of a share."""

    code: str
    name: str
    url: str
    cell: Cell
    interval: Interval | None = None


@dataclass(frozen=True)
class Row:
    """A place in the ranking: `rank` is None and `bar` 0 where no figure can be shown; `bar` is 0 to 100.

    `whisker` is where the interval begins and ends on the scale of the bar; `ranks` is the rank as it may be
    written, `3` or `3–12` from the greatest need; empty where no interval is known.
    """

    place: Place
    rank: int | None
    bar: float
    whisker: tuple[float, float] | None = None
    ranks: str = ""

    @property
    def between(self) -> str:
        """The interval in per cent, `12.3–15.9`."""
        found = self.place.interval
        return f"{number(found.low, decimals=1)}–{number(found.high, decimals=1)}" if found else ""


def ranked(places: Iterable[Place], *, indicator: str) -> list[Row]:
    """All places, the greatest need first, equal values sharing a rank; hidden and missing figures last."""
    everyone = list(places)
    order = {name: place for place, name in enumerate(collate([place.name for place in everyone]))}
    sign = 1 if indicator in LOW_IS_NEED else -1
    known = [(place.cell["v"], place) for place in everyone if place.cell["v"] is not None]
    known.sort(key=lambda pair: (sign * (pair[0] or 0), order[pair[1].name]))
    top = _end_of_scale([place for _value, place in known])
    ranks = _ranks([place for _value, place in known], indicator)
    rows: list[Row] = []
    for position, (value, place) in enumerate(known, start=1):
        same = rows and rows[-1].place.cell["v"] == value
        rank = rows[-1].rank if same else position
        bar = round(100 * (value or 0) / top, 1)
        rows.append(Row(place, rank, bar, _whisker(place.interval, top), ranks.get(place.code, "")))
    rest = [place for place in everyone if place.cell["v"] is None]
    rest.sort(key=lambda place: (place.cell["s"] == "none", order[place.name]))
    return [*rows, *(Row(place, None, 0) for place in rest)]


def _end_of_scale(known: Sequence[Place]) -> float:
    """The greatest value, or the greatest end of an interval: no whisker is cut off."""
    ends = [place.interval.high if place.interval else place.cell["v"] or 0 for place in known]
    return max([place.cell["v"] or 0 for place in known] + ends, default=0) or 1


def _whisker(interval: Interval | None, top: float) -> tuple[float, float] | None:
    return (round(100 * interval.low / top, 1), round(100 * interval.high / top, 1)) if interval else None


def _ranks(known: Sequence[Place], indicator: str) -> dict[str, str]:
    """The ranks that each place may hold, counted from the greatest need; only where all intervals are known."""
    if any(place.interval is None for place in known):
        return {}
    found = possible_ranks({place.code: place.interval for place in known if place.interval})
    if indicator in LOW_IS_NEED:
        found = {code: Ranks(r.count + 1 - r.last, r.count + 1 - r.first, r.count) for code, r in found.items()}
    return {code: number(r.first) if r.certain else f"{number(r.first)}–{number(r.last)}" for code, r in found.items()}


@dataclass(frozen=True)
class Standing:
    """Where a share stands when chance is allowed for; `hidden` others have no figure to compare with."""

    ranks: Ranks
    hidden: int


def standing(code: str, rows: Sequence[Row]) -> Standing | None:
    """Where a place stands among those with a figure; None below three, or where an interval is not known."""
    intervals = {row.place.code: row.place.interval for row in rows if row.rank is not None}
    known = {place: found for place, found in intervals.items() if found is not None}
    if code not in known or len(known) < 3 or len(known) < len(intervals):
        return None
    return Standing(possible_ranks(known)[code], len(rows) - len(known))
