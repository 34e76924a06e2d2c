"""What is so about the persons of a province, before any office writes it down: the facts that all files share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import geothai
import numpy as np
import polars as pl

from isee.synth import names
from isee.synth.draws import Flags, Ints, stream, take_quota
from isee.synth.feeds.kinds import person_share, quota
from isee.synth.feeds.spoil import put
from isee.synth.ids import citizen_ids, serial_base
from isee.synth.nation import Province
from isee.synth.plan import AGED_ON, TODAY, ProvincePlan

ADDRESS: Final = ("house_no", "moo", "road", "subdistrict")
PARENT_SERIALS, NEW_SERIALS, STRANGER_SERIALS = 5_000_000, 8_000_000, 9_000_000
"""Where, in the ID serials of a province, those of parents who live elsewhere, of replaced G-codes and of strangers
begin. The nation itself uses the first millions."""


@dataclass(frozen=True)
class People:
    """The persons of a province as all files know them.

    `children`: `person`, `household`, `female`, `born`, `given`, `family`, `nationality`, `minority`, `twin`, `number`
    (the 13-digit ID of birth, or null), `g_code`, `register_number` (the 13-digit ID now), `g_code_replaced`, `died`,
    `died_on`, `residence` (1 at home, 2 moved out, 3 abroad), `of_age` (3 to 18), `enrolled_now`, `out_of_school`,
    `register_only` (no school, survey or health unit ever met the child), `loaded` (in the registry), address columns,
    `poverty` (`extremely_poor`, `poor`, or other), and of both parents the name, `father_cid`, `mother_cid` and, when
    they are persons of the nation, `father`, `mother`.
    `adults`: the adults of households that were screened, with address, `poverty`, `income_per_head`, `members`.
    """

    plan: ProvincePlan
    children: pl.DataFrame
    adults: pl.DataFrame


def make_people(province: Province, *, seed: int) -> People:
    """Work out the facts that the files share. The same seed gives the same facts."""
    homes = _homes(province)
    children = province.children.join(homes, on="household", how="left", maintain_order="left")
    children = _parents(province, children, seed=seed)
    children = _numbers(province.plan, children, seed=seed)
    children = _lives(province.plan, children, seed=seed)
    adults = province.adults.join(homes, on="household", how="left", maintain_order="left").with_columns(
        twin=pl.lit(False), number=pl.col("citizen_id"), g_code_replaced=pl.lit(False)
    )
    return People(province.plan, children, adults)


def _homes(province: Province) -> pl.DataFrame:
    """Households with what the newest screening found, and whether names there come from another language."""
    newest = province.results.sort("term", maintain_order=True).group_by("household", maintain_order=True)
    found = newest.agg(poverty=pl.col("poverty_class").last(), income_per_head=pl.col("income_per_head").last())
    columns = ("household", *ADDRESS, "custom", "members", "guardian_relation", "family_status", "father_given",
               "father_family", "mother_given", "mother_family", "guardian_given", "guardian_family")  # fmt: skip
    homes = province.households.select(*columns, non_thai_home="non_thai", household_family="family")
    return homes.join(found, on="household", how="left", maintain_order="left").select(
        pl.exclude("custom", "poverty", "household_family"),
        poverty=pl.col("poverty").fill_null(""),
        minority=(pl.col("custom") != names.THAI) | (pl.col("household_family") == ""),
    )


def _parents(province: Province, children: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Add the parents' numbers: those of adults of the nation, else numbers of their own."""
    plan = province.plan
    homes = province.households.select("household", "non_thai")
    for role, first in (("father", 0), ("mother", 1)):
        rng = stream(seed, plan.code, "parents' numbers", role)
        serials = serial_base(plan.index) + PARENT_SERIALS + 2 * np.arange(len(homes)) + first
        foreign = homes["non_thai"].to_numpy()
        kinds = np.where(foreign, 6, np.where(rng.random(len(homes)) < 0.6, 1, 3))
        unnumbered = pl.Series(foreign & (rng.random(len(homes)) < 0.35))
        own = pl.select(pl.when(~unnumbered).then(citizen_ids(serials, person_types=kinds))).to_series()
        known = province.adults.filter(pl.col("relation") == role).select(
            "household", pl.col("person").alias(role), pl.col("citizen_id").alias("known")
        )
        numbers = homes.select("household").with_columns(own=own)
        numbers = numbers.join(known, on="household", how="left", maintain_order="left").select(
            "household", role, pl.when(pl.col(role).is_null()).then("own").otherwise("known").alias(f"{role}_cid")
        )
        children = children.join(numbers, on="household", how="left", maintain_order="left")
    return children


def _numbers(plan: ProvincePlan, children: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Replace some G-codes by 13-digit numbers."""
    has_g = children["g_code"].is_not_null().to_numpy()
    count = quota(person_share("g_code_replaced") * int(has_g.sum()), province=plan.index, name="g_code_replaced")
    replaced = take_quota(stream(seed, plan.code, "g_code_replaced"), has_g, count)
    where = np.flatnonzero(replaced)
    fresh = citizen_ids(
        serial_base(plan.index) + NEW_SERIALS + np.arange(len(where)), person_types=np.full(len(where), 7)
    )
    return children.with_columns(
        number=pl.col("citizen_id"),
        register_number=put(children["citizen_id"], where, fresh),
        g_code_replaced=pl.Series(replaced),
    )


def _lives(plan: ProvincePlan, children: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Say who has died, who lives abroad or nowhere by the register, and who is of school age."""
    rng = stream(seed, plan.code, "lives")
    size = len(children)
    born = children["born"].to_numpy().astype("datetime64[D]")
    age = (np.datetime64(AGED_ON) - born).astype(np.int64) / 365.25
    of_age = (age >= 3) & (age < 19)
    alive = children["alive"].to_numpy()

    def draw(name: str, among: Flags) -> Flags:
        count = quota(person_share(name) * int(among.sum()), province=plan.index, name=name)
        return take_quota(stream(seed, plan.code, "lives", name), among, count)

    lately = draw("died", alive & of_age)
    outside = children["out_of_school"].to_numpy() & ~lately
    abroad = draw("abroad", outside)
    nowhere = draw("moved_out", outside & ~abroad)
    days = np.where(lately, rng.integers(5, 160, size), rng.integers(160, 1400, size))
    earliest = np.datetime64(TODAY) - days.astype("timedelta64[D]")
    died = lately | ~alive
    return children.with_columns(
        of_age=pl.Series(of_age),
        died=pl.Series(died),
        died_on=pl.select(pl.when(pl.Series(died)).then(pl.Series(np.maximum(earliest, born)))).to_series(),
        residence=pl.Series(np.where(abroad, 3, np.where(nowhere, 2, 1))),
    )


def strangers(people: People, size: int, *, block: int, seed: int) -> pl.DataFrame:
    """Adults who live with no child of the nation: names, sex, number, address. `block` keeps their numbers apart."""
    plan = people.plan
    rng = stream(seed, plan.code, "strangers", block)
    female = rng.random(size) < 0.52
    custom = np.full(size, names.THAI)
    serials = serial_base(plan.index) + STRANGER_SERIALS + block * 1_000_000 + np.arange(size)
    host = rng.integers(0, max(len(people.children), 1), size)
    years = rng.integers(19, 75, size) * 365 + rng.integers(0, 365, size)
    address = people.children.select(ADDRESS)[host] if size else people.children.select(ADDRESS).clear()
    return address.with_columns(
        person=pl.lit(None, pl.Int64),
        household=pl.lit(None, pl.Int64),
        given=pl.Series(names.given_names(rng, female=female, custom=custom), dtype=pl.String),
        family=pl.Series(names.family_names(rng, place=int(plan.code) * 97 + host % 7, custom=custom), dtype=pl.String),
        female=pl.Series(female),
        born=pl.Series(np.datetime64(TODAY) - years.astype("timedelta64[D]")),
        number=citizen_ids(serials, person_types=np.where(rng.random(size) < 0.5, 1, 3)),
        nationality=pl.lit("TH"),
        minority=pl.lit(False),
        twin=pl.lit(False),
        g_code_replaced=pl.lit(False),
    )


def chosen(rng: np.random.Generator, among: Flags, share: float, *, plan: ProvincePlan, name: str) -> Flags:
    """Draw a share of those who could be in a file, by quota."""
    return take_quota(rng, among, quota(share * int(among.sum()), province=plan.index, name=name))


@cache
def _unit_numbers() -> dict[str, int]:
    codes = sorted(
        s.code for p in geothai.provinces() for d in geothai.districts(p.code) for s in geothai.subdistricts(d.code)
    )
    return {code: number for number, code in enumerate(codes)}


def health_unit(subdistrict: pl.Series) -> pl.Series:
    """The invented five-digit code of the health unit of each subdistrict: 9 and the subdistrict's number."""
    numbers = _unit_numbers()
    return subdistrict.replace_strict(
        {code: str(90_000 + numbers[code]) for code in subdistrict.unique().drop_nulls()}, return_dtype=pl.String
    )


def house_id() -> pl.Expr:
    """An invented 11-digit number of a family's house: the pair 98, which no province has, and nine digits."""
    place = pl.col("household") * 7_919 + pl.col("subdistrict").cast(pl.Int64) * 104_729
    return "98" + (place % 1_000_000_000).cast(pl.String).str.zfill(9)


def at_random(rng: np.random.Generator, values: tuple[str, ...], size: int) -> pl.Expr:
    """One of the values for each row."""
    picked: Ints = rng.integers(0, len(values), size)
    return pl.lit(pl.Series(values, dtype=pl.String).gather(picked))
