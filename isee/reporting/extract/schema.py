"""The columns of an extract.

`child_term` has one row for each child known in a term: a pupil stands at the place of the school, a child
out of school at the place of the home. Places are all known or all null. No name, number, address, point,
date of birth or internal id is in it.
"""

import pyarrow as pa

SCHEMA_VERSION = 2
"""Raised when a column changes its meaning; a release refuses extracts of another version."""

CHILD_TERM = pa.schema(
    [
        pa.field("term_key", pa.int32(), nullable=False),
        pa.field("research_key", pa.binary(16), nullable=False),
        pa.field("sex", pa.string()),  # f, m
        pa.field("age", pa.int16()),  # whole years when the academic year opens
        pa.field("age_band", pa.string()),  # the grade band that belongs to the age
        pa.field("grade", pa.string()),  # K1 .. V3
        pa.field("grade_band", pa.string()),
        pa.field("school_code", pa.string()),  # ten digits; null when out of school
        pa.field("subdistrict", pa.string()),
        pa.field("district", pa.string()),
        pa.field("province", pa.string()),
        pa.field("region", pa.string()),  # R1 .. R4
        pa.field("in_school", pa.bool_(), nullable=False),
        pa.field("left_as", pa.string()),  # dropped_out, transferred; null unless a pupil left by its last day
        pa.field("poverty_class", pa.string()),  # not_poor, poor, extremely_poor; null when not screened
        pa.field("income_per_head", pa.decimal128(10, 2)),  # baht per month
        pa.field("days_expected", pa.int16()),
        pa.field("days_present", pa.int16()),
        pa.field("gpa", pa.decimal128(3, 2)),  # 0 to 4
        pa.field("promotion", pa.string()),  # promoted, repeats, graduated; null unless a school decided
        pa.field("height_z", pa.decimal128(5, 2)),  # the last measurement of the term, complete ones first
        pa.field("bmi_z", pa.decimal128(5, 2)),
        pa.field("growth_reference", pa.string()),  # the table of both scores
        pa.field("grants", pa.int16()),  # entitlements granted or held; null when there is none
        pa.field("grants_paid", pa.int16()),  # payments that arrived, with or without a receipt
        pa.field("grants_receipted", pa.int16()),  # of these, those with a receipt
    ]
)

AREAS = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("name_th", pa.string(), nullable=False),
        pa.field("name_en", pa.string(), nullable=False),
        pa.field("parent", pa.string()),
    ]
)

SCHOOLS = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name_th", pa.string(), nullable=False),
        pa.field("name_en", pa.string(), nullable=False),
        pa.field("subdistrict", pa.string(), nullable=False),
    ]
)

AGE_BANDS = {
    "pre_primary": (3, 5),
    "primary": (6, 11),
    "lower_secondary": (12, 14),
    "upper_secondary": (15, 18),
}
"""First and last age, in whole years at the opening of the academic year, of the band that belongs to an age."""
