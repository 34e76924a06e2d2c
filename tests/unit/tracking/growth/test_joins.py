"""The two joins: length to height at 24 months, 2006 to 2007 at 61 months. No value belongs to both."""

from datetime import date, timedelta

import pytest

from isee.tracking.growth.assessment import assess
from isee.tracking.growth.curves import curves


@pytest.mark.parametrize(
    ("days", "reference"),
    [(0, "who2006"), (1826, "who2006"), (1827, "who2006"), (1856, "who2006"), (1857, "who2007"), (6970, "who2007"),
     (6971, ""), (9000, ""), (-1, "")],
)  # fmt: skip
def test_a_day_of_age_belongs_to_one_reference(days: int, reference: str) -> None:
    growth = assess("f", age_days=days, weight_kg=18, height_cm=108)
    assert growth.reference == reference
    assert (growth.height_z is None) == (reference == "")


def test_weight_for_age_ends_with_the_120th_month() -> None:
    last, after = (assess("m", age_days=days, weight_kg=30, height_cm=None) for days in (3682, 3683))
    assert (last.reference, last.weight_z) == ("who2007", -0.24)
    assert (after.reference, after.weight_z) == ("", None)


def test_weight_for_height_ends_with_2006() -> None:
    young, older = (assess("m", age_days=days, weight_kg=18, height_cm=108) for days in (1856, 1857))
    assert young.wfh_z is not None
    assert older.wfh_z is None


def test_length_becomes_height_at_731_days() -> None:
    for sex in "fm":
        lying = assess(sex, age_days=730, weight_kg=12, height_cm=86.7)
        standing = assess(sex, age_days=731, weight_kg=12, height_cm=86.0)
        assert lying.height_z == pytest.approx(standing.height_z, abs=0.02)


def test_the_other_way_of_measuring_is_turned_by_7_millimetres() -> None:
    assert (
        assess("f", age_days=500, weight_kg=None, height_cm=77.3, lying=False).height_z
        == assess("f", age_days=500, weight_kg=None, height_cm=78.0, lying=True).height_z
    )
    assert (
        assess("f", age_days=900, weight_kg=None, height_cm=88.0, lying=True).height_z
        == assess("f", age_days=900, weight_kg=None, height_cm=87.3).height_z
    )


def test_a_baby_under_nine_months_was_lying_whatever_the_form_says() -> None:
    said_standing, lying = (assess("f", age_days=200, weight_kg=7, height_cm=66, lying=flag) for flag in (False, True))
    assert said_standing == lying


def test_exact_months_and_days_of_the_same_child_agree() -> None:
    for days in range(1860, 6900, 311):
        by_days = assess("m", age_days=days, weight_kg=30, height_cm=130)
        assert by_days == assess("m", age_months=days / 30.4375, weight_kg=30, height_cm=130)


def test_an_age_or_a_sex_that_is_not_known_has_no_score() -> None:
    for growth in (assess("u", age_days=3000, weight_kg=25, height_cm=125), assess("f", weight_kg=25, height_cm=125)):
        assert (growth.reference, growth.height_z, growth.bmi_z, growth.flags) == ("", None, None, ())
        assert growth.bmi == 16


def test_the_lines_of_the_two_references_do_not_touch() -> None:
    young, older = curves("f", measure="height")
    assert young.curves[0].points[-1][0] < 61 <= older.curves[0].points[0][0]
    assert [piece.reference for piece in curves("f", measure="bmi", from_month=80)] == ["who2007"]
    assert curves("u", measure="bmi") == []
    assert max(point[0] for point in curves("m", measure="weight")[-1].curves[0].points) == 120


def test_ages_come_from_real_days() -> None:
    born, measured = date(2015, 11, 10), date(2026, 11, 5)
    assert (measured - born) == timedelta(days=4013)
