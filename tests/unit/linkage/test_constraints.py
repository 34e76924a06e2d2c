"""Each promise of the tables, tried by breaking it."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from isee.linkage.api import Delivery, DeliveryFault, ImportRow, StewardQuestion
from isee.linkage.models import DeliveryPerson
from tests.world import AT, NOW, World


def delivery(**changed: Any) -> Delivery:
    values: dict[str, Any] = {
        "feed": "education.roster", "file_id": uuid.uuid4(), "file_name": "a.csv", "term_key": NOW,
        "judged_on": date(2026, 11, 10), "rows_total": 4, "received_at": AT,
    }  # fmt: skip
    return Delivery.objects.create(**{**values, **changed})


def refused(name: str, make: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("every_row_done_has_one_outcome", {"rows_done": 2, "created": 1}),
        ("no_more_rows_are_done_than_there_are", {"rows_done": 5, "created": 5}),
        ("a_finished_delivery_says_when", {"state": "done", "rows_done": 4, "created": 4}),
        ("a_finished_delivery_says_when", {"state": "importing", "finished_at": AT}),
        ("a_delivery_is_done_when_all_its_rows_are", {"state": "done", "finished_at": AT}),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(db: None, name: str, values: dict[str, Any]) -> None:
    refused(name, lambda: delivery(**values))


def test_a_row_is_decided_by_one_fault(db: None) -> None:
    sent = delivery()
    values: dict[str, Any] = {"table": 0, "row": 1, "line": 2, "column": "grade", "code": "grade_unknown"}
    values |= {"delivery": sent, "outcome": "refused", "decides": True}
    DeliveryFault.objects.create(**values)
    DeliveryFault.objects.create(**{**values, "decides": False})
    refused("a_row_is_decided_by_one_fault", lambda: DeliveryFault.objects.create(**values))


def test_a_pupil_is_once_in_a_delivery(world: World) -> None:
    values = {"delivery": delivery(), "person_id": world.persons["anan"], "school_id": world.schools["A"]}
    DeliveryPerson.objects.create(**values)
    refused("a_pupil_is_once_in_a_delivery_of_a_school", lambda: DeliveryPerson.objects.create(**values))


def test_a_kept_row_waits_once_and_says_when_it_no_longer_waits(world: World) -> None:
    values: dict[str, Any] = {
        "delivery": delivery(), "school_id": world.schools["A"], "subdistrict": 580401, "term_key": NOW, "line": 2,
        "column": "citizen_id", "code": "id_checksum", "sealed": b"x", "fingerprint": b"f", "kept_at": AT,
    }  # fmt: skip
    ImportRow.objects.create(**values)
    refused("a_row_waits_for_correction_once", lambda: ImportRow.objects.create(**values))
    refused(
        "a_kept_row_that_no_longer_waits_says_when",
        lambda: ImportRow.objects.create(**{**values, "state": "corrected"}),
    )
    ImportRow.objects.create(**{**values, "state": "corrected", "decided_at": AT})


def test_a_question_is_asked_once_and_an_answer_is_signed(world: World) -> None:
    values: dict[str, Any] = {
        "kind": "two_numbers", "person_id": world.persons["anan"], "asked_for_id": world.schools["A"],
        "subdistrict": 580401, "term_key": NOW, "sealed": b"x", "fingerprint": b"f", "asked_at": AT,
    }  # fmt: skip
    StewardQuestion.objects.create(**values)
    refused("a_steward_is_asked_once_about_a_row", lambda: StewardQuestion.objects.create(**values))
    unsigned = {**values, "fingerprint": b"g", "answer": "registry_is_right", "answered_at": AT}
    refused("an_answered_question_says_what_when_and_by_whom", lambda: StewardQuestion.objects.create(**unsigned))
