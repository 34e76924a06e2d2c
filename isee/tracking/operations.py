"""Writes of tracking."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

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
    """Add `doubtful`. The rule is asked only about rows that a rough sum does not clear: nearly all are ordinary."""
    weights, heights = (rows.column(name).cast(pa.decimal128(7, 2)) for name in ("weight_kg", "height_cm"))
    metres = pc.divide(heights.cast(pa.float64()), 100.0)
    rough = pc.divide(weights.cast(pa.float64()), pc.multiply(metres, metres))
    ordinary = pc.and_(pc.greater(rough, 10.0), pc.less(rough, 44.0)).to_pylist()
    doubts = [
        not clear and is_doubtful(weight_kg=weights[row].as_py(), height_cm=heights[row].as_py())
        for row, clear in enumerate(ordinary)
    ]
    return rows.append_column("doubtful", pa.array(doubts, pa.bool_()))
