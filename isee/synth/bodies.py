"""Days at school, and how children grow: both a little worse for the poorer."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Floats, stream
from isee.synth.histories.calendar import make_calendar
from isee.synth.plan import NEWEST, TERMS, ProvincePlan

_AGES: Final = np.arange(3, 20, dtype=np.float64)
_HEIGHT: Final = {
    False: np.array(
        [96.1, 103.3, 110.0, 116.0, 121.7, 127.3, 132.6, 137.8, 143.1, 149.1,
         156.0, 163.2, 169.0, 172.9, 175.2, 176.1, 176.5]
    ),
    True: np.array(
        [95.1, 102.7, 109.6, 115.1, 120.8, 126.6, 132.5, 138.6, 145.0, 151.2,
         156.4, 159.8, 161.7, 162.5, 162.9, 163.1, 163.2]
    ),
}  # fmt: skip
"""Median heights in cm by whole year of age from 3, rounded from WHO 2006 and 2007 (True for girls)."""
_BMI: Final = {
    False: np.array(
        [15.6, 15.3, 15.3, 15.3, 15.5, 15.7, 16.0, 16.4, 16.9, 17.5,
         18.2, 19.0, 19.8, 20.5, 21.1, 21.7, 22.2]
    ),
    True: np.array(
        [15.4, 15.3, 15.2, 15.3, 15.4, 15.7, 16.1, 16.6, 17.2, 18.0,
         18.8, 19.6, 20.2, 20.7, 21.0, 21.3, 21.4]
    ),
}  # fmt: skip
HEIGHT_SPREAD: Final = 0.0445
"""Standard deviation of height as a share of the median (between 0.041 and 0.049 over these ages)."""
BMI_L, BMI_S = -1.6, 0.115


def measured_on(term: int) -> date:
    """The day of a term's weighing: in June and in January; before the first days' end in the newest term."""
    year, half = divmod(term, 10)
    return date(2026, 11, 5) if term == NEWEST else date(year - 543 + half - 1, 6 if half == 1 else 1, 15)


def median_height(age: Floats, female: Flags) -> Floats:
    """Median height in cm at an exact age in years."""
    return np.asarray(np.where(female, np.interp(age, _AGES, _HEIGHT[True]), np.interp(age, _AGES, _HEIGHT[False])))


def median_bmi(age: Floats, female: Flags) -> Floats:
    """Median body-mass index at an exact age in years."""
    return np.asarray(np.where(female, np.interp(age, _AGES, _BMI[True]), np.interp(age, _AGES, _BMI[False])))


def attend(plan: ProvincePlan, enrolled: pl.DataFrame, *, schools: int, seed: int) -> pl.DataFrame:
    """Return days expected and present for each enrolment, of the school days that each of the schools taught.

    `enrolled` has `person`, `term`, `school`, `grade` (number), `wealth`, `outcome`. Columns: `person`,
    `term`, `school`, `days_expected`, `days_present` (null where the school has not reported).
    """
    rng = stream(seed, plan.code, "attendance")
    size = len(enrolled)
    term, school = enrolled["term"].to_numpy(), enrolled["school"].to_numpy()
    calendar = make_calendar(plan, schools, seed=seed).counts
    silent = rng.random(calendar.shape) < 0.015
    silent[-1] = rng.random(calendar.shape[1]) < 0.1
    which = np.searchsorted(np.array(TERMS), term)
    expected = calendar[which, school]
    left = enrolled["outcome"].is_in(["dropped_out", "dead", "not_struck_off"]).fill_null(False).to_numpy()
    expected = np.where(
        left & (term != NEWEST), (expected * rng.uniform(0.3, 1.0, size)).astype(np.int64).clip(5), expected
    )
    habit = rng.gamma(4.0, 0.25, size)
    older = np.where(enrolled["grade"].to_numpy() >= 9, 1.35, 1.0)
    rate = 0.0275 * np.exp(np.clip(-0.42 * enrolled["wealth"].to_numpy(), -1.2, 1.5)) * older * habit
    rate = np.where(left, rate + rng.uniform(0.1, 0.4, size), rate).clip(0, 0.85)
    absent = rng.binomial(expected, rate)
    present = pl.Series(expected - absent)
    unknown = pl.Series(silent[which, school])
    return enrolled.select("person", "term", "school").with_columns(
        days_expected=pl.Series(expected),
        days_present=pl.when(unknown).then(None).otherwise(present),
    )


def measure(plan: ProvincePlan, children: pl.DataFrame, enrolled: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Weigh and measure the pupils of each term (95 of 100 are there that day).

    `children` has `person`, `born`, `female`, `wealth`. Columns: `person`, `term`, `measured_on`,
    `weight_kg`, `height_cm`.
    """
    rng = stream(seed, plan.code, "growth")
    size = len(children)
    wealth = children["wealth"].to_numpy()
    tall = rng.normal(-0.37 + 0.22 * np.clip(wealth, -2.5, 2.0), 0.93, size)
    stout = rng.normal(-0.14 + 0.12 * np.clip(wealth, -2.5, 2.0), 0.98, size)
    row = np.searchsorted(children["person"].to_numpy(), enrolled["person"].to_numpy())
    female = children["female"].to_numpy()[row]
    day = np.array([np.datetime64(measured_on(t)) for t in TERMS])[
        np.searchsorted(np.array(TERMS), enrolled["term"].to_numpy())
    ]
    age = (day - children["born"].to_numpy().astype("datetime64[D]")[row]).astype(np.float64) / 365.25
    many = len(enrolled)
    height_z = tall[row] + rng.normal(0, 0.08, many)
    bmi_z = stout[row] + rng.normal(0, 0.25, many)
    height = median_height(age, female) * (1 + HEIGHT_SPREAD * np.clip(height_z, -4.5, 4.5))
    bmi = median_bmi(age, female) * (1 + BMI_L * BMI_S * np.clip(bmi_z, -3.5, 2.9)) ** (1 / BMI_L)
    there = rng.random(many) < 0.95
    return enrolled.select("person", "term").with_columns(
        measured_on=pl.Series(day),
        weight_kg=pl.Series(np.round(bmi * (height / 100) ** 2, 1)),
        height_cm=pl.Series(np.round(height, 1)),
    ).filter(pl.Series(there))  # fmt: skip
