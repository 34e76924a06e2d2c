"""Writes of screening."""

from typing import Final

import pyarrow as pa

from isee.system.api import copy_arrow

BULK_TABLES: Final = {"results": "screening_result"}


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load many frozen results at once; returns how many.

    `name` is `results`; columns: person_id, term_key, school_id, poverty_class, income_per_head, score,
    model_version, decided_at. One faulty row refuses the whole load.
    """
    if name not in BULK_TABLES:
        raise ValueError(f"screening loads {', '.join(BULK_TABLES)}, not {name}")
    return copy_arrow(BULK_TABLES[name], rows)
