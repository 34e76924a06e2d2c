"""What a scale means."""

import pytest

from isee.synth.plan import national_targets, plan_nation, province_targets


def test_one_hundredth_is_one_subdistrict_in_each_province() -> None:
    plans = plan_nation(scale=0.01, seed=1)

    assert len(plans) == 77
    assert [len(plan.subdistricts) for plan in plans] == [1] * 77
    assert sum(plan.pupils for plan in plans) == 89_000


def test_the_whole_nation_has_every_subdistrict() -> None:
    plans = plan_nation(scale=1, seed=1)

    assert sum(len(plan.subdistricts) for plan in plans) == 7_436
    assert sum(plan.pupils for plan in plans) == 8_900_000


def test_a_smaller_scale_has_fewer_provinces_with_full_sized_subdistricts() -> None:
    plans = plan_nation(scale=0.001, seed=1)

    assert 5 <= len(plans) <= 8
    assert min(plan.pupils for plan in plans) > 100


def test_each_province_keeps_its_share_of_the_nations_pupils() -> None:
    targets = province_targets()
    whole = sum(target.pupils_thousand for target in targets.values())

    for plan in plan_nation(scale=0.01, seed=1):
        assert plan.pupils == pytest.approx(89_000 * plan.target.pupils_thousand / whole, abs=1.5)


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_a_scale_outside_0_to_1_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        plan_nation(scale=scale, seed=1)


def test_every_target_says_whether_it_was_published() -> None:
    statuses = {target.status for target in national_targets().values()}

    assert statuses == {"published", "illustrative"}
    assert sum(t.extremely_poor_source == "published 2024" for t in province_targets().values()) == 10
