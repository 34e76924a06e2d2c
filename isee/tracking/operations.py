"""Writes of tracking."""

from typing import Final

import pyarrow as pa

from isee.system.api import copy_arrow
from isee.tracking.rules import is_doubtful

BULK_TABLES: Final = {"attendance": "tracking_termattendance", "measurements": "tracking_measurement"}


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load many rows at once; returns how many. One faulty row refuses the whole load.

    `attendance`: person_id, term_key, school_id, days_expected, days_present.
    `measurements`: person_id, term_key, measured_on, weight_kg, height_cm; doubtful ones are marked here.
    """
    if name not in BULK_TABLES:
        raise ValueError(f"tracking loads {', '.join(BULK_TABLES)}, not {name}")
    return copy_arrow(BULK_TABLES[name], _marked(rows) if name == "measurements" else rows)


def _marked(rows: pa.Table) -> pa.Table:
    weights, heights = (
        rows.column(name).cast(pa.decimal128(7, 2)).to_pylist() for name in ("weight_kg", "height_cm")
    )
    doubts = [
        is_doubtful(weight_kg=weight, height_cm=height)
        for weight, height in zip(weights, heights, strict=True)
    ]
    return rows.append_column("doubtful", pa.array(doubts, pa.bool_()))
