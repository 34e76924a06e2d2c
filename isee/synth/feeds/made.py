"""A feed as it was made: its files as tables of text, the truth of every row, and the counts of its faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from isee.linkage.api import feed_layout
from isee.synth.feeds.kinds import fault_kinds
from isee.synth.feeds.spoil import Spoilt, Tally


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a feed: its name, its text columns as the layout has them, and how it is written."""

    name: str
    table: pl.DataFrame
    encoding: str
    separator: str = ","
    header: bool = True
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """One feed of one province. `archive` is the zip that holds its members, relative to the folder of all feeds.

    `truth` has one row for each row of the members, and one for each row that is gone: `file`, `row` (from 0 below the
    header; null when gone), `person` (null for a stranger), further persons of the row, a flag for each kind of fault.
    """

    feed: str
    archive: str
    members: tuple[Member, ...]
    truth: pl.DataFrame
    tallies: tuple[Tally, ...]


def as_layout(rows: pl.DataFrame, layout: str, values: dict[str, pl.Expr]) -> pl.DataFrame:
    """The rows as text in a layout's columns; a column without a value here is empty in every row."""
    return rows.select(values.get(name, pl.lit("")).alias(name) for name in feed_layout(layout).names)


def truth_of(spoilt: Spoilt, *, file: str | None = None, also: tuple[str, ...] = ()) -> pl.DataFrame:
    """The truth of a feed whose rows stand in the order of its files.

    `file` is the only file's name; without it the rows name theirs. `also` names further persons of a row.
    """
    rows = spoilt.rows if file is None else spoilt.rows.with_columns(file=pl.lit(file))
    stays = ~pl.col("row_gone")
    count = stays.cast(pl.UInt32).cum_sum().over("file") - 1
    return rows.select("file", pl.when(stays).then(count).alias("row"), "person", *also, *fault_kinds())


def present(spoilt: Spoilt) -> pl.DataFrame:
    """The rows that are in the file."""
    return spoilt.rows.filter(~pl.col("row_gone"))


def parts(table: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    """Slices of at most `size` rows."""
    for start in range(0, len(table), size):
        yield table.slice(start, size)
