"""What other packages may use of `support`."""

from isee.support.models import (
    BatchState,
    Entitlement,
    EntitlementState,
    HelpKind,
    OtherHelp,
    Payment,
    PaymentBatch,
    PaymentChannel,
    PaymentTrouble,
    Programme,
    ProgrammeKind,
    Rate,
    Receipt,
    ReceiptKind,
    Receiver,
)
from isee.support.operations import load_bulk
from isee.support.queries import entitlements_of, other_help_of, payments_of, programmes, rates_of, receipts_of
from isee.support.reference import load_reference_data, shipped_rates
from isee.support.states import PaymentState, may_take, steps_from

__all__ = [
    "BatchState",
    "Entitlement",
    "EntitlementState",
    "HelpKind",
    "OtherHelp",
    "Payment",
    "PaymentBatch",
    "PaymentChannel",
    "PaymentState",
    "PaymentTrouble",
    "Programme",
    "ProgrammeKind",
    "Rate",
    "Receipt",
    "ReceiptKind",
    "Receiver",
    "entitlements_of",
    "load_bulk",
    "load_reference_data",
    "may_take",
    "other_help_of",
    "payments_of",
    "programmes",
    "rates_of",
    "receipts_of",
    "shipped_rates",
    "steps_from",
]
