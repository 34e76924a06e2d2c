"""The Finance Ministry's file: adults who applied for the state welfare card."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.linkage.api import feed_layout
from isee.synth.draws import stream
from isee.synth.feeds.kinds import coverage
from isee.synth.feeds.made import Made, Member, as_layout, present, truth_of
from isee.synth.feeds.people import ADDRESS, People, at_random, chosen, strangers
from isee.synth.feeds.spoil import spoil
from isee.synth.feeds.text import baht, cell, moo, sex, written
from isee.synth.people import adult_prefix
from isee.synth.plan import TODAY

FEED: Final = "finance_welfare"
ROUND: Final = 2565
_LIMIT: Final = 100_000
"""Baht a year, of own income and of the family's mean (published for the round of 2565)."""
_FIRST_DAYS: Final = ("2023-04-01", "2023-05-01", "2023-06-01")
"""First days of entitlement (illustrative)."""


def make_welfare_cards(people: People, *, seed: int) -> Made:
    """Make the file: adults of the nation by the poverty of their household, and strangers."""
    plan = people.plan
    rng = stream(seed, plan.code, "who is in", FEED)
    adults = people.adults.filter(pl.col("number").is_not_null(), pl.col("nationality") == "TH")
    inside = np.zeros(len(adults), dtype=np.bool_)
    for poverty, name in (("extremely_poor", "extremely_poor"), ("poor", "poor"), (None, "other")):
        among = (
            adults["poverty"] == poverty if poverty else ~adults["poverty"].is_in(["extremely_poor", "poor"])
        ).to_numpy()
        inside |= chosen(rng, among, coverage(f"welfare_{name}"), plan=plan, name=f"welfare {name}")
    known = adults.filter(pl.Series(inside))
    others = strangers(people, round(coverage("welfare_strangers") * len(known)), block=0, seed=seed)
    rows = pl.concat([known, others], how="diagonal").sample(fraction=1, shuffle=True, seed=int(rng.integers(2**31)))
    spoilt = spoil(rows, feed=FEED, plan=plan, seed=seed, address=ADDRESS)
    file = f"WELFARE_{plan.code}_{TODAY.year + 543}{TODAY:%m%d}.csv"
    member = Member(file, _table(present(spoilt), stream(seed, plan.code, FEED)), feed_layout(FEED).encodings[0])
    return Made(FEED, f"{FEED}/{file.removesuffix('.csv')}.zip", (member,), truth_of(spoilt, file=file), spoilt.tallies)


def _table(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    size = len(rows)
    mean = pl.coalesce(pl.col("income_per_head") * 12, pl.Series(np.round(rng.gamma(3.0, 16_000, size), 0)))
    own = pl.min_horizontal(mean * pl.Series(np.round(0.8 + 2.2 * rng.random(size), 2)), pl.lit(240_000.0)).round(0)
    passed = (mean <= _LIMIT) & (own <= _LIMIT)
    rows = rows.with_columns(mean=mean.round(0), own=own).with_columns(passed=passed)
    since = pl.Series(np.array(_FIRST_DAYS, "datetime64[D]")[rng.choice(3, size, p=[0.9, 0.06, 0.04])])
    state = at_random(rng, ("A",) * 24 + ("S",), size)
    return as_layout(
        rows,
        FEED,
        {
            "CID": cell("number"),
            "TITLE": adult_prefix(),
            "FNAME": cell("given"),
            "LNAME": cell("family"),
            "SEX": sex("1", "2"),
            "BIRTH_DATE": written("born", "DD/MM/YYYY", era="BE", swapped=pl.col("era_swapped")),
            "HOUSE_NO": cell("house_no"),
            "MOO": moo(),
            "AREA_CODE": cell("subdistrict"),
            "ROUND": pl.lit(str(ROUND)),
            "RESULT": pl.when("passed").then(pl.lit("1")).otherwise(pl.lit("2")),
            "OWN_INCOME": baht("own"),
            "FAMILY_SIZE": cell(pl.coalesce("members", pl.Series(rng.integers(1, 6, size)))),
            "FAMILY_INCOME": baht("mean"),
            "CARD_STATE": pl.when("passed").then(state).otherwise(pl.lit("")),
            "CARD_SINCE": pl.when("passed").then(written(pl.lit(since), "DD/MM/YYYY", era="BE")).otherwise(pl.lit("")),
        },
    )
