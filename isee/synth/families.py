"""Children, the households they live in, and the adults of those households."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from isee.synth import names
from isee.synth.adults import make_adults, make_parents
from isee.synth.draws import Flags, Floats, Ints, choose_weighted, round_fairly, stream
from isee.synth.ids import citizen_ids, g_codes, key_base, serial_base
from isee.synth.land import Land, scatter
from isee.synth.plan import AGED_ON, ProvincePlan

Days = NDArray[np.datetime64]

BASE_YEAR: Final = 2567
COHORTS: Final = np.arange(-2, 17)
"""Birth cohorts by the grade (0 is K1) that they are meant to be in during academic year 2567: from those who begin in
the newest year to those who are in M.6 in the first. In bulk the last three, today's grown-ups, are not made."""
COHORT_WEIGHT: Final = 10.87
"""Pupils up to M.3 of a subdistrict divided by the size of one cohort, measured on the made nation."""
_OLDER: Final = {10: 0.925, 11: 0.925, 12: 0.925, 13: 0.42}
"""The cohorts of 15 to 18 years are made smaller, so that those aged 3 to 18 are 12.2 million as published: most of
the eldest are at universities or at work, of which the nation knows nothing."""
_SIBLINGS: Final = {1: 0.55, 2: 0.33, 3: 0.10, 4: 0.02}
_MUSLIM: Final = {
    "94": 0.85, "95": 0.75, "96": 0.83, "91": 0.65, "90": 0.25, "81": 0.30, "82": 0.2, "83": 0.2, "92": 0.12,
    "80": 0.06, "10": 0.05,
}  # fmt: skip
_HILL: Final = {
    "58": 0.55,
    "63": 0.30,
    "57": 0.20,
    "50": 0.18,
    "55": 0.12,
    "71": 0.06,
    "56": 0.05,
    "54": 0.03,
    "64": 0.02,
}
_NEIGHBOUR: Final = {
    "KH": frozenset({"22", "23", "27", "31", "32", "33", "20", "21", "25"}),
    "LA": frozenset({"34", "48", "49", "43", "42", "55", "38", "41", "47"}),
}
_NEVER_AGES: Final = {"3-5": 0.46, "6-14": 0.42, "15-18": 0.12}
"""Ages of those who never went to school (our guess). With those who left, two fifths of all out of school are of
compulsory age, as published (394,039 of 1,025,514)."""
_GROWN: Final = 0.16
"""More who never went and are 19 to 22 years old by now, for each of school age: the past terms need them."""


@dataclass(frozen=True)
class Families:
    """The people of a province. Person and household keys are unique in the nation.

    `children`: `person`, `household`, `place`, `female`, `born`, `cohort`, `outside` (drawn to be out of
    school), `non_thai`, `twin`, `given`, `family`, `nationality`, `religion`, `citizen_id`, `g_code`,
    `wealth`.
    `households`: `household`, `place`, address fields, `lat`, `lon`, `kind`, `custom`, `non_thai`, `wealth`,
    `family_status`, `lives_with`, the parents' names, `guardian_relation`, `adults`.
    `adults`: `person`, `household`, `relation` (to the children), names, `female`, `born`, `citizen_id`,
    `is_guardian`, `education`, `occupation`.
    """

    children: pl.DataFrame
    households: pl.DataFrame
    adults: pl.DataFrame


@dataclass
class _Kids:
    """Children before they have names, as columns."""

    place: Ints
    cohort: Ints
    born: Days
    outside: Flags
    household: Ints
    twin: Flags


def _nominal_birth(rng: np.random.Generator, cohort: Ints) -> Days:
    """A birthday in the twelve months that lead to the grade; three in a hundred are a year older."""
    years = 2017 - (cohort - 3) - (rng.random(len(cohort)) < 0.03)
    first = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]") + np.timedelta64(136, "D")
    born: Days = first + rng.integers(0, 365, len(cohort)).astype("timedelta64[D]")
    return born


def _draw_school_children(rng: np.random.Generator, plan: ProvincePlan) -> tuple[Ints, Ints]:
    """Return place and cohort of every child that is meant for school; younger cohorts are smaller."""
    sizes = np.array([area.pupils / COHORT_WEIGHT for area in plan.subdistricts])
    cohorts = COHORTS[:-3] if plan.bulk else COHORTS
    share = (1.0 + 0.018 * (cohorts - 4)) * np.array([_OLDER.get(int(c), 1.0) for c in cohorts])
    counts = round_fairly(rng, (sizes[:, None] * share[None, :]).ravel())
    place = np.repeat(np.repeat(np.arange(len(sizes)), len(cohorts)), counts)
    return place, np.repeat(np.tile(cohorts, len(sizes)), counts)


def _draw_outside_children(rng: np.random.Generator, plan: ProvincePlan) -> tuple[Ints, Days]:
    """Return place and birthday of more children who never went to school than needed; the surplus is dropped."""
    share = plan.target.out_of_school_pct / 100
    sizes = np.array([area.pupils * share / (1 - share) * 1.25 for area in plan.subdistricts])
    counts = round_fairly(rng, sizes)
    place = np.repeat(np.arange(len(sizes)), counts)
    ages = _NEVER_AGES if plan.bulk else {**_NEVER_AGES, "19-22": _GROWN}
    low, high = (np.array([ends[i] for ends in ((3, 6), (6, 15), (15, 19), (19, 23))], float) for i in (0, 1))
    bands = list(ages)
    drawn = choose_weighted(rng, len(place), ages)
    index = np.array([bands.index(b) for b in drawn], dtype=np.int64)
    age = low[index] + rng.random(len(place)) * (high[index] - low[index])
    return place, np.datetime64(AGED_ON) - np.ceil(age * 365.25).astype("timedelta64[D]")


def _group(rng: np.random.Generator, place: Ints, born: Days, first: int) -> Ints:
    """Put children of each place into households, numbered from `first`.

    Brothers and sisters born less than nine months apart are moved about until few are left; those
    get households of their own.
    """
    order = np.lexsort((rng.random(len(place)), place))
    sizes = choose_weighted(rng, len(place), {str(k): v for k, v in _SIBLINGS.items()}).astype(np.int64)
    ends = np.cumsum(sizes)
    rank = np.searchsorted(ends, np.arange(len(place)), side="right")
    sorted_place = place[order]
    starts_new = (
        np.r_[True, (rank[1:] != rank[:-1]) | (sorted_place[1:] != sorted_place[:-1])]
        if len(place)
        else np.array([], bool)
    )
    household = np.empty(len(place), dtype=np.int64)
    household[order] = np.cumsum(starts_new) - 1
    for _ in range(6):
        bad = _too_close(household, born)
        for where in np.unique(place[bad]):
            rows = np.flatnonzero(place == where)
            chosen = rows[bad[rows] | (rng.random(len(rows)) < 0.1)]
            household[chosen] = household[rng.permutation(chosen)]
    bad = _too_close(household, born)
    household[bad] = household.max(initial=-1) + 1 + np.arange(int(bad.sum()))
    _, numbered = np.unique(household, return_inverse=True)
    return numbered.astype(np.int64) + first


def _too_close(household: Ints, born: Days) -> Flags:
    order = np.lexsort((born, household))
    gap = np.diff(born[order].astype(np.int64))
    same = np.diff(household[order]) == 0
    bad = np.zeros(len(born), dtype=np.bool_)
    bad[order[1:][same & (gap < 280)]] = True
    return bad


def _make_twins(rng: np.random.Generator, kids: _Kids) -> None:
    """Give about one in ninety children the birthday of the elder sibling of the same household."""
    order = np.lexsort((kids.born, kids.household))
    pair = (np.diff(kids.household[order]) == 0) & ~kids.outside[order][1:] & ~kids.outside[order][:-1]
    chosen = np.flatnonzero(pair & (rng.random(len(pair)) < 0.013))
    chosen = chosen[np.r_[True, np.diff(chosen) > 1]] if len(chosen) else chosen
    elder, younger = order[chosen], order[chosen + 1]
    kids.born[younger], kids.cohort[younger] = kids.born[elder], kids.cohort[elder]
    kids.twin[younger] = kids.twin[elder] = True


def _draw_kids(plan: ProvincePlan, seed: int) -> tuple[_Kids, int]:
    """Return all children, and the number of households that hold outside children only (the last ones)."""
    rng = stream(seed, plan.code, "children")
    place, cohort = _draw_school_children(rng, plan)
    born = _nominal_birth(rng, cohort)
    out_place, out_born = _draw_outside_children(rng, plan)
    mixed = rng.random(len(out_place)) < 0.4
    all_place = np.r_[place, out_place[mixed], out_place[~mixed]]
    all_born = np.concatenate([born, out_born[mixed], out_born[~mixed]])
    inside = len(place) + int(mixed.sum())
    first = _group(rng, all_place[:inside], all_born[:inside], 0)
    households = int(first.max(initial=-1)) + 1
    second = _group(rng, all_place[inside:], all_born[inside:], households)
    kids = _Kids(
        place=all_place,
        cohort=np.r_[cohort, np.full(len(out_place), -99)],
        born=all_born,
        outside=np.arange(len(all_place)) >= len(place),
        household=np.r_[first, second],
        twin=np.zeros(len(all_place), dtype=np.bool_),
    )
    _make_twins(rng, kids)
    return kids, len(np.unique(second))


def _customs(rng: np.random.Generator, plan: ProvincePlan, size: int, outside_only: int) -> tuple[Ints, Flags]:
    """Return naming custom and whether the household lacks Thai nationality."""
    share = np.full(size, plan.target.non_thai_pct / 100)
    share[size - outside_only :] = np.minimum(0.9, 6 * share[:1] + 0.22) if size else 0
    non_thai = rng.random(size) < share
    custom = np.full(size, names.THAI)
    custom[rng.random(size) < _MUSLIM.get(plan.code, 0.01)] = names.MUSLIM
    hill = _HILL.get(plan.code, 0.0)
    custom[~non_thai & (rng.random(size) < hill)] = names.HILL
    custom[non_thai] = np.where(rng.random(int(non_thai.sum())) < min(0.5, hill * 1.5), names.HILL, names.MIGRANT)
    return custom, non_thai


def _addresses(rng: np.random.Generator, plan: ProvincePlan, place: Ints) -> dict[str, Any]:
    number = pl.Series(rng.integers(1, 400, len(place))).cast(pl.String)
    part = pl.Series(rng.integers(1, 30, len(place))).cast(pl.String)
    house = pl.select(
        pl.when(pl.Series(rng.random(len(place)) < 0.3)).then(number + "/" + part).otherwise(number)
    ).to_series()
    city = plan.code == "10"
    moo = rng.integers(1, 15, len(place))
    soi = pl.Series(rng.integers(1, 60, len(place))).cast(pl.String)
    return {
        "house_no": house,
        "moo": pl.Series(np.zeros(len(place), int) if city else moo),
        "road": pl.Series([""] * len(place)) if not city else "ซอย " + soi,
        "subdistrict": pl.Series([plan.subdistricts[i].code for i in place], dtype=pl.String),
        "postcode": pl.Series([plan.subdistricts[i].postal for i in place], dtype=pl.String),
    }


def _family_status(rng: np.random.Generator, wealth: Floats) -> tuple[Any, Any]:
    """Return the form's codes of family status (01 to 07) and of whom the child lives with (01, 02, 05)."""
    size = len(wealth)
    poor = 1 / (1 + np.exp(2.2 * (wealth + 0.9)))
    chance = rng.random(size)
    apart = 0.108 + 0.465 * poor
    dead = apart + 0.025 + 0.034 * poor
    gone = dead + 0.003 + 0.015 * poor
    status = np.full(size, "01", dtype=object)
    status = np.where(chance < apart, np.where(rng.random(size) < 0.5, "02", "03"), status)
    lost = np.array(["04", "05", "06"], object)[np.searchsorted([0.68, 0.95], rng.random(size))]
    status = np.where((chance >= apart) & (chance < dead), lost, status)
    status = np.where((chance >= dead) & (chance < gone), "07", status)
    with_kin = rng.random(size) < np.where(status == "01", 0.10 + 0.08 * poor, 0.42)
    with_kin |= np.isin(status, ["06", "07"])
    lives = np.where(with_kin, "02", "01").astype(object)
    lives = np.where(rng.random(size) < 0.004 + 0.006 * poor, "05", lives)
    return status, lives


def _make_households(
    plan: ProvincePlan, kids: _Kids, outside_only: int, grounds: list[Land], seed: int
) -> pl.DataFrame:
    rng = stream(seed, plan.code, "households")
    count = int(kids.household.max(initial=-1)) + 1
    place = np.zeros(count, dtype=np.int64)
    place[kids.household] = kids.place
    custom, non_thai = _customs(rng, plan, count, outside_only)
    local = rng.normal(0, 0.3, len(plan.subdistricts))[place]
    wealth = rng.normal(0, 1, count) + local - 0.9 * non_thai - 0.35 * (custom == names.HILL)
    wealth -= 0.6 * (np.arange(count) >= count - outside_only)
    status, lives = _family_status(rng, wealth)
    points = scatter(stream(seed, plan.code, "home points"), grounds, place=place)
    return pl.DataFrame(
        {
            "household": key_base(plan.index) + np.arange(count),
            "place": place,
            **_addresses(rng, plan, place),
            "lat": points[:, 0],
            "lon": points[:, 1],
            "kind": np.where(lives == "05", "institution", "ordinary").astype(object),
            "custom": custom,
            "non_thai": non_thai,
            "wealth": wealth,
            "family_status": status,
            "lives_with": lives,
            "family": names.family_names(rng, place=int(plan.code) * 97 + place, custom=custom),
        }
    )


def _nationalities(rng: np.random.Generator, plan: ProvincePlan, non_thai: Flags, custom: Ints) -> Any:
    neighbour = next((code for code, provinces in _NEIGHBOUR.items() if plan.code in provinces), "MM")
    foreign = np.where(rng.random(len(non_thai)) < 0.8, neighbour, "MM")
    foreign = np.where((custom == names.HILL) | (rng.random(len(non_thai)) < 0.12), "XA", foreign)
    return np.where(non_thai, foreign, "TH").astype(object)


def _identify(
    rng: np.random.Generator, plan: ProvincePlan, kids: _Kids, non_thai: Flags
) -> tuple[pl.Series, pl.Series]:
    """Return 13-digit IDs and G-codes: half of the children without Thai nationality have the latter."""
    size = len(kids.place)
    serials = serial_base(plan.index) + np.arange(size)
    chance = rng.random(size)
    kind = np.where(chance < 0.03, 2, 1)
    kind = np.where(non_thai, np.where(chance < 0.3, 0, np.where(chance < 0.75, 7, 6)), kind)
    has_g = non_thai & (rng.random(size) < 0.5)
    ids = citizen_ids(serials, person_types=kind)
    codes = g_codes(np.arange(size), be_year=2567, province=plan.code)
    nothing = pl.Series([None] * size, dtype=pl.String)
    picked = pl.select(
        pl.when(pl.Series(has_g)).then(nothing).otherwise(ids).alias("citizen_id"),
        pl.when(pl.Series(has_g)).then(codes).otherwise(nothing).alias("g_code"),
    )
    return picked["citizen_id"], picked["g_code"]


def _religions(rng: np.random.Generator, custom: Ints) -> Any:
    religion = np.where(
        custom == names.MUSLIM,
        "muslim",
        np.where((custom == names.HILL) & (rng.random(len(custom)) < 0.5), "christian", "buddhist"),
    )
    return religion.astype(object)


def make_families(plan: ProvincePlan, grounds: list[Land], *, seed: int) -> Families:
    """Make all children, households and adults of a province (see `Families` for the columns)."""
    kids, outside_only = _draw_kids(plan, seed)
    households = _make_households(plan, kids, outside_only, grounds, seed)
    rng = stream(seed, plan.code, "identities")
    custom, non_thai = (
        households["custom"].to_numpy()[kids.household],
        households["non_thai"].to_numpy()[kids.household],
    )
    female = rng.random(len(kids.place)) < 0.487
    citizen_id, g_code = _identify(rng, plan, kids, non_thai)
    children = pl.DataFrame(
        {
            "person": key_base(plan.index) + np.arange(len(kids.place)),
            "household": key_base(plan.index) + kids.household,
            "place": kids.place,
            "female": female,
            "born": kids.born,
            "cohort": kids.cohort,
            "outside": kids.outside,
            "non_thai": non_thai,
            "twin": kids.twin,
            "given": names.given_names(rng, female=female, custom=custom),
            "family": households["family"].to_numpy()[kids.household],
            "nationality": _nationalities(rng, plan, non_thai, custom),
            "religion": _religions(rng, custom),
            "citizen_id": citizen_id,
            "g_code": g_code,
            "wealth": households["wealth"].to_numpy()[kids.household],
        }
    )
    oldest = children.group_by("household").agg(pl.col("born").min().alias("oldest"), pl.len().alias("kids"))
    households = make_parents(
        households.join(oldest, on="household", how="left", maintain_order="left"), plan, seed=seed
    )
    adults = make_adults(households, plan, first=len(children), seed=seed)
    return Families(children, households, adults)
