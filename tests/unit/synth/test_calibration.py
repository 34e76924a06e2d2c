"""A twentieth of the nation, made in memory, is what was published of it."""

from collections.abc import Mapping

import pytest
from shapely.geometry.base import BaseGeometry

from isee.synth.calibration import Line, calibrate_nation, school_line
from isee.synth.plan import TERMS, national_targets, term_targets

SCALE, SEED = 0.05, 2569
POINTS, SHARE = 1.5, 0.03

Calibrated = tuple[list[Line], list[Line]]


@pytest.fixture(scope="module")
def calibrated(shapes: Mapping[int, BaseGeometry]) -> Calibrated:
    """The lines of the nation and of its provinces."""
    return calibrate_nation(scale=SCALE, seed=SEED, shapes=shapes)


def test_shares_are_within_a_point_and_a_half(calibrated: Calibrated) -> None:
    shares = {line.name: line for line in calibrated[0] if line.name.endswith("_pct")}

    assert len(shares) == 19
    assert {name: line.made for name, line in shares.items() if abs(line.made - line.target) > POINTS} == {}


def test_totals_of_every_term_are_within_three_hundredths(calibrated: Calibrated) -> None:
    totals = {line.name: line for line in [*calibrated[0], school_line(seed=SEED)] if line.total}

    assert {f"extremely_poor_{term}" for term in TERMS} <= totals.keys()
    assert {name: line.made for name, line in totals.items() if abs(line.made / line.target - 1) > SHARE} == {}


def test_incomes_are_within_three_hundredths(calibrated: Calibrated) -> None:
    incomes = [line for line in calibrated[0] if line.name.endswith("_baht")]

    assert [line.made for line in incomes] == [pytest.approx(line.target, rel=SHARE) for line in incomes]


def test_every_province_has_its_share_of_the_extremely_poor(calibrated: Calibrated) -> None:
    assert len(calibrated[1]) == 77
    assert {line.name: line.made for line in calibrated[1] if abs(line.made - line.target) > POINTS} == {}


def test_every_target_says_whether_it_was_published() -> None:
    assert {target.status for target in national_targets().values()} == {"published", "illustrative"}
    assert {row.extremely_poor_status for row in term_targets().values()} == {"published", "held"}
    assert tuple(term_targets()) == TERMS
