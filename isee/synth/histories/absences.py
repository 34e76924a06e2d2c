"""Days of absence in the last two terms, in runs, that add up to what the term's totals say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Floats, Ints
from isee.synth.histories.calendar import Calendar, Days, days_of_term
from isee.synth.histories.lives import POOR, Lives, choose, drawn
from isee.synth.plan import TERMS

BY_DAY: Final = TERMS[-2:]
"""The terms whose absences are made by day."""
KINDS: Final = ("absent", "sick", "leave")
_LENGTHS: Final = (0.62, 0.22, 0.09, 0.03, 0.04)
"""Shares of runs of one, two, three, four and five school days."""
_SEASON: Final = {6: 1.35, 7: 1.6, 8: 1.1, 10: 1.1, 11: 1.7, 12: 1.7, 1: 1.1}
"""How many times likelier a poor child is to be away in the months of planting and harvest."""
_NO_REASON, _OF_POOR, _LONG = (0.44, 0.40, 0.16), (0.60, 0.30, 0.10), (0.62, 0.34, 0.04)


@dataclass(frozen=True)
class _Runs:
    """Runs of absence as columns; `row` is that of the child and term, `start` and `length` in school days."""

    row: Ints
    start: Ints
    length: Ints


def make_absences(lives: Lives, calendar: Calendar) -> pl.DataFrame:
    """Return one row a child and day away, for the terms of `BY_DAY`.

    A child's days lie in the first `days_expected` school days of its school. Columns: `person`, `school`, `term`,
    `day`, `kind`, `place` (which school day of the term, from 0).
    """
    return pl.concat([_of_term(lives, term, calendar.days(term)) for term in BY_DAY])


def _of_term(lives: Lives, term: int, days: Days) -> pl.DataFrame:
    rng = lives.draw("absences", term)
    rows = lives.terms.filter(
        pl.col("term") == term, pl.col("days_present").is_not_null(), pl.col("days_present") < pl.col("days_expected")
    )
    expected = rows["days_expected"].to_numpy().astype(np.int64)
    away = expected - rows["days_present"].to_numpy().astype(np.int64)
    if len(rows) and int(expected.max()) > days.shape[1]:
        raise ValueError(f"a child is expected on more days than term {term} has")
    poor = rows["level"].to_numpy() <= POOR
    runs = _place(rng, expected, *_cut(rng, away), ladders=_ladders(days_of_term(term)), poor=poor)
    number = np.repeat(np.arange(len(runs.row)), runs.length)
    first = np.repeat(np.cumsum(runs.length) - runs.length, runs.length)
    place = runs.start[number] + (np.arange(len(number)) - first)
    kind = _kinds(rng, runs, poor)
    source = pl.Series(runs.row[number])
    school = rows["school"].gather(source)
    return pl.DataFrame(
        {
            "person": rows["person"].gather(source),
            "school": school,
            "term": rows["term"].gather(source),
            "day": pl.Series(days[school.to_numpy(), place]),
            "kind": choose(KINDS, kind[number]),
            "place": pl.Series(place),
        }
    )


def _cut(rng: np.random.Generator, away: Ints) -> tuple[Ints, Ints]:
    """Cut each row's days away into runs; returns the row and the length of each run, rows in order."""
    row = np.repeat(np.arange(len(away)), away)
    length = drawn(rng, len(row), _LENGTHS) + 1
    total = np.cumsum(length)
    starts = np.cumsum(away) - away
    base = np.r_[0, total][starts]
    before = total - length - base[row]
    left = away[row] - before
    keep = left > 0
    return row[keep], np.minimum(length, left)[keep]


def _ladders(days: Sequence[date]) -> tuple[Floats, Floats]:
    """Cumulated weights of the days, for the poor by season and for the others alike; each begins with 0."""
    season = np.array([_SEASON.get(day.month, 1.0) for day in days])
    return np.r_[0.0, np.cumsum(season)], np.arange(len(days) + 1, dtype=np.float64)


def _place(
    rng: np.random.Generator,
    expected: Ints,
    row: Ints,
    length: Ints,
    *,
    ladders: tuple[Floats, Floats],
    poor: Flags,
) -> _Runs:
    """Put the runs of each row on different days.

    Each run gets a slot among the row's days present, slots in ascending order; the days away before it push it
    on. So two runs never share a day, and the last one ends within the days expected.
    """
    total = np.bincount(row, weights=length, minlength=len(expected)).astype(np.int64)
    slots = (expected - total)[row]
    chance = rng.random(len(row))
    season, plain = ladders
    by_season = np.searchsorted(season, chance * season[slots + 1], side="right") - 1
    slot = np.where(poor[row], by_season, np.floor(chance * plain[slots + 1])).astype(np.int64)
    slot = np.minimum(slot, slots)
    order = np.lexsort((slot, row))
    row, slot, length = row[order], slot[order], length[order]
    pushed = np.cumsum(length) - length
    first = np.r_[True, row[1:] != row[:-1]] if len(row) else np.zeros(0, dtype=np.bool_)
    base = np.repeat(pushed[first], np.diff(np.r_[np.flatnonzero(first), len(row)]))
    return _Runs(row, slot + pushed - base, length)


def _kinds(rng: np.random.Generator, runs: _Runs, poor: Flags) -> Ints:
    """The kind of each run; days on end are seldom a leave that was asked for."""
    size = len(runs.row)
    plain, of_poor, long = drawn(rng, size, _NO_REASON), drawn(rng, size, _OF_POOR), drawn(rng, size, _LONG)
    return np.where(runs.length >= 3, long, np.where(poor[runs.row], of_poor, plain))
