"""Scores as columns of an Arrow table, for loading measurements in bulk."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from isee.tracking.growth.bulk import REFERENCES, GrowthColumns, assess_many
from isee.tracking.growth.who import Floats

BELIEVABLE_BMI: Final = (9.0, 45.0)
"""Body mass index of a living child of any age, widely drawn: all that can be asked where age or sex is not known."""
CHILD_COLUMNS: Final = ("sex", "born")


def with_scores(rows: pa.Table) -> pa.Table:
    """Add `height_z`, `weight_z`, `bmi_z`, `reference` and `doubtful` to measurements.

    Reads `weight_kg`, `height_cm`, `measured_on`, and takes away the child's `sex` (`f`, `m`, anything else: not
    known) and `born` (null where the day is not known); without these two columns no row has a score. A row is
    doubtful when it has a mark of `marks.py`, or an index that no child has. Rows stay as many and in their order.
    """
    weight, height = _numbers(rows.column("weight_kg")), _numbers(rows.column("height_cm"))
    scores = _scores(rows, weight, height)
    with np.errstate(invalid="ignore", divide="ignore"):
        index = weight / (height / 100) ** 2
        odd = (index < BELIEVABLE_BMI[0]) | (index > BELIEVABLE_BMI[1])
    rows = rows.drop_columns([name for name in CHILD_COLUMNS if name in rows.column_names])
    for name in ("height_z", "weight_z", "bmi_z"):
        rows = rows.append_column(name, pa.array(getattr(scores, name), pa.float64(), from_pandas=True))
    names = pa.DictionaryArray.from_arrays(pa.array(scores.reference, pa.uint8()), pa.array(REFERENCES))
    rows = rows.append_column("reference", names.cast(pa.string()))
    return rows.append_column("doubtful", pa.array((scores.flags > 0) | odd, pa.bool_()))


def _scores(rows: pa.Table, weight: Floats, height: Floats) -> GrowthColumns:
    count = rows.num_rows
    if not set(CHILD_COLUMNS) <= set(rows.column_names):
        unknown = np.full(count, "NaT", "datetime64[D]")
        return assess_many(
            np.zeros(count, np.bool_), born=unknown, measured_on=unknown, weight_kg=weight, height_cm=height,
            sex_known=np.zeros(count, np.bool_),
        )  # fmt: skip
    girls, boys = (_is(rows.column("sex"), sex) for sex in ("f", "m"))
    return assess_many(
        girls, born=_days(rows.column("born")), measured_on=_days(rows.column("measured_on")), weight_kg=weight,
        height_cm=height, sex_known=girls | boys,
    )  # fmt: skip


def _numbers(column: pa.ChunkedArray) -> Floats:
    numbers: Floats = pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy()
    return numbers


def _days(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    days: np.ndarray[tuple[int], np.dtype[np.datetime64]] = column.cast(pa.date32()).to_numpy().astype("datetime64[D]")
    return days


def _is(column: pa.ChunkedArray, value: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    same: np.ndarray[tuple[int], np.dtype[np.bool_]] = pc.fill_null(pc.equal(column, value), False).to_numpy()
    return same
