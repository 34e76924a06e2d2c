"""The Labour Ministry's file: adults insured under the Social Security Act, with their wage base."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.linkage.api import feed_layout
from isee.synth.draws import stream
from isee.synth.feeds.kinds import coverage
from isee.synth.feeds.made import Made, Member, as_layout, present, truth_of
from isee.synth.feeds.people import People, strangers
from isee.synth.feeds.spoil import spoil
from isee.synth.feeds.text import baht, cell, sex, written
from isee.synth.people import adult_prefix
from isee.synth.plan import TODAY

FEED: Final = "labour_insured"
_SECTIONS: Final = {
    "พนักงานบริษัท": (0.94, 0.04, 0.0), "รับจ้างทั่วไป": (0.22, 0.03, 0.22), "ค้าขาย": (0.03, 0.03, 0.25),
    "เกษตรกร": (0.02, 0.01, 0.22), "ธุรกิจส่วนตัว": (0.05, 0.06, 0.2), "ประมง": (0.05, 0.0, 0.15),
    "ไม่ได้ประกอบอาชีพ": (0.0, 0.05, 0.05),
}  # fmt: skip
"""Illustrative: shares insured under sections 33, 39 and 40, by occupation. Officials are not insured here."""
_LOWEST, _HIGHEST, _CHOSEN = 1_650, 15_000, 4_800
"""Baht a month between which a wage base lies, and the fixed base of section 39 (illustrative)."""


def make_insured_persons(people: People, *, seed: int) -> Made:
    """Make the file: insured adults of the nation, and strangers."""
    plan = people.plan
    rng = stream(seed, plan.code, "who is in", FEED)
    adults = people.adults.filter(pl.col("number").is_not_null())
    chance = rng.random(len(adults))
    section = np.zeros(len(adults), dtype=np.int64)
    for number in range(3):
        edges = {work: sum(shares[: number + 1]) for work, shares in _SECTIONS.items()}
        section += chance >= adults["occupation"].replace_strict(edges, default=0.0).to_numpy()
    known = adults.with_columns(section=pl.Series(section)).filter(pl.col("section") < 3)
    others = strangers(people, round(coverage("insured_strangers") * len(known)), block=1, seed=seed)
    others = others.with_columns(section=pl.Series(rng.choice(3, len(others), p=[0.7, 0.08, 0.22])))
    rows = pl.concat([known, others], how="diagonal").sample(fraction=1, shuffle=True, seed=int(rng.integers(2**31)))
    spoilt = spoil(rows, feed=FEED, plan=plan, seed=seed)
    file = f"INSURED_{plan.code}_{TODAY.year + 543}{TODAY:%m%d}.csv"
    table = _table(present(spoilt), plan.code, stream(seed, plan.code, FEED))
    member = Member(file, table, feed_layout(FEED).encodings[0])
    return Made(FEED, f"{FEED}/{file.removesuffix('.csv')}.zip", (member,), truth_of(spoilt, file=file), spoilt.tallies)


def _table(rows: pl.DataFrame, province: str, rng: np.random.Generator) -> pl.DataFrame:
    size = len(rows)
    employed, chosen = pl.col("section") == 0, pl.col("section") == 1
    drawn = np.round(rng.lognormal(9.25, 0.4, size) / 10) * 10
    wage = pl.lit(pl.Series(np.clip(drawn, _LOWEST, _HIGHEST)))
    base = pl.when(employed).then(wage).when(chosen).then(pl.lit(float(_CHOSEN)))
    since = np.datetime64(TODAY) - rng.integers(60, 5_000, size).astype("timedelta64[D]")
    ended = rng.random(size) < 0.08
    months = np.where(ended, rng.integers(2, 30, size), 1).astype("timedelta64[M]")
    last = (np.datetime64(TODAY).astype("datetime64[M]") - months).astype("datetime64[D]")
    there = pl.Series(np.where(rng.random(size) < 0.75, province, "10"), dtype=pl.String)
    firm = pl.Series(9_800_000_000 + rng.integers(0, 4_000, size)).cast(pl.String)
    return as_layout(
        rows,
        FEED,
        {
            "CID": cell("number"),
            "TITLE": adult_prefix(),
            "FNAME": cell("given"),
            "LNAME": cell("family"),
            "SEX": sex("M", "F"),
            "BIRTH_DATE": written("born", "YYYY-MM-DD", era="CE", swapped=pl.col("era_swapped")),
            "NATIONALITY": cell("nationality"),
            "SECTION": pl.col("section").replace_strict({0: "33", 1: "39", 2: "40"}, return_dtype=pl.String),
            "EMPLOYER_NO": pl.when(employed).then(firm).otherwise(pl.lit("")),
            "EMPLOYER_PROVINCE": pl.when(employed).then(there).otherwise(pl.lit("")),
            "WAGE_BASE": baht(base),
            "INSURED_SINCE": written(pl.lit(pl.Series(since)), "YYYY-MM-DD", era="CE"),
            "LAST_CONTRIBUTION": written(pl.lit(pl.Series(last)), "YYYY-MM", era="CE"),
            "STATE": pl.when(pl.Series(ended)).then(pl.lit("E")).otherwise(pl.lit("A")),
        },
    )
