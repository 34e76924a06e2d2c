"""Snapshots of the surveys, and what each result says of its round, its gate and its reasons."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.screening.api import Weights
from isee.synth.draws import Flags, Ints
from isee.synth.histories.answers import Sheets, hash_texts, inputs_json
from isee.synth.histories.homes import Homes
from isee.synth.histories.households import Surveys
from isee.synth.histories.lives import NOT_POOR, Lives, choose
from isee.synth.plan import TERMS

NEW, CONTINUING = "new_applicants", "continuing"
TERMS_OF_A_SCREENING: Final = 6
"""A pupil is screened anew after three academic years at most."""
_DOMAINS: Final = ("dependency", "tenure", "dwelling", "land", "water", "electricity", "vehicles", "appliances")
_REASONS: Final = {
    "dependency": "dependency", "tenure": "tenure", "dwelling": "dwelling", "land": "no_land", "water": "water",
    "electricity": "electricity", "vehicles": "no_vehicle", "appliances": "few_appliances",
}  # fmt: skip


def make_snapshots(lives: Lives, surveys: Surveys, homes: Homes, sheets: Sheets) -> pl.DataFrame:
    """Return the frozen inputs of each scored survey: `row`, `household`, `term`, `taken_on`, `inputs`, `inputs_hash`,
    `income_per_head`, `score`, `contributions`.
    """
    inputs = inputs_json(sheets)
    return pl.DataFrame(
        {
            "row": pl.Series(np.arange(len(surveys))),
            "household": lives.households["household"].gather(pl.Series(surveys.home)),
            "term": pl.Series(surveys.term),
            "taken_on": pl.Series(surveys.day),
            "inputs": inputs,
            "inputs_hash": hash_texts(inputs),
            "income_per_head": pl.Series(surveys.income),
            "score": pl.Series(homes.points / 10_000),
            "contributions": _contributions(homes),
        }
    ).filter(pl.Series(surveys.scored))


def _contributions(homes: Homes) -> pl.Series:
    """What each domain added, as JSON text with four places; nothing is left out."""
    parts: list[pl.Expr] = []
    for name, added in homes.parts.items():
        places = _places(added)
        parts += [pl.lit(f'{"," if parts else "{"}"{name}":'), pl.lit(places)]
    return pl.select(contributions=pl.concat_str([*parts, pl.lit("}")])).to_series()


def _places(tenthousandths: Ints) -> pl.Series:
    """Ten-thousandths as a number below 2 in JSON, each text worked out once."""
    values, inverse = np.unique(tenthousandths, return_inverse=True)
    return pl.Series([f"{value / 10_000:.4f}".rstrip("0").rstrip(".") or "0" for value in values]).gather(
        pl.Series(inverse)
    )


def finish_results(lives: Lives, surveys: Surveys, homes: Homes, weights: Weights) -> pl.DataFrame:
    """Return the results with what their survey says: `person`, `household`, `term`, `school`, `poverty_class`,
    `income_per_head`, `score`, `decided_on`, `round` (its kind), `snapshot` (row), `gate_passed`, `reasons` (list).

    Income and score are those of the survey, the same for all children of a household; the class is unchanged. A
    child in an institution has no snapshot, score or gate.
    """
    rows = lives.results.join(lives.children.select("person"), on="person", how="semi", maintain_order="left")
    survey = surveys.find(rows["household"].to_numpy(), rows["term"].to_numpy())
    if len(survey) and survey.min() < 0:
        raise ValueError("a result has no survey")
    kinds, kind = _reason_lists(surveys, homes, weights)
    outcome = pl.DataFrame(
        {
            "score": homes.points[survey] / 10_000,
            "snapshot": survey,
            "gate_passed": surveys.income[survey] <= float(weights.income_gate),
        }
    ).with_columns(pl.when(pl.Series(surveys.scored[survey])).then(pl.all()).otherwise(None))
    return rows.select("person", "household", "term", "school", "poverty_class", "decided_on").with_columns(
        income_per_head=pl.Series(surveys.income[survey]),
        score=outcome["score"],
        round=choose((NEW, CONTINUING), (~screened_anew(rows)).astype(np.int64)),
        snapshot=outcome["snapshot"],
        gate_passed=outcome["gate_passed"],
        reasons=kinds.gather(pl.Series(kind[survey])),
    )


def screened_anew(results: pl.DataFrame) -> Flags:
    """Whether each result (sorted by person and term) is of a new application: the first, and after three years."""
    person = results["person"].to_numpy()
    when = np.searchsorted(np.array(TERMS), results["term"].to_numpy())
    _, child = np.unique(person, return_inverse=True)
    last = np.full(int(child.max(initial=-1)) + 1, -TERMS_OF_A_SCREENING, dtype=np.int64)
    anew = np.zeros(len(person), dtype=np.bool_)
    for term in range(len(TERMS)):
        rows = np.flatnonzero(when == term)
        due = term - last[child[rows]] >= TERMS_OF_A_SCREENING
        anew[rows] = due
        last[child[rows[due]]] = term
    return anew


def _reason_lists(surveys: Surveys, homes: Homes, weights: Weights) -> tuple[pl.Series, Ints]:
    """The distinct lists of reasons, and which of them each survey has, as the rules name them."""
    mask = np.zeros(len(surveys), dtype=np.int64)
    for bit, domain in enumerate(_DOMAINS):
        mask |= _counts(homes.parts[domain], weights.most[domain]).astype(np.int64) << bit
    lists = [
        ["income_below_gate", *(_REASONS[name] for bit, name in enumerate(_DOMAINS) if number >> bit & 1)]
        for number in range(1 << len(_DOMAINS))
    ]
    lists += [["income_below_gate", "score_below_cut"], ["income_above_gate"], ["institution"]]
    below, above, institution = range(len(lists) - 3, len(lists))
    kind = np.where(surveys.level == NOT_POOR, below, mask)
    kind = np.where(surveys.income > float(weights.income_gate), above, kind)
    kind = np.where(surveys.scored, kind, institution)
    return pl.Series(lists, dtype=pl.List(pl.String)), kind


def _counts(part: Ints, most: int) -> Flags:
    """Whether a domain's level is at least a half, from what it added."""
    return np.asarray(part >= most * 5_000 // 10_000)
