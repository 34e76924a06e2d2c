"""Writes of collect."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import pyarrow as pa
from django.db import transaction

from isee.access.api import Actor, record_event
from isee.collect.models import Reminder, ReminderKind
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


@transaction.atomic
def remind_schools(
    wanted: Mapping[ReminderKind, Sequence[tuple[int, int]]], *, term_key: int, office: str, by: Actor, at: datetime
) -> int:
    """Ask schools (id, subdistrict) for what is missing in a term, by kind; returns how many were asked.

    The database refuses a school that is not in the open scope.
    """
    assert by.user_id is not None
    rows = [
        Reminder(
            school_id=school, subdistrict=subdistrict, term_key=term_key, kind=kind, office=office, sent_at=at,
            sent_by=by.user_id,
        )
        for kind, schools in wanted.items()
        for school, subdistrict in schools
    ]  # fmt: skip
    Reminder.objects.bulk_create(rows)
    asked = {row.school_id for row in rows}
    record_event(
        action="schools_reminded", by=by, at=at, object_kind="term", object_id=term_key,
        detail={"schools": len(asked), **{kind.value: len(schools) for kind, schools in wanted.items()}},
    )  # fmt: skip
    return len(asked)
