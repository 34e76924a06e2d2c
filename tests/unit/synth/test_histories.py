"""Histories of the synthetic children: each part adds up, agrees with the others, and leans the way life does."""

import hashlib
import json
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from isee.kernel import Grade
from isee.screening.api import hash_inputs, income_per_head, inputs_of, score_household, shipped_weights
from isee.support.api import PaymentState, steps_from
from isee.synth.histories.absences import BY_DAY
from isee.synth.histories.calendar import days_of_term, make_calendar
from isee.synth.histories.grants import GRANT, TERMS_OF_A_GRANT
from isee.synth.histories.make import make_histories, shipped_grant_rates
from isee.synth.histories.screenings import TERMS_OF_A_SCREENING
from isee.synth.nation import Province
from isee.synth.plan import NEWEST, TERMS, TODAY
from isee.synth.poverty import MODEL_VERSION
from isee.synth.schools import GRADES, M3, P6
from tests.unit.synth.conftest import SEED

Made = list[dict[str, pl.DataFrame]]


@pytest.fixture(scope="module")
def made(provinces: list[Province]) -> Made:
    """The histories of the tiny nation, a province each."""
    return [make_histories(province.plan, province.frames(), seed=SEED) for province in provinces]


def _whole(made: Made, name: str) -> pl.DataFrame:
    """One frame of all provinces; rows that others point at are told apart by `province`."""
    return pl.concat([frames[name].with_columns(province=number) for number, frames in enumerate(made)])


def _spread(rows: pl.DataFrame, size: int) -> pl.DataFrame:
    return rows.sample(min(size, len(rows)), seed=5)


def _digest(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    return {
        name: hashlib.sha256(frame.drop("inputs_hash", strict=False).write_ndjson().encode()).hexdigest()
        for name, frame in frames.items()
    }


def test_the_same_seed_makes_the_same_histories(provinces: list[Province], made: Made) -> None:
    again = make_histories(provinces[0].plan, provinces[0].frames(), seed=SEED)

    assert _digest(again) == _digest(made[0])


def test_absences_by_day_add_up_to_the_days_not_present(provinces: list[Province], made: Made) -> None:
    for province, frames in zip(provinces, made, strict=True):
        days = province.attendance.filter(pl.col("term").is_in(BY_DAY), pl.col("days_present").is_not_null())
        away = frames["absences"].group_by("person", "term", "school").len()
        both = days.join(away, on=["person", "term", "school"], how="left").with_columns(pl.col("len").fill_null(0))

        assert (both["days_expected"] - both["days_present"] == both["len"]).all()
        assert both["len"].sum() == len(frames["absences"])
        assert not frames["absences"].select("person", "day").is_duplicated().any()


def test_a_child_is_away_only_on_days_on_which_its_school_teaches(provinces: list[Province], made: Made) -> None:
    for province, frames in zip(provinces, made, strict=True):
        calendar = make_calendar(province.plan, len(province.schools), seed=SEED)
        for term in BY_DAY:
            rows = frames["absences"].filter(pl.col("term") == term)
            taught = calendar.days(term)[rows["school"].to_numpy(), rows["place"].to_numpy()]
            assert (taught == rows["day"].to_numpy().astype("datetime64[D]")).all()
            assert set(rows["day"]) <= set(days_of_term(term))
        closed = frames["day_changes"].select("school", "day", "term")
        assert len(frames["absences"].join(closed, on=["school", "day"], how="semi")) == 0


def test_nobody_is_expected_on_more_days_than_the_school_taught(provinces: list[Province]) -> None:
    for province in provinces:
        counts = make_calendar(province.plan, len(province.schools), seed=SEED).counts
        rows = province.attendance
        when = np.searchsorted(np.array(TERMS), rows["term"].to_numpy())
        assert (rows["days_expected"].to_numpy() <= counts[when, rows["school"].to_numpy()]).all()


def test_days_sick_or_on_leave_are_among_the_days_away(made: Made) -> None:
    rows = _whole(made, "attendance").filter(pl.col("days_leave").is_not_null())

    assert set(rows["term"]) == set(BY_DAY)
    assert (rows["days_leave"] <= rows["days_expected"] - rows["days_present"]).all()
    assert 0.2 < int(rows["days_leave"].sum()) / int((rows["days_expected"] - rows["days_present"]).sum()) < 0.7


def test_a_snapshot_gives_the_score_that_the_rules_give_one_by_one(made: Made) -> None:
    weights = shipped_weights(MODEL_VERSION)
    for row in _spread(_whole(made, "snapshots"), 300).iter_rows(named=True):
        inputs = json.loads(row["inputs"])
        score = score_household(inputs, weights=weights)

        assert float(score.score or 0) == row["score"]
        assert {name: float(part) for name, part in score.contributions.items()} == json.loads(row["contributions"])
        assert inputs["income_per_head"] == f"{row['income_per_head']:.2f}"
        assert score.inputs_hash == row["inputs_hash"] == hash_inputs(inputs)


def test_a_result_has_class_gate_and_reasons_of_its_snapshot(made: Made) -> None:
    weights = shipped_weights(MODEL_VERSION)
    snapshots = _whole(made, "snapshots").select("province", "inputs", "household", snapshot="row")
    results = _whole(made, "results")
    joined = results.join(snapshots, on=["province", "snapshot"], how="inner")

    assert len(joined) == results["snapshot"].count()
    assert (joined["household"] == joined["household_right"]).all()
    for row in _spread(joined, 300).iter_rows(named=True):
        score = score_household(json.loads(row["inputs"]), weights=weights)
        assert (score.poverty_class, score.gate_passed) == (row["poverty_class"], row["gate_passed"])
        assert list(score.reasons) == row["reasons"]
        assert float(score.score or 0) == row["score"]


def test_a_child_in_an_institution_has_a_class_and_no_score(provinces: list[Province], made: Made) -> None:
    homes = pl.concat([province.households.select("household", "kind") for province in provinces])
    rows = _whole(made, "results").join(homes, on="household")
    inside = rows.filter(pl.col("kind") == "institution")
    visits = _whole(made, "visits").join(inside.select("person").unique(), on="person", how="semi")

    assert len(inside) > 0
    assert inside["snapshot"].is_null().all()
    assert inside["score"].is_null().all()
    assert {tuple(reasons) for reasons in inside["reasons"]} == {("institution",)}
    assert rows.filter(pl.col("kind") != "institution")["snapshot"].is_not_null().all()
    assert all("members" not in json.loads(answers) for answers in visits["answers"])


def test_finished_results_keep_the_class_that_calibration_chose(provinces: list[Province], made: Made) -> None:
    keys = ["person", "term", "poverty_class"]
    for province, frames in zip(provinces, made, strict=True):
        known = province.results.join(frames["results"].select("person").unique(), on="person", how="semi")
        assert frames["results"].select(keys).sort(keys).equals(known.select(keys).sort(keys))
        assert len(frames["results"]) > 0.9 * len(province.results)


def test_the_answers_of_a_visit_give_the_inputs_of_its_snapshot(made: Made) -> None:
    snapshots = _whole(made, "snapshots").select("province", "inputs_hash", "income_per_head", survey="row")
    joined = _whole(made, "visits").join(snapshots, on=["province", "survey"], how="inner")

    for row in _spread(joined, 300).iter_rows(named=True):
        answers = json.loads(row["answers"])
        assert hash_inputs(inputs_of(answers)) == row["inputs_hash"]
        assert float(income_per_head(answers["members"]) or 0) == row["income_per_head"]
        assert [member["relation"] for member in answers["members"]].count("self") == 1
        assert all(0 <= member["age"] < 105 for member in answers["members"])


def test_a_child_is_visited_when_it_applies_and_again_after_three_years_at_most(made: Made) -> None:
    visits = _whole(made, "visits").filter(pl.col("term") < NEWEST).select("person", "term")
    results = _whole(made, "results")
    first = results.group_by("person").agg(pl.col("term").min()).filter(pl.col("term") < NEWEST)

    assert len(first.join(visits, on=["person", "term"], how="anti")) == 0
    for person, terms in visits.sort("term").group_by("person").agg(pl.col("term")).head(500).iter_rows():
        places = [TERMS.index(term) for term in terms]
        assert all(later - earlier >= TERMS_OF_A_SCREENING for earlier, later in pairwise(places)), person


def test_only_visits_of_the_open_round_are_unfinished(made: Made) -> None:
    visits = _whole(made, "visits")
    open_ones = visits.filter(pl.col("state") != "certified")

    assert set(open_ones["term"]) == {NEWEST}
    assert set(open_ones["state"]) <= {"draft", "sent", "returned"}
    assert (visits["visited_on"] <= TODAY).all()
    assert visits.filter(pl.col("state") == "certified")["certified_on"].is_not_null().all()
    assert (open_ones.filter(pl.col("state") == "returned")["return_reason"] != "").all()


def test_a_pin_lies_within_a_hundred_metres_of_the_home(provinces: list[Province], made: Made) -> None:
    for province, frames in zip(provinces, made, strict=True):
        homes = province.households.select("household", home_lat="lat", home_lon="lon")
        pins = frames["visits"].filter(pl.col("lat").is_not_null()).join(homes, on="household")
        assert ((pins["lat"] - pins["home_lat"]).abs() < 0.001).all()
        assert ((pins["lon"] - pins["home_lon"]).abs() < 0.001).all()


def test_a_child_has_one_grant_of_a_programme_in_a_term_by_the_rate_of_its_grade(made: Made) -> None:
    rows = _whole(made, "entitlements")
    rates = {rate.key: rate for rate in shipped_grant_rates()}

    assert not rows.select("person", "programme", "term").is_duplicated().any()
    for row in _spread(rows, 400).iter_rows(named=True):
        rate = rates[row["rate"]]
        assert rate.programme == row["programme"]
        assert rate.grade_band == Grade(GRADES[row["grade"]]).band.value
        assert rate.from_term <= row["term"] <= (rate.to_term or NEWEST)
        assert float(rate.amount_baht) == row["amount_baht"]


def test_a_run_of_the_grant_lasts_three_years_and_begins_with_a_finding_of_extreme_poverty(made: Made) -> None:
    rows = _whole(made, "entitlements").filter(pl.col("programme") == GRANT)
    severe = _whole(made, "results").filter(pl.col("poverty_class") == "extremely_poor").select("person", "term")
    runs = rows.group_by("person", "until_term").agg(pl.col("term").min(), pl.len().alias("terms"))

    assert (rows["grade"] <= M3).all()
    assert (rows["term"] <= rows["until_term"]).all()
    assert runs["terms"].max() == TERMS_OF_A_GRANT
    assert len(runs.join(severe, on=["person", "term"], how="anti")) == 0


def test_payments_never_exceed_their_entitlement_and_follow_the_table_of_states(made: Made) -> None:
    payments, entitlements = _whole(made, "payments"), _whole(made, "entitlements")
    whole = payments.group_by("province", "entitlement").agg(pl.col("amount_baht").sum())
    granted = entitlements.select("province", "state", granted="amount_baht", entitlement="row")
    both = whole.join(granted, on=["province", "entitlement"], how="left")
    reachable = {PaymentState.ALLOCATED.value, *(step.after.value for s in PaymentState for step in steps_from(s))}

    assert (both["amount_baht"] <= both["granted"]).all()
    assert set(payments["state"]) <= reachable
    early = pl.col("state").is_in(["allocated", "held", "batched"])
    assert payments.filter(early)["paid_on"].is_null().all()
    assert payments.filter(~early)["sent_on"].is_not_null().all()
    assert (payments["state_on"] <= TODAY).all()
    assert payments.filter(pl.col("state").is_in(["bounced", "held", "recalled", "returned"]))["trouble"].ne("").all()
    shares = payments.filter(pl.col("term") < TERMS[-2])["state"].value_counts(normalize=True)
    assert dict(shares.iter_rows())["reconciled"] > 0.95


def test_every_settled_payment_has_its_paper_and_no_other_has(made: Made) -> None:
    payments, receipts = _whole(made, "payments"), _whole(made, "receipts")
    settled = payments.filter(pl.col("state").is_in(["receipted", "reconciled"]))
    pairs = receipts.join(payments.select("province", "paid_on", payment="row"), on=["province", "payment"], how="left")

    assert len(receipts) == len(settled)
    assert (pairs["received_on"] >= pairs["paid_on"]).all()
    home = receipts.filter(pl.col("kind") == "nr06")["received_by"]
    assert set(home) <= {"pupil", "guardian"}
    assert set(receipts.filter(pl.col("kind") != "nr06")["received_by"]) == {"school"}


def test_grades_are_of_terms_at_school_and_promotion_is_what_became_of_the_pupil(
    provinces: list[Province], made: Made
) -> None:
    for province, frames in zip(provinces, made, strict=True):
        keys = ["person", "term", "school", "grade"]
        both = frames["learning"].join(province.enrolments.select(*keys, "outcome"), on=keys, how="left")
        second = pl.col("term") % 10 == 2

        assert (both["term"] < NEWEST).all()
        assert both.filter(~second)["promotion"].eq("").all()
        assert both.filter(pl.col("promotion") == "promoted")["outcome"].is_in(["promoted", "transferred"]).all()
        assert both.filter(pl.col("promotion") == "repeats")["outcome"].eq("repeats").all()
        assert both["gpa"].is_between(0, 4).all()


def test_signs_rest_on_what_was_made(made: Made) -> None:
    signs = _whole(made, "early_signs")
    learning = _whole(made, "learning").select("person", "term", "gpa")
    drops = signs.filter(pl.col("kind") == "grade_drop").join(learning, on=["person", "term"], how="left")

    assert not signs.select("person", "term", "kind").is_duplicated().any()
    assert (signs["raised_on"] <= TODAY).all()
    assert signs.filter(pl.col("cleared_on") < pl.col("raised_on")).is_empty()
    for row in _spread(drops, 100).iter_rows(named=True):
        evidence = json.loads(row["evidence"])
        assert evidence["gpa"] == row["gpa"]
        assert evidence["gpa_before"] - evidence["gpa"] >= 0.499
    days = _whole(made, "absences").group_by("person", "term").len()
    runs = signs.filter(pl.col("kind") == "absence_run").join(days, on=["person", "term"], how="left")
    assert all(5 <= json.loads(row["evidence"])["days"] <= row["len"] for row in runs.iter_rows(named=True))


def test_cases_have_rising_steps_and_end_only_when_closed(made: Made) -> None:
    cases, events = _whole(made, "cases"), _whole(made, "case_events")
    firsts = events.group_by("province", "case", maintain_order=True).agg(
        pl.col("kind").first(), pl.col("happened_on").is_sorted().alias("rising"), pl.col("happened_on").max()
    )

    assert not cases.select("person", "kind").is_duplicated().any()
    assert (firsts["kind"] == "opened").all()
    assert firsts["rising"].all()
    assert (events["happened_on"] <= TODAY).all()
    closed = pl.col("state") == "closed"
    assert cases.filter(closed)["closed_on"].is_not_null().all()
    assert cases.filter(~closed).select(pl.col("closed_on").is_null() & (pl.col("outcome") == "")).to_series().all()
    assert events["text"].n_unique() < 20


def test_no_row_lies_outside_the_terms_of_its_child(provinces: list[Province], made: Made) -> None:
    for province, frames in zip(provinces, made, strict=True):
        here = province.enrolments.select("person", "term")
        for name in ("visits", "results", "entitlements", "payments", "absences", "learning", "other_help", "problems"):
            assert frames[name].join(here, on=["person", "term"], how="anti").is_empty(), name


def test_poverty_leans_on_house_goods_grades_and_days(made: Made) -> None:
    snapshots = _whole(made, "snapshots").with_columns(
        things=pl.col("inputs").str.extract(r'"appliances":\[([^\]]*)\]').str.count_matches(","),
        poor_floor=pl.col("inputs").str.contains(r'"floor":\["(bamboo|earth)"'),
    ).with_columns(severe=pl.col("score") >= 0.91)  # fmt: skip
    by_class = {bool(key): (things, floor) for key, things, floor in snapshots.group_by("severe").agg(
        pl.col("things").mean(), pl.col("poor_floor").mean()).iter_rows()}  # fmt: skip
    assert by_class[True][0] < by_class[False][0]
    assert by_class[True][1] > by_class[False][1]

    class_of = _whole(made, "results").select("person", "term", "poverty_class")
    grades = _whole(made, "learning").join(class_of, on=["person", "term"])
    mean = dict(grades.group_by("poverty_class").agg(pl.col("gpa").mean()).iter_rows())
    assert mean["extremely_poor"] < mean["not_poor"] - 0.05
    days = _whole(made, "attendance").join(class_of, on=["person", "term"]).drop_nulls("days_present")
    share = dict(days.group_by("poverty_class").agg(
        pl.col("days_present").sum() / pl.col("days_expected").sum()).iter_rows())  # fmt: skip
    assert share["extremely_poor"] < share["not_poor"] - 0.005


def test_grades_fall_with_days_missed_and_before_leaving(provinces: list[Province], made: Made) -> None:
    rows = _whole(made, "learning").join(
        _whole(made, "attendance").drop_nulls("days_present"), on=["person", "term", "school"]
    )
    missed = 1 - rows["days_present"] / rows["days_expected"]
    assert np.corrcoef(missed.to_numpy(), rows["gpa"].to_numpy())[0, 1] < -0.1

    outcomes = pl.concat([province.enrolments.select("person", "term", "outcome", "grade") for province in provinces])
    both = _whole(made, "learning").join(outcomes, on=["person", "term"])
    left = both.filter(pl.col("outcome") == "dropped_out")["gpa"].mean()
    stayed = both.filter(pl.col("outcome") == "promoted")["gpa"].mean()
    assert isinstance(left, float)
    assert isinstance(stayed, float)
    assert left < stayed - 0.3


def test_the_poor_leave_school_more_often_after_the_last_grade_of_a_stage(provinces: list[Province]) -> None:
    rows = pl.concat([
        province.enrolments.filter(pl.col("grade").is_in([P6, M3]), pl.col("term") % 10 == 2, pl.col("term") < NEWEST)
        .join(province.enrolments.select("person", "term", later="grade"), on="person", how="left")
        .group_by("person", "term", "wealth").agg((pl.col("term_right") > pl.col("term")).any().alias("went_on"))
        for province in provinces
    ])  # fmt: skip
    poor = rows.filter(pl.col("wealth") < -0.8)["went_on"].mean()
    rich = rows.filter(pl.col("wealth") > 0.5)["went_on"].mean()
    assert isinstance(poor, float)
    assert isinstance(rich, float)
    assert poor < rich
