"""The answers of the questionnaire and the frozen inputs of the score, as JSON text, from the homes of the surveys."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Ints
from isee.synth.histories.homes import APPLIANCE_ORDER, STEPS, Homes
from isee.synth.histories.households import Surveys, list_adults
from isee.synth.histories.lives import Lives, choose, drawn
from isee.synth.schools import M1

_SAME_WORTH: Final = {("floor", "cement"): "planks", ("floor", "tile"): "parquet", ("roof", "leaf"): "vinyl"}
"""Materials of the same worth to the shipped model, which some homes have in place of the one on the rung."""
_VEHICLES: Final = {
    "new": (("car_new", "motorcycle"), ("motorcycle", "pickup_new"), ("pickup_new",)),
    "old": (("car_old", "motorcycle"), ("motorcycle", "pickup_old"), ("motorcycle", "tractor_old")),
    "motorcycle": (("motorcycle",),) * 3,
    "none": ((),) * 3,
}
_EARNINGS: Final = ("wage", "farm", "business", "welfare", "other")
_TRAVEL: Final = (
    "walk", "bicycle", "school_bus", "own_motorcycle", "own_car", "motorcycle_taxi", "public_bus",
)  # fmt: skip


def _list(codes: Sequence[str]) -> str:
    return "[" + ",".join(f'"{code}"' for code in codes) + "]"


def _appliances(rung: int) -> str:
    return _list(sorted(APPLIANCE_ORDER[: 5 - rung]))


@dataclass(frozen=True)
class Sheets:
    """The answers of each survey as JSON fragments: a column for each question, and `income` for the inputs."""

    fragments: pl.DataFrame


def write_sheets(lives: Lives, surveys: Surveys, homes: Homes) -> Sheets:
    """Put the homes into the words of the form. Lists are in order of their codes."""
    rng = lives.draw("words")
    count = len(lives.households)
    columns: dict[str, pl.Series] = {}
    for name in ("floor", "wall", "roof"):
        columns[name] = _materials(name, homes.rungs[name], rng.random((2, count))[:, surveys.home])
    for name in ("farmland", "water", "electricity", "tenure"):
        columns[name] = choose([f'"{code}"' for code in STEPS[name]], homes.rungs[name])
    columns["toilet"] = choose(("true", "false"), homes.rungs["toilet"])
    columns["appliances"] = choose([_appliances(rung) for rung in range(6)], homes.rungs["appliances"])
    kind = drawn(rng, count, (0.3, 0.4, 0.3))[surveys.home]
    sets = [_list(codes) for word in STEPS["vehicles"] for codes in _VEHICLES[word]]
    columns["vehicles"] = choose(sets, homes.rungs["vehicles"] * 3 + kind)
    columns["dependency"] = _conditions(homes)
    rent = 600 + 100 * rng.poisson(7.0, count)[surveys.home]
    columns["rent"] = pl.Series(np.where(homes.rungs["tenure"] == STEPS["tenure"].index("rent"), rent, 0))
    satang = np.round(surveys.income * 100).astype(np.int64)
    cents = pl.Series(satang % 100).cast(pl.String).str.zfill(2)
    columns["income"] = pl.select(
        pl.concat_str(pl.Series(satang // 100).cast(pl.String), pl.lit("."), cents)
    ).to_series()
    return Sheets(pl.DataFrame(columns))


def _materials(name: str, rung: Ints, chance: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> pl.Series:
    """One material, or two for one home in seven: the worse one is that of the rung, so that the score stays."""
    words = STEPS[name]
    texts = []
    for place, word in enumerate(words):
        for main in (word, _SAME_WORTH.get((name, word), word)):
            texts += [_list([main]), _list(sorted({main, words[max(place - 1, 0)]}))]
    other, second = (chance[0] < 0.4).astype(np.int64), (chance[1] < 0.15).astype(np.int64)
    return choose(texts, rung * 4 + other * 2 + second)


def _conditions(homes: Homes) -> pl.Series:
    """The list of conditions of dependency, in order of their codes."""
    names = ("chronic", "disabled", "elderly", "single_parent", "unemployed")
    texts = [_list([name for bit, name in enumerate(names) if mask >> bit & 1]) for mask in range(32)]
    mask = sum(getattr(homes.dependency, name).astype(np.int64) << bit for bit, name in enumerate(names))
    return choose(texts, np.asarray(mask, dtype=np.int64))


def inputs_json(sheets: Sheets) -> pl.Series:
    """What the score is worked out from, in its canonical form: sorted keys, no spaces."""
    names = (
        "appliances", "dependency", "electricity", "farmland", "floor", "income", "roof", "tenure", "toilet",
        "vehicles", "wall", "water",
    )  # fmt: skip
    parts: list[pl.Expr] = []
    for name in names:
        key, quote = ("income_per_head", '"') if name == "income" else (name, "")
        parts += [pl.lit(f'{"," if parts else "{"}"{key}":{quote}'), pl.col(name), pl.lit(quote)]
    return sheets.fragments.select(inputs=pl.concat_str([*parts, pl.lit("}")])).to_series()


def hash_texts(texts: pl.Series) -> pl.Series:
    """SHA-256 of each text."""
    return pl.Series([hashlib.sha256(text.encode()).digest() for text in texts], dtype=pl.Binary)


def answers_json(lives: Lives, surveys: Surveys, homes: Homes, sheets: Sheets, visits: pl.DataFrame) -> pl.Series:
    """The whole answers of each visit (`child`, `survey`, `day`, `grade`), in the order of the visits.

    A child of the household is the pupil or its brother or sister; amounts of nothing are left out. Of an institution
    nothing is asked about members and home.
    """
    rows = visits.with_row_index("visit").with_columns(pl.col("visit").cast(pl.Int64))
    members = _members(lives, surveys, homes, rows)
    status = lives.households.select("family_status", "lives_with")[
        pl.Series(surveys.home[visits["survey"].to_numpy()])
    ]
    home = sheets.fragments[visits["survey"]]
    frame = pl.concat([members, status, home, _travel(lives, rows)], how="horizontal")
    rent = pl.when(pl.col("rent") > 0).then(pl.concat_str(pl.lit(',"rent":'), pl.col("rent").cast(pl.String)))
    plain = ("floor", "wall", "roof", "toilet", "farmland", "water", "electricity", "vehicles", "appliances")
    of_home = pl.concat_str(
        pl.lit(',"members":['), "members", pl.lit('],"dependency":'), "dependency", pl.lit(',"tenure":'), "tenure",
        rent.otherwise(pl.lit("")), *(part for name in plain for part in (pl.lit(f',"{name}":'), pl.col(name))),
    )  # fmt: skip
    ordinary = pl.col("lives_with") != "05"
    return frame.select(
        answers=pl.concat_str(
            pl.lit('{"family_status":"'), "family_status", pl.lit('","lives_with":"'), "lives_with", pl.lit('"'),
            pl.when(ordinary).then(of_home).otherwise(pl.lit("")), pl.lit(',"travel":'), "travel",
            pl.lit(',"pocket_money":'), pl.col("pocket_money").cast(pl.String), pl.lit("}"),
        )
    ).to_series()  # fmt: skip


def _members(lives: Lives, surveys: Surveys, homes: Homes, visits: pl.DataFrame) -> pl.DataFrame:
    """One text a visit: the adults of the household, then its children."""
    wanted = np.unique(visits["survey"].to_numpy())
    adults = list_adults(lives, surveys, wanted, homes.dependency)
    money = [
        pl.when(pl.col(name) > 0).then(pl.concat_str(pl.lit(f',"{name}":'), pl.col(name).cast(pl.String))).otherwise(
            pl.lit("")
        )
        for name in _EARNINGS
    ]  # fmt: skip
    flags = [
        pl.when(pl.col(name)).then(pl.lit(f',"{name}":true')).otherwise(pl.lit("")) for name in ("disabled", "chronic")
    ]
    said = adults.select(
        "survey",
        text=pl.concat_str(
            pl.lit('{"relation":"'), "relation", pl.lit('","age":'), pl.col("age").cast(pl.String),
            pl.lit(',"education":"'), "education", pl.lit('"'), *flags, *money, pl.lit("}"),
        ),
    ).group_by("survey", maintain_order=True).agg(adults=pl.col("text").str.join(","))  # fmt: skip
    young = _children(lives, surveys, visits)
    joined = visits.select("visit", "survey").join(said, on="survey", how="left", maintain_order="left").join(
        young, on="visit", how="left", maintain_order="left"
    )  # fmt: skip
    return joined.select(members=pl.concat_str("adults", "young", separator=",", ignore_nulls=True))


def _children(lives: Lives, surveys: Surveys, visits: pl.DataFrame) -> pl.DataFrame:
    """One text a visit: the children of the household who are born by the day of the survey."""
    kids = lives.children.select("person", "household", "born")
    homes = lives.households["household"].to_numpy()
    survey = visits["survey"].to_numpy()
    asked = visits.select("visit").with_columns(
        household=pl.Series(homes[surveys.home[survey]]),
        day=pl.Series(surveys.day[survey]),
        pupil=lives.children["person"].gather(visits["child"]),
    )
    rows = asked.join(kids, on="household", how="inner", maintain_order="left").filter(pl.col("born") <= pl.col("day"))
    age = ((pl.col("day") - pl.col("born")).dt.total_days() / 365.25).floor().cast(pl.Int64).cast(pl.String)
    relation = pl.when(pl.col("person") == pl.col("pupil")).then(pl.lit("self")).otherwise(pl.lit("brother_or_sister"))
    text = pl.concat_str(pl.lit('{"relation":"'), relation, pl.lit('","age":'), age, pl.lit("}"))
    return (
        rows.select("visit", text=text).group_by("visit", maintain_order=True).agg(young=pl.col("text").str.join(","))
    )


def _travel(lives: Lives, visits: pl.DataFrame) -> pl.DataFrame:
    """How the pupil comes to school, and its pocket money a day."""
    rng = lives.draw("travel")
    count, child = len(lives.children), visits["child"].to_numpy()
    km = np.round(rng.gamma(1.6, 1.9, count)[child] + 0.2, 1)
    wealth, older = lives.children["wealth"].to_numpy()[child], visits["grade"].to_numpy() >= M1
    chance = rng.random(count)[child]
    near = km < 1.2
    on_foot, far = np.digitize(chance, [0.62, 0.8, 0.81]), np.digitize(chance, [0.03, 0.11, 0.45, 0.83, 0.9, 0.92])
    means = np.where(near, np.where(on_foot == 2, 3, on_foot), far)
    means = np.where((means == 4) & (wealth < -0.6) | ~older & (means == 5), 3, means)
    means = np.where((means == 0) & (km > 4), 2, means)
    minutes = np.maximum(5, np.round(km * np.array([24, 9, 5, 4, 3, 4, 5])[means] * 2 / 5) * 5).astype(np.int64)
    hired, own = 100 * np.round(2 + km * 0.35), 50 * np.round(2 + km / 2)
    fare = np.where(np.isin(means, [2, 5, 6]), hired, np.where(means == 3, own, 0))
    pocket = 10 * np.clip(np.round(2.2 + 0.6 * wealth + older * 1.3 + rng.normal(0, 0.6, count)[child]), 0, 10)
    whole = {"minutes": minutes, "fare": fare.astype(np.int64), "pocket_money": pocket.astype(np.int64)}
    frame = pl.DataFrame({"km": km, **whole})
    price = pl.when(pl.col("fare") > 0).then(pl.concat_str(pl.lit(',"baht_month":'), pl.col("fare").cast(pl.String)))
    return frame.select(
        "pocket_money",
        travel=pl.concat_str(
            pl.lit('{"means":"'), choose(_TRAVEL, means), pl.lit('","km":'), pl.col("km").cast(pl.String),
            pl.lit(',"minutes":'), pl.col("minutes").cast(pl.String), price.otherwise(pl.lit("")), pl.lit("}"),
        ),
    )  # fmt: skip
