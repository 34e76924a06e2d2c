"""Many at once are scored and marked just as one by one."""

import math
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isee.tracking.growth import marks
from isee.tracking.growth.assessment import Growth, assess
from isee.tracking.growth.bulk import REFERENCES, GrowthColumns, assess_many
from isee.tracking.growth.columns import with_scores

MEASURED = date(2026, 11, 5)
Row = tuple[str, int | None, float | None, float | None]

ROWS = st.lists(
    st.tuples(
        st.sampled_from("fmu"),
        st.none() | st.integers(-400, 7400),
        st.none() | st.integers(0, 99_999).map(lambda value: value / 100),
        st.none() | st.integers(0, 99_999).map(lambda value: value / 100),
    ),
    max_size=60,
)
"""Any sex, age, weight and height that a file could hold, believable or not."""
CHILDREN = st.lists(
    st.tuples(
        st.sampled_from("fm"),
        st.integers(0, 6970),
        st.integers(300, 9000).map(lambda value: value / 100),
        st.integers(4500, 19000).map(lambda value: value / 100),
    ),
    min_size=1, max_size=60,
)  # fmt: skip


def in_bulk(rows: list[Row]) -> GrowthColumns:
    return assess_many(
        [sex == "f" for sex, *_rest in rows],
        born=np.array([None if days is None else MEASURED - timedelta(days) for _sex, days, *_rest in rows], "M8[D]"),
        measured_on=np.array([MEASURED] * len(rows), "M8[D]"),
        weight_kg=[math.nan if weight is None else weight for _sex, _days, weight, _height in rows],
        height_cm=[math.nan if height is None else height for *_rest, height in rows],
        sex_known=[sex != "u" for sex, *_rest in rows],
    )


def one_by_one(rows: list[Row]) -> list[Growth]:
    return [assess(sex, age_days=days, weight_kg=weight, height_cm=height) for sex, days, weight, height in rows]


def same(columns: GrowthColumns, row: int, growth: Growth) -> bool:
    scores = (columns.height_z, columns.weight_z, columns.bmi_z, columns.wfh_z)
    found = [None if math.isnan(score[row]) else float(score[row]) for score in scores]
    return (
        found == [growth.height_z, growth.weight_z, growth.bmi_z, growth.wfh_z]
        and REFERENCES[columns.reference[row]] == growth.reference
        and marks.names_of(int(columns.flags[row])) == growth.flags
    )


@settings(max_examples=150, deadline=None)
@given(ROWS | CHILDREN)
def test_many_at_once_are_scored_as_one_by_one(rows: list[Row]) -> None:
    columns = in_bulk(rows)
    assert [rows[row] for row, growth in enumerate(one_by_one(rows)) if not same(columns, row, growth)] == []


def test_every_day_of_age_has_the_same_score_both_ways() -> None:
    rows: list[Row] = [(sex, days, 8 + days / 170, 55 + days / 58) for sex in "fm" for days in range(0, 7000, 3)]
    columns = in_bulk(rows)
    assert [rows[row] for row, growth in enumerate(one_by_one(rows)) if not same(columns, row, growth)] == []


def test_nothing_is_scored_to_nothing() -> None:
    assert len(in_bulk([]).height_z) == 0


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        assess_many([True], born=np.array([MEASURED] * 2, "M8[D]"), measured_on=np.array([MEASURED] * 2, "M8[D]"),
                    weight_kg=[1.0, 2.0], height_cm=[1.0, 2.0])  # fmt: skip


def test_columns_for_loading_keep_rows_and_order() -> None:
    table = pa.table(
        {
            "person_id": [1, 2, 3, 4],
            "measured_on": [MEASURED] * 4,
            "weight_kg": pa.array([Decimal("29.50"), Decimal("295.00"), None, Decimal("30.00")], pa.decimal128(5, 2)),
            "height_cm": pa.array([Decimal("135.00")] * 3 + [Decimal("40.00")], pa.decimal128(5, 2)),
            "sex": ["f", "m", "u", "u"],
            "born": pa.array([date(2016, 11, 5), date(2016, 11, 5), date(2016, 11, 5), None], pa.date32()),
        }
    )
    scored = with_scores(table).to_pylist()
    assert [row["person_id"] for row in scored] == [1, 2, 3, 4]
    assert [row["reference"] for row in scored] == ["who2007", "who2007", "", ""]
    assert [row["doubtful"] for row in scored] == [False, True, False, True]
    assert scored[0]["height_z"] == assess("f", age_days=3652, weight_kg=None, height_cm=135).height_z
    assert scored[2]["height_z"] is None
    assert "born" not in scored[0]
    assert with_scores(table.drop_columns(["sex", "born"])).column("reference").to_pylist() == [""] * 4
