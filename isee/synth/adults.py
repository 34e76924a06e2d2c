"""Parents and the other adults of a household."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl

from isee.synth import names
from isee.synth.draws import Flags, choose_weighted, stream
from isee.synth.ids import citizen_ids, key_base, serial_base
from isee.synth.plan import ProvincePlan

_POOR_EDUCATION: Final = {
    "below_primary": 14.43, "primary": 52.02, "lower_secondary": 19.44, "upper_secondary": 11.19,
    "vocational": 2.11, "degree": 0.80,
}  # fmt: skip
"""Published for guardians in extremely poor households (EEF 2566)."""
_OTHER_EDUCATION: Final = {
    "below_primary": 3.0, "primary": 33.0, "lower_secondary": 19.0, "upper_secondary": 23.0,
    "vocational": 9.0, "degree": 13.0,
}  # fmt: skip
_POOR_WORK: Final = {
    "รับจ้างทั่วไป": 0.52, "เกษตรกร": 0.33, "ค้าขาย": 0.06, "ไม่ได้ประกอบอาชีพ": 0.07, "ประมง": 0.02,
}  # fmt: skip
_OTHER_WORK: Final = {
    "รับจ้างทั่วไป": 0.28, "เกษตรกร": 0.24, "ค้าขาย": 0.17, "พนักงานบริษัท": 0.15, "ธุรกิจส่วนตัว": 0.08,
    "รับราชการ": 0.06, "ไม่ได้ประกอบอาชีพ": 0.02,
}  # fmt: skip


def _work(rng: np.random.Generator, poor: Flags) -> Any:
    size = len(poor)
    return np.where(poor, choose_weighted(rng, size, _POOR_WORK), choose_weighted(rng, size, _OTHER_WORK))


def _guardian(rng: np.random.Generator, households: pl.DataFrame) -> Any:
    """Who has the children in care: the parent at home, a grandparent, an aunt or uncle, an institution."""
    lives, status = households["lives_with"].to_numpy(), households["family_status"].to_numpy()
    chance = rng.random(len(lives))
    parent = np.where(np.isin(status, ["04"]) | ((status != "05") & (chance < 0.62)), "mother", "father")
    kin = np.where(chance < 0.62, "grandmother", np.where(chance < 0.85, "grandfather", "uncle_or_aunt"))
    return np.where(lives == "05", "institution", np.where(lives == "02", kin, parent)).astype(object)


def make_parents(households: pl.DataFrame, plan: ProvincePlan, *, seed: int) -> pl.DataFrame:
    """Add the parents' names and work, and who the guardian is, to the households.

    Columns added: `father_given`, `father_family`, `father_work`, the same for `mother_`,
    `guardian_relation`.
    """
    rng = stream(seed, plan.code, "parents")
    size = len(households)
    custom, family = households["custom"].to_numpy(), households["family"].to_numpy()
    poor = households["wealth"].to_numpy() < -0.7
    own_name = rng.random(size) < np.where(households["family_status"].to_numpy() == "01", 0.25, 0.55)
    other = names.family_names(rng, place=int(plan.code) * 97 + households["place"].to_numpy(), custom=custom)
    return households.with_columns(
        father_given=pl.Series(names.given_names(rng, female=np.zeros(size, bool), custom=custom), dtype=pl.String),
        father_family=pl.Series(family, dtype=pl.String),
        father_work=pl.Series(_work(rng, poor), dtype=pl.String),
        mother_given=pl.Series(names.given_names(rng, female=np.ones(size, bool), custom=custom), dtype=pl.String),
        mother_family=pl.Series(np.where(own_name, other, family), dtype=pl.String),
        mother_work=pl.Series(_work(rng, poor), dtype=pl.String),
        guardian_relation=pl.Series(_guardian(rng, households), dtype=pl.String),
    )


def _present(households: pl.DataFrame, rng: np.random.Generator) -> dict[str, Flags]:
    """Which adults live in each household."""
    size = len(households)
    guardian = households["guardian_relation"].to_numpy()
    both = (households["family_status"].to_numpy() == "01") & (households["lives_with"].to_numpy() == "01")
    lone = households["lives_with"].to_numpy() == "02"
    extra = rng.random(size)
    return {
        "father": both | (guardian == "father"),
        "mother": both | (guardian == "mother"),
        "grandmother": (guardian == "grandmother") | ((guardian != "institution") & (extra < 0.22)),
        "grandfather": (guardian == "grandfather") | (lone & (guardian == "grandmother") & (extra > 0.45)),
        "uncle_or_aunt": (guardian == "uncle_or_aunt") | ((guardian != "institution") & (extra > 0.93)),
        "institution": guardian == "institution",
    }


def make_adults(households: pl.DataFrame, plan: ProvincePlan, *, first: int, seed: int) -> pl.DataFrame:
    """Make the adults who live with the children; `first` is their first person number in the province.

    Columns: `person`, `household`, `relation`, `given`, `family`, `female`, `born`, `citizen_id`,
    `is_guardian`, `education`, `occupation`, `nationality`.
    """
    rng = stream(seed, plan.code, "adults")
    present = _present(households, rng)
    parts = [_one_kind(households, relation, flags, rng) for relation, flags in present.items()]
    adults = pl.concat(parts).sort("household", maintain_order=True)
    serials = serial_base(plan.index) + first + np.arange(len(adults))
    kind = np.where(adults["non_thai"].to_numpy(), 6, 3)
    born = adults["born"].to_numpy()
    kind = np.where((kind == 3) & (born > np.datetime64("1984-01-01")), 1, kind)
    ids = citizen_ids(serials, person_types=kind)
    unnumbered = pl.Series(adults["non_thai"].to_numpy() & (rng.random(len(adults)) < 0.35))
    nothing = pl.Series([None] * len(adults), dtype=pl.String)
    return adults.with_columns(
        person=pl.Series(key_base(plan.index) + first + np.arange(len(adults))),
        citizen_id=pl.select(pl.when(unnumbered).then(nothing).otherwise(ids)).to_series(),
        nationality=pl.when("non_thai").then(pl.lit("MM")).otherwise(pl.lit("TH")),
    ).drop("non_thai")


def _one_kind(households: pl.DataFrame, relation: str, flags: Flags, rng: np.random.Generator) -> pl.DataFrame:
    rows = households.filter(pl.Series(flags))
    size = len(rows)
    custom = rows["custom"].to_numpy()
    aunt = rng.random(size) < 0.6
    female = {"mother": np.ones(size, bool), "grandmother": np.ones(size, bool), "uncle_or_aunt": aunt}.get(
        relation, np.zeros(size, bool)
    )
    older = {"grandmother": 23, "grandfather": 26, "institution": 22, "father": 3}.get(relation, 0)
    years = 19 + older + np.round(rng.gamma(3.0, 2.8, size)).astype(int).clip(0, 24)
    born = rows["oldest"].to_numpy().astype("datetime64[D]") - (years * 365 + rng.integers(0, 365, size)).astype(
        "timedelta64[D]"
    )
    poor = rows["wealth"].to_numpy() < -0.15
    education = np.where(
        poor, choose_weighted(rng, size, _POOR_EDUCATION), choose_weighted(rng, size, _OTHER_EDUCATION)
    )
    parental = relation if relation in ("father", "mother") else None
    given = (
        rows[f"{parental}_given"]
        if parental
        else pl.Series(names.given_names(rng, female=female, custom=custom), dtype=pl.String)
    )
    work = rows[f"{parental}_work"] if parental else pl.Series(_work(rng, poor), dtype=pl.String)
    family = rows["mother_family"] if relation == "mother" else rows["family"]
    return pl.DataFrame(
        {
            "household": rows["household"],
            "relation": pl.Series([relation] * size, dtype=pl.String),
            "given": given.alias("given"),
            "family": family.alias("family"),
            "female": female,
            "born": born,
            "is_guardian": (rows["guardian_relation"] == relation).alias("is_guardian"),
            "education": pl.Series(education, dtype=pl.String),
            "occupation": work.alias("occupation"),
            "non_thai": rows["non_thai"],
        }
    )
