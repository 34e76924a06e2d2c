"""The Interior Ministry's file: civil registration of everybody aged 3 to 18."""

from __future__ import annotations

from functools import partial
from typing import Final

import polars as pl

from isee.linkage.api import feed_layout
from isee.synth.draws import stream
from isee.synth.feeds.made import Made, Member, as_layout, present, truth_of
from isee.synth.feeds.people import ADDRESS, People, house_id
from isee.synth.feeds.spoil import spoil
from isee.synth.feeds.text import cell, days, moo, sex, written
from isee.synth.people import child_prefix
from isee.synth.plan import TODAY

FEED: Final = "interior_civil"


def make_civil_register(people: People, *, seed: int) -> Made:
    """Make the register's file: those with a 13-digit number, the dead and those who live elsewhere among them."""
    plan = people.plan
    rows = people.children.filter("of_age", pl.col("register_number").is_not_null())
    rows = rows.with_columns(number=pl.col("register_number")).sort("subdistrict", "moo", "household", "born")
    spoilt = spoil(rows, feed=FEED, plan=plan, seed=seed, address=ADDRESS)
    file = f"CIVIL_{plan.code}_{TODAY.year + 543}{TODAY:%m%d}.csv"
    member = Member(file, _table(present(spoilt), seed=seed, code=plan.code), feed_layout(FEED).encodings[0])
    truth = truth_of(spoilt, file=file, also=("father", "mother"))
    return Made(FEED, f"{FEED}/{file.removesuffix('.csv')}.zip", (member,), truth, spoilt.tallies)


def _table(rows: pl.DataFrame, *, seed: int, code: str) -> pl.DataFrame:
    back = stream(seed, code, "register changes").integers(3, 3000, len(rows))
    changed = pl.max_horizontal(pl.lit(TODAY) - days(back), pl.col("born") + pl.duration(days=9))
    thai, stateless = pl.col("nationality") == "TH", pl.col("nationality") == "XA"
    register = pl.when(thai).then(pl.lit("14")).when(stateless).then(pl.lit("38")).otherwise(pl.lit("13"))
    date = partial(written, form="YYYYMMDD", era="BE")
    return as_layout(
        rows,
        FEED,
        {
            "CID": cell("number"),
            "TITLE": child_prefix(novice=pl.lit(False)),
            "FNAME": cell("given"),
            "LNAME": cell("family"),
            "SEX": sex("1", "2"),
            "BIRTH_DATE": date("born", swapped=pl.col("era_swapped")),
            "NATIONALITY": cell("nationality"),
            "LIFE_STATUS": pl.when("died").then(pl.lit("1")).otherwise(pl.lit("0")),
            "DEATH_DATE": date("died_on"),
            "RESIDENCE": cell("residence"),
            "REGISTER": register,
            "HOUSE_ID": house_id(),
            "HOUSE_NO": cell("house_no"),
            "MOO": moo(),
            "LANE": cell("road"),
            "AREA_CODE": cell("subdistrict"),
            "FATHER_CID": cell("father_cid"),
            "FATHER_FNAME": cell("father_given"),
            "FATHER_LNAME": cell("father_family"),
            "MOTHER_CID": cell("mother_cid"),
            "MOTHER_FNAME": cell("mother_given"),
            "MOTHER_LNAME": cell("mother_family"),
            "UPDATED_ON": date(pl.when("died").then("died_on").otherwise(changed)),
        },
    )
