"""Areas or schools in the order of need, with bars, and with whiskers for what chance could do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from pythainlp.util import collate

from isee.reporting.api import Cell
from isee.web.present.figures import band_of, cell_label, is_known, need_of
from isee.web.present.formats import number
from isee.web.present.places import NATION
from isee.web.present.uncertainty import Interval, Ranks, possible_ranks

LOW_IS_NEED = frozenset({
    "attendance", "coverage", "grant_amount", "grant_received", "income", "measured", "measured_young", "other_help",
    "promotion", "returned", "rule_attendance", "screened", "searched", "verified",
})  # fmt: skip
"""Indicators of which a low value is the worse one."""


@dataclass(frozen=True)
class Place:
    """A child area or a school with its figure, and the interval of a share; `pupils` is their published number."""

    code: str
    name: str
    url: str
    cell: Cell
    interval: Interval | None = None
    pupils: Cell | None = None


@dataclass(frozen=True)
class Row:
    """A place in the ranking: `rank` is None where no exact figure can be shown; `bar` ends at 0 to 100.

    A band's bar begins at `start`. `whisker` is where the interval begins and ends on the scale of the bar; `ranks`
    is the rank as it may be written, `3` or `3–12` from the greatest need; empty where no interval is known.
    `beside` is `above`, `below` or `alike`: the place beside the nation, when chance is allowed for.
    """

    place: Place
    rank: int | None
    bar: float
    start: float = 0
    whisker: tuple[float, float] | None = None
    ranks: str = ""
    beside: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a figure to draw."""
        return is_known(self.place.cell)

    @property
    def width(self) -> float:
        """How long the bar is."""
        return round(self.bar - self.start, 1)

    @property
    def between(self) -> str:
        """The interval in per cent, `12.3–15.9`; a band is its own interval."""
        found = self.place.interval if self.rank else None
        return f"{number(found.low, decimals=1)}–{number(found.high, decimals=1)}" if found else ""

    @property
    def beside_words(self) -> str:
        """The place beside the nation, in words."""
        words = {
            "above": _("above the nation"),
            "below": _("below the nation"),
            "alike": _("not to be told apart from the nation"),
        }
        return words.get(self.beside, "")


def ranked(
    places: Iterable[Place], *, indicator: str, nation: Interval | None = None, nation_value: float | None = None
) -> list[Row]:
    """All places, the greatest need first, equal values sharing a rank; hidden and missing figures last.

    Bands are ordered as bands, by name within one, and hold no rank.
    """
    everyone = list(places)
    order = {name: place for place, name in enumerate(collate([place.name for place in everyone]))}
    sign = 1 if indicator in LOW_IS_NEED else -1
    known = [(need, place) for place in everyone if (need := need_of(place.cell)) is not None]
    known.sort(key=lambda pair: (sign * pair[0], order[pair[1].name]))
    top = max(end_of_scale([place for _need, place in known]), nation_value or 0)
    ranks = _ranks([place for _need, place in known], indicator)
    rows: list[Row] = []
    for position, (value, place) in enumerate(known, start=1):
        beside = place.interval.beside(nation) if place.interval and nation and place.code != NATION else ""
        band = band_of(place.cell)
        if band:
            ends = [round(100 * end / top, 1) for end in (band.low, band.high)]
            rows.append(Row(place, None, ends[1], start=ends[0], beside=beside))
            continue
        same = rows and rows[-1].place.cell["v"] == value
        rank = rows[-1].rank if same else position
        bar = round(100 * value / top, 1)
        rows.append(
            Row(place, rank, bar, whisker=_whisker(place.interval, top), ranks=ranks.get(place.code, ""), beside=beside)
        )
    rest = [place for place in everyone if not is_known(place.cell)]
    rest.sort(key=lambda place: (place.cell["s"] == "none", order[place.name]))
    return [*rows, *(Row(place, None, 0) for place in rest)]


def end_of_scale(known: Sequence[Place]) -> float:
    """The greatest value or band, or the greatest end of an interval: no whisker is cut off."""
    ends = [_end(place) for place in known]
    return max(ends, default=0) or 1


def _end(place: Place) -> float:
    band = band_of(place.cell)
    if band:
        return band.high
    return max(place.cell["v"] or 0, place.interval.high if place.interval else 0)


def _whisker(interval: Interval | None, top: float) -> tuple[float, float] | None:
    return (round(100 * interval.low / top, 1), round(100 * interval.high / top, 1)) if interval else None


def _ranks(known: Sequence[Place], indicator: str) -> dict[str, str]:
    """The ranks that each place may hold, counted from the greatest need; only where all intervals are known."""
    if any(place.interval is None or band_of(place.cell) for place in known):
        return {}
    found = possible_ranks({place.code: place.interval for place in known if place.interval})
    if indicator in LOW_IS_NEED:
        found = {code: Ranks(r.count + 1 - r.last, r.count + 1 - r.first, r.count) for code, r in found.items()}
    return {code: number(r.first) if r.certain else f"{number(r.first)}–{number(r.last)}" for code, r in found.items()}


@dataclass(frozen=True)
class BandGroup:
    """The places of one band, by name; or those whose figure is hidden, or missing."""

    label: str
    paint: str
    rows: Sequence[Row]


def band_groups(rows: Sequence[Row], *, low_is_need: bool) -> list[BandGroup]:
    """Ranked places by band, the greatest need first, then what is hidden and what is missing; empty without bands."""
    found: list[BandGroup] = []
    if not any(row.place.cell["s"] == "band" for row in rows):
        return found
    for label, same in groupby(rows, key=lambda row: cell_label(row.place.cell, "share")):
        members = list(same)
        cell = members[0].place.cell
        band = band_of(cell)
        found.append(BandGroup(label, band.shade(low_is_need=low_is_need) if band else cell["s"], members))
    return found


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
