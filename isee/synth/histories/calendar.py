"""School days of the made terms: the week, the nation's holidays, and the days on which a school was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from isee.synth.draws import Ints, stream
from isee.synth.plan import NEWEST, TERMS, TODAY, ProvincePlan
from isee.tracking.api import national_holidays, school_days

Days = NDArray[np.datetime64]

REASONS: Final = (
    ("ปิดเรียนกรณีพิเศษ: การประชุมของสถานศึกษา", "Closed: a meeting of the school"),
    ("ปิดเรียนกรณีพิเศษ: ใช้สถานที่จัดกิจกรรมของชุมชน", "Closed: the community uses the place"),
    ("ปิดเรียนกรณีพิเศษ: สภาพอากาศ", "Closed: the weather"),
)
_MEAN_CLOSED: Final = 0.8
"""Days a term on which a school is closed for reasons of its own."""
_MOST_CLOSED: Final = 4


def term_period(term: int) -> tuple[date, date]:
    """The usual first and last day of a term; of the newest no further than today."""
    year, half = term // 10 - 543, term % 10
    first, last = (date(year, 5, 16), date(year, 10, 11)) if half == 1 else (date(year, 11, 1), date(year + 1, 4, 1))
    return first, min(last, TODAY) if term == NEWEST else last


@cache
def days_of_term(term: int) -> tuple[date, ...]:
    """The school days of a term by the week and the holidays alone."""
    return tuple(school_days(term_period(term), national_holidays()))


@dataclass(frozen=True)
class Calendar:
    """The days that the schools of a province taught. `closed`: `school` (row), `day`, `reason` (index)."""

    closed: pl.DataFrame
    counts: Ints
    """School days by term (rows, as TERMS) and school."""

    def days(self, term: int) -> Days:
        """The school days of a term, one row a school, in order; filled up at the end with a day that never comes."""
        days = np.array(days_of_term(term), dtype="datetime64[D]")
        gone = self.closed.filter(pl.col("term") == term)
        table = np.tile(days, (self.counts.shape[1], 1))
        table[gone["school"].to_numpy(), np.searchsorted(days, gone["day"].to_numpy().astype("datetime64[D]"))] = (
            np.datetime64("2999-01-01")
        )
        table.sort(axis=1)
        return table


def make_calendar(plan: ProvincePlan, schools: int, *, seed: int) -> Calendar:
    """Close each school of a province on a few days of each finished term."""
    rng = stream(seed, plan.code, "school calendar")
    counts = np.zeros((len(TERMS), schools), dtype=np.int64)
    parts = []
    for place, term in enumerate(TERMS):
        days = np.array(days_of_term(term), dtype="datetime64[D]")
        many = (
            np.minimum(rng.poisson(_MEAN_CLOSED, schools), _MOST_CLOSED) if term != NEWEST else np.zeros(schools, int)
        )
        counts[place] = len(days) - many
        order = np.argsort(rng.random((schools, len(days))), axis=1)[:, :_MOST_CLOSED]
        school, pick = np.nonzero(np.arange(_MOST_CLOSED) < many[:, None])
        parts.append(
            pl.DataFrame(
                {
                    "school": school,
                    "term": np.full(len(school), term),
                    "day": days[order[school, pick]],
                    "reason": rng.integers(0, len(REASONS), len(school)),
                }
            )
        )
    return Calendar(pl.concat(parts), counts)
