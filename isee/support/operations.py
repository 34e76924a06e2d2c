"""Writes of support."""

from typing import Final

import pyarrow as pa

from isee.system.api import copy_arrow

BULK_TABLES: Final = {
    "entitlements": "support_entitlement",
    "batches": "support_paymentbatch",
    "payments": "support_payment",
    "receipts": "support_receipt",
    "other_help": "support_otherhelp",
}


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load many rows at once; returns how many. One faulty row refuses the whole load.

    Columns are the table's own names (`person_id`, `programme_id`, `batch_id`, ...); those left out take the
    table's defaults. Parents come first: entitlements and batches, then payments, then receipts.
    """
    if name not in BULK_TABLES:
        raise ValueError(f"support loads {', '.join(BULK_TABLES)}, not {name}")
    return copy_arrow(BULK_TABLES[name], rows)
