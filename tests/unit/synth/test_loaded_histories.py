"""A small nation's histories in the database: every constraint holds, and a life reads as one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db.models import Count

from isee.access.api import SYSTEM
from isee.collect.api import Visit, visits_of
from isee.screening.api import results_of, snapshots_by_id
from isee.support.api import Entitlement, entitlements_of, payments_of, receipts_of
from isee.synth.api import build_nation
from isee.tracking.api import Case, absences_of, attendance_of, cases_of, learning_of, school_days_of

pytestmark = pytest.mark.django_db


def _build(home: Path) -> None:
    build_nation(
        scale=0.0003, seed=7, home=home, by=SYSTEM, at=datetime(2026, 11, 10, 3, 0, tzinfo=UTC), progress=lambda _: None
    )


def test_a_loaded_life_reads_as_one(tmp_path: Path) -> None:
    """One build for all that is looked at: it takes ten seconds."""
    _build(tmp_path)

    _grants_results_and_days_agree()
    _visits_name_the_round_of_their_term()
    _entries_of_a_case_carry_its_child()


def _grants_results_and_days_agree() -> None:
    most = Entitlement.objects.values("person_id").annotate(terms=Count("id")).order_by("-terms", "person_id")[0]
    person = most["person_id"]

    grants = {grant.pk: grant for grant in entitlements_of(person)}
    payments = {payment.pk: payment for payment in payments_of(person)}
    assert all(payment.amount_baht <= grants[payment.entitlement_id].amount_baht for payment in payments.values())
    assert all(receipt.payment_id in payments for receipt in receipts_of(person))
    results = results_of(person)
    snapshots = snapshots_by_id([result.snapshot_id for result in results if result.snapshot_id])
    assert {result.term_key for result in results} >= {grant.term_key for grant in grants.values()}
    assert all(
        snapshots[result.snapshot_id].income_per_head == result.income_per_head
        for result in results
        if result.snapshot_id
    )
    assert {visit.term_key for visit in visits_of(person)} & {result.term_key for result in results}
    days = {(row.term_key, row.school_id): row for row in attendance_of(person)}
    assert {(row.term_key, row.school_id) for row in learning_of(person)} <= set(days)
    for absence in absences_of(person):
        assert absence.day in school_days_of(absence.school_id, absence.term_key)


def _visits_name_the_round_of_their_term() -> None:
    assert Visit.objects.exists()
    for visit in Visit.objects.select_related("round")[:200]:
        assert visit.round is not None
        assert visit.round.term_key == visit.term_key
        assert visit.visited_on is not None
        assert visit.round.opens_on <= visit.visited_on <= visit.round.closes_on


def _entries_of_a_case_carry_its_child() -> None:

    for case in Case.objects.order_by("id")[:50]:
        (same,) = [found for found in cases_of(case.person_id) if found.pk == case.pk]
        entries = list(same.entries.all())
        assert entries[0].kind == "opened"
        assert {entry.person_id for entry in entries} == {case.person_id}
