"""One province of the synthetic nation, put together. Pure: the same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from shapely.geometry.base import BaseGeometry

from isee.synth.bodies import attend, measure
from isee.synth.draws import stream, take_quota
from isee.synth.families import Families, make_families
from isee.synth.land import survey_land
from isee.synth.plan import AGED_ON, NEWEST, TODAY, ProvincePlan
from isee.synth.poverty import screen_pupils
from isee.synth.schooling import DEAD, ENROLLED, LEFT, Schooling, follow_children
from isee.synth.schools import GRADES, M3, make_education_areas, make_schools

REGISTER_ONLY: Final = 0.384
"""Of those out of school, the share that no school and no survey ever met (394,039 of 1,025,514, as published of
those "never recorded"; sources differ): they stand in the civil register and nowhere else."""


@dataclass(frozen=True)
class Province:
    """Everything made for one province.

    Frames: `schools`, `education_areas`, `children` (with `known_before`: met before the newest term;
    `with_family`: known with household, adults and histories; `with_home`: at least with the household, as those
    found out of school are; the others with their enrolments, in bulk with the present one alone;
    `register_only`: met by nobody; `loaded`: loaded in bulk; `enrolled_now`, `out_of_school`, `recorded_on`,
    `alive`), `households` (with `screened`: known with its adults), `adults`, `enrolments` (of all terms, and the last
    one of those who left before them; `loaded`: in bulk), and of the children with a family `results`, `attendance`,
    `measurements` (in the newest term of all pupils), `consents`.
    """

    plan: ProvincePlan
    education_areas: pl.DataFrame
    schools: pl.DataFrame
    children: pl.DataFrame
    households: pl.DataFrame
    adults: pl.DataFrame
    enrolments: pl.DataFrame
    results: pl.DataFrame
    attendance: pl.DataFrame
    measurements: pl.DataFrame
    consents: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """All frames by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, pl.DataFrame)}


def make_province(plan: ProvincePlan, *, seed: int, shapes: Mapping[int, BaseGeometry]) -> Province:
    """Make one province. `shapes` are those of provinces and, where loaded, subdistricts, by integer code."""
    grounds = survey_land(plan, shapes, seed=seed)
    schools = make_schools(plan, grounds, seed=seed)
    families = make_families(plan, grounds, seed=seed)
    schooling = follow_children(plan, schools, families, seed=seed)
    children = _classify(plan, families, schooling, seed=seed)
    households = _count_members(families, children)
    marks = children.select("person", "household", "wealth", "known_before")
    facts = _join_marks(schooling.enrolments, marks).join(
        households.select("household", "members"), on="household", how="left", maintain_order="left"
    )
    results = screen_pupils(plan, _screenable(plan, facts, children), seed=seed)
    screened = results["household"].unique()
    households = households.with_columns(screened=pl.col("household").is_in(screened.implode()))
    children = _choose_loaded(plan, children, screened)
    if plan.bulk:
        results = results.join(
            children.filter("loaded").select("person"), on="person", how="semi", maintain_order="left"
        )
    of_family = facts.join(
        children.filter("with_family").select("person"), on="person", how="semi", maintain_order="left"
    )
    weighed = facts.filter(
        (pl.col("term") == NEWEST)
        | pl.col("person").is_in(children.filter("with_family", "known_before")["person"].implode())
    )
    return Province(
        plan=plan,
        education_areas=make_education_areas(plan),
        schools=schools,
        children=_with_disadvantages(plan, children, households, results, seed=seed),
        households=households,
        adults=_known_adults(plan, families, households),
        enrolments=_all_enrolments(plan, schooling, children),
        results=results,
        attendance=attend(plan, of_family.filter("known_before"), schools=len(schools), seed=seed),
        measurements=measure(plan, children, weighed, seed=seed),
        consents=_consents(plan, results, households, seed=seed),
    )


def _screenable(plan: ProvincePlan, facts: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """The terms in which a child may be screened: up to M.3; in bulk, of the children who are loaded."""
    rows = facts.filter("known_before", pl.col("grade") <= M3)
    if not plan.bulk:
        return rows
    loaded = children.filter(pl.col("enrolled_now") | pl.col("out_of_school")).select("person")
    return rows.join(loaded, on="person", how="semi", maintain_order="left")


def _join_marks(enrolments: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    return enrolments.join(marks, on="person", how="inner", maintain_order="left")


def _classify(plan: ProvincePlan, families: Families, schooling: Schooling, *, seed: int) -> pl.DataFrame:
    """Choose who is in the nation: those ever enrolled, and as many out of school as the province has."""
    rng = stream(seed, plan.code, "out of school")
    terms = pl.concat([schooling.earlier.select("person", "term"), schooling.enrolments.select("person", "term")])
    first = terms.group_by("person").agg(pl.col("term").min().alias("first_term"))
    children = families.children.join(schooling.states, on="person", how="left", maintain_order="left").join(
        first, on="person", how="left", maintain_order="left"
    )
    age = (np.datetime64(AGED_ON) - children["born"].to_numpy().astype("datetime64[D]")).astype(np.int64) / 365.25
    of_age = (age >= 3) & (age < 19)
    state = children["state"].fill_null(-1).to_numpy()
    ever, outside = children["first_term"].is_not_null().to_numpy(), children["outside"].to_numpy()
    enrolled, left = ever & (state == ENROLLED), ever & (state == LEFT)
    share = plan.target.out_of_school_pct / 100
    wanted = round(share / (1 - share) * int((enrolled & of_age).sum())) - int((left & of_age).sum())
    never = take_quota(rng, outside & of_age, wanted)
    grown = outside & ~of_age & (rng.random(len(age)) < never.sum() / max(1, int((outside & of_age).sum())))
    out = never | (left & of_age)
    register_only = take_quota(rng, never, round(REGISTER_ONLY * int(out.sum())))
    in_nation = ever | never | grown
    met = ((pl.col("first_term") < NEWEST) | pl.Series(never | grown)) & ~pl.Series(register_only)
    return children.with_columns(
        enrolled_now=pl.Series(enrolled),
        out_of_school=pl.Series(out),
        never=pl.Series(never | grown),
        register_only=pl.Series(register_only),
        alive=pl.Series(state != DEAD),
        known_before=met.fill_null(False),
        recorded_on=_recorded(rng, children),
    ).filter(pl.Series(in_nation))  # fmt: skip


def _choose_loaded(plan: ProvincePlan, children: pl.DataFrame, screened: pl.Series) -> pl.DataFrame:
    """Mark the children with a family, those of whom the home is known, and those who are loaded in bulk.

    In bulk those who have finished school or died are not loaded, and where a child's past is not loaded, the child is
    not known before the newest term.
    """
    met = ~pl.col("register_only")
    children = children.with_columns(with_family=pl.col("household").is_in(screened.implode()) & met)
    children = children.with_columns(
        with_home=pl.col("with_family") | (pl.col("never") | pl.col("out_of_school")) & met
    )
    if not plan.bulk:
        return children.with_columns(loaded=pl.col("known_before"))
    wanted = met & (pl.col("enrolled_now") | pl.col("out_of_school"))
    return children.with_columns(
        loaded=wanted,
        with_family=pl.col("with_family") & wanted,
        with_home=pl.col("with_home") & wanted,
        recorded_on=pl.when("with_home").then("recorded_on").otherwise(pl.lit(TODAY)),
    )


def _known_adults(plan: ProvincePlan, families: Families, households: pl.DataFrame) -> pl.DataFrame:
    """The adults of the households that were screened; in bulk parents and guardians, without other relatives."""
    known = families.adults.join(households.filter("screened"), on="household", how="semi", maintain_order="left")
    if not plan.bulk:
        return known
    return known.filter(pl.col("is_guardian") | pl.col("relation").is_in(["father", "mother"]))


def _recorded(rng: np.random.Generator, children: pl.DataFrame) -> pl.Series:
    """The day a child became known: with its first enrolment, or when somebody found it out of school."""
    size = len(children)
    found = np.datetime64("2021-05-20") + rng.integers(0, 1980, size).astype("timedelta64[D]")
    found = np.where(rng.random(size) < 0.75, np.datetime64("2021-05-20"), found)
    born = children["born"].to_numpy().astype("datetime64[D]") + np.timedelta64(1096, "D")
    found = np.minimum(np.maximum(found, born), np.datetime64("2026-10-30"))
    start = children.select(
        pl.date(
            pl.col("first_term") // 10 - 543,
            pl.when(pl.col("first_term") % 10 == 1).then(6).otherwise(11),
            10,
        )
    ).to_series()
    return pl.select(pl.coalesce(start, pl.Series(found))).to_series().alias("recorded_on")


def _count_members(families: Families, children: pl.DataFrame) -> pl.DataFrame:
    kids = children.group_by("household").agg(pl.len().alias("children"))
    adults = families.adults.group_by("household").agg(pl.len().alias("adults"))
    joined = families.households.join(kids, on="household", how="inner", maintain_order="left").join(
        adults, on="household", how="left", maintain_order="left"
    )
    guardians = families.adults.filter("is_guardian").unique("household", keep="first", maintain_order=True)
    named = guardians.select(
        "household", guardian_given="given", guardian_family="family", guardian_work="occupation",
        guardian_female="female",
    )  # fmt: skip
    joined = joined.join(named, on="household", how="left", maintain_order="left")
    return joined.with_columns(members=(pl.col("children") + pl.col("adults").fill_null(0)).cast(pl.Int64))


def _all_enrolments(plan: ProvincePlan, schooling: Schooling, children: pl.DataFrame) -> pl.DataFrame:
    """Every enrolment with its days, and whether it is loaded in bulk."""
    marks = children.select(
        "person", "household", "wealth", "known_before", "with_family", "with_home", known="loaded",
    )  # fmt: skip
    rows = _with_days(_join_marks(pl.concat([schooling.earlier, schooling.enrolments]), marks))
    newest = pl.col("term") == NEWEST
    wanted = newest | pl.col("with_home") if plan.bulk else ~newest
    return rows.with_columns(loaded=pl.col("known") & wanted).drop("known", "with_home")


def _with_days(enrolments: pl.DataFrame) -> pl.DataFrame:
    """Add grade names, and the first and last day of an enrolment (no last day while it is not known)."""
    year, half = pl.col("term") // 10 - 543, pl.col("term") % 10
    first = half == 1
    begins = pl.when(first).then(pl.date(year, 5, 16)).otherwise(pl.date(year, 11, 1))
    ends = pl.when(first).then(pl.date(year, 10, 11)).otherwise(pl.date(year + 1, 4, 1))
    goes_on = pl.col("outcome").is_null() | (pl.col("outcome") == "not_struck_off")
    return enrolments.with_columns(
        grade_name=pl.Series(GRADES).gather(enrolments["grade"]),
        began_on=begins,
        ended_on=pl.when(goes_on).then(None).otherwise(ends),
    )


def _with_disadvantages(
    plan: ProvincePlan, children: pl.DataFrame, households: pl.DataFrame, results: pl.DataFrame, *, seed: int
) -> pl.DataFrame:
    """Add `disadvantages`: codes of the ministry's ten types, as the school would tick them."""
    rng = stream(seed, plan.code, "disadvantages")
    size = len(children)
    poor = children["person"].is_in(results.filter(pl.col("poverty_class") != "not_poor")["person"].unique().implode())
    status = children.join(
        households.select("household", "family_status", "custom"),
        on="household",
        how="left",
        maintain_order="left",
    )
    chance = rng.random((4, size))
    flags = {
        "01": poor.to_numpy() & (chance[0] < 0.97),
        "02": status["family_status"].is_in(["06", "07"]).to_numpy() & (chance[1] < 0.7),
        "03": (status["custom"] == 2).to_numpy() & (chance[2] < 0.6),
        "07": chance[3] < 0.001,
        "04": chance[3] > 0.9995,
    }
    columns = [pl.when(pl.Series(flag)).then(pl.lit(code)).alias(code) for code, flag in flags.items()]
    return children.with_columns(disadvantages=pl.concat_list(columns).list.drop_nulls())


def _consents(plan: ProvincePlan, results: pl.DataFrame, households: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Consents of the children who were ever screened, by purpose, from whoever had them in care."""
    rng = stream(seed, plan.code, "consents")
    first = results.group_by("person", maintain_order=True).agg(pl.col("household").first(), pl.col("decided_on").min())
    parts = []
    for purpose, share in {"screening": 1.0, "linkage": 0.97, "photos": 0.92, "health": 0.61}.items():
        rows = first.filter(pl.Series(rng.random(len(first)) < share))
        gone = pl.Series(rng.random(len(rows)) < 0.003)
        witness = pl.Series(rng.random(len(rows)) < 0.25)
        paper = pl.Series(rng.random(len(rows)) < 0.4)
        given = pl.col("decided_on") - pl.duration(days=pl.lit(pl.Series(rng.integers(25, 70, len(rows)))))
        parts.append(
            rows.with_columns(
                purpose=pl.lit(purpose),
                given_on=given,
                withdrawn_on=pl.when(gone).then(given + pl.duration(days=21)).otherwise(None),
                witness=witness,
                manner=pl.when(paper).then(pl.lit("paper")).otherwise(pl.lit("screen")),
            )
        )
    guardian = households.select("household", "guardian_relation")
    rows = pl.concat(parts).join(guardian, on="household", how="left", maintain_order="left")
    parent = pl.col("guardian_relation").is_in(["father", "mother"])
    carer = pl.when("witness").then(pl.lit("teacher_witness")).otherwise(pl.lit("carer"))
    lawful = pl.when(pl.col("guardian_relation") == "institution").then(pl.lit("legal_guardian")).otherwise(carer)
    return rows.with_columns(capacity=pl.when(parent).then(pl.lit("parent")).otherwise(lawful)).drop(
        "witness", "decided_on"
    )
