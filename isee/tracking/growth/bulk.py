"""Many measurements at once against WHO's references, as arrays: the same scores and marks as `assess`.

Ages are whole days, so both references are drawn out to days once (`who.day_table`) and a score is one look-up and
one power. Rows go through in blocks that fit the processor's cache.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from isee.tracking.growth import marks, who
from isee.tracking.growth.lms import LARGEST_Z
from isee.tracking.growth.who import Floats

Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int64]

BLOCK: Final = 32_768
REFERENCES: Final = ("", who.WHO2006, who.WHO2007)
"""Names behind the numbers in `GrowthColumns.reference`."""
UNKNOWN_DAY: Final = np.iinfo(np.int64).min // 4


@dataclass(frozen=True)
class GrowthColumns:
    """Scores with two decimals, NaN where there is none; `reference` numbers into `REFERENCES`.

    `flags` holds the marks of `marks.py` as bits; `marks.names_of` reads them.
    """

    reference: npt.NDArray[np.uint8]
    height_z: Floats
    weight_z: Floats
    bmi_z: Floats
    wfh_z: Floats
    flags: npt.NDArray[np.uint16]


@dataclass(frozen=True)
class _Rows:
    """A block of measurements: sex as 0 boy, 1 girl, -1 not known; NaN where a value is missing."""

    sex: Days
    day: Days
    weight: Floats
    height: Floats

    def take(self, rows: npt.NDArray[np.intp]) -> "_Rows":
        """Some of the rows."""
        return _Rows(self.sex[rows], self.day[rows], self.weight[rows], self.height[rows])


@dataclass(frozen=True)
class _Scores:
    height: Floats
    weight: Floats
    bmi: Floats
    wfh: Floats


def assess_many(
    female: npt.ArrayLike,
    *,
    born: npt.ArrayLike,
    measured_on: npt.ArrayLike,
    weight_kg: npt.ArrayLike,
    height_cm: npt.ArrayLike,
    sex_known: npt.ArrayLike | None = None,
) -> GrowthColumns:
    """Score measurements of children: `female` as booleans, days as `datetime64`, missing values NaN and NaT.

    Who is under 731 days was measured lying, all others standing. `sex_known` is False where `female` says nothing.
    Raises `ValueError` when the arrays are not equally long.
    """
    girls = np.asarray(female, dtype=np.bool_)
    sex = girls.astype(np.int64)
    if sex_known is not None:
        sex[~np.asarray(sex_known, dtype=np.bool_)] = -1
    rows = _Rows(sex, _ages(born, measured_on), _positive(weight_kg), _positive(height_cm))
    lengths = {len(rows.sex), len(rows.day), len(rows.weight), len(rows.height)}
    if len(lengths) != 1:
        raise ValueError(f"measurements come as arrays of one length, not of {sorted(lengths)}")
    return _assess(rows)


def _ages(born: npt.ArrayLike, measured_on: npt.ArrayLike) -> Days:
    """Days of age; a day that never was where a date is missing."""
    first = np.asarray(born, dtype="datetime64[D]")
    last = np.asarray(measured_on, dtype="datetime64[D]")
    age = last.astype(np.int64) - first.astype(np.int64)
    age[np.isnat(first) | np.isnat(last)] = UNKNOWN_DAY
    return age


def _positive(values: npt.ArrayLike) -> Floats:
    """Numbers, with NaN in the place of those that are no amount."""
    numbers = np.asarray(values, dtype=np.float64)
    return np.where(numbers > 0, numbers, np.nan)


def _assess(rows: _Rows) -> GrowthColumns:
    count = len(rows.sex)
    columns = GrowthColumns(
        reference=np.zeros(count, np.uint8), height_z=np.empty(count), weight_z=np.empty(count),
        bmi_z=np.empty(count), wfh_z=np.empty(count), flags=np.zeros(count, np.uint16),
    )  # fmt: skip
    for start in range(0, count, BLOCK):
        block = slice(start, start + BLOCK)
        part = _Rows(rows.sex[block], rows.day[block], rows.weight[block], rows.height[block])
        scores = _score(part)
        columns.height_z[block], columns.weight_z[block] = scores.height, scores.weight
        columns.bmi_z[block], columns.wfh_z[block] = scores.bmi, scores.wfh
        columns.reference[block] = _references(part, scores)
        columns.flags[block] = _marks(part, scores)
    return columns


def _score(rows: _Rows) -> _Scores:
    """The scores of a block. An age or a sex without a table leads to the row of NaN."""
    known = (rows.day >= 0) & (rows.day <= who.LAST_DAY) & (rows.sex >= 0)
    place = np.where(known, rows.day + rows.sex * who.DAYS, who.NO_DAY)
    index = rows.weight / (rows.height / 100) ** 2
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        return _Scores(
            height=_z(rows.height, _row("height", place), restricted=False),
            weight=_z(rows.weight, _row("weight", place)),
            bmi=_z(index, _row("bmi", place)),
            wfh=_by_length(rows, known),
        )


def _row(measure: str, place: npt.NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    table = who.day_table(measure)
    return table.el[place], table.em[place], table.es[place]


def _z(value: Floats, lms: tuple[Floats, Floats, Floats], *, restricted: bool = True) -> Floats:
    """`lms.z_score` on arrays. No table of WHO has a power of zero; in height it is always one."""
    el, em, es = lms
    z = (value / em - 1) / es if not restricted else ((value / em) ** el - 1) / (el * es)
    if restricted:
        far = np.flatnonzero(np.abs(z) > 3)
        if len(far):
            z[far] = _restricted(value[far], z[far], el[far], em[far], es[far])
    return np.clip(np.rint(z * 100) / 100, -LARGEST_Z, LARGEST_Z)


def _restricted(value: Floats, z: Floats, el: Floats, em: Floats, es: Floats) -> Floats:
    end = np.sign(z)
    third: Floats = em * (1 + el * es * (3 * end)) ** (1 / el)
    second: Floats = em * (1 + el * es * (2 * end)) ** (1 / el)
    scores: Floats = 3 * end + (value - third) / np.abs(third - second)
    return scores


def _by_length(rows: _Rows, known: Bools) -> Floats:
    """Weight by length or height, which the tables of 2006 alone have."""
    scores = np.full(len(rows.sex), np.nan)
    young = known & (rows.day <= who.LAST_DAY_2006)
    for position in who.LENGTHS:
        lying = rows.day < who.STANDING_DAYS
        first, last = who.LENGTHS[position]
        for number, sex in enumerate(who.SEXES):
            here = young & (lying == (position == "lying")) & (rows.sex == number)
            found = np.flatnonzero(here & (rows.height >= first) & (rows.height <= last))
            if len(found):
                table = np.array(who.rows_by_length(position, sex))
                tenths = rows.height[found] * 10 - first * 10
                whole = np.minimum(np.floor(tenths).astype(np.int64), len(table) - 2)
                drawn = table[whole] + (tenths - whole)[:, None] * (table[whole + 1] - table[whole])
                scores[found] = _z(rows.weight[found], (drawn[:, 0], drawn[:, 1], drawn[:, 2]))
    return scores


def _references(rows: _Rows, scores: _Scores) -> npt.NDArray[np.uint8]:
    """Which of the references stands behind a row's scores: none where there is no score."""
    none = np.isnan(scores.height) & np.isnan(scores.weight) & np.isnan(scores.bmi) & np.isnan(scores.wfh)
    return np.where(none, 0, np.where(rows.day <= who.LAST_DAY_2006, 1, 2)).astype(np.uint8)


def _marks(rows: _Rows, scores: _Scores) -> npt.NDArray[np.uint16]:
    """Marks as bits, with their reasons on the few rows that have one."""
    flags = np.zeros(len(rows.sex), np.uint16)
    by_score = {"height": scores.height, "weight": scores.weight, "bmi": scores.bmi, "weight_for_height": scores.wfh}
    for mark, measure in zip(marks.MARKS, by_score, strict=False):
        flags |= _bit(mark, _beyond(by_score[measure], marks.BELIEVABLE_Z[measure]))
    flags |= _bit(marks.WEIGHT_OUT_OF_RANGE, _beyond(rows.weight, marks.WEIGHT_KG))
    flags |= _bit(marks.HEIGHT_OUT_OF_RANGE, _beyond(rows.height, marks.HEIGHT_CM))
    marked = np.flatnonzero(flags)
    if len(marked):
        flags[marked] |= _reasons(rows.take(marked), flags[marked])
    return flags


def _reasons(rows: _Rows, flags: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """`assessment._reasons` on arrays: exchanged numbers first, then a slip in the height, then in the weight."""
    turned = _score(_Rows(rows.sex, rows.day, rows.height, rows.weight))
    exchanged = (rows.weight > rows.height) & _ordinary(turned.height) & _ordinary(turned.bmi)
    at_height = marks.bits_of([marks.HEIGHT_IMPLAUSIBLE, marks.HEIGHT_OUT_OF_RANGE])
    height_marked = (flags & at_height != 0) & ~np.isnan(rows.height)
    height_slipped, weight_slipped = np.zeros(len(flags), np.bool_), np.zeros(len(flags), np.bool_)
    for factor in marks.SLIPS:
        nothing = np.full(len(flags), np.nan)
        height_slipped |= _ordinary(_score(_Rows(rows.sex, rows.day, nothing, rows.height * factor)).height)
        mended = _score(_Rows(rows.sex, rows.day, rows.weight * factor, rows.height))
        weight_slipped |= _ordinary(np.where(np.isnan(rows.height), mended.weight, mended.bmi))
    reasons = _bit(marks.EXCHANGED, exchanged)
    reasons |= _bit(marks.HEIGHT_DECIMAL_SLIP, ~exchanged & height_marked & height_slipped)
    return reasons | _bit(marks.WEIGHT_DECIMAL_SLIP, ~exchanged & ~height_marked & weight_slipped)


def _beyond(values: Floats, limits: tuple[float, float]) -> Bools:
    return (values < limits[0]) | (values > limits[1])


def _ordinary(z: Floats) -> Bools:
    return np.asarray(np.abs(z) <= marks.ORDINARY_Z)


def _bit(mark: str, where: Bools) -> npt.NDArray[np.uint16]:
    return where.astype(np.uint16) << np.uint16(marks.MARKS.index(mark))
