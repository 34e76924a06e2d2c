"""Marks say what is hard to believe and why; classes say on which side their limits lie."""

import re

import pytest

from isee.tracking.growth import marks
from isee.tracking.growth.assessment import assess
from isee.tracking.growth.classes import THAI_LADDERS, WHO_LADDERS, grows_well, growth_class

TEN_YEARS = 3653


@pytest.mark.parametrize(
    ("weight", "height", "flags"),
    [
        (30, 138, ()),
        (None, 138, ()),
        (30, None, ()),
        (0, 0, ()),
        (300, 138, ("weight_implausible", "bmi_implausible", "weight_decimal_slip")),
        (3, 138, ("weight_implausible", "bmi_implausible", "weight_decimal_slip")),
        (30, 13.8, ("height_implausible", "bmi_implausible", "height_out_of_range", "height_decimal_slip")),
        (138, 30, ("height_implausible", "weight_implausible", "bmi_implausible", "height_out_of_range",
                   "weight_and_height_exchanged")),
        (30, 250, ("height_implausible", "bmi_implausible")),
        (3000, 138, ("weight_implausible", "bmi_implausible", "weight_out_of_range")),
        (0.05, None, ("weight_implausible", "weight_out_of_range")),
    ],
)  # fmt: skip
def test_a_mark_names_what_is_wrong_and_what_would_explain_it(
    weight: float | None, height: float | None, flags: tuple[str, ...]
) -> None:
    growth = assess("f", age_days=TEN_YEARS, weight_kg=weight, height_cm=height)
    assert growth.flags == flags


def test_a_marked_measurement_keeps_its_scores() -> None:
    growth = assess("f", age_days=TEN_YEARS, weight_kg=300, height_cm=138)
    assert growth.flags
    assert growth.height_z == pytest.approx(-0.1, abs=0.02)
    assert growth.weight_z is not None


def test_a_score_is_capped_where_the_column_ends() -> None:
    growth = assess("f", age_days=0, weight_kg=300, height_cm=40)
    assert (growth.weight_z, growth.bmi_z) == (99.99, 99.99)
    assert "weight_implausible" in growth.flags


@pytest.mark.parametrize(
    ("measure", "limits"),
    [("height", (-6, 6)), ("weight", (-6, 5)), ("bmi", (-5, 5)), ("weight_for_height", (-5, 5))],
)
def test_a_score_on_whos_limit_is_believed_and_one_beyond_is_not(measure: str, limits: tuple[float, float]) -> None:
    for limit, beyond in ((limits[0], -0.01), (limits[1], 0.01)):
        assert not marks.is_implausible(measure, limit)
        assert marks.is_implausible(measure, limit + beyond)


def test_the_ministrys_limits_are_valid_themselves() -> None:
    assert not any(marks.is_outside(value, marks.WEIGHT_KG) for value in (0.1, 300.0))
    assert not any(marks.is_outside(value, marks.HEIGHT_CM) for value in (40.0, 250.0))


def test_marks_are_bits_and_each_has_its_words() -> None:
    for mark in marks.MARKS:
        assert marks.names_of(marks.bits_of([mark])) == (mark,)
        assert all(marks.LABELS[mark])
    assert marks.names_of(marks.bits_of(marks.MARKS)) == marks.MARKS


@pytest.mark.parametrize(
    ("reference", "measure", "z", "code"),
    [
        ("who2007", "bmi", -3.01, "bmi_very_low"), ("who2007", "bmi", -3, "bmi_low"),
        ("who2007", "bmi", -2.01, "bmi_low"), ("who2007", "bmi", -2, "bmi_expected"),
        ("who2007", "bmi", 1, "bmi_expected"), ("who2007", "bmi", 1.01, "bmi_high"),
        ("who2007", "bmi", 2, "bmi_high"), ("who2007", "bmi", 2.01, "bmi_very_high"),
        ("who2006", "bmi", 2, "bmi_rising"), ("who2006", "bmi", 3, "bmi_high"),
        ("who2006", "bmi", 3.01, "bmi_very_high"),
        ("who2007", "height", -2.01, "height_low"), ("who2007", "height", -2, "height_expected"),
        ("who2006", "height", -3.01, "height_very_low"), ("who2006", "height", 3.01, "height_high"),
        ("who2007", "weight", -2, "weight_not_low"), ("who2007", "weight", -2.01, "weight_low"),
        ("thai2564", "weight_for_height", -2.01, "thin"), ("thai2564", "weight_for_height", -2, "rather_thin"),
        ("thai2564", "weight_for_height", -1.51, "rather_thin"),
        ("thai2564", "weight_for_height", -1.5, "well_proportioned"),
        ("thai2564", "weight_for_height", 1.5, "well_proportioned"),
        ("thai2564", "weight_for_height", 1.51, "stout"), ("thai2564", "weight_for_height", 2, "stout"),
        ("thai2564", "weight_for_height", 2.01, "becoming_obese"),
        ("thai2564", "weight_for_height", 3, "becoming_obese"), ("thai2564", "weight_for_height", 3.01, "obese"),
        ("thai2564", "height", -1.5, "height_by_standard"), ("thai2564", "weight", -1.51, "rather_light"),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_the_class_nearer_to_the_median(reference: str, measure: str, z: float, code: str) -> None:
    found = growth_class(measure, z, reference=reference)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("reference", ["", "who2006", "who2007"])
def test_the_official_thai_classes_need_a_thai_table(reference: str) -> None:
    assert growth_class("weight_for_height", 0.0, reference=reference) is None
    assert growth_class("bmi", None, reference="who2007") is None


def test_our_names_for_whos_classes_are_not_the_official_thai_ones() -> None:
    official = {one.label_th for ladder in THAI_LADDERS.values() for one in ladder.classes}
    ours = {one.label_th for ladder in WHO_LADDERS.values() for one in ladder.classes}
    assert not official & ours


def test_a_label_stands_alone() -> None:
    """A screen shows น้ำหนักค่อนข้างน้อย, never ค่อนข้างน้อย, which says nothing without its column."""
    labels = [one.label_th for ladder in (*THAI_LADDERS.values(), *WHO_LADDERS.values()) for one in ladder.classes]
    assert not [label for label in labels if re.fullmatch("(ค่อนข้าง)?(น้อย|มาก|ตามเกณฑ์)", label)]


@pytest.mark.parametrize(
    ("height", "weight", "well"), [(-1.5, 1.5, True), (2.5, 0, True), (-1.51, 0, False), (0, 1.51, False)]
)
def test_tall_and_well_proportioned(height: float, weight: float, well: bool) -> None:
    classes = (
        growth_class("height", height, reference="thai2564"),
        growth_class("weight_for_height", weight, reference="thai2564"),
    )
    assert grows_well(height=classes[0], weight_for_height=classes[1]) is well
    assert grows_well(height=None, weight_for_height=classes[1]) is None
