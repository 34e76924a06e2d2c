"""Scoring models and snapshots: what the database refuses, what is shipped, loaded and read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from isee.access.api import SYSTEM
from isee.registry.api import Household
from isee.screening.api import (
    Result,
    ScoringModel,
    Snapshot,
    hash_inputs,
    load_bulk,
    load_reference_data,
    results_of,
    scoring_model_on,
    scoring_models,
    shipped_weights,
    snapshots_by_id,
    snapshots_of,
    weights_of,
)
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school
from tests.world import World

pytestmark = pytest.mark.django_db
VERSION = "illustrative-synthetic-1"
SNAPSHOT: dict[str, Any] = {
    "term_key": TERM, "taken_on": date(2026, 11, 4), "inputs": {"water": "well"}, "score": Decimal("0.8"),
    "inputs_hash": hash_inputs({"water": "well"}), "income_per_head": Decimal(900), "model_version": VERSION,
}  # fmt: skip
MODEL: dict[str, Any] = {
    "version": "illustrative-2", "label_th": "ตัวอย่าง", "label_en": "Example", "income_gate": Decimal(3000),
    "weights": {}, "cutoffs": {"poor": 0.6, "extremely_poor": 0.8},
}  # fmt: skip
RESULT: dict[str, Any] = {
    "term_key": TERM, "poverty_class": "poor", "income_per_head": Decimal(900), "gate_passed": True,
    "reasons": ["income_below_gate"], "model_version": VERSION, "decided_at": AT,
}  # fmt: skip


def a_household() -> Household:
    return Household.objects.create(recorded_at=AT, source="synthetic")


def refused(constraint: str, make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"version": ""}, "a_scoring_model_has_a_version"),
        ({"illustrative": False}, "a_version_called_illustrative_is_so"),
        ({"income_gate": Decimal(0)}, "an_income_gate_is_an_amount"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "a_scoring_model_ends_after_it_begins"),
        ({"weights": []}, "weights_are_given_by_domain"),
        ({"cutoffs": {"poor": 0.6}}, "cutoffs_rise"),
        ({"cutoffs": {"poor": 0.9, "extremely_poor": 0.8}}, "cutoffs_rise"),
        ({"cutoffs": {"poor": 0.9, "extremely_poor": 1.1}}, "cutoffs_rise"),
        ({"cutoffs": {"poor": 0, "extremely_poor": 0.5}}, "cutoffs_rise"),
    ],
)
def test_the_database_refuses_a_model_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: ScoringModel.objects.create(**{**MODEL, **change}))


def test_the_shipped_model_is_in_the_database_as_in_its_file_and_labelled() -> None:
    model = scoring_models()[VERSION]
    assert (model.illustrative, model.income_gate) == (True, Decimal("3000.00"))
    assert weights_of(model) == shipped_weights(VERSION)
    assert scoring_model_on(date(2026, 11, 10)) == model
    assert load_reference_data(by=SYSTEM, at=AT) == 0


def test_the_newest_model_that_holds_on_a_day_is_found() -> None:
    later = ScoringModel.objects.create(**MODEL, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    found = {day: scoring_model_on(day) for day in (date(2025, 12, 31), date(2026, 6, 1), date(2027, 1, 1))}
    assert [model == later for model in found.values()] == [False, True, False]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"household": None}, "a_snapshot_is_of_a_household_or_of_a_child"),
        ({"term_key": 2569}, "a_snapshot_belongs_to_a_term"),
        ({"inputs": ["water"]}, "inputs_of_a_snapshot_are_keys_with_values"),
        ({"contributions": 1}, "contributions_are_given_by_domain"),
        ({"inputs_hash": b"short"}, "a_hash_of_inputs_has_32_bytes"),
        ({"income_per_head": Decimal(-1)}, "an_income_of_a_snapshot_is_not_negative"),
        ({"score": Decimal("1.2")}, "a_score_of_a_snapshot_lies_between_0_and_1"),
        ({"model_version": ""}, "a_snapshot_names_its_model"),
    ],
)
def test_the_database_refuses_a_snapshot_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    fields: dict[str, Any] = {"household": a_household(), **SNAPSHOT, **change}
    refused(constraint, lambda: Snapshot.objects.create(**fields))


def test_a_snapshot_is_not_of_a_household_and_a_child_at_once() -> None:
    home, person = a_household(), a_person()
    refused(
        "a_snapshot_is_of_a_household_or_of_a_child",
        lambda: Snapshot.objects.create(household=home, person=person, **SNAPSHOT),
    )


def test_a_household_has_one_snapshot_in_a_term() -> None:
    home = a_household()
    Snapshot.objects.create(household=home, **SNAPSHOT)
    refused("a_household_has_one_snapshot_in_a_term", lambda: Snapshot.objects.create(household=home, **SNAPSHOT))


def test_a_child_without_a_household_has_one_snapshot_in_a_term() -> None:
    person = a_person()
    Snapshot.objects.create(person=person, **SNAPSHOT)
    refused("a_child_has_one_snapshot_in_a_term", lambda: Snapshot.objects.create(person=person, **SNAPSHOT))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"gate_passed": False}, "nobody_above_the_gate_is_found_poor"),
        ({"poverty_class": "not_poor", "income_per_head": None}, "a_gate_is_passed_by_a_known_income"),
        ({"reasons": ["looks_poor"]}, "reasons_of_a_result_are_known_words"),
    ],
)
def test_the_database_refuses_a_result_without_reason(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: Result.objects.create(person=a_person(), school=a_school(), **{**RESULT, **change}))


def test_snapshots_and_results_with_their_reasons_are_loaded_and_read() -> None:
    person, school, home = a_person(), a_school(), a_household()
    snapshots = pa.table(
        {
            "id": [80001],
            "household_id": [home.pk],
            "term_key": [TERM],
            "taken_on": [date(2026, 11, 4)],
            "inputs": ['{"water":"well"}'],
            "inputs_hash": [hash_inputs({"water": "well"})],
            "income_per_head": [900.0],
            "score": [0.8],
            "contributions": ['{"water": 0.049}'],
            "model_version": [VERSION],
        }
    )
    assert load_bulk("snapshots", snapshots) == 1
    results = pa.table(
        {
            "person_id": [person.pk] * 2,
            "term_key": [TERM, 25691],
            "school_id": [school.pk] * 2,
            "snapshot_id": pa.array([80001, None], pa.int64()),
            "poverty_class": ["poor", "not_poor"],
            "income_per_head": [900.0, 3200.0],
            "gate_passed": [True, False],
            "reasons": [["income_below_gate", "water"], ["income_above_gate"]],
            "model_version": [VERSION] * 2,
            "decided_at": pa.array([AT] * 2, pa.timestamp("us", tz="UTC")),
        }
    )
    assert load_bulk("results", results) == 2
    found = results_of(person.pk)
    assert [result.reasons for result in found] == [["income_below_gate", "water"], ["income_above_gate"]]
    (snapshot,) = snapshots_of(person.pk, household_ids=[home.pk])
    assert snapshots_by_id([80001]) == {80001: snapshot}
    assert (snapshot.inputs, bytes(snapshot.inputs_hash)) == ({"water": "well"}, hash_inputs({"water": "well"}))


def test_a_changed_snapshot_leaves_its_former_self() -> None:
    snapshot = Snapshot.objects.create(household=a_household(), **SNAPSHOT)
    Snapshot.objects.filter(pk=snapshot.pk).update(score=Decimal("0.7"))
    history = apps.get_model("screening", "SnapshotEvent")
    assert list(history.objects.values_list("score", flat=True)) == [Decimal("0.8000")]


def test_a_snapshot_is_seen_through_its_household_or_its_child(world: World, as_role: RoleChanger) -> None:
    kan, temple = world.persons["kan"], world.households["temple"]
    with as_role("web", token=world.token("province_officer")):
        assert {snapshot.household_id for snapshot in snapshots_of(kan, household_ids=[temple])} == {None, temple}
    with as_role("web", token=world.token("teacher")):
        assert snapshots_of(kan, household_ids=[temple]) == []
