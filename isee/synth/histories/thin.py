"""What of the histories is loaded in bulk: all five years at school, and of the rest what is in use.

All of them for four million children would take more than a hundred gigabytes. Enrolments, classes, days of attendance,
problems, signs and cases are kept for five years; size and grades once a year; grants, payments and help for the last
two years; screening of risks for the last; of snapshots and home visits the latest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from isee.synth.histories.grants import GRANT

MONEY_FROM: Final = 25681
RISK_FROM: Final = 25691
_LAST_GRADES: Final = 25691


def thin_histories(made: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the histories (`make.make_histories`) with what is kept in bulk; no row points at one that is gone."""
    snapshots = made["snapshots"].sort("term").unique("household", keep="last", maintain_order=True)
    entitlements = made["entitlements"].filter(pl.col("term") >= MONEY_FROM, pl.col("programme") == GRANT)
    payments = _that_point_at(made["payments"], "entitlement", entitlements)
    kept = pl.col("snapshot").is_in(snapshots["row"].implode())
    return {
        **made,
        "snapshots": snapshots,
        "results": made["results"].with_columns(snapshot=pl.when(kept).then("snapshot").otherwise(None)),
        "visits": made["visits"].sort("term").unique("person", keep="last", maintain_order=True),
        "entitlements": entitlements,
        "payments": payments,
        "receipts": _that_point_at(made["receipts"], "payment", payments),
        "batches": made["batches"].filter(pl.col("row").is_in(payments["batch"].implode())),
        "other_help": made["other_help"].filter(pl.col("term") >= MONEY_FROM),
        "learning": made["learning"].filter((pl.col("term") % 10 == 2) | (pl.col("term") == _LAST_GRADES)),
        "risk_screenings": made["risk_screenings"].filter(pl.col("term") >= RISK_FROM),
    }


def _that_point_at(rows: pl.DataFrame, column: str, kept: pl.DataFrame) -> pl.DataFrame:
    return rows.join(kept.select(pl.col("row").alias(column)), on=column, how="semi", maintain_order="left")
