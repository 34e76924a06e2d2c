"""Writes of screening."""

from typing import Final

import pyarrow as pa

from isee.system.api import copy_arrow

BULK_TABLES: Final = {"results": "screening_result", "snapshots": "screening_snapshot"}


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load many frozen rows at once; returns how many. One faulty row refuses the whole load.

    Columns are the table's own names; those left out take the table's defaults. `results`: person_id, term_key,
    school_id, poverty_class, income_per_head, score, model_version, decided_at, and as known round_id,
    snapshot_id, gate_passed and reasons (a list of text). `snapshots`: household_id or person_id, term_key,
    taken_on, inputs and contributions (JSON text), inputs_hash (32 bytes), income_per_head, score, model_version.
    """
    if name not in BULK_TABLES:
        raise ValueError(f"screening loads {', '.join(BULK_TABLES)}, not {name}")
    return copy_arrow(BULK_TABLES[name], rows)
