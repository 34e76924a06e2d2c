"""What an indicator is: a named expression over the extract's `child_term` table, with its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ibis import _

from isee.reporting.disclosure import Kind

AREA_LEVELS = ("nation", "region", "province", "district", "subdistrict")
ALL_LEVELS = (*AREA_LEVELS, "school")
REGION_LEVELS = ("nation", "region")
"""Of shares that are near all nearly everywhere: what is left would be too few to show in a province."""
DISTRICT_LEVELS = ("nation", "region", "province", "district")
"""Of figures on what few children have, or on their health and care: below a district most would be too few to show."""

PROVINCE_LEVELS = ("nation", "region", "province")
"""Of care, which nobody may guess of a child, and of schools, of which a district has too few."""


class Unit(StrEnum):
    """The unit of the published value."""

    COUNT = "count"
    SHARE = "share"
    BAHT = "baht"


class Family(StrEnum):
    """What an indicator is about; choosers and the method page are ordered by it."""

    SCHOOL = "school"
    POVERTY = "poverty"
    HOUSEHOLD = "household"
    HEALTH = "health"
    PROTECTION = "protection"
    HELP = "help"
    OUT_OF_SCHOOL = "out_of_school"
    DATA = "data"

    @property
    def label_th(self) -> str:
        """The family's name in Thai."""
        return _FAMILY_LABELS[self][0]

    @property
    def label_en(self) -> str:
        """The family's name in English."""
        return _FAMILY_LABELS[self][1]


_FAMILY_LABELS = {
    Family.SCHOOL: ("การเรียนและการมาเรียน", "School life"),
    Family.POVERTY: ("ความยากจนและการคัดกรอง", "Poverty and screening"),
    Family.HOUSEHOLD: ("ครัวเรือนและความเป็นอยู่", "Household and home"),
    Family.HEALTH: ("สุขภาพและการเจริญเติบโต", "Health and growth"),
    Family.PROTECTION: ("ความเสี่ยงและการคุ้มครอง", "Risk and protection"),
    Family.HELP: ("เงินอุดหนุนและความช่วยเหลือ", "Grants and help"),
    Family.OUT_OF_SCHOOL: ("เด็กนอกระบบการศึกษา", "Children out of school"),
    Family.DATA: ("คุณภาพของข้อมูล", "The data themselves"),
}


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    `numerator`, `denominator` and `children` are deferred Ibis expressions that add up over any set of rows
    to whole numbers, so that every engine gives the same figures. `scale` is the number of numerator units
    in one published unit (100 where satang are summed and baht are shown). `band` is the column behind the
    breakdown by grade band. A count has no denominator. The methods have two sentences each; they say in which terms
    there is nothing to tell, `levels` for which places there is. `follows` names the indicators whose shown number is
    this one's denominator, so that it must be hidden where they are. Shares of one `division` have the same
    denominator, and no child is in two of them. `table` is the table of the extract whose rows are counted: those of
    `school_term` are schools, and have neither sex nor grade band.
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
    family: Family = Family.SCHOOL
    follows: tuple[str, ...] = ()
    division: str = ""
    sensitivity: str = "personal"
    table: str = "child_term"

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


def answered(flag: str) -> Any:
    """Pupils of whom a column of yes and no says something."""
    return _.in_school & _[flag].notnull()


def _half_up(n: int, d: int) -> int:
    """`n / d` rounded to a whole number, halves upward, without floats."""
    return (2 * n + d) // (2 * d)
