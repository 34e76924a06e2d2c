"""How values are written in the ministries' files: dates of both eras, codes, empty cells."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

BE = 543
"""Years by which the Buddhist era is ahead."""


def _year(day: pl.Expr, *, era: str, swapped: pl.Expr | None) -> pl.Expr:
    """The year as written; where `swapped`, in the other era than the layout's."""
    year = day.dt.year()
    if swapped is None:
        return year + BE if era == "BE" else year
    return year + pl.when(swapped == (era == "BE")).then(0).otherwise(BE)


def written(day: str | pl.Expr, form: str, *, era: str, swapped: pl.Expr | None = None) -> pl.Expr:
    """A date in a layout's format (of YYYY, MM, DD, D, M and signs), "" for none."""
    value = pl.col(day) if isinstance(day, str) else day
    year = _year(value, era=era, swapped=swapped).cast(pl.String)
    month, date = value.dt.month().cast(pl.String), value.dt.day().cast(pl.String)
    pieces = {
        "YYYYMMDD": [year, month.str.zfill(2), date.str.zfill(2)],
        "YYYY-MM-DD": [year, pl.lit("-"), month.str.zfill(2), pl.lit("-"), date.str.zfill(2)],
        "DD/MM/YYYY": [date.str.zfill(2), pl.lit("/"), month.str.zfill(2), pl.lit("/"), year],
        "D/M/YYYY": [date, pl.lit("/"), month, pl.lit("/"), year],
        "MM/YYYY": [month.str.zfill(2), pl.lit("/"), year],
        "YYYY-MM": [year, pl.lit("-"), month.str.zfill(2)],
    }[form]
    return pl.concat_str(pieces).fill_null("")


def days(counts: NDArray[np.int64]) -> pl.Expr:
    """Days to add to a date, one number for each row."""
    return pl.duration(days=pl.lit(pl.Series(counts)))


def cell(value: str | pl.Expr) -> pl.Expr:
    """A value as text, "" for none."""
    return (pl.col(value) if isinstance(value, str) else value).cast(pl.String).fill_null("")


def baht(value: str | pl.Expr) -> pl.Expr:
    """An amount with two decimals, "" for none."""
    amount = pl.col(value) if isinstance(value, str) else value
    return amount.cast(pl.Decimal(12, 2)).cast(pl.String).fill_null("")


def moo() -> pl.Expr:
    """The village number; towns have none."""
    return pl.when(pl.col("moo") > 0).then(pl.col("moo").cast(pl.String)).otherwise(pl.lit(""))


def sex(male: str, female: str) -> pl.Expr:
    """The sex in a layout's codes."""
    return pl.when("female").then(pl.lit(female)).otherwise(pl.lit(male))
