"""The door: the files of all six ministries about one made province, and the truth beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from isee.synth.feeds.education import make_rosters
from isee.synth.feeds.files import TRUTH, write_made, write_truth
from isee.synth.feeds.finance import make_welfare_cards
from isee.synth.feeds.health import make_health_files
from isee.synth.feeds.interior import make_civil_register
from isee.synth.feeds.labour import make_insured_persons
from isee.synth.feeds.made import Made
from isee.synth.feeds.people import People, make_people
from isee.synth.feeds.social import make_newborn_grants
from isee.synth.nation import Province

PEOPLE: Final = "people"


def make_feeds(people: People, province: Province, *, seed: int) -> Iterator[Made]:
    """Make each feed in turn, so that only one is held at a time."""
    yield make_civil_register(people, seed=seed)
    yield from make_rosters(people, province, seed=seed)
    yield from make_health_files(people, province, seed=seed)
    yield make_welfare_cards(people, seed=seed)
    yield make_newborn_grants(people, seed=seed)
    yield make_insured_persons(people, seed=seed)


def write_feeds(province: Province, folder: Path, *, seed: int) -> list[Path]:
    """Write the ministries' files about a province under `folder`; returns the files to deliver.

    One zip for each feed: `<feed>/...zip`. The truth goes to `folder`/truth, for its owner alone:
    `truth/<feed>/<province>.parquet` says of each row who it is and what is wrong with it,
    `truth/people/<province>.parquet` what is so of each person. Nothing ever loads it. The same seed gives the same
    bytes.
    """
    people = make_people(province, seed=seed)
    code = province.plan.code
    truth = folder / TRUTH
    truth.mkdir(parents=True, exist_ok=True, mode=0o700)
    truth.chmod(0o700)
    write_truth(true_people(people), truth / PEOPLE / f"{code}.parquet")
    written = []
    for made in make_feeds(people, province, seed=seed):
        write_truth(made.truth, truth / made.feed / f"{code}.parquet")
        written.append(write_made(made, folder))
    return written


def true_people(people: People) -> pl.DataFrame:
    """What is so of each person: children and adults, by the keys that the truth of the feeds uses.

    `person` is the key under which the nation is loaded (`loaded`: in bulk; others come with a roster, if at all).
    `number` is the person's own (13 digits, or the G-code that the schools know), `register_number` the 13-digit ID
    that Interior knows. `absent` is a child of school age in no school, alive and living in the country by the
    register: what a list of children out of school has to find.
    """
    at_home = ~pl.col("died") & (pl.col("residence") != 3)
    children = people.children.select(
        "person", "household", "female", "born", "nationality", "minority", "twin", "died", "residence", "of_age",
        "enrolled_now", "out_of_school", "register_only", "loaded", "g_code_replaced", "register_number", "father",
        "mother",
        adult=pl.lit(False),
        number=pl.coalesce("number", "g_code"),
        absent=pl.col("out_of_school") & at_home,
    )  # fmt: skip
    adults = people.adults.select(
        "person", "household", "female", "born", "nationality", "minority", "number", register_number="number",
        adult=pl.lit(True),
    )  # fmt: skip
    return pl.concat([children, adults], how="diagonal").with_columns(pl.col(pl.Boolean).fill_null(False))
