"""Problems that a school knows of, and the yearly risk screening, from facts that are already made."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.synth.bodies import median_bmi
from isee.synth.draws import Flags
from isee.synth.histories.lives import POOR, SEVERE, Lives, choose
from isee.synth.plan import NEWEST, TERMS, TODAY
from isee.synth.schools import M1, P1

SCREENED: Final = tuple(term for term in TERMS if term % 10 == 1)
"""Risk screening is in the first term of each year."""
FULL: Final = SCREENED[-1]
"""The term whose screening is kept whole; of earlier ones only what was found is kept."""
LEVELS: Final = ("normal", "risk", "problem")


def make_risk_screenings(lives: Lives, learning: pl.DataFrame) -> pl.DataFrame:
    """Return `person`, `term`, `area`, `level`, `instrument`, `score`, `screened_on`: one a child, term and area.

    Normal levels are kept in the newest screening only, for learning and mind (the SDQ, with its total of 0 to 40);
    so is the economy of the family, which the results of earlier years tell.
    """
    rng = lives.draw("risk screening")
    rows = lives.terms.filter(pl.col("term").is_in(SCREENED), pl.col("grade") >= P1, pl.col("days_expected") >= 20)
    grades = learning.select("person", "term", "gpa")
    rows = rows.join(grades, on=["person", "term"], how="left", maintain_order="left").join(
        lives.measurements.select("person", "term", "measured_on", "weight_kg", "height_cm"),
        on=["person", "term"],
        how="left",
        maintain_order="left",
    )
    parts = [_learning(rows), _mind(lives, rows, rng), _economy(rows), _health(lives, rows), *_seldom(lives, rows, rng)]
    found = pl.concat(parts)
    full = pl.col("term") == FULL
    whole = full & pl.col("area").is_in(["learning", "mind"])
    kept = (pl.col("level") != "normal") & (full | (pl.col("area") != "economy"))
    return found.filter(kept | whole).sort("person", "term", "area")


def _area(rows: pl.DataFrame, area: str, risk: Flags, problem: Flags) -> pl.DataFrame:
    """One area for all rows."""
    level = np.where(problem, 2, np.where(risk, 1, 0))
    return rows.select(
        "person", "term", area=pl.lit(area), level=choose(LEVELS, level), instrument=pl.lit("school_care"),
        score=pl.lit(None, pl.Int64), screened_on=pl.date(pl.col("term") // 10 - 543, 6, 25),
    )  # fmt: skip


def _learning(rows: pl.DataFrame) -> pl.DataFrame:
    gpa = rows["gpa"].fill_null(3.0).to_numpy()
    return _area(rows, "learning", gpa < 2.0, gpa < 1.5)


def _mind(lives: Lives, rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The total of the teacher's SDQ, a little higher where days are missed and parents live apart."""
    child = rows["child"].to_numpy()
    mood = lives.draw("mood").normal(0.0, 1.0, len(lives.children))
    apart = lives.children.join(
        lives.households.select("household", "family_status"), on="household", how="left", maintain_order="left"
    )["family_status"].ne("01").fill_null(False).to_numpy()  # fmt: skip
    missed = 1.0 - (rows["days_present"] / rows["days_expected"]).fill_null(0.95).to_numpy()
    total = 8.4 + 3.0 * mood[child] + 1.0 * apart[child] + 14.0 * missed + rng.normal(0.0, 1.6, len(rows))
    score = np.clip(np.round(total), 0, 40).astype(np.int64)
    part = _area(rows, "mind", score >= 16, score >= 18)
    return part.with_columns(instrument=pl.lit("sdq"), score=pl.Series(score))


def _economy(rows: pl.DataFrame) -> pl.DataFrame:
    level = rows["level"].to_numpy()
    return _area(rows, "economy", level == POOR, level == SEVERE)


def _health(lives: Lives, rows: pl.DataFrame) -> pl.DataFrame:
    """Thin or very heavy for the age, by the median BMI; who was not weighed is left out as normal."""
    of = lives.children.select("born", "female")[rows["child"]]
    age = ((rows["measured_on"] - of["born"]).dt.total_days() / 365.25).fill_null(10.0).to_numpy()
    bmi = (rows["weight_kg"] / (rows["height_cm"] / 100) ** 2).fill_null(17.0).to_numpy()
    share = np.where(rows["weight_kg"].is_null().to_numpy(), 1.0, bmi / median_bmi(age, of["female"].to_numpy()))
    return _area(rows, "health", (share < 0.86) | (share > 1.32), (share < 0.80) | (share > 1.5))


def _seldom(lives: Lives, rows: pl.DataFrame, rng: np.random.Generator) -> list[pl.DataFrame]:
    """Areas in which little is ever found, in older pupils and with days missed more often."""
    missed = 1.0 - (rows["days_present"] / rows["days_expected"]).fill_null(0.95).to_numpy()
    older = np.where(rows["grade"].to_numpy() >= M1, 1.0, 0.15)
    boys = np.where(lives.children["female"].to_numpy()[rows["child"].to_numpy()], 0.5, 1.0)
    marked = lives.children["disadvantages"].list
    abused = marked.contains("04").to_numpy()[rows["child"].to_numpy()]
    drugs = marked.contains("07").to_numpy()[rows["child"].to_numpy()]
    strain = np.clip(missed / 0.05, 0.3, 4.0)
    size, none = len(rows), np.zeros(len(rows), dtype=np.bool_)
    draws = rng.random((4, size))
    return [
        _area(rows, "games", draws[0] < 0.018 * older * boys * strain, draws[0] < 0.003 * older * boys * strain),
        _area(rows, "drugs", drugs | (draws[1] < 0.002 * older * strain), drugs & (draws[1] < 0.4)),
        _area(rows, "violence", draws[2] < 0.003 * strain * boys, draws[2] < 0.0005 * strain * boys),
        _area(rows, "protection", abused | (draws[3] < 0.0012), abused & (draws[3] < 0.5)),
        _area(rows, "sex", draws[3] > 1 - 0.0012 * older, none),
    ]


def make_problems(lives: Lives, learning: pl.DataFrame) -> pl.DataFrame:
    """Return `person`, `kind` (code of the list `problem`), `since`, `until`, `noted_on`, `term`, `note`.

    Each follows from a made fact (class, family, days missed, number, grades), noted in the first term in which the
    child was found poor or fell behind; a few are over.
    """
    rng = lives.draw("problems")
    homes = lives.households.select("household", "family_status", "lives_with")
    firsts = lives.terms.filter(pl.col("level") <= POOR, pl.col("term") != NEWEST).unique(
        "person", keep="first", maintain_order=True
    )
    rows = firsts.select("person", "term", "level", "grade", "days_present", "days_expected").join(
        lives.children.select("person", "household", "g_code"), on="person", how="left", maintain_order="left"
    ).join(homes, on="household", how="left", maintain_order="left")  # fmt: skip
    over = pl.Series(rng.random(len(rows)) < 0.12)
    found = _found(rows, rng)
    parts = [
        rows.select("person", "term", kind=pl.lit(kind), over=over).filter(pl.Series(f)) for kind, f in found.items()
    ]
    behind = learning.filter(pl.col("gpa") < 1.6).unique("person", keep="first", maintain_order=True)
    behind = behind.filter(pl.Series(rng.random(len(behind)) < 0.5))
    parts.append(behind.select("person", "term", kind=pl.lit("15"), over=pl.lit(False)))
    first = pl.col("term") % 10 == 1
    noted = pl.date(pl.col("term") // 10 - 542 - first.cast(pl.Int64), pl.when(first).then(7).otherwise(1), 10)
    until = noted + pl.duration(days=300)
    return pl.concat(parts).sort("person", "kind").select(
        "person", "kind", "term",
        since=noted - pl.duration(days=60),
        noted_on=noted,
        until=pl.when(pl.col("over") & (until <= TODAY)).then(until).otherwise(None),
        note=pl.lit(""),
    )  # fmt: skip


def _found(rows: pl.DataFrame, rng: np.random.Generator) -> dict[str, Flags]:
    """Which of the rows have each problem, by its code."""
    chance = rng.random((8, len(rows)))
    apart = rows["family_status"].is_in(["02", "03"]).to_numpy()
    lost = rows["family_status"].is_in(["04", "05", "06", "07"]).to_numpy()
    severe = (rows["level"] == SEVERE).to_numpy()
    missed = 1.0 - (rows["days_present"] / rows["days_expected"]).fill_null(0.95).to_numpy()
    older = rows["grade"].to_numpy() >= M1
    return {
        "01": chance[0] < 0.045,
        "02": chance[1] < 0.012,
        "03": chance[2] < 0.006,
        "04": severe & (chance[3] < 0.16),
        "05": (rows["lives_with"] == "02").to_numpy() & (chance[4] < 0.25),
        "06": chance[5] < np.where(apart, 0.30, np.where(lost, 0.55, 0.0)),
        "07": severe & older & (chance[6] < 0.03),
        "08": severe & older & (chance[7] < 0.05 + missed),
        "12": rows["g_code"].is_not_null().to_numpy() & (chance[6] < 0.4),
    }
