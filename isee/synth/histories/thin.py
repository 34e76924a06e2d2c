"""What of the histories is loaded in bulk: five years at school and of being screened, and of the rest what is in use.

All of them for four million children would take a hundred gigabytes. Enrolments, classes, days of attendance of
the terms in which a child was screened, problems, signs and cases are kept for five years; size and grades once in
each of those years; grants, payments, help and reasons of results for the present year; what is not normal among
the risks of the last term; of the snapshots of the last two years and the visits of the present the latest of each
household.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from isee.synth.histories.grants import GRANT
from isee.synth.plan import TERMS

YEAR_BEFORE: Final = TERMS[-4]
"""The first term of the last two years: snapshots begin with it."""
LAST_WHOLE: Final = TERMS[-2]
"""The last term that is over; money, help and visits begin with it."""


def thin_histories(made: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the histories (`make.make_histories`) with what is kept in bulk; no row points at one that is gone."""
    snapshots = _newest(made["snapshots"], since=YEAR_BEFORE)
    entitlements = made["entitlements"].filter(pl.col("term") >= LAST_WHOLE, pl.col("programme") == GRANT)
    payments = _that_point_at(made["payments"], "entitlement", entitlements)
    lasting = (pl.col("term") % 10 == 2) | (pl.col("term") == LAST_WHOLE)
    screened = made["results"].select("person", "term")
    return {
        **made,
        "snapshots": snapshots,
        "results": _thin_results(made["results"], snapshots),
        "visits": _newest(made["visits"], since=LAST_WHOLE),
        "entitlements": entitlements,
        "payments": payments,
        "receipts": _that_point_at(made["receipts"], "payment", payments),
        "batches": made["batches"].filter(pl.col("row").is_in(payments["batch"].implode())),
        "other_help": made["other_help"].filter(pl.col("term") >= LAST_WHOLE),
        "attendance": when_screened(made["attendance"], screened),
        "absences": when_screened(made["absences"], screened),
        "learning": when_screened(made["learning"].filter(lasting), screened),
        "risk_screenings": made["risk_screenings"].filter(pl.col("term") == LAST_WHOLE, pl.col("level") != "normal"),
    }


def _newest(rows: pl.DataFrame, *, since: int) -> pl.DataFrame:
    """The newest row of each household, if it is of a term since then."""
    recent = rows.filter(pl.col("term") >= since).sort("term")
    return recent.unique("household", keep="last", maintain_order=True)


def when_screened(rows: pl.DataFrame, screened: pl.DataFrame) -> pl.DataFrame:
    """The rows of a child's terms in which the child was screened."""
    return rows.join(screened, on=["person", "term"], how="semi", maintain_order="left")


def _thin_results(results: pl.DataFrame, snapshots: pl.DataFrame) -> pl.DataFrame:
    kept = pl.col("snapshot").is_in(snapshots["row"].implode())
    recent = pl.col("term") >= LAST_WHOLE
    return results.with_columns(
        snapshot=pl.when(kept).then("snapshot").otherwise(None),
        reasons=pl.when(recent).then("reasons").otherwise(pl.lit([], pl.List(pl.String))),
    )


def _that_point_at(rows: pl.DataFrame, column: str, kept: pl.DataFrame) -> pl.DataFrame:
    return rows.join(kept.select(pl.col("row").alias(column)), on=column, how="semi", maintain_order="left")
