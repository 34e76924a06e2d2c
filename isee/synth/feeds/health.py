"""The Public Health Ministry's files: PERSON, NUTRITION and DISABILITY of the 43, about children."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from isee.linkage.api import feed_layout
from isee.synth.bodies import BMI_L, BMI_S, HEIGHT_SPREAD, median_bmi, median_height
from isee.synth.draws import Floats, order_within, stream
from isee.synth.feeds.kinds import coverage
from isee.synth.feeds.made import Made, Member, as_layout, present, truth_of
from isee.synth.feeds.people import ADDRESS, People, at_random, chosen, health_unit
from isee.synth.feeds.spoil import Spoilt, spoil
from isee.synth.feeds.text import cell, days, sex, written
from isee.synth.nation import Province
from isee.synth.people import child_prefix
from isee.synth.plan import TERMS, TODAY, ProvincePlan

PERSON, NUTRITION, DISABILITY = FEEDS = ("health_person", "health_nutrition", "health_disability")
_TITLE: Final = {"เด็กชาย": "001", "เด็กหญิง": "002", "นาย": "003", "นางสาว": "004"}
_NATION: Final = {"TH": "099", "MM": "048", "LA": "056", "KH": "057", "XA": "999"}


def make_health_files(people: People, province: Province, *, seed: int) -> list[Made]:
    """Make the three files. A third of the provinces writes Windows-874, and half of them no header row."""
    plan = people.plan
    register = _person_rows(people, seed=seed)
    visits = _visits(plan, register, province, seed=seed)
    disabled = _disabled(plan, register, seed=seed)
    tables = {PERSON: _person_table, NUTRITION: _nutrition_table, DISABILITY: _disability_table}
    made = []
    for feed, spoilt in zip(FEEDS, (register, visits, disabled), strict=True):
        name = feed.removeprefix("health_").upper()
        rng = stream(seed, plan.code, "health manner")
        encoding = feed_layout(feed).encodings[int(rng.random() < 1 / 3)]
        header = bool(rng.random() < 0.5)
        table = tables[feed](present(spoilt), stream(seed, plan.code, "health", feed))
        member = Member(f"{name}.TXT", table, encoding, "|", header)
        archive = f"{feed}/F43_{plan.code}_{TODAY:%Y%m%d}_{name}.zip"
        made.append(Made(feed, archive, (member,), truth_of(spoilt, file=member.name), spoilt.tallies))
    return made


def _person_rows(people: People, *, seed: int) -> Spoilt:
    """The children whom the units follow, with `unit` and `pid`, in the units' order."""
    plan, children = people.plan, people.children.filter(~pl.col("register_only"))
    rng = stream(seed, plan.code, "who is in", PERSON)
    listed = chosen(rng, np.ones(len(children), bool), coverage(PERSON), plan=plan, name=PERSON)
    rows = children.filter(pl.Series(listed)).with_columns(number=pl.col("register_number"))
    spoilt = spoil(rows, feed=PERSON, plan=plan, seed=seed, address=ADDRESS)
    rows = spoilt.rows.with_columns(unit=health_unit(spoilt.rows["subdistrict"])).sort("unit", maintain_order=True)
    order = pl.Series(order_within(rows["unit"].cast(pl.Int64).to_numpy()) + 1)
    return replace(spoilt, rows=rows.with_columns(pid=order.cast(pl.String).str.zfill(6)))


def _person_table(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    title = child_prefix(novice=pl.lit(False)).replace_strict(_TITLE)
    house = pl.col("household").rank("dense").over("unit").cast(pl.String).str.zfill(5)
    here = pl.when(pl.col("residence") == 1).then(pl.lit("1")).otherwise(pl.lit("2"))
    return as_layout(
        rows,
        PERSON,
        {
            "HOSPCODE": cell("unit"),
            "CID": cell("number"),
            "PID": cell("pid"),
            "HID": house,
            "PRENAME": title,
            "NAME": cell("given"),
            "LNAME": cell("family"),
            "SEX": sex("1", "2"),
            "BIRTH": written("born", "YYYYMMDD", era="CE", swapped=pl.col("era_swapped")),
            "MSTATUS": pl.lit("1"),
            "RACE": pl.col("nationality").replace_strict(_NATION),
            "NATION": pl.col("nationality").replace_strict(_NATION),
            "FSTATUS": pl.lit("2"),
            "FATHER": cell("father_cid"),
            "MOTHER": cell("mother_cid"),
            "VSTATUS": pl.lit("5"),
            "DISCHARGE": pl.when(pl.col("died") & ~pl.col("dead")).then(pl.lit("1")).otherwise(pl.lit("9")),
            "ABOGROUP": at_random(rng, ("9", "9", "9", "9", "1", "2", "4", "4"), len(rows)),
            "TYPEAREA": here,
            "D_UPDATE": _stamp(rng, pl.lit(TODAY), len(rows), within=365),
        },
    )


def _stamp(rng: np.random.Generator, until: pl.Expr, size: int, *, within: int) -> pl.Expr:
    """A time in the working hours of one of the days before `until`, in the standard's form."""
    minute = pl.duration(minutes=pl.lit(pl.Series(rng.integers(8 * 60, 16 * 60, size))))
    return ((until - days(rng.integers(1, within, size))).cast(pl.Datetime("ms")) + minute).dt.strftime("%Y%m%d%H%M%S")


def _visits(plan: ProvincePlan, register: Spoilt, province: Province, *, seed: int) -> Spoilt:
    """The last weighing of some of those in PERSON. Measured at school where the nation has it, else drawn."""
    rng = stream(seed, plan.code, "who is in", NUTRITION)
    once = register.rows.filter(~pl.col("row_doubled") & ~pl.col("died"))
    listed = chosen(rng, np.ones(len(once), bool), coverage(NUTRITION), plan=plan, name=NUTRITION)
    rows = once.filter(pl.Series(listed)).select("person", "household", "unit", "pid", "number", "born", "female")
    last = province.measurements.filter(pl.col("term") >= TERMS[-2]).sort("term", maintain_order=True)
    last = last.group_by("person", maintain_order=True).agg(pl.col("measured_on", "weight_kg", "height_cm").last())
    rows = rows.join(last, on="person", how="left", maintain_order="left")
    back = rng.integers(1, 360, len(rows)).astype("timedelta64[D]")
    day = np.datetime64(TODAY) - back
    age = (day - rows["born"].to_numpy().astype("datetime64[D]")).astype(np.float64) / 365.25
    weight, height = _body(rng, age, rows["female"].to_numpy())
    rows = rows.with_columns(
        measured_on=pl.coalesce(pl.col("measured_on") - days(back.astype(np.int64) // 6), pl.Series(day)),
        weight_kg=pl.coalesce("weight_kg", pl.Series(weight)),
        height_cm=pl.coalesce("height_cm", pl.Series(height)),
        twin=pl.lit(False),
    )
    return spoil(rows, feed=NUTRITION, plan=plan, seed=seed)


def _body(
    rng: np.random.Generator, age: Floats, female: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[Floats, Floats]:
    """Weight and height of children nobody measured at school."""
    size = len(age)
    height = median_height(age, female) * (1 + HEIGHT_SPREAD * np.clip(rng.normal(-0.35, 0.95, size), -4, 4))
    bmi = median_bmi(age, female) * (1 + BMI_L * BMI_S * np.clip(rng.normal(-0.1, 1.0, size), -3.5, 2.9)) ** (1 / BMI_L)
    return np.round(bmi * (height / 100) ** 2, 1), np.round(height, 0)


def _nutrition_table(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    return as_layout(
        rows,
        NUTRITION,
        {
            "HOSPCODE": cell("unit"),
            "PID": cell("pid"),
            "SEQ": pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(9),
            "DATE_SERV": written("measured_on", "YYYYMMDD", era="CE"),
            "NUTRITIONPLACE": cell("unit"),
            "WEIGHT": cell("weight_kg"),
            "HEIGHT": cell(pl.col("height_cm").round(0).cast(pl.Int64)),
            "D_UPDATE": _stamp(
                rng, pl.min_horizontal(pl.col("measured_on").dt.offset_by("10d"), pl.lit(TODAY)), len(rows), within=2
            ),
            "CID": cell("number"),
        },
    )


def _disabled(plan: ProvincePlan, register: Spoilt, *, seed: int) -> Spoilt:
    rng = stream(seed, plan.code, "who is in", DISABILITY)
    once = register.rows.filter(~pl.col("row_doubled") & ~pl.col("died"))
    listed = chosen(rng, np.ones(len(once), bool), coverage(DISABILITY), plan=plan, name=DISABILITY)
    rows = once.filter(pl.Series(listed)).select("person", "household", "unit", "pid", "number", "born")
    born = rows["born"].to_numpy().astype("datetime64[D]")
    lived = (np.datetime64(TODAY) - born).astype(np.float64)
    since = born + (lived * rng.random(len(rows)) * 0.9).astype("timedelta64[D]")
    return spoil(rows.with_columns(since=pl.Series(since), twin=pl.lit(False)), feed=DISABILITY, plan=plan, seed=seed)


def _disability_table(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    return as_layout(
        rows,
        DISABILITY,
        {
            "HOSPCODE": cell("unit"),
            "PID": cell("pid"),
            "DISABTYPE": at_random(rng, ("3", "3", "5", "5", "5", "6", "6", "2", "4", "7", "1"), len(rows)),
            "DISABCAUSE": at_random(rng, ("1", "1", "3", "2"), len(rows)),
            "DATE_DETECT": written("since", "YYYYMMDD", era="CE"),
            "DATE_DISAB": written("since", "YYYYMMDD", era="CE"),
            "D_UPDATE": _stamp(rng, pl.lit(TODAY), len(rows), within=365),
            "CID": cell("number"),
        },
    )
