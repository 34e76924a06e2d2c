"""What an indicator is: a named expression over the extract's `child_term` table, with its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isee.reporting.disclosure import Kind

AREA_LEVELS = ("nation", "region", "province", "district", "subdistrict")
ALL_LEVELS = (*AREA_LEVELS, "school")


class Unit(StrEnum):
    """The unit of the published value."""

    COUNT = "count"
    SHARE = "share"
    BAHT = "baht"


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    `numerator`, `denominator` and `children` are deferred Ibis expressions that add up over any set of rows
    to whole numbers, so that every engine gives the same figures. `scale` is the number of numerator units
    in one published unit (100 where satang are summed and baht are shown). `band` is the column behind the
    breakdown by grade band. A count has no denominator. The methods have two sentences each.
    """

    name: str
    label_th: str
    label_en: str
    unit: Unit
    kind: Kind
    numerator: Any
    denominator: Any | None
    children: Any
    columns: tuple[str, ...]
    method_th: str
    method_en: str
    numerator_th: str
    numerator_en: str
    denominator_th: str = ""
    denominator_en: str = ""
    levels: tuple[str, ...] = ALL_LEVELS
    band: str = "grade_band"
    scale: int = 1
    sensitivity: str = "personal"

    def sums(self) -> Mapping[str, Any]:
        """The three named sums, as aggregates of whole numbers that are never null."""
        denominator = self.children if self.denominator is None else self.denominator
        parts = {"n": self.numerator, "d": denominator, "children": self.children}
        return {
            f"{self.name}__{part}": expression.sum().fill_null(0).cast("int64") for part, expression in parts.items()
        }

    def value(self, n: int, d: int) -> float | int:
        """The published value, rounded half up: per cent with one decimal, whole baht, or the count
        itself.
        """
        if self.unit is Unit.COUNT:
            return n
        if self.unit is Unit.SHARE:
            return _half_up(n * 1000, d) / 10
        return _half_up(n, d * self.scale)


def _half_up(n: int, d: int) -> int:
    """`n / d` rounded to a whole number, halves upward, without floats."""
    return (2 * n + d) // (2 * d)
