"""Scores many households at once: the same arithmetic as `rules.py`, on columns. A test holds the two equal."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from isee.screening.rules import (
    COUNTS_FROM,
    DOMAINS,
    DWELLING_PARTS,
    INCOME,
    QUESTIONS,
    REASONS,
    WHOLE,
    InputsError,
    Weights,
)

LISTS: Final = ("dependency", *DWELLING_PARTS, "vehicles", "appliances")


def score_households(inputs: pl.DataFrame, *, weights: Weights) -> pl.DataFrame:
    """Score one household a row; rows stay in order. Raises `InputsError` for an answer that is missing or unknown.

    Columns of `inputs`: `income_per_head` (baht, null where not known), `dependency`, `floor`, `wall`, `roof`,
    `vehicles`, `appliances` (lists of codes), `toilet` (true or false), `tenure`, `farmland`, `water`,
    `electricity` (codes). Returned: `score` (0 to 1), `gate_passed`, `poverty_class`, `reasons` (list) and one
    column for each of income and the eight domains, `from_<domain>`, that adds up to the score below its cap.
    """
    _check(inputs, weights)
    satang = (pl.col("income_per_head") * 100).round().cast(pl.Int64)
    gate = int(weights.income_gate * 100)
    levels = inputs.select(
        ((gate - satang) * WHOLE // gate).clip(lower_bound=0).alias(INCOME),
        satang.alias("satang"),
        *(level.alias(domain) for domain, level in _levels(weights).items()),
    )
    added = levels.select(
        "satang",
        *DOMAINS,
        *((pl.col(name) * weights.most[name] // WHOLE).alias(f"from_{name}") for name in (INCOME, *DOMAINS)),
    )
    return (
        added.with_columns(
            points=pl.sum_horizontal(f"from_{name}" for name in (INCOME, *DOMAINS)).clip(upper_bound=WHOLE),
            gate_passed=pl.col("satang") <= gate,
        )
        .with_columns(poverty_class=_class(weights))
        .with_columns(reasons=_reasons())
        .select(
            score=_share("points"),
            gate_passed="gate_passed",
            poverty_class="poverty_class",
            reasons="reasons",
            **{f"from_{name}": _share(f"from_{name}") for name in (INCOME, *DOMAINS)},
        )
    )


def _share(name: str) -> pl.Expr:
    """Ten-thousandths as a number from 0 to 1; unknown where the income is."""
    return pl.when(pl.col("satang").is_not_null()).then((pl.col(name) / WHOLE).round(4))


def _check(inputs: pl.DataFrame, weights: Weights) -> None:
    for question in (*QUESTIONS, "toilet"):
        if inputs[question].null_count():
            raise InputsError("answer_missing", question)
    for question in QUESTIONS:
        said = inputs[question].explode() if question in LISTS else inputs[question]
        if not set(said.drop_nulls().unique()) <= set(weights.levels[question]):
            raise InputsError("answer_unknown", question)
    for part in DWELLING_PARTS:
        if (inputs[part].list.len() == 0).any():
            raise InputsError("answer_missing", part)


def _levels(weights: Weights) -> dict[str, pl.Expr]:
    """The level of each domain; how answers to one question combine is told in `rules.py`."""

    def each(question: str) -> pl.Expr:
        return pl.col(question).list.eval(_looked_up(pl.element(), weights.levels[question]))

    def one(question: str) -> pl.Expr:
        return _looked_up(pl.col(question), weights.levels[question])

    house = pl.sum_horizontal(each(part).list.max() * weights.dwelling[part] for part in DWELLING_PARTS)
    toilet = pl.when(pl.col("toilet")).then(0).otherwise(weights.dwelling["toilet"] * WHOLE)
    return {
        "dependency": each("dependency").list.sum().clip(upper_bound=WHOLE),
        "tenure": one("tenure"),
        "dwelling": (house + toilet) // WHOLE,
        "land": one("farmland"),
        "water": one("water"),
        "electricity": one("electricity"),
        "vehicles": each("vehicles").list.min().fill_null(WHOLE),
        "appliances": (WHOLE - each("appliances").list.sum()).clip(lower_bound=0),
    }


def _looked_up(codes: pl.Expr, levels: Mapping[str, int]) -> pl.Expr:
    return codes.replace_strict(dict(levels), return_dtype=pl.Int64)


def _class(weights: Weights) -> pl.Expr:
    passed = pl.col("gate_passed").fill_null(False)
    return (
        pl.when(passed & (pl.col("points") >= weights.extremely_poor_from)).then(pl.lit("extremely_poor"))
        .when(passed & (pl.col("points") >= weights.poor_from)).then(pl.lit("poor"))
        .otherwise(pl.lit("not_poor"))
    )  # fmt: skip


def _reasons() -> pl.Expr:
    """The same words in the same order as the rule gives for one household."""
    named = [
        pl.when(pl.col(domain) >= COUNTS_FROM).then(pl.lit(REASONS[domain])).otherwise(pl.lit(None))
        for domain in DOMAINS
    ]
    return (
        pl.when(pl.col("gate_passed").is_null()).then(_words("income_unknown"))
        .when(~pl.col("gate_passed")).then(_words("income_above_gate"))
        .when(pl.col("poverty_class") == "not_poor").then(_words("income_below_gate", "score_below_cut"))
        .otherwise(pl.concat_list(pl.lit("income_below_gate"), *named).list.drop_nulls())
    )  # fmt: skip


def _words(*words: str) -> pl.Expr:
    return pl.concat_list(*map(pl.lit, words))
