"""Poverty class and income per head, by quota within each province and term."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Floats, Ints, stream
from isee.synth.plan import NEWEST, TERMS, ProvincePlan, national_targets, term_targets

CLASSES: Final = ("extremely_poor", "poor", "not_poor")
MODEL_VERSION: Final = "illustrative-synthetic-1"
INCOME_GATE: Final = 3000
"""Baht a head and month above which nobody is found poor (published)."""
NEWEST_SEVERE, NEWEST_POOR = 1_300_000, 574_412
"""The counts that the provinces' shares in `data/provinces.csv` add up to."""
_DECIDED: Final = {1: (0, 8, 21), 2: (1, 1, 21)}


def _quotas(plan: ProvincePlan, term: int, pupils: int) -> tuple[int, int, int]:
    """How many pupils are extremely poor, poor, and screened in all: the province's part of the term's counts."""
    counts = term_targets()[term]
    severe = plan.target.extremely_poor_pct / 100 * counts.extremely_poor / NEWEST_SEVERE
    poor = plan.target.poor_pct / 100 * counts.poor / NEWEST_POOR
    rest = 0.024 + 0.12 * (severe + poor)
    cuts = (round(share * plan.pupils) for share in (severe, severe + poor, severe + poor + rest))
    first, second, third = (min(pupils, cut) for cut in cuts)
    return first, second, third


def _classes(score: Floats, household: Ints, cuts: tuple[int, int, int]) -> Ints:
    """Class number of each pupil (3 is not screened): the poorest first, households kept together."""
    order = np.lexsort((household, -score))
    rank = np.empty(len(score), dtype=np.int64)
    rank[order] = np.arange(len(score))
    drawn = np.searchsorted(np.array(cuts), rank, side="right")
    homes, inverse = np.unique(household, return_inverse=True)
    best = np.full(len(homes), len(cuts), dtype=np.int64)
    np.minimum.at(best, inverse, drawn)
    return best[inverse]


def _percentile(score: Floats, classes: Ints) -> Floats:
    """Place within the class, 0 for the poorest to 1."""
    out = np.zeros(len(score))
    for kind in range(len(CLASSES)):
        rows = np.flatnonzero(classes == kind)
        rank = np.argsort(np.argsort(-score[rows], kind="stable"), kind="stable")
        out[rows] = rank / max(len(rows) - 1, 1)
    return out


def _income(rng: np.random.Generator, classes: Ints, place: Floats, home: Ints) -> Floats:
    """Baht a head and month; one draw for each household (`home` numbers them)."""
    targets = national_targets()
    homes = int(home.max(initial=-1)) + 1
    noise, above, extra = (
        rng.normal(0, 1, homes)[home],
        rng.random(homes)[home],
        rng.gamma(2.0, 950.0, homes)[home],
    )
    severe = targets["income_extremely_poor_baht"].value * (0.58 + 0.84 * place) * np.exp(0.26 * noise - 0.034)
    poor = targets["income_poor_baht"].value * (0.85 + 0.3 * place) * np.exp(0.14 * noise - 0.01)
    other = np.where(above < 0.25, 2350 + 650 * above * 4, INCOME_GATE + 40 + extra)
    income = np.select([classes == 0, classes == 1], [severe.clip(120, 2950), poor.clip(900, INCOME_GATE)], other)
    return np.asarray(income)


def _score(classes: Ints, place: Floats) -> Floats:
    """Illustrative score from 0 to 1, higher for the poorer."""
    low, high = np.array([0.91, 0.71, 0.15]), np.array([1.0, 0.909, 0.709])
    return np.asarray(np.round(high[classes] - (high - low)[classes] * place, 4))


def screen_pupils(plan: ProvincePlan, enrolled: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Give the screened pupils of each term a class, an income and a score.

    `enrolled` has `person`, `household`, `term`, `school`, `wealth`, `members`, without
    the children who first appear in the newest term's rosters. In the newest term only those with a
    result in the term before have one (the round for new applicants is still open). Columns returned:
    `person`, `household`, `term`, `school`, `poverty_class`, `income_per_head`, `score`, `decided_on`.
    """
    rng = stream(seed, plan.code, "screening")
    homes = enrolled["household"].unique().sort()
    yearly: dict[int, Floats] = {}
    parts = []
    for term in TERMS:
        year, half = divmod(term, 10)
        if year not in yearly:
            yearly[year] = rng.normal(0, 0.45, len(homes))
        rows = enrolled.filter(pl.col("term") == term)
        home = np.searchsorted(homes.to_numpy(), rows["household"].to_numpy())
        part = _screen_term(plan, rows, home, yearly[year], stream(seed, plan.code, "income", year))
        add, month, day = _DECIDED[half]
        decided = f"{year - 543 + add}-{month:02d}-{day:02d}" if term != NEWEST else "2026-11-06"
        parts.append(part.with_columns(decided_on=pl.lit(decided).str.to_date()))
    before = parts[-2].select("person")
    parts[-1] = parts[-1].join(before, on="person", how="semi", maintain_order="left")
    return pl.concat(parts)


def _screen_term(
    plan: ProvincePlan, rows: pl.DataFrame, home: Ints, yearly: Floats, rng: np.random.Generator
) -> pl.DataFrame:
    score = -rows["wealth"].to_numpy() + yearly[home]
    classes = _classes(score, home, _quotas(plan, int(rows["term"][0]), len(rows)) if len(rows) else (0, 0, 0))
    place = _percentile(score, classes)
    noise_home = np.arange(len(yearly))[home]
    income = _income(rng, classes, place, noise_home)
    members = rows["members"].to_numpy()
    income = np.round(np.round(income * members) / members, 2)
    known = classes < len(CLASSES)
    names = np.array([*CLASSES, ""], dtype=object)
    return rows.select("person", "household", "term", "school").with_columns(
        poverty_class=pl.Series(names[classes], dtype=pl.String),
        income_per_head=pl.Series(income),
        score=pl.Series(_score(np.minimum(classes, 2), place)),
    ).filter(pl.Series(known))  # fmt: skip
