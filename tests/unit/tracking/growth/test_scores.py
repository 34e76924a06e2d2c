"""Our scores beside those of WHO's macros, and beside the lines of WHO's own charts."""

import pytest

from isee.tracking.growth.assessment import Growth, assess
from isee.tracking.growth.curves import LINES, curves
from isee.tracking.growth.lms import Lms, value_at, z_score
from tests.unit.tracking.growth.cases import Case, programme, survey


def assessed(case: Case) -> Growth:
    return assess(
        case.sex, age_days=case.days, age_months=case.months, weight_kg=case.weight, height_cm=case.height,
        lying=case.lying,
    )  # fmt: skip


def compared(cases: list[Case]) -> tuple[int, int, list[str]]:
    """How many scores there are, how many are the same to the second decimal, and those that are not within 0.01."""
    total = same = 0
    off = []
    for case in cases:
        growth = assessed(case)
        for name, theirs in case.expected.items():
            ours = getattr(growth, name)
            if theirs is None:
                continue
            total += 1
            same += ours == round(theirs, 2)
            if ours is None or abs(ours - theirs) > 0.0101:
                off.append(f"{case.number} {name}: {ours}, WHO {theirs}")
    return total, same, off


def test_all_498_children_of_whos_survey_have_whos_scores() -> None:
    cases = list(survey())
    assert len(cases) == 498
    assert compared(cases) == (1899, 1899, [])


def test_where_whos_survey_has_no_score_we_have_none() -> None:
    extra = [
        f"{case.number} {name}"
        for case in survey()
        for name, theirs in case.expected.items()
        if theirs is None and getattr(assessed(case), name) is not None
    ]
    assert extra == []


def test_5704_children_of_a_programme_have_whos_scores_of_2006_and_2007() -> None:
    total, same, off = compared(list(programme()))
    assert (total, off) == (20381, [])
    assert same >= total - 1  # one differs by 0.01, on the edge of rounding


def test_the_programme_tries_the_reference_of_2007() -> None:
    references = [assessed(case).reference for case in programme() for z in case.expected.values() if z is not None]
    assert references.count("who2007") == 1095 + 1095 + 787


@pytest.mark.parametrize("sex", ["f", "m"])
@pytest.mark.parametrize("measure", ["height", "weight", "bmi"])
def test_a_child_on_a_line_of_the_chart_has_the_score_of_the_line(sex: str, measure: str) -> None:
    for piece in curves(sex, measure=measure):
        assert [curve.deviation for curve in piece.curves] == list(LINES[piece.reference, measure])
        for curve in piece.curves:
            for month, value in curve.points[::7]:
                growth = on_the_line(sex, measure, month, value)
                assert (growth.reference, getattr(growth, f"{measure}_z")) == (piece.reference, curve.deviation)


def on_the_line(sex: str, measure: str, month: float, value: float) -> Growth:
    if measure == "height":
        return assess(sex, age_months=month, weight_kg=None, height_cm=value)
    return assess(sex, age_months=month, weight_kg=value, height_cm=100 if measure == "bmi" else None)


@pytest.mark.parametrize(
    ("sex", "measure", "month", "line", "published"),
    [
        # boys and girls, five years and ten, as printed in WHO's tables of 2007 (one decimal; weight and BMI too)
        ("m", "height", 61, -3, 96.5), ("m", "height", 61, -2, 101.1), ("m", "height", 61, 0, 110.3),
        ("m", "height", 120, -2, 125.0), ("m", "height", 120, 2, 150.5), ("m", "height", 228, 0, 176.5),
        ("f", "height", 61, -2, 100.1), ("f", "height", 120, 0, 138.6), ("f", "height", 228, -3, 143.5),
        ("m", "bmi", 61, 1, 16.6), ("m", "bmi", 61, 2, 18.3), ("m", "bmi", 228, 1, 25.4), ("m", "bmi", 228, 2, 29.7),
        ("f", "bmi", 61, 1, 16.9), ("f", "bmi", 61, 2, 18.9), ("f", "bmi", 228, 1, 25.0), ("f", "bmi", 228, -2, 16.5),
        ("m", "weight", 61, 0, 18.5), ("m", "weight", 120, -2, 23.2), ("f", "weight", 120, 0, 31.9),
    ],
)  # fmt: skip
def test_lines_are_those_that_who_prints(sex: str, measure: str, month: float, line: float, published: float) -> None:
    drawn = {
        (curve.deviation, at): value
        for piece in curves(sex, measure=measure)
        for curve in piece.curves
        for at, value in curve.points
    }
    assert round(drawn[(line, month)], 1) == published


def test_a_power_of_zero_is_a_logarithm() -> None:
    lms = Lms(0.0, 20.0, 0.1)
    assert z_score(value_at(1.5, lms), lms, restricted=False) == pytest.approx(1.5)
    assert z_score(20.0, Lms(1e-12, 20.0, 0.1), restricted=False) == 0


def test_beyond_three_deviations_a_weight_is_counted_in_steps_of_the_third() -> None:
    lms = Lms(-0.5, 20.0, 0.15)
    third, second = value_at(3, lms), value_at(2, lms)
    assert z_score(third + 2 * (third - second), lms, restricted=True) == pytest.approx(5)
    low, lower = value_at(-2, lms), value_at(-3, lms)
    assert z_score(lower - (low - lower), lms, restricted=True) == pytest.approx(-4)
    assert z_score(third + 2 * (third - second), lms, restricted=False) != pytest.approx(5)
