"""Makes rows of children k-anonymous before they are handed out, and says what that cost.

A child is known by its quasi-identifiers in *all* its terms together: whoever knows in which school it was two years
ago may use that too. So children are alike when their rows are, term by term. Those with fewer than `k` alike lose the
most telling column in all their rows, step by step; who is still too rare at the end loses all quasi-identifiers, and
where even the terms alone are rare, the rows are withheld. Rows of children with enough alike are never touched, so
that a step never makes a group smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from isee.reporting.research.columns import KEY, TERM

K = 10
"""At least so many children are alike in an extract that is handed out."""
STEPS: tuple[tuple[str, str], ...] = (
    ("school", "school_code"), ("subdistrict", "subdistrict"), ("district", "district"), ("age", "age"),
    ("grade", "grade"), ("province", "province"),
)  # fmt: skip
"""What is taken away, in this order: the school, the place up to the province's region, the exact age, the grade."""
CODE, SIZE = "__code", "__size"


class NotAnonymousError(RuntimeError):
    """Some group is smaller than k: a fault of ours, because of which nothing is handed out."""


@dataclass(frozen=True)
class Loss:
    """What one step took from how many children and rows."""

    step: str
    children: int
    rows: int


@dataclass(frozen=True)
class Protected:
    """Rows that may leave, and what was taken from them."""

    rows: pl.DataFrame
    k: int
    quasi: tuple[str, ...]
    losses: tuple[Loss, ...]
    suppressed: Loss
    withheld: Loss
    children: int
    smallest: int | None
    homogeneity: dict[str, Any] = field(default_factory=dict)

    def report(self) -> dict[str, Any]:
        """What the codebook, the page and the approver are told; counts alone."""
        return {
            "k": self.k,
            "quasi_identifiers": list(self.quasi),
            "children": self.children,
            "rows": self.rows.height,
            "smallest_group": self.smallest,
            "steps": [vars(loss) for loss in self.losses],
            "suppressed": vars(self.suppressed),
            "withheld": vars(self.withheld),
            "homogeneity": self.homogeneity,
        }


def protect(rows: pl.DataFrame, *, quasi: Sequence[str], k: int = K) -> Protected:
    """Generalise, suppress and withhold until each child has at least `k - 1` others alike.

    `rows` has one row for each child (`KEY`) and term (`TERM`). Raises `NotAnonymousError` when a child has two rows
    in a term, and never returns rows in which a group is smaller than `k`.
    """
    if rows.select(KEY, TERM).is_duplicated().any():
        raise NotAnonymousError("A child has two rows in one term.")
    losses = []
    for step, column in STEPS:
        if column in quasi:
            rows, loss = _without(rows, quasi, (column,), step=step, k=k)
            losses.append(loss)
    rows, suppressed = _without(rows, quasi, tuple(quasi), step="all", k=k)
    rows, withheld = _withhold(rows, quasi, k=k)
    smallest = smallest_group(rows, quasi=quasi)
    if smallest is not None and smallest < k:
        raise NotAnonymousError(f"A group of {smallest} is left where {k} were asked for.")
    return Protected(
        rows, k, tuple(quasi), tuple(losses), suppressed, withheld,
        children=rows[KEY].n_unique(), smallest=smallest, homogeneity=homogeneity(rows, quasi=quasi),
    )  # fmt: skip


def group_sizes(rows: pl.DataFrame, *, quasi: Sequence[str]) -> pl.DataFrame:
    """For each child how many are alike in all their terms, itself included."""
    if not quasi:
        coded = rows.select(KEY, TERM, pl.lit(0, pl.UInt32).alias(CODE))
    else:
        codes = rows.select(quasi).unique().with_row_index(CODE)
        coded = rows.select(KEY, TERM, *quasi).join(codes, on=list(quasi), how="left", nulls_equal=True)
    wide = coded.pivot(on=TERM, index=KEY, values=CODE)
    terms = [name for name in wide.columns if name != KEY]
    return wide.select(KEY, pl.len().over(terms).alias(SIZE)) if terms else wide.with_columns(pl.lit(0).alias(SIZE))


def smallest_group(rows: pl.DataFrame, *, quasi: Sequence[str]) -> int | None:
    """The size of the smallest group; None where there is no row."""
    if rows.is_empty():
        return None
    smallest = group_sizes(rows, quasi=quasi)[SIZE].min()
    assert isinstance(smallest, int)
    return smallest


def homogeneity(rows: pl.DataFrame, *, quasi: Sequence[str], column: str = "poverty_class") -> dict[str, Any]:
    """How many groups of a term have one known value of a sensitive column: then who is in one is told it.

    `least` is the smallest number of different values in a group (l of l-diversity), where any is known.
    """
    if column not in rows.columns or rows.is_empty():
        return {}
    known = pl.col(column).drop_nulls()
    groups = (
        rows.group_by([TERM, *quasi])
        .agg(known.n_unique().alias("different"), known.first().alias("value"), pl.len().alias("rows"))
        .filter(pl.col("different") > 0)
    )
    alike = groups.filter(pl.col("different") == 1)
    by_value = alike.group_by("value").agg(pl.len().alias("groups"), pl.col("rows").sum()).sort("value")
    return {
        "column": column,
        "groups": groups.height,
        "alike": alike.height,
        "rows_in_alike": int(alike["rows"].sum()),
        "least": groups["different"].min(),
        "by_value": by_value.to_dicts(),
    }


def _without(
    rows: pl.DataFrame, quasi: Sequence[str], columns: Sequence[str], *, step: str, k: int
) -> tuple[pl.DataFrame, Loss]:
    """Take columns from all rows of the children that have too few alike."""
    rare = _rare(rows, quasi, k=k)
    mark = pl.col(KEY).is_in(rare.implode())
    has = pl.any_horizontal(pl.lit(False), *(pl.col(column).is_not_null() for column in columns))
    losing = rows.filter(mark & has)
    loss = Loss(step, losing[KEY].n_unique(), losing.height)
    if loss.rows:
        rows = rows.with_columns(pl.when(mark).then(None).otherwise(pl.col(column)).alias(column) for column in columns)
    return rows, loss


def _withhold(rows: pl.DataFrame, quasi: Sequence[str], *, k: int) -> tuple[pl.DataFrame, Loss]:
    """Leave out the children whose terms alone make them rare."""
    rare = _rare(rows, quasi, k=k)
    gone = pl.col(KEY).is_in(rare.implode())
    lost = rows.filter(gone)
    return rows.filter(~gone), Loss("withheld", lost[KEY].n_unique(), lost.height)


def _rare(rows: pl.DataFrame, quasi: Sequence[str], *, k: int) -> pl.Series:
    return group_sizes(rows, quasi=quasi).filter(pl.col(SIZE) < k)[KEY]
