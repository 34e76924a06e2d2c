"""The made nation: the same again for the same seed, and true to itself."""

import hashlib
from collections.abc import Mapping

import polars as pl
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from isee.kernel import Grade
from isee.synth.calibration import calibrate
from isee.synth.nation import Province, make_province
from isee.synth.plan import NEWEST, TERMS, plan_nation
from tests.unit.synth.conftest import SCALE, SEED


def _digest(province: Province) -> dict[str, str]:
    return {
        name: hashlib.sha256(frame.write_ndjson().encode()).hexdigest() for name, frame in province.frames().items()
    }


def test_the_same_seed_makes_the_same_bytes(provinces: list[Province], shapes: Mapping[int, BaseGeometry]) -> None:
    again = make_province(plan_nation(scale=SCALE, seed=SEED)[-1], seed=SEED, shapes=shapes)

    assert _digest(again) == _digest(provinces[-1])


def test_another_seed_makes_other_people(provinces: list[Province], shapes: Mapping[int, BaseGeometry]) -> None:
    other = make_province(provinces[-1].plan, seed=SEED + 1, shapes=shapes)

    assert _digest(other)["children"] != _digest(provinces[-1])["children"]


def test_loaded_boundaries_move_points_and_nothing_else(
    provinces: list[Province], shapes: Mapping[int, BaseGeometry]
) -> None:
    plan = provinces[-1].plan
    point = shapes[int(plan.code)].representative_point()
    area = {int(s.code): point.buffer(0.02) for s in plan.subdistricts}

    moved = make_province(plan, seed=SEED, shapes={**shapes, **area})

    places = ["lat", "lon"]
    assert moved.households.drop(places).equals(provinces[-1].households.drop(places))
    assert not moved.households.equals(provinces[-1].households)
    shape = next(iter(area.values()))
    homes = moved.households
    assert shapely.contains_xy(shape, homes["lon"].to_numpy(), homes["lat"].to_numpy()).all()


def test_homes_and_schools_lie_inside_their_province(
    provinces: list[Province], shapes: Mapping[int, BaseGeometry]
) -> None:
    for province in provinces:
        shape = shapes[int(province.plan.code)]
        for frame in (province.schools, province.households):
            assert shapely.contains_xy(shape, frame["lon"].to_numpy(), frame["lat"].to_numpy()).all()


def test_a_child_is_enrolled_once_in_a_term(provinces: list[Province]) -> None:
    for province in provinces:
        assert not province.enrolments.select("person", "term").is_duplicated().any()


def test_a_promoted_child_is_one_grade_higher_in_the_next_year(provinces: list[Province]) -> None:
    for province in provinces:
        rows = province.enrolments
        before = rows.filter(pl.col("term") == 25672, pl.col("outcome") == "promoted").select("person", "grade")
        after = rows.filter(pl.col("term") == 25681).select("person", later="grade")
        both = before.join(after, on="person")
        assert len(both) > 0.99 * len(before)
        assert (both["later"] == both["grade"] + 1).all()


def test_a_repeating_child_sits_in_the_same_grade_again(provinces: list[Province]) -> None:
    rows = pl.concat([province.enrolments for province in provinces])
    before = rows.filter(pl.col("term") == 25682, pl.col("outcome") == "repeats").select("person", "grade")
    both = before.join(rows.filter(pl.col("term") == 25691).select("person", later="grade"), on="person")

    assert len(both) > 0
    assert (both["later"] == both["grade"]).all()


def test_every_pupil_sits_in_a_school_that_teaches_the_grade(provinces: list[Province]) -> None:
    for province in provinces:
        rows = province.enrolments.join(province.schools.select("school", "low", "high"), on="school")
        assert ((rows["grade"] >= rows["low"]) & (rows["grade"] <= rows["high"])).all()
        assert set(rows["grade_name"]) <= {grade.value for grade in Grade}


def test_numbers_in_a_room_are_used_once(provinces: list[Province]) -> None:
    for province in provinces:
        seats = province.enrolments.filter(pl.col("room").is_not_null()).select(
            "term", "school", "grade", "room", "number"
        )
        assert not seats.is_duplicated().any()
        assert not province.enrolments.filter(pl.col("number") > 60).height


def test_those_who_left_have_no_later_enrolment_unless_they_came_back(provinces: list[Province]) -> None:
    rows = pl.concat([province.enrolments for province in provinces])
    left = rows.filter(pl.col("outcome") == "dropped_out").group_by("person").agg(pl.col("term").max().alias("left"))
    later = rows.join(left, on="person").filter(pl.col("term") > pl.col("left"))

    assert 0 < later["person"].n_unique() < 0.3 * len(left)


def test_brothers_and_sisters_are_born_nine_months_apart_or_are_twins(provinces: list[Province]) -> None:
    for province in provinces:
        kids = province.children.sort("household", "born").with_columns(
            gap=pl.col("born").diff().dt.total_days().over("household")
        )
        close = kids.filter(pl.col("gap").is_not_null(), pl.col("gap") < 270)
        assert (close["gap"] == 0).all()
        assert close["twin"].all()


def test_only_those_whom_the_newest_rosters_bring_are_left_out(provinces: list[Province]) -> None:
    for province in provinces:
        new = province.children.filter(~pl.col("known_before"), ~pl.col("register_only"))
        terms = province.enrolments.join(new.select("person"), on="person", how="semi")["term"]
        assert 0 < len(new) < 0.05 * len(province.children)
        assert set(terms) == {NEWEST}
        for frame in (province.results, province.attendance, province.consents):
            assert frame.join(new.select("person"), on="person", how="semi").is_empty()


def test_nobody_is_poor_above_the_income_gate(provinces: list[Province]) -> None:
    for province in provinces:
        poor = province.results.filter(pl.col("poverty_class") != "not_poor")
        assert (poor["income_per_head"] <= 3000).all()
        assert not province.results.select("person", "term").is_duplicated().any()


def test_poverty_goes_with_absence_leaving_and_stunting(provinces: list[Province]) -> None:
    children = pl.concat([province.children.select("person", "wealth", "out_of_school") for province in provinces])
    days = (
        pl.concat([p.attendance for p in provinces])
        .filter(pl.col("term").is_in(TERMS[:-1]))
        .join(children, on="person")
    )
    poor, rich = pl.col("wealth") < -1, pl.col("wealth") > 0.5
    present = days.select(
        poor=pl.col("days_present").filter(poor).sum() / pl.col("days_expected").filter(poor).sum(),
        rich=pl.col("days_present").filter(rich).sum() / pl.col("days_expected").filter(rich).sum(),
    ).row(0)
    out = children.select(
        poor=pl.col("out_of_school").filter(poor).mean(), rich=pl.col("out_of_school").filter(rich).mean()
    ).row(0)

    assert present[0] < present[1] - 0.015
    assert out[0] > 1.5 * out[1]


def test_the_small_nation_is_near_its_targets(provinces: list[Province]) -> None:
    national, by_province = calibrate(provinces)
    made = {line.name: line.made for line in national}

    for line in by_province:
        assert line.made == pytest.approx(line.target, abs=1.5), line.name
    assert made["income_extremely_poor_baht"] == pytest.approx(1039, rel=0.03)
    assert made["attendance_pct"] == pytest.approx(95, abs=0.7)
    assert made["parents_apart_extremely_poor_pct"] == pytest.approx(41.26, abs=6)
    assert made["stunting_pct"] == pytest.approx(4.5, abs=1.5)
    wanted = sum(len(p.children) * p.plan.target.out_of_school_pct for p in provinces) / sum(
        len(p.children) for p in provinces
    )
    assert made["out_of_school_pct"] == pytest.approx(wanted, abs=1.5)
