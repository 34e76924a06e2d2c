"""The columns of an extract.

`child_term` has one row for each child known in a term: a pupil stands at the place of the school, a child
out of school at the place of the home. Places are all known or all null. No name, number, address, point,
date of birth or internal id is in it; of homes and of care it knows yes or no, and null where nobody asked.
`school_term` has one row for each school that is open in a term.
"""

import pyarrow as pa

SCHEMA_VERSION = 3
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
        pa.field("near_line", pa.bool_()),  # that income is a little above the model's; null where it has none
        pa.field("days_expected", pa.int16()),
        pa.field("days_present", pa.int16()),
        pa.field("rule_met", pa.bool_()),  # by the rule of grants that was in force; null without days or rule
        pa.field("gpa", pa.decimal128(3, 2)),  # 0 to 4
        pa.field("promotion", pa.string()),  # promoted, repeats, graduated; null unless a school decided
        pa.field("finished", pa.string()),  # K3, P6, M3: the stage that ended with the last academic year
        pa.field("height_z", pa.decimal128(5, 2)),  # the last measurement of the term, complete ones first
        pa.field("bmi_z", pa.decimal128(5, 2)),
        pa.field("growth_reference", pa.string()),  # the table of both scores
        pa.field("grants", pa.int16()),  # entitlements granted or held; null when there is none
        pa.field("grants_paid", pa.int16()),  # payments that arrived, with or without a receipt
        pa.field("grants_receipted", pa.int16()),  # of these, those with a receipt
        pa.field("baht_paid", pa.decimal128(10, 2)),  # what arrived
        pa.field("helped", pa.bool_()),  # true when somebody else helped in the term, else null
        pa.field("applied", pa.bool_()),  # the newest form of the last three years is of this term
        pa.field("verified", pa.bool_()),  # that form rests on a teacher's visit and is certified
        pa.field("lives_apart", pa.bool_()),  # from both parents; this and the next come from that form
        pa.field("institution", pa.bool_()),
        pa.field("low_schooling", pa.bool_()),  # no grown-up member went to school beyond the primary
        pa.field("no_earner", pa.bool_()),  # no grown-up member earns by wages, farming or business
        pa.field("dependants", pa.bool_()),  # disabled, chronically ill, old, single parent or out of work
        pa.field("poor_housing", pa.bool_()),  # of earth, bamboo, leaf or scrap, or without a toilet
        pa.field("no_meter", pa.bool_()),  # no electricity meter of its own
        pa.field("open_water", pa.bool_()),  # drinks from a well, rain or a stream
        pa.field("few_assets", pa.bool_()),  # no car, pickup or tractor, and at most one of five appliances
        pa.field("little_land", pa.bool_()),  # no farmland, or less than one rai
        pa.field("long_way", pa.bool_()),  # half an hour or more to school
        pa.field("problem", pa.bool_()),  # true when a condition stands in the way in the term, else null
        pa.field("disability", pa.bool_()),  # whether one of these is a disability
        pa.field("risk", pa.bool_()),  # found in the academic year, so far; null when not screened
        pa.field("abandoned", pa.bool_()),  # abandoned or orphaned; null, as the next, when neither is marked
        pa.field("endangered", pa.bool_()),
        pa.field("searched", pa.bool_()),  # true when somebody began to look after it within a year, else null
    ]
)

SCHOOL_TERM = pa.schema(
    [
        pa.field("term_key", pa.int32(), nullable=False),
        pa.field("school_code", pa.string(), nullable=False),
        pa.field("subdistrict", pa.string()),
        pa.field("district", pa.string()),
        pa.field("province", pa.string()),
        pa.field("region", pa.string()),
        pa.field("sent", pa.bool_(), nullable=False),  # a pupil is enrolled in the term
        pa.field("attendance", pa.bool_(), nullable=False),  # days of a pupil of the term are known
        pa.field("overdue", pa.bool_()),  # a form waits in a round that is over; null when no form is in one
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
