"""A growth reference that an office has loaded, such as the Thai one of 2564, ready to be asked."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from isee.tracking.growth.lms import Lms, between, z_score

THAI2564: Final = "thai2564"
MEASURES: Final = ("height", "weight", "bmi", "weight_for_height")
BY_HEIGHT: Final = "weight_for_height"
"""The one measure whose rows stand by height in centimetres; those of the others stand by months of age."""
LINES: Final = (-3.0, -2.0, -1.5, -1.0, 0.0, 1.0, 1.5, 2.0, 3.0)
"""The lines that a printed chart can have, in standard deviations."""


@dataclass(frozen=True)
class TableRow:
    """One row: where it stands, and either L, M and S or the values on the lines, by their deviation."""

    at: float
    lms: Lms | None
    lines: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class LoadedReference:
    """The rows of a reference by measure and sex, in order; `name` is its code in the database.

    `source` says where its tables are from; `illustrative` that one of them is made up, which a page has to say.
    """

    name: str
    tables: Mapping[tuple[str, str], Sequence[TableRow]]
    source: str = ""
    illustrative: bool = False

    def holds(self, measure: str) -> bool:
        """Whether a measure was loaded, for either sex."""
        return any(held == measure for held, _sex in self.tables)

    def score(self, measure: str, *, sex: str, at: float, value: float) -> float | None:
        """The z-score of a value at an age in months, or at a height; None where the table has no row for it.

        Between two rows the value is compared with both and the scores are drawn straight. By age, the last row
        holds for the whole of its month.
        """
        rows = self.tables.get((measure, sex), ())
        place = bisect_right(rows, at, key=lambda row: row.at) - 1
        if place < 0:
            return None
        low = rows[place]
        if place == len(rows) - 1:
            reach = 0.0 if measure == BY_HEIGHT else 1.0
            return _score(low, measure, value) if at - low.at < reach or at == low.at else None
        high = rows[place + 1]
        share = (at - low.at) / (high.at - low.at)
        if low.lms and high.lms:
            return z_score(value, between(low.lms, high.lms, share), restricted=measure != "height")
        first, second = _score(low, measure, value), _score(high, measure, value)
        return first + share * (second - first)


def score_on_lines(value: float, lines: Sequence[tuple[float, float]]) -> float:
    """The z-score of a value between printed lines, drawn straight; beyond the outermost as steep as within it."""
    steps = list(pairwise(lines))
    for (low_z, low), (high_z, high) in steps:
        if value <= high or (high_z, high) == steps[-1][1]:
            return low_z + (value - low) / (high - low) * (high_z - low_z)
    return math.nan


def _score(row: TableRow, measure: str, value: float) -> float:
    if row.lms:
        return z_score(value, row.lms, restricted=measure != "height")
    return score_on_lines(value, row.lines)
