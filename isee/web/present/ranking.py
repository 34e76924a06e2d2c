"""Areas or schools in the order of need, with bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pythainlp.util import collate

from isee.reporting.api import Cell

LOW_IS_NEED = frozenset({"attendance", "income", "screened", "promotion", "measured", "grant_received"})
"""Indicators of which a low value is the worse one."""


@dataclass(frozen=True)
class Place:
    """A child area or a school with its figure."""

    code: str
    name: str
    url: str
    cell: Cell


@dataclass(frozen=True)
class Row:
    """A place in the ranking: `rank` is None and `bar` 0 where no figure can be shown; `bar` is 0 to 100."""

    place: Place
    rank: int | None
    bar: float


def ranked(places: Iterable[Place], *, indicator: str) -> list[Row]:
    """All places, the greatest need first, equal values sharing a rank; hidden and missing figures last."""
    everyone = list(places)
    order = {name: place for place, name in enumerate(collate([place.name for place in everyone]))}
    sign = 1 if indicator in LOW_IS_NEED else -1
    known = [(place.cell["v"], place) for place in everyone if place.cell["v"] is not None]
    known.sort(key=lambda pair: (sign * (pair[0] or 0), order[pair[1].name]))
    top = max((value or 0 for value, _place in known), default=0) or 1
    rows: list[Row] = []
    for position, (value, place) in enumerate(known, start=1):
        same = rows and rows[-1].place.cell["v"] == value
        rows.append(Row(place, rows[-1].rank if same else position, round(100 * (value or 0) / top, 1)))
    rest = [place for place in everyone if place.cell["v"] is None]
    rest.sort(key=lambda place: (place.cell["s"] == "none", order[place.name]))
    return [*rows, *(Row(place, None, 0) for place in rest)]


@dataclass(frozen=True)
class Standing:
    """Where a value stands among `count` values: 1 is the highest, or the lowest, counted from that end."""

    from_highest: int
    from_lowest: int
    count: int


def standing(code: str, rows: Sequence[Row]) -> Standing | None:
    """Where a place stands among those with a figure; None below three, or without a figure of its own."""
    values = {row.place.code: row.place.cell["v"] for row in rows if row.place.cell["v"] is not None}
    own = values.get(code)
    if own is None or len(values) < 3:
        return None
    others = [value for value in values.values() if value is not None]
    higher, lower = sum(value > own for value in others), sum(value < own for value in others)
    return Standing(higher + 1, lower + 1, len(others))
