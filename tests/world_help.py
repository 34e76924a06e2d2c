"""Visits, photos, snapshots and help of the small world: a row of each table for every enrolment.

`tests/world.py` calls it; it only needs ids, so that it can stand below.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from isee.collect.api import Photo, Reminder, Round, Visit
from isee.places.api import School
from isee.screening.api import Snapshot, hash_inputs
from isee.support.api import Entitlement, OtherHelp, Payment, PaymentBatch, Receipt, programmes

INPUTS = {"income_per_head": "1200.50", "water": "well"}


def add_visits_and_help(
    enrolments: Sequence[tuple[int, int, int, int]], *, households: Mapping[int, int], alone: int, at: datetime
) -> None:
    """Fill the tables for each (person, school, term, number); `households` is by person.

    `alone` is a child whose newest snapshot is its own, as of one who lives in an institution.
    """
    for person, school, term, number in enrolments:
        _add_visit(person, school, term, number, household=households[person], at=at)
        _add_grant(person, school, term, at=at)
    homes = {(households[person], term) for person, _, term, _ in enrolments}
    common = {
        "taken_on": at.date(), "inputs": INPUTS, "inputs_hash": hash_inputs(INPUTS), "score": Decimal("0.8"),
        "income_per_head": Decimal("1200.50"), "contributions": {"water": 0.049}, "model_version": "illustrative-1",
    }  # fmt: skip
    for household, term in sorted(homes):
        Snapshot.objects.create(household_id=household, term_key=term, **common)
    Snapshot.objects.create(person_id=alone, term_key=max(row[2] for row in enrolments), **common)
    for school in sorted({row[1] for row in enrolments}):
        place = School.objects.get(pk=school).subdistrict_id
        Reminder.objects.create(
            school_id=school, subdistrict=place, term_key=max(row[2] for row in enrolments), kind="roster",
            office="Example office", sent_at=at, sent_by=1,
        )  # fmt: skip
    _change_everything()


def _add_visit(person: int, school: int, term: int, number: int, *, household: int, at: datetime) -> None:
    day = date(term // 10 - 543, 6 if term % 10 == 1 else 11, number)
    visit = Visit.objects.create(
        person_id=person, household_id=household, school_id=school, term_key=term, visited_on=day,
        round=Round.objects.filter(term_key=term, kind="continuing").first(), picture_source="teacher_visited",
        state="sent", questionnaire_version="2569", answers={"water": "well"}, lat=18.1, lon=97.9, accuracy_m=8.0,
        recorded_at=at, source="synthetic",
    )  # fmt: skip
    Photo.objects.create(
        visit_id=visit.pk, term_key=term, person_id=person, kind="outside", taken_on=day, sha256=bytes(32),
        store_key=visit.uuid, width=1280, height=960, bytes=100_000,
    )  # fmt: skip


def _add_grant(person: int, school: int, term: int, *, at: datetime) -> None:
    programme, day = programmes()["conditional_grant"], at.date()
    amount = Decimal("2550.00")
    entitlement = Entitlement.objects.create(
        person_id=person, school_id=school, programme=programme, term_key=term, amount_baht=amount, state="granted",
        granted_on=day,
    )  # fmt: skip
    batch = PaymentBatch.objects.create(programme=programme, term_key=term, made_on=day, sent_on=day, state="sent")
    payment = Payment.objects.create(
        entitlement_id=entitlement.pk, person_id=person, term_key=term, batch=batch, amount_baht=amount, sent_on=day,
        channel="school_cash", state="receipted", state_at=at, paid_on=day,
    )  # fmt: skip
    Receipt.objects.create(
        payment_id=payment.pk, person_id=person, term_key=term, kind="nr06", received_on=day, amount_baht=amount,
        received_by="guardian", recorded_at=at,
    )  # fmt: skip
    OtherHelp.objects.create(person_id=person, term_key=term, kind="uniform", provider_th="เทศบาลตัวอย่าง", given_on=day)


def _change_everything() -> None:
    """Touch each row once, so that every history table holds what was there before."""
    Visit.objects.update(accuracy_m=9.0)
    Snapshot.objects.update(model_version="illustrative-2")
    Entitlement.objects.update(until_term=25712)
    Payment.objects.update(state="reconciled")
    OtherHelp.objects.update(note="ตัวอย่าง")
