"""Writes of tracking."""

from typing import Final

import pyarrow as pa

from isee.system.api import copy_arrow
from isee.tracking.growth.api import with_scores

BULK_TABLES: Final = {
    "attendance": "tracking_termattendance",
    "absences": "tracking_absence",
    "day_changes": "tracking_schooldaychange",
    "learning": "tracking_learningresult",
    "measurements": "tracking_measurement",
    "problems": "tracking_problem",
    "risk_screenings": "tracking_riskscreening",
    "early_signs": "tracking_earlysign",
    "cases": "tracking_case",
    "case_events": "tracking_caseentry",
}


def load_bulk(name: str, rows: pa.Table) -> int:
    """Load many rows at once; returns how many. One faulty row refuses the whole load.

    Columns are the table's own names; those left out take the table's defaults. JSON is text. `measurements`:
    person_id, term_key, measured_on, weight_kg, height_cm, with the child's `sex` and `born` (a date), from which
    scores are worked out here; doubtful ones are marked. `case_events` follow the `cases` and carry the person of
    their case.
    """
    if name not in BULK_TABLES:
        raise ValueError(f"tracking loads {', '.join(BULK_TABLES)}, not {name}")
    return copy_arrow(BULK_TABLES[name], with_scores(rows) if name == "measurements" else rows)
