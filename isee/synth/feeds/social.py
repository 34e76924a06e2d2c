"""The Social Development Ministry's file: newborn grants of children up to six years."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
import polars as pl

from isee.linkage.api import feed_layout
from isee.synth import names
from isee.synth.draws import stream
from isee.synth.feeds.kinds import coverage
from isee.synth.feeds.made import Made, Member, as_layout, present, truth_of
from isee.synth.feeds.people import ADDRESS, People, chosen, strangers
from isee.synth.feeds.spoil import spoil
from isee.synth.feeds.text import baht, cell, days, moo, sex, written
from isee.synth.ids import citizen_ids, serial_base
from isee.synth.plan import TODAY

FEED: Final = "social_newborn"
AMOUNT: Final = 600
"""Baht a month (published)."""
_FIRST_BIRTH: Final = pl.date(2019, 11, 11)
"""Whoever was born since then is not yet seven today."""


def make_newborn_grants(people: People, *, seed: int) -> Made:
    """Make the file: Thai children of the nation up to six years, and still younger ones as strangers."""
    plan = people.plan
    rng = stream(seed, plan.code, "who is in", FEED)
    children = people.children.filter(
        pl.col("nationality") == "TH", pl.col("born") >= _FIRST_BIRTH, ~pl.col("register_only")
    )
    poor = children["poverty"].is_in(["extremely_poor", "poor"]).to_numpy()
    inside = chosen(rng, poor, coverage("newborn_poor"), plan=plan, name="newborn poor")
    inside |= chosen(rng, ~poor, coverage("newborn_other"), plan=plan, name="newborn other")
    known = children.filter(pl.Series(inside))
    babies = _babies(people, round(coverage("newborn_strangers") * len(known)), seed=seed)
    rows = pl.concat([known, babies], how="diagonal").sample(fraction=1, shuffle=True, seed=int(rng.integers(2**31)))
    spoilt = spoil(_with_receiver(people, rows, rng), feed=FEED, plan=plan, seed=seed, address=ADDRESS)
    file = f"NEWBORN_{plan.code}_{TODAY.year + 543}{TODAY:%m%d}.csv"
    member = Member(
        file, _table(present(spoilt), plan.code, stream(seed, plan.code, FEED)), feed_layout(FEED).encodings[0]
    )
    truth = truth_of(spoilt, file=file, also=("mother", "receiver"))
    return Made(FEED, f"{FEED}/{file.removesuffix('.csv')}.zip", (member,), truth, spoilt.tallies)


def _babies(people: People, size: int, *, seed: int) -> pl.DataFrame:
    """Children under three, who are in no other file, with mothers of their own."""
    plan = people.plan
    rng = stream(seed, plan.code, "babies")
    mothers = strangers(people, size, block=2, seed=seed)
    girl, custom = rng.random(size) < 0.487, np.full(size, names.THAI)
    women = names.given_names(rng, female=np.ones(size, bool), custom=custom)
    born = np.datetime64(TODAY) - rng.integers(20, 3 * 365, size).astype("timedelta64[D]")
    serials = serial_base(plan.index) + 12_000_000 + np.arange(size)
    return mothers.with_columns(
        mother_cid=pl.col("number"),
        mother_given=pl.Series(women, dtype=pl.String),
        mother_family=pl.col("family"),
        given=pl.Series(names.given_names(rng, female=girl, custom=custom), dtype=pl.String),
        female=pl.Series(girl),
        born=pl.Series(born),
        number=citizen_ids(serials, person_types=np.ones(size, dtype=np.int64)),
        died=pl.lit(False),
    )


def _with_receiver(people: People, rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add who is paid: the mother, where she has the child, else the guardian."""
    guardian = people.adults.filter("is_guardian").unique("household", keep="first", maintain_order=True)
    rows = rows.join(
        guardian.select("household", receiver="person", receiver_cid="citizen_id", receiver_relation="relation",
                        receiver_given="given", receiver_family="family"),
        on="household", how="left", maintain_order="left",
    )  # fmt: skip
    mother = pl.col("receiver").is_null() | (pl.col("receiver_relation") == "mother")
    return rows.with_columns(
        receiver=pl.when(mother).then("mother").otherwise("receiver"),
        receiver_cid=pl.when(mother).then("mother_cid").otherwise("receiver_cid"),
        receiver_given=pl.when(mother).then("mother_given").otherwise("receiver_given"),
        receiver_family=pl.when(mother).then("mother_family").otherwise("receiver_family"),
        receiver_is=pl.when(mother).then(pl.lit("1"))
        .when(pl.col("receiver_relation") == "father").then(pl.lit("2")).otherwise(pl.lit("3")),
        registered_on=pl.min_horizontal(
            pl.col("born") + days(rng.integers(8, 700, len(rows))),
            pl.lit(TODAY) - pl.duration(days=1),
        ),
    )  # fmt: skip


def _table(rows: pl.DataFrame, province: str, rng: np.random.Generator) -> pl.DataFrame:
    size = len(rows)
    income = pl.coalesce(pl.col("income_per_head") * 12, pl.Series(np.round(rng.gamma(3.0, 14_000, size), 0)))
    six = pl.col("born").dt.offset_by("6y")
    last_day = pl.min_horizontal(six, pl.lit(TODAY), pl.col("died_on"))
    state = pl.when("died").then(pl.lit("9")).when(six <= TODAY).then(pl.lit("2")).otherwise(pl.lit("1"))
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(7)
    date = partial(written, form="DD/MM/YYYY", era="BE")
    return as_layout(
        rows,
        FEED,
        {
            "CASE_NO": pl.lit(province) + number,
            "CHILD_CID": cell("number"),
            "CHILD_FNAME": cell("given"),
            "CHILD_LNAME": cell("family"),
            "CHILD_SEX": sex("1", "2"),
            "CHILD_BIRTH_DATE": date("born", swapped=pl.col("era_swapped")),
            "MOTHER_CID": cell("mother_cid"),
            "MOTHER_FNAME": cell("mother_given"),
            "MOTHER_LNAME": cell("mother_family"),
            "RECEIVER_CID": cell("receiver_cid"),
            "RECEIVER_FNAME": cell("receiver_given"),
            "RECEIVER_LNAME": cell("receiver_family"),
            "RECEIVER_IS": cell("receiver_is"),
            "HOUSE_NO": cell("house_no"),
            "MOO": moo(),
            "AREA_CODE": cell("subdistrict"),
            "REGISTERED_ON": date("registered_on"),
            "INCOME_HEAD": baht(pl.min_horizontal(income, pl.lit(100_000.0))),
            "STATE": pl.when("dead").then(pl.lit("1")).otherwise(state),
            "LAST_PAID": written(last_day.dt.month_start(), "MM/YYYY", era="BE"),
            "AMOUNT": pl.lit(f"{AMOUNT}.00"),
        },
    )
