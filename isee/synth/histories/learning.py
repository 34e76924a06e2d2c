"""Grades of P.1 to M.6, and who goes up: from a child's gift, the home's wealth and the days missed."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Floats
from isee.synth.histories.lives import Lives
from isee.synth.plan import NEWEST, TERMS
from isee.synth.schools import M6, P1

LEAVING: Final = ("dropped_out", "not_struck_off")
_PROMOTION: Final = {
    "promoted": "promoted", "transferred": "promoted", "graduated": "graduated", "repeats": "repeats",
}  # fmt: skip
"""What a school's outcome at the year's end says about the class that a pupil goes to."""
_FALL: Final = 0.45
"""Grade points that those lose who leave at the end of the term; a third of it a term earlier."""


def make_learning(lives: Lives) -> pl.DataFrame:
    """Return one row a child and finished term in P.1 to M.6.

    Columns: `person`, `school`, `term`, `grade` (number), `gpa` (0 to 4), `subjects_below`, `reading_thinking` and
    `character` (0 to 3), `activities_passed`, `promotion` (only in second terms). Whoever leaves in the middle of a
    year has no grades for that term in half of the cases.
    """
    rng = lives.draw("learning")
    rows = lives.terms
    gpa = _grade_points(lives, rng)
    grade, term = rows["grade"].to_numpy(), rows["term"].to_numpy()
    leaves = _leaves(rows) & (term % 10 == 1)
    known = (grade >= P1) & (grade <= M6) & (term != NEWEST) & ~(leaves & (rng.random(len(rows)) < 0.5))
    size = len(rows)
    below = rng.poisson(np.clip(2.35 - gpa, 0.0, 2.0) * 1.3 + 0.02).clip(0, 8)
    skill = gpa + rng.normal(0.0, 0.4, size)
    conduct = 2.6 + 0.25 * (gpa - 2.8) + rng.normal(0.0, 0.35, size)
    passed = rng.random(size) < np.where(gpa < 1.3, 0.9, 0.995)
    second = pl.col("term") % 10 == 2
    return rows.select(
        "person", "school", "term", "grade",
        gpa=pl.Series(gpa),
        subjects_below=pl.Series(below),
        reading_thinking=pl.Series(np.digitize(skill, [1.1, 1.9, 2.9])),
        character=pl.Series(np.digitize(conduct, [1.2, 1.9, 2.45])),
        activities_passed=pl.Series(passed),
        promotion=pl.when(second)
        .then(pl.col("outcome").replace_strict(_PROMOTION, default="", return_dtype=pl.String).fill_null(""))
        .otherwise(pl.lit("")),
    ).filter(pl.Series(known))  # fmt: skip


def _leaves(rows: pl.DataFrame) -> Flags:
    return rows["outcome"].is_in(list(LEAVING)).fill_null(False).to_numpy()


def _grade_points(lives: Lives, rng: np.random.Generator) -> Floats:
    """Grade points of each row of `lives.terms`, two decimals."""
    rows = lives.terms
    child = rows["child"].to_numpy()
    wealth = np.clip(lives.of_children("wealth"), -2.5, 2.5)
    school = lives.draw("school marks").normal(0.0, 0.12, len(lives.schools))[rows["school"].to_numpy()]
    missed = 1.0 - (rows["days_present"] / rows["days_expected"]).fill_null(0.95).to_numpy()
    older = np.where(rows["grade"].to_numpy() >= P1 + 6, -0.16, 0.0)
    girls = np.where(lives.children["female"].to_numpy()[child], 0.11, -0.11)
    points = 2.92 + 0.40 * lives.ability[child] + 0.17 * wealth + girls + older + school
    points = points - 2.1 * np.clip(missed - 0.04, -0.04, 0.5) + rng.normal(0.0, 0.16, len(rows))
    points -= _before_leaving(rows) * _FALL
    repeats = (rows["outcome"] == "repeats").fill_null(False).to_numpy()
    points -= np.where(repeats, 0.55, 0.0)
    return np.asarray(np.round(np.clip(points, 0.3, 4.0), 2))


def _before_leaving(rows: pl.DataFrame) -> Floats:
    """1 in the term at whose end a child leaves (without coming back soon), a third one term earlier, else 0."""
    child, when = rows["child"].to_numpy(), rows["when"].to_numpy()
    last = np.r_[child[1:] != child[:-1], True] if len(child) else np.zeros(0, dtype=np.bool_)
    gap = ~last & np.r_[when[1:] - when[:-1] > 1, False] if len(child) else last
    ended = (last & (when < len(TERMS) - 1)) | gap | _leaves(rows)
    finished = rows["grade"].is_in([M6, M6 + 3]).to_numpy() & last
    ends = ended & ~finished
    before = np.r_[ends[1:] & (child[1:] == child[:-1]), False] if len(child) else ends
    return np.asarray(np.where(ends, 1.0, np.where(before, 1 / 3, 0.0)))
