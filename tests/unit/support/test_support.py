"""Programmes, grants, payments and other help: what the database refuses, what is shipped, loaded and read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from isee.access.api import SYSTEM
from isee.kernel import AcademicTerm
from isee.support.api import (
    Entitlement,
    OtherHelp,
    Payment,
    PaymentBatch,
    Programme,
    Rate,
    Receipt,
    entitlements_of,
    load_bulk,
    load_reference_data,
    other_help_of,
    payments_of,
    programmes,
    rates_of,
    receipts_of,
)
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 6)
AMOUNT = Decimal("2550.00")
PROGRAMME = {
    "code": "a_test", "kind": "other", "name_th": "ตัวอย่าง", "name_en": "Example", "funder_th": "ตัวอย่าง",
    "funder_en": "Example", "source": "a test",
}  # fmt: skip
RATE = {
    "from_term": 25651, "to_term": 25662, "grade_band": "primary", "poverty_class": "poor", "amount_baht": AMOUNT,
    "source": "a test",
}  # fmt: skip
GRANT = {"term_key": TERM, "amount_baht": AMOUNT, "state": "granted", "granted_on": DAY}
PAYMENT = {"term_key": TERM, "amount_baht": AMOUNT, "channel": "bank", "state": "allocated", "state_at": AT}
RECEIPT = {
    "term_key": TERM, "kind": "nr06", "received_on": DAY, "amount_baht": AMOUNT, "received_by": "pupil",
    "recorded_at": AT,
}  # fmt: skip
HELP = {"term_key": TERM, "kind": "lunch", "provider_th": "เทศบาลตัวอย่าง", "given_on": DAY}


def refused(constraint: str, make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def grant() -> Programme:
    return programmes()["conditional_grant"]


def an_entitlement(**values: object) -> Entitlement:
    fields: dict[str, Any] = {"person": a_person(), "school": a_school(), "programme": grant(), **GRANT, **values}
    return Entitlement.objects.create(**fields)


def a_batch(**values: object) -> PaymentBatch:
    fields: dict[str, Any] = {
        "programme": grant(), "term_key": TERM, "made_on": DAY, "sent_on": DAY, "state": "sent", **values,
    }  # fmt: skip
    return PaymentBatch.objects.create(**fields)


def a_payment(entitlement: Entitlement, **values: object) -> Payment:
    fields: dict[str, Any] = {
        "entitlement_id": entitlement.pk, "person_id": entitlement.person_id, **PAYMENT, **values,
    }  # fmt: skip
    return Payment.objects.create(**fields)


def a_receipt(payment: Payment, **values: object) -> Receipt:
    fields: dict[str, Any] = {"payment_id": payment.pk, "person_id": payment.person_id, **RECEIPT, **values}
    return Receipt.objects.create(**fields)


def checked(row: object) -> object:
    """The row, after the deferred foreign keys were looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return row


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"code": "basic_needs"}, "a_programme_has_a_code_of_its_own"),
        ({"kind": "loan"}, "a_programme_has_a_known_kind"),
        ({"valid_from": DAY, "valid_to": date(2026, 1, 1)}, "a_programme_ends_after_it_begins"),
        ({"source": ""}, "a_programme_says_its_source"),
    ],
)
def test_the_database_refuses_a_programme_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: Programme.objects.create(**{**PROGRAMME, **change}))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"grade_band": "university"}, "a_rate_is_for_one_of_the_grade_bands"),
        ({"poverty_class": "near_poor"}, "a_rate_is_for_one_of_the_classes"),
        ({"amount_baht": Decimal(0)}, "a_rate_is_an_amount"),
        ({"to_term": 25642}, "a_rate_holds_for_terms|lower bound"),
        ({"from_term": 2565}, "a_rate_holds_for_terms"),
        ({"source": ""}, "a_rate_says_its_source"),
    ],
)
def test_the_database_refuses_a_rate_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    programme = Programme.objects.create(**PROGRAMME)
    refused(constraint, lambda: Rate.objects.create(programme=programme, **{**RATE, **change}))


def test_one_rate_holds_at_a_time_for_a_band_class_and_affiliation() -> None:
    programme = Programme.objects.create(**PROGRAMME)
    Rate.objects.create(programme=programme, **RATE)
    within = {**RATE, "from_term": 25662, "to_term": None}
    refused("one_rate_holds_for_a_child_at_a_time", lambda: Rate.objects.create(programme=programme, **within))
    refused("a_rate_begins_once_in_a_term", lambda: Rate.objects.create(programme=programme, **RATE))
    Rate.objects.create(programme=programme, affiliation_id="10", **within)
    Rate.objects.create(programme=programme, **{**within, "from_term": 25671})


def test_shipped_rates_say_their_source_and_what_is_illustrative() -> None:
    by_year = {
        (AcademicTerm.from_key(rate.from_term).year, rate.grade_band): (rate.amount_baht, rate.illustrative)
        for rate in rates_of(grant().pk)
    }
    assert by_year[2561, "primary"] == (Decimal("800.00"), False)
    assert by_year[2562, "lower_secondary"] == (Decimal("1500.00"), True)
    assert by_year[2565, "pre_primary"] == (Decimal("2000.00"), True)
    assert by_year[2568, "primary"] == (Decimal("2550.00"), True)
    assert {rate.amount_baht for rate in rates_of(programmes()["basic_needs"].pk)} == {Decimal(500), Decimal(1500)}


def test_a_second_load_mends_what_differs_and_no_more() -> None:
    assert load_reference_data(by=SYSTEM, at=AT) == {"programmes": 0, "rates": 0}
    Rate.objects.filter(programme=grant(), from_term=25681, grade_band="primary").update(amount_baht=1)
    assert load_reference_data(by=SYSTEM, at=AT) == {"programmes": 0, "rates": 1}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "lost"}, "a_grant_has_a_known_state"),
        ({"state": "held"}, "a_grant_that_is_held_or_ended_says_why"),
        ({"state": "ended"}, "a_grant_that_is_held_or_ended_says_why"),
        ({"amount_baht": Decimal(0)}, "a_grant_is_an_amount"),
        ({"until_term": 25691}, "a_grant_ends_in_its_term_or_later"),
        ({"term_key": 2569}, "a_grant_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_grant_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: an_entitlement(**change))


def test_a_child_has_one_grant_of_a_programme_in_a_term() -> None:
    first = an_entitlement()
    same: dict[str, Any] = {"person_id": first.person_id, "school_id": first.school_id, **GRANT}
    refused(
        "a_child_has_one_grant_of_a_programme_in_a_term",
        lambda: Entitlement.objects.create(programme=grant(), **same),
    )
    Entitlement.objects.create(programme=programmes()["basic_needs"], **same)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "lost"}, "a_batch_has_a_known_state"),
        ({"sent_on": None}, "a_batch_that_was_sent_and_no_other_has_its_day"),
        ({"state": "made"}, "a_batch_that_was_sent_and_no_other_has_its_day"),
        ({"sent_on": date(2026, 11, 5)}, "a_batch_is_sent_after_it_is_made"),
        ({"term_key": 2569}, "a_batch_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_batch_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: a_batch(**change))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount_baht": Decimal(-1)}, "a_payment_is_an_amount"),
        ({"state": "lost"}, "a_payment_has_a_known_state"),
        ({"channel": "cheque"}, "a_payment_has_a_known_channel"),
        ({"trouble": "bad luck"}, "trouble_with_a_payment_is_a_known_word"),
        ({"state": "paid", "sent_on": DAY}, "a_payment_that_was_paid_has_its_day"),
        ({"state": "sent", "sent_on": DAY, "batch": None}, "a_payment_that_was_sent_has_its_day_and_batch"),
        ({"state": "sent"}, "a_payment_that_was_sent_has_its_day_and_batch"),
        ({"state": "batched", "batch": None}, "a_batched_payment_names_its_batch"),
        ({"state": "paid", "sent_on": DAY, "paid_on": date(2026, 11, 1)}, "a_payment_is_paid_after_it_is_sent"),
        ({"paid_on": DAY}, "a_payment_is_paid_after_it_is_sent"),
        ({"state": "held"}, "a_payment_that_did_not_arrive_says_why"),
        ({"state": "bounced", "sent_on": DAY}, "a_payment_that_did_not_arrive_says_why"),
        ({"term_key": 2569}, "a_payment_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_payment_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    entitlement, batch = an_entitlement(), a_batch()
    refused(constraint, lambda: a_payment(entitlement, **{"batch": batch, **change}))


@pytest.mark.parametrize("change", [{"entitlement_id": 0}, {"term_key": 25691}])
def test_a_payment_is_of_an_entitlement_of_its_term(change: dict[str, object]) -> None:
    entitlement = an_entitlement()
    refused("a_payment_is_of_an_entitlement", lambda: checked(a_payment(entitlement, **change)))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "promise"}, "a_pupils_receipt_is_signed_at_home"),
        ({"received_by": "school"}, "a_pupils_receipt_is_signed_at_home"),
        ({"kind": "invoice"}, "a_pupils_receipt_is_signed_at_home"),
        ({"amount_baht": Decimal(0)}, "a_receipt_is_an_amount"),
        ({"term_key": 2569}, "a_receipt_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_receipt_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    payment = a_payment(an_entitlement())
    refused(constraint, lambda: a_receipt(payment, **change))


@pytest.mark.parametrize("change", [{"payment_id": 1}, {"term_key": 25691}])
def test_a_receipt_is_for_a_payment_of_its_term(change: dict[str, object]) -> None:
    payment = a_payment(an_entitlement())
    refused("a_receipt_is_for_a_payment", lambda: checked(a_receipt(payment, **change)))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "advice"}, "other_help_has_a_known_kind"),
        ({"provider_th": ""}, "other_help_names_its_giver"),
        ({"amount_baht": Decimal(0)}, "other_help_is_an_amount_where_it_is_known"),
        ({"term_key": 2569}, "other_help_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_help_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: OtherHelp.objects.create(person=a_person(), **{**HELP, **change}))


def test_what_changes_leaves_its_former_self() -> None:
    entitlement = an_entitlement()
    payment = a_payment(entitlement, batch=a_batch())
    help_given = OtherHelp.objects.create(person_id=entitlement.person_id, **HELP)
    Entitlement.objects.filter(pk=entitlement.pk).update(state="held", reason="attendance")
    Payment.objects.filter(pk=payment.pk).update(state="batched")
    OtherHelp.objects.filter(pk=help_given.pk).update(kind="cash")
    history = {
        name: list(apps.get_model("support", f"{name}Event").objects.values_list(field, flat=True))
        for name, field in (("Entitlement", "state"), ("Payment", "state"), ("OtherHelp", "kind"))
    }
    assert history == {"Entitlement": ["granted"], "Payment": ["allocated"], "OtherHelp": ["lunch"]}


def test_a_grant_with_its_payment_and_receipt_is_loaded_and_read() -> None:
    person, school, programme = a_person(), a_school(), grant()
    common = {"person_id": [person.pk], "term_key": [TERM], "amount_baht": [2550]}
    load_bulk(
        "entitlements",
        pa.table(
            {"id": [90001], "school_id": [school.pk], "programme_id": [programme.pk], "state": ["granted"],
             "granted_on": [DAY], **common}
        ),
    )  # fmt: skip
    load_bulk(
        "batches",
        pa.table({"id": [90002], "programme_id": [programme.pk], "term_key": [TERM], "made_on": [DAY], "sent_on": [DAY],
                  "state": ["sent"]}),
    )  # fmt: skip
    load_bulk(
        "payments",
        pa.table(
            {"id": [90003], "entitlement_id": [90001], "batch_id": [90002], "channel": ["bank"], "state": ["paid"],
             "state_at": [AT], "sent_on": [DAY], "paid_on": [DAY], **common}
        ),
    )  # fmt: skip
    load_bulk(
        "receipts",
        pa.table({"payment_id": [90003], "kind": ["nr06"], "received_on": [DAY], "received_by": ["guardian"],
                  "recorded_at": [AT], **common}),
    )  # fmt: skip
    load_bulk(
        "other_help",
        pa.table({"person_id": [person.pk], "term_key": [TERM], "kind": ["uniform"], "provider_th": ["วัดตัวอย่าง"],
                  "given_on": [DAY]}),
    )  # fmt: skip
    checked(person)
    assert [(held.programme.code, held.amount_baht, held.reason) for held in entitlements_of(person.pk)] == [
        ("conditional_grant", AMOUNT, "")
    ]
    assert [(payment.entitlement_id, payment.state) for payment in payments_of(person.pk)] == [(90001, "paid")]
    assert [(receipt.payment_id, receipt.kind) for receipt in receipts_of(person.pk)] == [(90003, "nr06")]
    assert [(given.kind, given.amount_baht) for given in other_help_of(person.pk)] == [("uniform", None)]


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(ValueError, match="entitlements, batches, payments, receipts, other_help"):
        load_bulk("loans", pa.table({}))


def test_a_teacher_reads_the_help_of_the_own_room_alone(world: World, as_role: RoleChanger) -> None:
    anan, chai = world.persons["anan"], world.persons["chai"]
    reads = (entitlements_of, payments_of, receipts_of, other_help_of)
    with as_role("web", token=world.token("teacher")):
        assert all(read(anan) for read in reads)
        assert [read(chai) for read in reads] == [[], [], [], []]
    with as_role("web"):
        assert [read(anan) for read in reads] == [[], [], [], []]
