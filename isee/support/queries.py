"""Reads of support, inside the scope that is open."""

from isee.support.models import Entitlement, OtherHelp, Payment, Programme, Rate, Receipt


def entitlements_of(person_id: int) -> list[Entitlement]:
    """The grants of one child, newest first, each with its programme and rate."""
    found = Entitlement.objects.filter(person_id=person_id).select_related("programme", "rate")
    return list(found.order_by("-term_key", "programme_id"))


def payments_of(person_id: int) -> list[Payment]:
    """The payments to one child, newest first; `entitlement_id` and `term_key` name the grant."""
    return list(Payment.objects.filter(person_id=person_id).order_by("-term_key", "-state_at", "-id"))


def receipts_of(person_id: int) -> list[Receipt]:
    """The receipts for payments to one child, newest first; `payment_id` and `term_key` name the payment."""
    return list(Receipt.objects.filter(person_id=person_id).order_by("-term_key", "-received_on", "-id"))


def other_help_of(person_id: int) -> list[OtherHelp]:
    """Help outside the programmes that one child was given, newest first."""
    return list(OtherHelp.objects.filter(person_id=person_id).order_by("-given_on", "-id"))


def programmes() -> dict[str, Programme]:
    """All programmes by code."""
    return {programme.code: programme for programme in Programme.objects.order_by("code")}


def rates_of(programme_id: int) -> list[Rate]:
    """The rates of one programme, oldest first."""
    found = Rate.objects.filter(programme_id=programme_id)
    return list(found.order_by("from_term", "grade_band", "poverty_class", "affiliation_id"))
