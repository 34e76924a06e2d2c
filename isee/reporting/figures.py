"""Adds the indicators up, for every area and school, by sex and grade band.

The engine behind the Ibis table (DuckDB on one machine) passes once over the children; all further sums are of
whole numbers and made from that pass.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from isee.reporting.indicators import INDICATORS, Indicator

LEVEL_COLUMNS: Mapping[str, str | None] = {
    "nation": None,
    "region": "region",
    "province": "province",
    "district": "district",
    "subdistrict": "subdistrict",
    "school": "school_code",
}
NATION = "TH"
UNPLACED = "?"
"""The unit of children whose place is not known: part of the nation's total, never shown by itself."""
UNKNOWN = "?"
"""The group of children whose sex or grade band is not known: part of the total, never shown by itself."""
SEXES = ("f", "m")
BANDS = ("pre_primary", "primary", "lower_secondary", "upper_secondary")
BREAKDOWNS: Mapping[str, tuple[str, ...]] = {"all": ("all",), "sex": SEXES, "grade_band": BANDS}


class Position(NamedTuple):
    """Where a figure stands: which area or school, which breakdown, which group of it."""

    unit: str
    breakdown: str
    group: str


Place = tuple[str, Position]
"""An indicator and where it stands."""


class Sums(NamedTuple):
    """The sums of one indicator at one position."""

    n: int
    d: int
    children: int


@dataclass
class Figures:
    """All sums of one term, by indicator and position, and the level of each unit."""

    sums: dict[str, dict[Position, Sums]] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)

    def at(self, indicator: str, position: Position) -> Sums:
        """The sums at a position; zeros where no child was found."""
        return self.sums[indicator].get(position, Sums(0, 0, 0))


def add_up_term(children: Any, schools: Any, *, indicators: Iterable[Indicator] = INDICATORS) -> Figures:
    """Figures of the Ibis tables `child_term` and `school_term` of one term."""
    figures = add_up(children, indicators=indicators)
    of_schools = add_up(schools, indicators=indicators, table="school_term")
    return Figures({**figures.sums, **of_schools.sums}, {**of_schools.levels, **figures.levels})


def add_up(rows: Any, *, indicators: Iterable[Indicator] = INDICATORS, table: str = "child_term") -> Figures:
    """Figures of an Ibis table that holds one term, by those indicators that count rows of that table.

    A breakdown by a column that the table does not have is left out.
    """
    chosen = tuple(indicator for indicator in indicators if indicator.table == table)
    figures = Figures({indicator.name: {} for indicator in chosen})
    finest = _finest(rows, chosen)
    for level, column in LEVEL_COLUMNS.items():
        at_level = [indicator for indicator in chosen if level in indicator.levels]
        placed = finest if level != "school" else finest.filter(pl.col("school_code").is_not_null())
        for breakdown in BREAKDOWNS:
            for by, together in _by_group_column(breakdown, at_level).items():
                if by is not None and by not in finest.columns:
                    continue
                _add_group(figures, placed, level=level, columns=(column, by), breakdown=breakdown, of=together)
    return figures


def _finest(rows: Any, indicators: tuple[Indicator, ...]) -> pl.DataFrame:
    """The only pass over the rows, by the engine: sums by every column that figures are told by."""
    places = [column for column in LEVEL_COLUMNS.values() if column is not None]
    groups = [name for name in ("sex", *sorted({one.band for one in indicators})) if name in rows.columns]
    sums = {name: expression for indicator in indicators for name, expression in indicator.sums().items()}
    table = rows.group_by([*places, *groups]).aggregate(**sums).to_pyarrow()
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _by_group_column(breakdown: str, indicators: list[Indicator]) -> dict[str | None, list[Indicator]]:
    """The indicators that share a column to group by: a grade band can be that of a grade or of an age."""
    columns: dict[str | None, list[Indicator]] = {}
    for indicator in indicators:
        column = {"all": None, "sex": "sex", "grade_band": indicator.band}[breakdown]
        columns.setdefault(column, []).append(indicator)
    return columns


def _add_group(
    figures: Figures,
    rows: pl.DataFrame,
    *,
    level: str,
    columns: tuple[str | None, str | None],
    breakdown: str,
    of: list[Indicator],
) -> None:
    unit_column, group_column = columns
    unit = pl.lit(NATION) if unit_column is None else pl.col(unit_column).fill_null(UNPLACED)
    group = pl.lit("all") if group_column is None else pl.col(group_column).fill_null(UNKNOWN)
    names = [f"{indicator.name}__{part}" for indicator in of for part in Sums._fields]
    added = rows.group_by(unit.alias("unit"), group.alias("group")).agg(pl.col(names).sum())
    for row in added.iter_rows(named=True):
        figures.levels.setdefault(row["unit"], level)
        for indicator in of:
            values = Sums(*(row[f"{indicator.name}__{part}"] for part in Sums._fields))
            if any(values):
                figures.sums[indicator.name][Position(row["unit"], breakdown, row["group"])] = values
