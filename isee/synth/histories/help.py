"""Help outside the programmes: scholarships, lunch, uniforms, equipment, travel, repairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags
from isee.synth.histories.lives import POOR, SEVERE, Lives, choose
from isee.synth.plan import NEWEST
from isee.synth.schools import M1, P6

PROVIDERS: Final = (
    ("องค์กรปกครองส่วนท้องถิ่น", "Local administration"),
    ("กองทุนการศึกษาของสถานศึกษา", "The school's education fund"),
    ("วัดในชุมชน", "Temple of the community"),
    ("สมาคมผู้ปกครองและครู", "Association of parents and teachers"),
    ("เหล่ากาชาดจังหวัด", "Provincial Red Cross chapter"),
    ("มูลนิธิในพื้นที่", "Foundation in the area"),
)
"""Kinds of givers, none of them a named body."""


@dataclass(frozen=True)
class _Kind:
    """One kind of help: its givers (index), and the amounts in baht that it has; no amounts where it is a thing."""

    name: str
    givers: tuple[int, ...]
    amounts: tuple[int, ...] = ()


_KINDS: Final = (
    _Kind("scholarship", (1, 3, 5), (1000, 1500, 2000, 3000)),
    _Kind("lunch", (0, 1)),
    _Kind("uniform", (0, 3, 5), (300, 500)),
    _Kind("equipment", (1, 2, 3)),
    _Kind("travel", (0, 1), (200, 300, 600)),
    _Kind("medical", (0, 4)),
    _Kind("housing", (0, 4, 5), (20000, 40000)),
    _Kind("cash", (2, 4, 5), (500, 1000, 2000)),
)


def make_other_help(lives: Lives, learning: pl.DataFrame) -> pl.DataFrame:
    """Return `person`, `term`, `kind`, `provider_th`, `provider_en`, `given_on`, `amount_baht` (null), `note`.

    More for the poorer; scholarships go to those with good grades, repairs of the home are rare.
    """
    rng = lives.draw("other help")
    rows = lives.terms.filter(pl.col("term") != NEWEST, pl.col("level") <= 2).join(
        learning.select("person", "term", "gpa"), on=["person", "term"], how="left", maintain_order="left"
    )
    parts = [
        _given(rows.filter(pl.Series(flags)), kind, rng) for kind, flags in zip(_KINDS, _who(rows, rng), strict=True)
    ]
    return pl.concat(parts).sort("person", "given_on", "kind")


def _who(rows: pl.DataFrame, rng: np.random.Generator) -> list[Flags]:
    """Who is given each kind of help in a term, in the order of `_KINDS`."""
    level, grade = rows["level"].to_numpy(), rows["grade"].to_numpy()
    poor, severe = level <= POOR, level == SEVERE
    first = rows["term"].to_numpy() % 10 == 1
    good = rows["gpa"].fill_null(0.0).to_numpy() >= 3.2
    chance = rng.random((len(_KINDS), len(rows)))
    return [
        good & (chance[0] < np.where(poor, 0.10, 0.012)),
        severe & (grade <= P6) & first & (chance[1] < 0.10),
        first & poor & (chance[2] < np.where(severe, 0.10, 0.05)),
        first & (chance[3] < np.where(severe, 0.09, np.where(poor, 0.05, 0.004))),
        severe & (grade >= M1) & (chance[4] < 0.04),
        severe & (chance[5] < 0.005),
        severe & first & (chance[6] < 0.003),
        poor & (chance[7] < 0.015),
    ]


def _given(rows: pl.DataFrame, kind: _Kind, rng: np.random.Generator) -> pl.DataFrame:
    size = len(rows)
    giver = np.array(kind.givers)[rng.integers(0, len(kind.givers), size)]
    start = pl.date(pl.col("term") // 10 - 543, pl.when(pl.col("term") % 10 == 1).then(6).otherwise(11), 5)
    amounts = pl.Series([None] * size, dtype=pl.Int64)
    if kind.amounts:
        amounts = pl.Series(np.array(kind.amounts)[rng.integers(0, len(kind.amounts), size)])
    return rows.select(
        "person", "term", kind=pl.lit(kind.name),
        provider_th=choose([th for th, _ in PROVIDERS], giver),
        provider_en=choose([en for _, en in PROVIDERS], giver),
        given_on=start + pl.duration(days=pl.lit(pl.Series(rng.integers(0, 100, size)))),
        amount_baht=amounts,
        note=pl.lit(""),
    )  # fmt: skip
