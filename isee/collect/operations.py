"""Writes of collect."""

from typing import Final

import pyarrow as pa

from isee.system.api import copy_arrow

BULK_TABLES: Final = {"visits": "collect_visit", "photos": "collect_photo", "rounds": "collect_round"}


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load many rows at once; returns how many. One faulty row refuses the whole load.

    Columns are the table's own names (`school_id`, `round_id`, ...). `visits`: `answers` is JSON text; columns
    left out take the table's defaults. `photos`: the files lie in the file store already, under `store_key`.
    """
    if name not in BULK_TABLES:
        raise ValueError(f"collect loads {', '.join(BULK_TABLES)}, not {name}")
    return copy_arrow(BULK_TABLES[name], rows)
